"""The first page: how much there is, and where to begin."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.graph.query.named import catalogue
from zeren.graph.web.pages.document import rows
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore

_SHOWN = 12


def values(snapshot: ServedStore, language: Language) -> Mapping[str, object]:
    """Return what the page shows."""
    facts = snapshot.facts
    return {
        "counts": [
            ("documents", len(facts.documents), "/doc"),
            ("tasks", len(facts.tasks), "/tasks"),
            ("units", len(snapshot.index.assignments_of_unit), "/unit"),
            ("assignments", len(facts.assignments), "/query?named=rules"),
            ("targets", len(facts.targets), "/query?named=targets"),
        ],
        "documents": rows(snapshot)[:_SHOWN],
        "units": [
            {"iri": unit, "label": snapshot.index.label(unit), "roles": roles}
            for unit, roles in snapshot.index.busiest[:_SHOWN]
        ],
        "questions": [
            {"name": query.name, "question": query.zh if language == "zh" else query.en}
            for query in catalogue()
        ],
    }

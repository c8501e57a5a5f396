"""The first page: how much there is, and where to begin."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.graph.query.named import catalogue
from zeren.graph.store.facts.tables import ASSIGNMENTS, TARGETS, TASKS
from zeren.graph.web.pages.document import rows
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore

_SHOWN = 12


def values(snapshot: ServedStore, language: Language) -> Mapping[str, object]:
    """Return what the page shows."""
    index = snapshot.index
    count = index.source.counted
    return {
        "counts": [
            ("documents", len(snapshot.facts.documents), "/doc"),
            ("tasks", count(TASKS), "/tasks"),
            ("units", len(index.source.assignments_in), "/unit"),
            ("assignments", count(ASSIGNMENTS), "/query?named=rules"),
            ("targets", count(TARGETS), "/query?named=targets"),
        ],
        "documents": rows(snapshot)[:_SHOWN],
        "units": [
            {"iri": unit, "label": index.label(unit), "roles": roles}
            for unit, roles in index.first_units(_SHOWN)
        ],
        "questions": [
            {"name": query.name, "question": query.zh if language == "zh" else query.en}
            for query in catalogue()
        ],
    }

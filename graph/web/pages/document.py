"""A document: what it is, its tasks by section, its own targets; and the list of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby

from zeren.graph.model.facts import DocumentFact
from zeren.graph.web.parts.items import item
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore

_UNITS = 20


def values(snapshot: ServedStore, language: Language, iri: str) -> Mapping[str, object]:
    """Return what the page of the document *iri* shows."""
    facts, index = snapshot.facts, snapshot.index
    document = facts.documents[iri]
    tasks = index.tasks_of_document(iri)
    units: Counter[str] = Counter(
        unit
        for task in tasks
        for unit in {part.unit for part in facts.assignments_of.get(task.iri, ())}
    )
    ranked = sorted(units.items(), key=lambda each: (-each[1], index.label(each[0]), each[0]))
    return {
        "document": document,
        "publisher": _publisher(snapshot, iri),
        "sections": [
            {"headings": headings, "items": [item(snapshot, task, language) for task in group]}
            for headings, group in groupby(tasks, key=lambda task: task.headings)
        ],
        "count": len(tasks),
        "units": [(unit, index.label(unit), count) for unit, count in ranked[:_UNITS]],
        "targets": facts.targets_of.get(iri, ()),
        "has_text": snapshot.has_text(document.id),
    }


def listed(snapshot: ServedStore, language: Language) -> Mapping[str, object]:
    """Return what the list of all documents shows."""
    return {"documents": rows(snapshot)}


def rows(snapshot: ServedStore) -> list[tuple[DocumentFact, int]]:
    """Return the documents with the number of their tasks, the latest first."""
    tasks = snapshot.index.source.tasks_in
    found = [(fact, tasks.get(fact.iri, 0)) for fact in snapshot.facts.documents.values()]
    return sorted(found, key=lambda each: (-(each[0].year or 0), each[0].name, each[0].iri))


def _publisher(snapshot: ServedStore, iri: str) -> str | None:
    """Return the unit that has issued the document *iri*."""
    from pyoxigraph import DefaultGraph, NamedNode
    from zeren.ontology.terms import term

    found = snapshot.store.engine.quads_for_pattern(
        NamedNode(iri), NamedNode(term("dcterms:publisher")), None, DefaultGraph()
    )
    return min((str(getattr(quad.object, "value", "")) for quad in found), default=None)

"""A document: what it is, its tasks by section, its own targets; and the list of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from zeren.graph.model.facts import DocumentFact
from zeren.graph.web.lists.facets import Parameters, choosing
from zeren.graph.web.lists.listing import Column, Link, Paged, Value, View, filters_in
from zeren.graph.web.parts.charts import months
from zeren.graph.web.parts.items import item
from zeren.graph.web.parts.language import Language
from zeren.graph.web.parts.load import bars, by_lead, roles_in
from zeren.graph.web.parts.rendering import link
from zeren.graph.web.served import ServedStore

_UNITS = 20
_PER_PAGE = 100


def values(snapshot: ServedStore, language: Language, iri: str) -> Mapping[str, object]:
    """Return what the page of the document *iri* shows."""
    facts, index = snapshot.facts, snapshot.index
    document = facts.documents[iri]
    tasks = index.tasks_of_document(iri)
    choice = choosing(document=iri)
    tally = index.tally
    roles = tally.roles(choice)
    return {
        "document": document,
        "publisher": _publisher(snapshot, iri),
        "sections": [
            {"headings": headings, "items": [item(snapshot, task, language) for task in group]}
            for headings, group in groupby(tasks, key=lambda task: task.headings)
        ],
        "count": len(tasks),
        "units": bars(index, by_lead(index, roles)[:_UNITS], roles, choice),
        "roles": roles_in(roles),
        "months": months(
            tally.counted("due", choice, tally.left(choice)),
            lambda month: choice.having("due", month).address,
        ),
        "targets": facts.targets_of.get(iri, ()),
        "has_text": document.id in snapshot.entries,
    }


COLUMNS = (
    Column("document", "document"),
    Column("issuer", "issuer"),
    Column("place", "place"),
    Column("year", "year", number=True),
    Column("issued", "issued", shown=False),
    Column("number", "doc_number", shown=False),
    Column("tasks", "tasks_count", number=True),
)


def view_of(parameters: Parameters) -> View:
    """Return how the list of documents is looked at."""
    filters = filters_in(parameters, ("q", "year", "place"))
    return View.read("/doc", filters, COLUMNS, parameters)


def table(snapshot: ServedStore, view: View) -> list[Mapping[str, Value]]:
    """Return the rows of the list of documents: those searched for, in the order wanted."""
    filters = dict(view.pairs)
    wanted = filters.get("q", "").lower().split()
    found = [
        (fact, tasks)
        for fact, tasks in rows(snapshot)
        if all(word in f"{fact.name} {fact.issuer or ''} {fact.file}".lower() for word in wanted)
        and filters.get("year", "") in {"", str(fact.year or "")}
        and (fact.jurisdiction or "").startswith(filters.get("place", ""))
    ]
    keys: Mapping[str, Callable[[tuple[DocumentFact, int]], Any]] = {
        "document": lambda each: each[0].name,
        "issuer": lambda each: each[0].issuer or "",
        "place": lambda each: each[0].jurisdiction or "",
        "year": lambda each: each[0].year or 0,
        "issued": lambda each: str(each[0].issued or ""),
        "number": lambda each: each[0].number or "",
        "tasks": lambda each: each[1],
    }
    if view.sort:
        found.sort(key=keys[view.sort], reverse=view.down)
    return [
        {
            "document": (Link(fact.name, link(fact.iri)),),
            "issuer": fact.issuer or "",
            "place": fact.jurisdiction or "",
            "year": fact.year or "",
            "issued": str(fact.issued or ""),
            "number": fact.number or "",
            "tasks": tasks,
        }
        for fact, tasks in found
    ]


def listed(snapshot: ServedStore, language: Language, view: View) -> Mapping[str, object]:
    """Return what the list of documents shows."""
    every = table(snapshot, view)
    paged = Paged.of(len(every), _PER_PAGE, view.page)
    filters = dict(view.pairs)
    return {
        "count": len(every),
        "view": view,
        "paged": paged,
        "rows": every[paged.begin : paged.end],
        "q": filters.get("q", ""),
    }


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

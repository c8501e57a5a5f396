"""The faceted list of tasks: narrowed, searched, sorted, in cards or as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from heapq import nlargest
from urllib.parse import urlencode

import numpy as np
from zeren.graph.model.facts import DocumentFact
from zeren.graph.web.lists.facets import FACETS, FacetChoice, Parameters, sparql_of
from zeren.graph.web.lists.listing import Column, Link, Paged, Value, View
from zeren.graph.web.lists.search import excerpt, marked, relevance
from zeren.graph.web.parts.charts import Bar, months
from zeren.graph.web.parts.items import Item, concept, items
from zeren.graph.web.parts.language import Language, words
from zeren.graph.web.parts.rendering import concept_link, figure, link, sign
from zeren.graph.web.served import ServedStore
from zeren.loaders.records import ROLES

_PER_PAGE = 20
_SHOWN = 6
_FOUND = 200
_ASIDE = tuple(name for name in FACETS if name not in {"due", "basis"})
COLUMNS = (
    Column("number", "number", sorts=False),
    Column("task", "task", sorts=False),
    Column("text", "source_words", sorts=False, shown=False),
    Column("document", "document"),
    Column("year", "year", shown=False),
    Column("lead", "lead", sorts=False),
    Column("responsible", "responsible", sorts=False),
    Column("cooperating", "cooperating", sorts=False),
    Column("guiding", "guiding", sorts=False, shown=False),
    Column("sector", "sector", sorts=False, shown=False),
    Column("theme", "theme", sorts=False, shown=False),
    Column("target", "targets", sorts=False, shown=False),
    Column("targets", "targets_count", number=True, shown=False),
    Column("units", "units_count", number=True, shown=False),
    Column("due", "deadline"),
)
ORDERS = ("plan", "relevance")


@dataclass(frozen=True)
class Asked:
    """What a reader asks of the list: the choice, the view, and a facet to look through."""

    choice: FacetChoice
    view: View
    facet: str = ""
    find: str = ""

    @classmethod
    def read(cls, parameters: Parameters) -> Asked:
        """Return what the parameters of a URL ask for."""
        choice = FacetChoice.read(parameters)
        view = View.read("/tasks", choice.pairs(), COLUMNS, parameters, ORDERS)
        facet = next(iter(parameters.getlist("facet")), "")
        find = next(iter(parameters.getlist("find")), "").strip()[:100]
        return cls(choice, view, facet if facet in FACETS else "", find)

    def address(self, choice: FacetChoice) -> str:
        """Return the address of another choice, looked at in the same way."""
        return replace(self.view, pairs=tuple(choice.pairs())).address()


def found(snapshot: ServedStore, asked: Asked) -> list[str]:
    """Return the IRIs of the tasks that are asked for, in the order that is."""
    tally, at = snapshot.index.tally, snapshot.index.source.postings
    choice, view = asked.choice, asked.view
    among, scores = _searched(snapshot, choice)
    tasks = np.flatnonzero(tally.left(choice, among)).tolist()
    sort = view.sort or ("relevance" if choice.words else "plan")

    def plan(task: int) -> DocumentFact:
        return snapshot.facts.documents[at.documents[int(at.document[task])]]

    by: Mapping[str, Callable[[int], object]] = {
        "plan": lambda task: task,
        "relevance": lambda task: -scores.get(task, 0.0),
        "document": lambda task: plan(task).name,
        "year": lambda task: plan(task).year or 0,
        "targets": lambda task: int(at.targets[task]),
        "units": tally.units_of.__getitem__,
    }
    if sort == "due":  # what has no deadline comes last, either way
        dated = [task for task in tasks if at.first_due[task]]
        rest = [task for task in tasks if not at.first_due[task]]
        tasks = sorted(dated, key=lambda task: at.first_due[task], reverse=view.down) + rest
    else:
        tasks.sort(key=by[sort], reverse=view.down)  # type: ignore[arg-type]
    return [at.tasks[task] for task in tasks]


def values(snapshot: ServedStore, language: Language, asked: Asked) -> Mapping[str, object]:
    """Return what the page shows."""
    choice, view = asked.choice, asked.view
    among, _ = _searched(snapshot, choice)
    index = snapshot.index
    counts = index.counts(choice) if among is None else index.tally.counts(choice, among)
    tasks = found(snapshot, asked)
    paged = Paged.of(len(tasks), _PER_PAGE, view.page)
    shown = items(snapshot, tasks[paged.begin : paged.end], language)
    text = sparql_of(choice)
    w = words(language)
    return {
        "choice": choice,
        "q": choice.q,
        "count": len(tasks),
        "view": view,
        "paged": paged,
        "items": shown,
        "rows": [row(each, language) for each in shown],
        "hit": lambda text: marked(text, choice.words),
        "excerpt": lambda text: excerpt(text, choice.words),
        "start": paged.begin + 1,
        "facets": [_facet(snapshot, language, asked, name, counts[name]) for name in _ASIDE],
        "looked": _looked(snapshot, language, asked, counts) if asked.facet else None,
        "months": months(
            counts["due"],
            lambda month: asked.address(choice.without("due").having("due", month)),
            choice.due,
        ),
        "chosen": [
            {
                "facet": w["month_due" if name == "due" else name],
                "label": label_of(snapshot, language, name, value),
                "address": asked.address(choice.without(name, value)),
            }
            for name in FACETS
            for value in choice.of(name)
        ]
        + (
            [
                {
                    "facet": w["search"],
                    "label": choice.q,
                    "address": asked.address(choice.unsearched()),
                }
            ]
            if choice.q
            else []
        ),
        "sparql": text,
        "query_address": "/query?" + urlencode({"query": text, "edit": "1"}),
    }


def rows(
    snapshot: ServedStore, language: Language, asked: Asked
) -> Sequence[Callable[[], Mapping[str, Value]]]:
    """Return the rows of the whole list, each read when it is called for."""

    def one(task: str) -> Mapping[str, Value]:
        return row(items(snapshot, [task], language)[0], language)

    return [partial(one, task) for task in found(snapshot, asked)]


def columns(asked: Asked) -> Sequence[Column]:
    """Return the columns that a file of the list has: those seen; cards show all."""
    return asked.view.shown if asked.view.form == "table" or asked.view.chosen else COLUMNS


def row(item: Item, language: Language) -> Mapping[str, Value]:
    """Return a task as a row of the table."""
    w = words(language)
    roles: dict[str, Value] = {
        role: tuple(
            Link(unit.label, link(unit.iri), w["collective"] if unit.collective else "")
            for unit in item.units.get(role, ())
        )
        for role in ROLES
    }
    return {
        **roles,
        "number": item.number,
        "task": (Link(item.name, link(item.iri)),),
        "text": item.whole,
        "document": (Link(item.document.label, link(item.document.iri)),),
        "year": str(item.year or ""),
        "sector": tuple(Link(each.label, concept_link(each.iri)) for each in item.sectors),
        "theme": tuple(Link(each.label, concept_link(each.iri)) for each in item.themes),
        "target": "；".join(
            f"{each.indicator} {sign(each.comparator)}{figure(each)}".strip()
            for each in item.targets
        ),
        "targets": len(item.targets),
        "units": len({unit.iri for named in item.units.values() for unit in named}),
        "due": item.due,
    }


def label_of(snapshot: ServedStore, language: Language, name: str, value: str) -> str:
    """Return what a value of the facet *name* is called."""
    if name in {"sector", "theme", "function"}:
        return concept(snapshot, value, language).label
    if name == "unit":
        return snapshot.index.label(value)
    if name == "document":
        document = snapshot.facts.documents.get(value)
        return document.name if document else value
    if name in {"role", "target", "basis"}:
        return words(language)[value]
    return value


def _searched(
    snapshot: ServedStore, choice: FacetChoice
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]] | None, Mapping[int, float]]:
    """Return which tasks hold the words that are looked for, and how well each answers them."""
    if not choice.words:
        return None, {}
    hits = snapshot.index.search(choice.words, relevance)
    mask = np.zeros(len(snapshot.index.source.postings), dtype=bool)
    mask[list(hits)] = True
    return mask, hits


def _facet(
    snapshot: ServedStore,
    language: Language,
    asked: Asked,
    name: str,
    counts: Mapping[str, int],
    most: int = _SHOWN,
) -> Mapping[str, object]:
    """Return a facet: its most frequent values, those chosen among them."""
    chosen = asked.choice.of(name)
    if name == "year":
        best = sorted(counts.items(), reverse=True)
    else:
        best = nlargest(most, counts.items(), key=lambda each: (each[1], each[0]))
    best = [each for each in best if each[0] not in chosen]
    values = [*((value, counts.get(value, 0)) for value in chosen), *best][: max(most, len(chosen))]
    return {
        "key": name,
        "name": words(language)[name],
        "rows": _rows(snapshot, language, asked, name, values),
        "left": max(0, len(counts) - len(values)),
        "all": asked.view.address(facet=name),
    }


def _rows(
    snapshot: ServedStore,
    language: Language,
    asked: Asked,
    name: str,
    values: Sequence[tuple[str, int]],
) -> list[Bar]:
    choice = asked.choice
    return [
        Bar(
            label=label_of(snapshot, language, name, value),
            address=asked.address(
                choice.without(name, value)
                if value in choice.of(name)
                else choice.having(name, value)
            ),
            count=count,
            chosen=value in choice.of(name),
            note=words(language)["collective"]
            if name == "unit" and snapshot.index.is_collective(value)
            else "",
        )
        for value, count in values
    ]


def _looked(
    snapshot: ServedStore,
    language: Language,
    asked: Asked,
    counts: Mapping[str, Mapping[str, int]],
) -> Mapping[str, object]:
    """Return one facet to look through: all values that have the words looked for."""
    name = asked.facet
    every = sorted(counts[name].items(), key=lambda each: (-each[1], each[0]))
    if asked.find:
        wanted = asked.find.lower()
        every = [
            each for each in every if wanted in label_of(snapshot, language, name, each[0]).lower()
        ]
    return {
        "key": name,
        "name": words(language)[name],
        "find": asked.find,
        "count": len(every),
        "rows": _rows(snapshot, language, asked, name, every[:_FOUND]),
        "back": asked.view.address(),
    }

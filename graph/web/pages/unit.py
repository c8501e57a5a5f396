"""A unit: what it leads, with whom it works, what it owes and when; and the list of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from zeren.graph.model.facts import AssignmentFact
from zeren.graph.store.facts.lookup import Brief
from zeren.graph.web.lists.facets import FacetChoice, Parameters, choosing
from zeren.graph.web.lists.listing import Column, Link, Paged, Value, View, filters_in
from zeren.graph.web.parts.charts import around, months, stacks
from zeren.graph.web.parts.items import concept, items
from zeren.graph.web.parts.language import Language, words
from zeren.graph.web.parts.rendering import link
from zeren.graph.web.served import ServedStore
from zeren.loaders.records import ROLES

_TASKS = 10
_PARTNERS = 12
_TARGETS = 30
_PER_PAGE = 100
_SECTORS = 8
COLUMNS = (
    Column("unit", "unit"),
    Column("place", "place"),
    Column("function", "function"),
    Column("tasks", "tasks_count", number=True),
    *(Column(role, role, number=True) for role in ROLES),
    Column("iri", "iri", sorts=False, shown=False),
)


def values(snapshot: ServedStore, language: Language, iri: str) -> Mapping[str, object]:
    """Return what the page of the unit *iri* shows."""
    facts, index = snapshot.facts, snapshot.index
    unit = facts.units[iri]
    parts = index.assignments_of_unit(iri)
    choice = choosing(unit=iri)
    tally = index.tally
    left = tally.left(choice)
    sections = []
    for role in ROLES:
        tasks = list(dict.fromkeys(part.task for part in parts if part.role == role))
        if tasks:
            sections.append(
                {
                    "role": role,
                    "count": len(tasks),
                    "items": items(snapshot, tasks[:_TASKS], language),
                    "address": choice.having("role", role).address,
                }
            )
    owed = index.due(part.task for part in parts if part.role in {"lead", "responsible"})
    mentions = index.source.mentions_of_unit(iri)
    partners = index.partners(parts)
    counted = tally.counted("sector", choice, left)
    sectors = sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:_SECTORS]
    return {
        "unit": unit,
        "function": concept(snapshot, unit.function, language) if unit.function else None,
        "parent": unit.parent and (unit.parent, index.label(unit.parent)),
        "parts": sorted((index.label(each), each) for each in index.source.parts_of_unit(iri)),
        "members": sorted((index.label(each), each) for each in unit.members),
        "total": len({part.task for part in parts}),
        "sections": sections,
        "months": months(
            tally.counted("due", choice, left), lambda month: choice.having("due", month).address
        ),
        "plans": _plans(snapshot, choice, parts),
        "sectors": stacks(
            (
                concept(snapshot, sector, language).label,
                choice.having("sector", sector).address,
                "",
                [("one", count, choice.having("sector", sector).address)],
            )
            for sector, count in sectors
        ),
        "around": around(
            [
                (index.label(other), link(other), roles["tasks"], index.is_collective(other))
                for other, roles in partners[:_PARTNERS]
            ]
        ),
        "partners": partners[:_PARTNERS],
        "partners_left": max(0, len(partners) - _PARTNERS),
        "index": index,
        "due": owed[:_TARGETS],
        "due_left": max(0, len(owed) - _TARGETS),
        "all_targets": choice.having("target", "yes").address,
        "all_tasks": choice.address,
        "mentioned": items(
            snapshot, list(dict.fromkeys(m.task for m in mentions))[:_TASKS], language
        ),
    }


def _plans(
    snapshot: ServedStore, choice: FacetChoice, parts: Sequence[AssignmentFact]
) -> Sequence[object]:
    """Return the plans of the assignments *parts* of a unit, by year, with its tasks by role."""
    roles: dict[str, Counter[str]] = {}
    seen: set[tuple[str, str]] = set()
    tasks = snapshot.facts.tasks
    for part in parts:
        if (part.task, part.role) not in seen:
            seen.add((part.task, part.role))
            roles.setdefault(tasks[part.task].document, Counter())[part.role] += 1
    documents = sorted(
        (snapshot.facts.documents[each] for each in roles),
        key=lambda fact: (-(fact.year or 0), fact.name, fact.iri),
    )
    return stacks(
        (
            fact.name,
            choice.having("document", fact.iri).address,
            str(fact.year or ""),
            [
                (
                    role,
                    roles[fact.iri][role],
                    choice.having("document", fact.iri).having("role", role).address,
                )
                for role in ROLES
            ],
        )
        for fact in documents[:30]
    )


def view_of(parameters: Parameters) -> View:
    """Return how the list of units is looked at."""
    filters = filters_in(parameters, ("q", "place", "collectives"))
    return View.read("/unit", filters, COLUMNS, parameters)


def rows(
    snapshot: ServedStore, language: Language, view: View
) -> list[Callable[[], Mapping[str, Value]]]:
    """Return the rows of the list of units: those searched for, in the order wanted."""
    filters = dict(view.pairs)
    wanted = filters.get("q", "").lower().split()
    place, collectives = filters.get("place", ""), filters.get("collectives", "")
    index = snapshot.index
    w = words(language)
    found = []
    for iri, roles in index.unit_roles.items():
        unit = index.source.briefs.get(iri)
        if unit is None or (collectives and unit.collective != (collectives == "only")):
            continue
        names = f"{unit.label} {unit.aliases}".lower()
        if unit.place.startswith(place) and all(word in names for word in wanted):
            found.append((iri, unit, roles))
    key = view.sort or "tasks"
    down = view.down or not view.sort
    plainly: Mapping[str, Callable[[tuple[str, Brief, Mapping[str, int]]], str]] = {
        "unit": lambda each: each[1].label,
        "place": lambda each: each[1].place,
        "function": lambda each: each[1].function or "",
    }
    found.sort(key=lambda each: (-each[2]["tasks"], each[1].label, each[0]))
    if key in plainly:
        found.sort(key=plainly[key], reverse=down)
    elif view.sort:
        found.sort(key=lambda each: each[2].get(key, 0), reverse=down)
    return [
        partial(_row, snapshot, language, iri, unit, roles, w["collective"])
        for iri, unit, roles in found
    ]


def _row(
    snapshot: ServedStore,
    language: Language,
    iri: str,
    unit: Brief,
    roles: Mapping[str, int],
    collective: str,
) -> Mapping[str, Value]:
    function = concept(snapshot, unit.function, language).label if unit.function else ""
    return {
        "unit": (Link(unit.label, link(iri), collective if unit.collective else ""),),
        "place": unit.place,
        "function": function,
        "tasks": roles["tasks"],
        **{role: roles.get(role, 0) for role in ROLES},
        "iri": iri,
    }


def listed(snapshot: ServedStore, language: Language, view: View) -> Mapping[str, object]:
    """Return what the list of units shows."""
    every = rows(snapshot, language, view)
    paged = Paged.of(len(every), _PER_PAGE, view.page)
    filters = dict(view.pairs)
    return {
        "count": len(every),
        "view": view,
        "paged": paged,
        "rows": [row() for row in every[paged.begin : paged.end]],
        "q": filters.get("q", ""),
        "place": filters.get("place", ""),
        "collectives": filters.get("collectives", ""),
    }

"""A theme or a function: its place among the others, its tasks, who leads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from zeren.graph.web.parts.facets import FacetChoice
from zeren.graph.web.parts.items import concept, items
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore
from zeren.ontology.terms import PREFIXES

_TASKS = 30
_UNITS = 20


def values(snapshot: ServedStore, language: Language, iri: str) -> Mapping[str, object] | None:
    """Return what the page of *iri* shows, or None when there is no such concept in use."""
    facts, index = snapshot.facts, snapshot.index
    fact = facts.concepts.get(iri)
    if fact is None or iri not in set(facts.concepts):
        return None
    tasks = index.tasks_of_concept.get(iri, [])
    leaders: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for task in tasks:
        parts = facts.assignments_of.get(task.iri, ())
        leaders.update({part.unit for part in parts if part.role == "lead"})
        year = index.document_of(task).year
        if year is not None:
            years[year] += 1
    ranked = sorted(leaders.items(), key=lambda each: (-each[1], index.label(each[0]), each[0]))
    below = sorted(other.iri for other in facts.concepts.values() if iri in other.above[:1])
    units = sorted((unit.label, unit.iri) for unit in facts.units.values() if unit.function == iri)
    return {
        "concept": fact,
        "label": concept(snapshot, iri, language).label,
        "above": [concept(snapshot, each, language) for each in fact.above],
        "below": [concept(snapshot, each, language) for each in below],
        "tasks": items(snapshot, [task.iri for task in tasks[:_TASKS]], language),
        "count": len(tasks),
        "address": f"/tasks?{_choice(iri).query_string()}",
        "leaders": [(unit, index.label(unit), count) for unit, count in ranked[:_UNITS]],
        "years": sorted(years.items()),
        "units": units[: 3 * _UNITS],
        "scheme": iri.partition("#")[0] if "#" in iri else None,
    }


def _choice(iri: str) -> FacetChoice:
    return FacetChoice(sector=iri) if iri.startswith(PREFIXES["zs"]) else FacetChoice(theme=iri)

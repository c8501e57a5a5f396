"""A unit: what it leads, with whom it works, what it owes and when; and the list of all."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.graph.web.parts.facets import FacetChoice
from zeren.graph.web.parts.items import concept, items
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore
from zeren.loaders.records import ROLES

_TASKS = 30
_PARTNERS = 25
_TARGETS = 100


def values(snapshot: ServedStore, language: Language, iri: str) -> Mapping[str, object]:
    """Return what the page of the unit *iri* shows."""
    facts, index = snapshot.facts, snapshot.index
    unit = facts.units[iri]
    parts = index.assignments_of_unit(iri)
    sections = []
    for role in ROLES:
        tasks = list(dict.fromkeys(part.task for part in parts if part.role == role))
        if tasks:
            state = FacetChoice(unit=iri, role=role).query_string()
            sections.append(
                {
                    "role": role,
                    "count": len(tasks),
                    "items": items(snapshot, tasks[:_TASKS], language),
                    "address": f"/tasks?{state}",
                    "left": max(0, len(tasks) - _TASKS),
                }
            )
    owed = index.due(part.task for part in parts if part.role in {"lead", "responsible"})
    mentions = index.source.mentions_of_unit(iri)
    return {
        "unit": unit,
        "function": concept(snapshot, unit.function, language) if unit.function else None,
        "parent": unit.parent and (unit.parent, index.label(unit.parent)),
        "parts": sorted((index.label(each), each) for each in index.source.parts_of_unit(iri)),
        "members": sorted((index.label(each), each) for each in unit.members),
        "total": len({part.task for part in parts}),
        "sections": sections,
        "partners": index.partners(iri)[:_PARTNERS],
        "index": index,
        "due": owed[:_TARGETS],
        "due_left": max(0, len(owed) - _TARGETS),
        "mentioned": items(snapshot, dict.fromkeys(m.task for m in mentions[:_TASKS]), language),
    }


def listed(snapshot: ServedStore, language: Language) -> Mapping[str, object]:
    """Return what the list of all units shows."""
    return {
        "units": [
            {
                "fact": snapshot.facts.units[unit],
                "label": snapshot.index.label(unit),
                "roles": roles,
            }
            for unit, roles in snapshot.index.busiest
            if unit in snapshot.facts.units
        ]
    }

"""A sector, theme or function: its tasks, who leads them, when; and the tree of all fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from zeren.graph.web.lists.facets import FacetChoice, choosing
from zeren.graph.web.parts.charts import Bar, columns, months
from zeren.graph.web.parts.items import concept, items
from zeren.graph.web.parts.language import Language
from zeren.graph.web.parts.load import bars, by_lead, roles_in
from zeren.graph.web.parts.rendering import concept_link
from zeren.graph.web.served import ServedStore
from zeren.ontology.terms import PREFIXES

_TASKS = 10
_UNITS = 15


def values(snapshot: ServedStore, language: Language, iri: str) -> Mapping[str, object] | None:
    """Return what the page of *iri* shows, or None when there is no such concept in use."""
    index = snapshot.index
    known = index.source.vocabulary
    fact = known.get(iri)
    if fact is None:
        return None
    units = sorted(
        (unit.label, at) for at, unit in index.source.briefs.items() if unit.function == iri
    )
    choice = _choice(iri, is_function=bool(units))
    tally = index.tally
    left = tally.left(choice)
    roles = tally.roles(choice)
    ranked = [unit for unit in by_lead(index, roles) if not index.is_collective(unit)]
    years = tally.counted("year", choice, left)
    counts = index.counts(FacetChoice())
    used = {*counts["theme"], *counts["function"]}
    below = sorted(other.iri for other in known.values() if iri in other.above[:1])
    return {
        "concept": fact,
        "label": concept(snapshot, iri, language).label,
        "above": [concept(snapshot, each, language) for each in fact.above],
        "below": [concept(snapshot, each, language) for each in below if each in used],
        "tasks": items(snapshot, tally.tasks(left)[:_TASKS], language),
        "count": int(left.sum()),
        "address": choice.address,
        "leaders": bars(index, ranked[:_UNITS], roles, choice),
        "roles": roles_in(roles),
        "years": columns(sorted(years.items()), lambda year: choice.having("year", year).address)
        if len(years) > 1
        else [],
        "months": months(
            tally.counted("due", choice, left), lambda month: choice.having("due", month).address
        ),
        "units": units[: 4 * _UNITS],
        "units_left": max(0, len(units) - 4 * _UNITS),
        "scheme": iri.partition("#")[0] if "#" in iri else None,
    }


def tree(snapshot: ServedStore, language: Language) -> Mapping[str, object]:
    """Return what the page of all fields shows: sectors, and under each its themes.

    The sectors and the themes of most tasks come first; what is not used is left out.
    """
    tally = snapshot.index.tally
    whole = FacetChoice()
    left = tally.left(whole)
    sectors = tally.counted("sector", whole, left)
    themes = tally.counted("theme", whole, left)
    under: dict[str, list[str]] = defaultdict(list)
    for theme in themes:
        fact = snapshot.index.source.vocabulary.get(theme)
        above = [each for each in (fact.above if fact else ()) if each.startswith(PREFIXES["zs"])]
        under[above[0] if above else ""].append(theme)
    most = max([*sectors.values(), *themes.values()], default=1)

    def bar(iri: str, count: int) -> Bar:
        return Bar(concept(snapshot, iri, language).label, concept_link(iri), count)

    known = sorted({*sectors, *under} - {""}, key=lambda iri: (-sectors.get(iri, 0), iri))
    return {
        "most": most,
        "fields": [
            (
                bar(iri, sectors.get(iri, 0)) if iri else None,
                [
                    bar(theme, themes[theme])
                    for theme in sorted(under[iri], key=lambda each: (-themes[each], each))
                ],
            )
            for iri in [*known, *([""] if under.get("") else [])]
        ],
    }


def _choice(iri: str, *, is_function: bool) -> FacetChoice:
    if iri.startswith(PREFIXES["zs"]):
        return choosing(sector=iri)
    if is_function or iri.startswith(PREFIXES["zf"]):
        return choosing(function=iri)
    return choosing(theme=iri)

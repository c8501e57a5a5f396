"""The first page: who leads most, what they work on, when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import nlargest

from zeren.graph.query.named import catalogue
from zeren.graph.web.index import EXPLICIT
from zeren.graph.web.lists.facets import FacetChoice, choosing
from zeren.graph.web.lists.listing import Link
from zeren.graph.web.pages.document import rows
from zeren.graph.web.parts.charts import heat, year_of_months
from zeren.graph.web.parts.items import concept
from zeren.graph.web.parts.language import Language
from zeren.graph.web.parts.load import bars, roles_in
from zeren.graph.web.parts.rendering import concept_link, link
from zeren.graph.web.served import ServedStore

_UNITS = 12
_SECTORS = 12
_DOCUMENTS = 8


def values(
    snapshot: ServedStore, language: Language, *, collectives: bool = False, year: int | None = None
) -> Mapping[str, object]:
    """Return what the page shows; *year* is the one whose deadlines are looked at.

    Collectives are left out of the ranking, unless *collectives*.
    """
    index = snapshot.index
    tally = index.tally
    postings = index.source.postings
    roles = index.explicit_roles
    groups = index.groups
    ranked = nlargest(
        _UNITS,
        roles if collectives else (unit for unit in roles if unit not in groups),
        key=lambda unit: (roles[unit].get("lead", 0), roles[unit]["tasks"], unit),
    )
    counts = index.counts(FacetChoice())
    sectors, due = counts["sector"], counts["due"]
    columns = nlargest(_SECTORS, sectors, key=lambda iri: (sectors[iri], iri))
    years = sorted({int(month[:4]) for month in due})
    shown = year if year in years else _fullest(due)

    return {
        "counts": [
            ("documents", len(snapshot.facts.documents), "/doc"),
            ("tasks", len(postings), "/tasks"),
            ("units", len(postings.units), "/unit"),
            (
                "targets",
                int(postings.targets.sum()),
                "/tasks?target=yes&view=table&col=task&col=target&col=due&col=document",
            ),
        ],
        "load": bars(index, ranked, roles, EXPLICIT),
        "roles": roles_in({unit: roles[unit] for unit in ranked}),
        "collectives": collectives,
        "left_out": len(groups),
        "sectors": [
            Link(each.label, concept_link(each.iri))
            for each in (concept(snapshot, iri, language) for iri in columns)
        ],
        "heat": list(
            zip(
                [Link(index.label(unit), link(unit)) for unit in ranked],
                heat(
                    tally.crossed(ranked, columns, EXPLICIT),
                    lambda row, column: (
                        EXPLICIT.having("unit", ranked[row])
                        .having("sector", columns[column])
                        .address
                    ),
                ),
                strict=True,
            )
        ),
        "months": year_of_months(shown, due, lambda month: choosing(due=month).address)
        if shown
        else [],
        "year": shown,
        "years": years,
        "documents": rows(snapshot)[:_DOCUMENTS],
        "questions": [
            {"name": query.name, "question": query.zh if language == "zh" else query.en}
            for query in catalogue()
        ],
    }


def _fullest(due: Mapping[str, int]) -> int | None:
    """Return the year in which most is due, the later one of two."""
    years: dict[int, int] = {}
    for month, count in due.items():
        years[int(month[:4])] = years.get(int(month[:4]), 0) + count
    return max(years, key=lambda year: (years[year], year), default=None)

"""Which two plans to compare: named ones, two years of a place, or the latest two there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from zeren.graph.errors import GraphError
from zeren.graph.model.facts import DocumentFact, Facts

_NOISE = re.compile(
    r"关于|印发|的通知|通知|[\s《》〈〉“”\"（）()〔〕\[\]]"
    r"|[一二三四五六七八九〇零○\d]{4}\s*[-—–~至]*\s*(?:[〇零○\d]{4})?\s*年?度?"
)
_YEAR = re.compile(r"\d{4}")
_SHOWN = 6


def stem(title: str) -> str:
    """Return a title without its years and what a notice adds: the same for each year's plan.

    >>> stem("青沅市2024年工作要点") == stem("关于印发《青沅市2025年度工作要点》的通知")
    True
    """
    return _NOISE.sub("", title)


def series(documents: Iterable[DocumentFact]) -> list[list[DocumentFact]]:
    """Return the plans of one place and title that come again, the latest series first."""
    groups: dict[tuple[str, str], list[DocumentFact]] = defaultdict(list)
    for fact in documents:
        if fact.year is not None:
            groups[fact.jurisdiction or fact.issuer or "", stem(fact.name)].append(fact)
    found = [
        sorted(mine, key=lambda fact: (fact.year or 0, fact.id))
        for mine in groups.values()
        if len({fact.year for fact in mine}) > 1
    ]
    return sorted(found, key=lambda mine: (-(mine[-1].year or 0), mine[-1].name, mine[-1].id))


def latest_pair(documents: Mapping[str, DocumentFact]) -> tuple[str, str]:
    """Return the two latest plans (IRIs) of one place and title. Raises GraphError where none."""
    found = series(documents.values())
    if not found:
        raise GraphError(
            "no place has two plans of one title and of two years in the store",
            "name two plans: zeren compare A B; `zeren query documents` lists them",
            usage=True,
        )
    return _last_two(found[0])


def pair_of_years(
    facts: Facts, documents: Mapping[str, DocumentFact], years: Sequence[int]
) -> tuple[str, str]:
    """Return the plans (IRIs) of one place and title of two years. Raises GraphError."""
    found = [
        picked
        for mine in series(documents.values())
        if (picked := [fact for year in years for fact in mine if fact.year == year][:2])
        and [fact.year for fact in picked] == list(years)
    ]
    if len(found) == 1:
        return found[0][0].iri, found[0][1].iri
    names = "; ".join(f"{mine[0].name} / {mine[1].name}" for mine in found[:_SHOWN])
    raise GraphError(
        f"{len(found)} pairs of plans are of {years[0]} and {years[1]}"
        + (f": {names}" if names else ""),
        "name the two plans, or one --place" if found else "see `zeren query documents`",
        usage=True,
    )


def is_year(name: str) -> bool:
    """Return whether *name* is a year."""
    return _YEAR.fullmatch(name) is not None


def _last_two(mine: Sequence[DocumentFact]) -> tuple[str, str]:
    new = mine[-1]
    old = next(fact for fact in reversed(mine) if fact.year != new.year)
    return old.iri, new.iri

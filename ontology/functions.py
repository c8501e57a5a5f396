"""Which function a department or an office has: the concept of ``functions.ttl``.

A function makes units comparable over places and years: 卫健委, 卫生局 and 卫生和计划生育委员会
are one, and so are 规划信息处 of one province and 规划信息科 of a city elsewhere.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from zeren.ontology.terms import term
from zeren.ontology.vocabulary import labelled, parents

_FILE = "functions.ttl"
_OFFICES = term("zf:internal-office")


@lru_cache(maxsize=4096)
def function_of(name: str, house: str | None = None) -> str | None:
    """Return the concept (an IRI) that *name* (a whole name without its place) has, or None.

    *house* is the function of the department that an office is part of: it decides between
    desks of one name (科技教育处 of health and of agriculture). Where no label is the whole
    name, the longest label that the name ends in decides; of labels of desks, only those
    that go with the house count.

    >>> function_of("卫健委").rpartition("#")[2], function_of("卫生健康局").rpartition("#")[2]
    ('health', 'health')
    >>> function_of("科技教育处", term("zf:health")).rpartition("#")[2]
    'health-science-education'
    """
    for start in range(len(name) - 1):
        found = _concepts().get(name[start:])
        if found:
            chosen = _fitting(found, house)
            if chosen:
                return chosen
    kinds = (term(f"zf:{kind}") for ending, kind in _kinds().items() if name.endswith(ending))
    return next(kinds, None)


def is_known(name: str) -> bool:
    """Say whether *name* as a whole is what a department or an office is called."""
    return name in _concepts()


def concepts_of(name: str) -> tuple[str, ...]:
    """Return the concepts that have *name* as a label, sorted."""
    return _concepts().get(name, ())


def is_within(concept: str, top: str) -> bool:
    """Say whether *concept* is *top*, or narrower than it."""
    return top in _ancestors(concept)


def right_above(concept: str) -> tuple[str, ...]:
    """Return the functions right above *concept*, sorted; none for a top one."""
    return _parents().get(concept, ())


def _fitting(found: tuple[str, ...], house: str | None) -> str | None:
    if house is None:
        return found[0] if len(found) == 1 else None
    mine = _ancestors(house)
    below = [each for each in found if mine & _ancestors(each)]
    if len(below) == 1:
        return below[0]
    general = [each for each in found if _OFFICES in _ancestors(each)]
    if not below and len(general) == 1:
        return general[0]
    return found[0] if len(found) == 1 else None


@cache
def _concepts() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for predicate in ("skos:altLabel", "skos:hiddenLabel"):
        for concept, label in labelled(_FILE, predicate):
            found[label].add(concept)
    return {label: tuple(sorted(concepts)) for label, concepts in found.items()}


@cache
def _kinds() -> Mapping[str, str]:
    text = files("zeren.ontology.vocab").joinpath("full_names.toml").read_text(encoding="utf-8")
    return cast("Mapping[str, str]", tomllib.loads(text)["kinds"])


@cache
def _parents() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for child, parent in parents(_FILE):
        found[child].append(parent)
    return {child: tuple(sorted(above)) for child, above in found.items()}


@cache
def _ancestors(concept: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [concept]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += _parents().get(each, ())
    return frozenset(found)

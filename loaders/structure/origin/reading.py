"""Who issued a plan, for which place, on which level, and what says so.

Everything is read by a rule of :mod:`zeren.loaders.structure.origin.rules`, and what was found is
kept as :class:`Evidence`, also where something stronger spoke: a reader can see why, and
what contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.loaders.records import JurisdictionBasis, Level
from zeren.loaders.structure.head.bodies import is_body
from zeren.loaders.structure.origin.evidence import NO_PAGE, Evidence, Origin, Page
from zeren.loaders.structure.origin.hints import by_house, contradictions, hints
from zeren.loaders.structure.origin.issuers import Issuers
from zeren.loaders.structure.origin.own_level import LEVELS, own_word
from zeren.loaders.structure.origin.stated import (
    addressed,
    is_of_state,
    level_of_place,
    stated_place,
)
from zeren.loaders.structure.origin.weighing import WEIGHTS, weigh
from zeren.ontology.canonical import full_name
from zeren.ontology.functions import is_known

_INFERRED = frozenset((*WEIGHTS, "bodies-of-the-state"))
_LEVEL_WORDS: tuple[tuple[str, Level], ...] = (
    ("全省", "province"),
    ("全自治区", "province"),
    ("全市", "city"),
    ("全州", "city"),
    ("全盟", "city"),
    ("全县", "county"),
    ("全区", "county"),
    ("全旗", "county"),
    ("全国", "national"),
)


def read_origin(
    text: str,
    title: str | None,
    number: str | None,
    issued: Issuers | None,
    page: Page = NO_PAGE,
    *,
    infer: bool = True,
) -> Origin:
    """Return what cleaned *text* says of its origin.

    *title*, *number* (文号) and *issued* are what was read of its head, *page* is what is known
    of its page. Where the head states no place, it is inferred from the text, if *infer*.
    """
    names = list(issued.names) if issued else []
    at = (issued.start, issued.end) if issued else (0, 0)
    rule = issued.rule if issued else ""
    placed = stated_place(names, title, at, text) or addressed(text)
    taken: list[Evidence] = []
    found = list(hints(text, number))
    missing: str | None = None
    guessed: Level | None = None
    if placed is None and infer:
        weighed = weigh(text, found, page)
        missing, guessed = weighed.missing, weighed.level
        if weighed.place and weighed.evidence:
            placed = weighed.evidence[0]
            taken += weighed.evidence[1:]
    place = placed.value if placed else None
    names = [_with_place(name, place) for name in names]
    taken += [Evidence("issuer", name, rule, *at) for name in names]
    if placed:
        taken.append(placed)
    level = level_of_place(place, placed) if place and placed else None
    if level is None:
        level = _level(text, title, names, guessed)
    if level:
        taken.append(level)
    if not names and placed and place and title:
        house = by_house(text, title, place)
        if house:
            names = [house.value]
            taken.append(house)
    return Origin(
        issuers=tuple(names),
        jurisdiction=place,
        level=level.value if level else None,  # type: ignore[arg-type]
        basis=_basis(placed),
        evidence=tuple(taken),
        contradictions=tuple(contradictions(found, place)),
        missing=missing,
    )


def issuers_named(words: str) -> tuple[str, ...]:
    """Return the bodies that *words* name, with 、 or a blank between them.

    >>> issuers_named("甲市教育局 甲市财政局")
    ('甲市教育局', '甲市财政局')
    """
    parts = re.split(r"[、，,；;\s]+", words.strip())
    if re.search(r"\s", words.strip()) and not all(map(is_body, parts)):
        parts = re.split(r"[、，,；;]+", re.sub(r"\s+", "", words))  # a name spread with blanks
    return tuple(dict.fromkeys(part for part in parts if part))


def _basis(placed: Evidence | None) -> JurisdictionBasis | None:
    if placed is None:
        return None
    return "inferred" if placed.rule in _INFERRED else "stated"


def _with_place(name: str, place: str | None) -> str:
    """Return the name of a body with the place that it left out: 市教育局 of 青沅市."""
    if not place or name.startswith(place):
        return name
    if place.endswith("自治区") and name.startswith("自治区"):
        return place.removesuffix("自治区") + name
    if name[0] == place[-1] and is_known(full_name(name[1:])):
        return place + name[1:]
    if name[0] == place[-1] and re.match(r".(?:委|人民政府|政府)", name):
        return place + name[1:]
    return name


def _level(
    text: str, title: str | None, names: Sequence[str], guessed: Level | None
) -> Evidence | None:
    if names and is_of_state(names[0]):
        return Evidence("level", "national", "issuer", 0, 0)
    own = own_word(text)
    if title:
        found = [(title.count(word), word, level) for word, level in _LEVEL_WORDS]
        count, word, level = max(found, key=lambda each: each[0])
        if count:
            start = max(0, text.find(title)) + title.find(word)
            return Evidence("level", level, "level-words", start, start + len(word))
    if own:
        return Evidence("level", guessed or LEVELS[own[0]], "level-words", own[1], own[2])
    return None

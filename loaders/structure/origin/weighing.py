"""Whose plan a text is that does not say so in its head: its places, weighed.

The plan's own level (我市, 县财政局) says what kind of place is looked for; each place of that kind
is then weighed by what the text and the address of its page say of it, and by what lies in it.
The heaviest is taken if it has weight enough, and more than twice that of any other; else none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from zeren.loaders.records import Level
from zeren.loaders.structure.head.forms import place_in_front
from zeren.loaders.structure.origin.evidence import Evidence, Page
from zeren.loaders.structure.origin.hosts import places_of_host
from zeren.loaders.structure.origin.named_places import Mention, named_places
from zeren.loaders.structure.origin.own_level import LEVELS, own_word, state_bodies
from zeren.ontology.places import Place, above, place_named

WEIGHTS: Final[Mapping[str, tuple[float, float]]] = {
    "body-of-place": (3, 9),
    "own-conditions": (3, 3),
    "named": (1, 4),
    "named-in-title": (0.5, 1),
    "stem": (0.5, 2),
    "places-inside": (1, 4),
    "place-above": (0.5, 0.5),
    "slogan": (2, 2),
    "area-code": (2, 2),
    "number": (3, 3),
    "host": (3, 3),
    "site-name": (3, 3),
}
"""What one piece of evidence by a rule weighs, and what all by that rule weigh at most."""

ENOUGH: Final = 1.5
_RULE_OF: Final = {
    "own": "own-conditions",
    "body": "body-of-place",
    "name": "named",
    "cited": "named-in-title",
    "stem": "stem",
}
_ENDING: Final = {
    "自治区": ("自治区",),
    "地区": ("地区",),
    "省": ("省",),
    "市": ("市",),
    "州": ("州",),
    "盟": ("盟",),
    "县": ("县",),
    "区": ("区",),
    "旗": ("旗",),
}
_LEVELS_OF_WORD: Final[Mapping[str, tuple[Level, ...]]] = {
    "市": ("province", "city", "county"),
    "区": ("county",),
}
NATION: Final = "中国"


@dataclass(slots=True)
class _Weight:
    """What speaks for one place: a number for each rule, and the pieces."""

    place: Place
    rules: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    pieces: list[Evidence] = field(default_factory=list)

    def add(self, rule: str, times: float, piece: Evidence | None) -> None:
        step, most = WEIGHTS[rule]
        self.rules[rule] = min(most, self.rules[rule] + step * times)
        if piece and all(each.rule != rule for each in self.pieces):
            self.pieces.append(piece)

    @property
    def total(self) -> float:
        return sum(self.rules.values())


@dataclass(frozen=True, slots=True)
class Weighed:
    """The place that a text is of, with what says so; or what is missing to tell it."""

    place: str | None
    level: Level | None
    evidence: tuple[Evidence, ...]
    missing: str | None


def weigh(text: str, hints: Sequence[Evidence], page: Page) -> Weighed:
    """Return the place of a plan that its head does not state.

    *hints* are those of the number, of campaigns and of telephone numbers, *page* what is known
    of the page that it was published on.
    """
    own = own_word(text)
    word = own[0] if own else None
    host = [each for each in map(places_of_host, page.urls) if each]
    sites = [found for found in map(place_in_front, page.sites) if found]
    mentions = list(named_places(text))
    state = state_bodies(text)
    if state and (word is None or _only_in_passing(text, word)):
        piece = Evidence("jurisdiction", NATION, "bodies-of-the-state", *state)
        return Weighed(NATION, "national", (piece,), None)
    if word is None and not host and not sites:
        return Weighed(None, None, (), None)
    weights = _weights(word, mentions, hints, host)
    for site in sites:
        place = place_named(site.name)
        if place and _fits(place, word):
            piece = Evidence("jurisdiction", place.key, "site-name", 0, 0)
            weights.setdefault(place.key, _Weight(place)).add("site-name", 1, piece)
    ranked = sorted(weights.values(), key=lambda each: (-each.total, each.place.key))
    best = ranked[0] if ranked else None
    if best is None or best.total < ENOUGH:
        return _none(word, ranked, mentions)
    best = _inner(best, ranked)
    others = [
        each
        for each in ranked
        if each is not best and not _related(each.place, best.place) and each.total * 2 > best.total
    ]
    if others:
        return _none(word, [best, *others], mentions)
    return Weighed(best.place.key, best.place.level, tuple(best.pieces), None)


def _weights(
    word: str | None,
    mentions: Sequence[Mention],
    hints: Sequence[Evidence],
    host: Sequence[tuple[Place, ...]],
) -> dict[str, _Weight]:
    """Return what speaks for each place of the kind that *word* asks for, by key."""
    named = {place.key for each in mentions for place in each.places if len(each.places) == 1}
    over = {up.key for key in named for up in _above(key)} | named
    weights: dict[str, _Weight] = {}

    def weight(place: Place) -> _Weight:
        return weights.setdefault(place.key, _Weight(place))

    inside: dict[str, dict[str, Mention]] = defaultdict(dict)
    for mention in mentions:
        place = _told(mention.places, word, over, host)
        if place is None:
            continue
        if _fits(place, word):
            rule = _RULE_OF[mention.how]
            piece = Evidence("jurisdiction", place.key, rule, mention.start, mention.end)
            weight(place).add(rule, 1, piece)
        for up in place.above[-1:] if word not in {"省", "自治区"} else place.above[:1]:
            if mention.how in {"own", "body", "name"}:
                inside[up].setdefault(place.key, mention)
    for key, found in inside.items():
        over_it = place_named(key)
        if over_it and _fits(over_it, word) and (len(found) > 1 or key in weights):
            first = next(iter(found.values()))
            times = len(found) if len(found) > 1 else 0.5
            piece = Evidence("jurisdiction", key, "places-inside", first.start, first.end)
            weight(over_it).add("places-inside", times, piece)
    for each in list(weights.values()):
        over_one = next((m for m in mentions if _names(m, each.place.above[-1:])), None)
        if over_one and each.place.level == "county":
            piece = Evidence("jurisdiction", each.place.key, "place-above", *over_one[2:])
            each.add("place-above", 1, piece)
    for hint in hints:
        hinted = place_named(hint.value)
        if hinted and _fits(hinted, word):
            weight(hinted).add(hint.rule, 1, hint)
    for places in host:
        fitting = [place for place in places if _fits(place, word)]
        known = [place for place in fitting if place.key in weights] or fitting
        if len(known) == 1:
            piece = Evidence("jurisdiction", known[0].key, "host", 0, 0)
            weight(known[0]).add("host", 1, piece)
    return weights


def _names(mention: Mention, keys: tuple[str, ...]) -> bool:
    return len(mention.places) == 1 and mention.places[0].key in keys


def _above(key: str) -> tuple[Place, ...]:
    place = place_named(key)
    return above(place) if place else ()


def _told(
    places: tuple[Place, ...],
    word: str | None,
    named: set[str],
    host: Sequence[tuple[Place, ...]],
) -> Place | None:
    """Return the one of several places of one name that the rest of the text goes with."""
    if len(places) == 1:
        return places[0]
    near = [place for place in places if set(place.above[-1:]) & named]
    if len(near) != 1:
        near = [place for place in places if set(place.above) & named]
    if len(near) != 1:
        hosts = {place.key for found in host for place in found}
        near = [place for place in near or places if place.key in hosts]
    if len(near) != 1 and word:
        fitting = [place for place in places if _fits(place, word)]
        near = fitting if len(fitting) == 1 else []
    return near[0] if len(near) == 1 else None


def _fits(place: Place, word: str | None) -> bool:
    """Say whether *place* is of the kind that the plan calls its own by *word*."""
    if word is None:
        return True
    if word in _LEVELS_OF_WORD and place.level not in _LEVELS_OF_WORD[word]:
        return False
    if word == "区" and place.level != "county":
        return False
    return place.name.endswith(_ENDING[word])


def _inner(best: _Weight, ranked: Sequence[_Weight]) -> _Weight:
    """Return a city inside *best* whose own bodies the text names, where no other city's are.

    A plan of a county-level city names the city above it more often than itself.
    """
    inner = [
        each
        for each in ranked
        if best.place.key in each.place.above and each.rules.get("body-of-place")
    ]
    if (
        len(inner) == 1
        and not best.rules.get("body-of-place")
        and not best.rules.get("places-inside", 0) > 1
    ):
        return inner[0]
    return best


def _related(one: Place, other: Place) -> bool:
    return one.key in other.above or other.key in one.above


def _only_in_passing(text: str, word: str) -> bool:
    """Say whether *word* is no more than a form of speech of a plan for the whole state."""
    own = len(
        re.findall(
            rf"[我本]{word}|(?<=[、，：:（(]){word}(?=[\u4e00-\u9fff]{{2,10}}[局厅委办])", text
        )
    )
    return own < 3


def _none(word: str | None, ranked: Sequence[_Weight], mentions: Sequence[Mention]) -> Weighed:
    """Return no place, and what a manifest would have to say."""
    level = LEVELS.get(word) if word else None
    what = {"省": "province", "自治区": "autonomous region"}.get(word or "", f"{word}")
    several = "、".join(each.place.key for each in ranked[:3])
    near = _nearest(mentions, word)
    if several:
        told = f"it speaks of {several}, and not clearly enough of one"
    elif near:
        told = f"it speaks of {near}, and names no {what} of its own"
    else:
        told = "it names none"
    return Weighed(
        None,
        level,
        (),
        f"whose plan it is: {told}; a manifest would give it as jurisdiction (地区)",
    )


def _nearest(mentions: Sequence[Mention], word: str | None) -> str:
    counts: dict[str, int] = defaultdict(int)
    for mention in mentions:
        if len(mention.places) == 1 and mention.how != "stem":
            counts[mention.places[0].key] += 1
    best = sorted(counts, key=lambda key: (-counts[key], key))[:2]
    return "、".join(best)

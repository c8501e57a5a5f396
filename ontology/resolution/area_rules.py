"""The rules for zones, for places that act by their name, and for branches of a city's bureaus."""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.ontology.canonical import full_name
from zeren.ontology.functions import is_known
from zeren.ontology.places import (
    Place,
    above,
    acts_alone,
    place_at_start,
    place_named,
    stems_below,
    zone_at_start,
)
from zeren.ontology.resolution.bodies import government, named_unit, unit_in
from zeren.ontology.resolution.context import Context, level_words
from zeren.ontology.resolution.place_rules import Outcome

_ZONE_HINT = re.compile("区|新城|科技城|工业园|产业园")
_OF_ZONE = re.compile(".*(?:局|委|委员会|办|办公室|部|法院|检察院)")
_NOT_OF_ZONE = re.compile("(?:分局|支局|领导小组.*|指挥部.*|监委)$")
_BRANCH_END = "分局"


def zone(name: str, context: Context) -> Outcome:
    """Place a zone that acts (高新区), its committee, or a department of it."""
    if not _ZONE_HINT.search(name):
        return None
    found = zone_at_start(name, context.home)
    if found is None:
        return None
    place, rest = found
    if not rest:
        return government(context.scope(place), "zone") if acts_alone(place) else None
    if len(rest) < 2 or _NOT_OF_ZONE.search(rest):
        return None
    committee = rest.startswith(("党工委", "管委", "管理委员会"))
    if committee or (acts_alone(place) and (_OF_ZONE.fullmatch(rest) or is_known(rest))):
        return unit_in(context.scope(place), rest, "zone")
    return None


def own_place(name: str, context: Context) -> Outcome:
    """Place what begins with a place of the user's own: its government, or a body of it."""
    found = context.own_places.at_start(name.removeprefix("中共"))
    if found is None:
        return None
    place, rest = found
    if not rest:
        own = context.home is not None and context.home.key == place.key
        return None if own else government(context.scope(place), "own-place")
    return unit_in(context.scope(place), rest, "own-place") if len(rest) > 1 else None


def place_alone(name: str, context: Context) -> Outcome:
    """Return the government of a place whose name stands alone in a list of bodies: 慈溪市."""
    home = context.home
    place = place_named(name, home)
    if place is None or place.code is None:
        return None
    if home and place.key in {home.key, *home.above}:
        return None  # a place is no unit of itself
    return government(context.scope(place), "place-alone")


def local_branch(name: str, context: Context) -> Outcome:
    """Place a branch of a city's bureau in a county: 市生态环境局沙洛分局, 区公安分局."""
    if not name.endswith(_BRANCH_END) or context.home is None:
        return None
    lead, rest = _lead(name.removesuffix(_BRANCH_END), context)
    target, rest = _target(rest, lead, context)
    if target is None:
        return None
    bureau = full_name(rest.removesuffix("局") + "局")
    over = next((place for place in above(target) if place.level != "county"), None)
    if over is None or bureau == "税务局" or not is_known(bureau):
        return None
    house = unit_in(context.scope(over), bureau, "above")
    label = f"{house.label}{target.stem}{_BRANCH_END}"
    unit = named_unit(context.scope(target), label, "local-branch")
    return replace(unit, parent=house, relation="org:unitOf", function=house.function)


def _lead(words: str, context: Context) -> tuple[Place | None, str]:
    """Return the place that *words* begin with, by its name, a level word or its stem."""
    found = place_at_start(words, context.home)
    if found and found[0]:
        return found[0], found[1]
    word = next((w for w in level_words() if words.startswith(w)), None)
    scope = context.level_word(word) if word and not is_known(words + "局") else None
    if word and scope and scope.place:
        return scope.place, words.removeprefix(word)
    for stem, place in stems_below(context.home).items() if context.home else ():
        if words.startswith(stem) and len(words) > len(stem):
            return place, words[len(stem) :]
    return None, words


def _target(words: str, lead: Place | None, context: Context) -> tuple[Place | None, str]:
    """Return the county or the zone that a branch serves, and its bureau's name."""
    home = context.home
    around = stems_below(lead) if lead and lead.level != "county" else {}
    around = {**around, **(stems_below(home) if home else {})}
    for stem, place in around.items():
        for form in (place.name, stem):
            if words.endswith(form) and len(words) > len(form) and _within_city(place):
                return place, words[: -len(form)]
    bureau, _, rest = words.partition("局")
    inside = zone_at_start(rest, lead or home) if rest else None
    if inside and not inside[1]:
        return inside[0], bureau
    if lead and _within_city(lead):
        return lead, words
    return (home if home and _within_city(home) else None), words


def _within_city(place: Place) -> bool:
    return place.level == "county" and bool(above(place))

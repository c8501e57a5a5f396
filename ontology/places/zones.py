"""Zones: 新区, 开发区, 高新区, 自贸区 … as places with what they lie in and a level.

A zone is no division and has no code. One that plans name without its place (雄安新区) stands in
``zones.toml``. Any other is known by its kind behind a place (泊宁经开区, 市经开区) or behind a
name of its own, and lies in that place or in the plan's. Two ways of writing a kind are one
(经济技术开发区, 经开区), so the key has the kind's short form.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

from zeren.loaders.records import Level
from zeren.ontology.places.table import (
    CHINA,
    Place,
    above,
    place_at_start,
    place_named,
    place_of_stem,
    places_named,
    stems_below,
)

_LEVEL_BELOW: Mapping[Level, Level] = {
    "national": "province",
    "province": "city",
    "city": "county",
    "county": "township",
    "township": "township",
}
_WHOLE_COUNTRY = frozenset({"中国", "全国", "国家", "中华人民共和国", "中央"})
# What a zone's own name never holds: it is the end of a body's name, or a word of prose.
_NO_NAME = re.compile(
    "[局厅委办部院处科室会各的和与及等全本]|[^\u4e00-\u9fff]|政府|公司|集团|有关|相关|城市"
)
_OF_THE_STATE = re.compile("^(?:国家|省)级?$")
_LONGEST_NAME = 8
_COMMITTEES = frozenset({"", "管委会", "管理委员会"})


@lru_cache(maxsize=256)
def place_of_plan(name: str) -> Place | None:
    """Return the place of a plan's metadata; one that is ``shared`` where *name* is.

    The whole country and a zone are places too.

    >>> place_of_plan("鼓楼区").shared, place_of_plan("慈溪市").shared
    (True, False)
    >>> place_of_plan("全国").key, place_of_plan("河北省雄安新区").level
    ('中国', 'city')
    """
    if name in _WHOLE_COUNTRY:
        return CHINA
    found = place_named(name)
    if found is None and places_named(name):
        return Place(name, name, places_named(name)[0].level, shared=True)
    if found is None or found.code is None:
        zone = zone_at_start(name)
        if zone and not zone[1]:
            return zone[0]
    return found


def zone_at_start(words: str, home: Place | None = None) -> tuple[Place, str] | None:
    """Return the zone that *words* begin with, seen from *home*, and the rest; or None.

    >>> from zeren.ontology.places.table import place_named
    >>> place, rest = zone_at_start("萍乡经济技术开发区管委会")
    >>> place.key, place.level, rest
    ('萍乡市经开区', 'county', '管委会')
    >>> zone_at_start("高新区管委会", place_named("宝鸡市"))[0].key
    '宝鸡市高新区'
    >>> zone_at_start("高新区管委会"), zone_at_start("科技局")
    (None, None)
    """
    listed = _listed_at_start(words, home)
    if listed:
        return listed
    found = _kinds_pattern().match(words)
    if not found or _is_division(found.group(), home):
        return None
    kind = _kinds()[found.group("kind")]
    rest = words[found.end() :]
    own = found.group("own")
    if home and home.zone == kind and own in {"", home.name.removesuffix(kind)}:
        return home, rest
    parent, named = _parent(own, home)
    named = _OF_THE_STATE.sub("", named)
    if parent is None or parent.level == "national" or _NO_NAME.search(named):
        return None
    if not named and parent.level == "province" and own not in {parent.key, parent.stem}:
        return None  # 经开区 in a plan of a province: one of its cities'
    if home and home.key == parent.key + named + kind:
        return home, rest
    return _zone(parent, named, kind), rest


def acts_alone(zone: Place) -> bool:
    """Say whether the zone's name alone stands for its committee: 高新区, not 某某产业园."""
    return zone.zone in _table()["acts"]["kinds"]


def zone_alone(words: str) -> bool:
    """Say whether *words* are a kind of zone and its committee, and name no zone.

    >>> zone_alone("经开区管委会"), zone_alone("泊宁经开区管委会")
    (True, False)
    """
    found = _kinds_pattern().match(words)
    return bool(found and not found["own"] and words[found.end() :] in _COMMITTEES)


def _zone(parent: Place, named: str, kind: str) -> Place:
    name = named + kind
    municipality = parent.level == "province" and parent.name.endswith("市")
    return Place(
        name=name,
        key=parent.key + name,
        level="county" if municipality else _LEVEL_BELOW[parent.level],
        above=(*parent.above, parent.key),
        shared=parent.shared,
        zone=kind,
    )


def _parent(own: str, home: Place | None) -> tuple[Place | None, str]:
    """Return what the zone lies in, and the name of its own that is left of *own*."""
    if not own:
        return _division(home), ""
    found = _near_parent(own, home) if home else None
    if found is None:
        at_start = place_at_start(own + "区", home)  # a place is found only before something
        if at_start and at_start[0]:
            found = at_start[0], at_start[1][:-1]
    found = found or _far_parent(own, home)
    return (_division(found[0]), found[1]) if found else (_division(home), own)


def _near_parent(own: str, home: Place) -> tuple[Place, str] | None:
    """Return the plan's place, or one above it, that *own* begins with: 泊宁市, 市, 泊宁."""
    around = [place for place in (home, *above(home)) if not place.zone]
    for place in around:
        for form in (place.key, place.name, place.stem):
            if len(form) > 1 and own.startswith(form):
                return place, own[len(form) :]
    for word in ("市", "县", "州", "盟", "省", "区"):
        inside = next((place for place in around if place.name.endswith(word)), None)
        if inside and own.startswith(word):
            return inside, own[1:]
    return None


def _far_parent(own: str, home: Place | None) -> tuple[Place, str] | None:
    """Return a place by its stem: one below the plan's, a prefecture, a county not far."""
    near = stems_below(home) if home else {}
    for size in range(min(6, len(own)), 1, -1):
        place = near.get(own[:size]) or place_of_stem(own[:size])
        if place is None or place.zone:
            continue
        if place.level != "county" or home is None or _same_province(place, home):
            return place, own[size:]
    if home is None:
        for size in range(len(own), 2, -1):
            by_form = place_named(own[:size])
            if by_form:
                return by_form, own[size:]
    return None


def _division(place: Place | None) -> Place | None:
    """Return the division around *place*: a zone in a zone is one of the division's."""
    while place and place.zone:
        over = above(place)
        place = over[0] if over else None
    return place


def _is_division(words: str, home: Place | None) -> bool:
    """Say whether a division has that name and may be meant: 浦东新区 from Shanghai or afar."""
    found = place_at_start(words + "局", home)
    if not found or found[1] != "局" or found[0] is None:
        return False
    place = found[0]
    return home is None or not home.code or place.key == home.key or _same_province(place, home)


def _same_province(one: Place, other: Place) -> bool:
    return (one.above[:1] or (one.key,)) == (other.above[:1] or (other.key,))


def _listed_at_start(words: str, home: Place | None) -> tuple[Place, str] | None:
    rest, inside = words, None
    at_start = place_at_start(words, home)
    if at_start and at_start[0]:
        inside, rest = at_start
    for text, over in ((words, None), (rest, inside)):
        for size in range(min(_longest(), len(text)), 1, -1):
            zone = _listed().get(text[:size])
            if zone is None:
                continue
            if over is not None and over.key not in (*zone.above, zone.key):
                continue
            if over is None and home and home.code and not _near(zone, home, text[:size]):
                continue
            return zone, text[size:]
    return None


def _near(zone: Place, home: Place, written: str) -> bool:
    """Say whether a listed zone may be meant in a plan of *home*: some names are not alone."""
    whole = any(
        stem and written.startswith(stem)
        for key in zone.above
        if (place := place_named(key))
        for stem in (place.stem,)
    )
    alone = written in _unmistakable()
    inside = set(zone.above) <= {home.key, *home.above}
    return whole or alone or inside or home.key in zone.above


@cache
def _unmistakable() -> frozenset[str]:
    """Return the listed names that no other place has by chance: they hold no common word."""
    common = re.compile("^(?:江北|西海岸|天府|滨江|临港|东湖|航空港)")
    return frozenset(name for name in _listed() if not common.match(name))


@cache
def _listed() -> Mapping[str, Place]:
    found: dict[str, Place] = {}
    for row in _table()["zone"]:
        parent = place_named(row["in"])
        if parent is None:
            raise ValueError(f"zones.toml: {row['in']} is no place")
        place = Place(
            row["name"],
            row["name"],
            cast("Level", row["level"]),
            None,
            (*parent.above, parent.key),
            zone=row["kind"],
        )
        for name in (row["name"], *row.get("also", ())):
            found[name] = place
    return found


@cache
def _longest() -> int:
    return max(map(len, _listed()))


@cache
def _kinds() -> Mapping[str, str]:
    """Return the kind that each way of writing it is."""
    rows = cast("Mapping[str, str]", _table()["kinds"])
    return {written: kind for kind, words in rows.items() for written in words.split()}


@cache
def _kinds_pattern() -> re.Pattern[str]:
    kinds = "|".join(map(re.escape, sorted(_kinds(), key=lambda word: (-len(word), word))))
    return re.compile(rf"(?P<own>[\u4e00-\u9fff]{{0,{_LONGEST_NAME}}}?)(?P<kind>{kinds})")


@cache
def _table() -> Mapping[str, Any]:
    text = files("zeren.ontology.vocab").joinpath("zones.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)

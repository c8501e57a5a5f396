"""Places: which division a name means, its code, its level, and what it lies in.

The table is ``places.csv`` (GB/T 2260 codes down to the counties), with what points to a
province beside its name in ``places.toml`` and the names of former times in
``former_places.csv``. A place that the table does not have still
works by the form of its name; it has no code and nothing above it.

A division's name alone may mean several: there are four 鼓楼区. So each place has a *key*,
the shortest name that no other place has (南京市鼓楼区), and a name that fits several is
decided by the place of the document it stands in, or not at all.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

from zeren.loaders.records import Level

_FORM = re.compile(
    r"[\u4e00-\u9fff]{1,9}?(?:特别行政区|自治[区州县旗]|(?<!全)(?<!各)[省市州盟县旗区])"
)
# 城市, 园区, 开发区: words that end like a division and are none.
_NO_DIVISION = re.compile(
    r"(?:[城都超夜早股门菜]市"
    r"|(?:[社园景灾辖片校院库林牧矿厂小专战军地特新港]|开发|高新|经开|保税|示范|试验|度假|合作|产业|工业|功能|管理"
    r"|自贸|保护|先行|先导|[全各本该市省县])区|[全各][省市县州旗盟])$"
)
_OF_A_LEVEL = re.compile("[省市县区州盟旗](?:委|政府|直)")
_ENDINGS: tuple[tuple[tuple[str, ...], Level], ...] = (
    (("特别行政区", "自治区", "省"), "province"),
    (("自治州", "市", "州", "盟"), "city"),
    (("自治县", "自治旗", "县", "区", "旗"), "county"),
)
_LAST_WORD = re.compile(r"(?:特别行政区|自治[区州县旗]|地区|林区|[省市区县州盟旗])$")
_LONGEST = 15


@dataclass(frozen=True, slots=True)
class Place:
    """A division, or a place that only its name tells of (``code`` is then None).

    ``name`` is its own full name, ``key`` the shortest name that is its alone, ``above`` the
    keys of what it lies in, outermost first. ``shared`` says that several places of the
    table have the name and nothing tells which is meant. ``zone`` is the kind of a zone
    (新区, 高新区), which no division is: a committee governs it for the place that it lies in.
    """

    name: str
    key: str
    level: Level
    code: str | None = None
    above: tuple[str, ...] = ()
    shared: bool = False
    zone: str | None = None

    @property
    def stem(self) -> str:
        """The name without its last word: 慈溪 of 慈溪市, 黔西南 of its prefecture."""
        if self.zone or self.level == "national":
            return self.name
        return _LAST_WORD.sub("", _short(self.name)) or self.name

    @property
    def full_name(self) -> str:
        """The name that its bodies bear: a district's has its city in front (宁波市海曙区)."""
        if self.code and self.level == "county" and self.name.endswith("区") and self.above:
            city = _by_key()[self.above[-1]].name
            return self.key if self.key.startswith(city) else city + self.key
        return self.key


CHINA = Place("中国", "中国", "national")
"""The whole country: the place of a plan of the State Council or of a ministry."""


def place_named(name: str, home: Place | None = None) -> Place | None:
    """Return the place that *name* as a whole means, seen from *home*, or None.

    *name* may have the places above in front (贵州省贵阳市南明区). None also where the
    table has several of that name and *home* does not tell which. A name that the table
    does not have is taken as it stands, by its form.

    >>> place_named("鼓楼区"), place_named("南京市鼓楼区").code
    (None, '320106')
    >>> place_named("鼓楼区", place_named("江苏省南京市")).key
    '南京市鼓楼区'
    >>> place_named("云岭省").level, place_named("云岭省").code
    ('province', None)
    """
    rest, inside = name, None
    while rest:
        found = _leading(rest, inside or home, strict=inside is not None)
        if found is None:
            break
        inside, used = found
        rest = rest[used:]
    if inside is not None and not rest:
        return inside
    if name in _names():
        return None
    return _by_form(name)


def places_named(name: str) -> tuple[Place, ...]:
    """Return all places of the table that have *name*, by code.

    >>> [place.key for place in places_named("鼓楼区")]
    ['南京市鼓楼区', '徐州市鼓楼区', '福州市鼓楼区', '开封市鼓楼区']
    """
    return _names().get(name, ())


def place_at_start(words: str, home: Place | None = None) -> tuple[Place | None, str] | None:
    """Return the place that *words* begin with, and the rest; None where they begin with none.

    The place is None where the table has several of the name and *home* does not tell which.

    >>> place, rest = place_at_start("黔西南州兴义市财政局")
    >>> place.code, rest
    ('522301', '财政局')
    """
    if words[:2] not in _heads():
        return None
    rest, inside, hidden = words, None, False
    while rest:
        found = _leading(rest, inside or home, strict=inside is not None)
        if found is None:
            hidden = inside is None and any(
                rest[:size] in _names() for size in range(_LONGEST, 1, -1)
            )
            break
        inside, used = found
        rest = rest[used:]
    if inside is not None and rest:
        return inside, rest
    if hidden:
        size = next(s for s in range(_LONGEST, 1, -1) if words[:s] in _names())
        return (None, words[size:]) if words[size:] else None
    return None


def place_by_form(words: str) -> tuple[Place, str] | None:
    """Return the place that *words* begin with by its form alone, and the rest, or None.

    >>> place_by_form("石泊州卫生健康委")[0].level, place_by_form("城市管理局")
    ('city', None)
    """
    found = _FORM.match(words)
    if not found or found.end() == len(words) or found.end() < 3 or _OF_A_LEVEL.match(words):
        return None
    place = _by_form(found.group())
    return (place, words[found.end() :]) if place else None


@lru_cache(maxsize=64)
def stems_below(home: Place) -> Mapping[str, Place]:
    """Return the places whose stem may place a body in a plan of *home*, by stem.

    Its own, those above it and those right below it; stems that are words of their own
    (和平, 中山) are left out.
    """
    near = [home, *above(home), *below(home)]
    found = {p.stem: p for p in reversed(near) if len(p.stem) > 1 and p.stem not in _no_stems()}
    for place in above(home):
        if place.level == "city" and place.stem == home.stem:
            found[place.stem] = place  # 长沙 is the city's, also in a plan of 长沙县
    return found


def place_of_stem(stem: str) -> Place | None:
    """Return the one place that has *stem*, a prefecture before a county; None for several.

    >>> place_of_stem("宝鸡").name, place_of_stem("唐河").name, place_of_stem("鼓楼")
    ('宝鸡市', '唐河县', None)
    """
    return _stems().get(stem) or _county_stems().get(stem)


def places_of_stem(stem: str) -> tuple[Place, ...]:
    """Return all places of the table with that *stem*, also where it is a word of its own.

    >>> [place.name for place in places_of_stem("吉林")]
    ['吉林省', '吉林市']
    """
    return _every_stem().get(stem, ())


def prefecture_of_stem(words: str) -> tuple[Place, int] | None:
    """Return the province or prefecture whose stem *words* begin with, and its length."""
    for size in range(5, 1, -1):
        place = _stems().get(words[:size])
        if place and len(words) > size:
            return place, size
    return None


def above(place: Place) -> tuple[Place, ...]:
    """Return what *place* lies in, the nearest first. The country is not counted.

    >>> [each.name for each in above(place_named("慈溪市"))]
    ['宁波市', '浙江省']
    """
    found = (_by_key().get(key) or _by_form(key) for key in reversed(place.above))
    return tuple(each for each in found if each)


def below(place: Place) -> tuple[Place, ...]:
    """Return the divisions right below *place*, by code."""
    return _below().get(place.key, ())


def province_of_abbreviation(word: str) -> Place | None:
    """Return the province that a 文号 beginning with *word* is of: 黔 is 贵州省."""
    return _marks()[0].get(word)


def province_of_area_code(number: str) -> Place | None:
    """Return the province of a telephone number with its area code (0851-…), or None."""
    codes = _marks()[1]
    found = (codes[number[:size]] for size in range(4, 2, -1) if number[:size] in codes)
    return next(found, None)


def all_places() -> Mapping[str, tuple[Place, ...]]:
    """Return the places of the table by each name that they have, by code."""
    return _names()


def is_word(stem: str) -> bool:
    """Say whether a place's *stem* is an ordinary word as well (和平, 中山)."""
    return stem in _no_stems()


def level_of(name: str) -> Level | None:
    """Return the level that the form of a place's name shows, or None."""
    for endings, level in _ENDINGS:
        if name.endswith(endings):
            return level
    return None


def _by_form(name: str) -> Place | None:
    found = _FORM.match(name)
    if not found or _NO_DIVISION.search(found.group()):
        return None
    parts: list[str] = []
    rest = name
    while rest:
        part = _FORM.match(rest)
        if not part or _NO_DIVISION.search(part.group()):
            return None
        parts.append(part.group())
        rest = rest[part.end() :]
    level = level_of(parts[-1])
    return Place(parts[-1], name, level, None, tuple(parts[:-1])) if level else None


def _leading(words: str, home: Place | None, *, strict: bool) -> tuple[Place, int] | None:
    """Return the longest place of the table that *words* begin with, and its length."""
    if words[:2] not in _heads():
        return None
    for size in range(min(_LONGEST, len(words)), 1, -1):
        candidates = _names().get(words[:size])
        if not candidates:
            continue
        if strict and home is not None:
            candidates = tuple(p for p in candidates if home.key in p.above)
        chosen = _nearest(candidates, home)
        if chosen:
            return chosen, size
    return None


def _nearest(candidates: tuple[Place, ...], home: Place | None) -> Place | None:
    if len(candidates) == 1:
        return candidates[0]
    if not candidates or home is None:
        return None
    mine = {home.key, *home.above}
    scores = [
        (home.key == p.key, home.key in p.above, len(mine & set(p.above)) if p.above else 0)
        for p in candidates
    ]
    best = max(scores)
    return candidates[scores.index(best)] if any(best) and scores.count(best) == 1 else None


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    text = files("zeren.ontology.vocab").joinpath("places.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((code, name) for code, _, name in (line.partition(",") for line in lines))


@cache
def _table() -> tuple[Place, ...]:
    names = dict(_rows())
    count: dict[str, int] = defaultdict(int)
    for name in names.values():
        count[name] += 1
    found: dict[str, Place] = {}
    for code, name in names.items():
        over = [up for up in _codes_above(code) if up in found]
        key = name
        if count[name] > 1 and over:
            key = found[over[-1]].name + name
        level: Level = (
            "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
        )
        found[code] = Place(name, key, level, code, tuple(found[up].key for up in over))
    listed = {place.name: place for place in found.values()}
    for row in cast("list[dict[str, str]]", _words()["new"]):
        parent = listed[row["in"]]
        over_new = (*parent.above, parent.key)
        level = cast("Level", row["level"])
        found[row["name"]] = Place(row["name"], row["name"], level, None, over_new)
    return tuple(found.values())


def _codes_above(code: str) -> list[str]:
    """Return the codes of what a division lies in, outermost first."""
    prefecture = code[:4] + "00"
    between = _between().get(prefecture)
    over = [code[:2] + "0000", *([between] if between else []), prefecture]
    return [up for up in over if up != code]


@cache
def _between() -> Mapping[str, str]:
    codes = {name: code for code, name in _rows() if code.endswith("00")}
    pairs = cast("Mapping[str, str]", _words()["between"])
    return {codes[name]: codes[over] for name, over in pairs.items()}


@cache
def _former() -> tuple[tuple[str, Place], ...]:
    """Return names of former times, each with its place: the present one, or one that is no more.

    A name that a present place has stands only with what it lay in (广州市东山区).
    """
    listed = {place.key: place for place in _table()} | {place.name: place for place in _table()}
    taken = {name for place in _table() for name in (place.name, _short(place.name))}
    text = files("zeren.ontology.vocab").joinpath("former_places.csv").read_text(encoding="utf-8")
    found: list[tuple[str, Place]] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, inside, ended, now, _year = line.split(",")
        parent = listed[inside]
        over = (*parent.above, parent.key)
        if ended == "merged":
            key = parent.name + name if name in taken else name
            place = Place(name, key, "county", None, over)
        else:
            place = next(each for each in _below()[parent.key] if each.name == now)
        found.append((parent.name + name if name in taken else name, place))
    return tuple(found)


@cache
def _by_key() -> Mapping[str, Place]:
    found = {place.key: place for place in (CHINA, *_table())}
    return found | {place.key: place for _name, place in _former() if place.key not in found}


@cache
def _below() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in _table():
        found[place.above[-1] if place.above else CHINA.key].append(place)
    return {key: tuple(places) for key, places in found.items()}


@cache
def _names() -> Mapping[str, tuple[Place, ...]]:
    """Return the places by each name with a last word: 黔西南布依族苗族自治州, 黔西南州.

    黔西南自治州 is one as well.
    """
    found: dict[str, list[Place]] = defaultdict(list)
    for place in _table():
        short = _short(place.name)
        names = {place.name, short}
        if short != place.name:
            names.add(re.sub("(?<!自治)([州县旗])$", r"自治\1", short))
        for name in names:
            found[name].append(place)
    for name, place in _former():
        found[name].append(place)
    for name, whole in cast("Mapping[str, str]", _words()["also"]).items():
        found[name].append(_by_key()[whole])
    return {name: tuple(places) for name, places in found.items()}


@cache
def _heads() -> frozenset[str]:
    """Return the first two characters of the names: most words begin with no place at all."""
    return frozenset(name[:2] for name in _names())


@cache
def _stems() -> Mapping[str, Place]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in _table():
        if place.level != "county":
            found[place.stem].append(place)
    return {
        stem: places[0]
        for stem, places in found.items()
        if len(places) == 1 and len(stem) > 1 and stem not in _no_stems()
    }


@cache
def _every_stem() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in _table():
        found[place.stem].append(place)
    return {stem: tuple(places) for stem, places in found.items() if len(stem) > 1}


@cache
def _county_stems() -> Mapping[str, Place]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in _table():
        if place.level == "county":
            found[place.stem].append(place)
    return {
        stem: places[0]
        for stem, places in found.items()
        if len(places) == 1 and len(stem) > 1 and stem not in _no_stems()
    }


def _short(name: str) -> str:
    """Return an autonomous place's name without its peoples: 黔西南州, 三都县, 广西自治区."""
    kind = re.search(r"自治([州县旗区])$", name)
    if not kind:
        return name
    stem = name[: kind.start()]
    while True:
        shorter = _peoples().sub("", stem)
        if shorter == stem or len(shorter) < 2:
            break
        stem = shorter
    return stem + ("自治区" if kind.group(1) == "区" else kind.group(1))


@cache
def _peoples() -> re.Pattern[str]:
    names = sorted(_words()["peoples"]["names"], key=lambda name: (-len(name), name))
    long = "|".join(name for name in names if len(name) > 2)
    return re.compile(rf"(?:(?:{'|'.join(names)})族|{long}|蒙古)$")


@cache
def _no_stems() -> frozenset[str]:
    return frozenset(_words()["no_stem"]["words"])


@cache
def _marks() -> tuple[Mapping[str, Place], Mapping[str, Place]]:
    words = _words()
    marks = cast("Mapping[str, str]", words["abbreviations"])
    short = {mark: _by_key()[name] for mark, name in marks.items()}
    codes = {code: _by_key()[name] for name, list_ in words["area_codes"].items() for code in list_}
    return short, codes


@cache
def _words() -> Mapping[str, Any]:
    text = files("zeren.ontology.vocab").joinpath("places.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)

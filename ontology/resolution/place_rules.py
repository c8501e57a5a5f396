"""The rules for names that begin with a place, or hold one."""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.ontology.canonical import full_name
from zeren.ontology.functions import is_known
from zeren.ontology.places import (
    Place,
    place_at_start,
    place_by_form,
    places_named,
    prefecture_of_stem,
    stems_below,
)
from zeren.ontology.resolution.bodies import (
    branch,
    government,
    named_unit,
    unit_in,
    youth_league,
)
from zeren.ontology.resolution.context import Context
from zeren.ontology.resolution.records import ResolvedUnit

Outcome = ResolvedUnit | str | None
"""What a rule says of a name: the node, why not, or nothing because it is not concerned."""

_LEAGUE_FULL = re.compile("共青团(?P<place>.+?)委员会")
_TOWNSHIP = re.compile(r"[\u4e00-\u9fff]{2,7}?(?P<kind>街道|[镇乡])(?P<rest>.*)")
INSTITUTION = re.compile(
    r"(?:医院|卫生院|保健院|分院|院区|卫生服务中心|分公司|公司|集团|海关|中学|小学|[一二三四五六七八九十]中|学校"
    r"|学院|大学|银行|电视台|管委会|管理处|管理局|分局|支局|分行|支行|管理委员会|实验室|公园"
    r"|水泥|钢铁|化工|药业|实业|股份)(?:（.*)?$"  # firms by their short names
)
UNIVERSITY = re.compile("大学|医大|医科大|师大|研究生院|科学院")
_BELOW = {"province": "city", "city": "county"}
_PLAIN_BODY = re.compile("(?:局|厅|委|委员会|办|办公室|法院|检察院|政府|管委会)$")
ORDINAL = re.compile("(?P<n>[一二三四五六七八九十]{1,2})院")


def with_place(name: str, context: Context, rule: str) -> Outcome:
    """Place a name that begins with the name of a place."""
    party = name.startswith("中共")
    words = name.removeprefix("中共")
    league = _LEAGUE_FULL.fullmatch(words)
    words = league.group("place") + "委员会" if league else words
    home = context.home
    found: tuple[Place | None, str] | None = _own_place(words, context)
    if found is None and not is_known(words):
        found = place_at_start(words, home)
    if found is None:
        return None
    place, rest = found
    if place is None:
        return "the table has several places of that name, and the plan does not say which"
    if len(rest) < 2 and rest != "委":
        return f"{rest} is no body"
    if league:
        return youth_league(context.scope(place), rule)
    if rest == "委员会" and not party:
        rest = "委"
    near = home is not None and place.key in {home.key, *home.above}
    if home and not near and home.stem in rest and INSTITUTION.search(rest):
        return branch(context.scope(home), name, "place-inside")  # 邻省中医院 with a branch here
    return unit_in(context.scope(place), rest, rule if near or rule != "place" else "place-named")


def _own_place(words: str, context: Context) -> tuple[Place, str] | None:
    """Return the plan's own place, or one in it, where *words* begin with it, and the rest."""
    home = context.home
    form = next((f for f in (home.key, home.name) if words.startswith(f)), None) if home else None
    if home is None or form is None or len(words) == len(form):
        return None
    rest = words[len(form) :]
    inner = place_at_start(rest, home)
    if inner and inner[0] and home.key in inner[0].above:
        return inner[0], inner[1]
    by_form = _by_form_in(rest, context) if home.code is None else None
    return by_form or (home, rest)


def _by_form_in(name: str, context: Context) -> tuple[Place, str] | None:
    """Return a place that the table does not have, as one in the plan's place, and the rest."""
    found = place_by_form(name)
    home = context.home
    if found is None or is_known(name):
        return None
    place, rest = found
    if len(rest) < 2 or not (is_known(rest) or is_known(full_name(rest))):
        return None
    if home and _BELOW.get(home.level) == place.level:
        key = home.key + place.name if place.name.endswith("区") else place.key
        place = replace(place, key=key, above=(*home.above, home.key))
    return place, rest


def place_form(name: str, context: Context) -> Outcome:
    """Place what begins with the form of a place that the table does not have: 石泊州…."""
    township = _TOWNSHIP.fullmatch(name)
    found = _by_form_in(name, context)
    if found and places_named(found[0].name):
        return None  # the table has it, and the rule before could not tell which is meant
    if found:
        return unit_in(context.scope(found[0]), found[1], "place-form")
    if township and not is_known(name):
        if context.home is None:
            return "it is a township's, and the plan's place is not known"
        return _of_township(name, township, context)
    return None


def _of_township(name: str, township: re.Match[str], context: Context) -> ResolvedUnit:
    """Return a township's body; a township that acts (附海镇) stands for its government."""
    whole = name
    if township.group("rest") in {"", "政府", "办事处", "街道办", "办"}:
        own = name[: township.end("kind")]
        whole = own + ("办事处" if township.group("kind") == "街道" else "人民政府")
    unit = named_unit(context.here, whole, "township")
    parent = None
    if whole.endswith(("人民政府", "办事处")):
        parent = government(context.here, "above")
    return replace(unit, level="township", label=context.here.label + whole, parent=parent)


def stem(name: str, context: Context) -> Outcome:
    """Place a name that begins with a place's, without its last word: 泊宁海关, 宁波二院."""
    near = stems_below(context.home) if context.home else {}
    for stem, place in near.items():
        if name.startswith(stem) and len(name) > len(stem) + 1:
            rest = name[len(stem) :]
            if is_known(rest) and _PLAIN_BODY.search(rest) and not rest.endswith("管委会"):
                return unit_in(context.scope(place), rest, "stem")
            return named_unit(context.scope(place), name, "stem")
    if UNIVERSITY.search(name):
        return None
    found = prefecture_of_stem(name)
    if found:
        place, size = found
        rest = name[size:]
        if is_known(rest):
            return unit_in(context.scope(place), rest, "stem")
        if INSTITUTION.search(name) or ORDINAL.fullmatch(rest):
            return named_unit(context.scope(place), name, "stem")
    return None


def place_inside(name: str, context: Context) -> Place | None:
    """Return the place near the plan's that stands inside *name*, behind its head."""
    if context.home is None:
        return None
    near = [
        (name.find(stem, 2), -len(stem), place)
        for stem, place in stems_below(context.home).items()
        if name.find(stem, 2) > 0
    ]
    return max(near, key=lambda item: (item[0], -item[1]))[2] if near else None

"""The rules for bodies that belong to a head office and serve a place.

人行泊宁市分行 and 国网泊宁供电公司 are parts of the central bank and of the grid, and work for a
place. Both are kept: the head office as what the branch is part of, and the government of the
place as what it serves. A customs house is one body whatever plan names it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.ontology.canonical import full_name
from zeren.ontology.changes import change_of
from zeren.ontology.functions import concepts_of, function_of
from zeren.ontology.places import (
    Place,
    above,
    below,
    place_at_start,
    places_of_stem,
    zone_at_start,
)
from zeren.ontology.resolution.bodies import government, national, office_of, unit_in
from zeren.ontology.resolution.context import Context, level_words
from zeren.ontology.resolution.heads import (
    Written,
    branch_written,
    branches_of,
    department_head,
    level_of_tail,
    of_region,
)
from zeren.ontology.resolution.place_rules import Outcome
from zeren.ontology.resolution.records import NATION, ResolvedUnit, Scope
from zeren.ontology.terms import segment

_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,10}(?:处|科|室|部|组|办事处)")
_GROUP = re.compile(r"(?P<stem>[\u4e00-\u9fff]{2,6})监管组")
_CUSTOMS = re.compile(
    r"(?:中华人民共和国)?(?P<own>[\u4e00-\u9fff]{1,8}?)海关(?P<office>[\u4e00-\u9fff]{2,10}办事处|)"
)
_DEPARTMENT_WITH_STEM = re.compile(
    r"(?P<stem>[\u4e00-\u9fff]{2,6}?)(?P<name>气象局|邮政管理局|烟草专卖局|海事局|税务局|通信管理局|地震局"
    r"|消防救援(?:总队|支队|大队)|出入境(?:边防检查|边检)总?站)"
)


def vertical(name: str, context: Context) -> Outcome:
    """Place a branch of a head office, or a customs house."""
    customs = _CUSTOMS.fullmatch(name) if "海关" in name else None
    if customs:
        return _customs(customs, context)
    for written in branch_written(name):
        if written.office and not _OFFICE.fullmatch(written.office):
            continue
        found = _branch(written, context)
        if found:
            inside = written.office and not _GROUP.fullmatch(written.office)
            return office_of(found, written.office, found.rule) if inside else found
    department = _DEPARTMENT_WITH_STEM.fullmatch(name)
    if department:
        place = _by_stem(department["stem"], None, context)
        full = full_name(department["name"])
        if place and department_head(full, place.level):
            return unit_in(context.scope(place), full, "branch")
    return None


def _branch(written: Written, context: Context) -> ResolvedUnit | None:
    branches = written.branches
    group = _GROUP.fullmatch(written.office)
    if group and "监管组" in branches.tails:  # 泊宁银保监分局沙洛监管组 is the group in 沙洛县
        written = replace(written, place=group["stem"], tail="监管组", head_named=True)
    tail, words = written.tail, written.place
    if of_region(branches.prefix, words) and tail.startswith(("分行", "总部")):
        return _node(written, NATION, branches.prefix + words + tail, None)
    place = _place(words, tail, written, context)
    if place is None:
        if not written.head_named or not words or words in level_words():
            return None
        return _node(written, NATION, branches.prefix + words + tail, None)
    if place.level == "county" and tail == "分行" and not written.head_named:
        tail = "支行"
    called = place.key if branches.whole_place or place.key != place.name else place.stem
    scope = context.scope(place)
    unit = _node(written, scope, branches.prefix + called + tail, place)
    change = change_of(branches.former[tail]) if tail in branches.former else None
    if change is None or branches.later is None:
        return unit
    successor = branches_of(branches.later)
    label = branches.prefix + called + branches.later
    later = replace(written, tail=branches.later)
    if successor:
        label = successor.prefix + called + tail
        later = replace(written, branches=successor)
    return replace(unit, reform=change, later=_node(later, scope, label, place, "above"))


def _node(
    written: Written, scope: Scope, label: str, place: Place | None, rule: str = "branch"
) -> ResolvedUnit:
    head = national(written.branches.head, "above")
    return ResolvedUnit(
        iri=f"{scope.root}/{segment(label)}",
        label=label,
        rule=rule,
        parent=head,
        function=head.function or _function(written, label),
        place=place.key if place else "中国",
        level=place.level if place else "national",
        code=place.code if place else None,
        serves=government(scope, "above") if place else None,
    )


def _function(written: Written, label: str) -> str | None:
    named = concepts_of(written.branches.prefix)
    return named[0] if named else function_of(label)


def _place(words: str, tail: str, written: Written, context: Context) -> Place | None:
    """Return the place that stands in a branch's name, or None where none can be told."""
    home = context.home
    by_name = written.head_named or written.branches.level_word
    if not words:
        return home if home and home.level != "national" and by_name else None
    if words in {*level_words(), "全市", "本市"}:
        scope = context.level_word(words[-1]) if by_name else None
        return scope.place if scope else None
    if home and words in {home.key, home.name}:
        return home if home.level != "national" else None
    at_start = place_at_start(words + "局", home)
    if at_start and at_start[0]:
        place, rest = at_start[0], at_start[1][:-1]
        return place if not rest else _by_stem(rest, tail, context)
    zone = zone_at_start(words, home)
    if zone and not zone[1]:
        return zone[0]
    return _by_stem(words, tail, context)


def _by_stem(stem: str, tail: str | None, context: Context) -> Place | None:
    """Return the place that a stem means: by the tail's level, the nearest, the only one."""
    home = context.home
    if stem.endswith("区") and any(p.name.endswith("自治区") for p in places_of_stem(stem[:-1])):
        stem = stem[:-1]  # 广西区分行
    around = (home, *above(home), *below(home)) if home else ()
    found = list(places_of_stem(stem))
    found += [place for place in around if place.stem == stem and place not in found]
    level = level_of_tail(tail) if tail else None
    found = [place for place in found if place.level == level] or found
    near = [place for place in found if place in around]
    if len(found) > 1 and near:
        found = near[:1]
    if len(found) > 1:
        higher = [place for place in found if place.level != "county"]
        found = higher or found
    return found[0] if len(found) == 1 else None


def _customs(found: re.Match[str], context: Context) -> Outcome:
    """Return a customs house by its own name; 市海关 is the one called after the plan's city."""
    own = found["own"]
    if own in level_words():
        scope = context.level_word(own)
        if scope is None or scope.place is None or scope.place.level == "county":
            return None
        own = scope.place.stem
    at_start = place_at_start(own + "局", context.home)
    if at_start and at_start[0] and at_start[1] == "局":
        own = at_start[0].stem
    label = f"{own}海关"
    place = _by_stem(own, None, context)
    scope = context.scope(place) if place else None
    unit = ResolvedUnit(
        iri=f"{NATION.root}/{segment(label)}",
        label=label,
        rule="branch",
        parent=national("海关总署", "above"),
        function=concepts_of("海关")[0],
        place=place.key if place else "中国",
        level=place.level if place else "national",
        code=place.code if place else None,
        serves=government(scope, "above") if scope else None,
    )
    return office_of(unit, found["office"], "branch") if found["office"] else unit

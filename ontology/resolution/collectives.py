"""Collectives: 各县（市、区）人民政府, 委机关各处室, 有关部门.

They stay one node each, of their own kind. Whose collective it is comes from the document:
各… of the place or of the issuer is the same set in every plan of that place and issuer,
有关… and 相关… mean other bodies each time and stay inside their document.
"""

from __future__ import annotations

import re

from zeren.loaders.names.lexicon import any_of
from zeren.loaders.records import Level
from zeren.ontology.canonical import full_name, with_full_brackets
from zeren.ontology.functions import function_of
from zeren.ontology.places import Place, below
from zeren.ontology.resolution.bodies import government, unit_in
from zeren.ontology.resolution.context import Context, words_of
from zeren.ontology.resolution.records import ResolvedUnit, Scope, scope_of
from zeren.ontology.terms import segment

_OPEN = re.compile(
    "有关|相关|部分|其他|其它|涉及|所在|相应|属地|重点|沿线|沿江|沿海|(?:成员|责任|牵头|配合)单位"
)
_KIND = any_of(
    "省 市 州 县 区 旗 盟 自治州 自治县 自治区 县级市 特区 地区 林区 乡镇 镇 乡 街道 直辖市"
    " 计划单列市"
)
_PLACES = re.compile(
    rf"各(?P<kinds>(?:{_KIND})(?:[、和及]?[（）]?(?:{_KIND}|、)*[（）]?)*)(?P<rest>.*)"
)
# 区县政府 without 各: the same set.
_KINDS_ONLY = re.compile(rf"(?:{_KIND})(?:[、和及]?(?:{_KIND}))+(?:(?:人民)?政府)?")
_OF_HOUSE = re.compile("[委局厅部办院署](?=机关|直|属|各|系统|管|党组)")
_OF_LEVEL = re.compile("(?P<word>[省市区县州盟旗])(?=直|级|属)")
_OF_BODY = re.compile(r"(?P<body>.{2,16}?)(?P<rest>(?:机关|所属|直属|系统|属)?各.+)")
_COUNTIES = frozenset("县区旗") | {"自治县", "县级市", "特区", "林区"}
_TOWNSHIPS = frozenset({"乡镇", "镇", "乡", "街道"})
_CITIES = frozenset("州盟") | {"自治州", "地区"}


def collective(name: str, context: Context) -> ResolvedUnit:
    """Return the node of the collective *name* (with its prefix) in the document.

    Rules: ``group-open`` (有关…: inside the document), ``group-issuer`` (委机关各处室),
    ``group-places`` (各县区政府), ``group-of-body`` (省计生协机关各部室), ``group-place``.
    """
    name = re.sub("各(?=有关|相关)", "", with_full_brackets(name))
    if _OF_HOUSE.match(name):
        house = context.house
        if context.issuer and house == name[0]:
            if _OPEN.search(name):
                return _open(context, context.issuer.label + name[1:], name)
            return _below(context.issuer, name[1:], "group-issuer")
        return _open(context, name, name, "group-document")
    if _OPEN.search(name):
        return _open(context, name, name)
    places = _PLACES.fullmatch(f"各{name}" if _KINDS_ONLY.fullmatch(name) else name)
    if places:
        return _of_places(context, places.group("kinds"), places.group("rest"), name)
    level = _OF_LEVEL.match(name)
    if level:
        scope = context.level_word(level.group("word"))
        return _in_scope(scope, name, context) if scope else _open(context, name, name)
    body = _OF_BODY.fullmatch(name)
    if body and context.home:
        own = _body(body.group("body"), context)
        if own:
            return _below(own, body.group("rest"), "group-of-body")
    return _in_scope(context.here if context.here.named else None, name, context)


def _open(context: Context, label: str, name: str, rule: str = "group-open") -> ResolvedUnit:
    scope = context.within("")
    return ResolvedUnit(
        iri=f"{scope.root}/{segment(name)}",
        label=label,
        rule=rule,
        function=_function(name),
        place=context.home.key if context.home else None,
        code=context.home.code if context.home else None,
        group=True,
    )


def _in_scope(scope: Scope | None, name: str, context: Context) -> ResolvedUnit:
    if scope is None or not scope.named:
        return _open(context, name, name, "group-document")
    label = name
    for word in words_of(scope.place) if scope.place else ():
        if name.startswith(word) and not name.startswith("各"):
            label = name.removeprefix(word)
            break
    return ResolvedUnit(
        iri=f"{scope.root}/{segment(name)}",
        label=scope.label + label,
        rule="group-place",
        function=_function(name),
        place=scope.place.key if scope.place else "中国",
        code=scope.place.code if scope.place else None,
        group=True,
    )


def _of_places(context: Context, kinds: str, rest: str, name: str) -> ResolvedUnit:
    """Return 各县（市、区）… as one node, however its kinds of places are written."""
    words = re.findall(_KIND, kinds)
    level: Level | None = None
    if {"省", "直辖市", "自治区"} & set(words):
        level = "province"
    elif any(word in _CITIES for word in words) or words == ["市"]:
        level = "city"
    elif any(word in _COUNTIES for word in words):
        level = "county"
    elif all(word in _TOWNSHIPS for word in words):
        level = "township"
    body = "人民政府" if rest in {"政府", "人民政府"} else full_name(rest) if rest else ""
    written = words[0] + (f"（{'、'.join(words[1:])}）" if words[1:] else "")
    shown = f"各{written}{body}"
    scope = context.here
    if not scope.named:
        return _open(context, shown, f"各{''.join(words)}{body}", "group-document")
    by_name = context.home is not None and body in {"", "人民政府"}
    members = _governments(context.home, words) if by_name and context.home else ()
    return ResolvedUnit(
        iri=f"{scope.root}/各{segment(''.join(words) + body)}",
        label=scope.label + shown,
        rule="group-places",
        function=function_of(body) if body else function_of("人民政府"),
        place=scope.place.key if scope.place else "中国",
        level=level,
        code=scope.place.code if scope.place else None,
        group=True,
        members=members,
    )


def _governments(home: Place, words: list[str]) -> tuple[ResolvedUnit, ...]:
    """Return the governments right below *home* of the kinds named, where the table has them."""
    members = below(home)
    kinds = {word[-1] for word in words} | ({"市"} if "县级市" in words else set())
    chosen = [place for place in members if place.name[-1] in kinds]
    return tuple(government(scope_of(place), "group-places") for place in chosen)


def _body(words: str, context: Context) -> ResolvedUnit | None:
    if context.home is None:
        return None
    for word in words_of(context.home):
        rest = words.removeprefix(word)
        if rest != words and len(rest) > 1 and function_of(rest):
            return unit_in(context.scope(context.home), rest, "level-word")
    return None


def _below(house: ResolvedUnit, rest: str, rule: str) -> ResolvedUnit:
    return ResolvedUnit(
        iri=f"{house.iri}/{segment(rest)}",
        label=house.label + rest,
        rule=rule,
        parent=house,
        relation="org:unitOf",
        function=function_of(rest, house.function),
        place=house.place,
        level=house.level,
        code=house.code,
        group=True,
    )


def _function(name: str) -> str | None:
    return function_of(re.sub("^.*(?:各|有关|相关)", "", name) or name)

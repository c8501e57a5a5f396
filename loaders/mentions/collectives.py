"""Collectives of places in running text, which count when they act: 推动各区建设机构."""

from __future__ import annotations

import re
from functools import cache

from zeren.loaders.mentions.words import (
    closes_stem,
    group,
    hard_verb,
    opens_stem,
    place_kinds,
)
from zeren.loaders.names.common import is_common, is_stem, no_level
from zeren.loaders.names.lexicon import any_of, is_function

_GOVERNMENT = any_of("人民政府 政府 党委政府 党委和政府 党委 党工委 管委会 办事处")
_SENTENCE = "。;!?\n"
_HOSPITAL = re.compile(r"[\u4e00-\u9fff]{0,5}?(?:医院|卫生院|高中|高校)")


@cache
def _each() -> re.Pattern[str]:
    kind = place_kinds()
    inside = rf"(?:\((?:{kind})(?:[、,](?:{kind}))*\))?"
    return re.compile(
        rf"各(?:有关|相关)?(?:[省市县区乡]级(?=人民政府|政府)|{kind}){inside}(?:[、和](?:{kind}){inside})*(?:{_GOVERNMENT})?"
    )


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(group('causative'))})(?:全[省市县区])?$")


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(any_of(group("act")))


def collectives(folded: str) -> list[tuple[int, int]]:
    """Return the spans of collectives of places that act, or that name a body of each place."""
    spans: list[tuple[int, int]] = []
    for found in _each().finditer(folded) if "各" in folded else ():
        start, end = found.span()
        body = _body(folded, end)
        if body > end or re.search(rf"(?:{_GOVERNMENT})$", found.group()):
            spans.append((start, body))
        elif _acts(folded, start, end):
            spans.append((start, end))
    return spans


def _body(folded: str, at: int) -> int:
    """Return the end of the body that stands at *at* (各县区教育局), or *at*."""
    for size in range(14, 1, -1):
        words = folded[at : at + size]
        if len(words) == size and is_function(words):
            return at + size
    hospital = _HOSPITAL.match(folded, at)
    if hospital and not hard_verb().search(hospital.group()) and "在" not in hospital.group():
        return hospital.end()
    return at


def _acts(folded: str, start: int, end: int) -> bool:
    if folded[end : end + 1] in {"的", "之", "直", "属", "级"}:
        return False
    made_to = bool(_before().search(folded, max(0, start - 8), start))
    opens = start == 0 or folded[start - 1] in _SENTENCE + ","
    acts = bool(_behind().match(folded, end))
    return (made_to and folded[end : end + 1] not in {*_SENTENCE, "、"}) or (opens and acts)


_LOOK_BACK = 120
"""Characters that a list of names before 等 may have."""

_COUNT = r"(?:\d+[家个所]|[一二三四五六七八九十]+[家个所])?"
_FIRMS = re.compile(
    rf"等(?<![高中初同平对特]等){_COUNT}(?:重点|骨干|龙头|大型|国有|本地|规上)?(?:企业|公司|高校|院校|银行|医院|学校|单位)"
)
_TOWNS = re.compile(
    rf"等{_COUNT}(?:乡镇|镇街|镇|乡|街道|县|区(?!域)|市(?!场))(?:\([^()]{{1,6}}\))?"
)
_FIRM = re.compile(r"[\u4e00-\u9fff]{3,14}")
_ACTING = re.compile(r"推动|指导|支持|督促|督导|鼓励|引导|协调|帮助|要求")
# In such a list a name of common words (桥头) counts too.
_PLACE_NAME = re.compile(
    r"(?!重点|试点|部分|各|[在为以将对把]|[一二三四五六七八九十两]个)[\u4e00-\u9fff]{2,5}"
)
_PLACE = (
    r"(?:[\u4e00-\u9fff]{2,4}?(?:自治[县州]|[市州]))?"
    r"[\u4e00-\u9fff]{2,4}?(?:自治县|[市县区旗镇乡]|街道)"
)
_MADE_TO_ACT = re.compile(rf"(?:{_ACTING.pattern})(?P<list>{_PLACE}(?:、{_PLACE}){{0,12}})")
_HAVE_TO_ACT = re.compile(
    rf"(?:^|(?<=[。;\n]))(?P<list>{_PLACE}(?:、{_PLACE}){{0,12}})(?=[要应须]|负责)"
)
# What a text must hold for it to match; it is found at a tenth of the cost.
_HAS_TO_ACT = re.compile(r"[县市区旗镇乡道](?:[要应须]|负责)")


def named_in_lists(folded: str) -> list[tuple[int, int]]:
    """Return the spans of names in a list that 等企业 closes: 督促青石钢铁、白桥水泥等企业."""
    spans: list[tuple[int, int]] = []
    for closing in _FIRMS.finditer(folded):
        for at, name in _items(folded, closing.start()):
            start = _own_name(name) if _FIRM.fullmatch(name) else None
            if start is not None:
                spans.append((at + start, at + len(name)))
    return spans


def places_that_act(folded: str) -> list[tuple[int, int]]:
    """Return the spans of places in a list that are made to act: 支持青石、白桥等镇开展…."""
    spans: list[tuple[int, int]] = []
    for closing in _TOWNS.finditer(folded):
        items = _items(folded, closing.start())
        verbs = list(_ACTING.finditer(items[0][1])) if items else []
        if not verbs:
            continue
        items[0] = (items[0][0] + verbs[-1].end(), items[0][1][verbs[-1].end() :])
        spans += [(at, at + len(name)) for at, name in items if _PLACE_NAME.fullmatch(name)]
    made = [m for m in _MADE_TO_ACT.finditer(folded) if _behind().match(folded, m.end())]
    have = _HAVE_TO_ACT.finditer(folded) if _HAS_TO_ACT.search(folded) else ()
    for found in (*made, *have):
        at = found.start("list")
        for name in found.group("list").split("、"):
            stem = re.sub(r"(?:自治县|街道|.)$", "", name)
            if (len(name) > 4 or name[-2:] not in no_level()) and (
                is_stem(stem) or is_stem(stem[:2])
            ):
                spans.append((at, at + len(name)))
            at += len(name) + 1
    return spans


def _items(folded: str, end: int) -> list[tuple[int, str]]:
    """Return the items of the list that ends at *end*, with their offsets, in order."""
    low = max(0, end - _LOOK_BACK)
    low += max(folded[low:end].rfind(mark) + 1 for mark in ",。;:!?()\n ")
    items: list[tuple[int, str]] = []
    for name in re.split("([、和])", folded[low:end]):
        if name not in {"、", "和", ""}:
            items.append((low, name))
        low += len(name)
    return items


def _own_name(words: str) -> int | None:
    """Return where a name begins in *words* that opens with a stem, as late as it can; or None."""
    for start in range(len(words) - 3, -1, -1):
        for size in (2, 3):
            stem, rest = words[start : start + size], words[start + size :]
            if not (rest and is_stem(stem) and is_common(rest)):
                continue
            if opens_stem(words, start) and closes_stem(words, start + size):
                return start
    return None

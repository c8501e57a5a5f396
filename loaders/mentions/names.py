"""Where the name of an organisation begins, when its end is known.

A name ends in a form (局, 医院, 集团). It is a name, and no category, when a level stands
before it (市, 县), or a place with its level (沙洛县), or a stem that is no common word
(岚江农业大学), or when it is a department by its whole name (教育局).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zeren.loaders.mentions.words import (
    LEVELS,
    closes_stem,
    ending,
    hard_verb,
    opens_name,
    opens_stem,
    strong_forms,
    weak_forms,
)
from zeren.loaders.names.common import common, is_common, is_stem, no_level
from zeren.loaders.names.lexicon import function_ending
from zeren.ontology.places.table import place_of_stem

REACH = 30
"""Characters that a name may have."""

_LEVEL = frozenset("".join(LEVELS))
# What stands behind a level character and makes another word of it (市场, 市民, 县域).
_NOT_BEHIND = {
    "省": "级直属内外域会际或辖市",
    "市": "级直属内外域场容民区县州镇辖政价面值长或",
    "县": "级直属内外域区乡市镇城长或",
    "区": "级直属内外域块县划间位长或",
    "州": "级直属内外市县",
    "盟": "级直属市校员",
    "旗": "级直属县舰下帜",
    "乡": "级镇村土亲贤情",
    "镇": "级街乡村区",
}
_AREA = re.compile(
    r"(?:自治[区州县旗]|街道|(?:高|经开|开发|新|示范|度假|保税|试验|高新|经济技术开发)区)$"
)
_OWNER = re.compile(
    r"(?:[省市县区州盟旗镇乡]|自治区)(?:人民政府|政府|委(?!员)|党委)(?:直属)?$|[省市县区州]直属$"
)
_WITH_LEVEL = re.compile(
    r"[省市县区州旗镇乡](?:委|政府|府|人民政府|人大|政协|纪委)|团[省市县区州]委"
)
_NATIONAL = re.compile(r"国家|中国|中华|全国|中央|国务院")
_NATIONAL_FORM = re.compile(
    r"(?:大学|医院|学院|研究院|科学院|研究所|协会|学会|联合会|基金会|总会|促进会|研究会|集团|公司|银行"
    r"|中心|基地)$"
)
_PUBLIC_BRANCH = re.compile(r"(?:局|海关|法院|检察院|委员会|馆|站|中心|队)$")
# 南方医科大学青石医院: the academy that a hospital belongs to, of common words.
_ACADEMY_BEFORE = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,8}(?:大学|学院|科学院|研究院)$"
)
_HOUSE = frozenset("委局厅")
_HOUSE_OFFICE = re.compile(r"(?:处|科|室|股|办公室|党委|纪委|工会)$")
_BARE = re.compile(r"(?:局|厅|委|委员会)$")
_BARE_NOT = re.compile(r"[级属直类型个家所等各]$")
# A level with one of these behind it speaks of a category: 市公立医院, 县重点中学.
_CATEGORY = re.compile(
    r"部共建|公立|民营|民办|公办|社会办|定点|试点|有关|相关|重点|各|所有|龙头|国有|优质|[一二三]级|[一二三两四]家"
    r"|部分|多数|新建|在建|骨干|示范"
)

# 青岭县建设基地: the place acts; 青岭县建设局 is a name.
_ACT_BEHIND = re.compile(
    r"[省市州县区旗镇乡](?:建设|打造|创建|开展|承建|试点|布局)"
    r"(?!局|委|厅|部|科|和|与|管理|集团|公司|工程|银行|投资|发展|监理|开发|指挥|领导|工作|专班|服务|质量|交易)"
)
# 国家 before a name of research is no programme: 国家玉米种业技术创新中心.
_RESEARCH = re.compile(r"(?:创新|技术|研究)中心$")
_ZONE_BEFORE = re.compile(r"(?:高新|经开|自贸|综保|临空|保税)区(?=[\u4e00-\u9fff]{3})")
_REGION = re.compile(r"粤港澳|长三角|京津冀|成渝|珠三角|大湾区")
_COORDINATING = frozenset(("领导小组", "联席会议", "指挥部", "专班"))

_JOINS = "和与及同"
_CONJUNCTION = re.compile(f"[{_JOINS}]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that begins at ``start``; ``level`` is the level before it where no place stands."""

    start: int
    rule: str
    level: str | None = None


def name_before(
    run: str, low: int, end: int, form: str, places: frozenset[str] = frozenset()
) -> Name | None:
    """Return the name in ``run[low:end]`` that ends with *form* at *end*; None for a category.

    *places* are stems of places that the document is about.
    """
    low = max(low, end - REACH)
    found = _name_in(run[low:end], form, end == len(run), places)
    return Name(low + found.start, found.rule, found.level) if found else None


@lru_cache(maxsize=8192)
def _name_in(window: str, form: str, closes_run: bool, places: frozenset[str]) -> Name | None:
    whole = window
    function = function_ending(window)
    cut = _last_verb(window[: len(window) - max(function, len(form))])
    window = window[cut:]
    found = None
    if function >= len(form):
        found = _departmental(window, len(window) - function)
    # 市防控办、: an office of a rare name counts only where the run ends, for 市新办企业 is none.
    rare = form == "局" or (form == "办" and closes_run)
    if found is None and (form in strong_forms() or form in weak_forms() or rare):
        found = _at_inner_level(window, form) or _national(window)
    if found is None and form in strong_forms():
        found = _with_stem(window, form)
    if found is None and form in weak_forms():
        found = _with_known_place(window, form, places)
    if found is None and form in _COORDINATING:
        found, cut = _coordinating(whole), 0
    if found is None and function:
        found = _bare(window, len(window) - function)
    return Name(cut + found.start, found.rule, found.level) if found else None


def _last_verb(stretch: str) -> int:
    """Return the end of the last word in *stretch* that no name holds, or 0."""
    end = 0
    for verb in hard_verb().finditer(stretch):
        end = verb.end()
    return end


def _departmental(window: str, anchor: int) -> Name | None:
    """Judge a name whose end, from *anchor*, is a department's whole name."""
    label = window[anchor:]
    if _CATEGORY.match(label) and not _BARE.search(label):
        return None
    if _WITH_LEVEL.match(window, anchor):
        if window[anchor] == "团":
            return Name(anchor, "level") if opens_name(window, anchor) else None
        return _at_level(window, anchor)
    if label[0] in _HOUSE and (_HOUSE_OFFICE.search(label) or label[1:] in {"办", "机关"}):
        return Name(anchor, "house") if opens_name(window, anchor) else None
    owner = _OWNER.search(window[:anchor])
    if owner:
        return _at_level(window, owner.start() + 2 * owner.group().startswith("自治"))
    if anchor and window[anchor - 1] in _LEVEL:
        return _at_level(window, anchor - 1)
    for found in _NATIONAL.finditer(window, 0, anchor):
        if found.end() == anchor and opens_name(window, found.start()):
            return Name(found.start(), "national")
    if _PUBLIC_BRANCH.search(label):
        for size in (2, 3):
            start = anchor - size
            if start >= 0 and is_stem(window[start:anchor]) and opens_stem(window, start):
                return Name(start, "stem")
    house = anchor - 1
    if house >= 0 and window[house] in _HOUSE and _HOUSE_OFFICE.search(window):
        return Name(house, "house") if opens_name(window, house) else None
    return None


def _at_level(window: str, at: int) -> Name | None:
    """Return the name that opens at the level character ``window[at]``, or at its place."""
    level = window[at]
    if window[max(0, at - 2) : at] == "自治":
        return Name(at - 2, "level", "省" if level == "区" else level)
    if at == 0 or opens_name(window, at):
        return (
            Name(at, "level", level) if window[max(0, at - 1) : at + 1] not in no_level() else None
        )
    area = _AREA.search(window, 0, at + 1)
    stop = area.start() if area else at
    for size in (3, 2):
        if (
            stop >= size
            and _is_place(window[stop - size : stop])
            and opens_name(window, stop - size)
        ):
            return Name(stop - size, "place")
    for size in (2, 3, 4, 5):
        start = stop - size
        if start < 0:
            break
        verb_first = size > 2 and window[start : start + 2] in common()
        if verb_first or not is_stem(window[start:stop]):
            continue
        if opens_stem(window, start):
            return Name(start, "place")
        if window[start - 1] in _LEVEL and start > 1:
            return _at_level(window, start - 1) or Name(start, "place")
    if level == "州":  # the end of a city's name, as in 清州高新区管委会
        return Name(at - 1, "place") if opens_stem(window, at - 1) else None
    if window[at - 1 : at + 1] in no_level() or area:
        return None
    return Name(at, "level", level)


def _at_inner_level(window: str, form: str) -> Name | None:
    """Return the name that opens with a level some way before its form: 县农机合作联社."""
    stop = len(window) - len(form)
    for at in range(stop - 1, -1, -1):
        if window[at] not in _LEVEL or window[at + 1] in _NOT_BEHIND[window[at]]:
            continue
        if window[at - 1 : at + 1] in no_level() and at:
            continue
        inner = window[at + 1 : stop]
        if _joins(inner):
            break
        if len(inner) < _least(form) or _CATEGORY.match(inner) or _ACT_BEHIND.search(window, at):
            continue
        found = _at_level(window, at)
        if found is not None and (found.rule == "place" or at == 0 or opens_name(window, at)):
            return found
    return None


def _least(form: str) -> int:
    """Return how many characters must stand between a level and *form*: none in 市三院."""
    if form[0] in "一二三四五六七八九十":
        return 0
    return 1 if form in strong_forms() else 2


def _joins(inner: str) -> bool:
    """Say whether 和 in *inner* joins two bodies: 市一院和青石医院."""
    return any(ending().search(inner[: found.start()]) for found in _CONJUNCTION.finditer(inner))


def _national(window: str) -> Name | None:
    if not _NATIONAL_FORM.search(window):
        return None
    for found in _NATIONAL.finditer(window):
        if not opens_name(window, found.start()) or len(window) - found.end() <= 2:
            continue
        if found.group() in {"中国", "中华", "全国"} or window.endswith("银行"):
            return Name(found.start(), "national")
        if _RESEARCH.search(window, found.end() + 4):
            return Name(found.start(), "national")
        if window[found.end()] != "级":
            return Name(found.start(), "national-place")
    return None


def _with_stem(window: str, form: str) -> Name | None:
    """Return the name that opens with a stem of its own: 岚江农业大学, 青沅养老服务集团."""
    head = window[: len(window) - len(form)]
    for start in range(len(head) - 2, max(-1, len(head) - 16), -1):
        if not opens_stem(window, start) or is_common(head[start:]) or _CATEGORY.match(head, start):
            continue
        for size in range(2, min(4, len(head) - start) + 1):
            stem, rest = head[start : start + size], head[start + size :]
            if is_stem(stem) and closes_stem(head, start + size) and is_common(rest):
                owner = 2 if window[max(0, start - 2) : start] == "国网" else 0
                house = _ACADEMY_BEFORE.search(window[:start])
                return Name(house.start() if house else start - owner, "stem")
    return None


def _with_known_place(window: str, form: str, places: frozenset[str]) -> Name | None:
    """Return the name that opens with a place: the document's own, one of the table, or a zone."""
    for start in range(len(window) - len(form) - 1):
        if not opens_name(window, start):
            continue
        own = any(window.startswith(place, start) for place in places)
        if own or _ZONE_BEFORE.match(window, start) or _real_place(window, start):
            return Name(start, "stem")
    return None


def _real_place(window: str, start: int) -> bool:
    """Say whether a place of the table, by its stem, or a region stands at *start*."""
    if _REGION.match(window, start):
        return True
    return any(_is_place(window[start : start + size]) for size in (3, 2))


@lru_cache(maxsize=8192)
def _is_place(stem: str) -> bool:
    found = place_of_stem(stem)
    real = found is not None and found.code is not None
    return real and stem[:1] not in _JOINS and not is_common(stem)


def _coordinating(window: str) -> Name | None:
    """Return a body that is named by its task: 市老旧小区改造推进领导小组."""
    for at in range(len(window) - 4):
        if window[at] in _LEVEL and opens_name(window, at):
            if window[at + 1] in _NOT_BEHIND[window[at]] or window[at - 1 : at + 1] in no_level():
                continue
            return Name(at, "level", window[at])
    return None


def _bare(window: str, anchor: int) -> Name | None:
    """Return a department by its whole name, which no level precedes: 会同教育局."""
    label = window[anchor:]
    if label.startswith(("村民", "居民")):
        return None
    if len(label) < 3 or not _BARE.search(label) or _BARE_NOT.search(window[:anchor]):
        return None
    return Name(anchor, "bare") if opens_name(window, anchor) else None

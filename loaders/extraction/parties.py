"""Reading a list of units: who stands in it, and in which role.

The grammar: pieces between separators at bracket depth 0, each a unit, a collective,
a verb (``牵头``, ``按职责分工负责``) or a unit with a verb behind it. A verb gives its
role to all units since the verb before; ``会同`` makes those behind it cooperate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from zeren.loaders.extraction import lexicon
from zeren.loaders.extraction.brackets import depths
from zeren.loaders.records import ROLES, Role

_SEPARATORS = "、,;。/\n\t|·"

_BY_DUTY = r"""
    (?: (?:按|依|根据|依据|结合|围绕|立足) (?:照|据)? (?:各自|本?部门|有关|相关|工作|实际|单位)* 的?
        (?:职责|职能|分工|责任|任务|职权|权限|实际|工作|领域|属地|要求|部门|行业|条线|区域|安排)
        (?:范围|分工|职责|职能|权限|任务|管辖|要求|安排|情况|边界|内)* (?:[和与及、](?:职责|分工|任务|职能))? (?:要求|原则)? [,]?
    | 在?各自(?:的)?(?:职责|职能|权限)?(?:范围)?内? | 各负其责 | 各司其职 )
"""
_MANNER = r"(?:分别|分工|共同|联合|协同|各自|具体|积极|主动|密切|全力|抓好|抓紧|做好|统一|一并|认真|切实|结合实际|组织|同步|自行|对应|会同|牵头抓)*"
_RESPONSIBLE_CORE = (
    r"(?:各负其责|各司其职|(?:负责|落实|实施|推进|推动|承办|承担|贯彻|执行|主管|完成|开展|抓落实)"
    r"(?:组织|协调|抓好|推进|推动|落实|实施|到位|执行|统筹|具体|工作|相关|有关|任务|开展|贯彻|完成|该项|和|并|、)*)"
)
_LEAD_CORE = (
    r"(?:总?牵头|主办|主责|为主|统筹|为总?牵头(?:责任)?(?:单位|部门)|作为总?牵头(?:单位|部门))"
    r"(?:单位|抓总|抓|总|负责|组织|实施|督导|指导|落实|推进|推动|协调|承办|办理|统筹|开展|制定|完成|具体|工作|做好|共同)*"
)
_COOPERATE_CORE = (
    r"(?:配合|参与|协办|参加|协助|协同|会办|支持|提供(?:技术|资金|政策)?(?:支持|支撑|保障)|密切配合|为配合(?:责任)?(?:单位|部门)|为参与(?:单位|部门)|为协办(?:单位|部门))"
    r"(?:支持|配合|参与|协办|协助|抓好|做好|落实|实施|推进|推动|开展|完成|相关|有关|工作|负责|单位)*"
)
_VERB = re.compile(
    rf"""(?: (?P<lead> (?:{_BY_DUTY})? {_MANNER} {_LEAD_CORE} )
           | (?P<cooperating> (?:{_BY_DUTY})? {_MANNER} {_COOPERATE_CORE} )
           | (?P<none> (?:负责|加强|做好|业务)* (?:指导|督导|督办|验收|督查|考核|监督|监管)(?:指导|落实|工作|推进)* )
           | (?P<responsible> (?:{_BY_DUTY}) {_MANNER} (?:{_RESPONSIBLE_CORE})? | {_MANNER} {_RESPONSIBLE_CORE} ) )$""",
    re.VERBOSE,
)
_VERB_WITH_OBJECT = re.compile(r"(?P<units>[^负牵配]{2,}?)(?P<verb>负责|牵头|配合|落实)[^的]{2,20}")
_ACT = re.compile(
    r"(?P<units>[\u4e00-\u9fff]{3,}?)(?:开展|制定|推进|组织|做好|研究|出台|建立|加快|实施|起草|编制|推动|落实)[^的]{2,40}"
)
_OBJECT_ROLE: dict[str, Role] = {
    "负责": "responsible",
    "落实": "responsible",
    "牵头": "lead",
    "配合": "cooperating",
}
_COOP_LEAD = re.compile(r"^(?:并|积极|主动)?(?:会同|会商|联合|协同|配合)(?=[\u4e00-\u9fff]{2})")
_COOP_INSIDE = re.compile(r"(?P<lead>牵头(?:负责)?)?[,]?(?:并|积极|主动)?(?:会同|联合|协同|会商)(?=[\u4e00-\u9fff]{2})")
_JOINED = re.compile(r"以及|及其|和|与|及|并|跟|同")
_OPENING = re.compile(r"^(?:[由请]|[需须应]由|涉及|主要由|具体由|分别由|[此该本](?:项)?(?:工作|任务|活动|行动|事项)由|(?:以上|上述)(?:各项)?(?:工作|任务)(?:均)?由|且|并由|以及|和|与|及)(?=[\u4e00-\u9fff])")
_ETC = re.compile(
    r"(?P<etc>等)(?:[\d一二三四五六七八九十]+个?)?(?P<group>(?:市|省|区|县|州|国务院|中央|国家)?(?:直|级)?(?:各|有关|相关|其他|责任|各?有关|各?相关)*)"
    r"(?P<kind>(?:责任|成员|职能|行业|主管|牵头|直属|市直|区直|县直|省直|业务)*(?:部门|单位|机构|科室|处室|股室|地区|地方|市县|县区|县市区|区县|乡镇|街道|镇街|企业|院校|学校|高校|医院|方面|委办局|局办|处局)?"
    r"(?:[和、与及](?:部门|单位|地区|机构|企业|科室|处室))?)$"
)
_NOISE = re.compile(
    r"""^(?: (?:完成|推进|实施|时间|办结)?(?:时限|时间|期限|进度)?[:]? (?:于|在|力争|确保|到|至)? (?:\d{2,4}年|\d{1,2}月|年底|年内|长期|持续|常年|全年|每[年月季]|立即|适时|第[一二三四]季度|[上下]半年) .*
        | .*(?:下同|不再列出|不再一一|为牵头|为责任|为配合|为主办|为协办|排名|列第|排第).* | \d+(?:[.]\d+)?%?
        | 无 | [-—－/]+ | 同上 | 略 | 等 | 以下简称.* | 持续(?:推进|实施|开展).* | 长期坚持 )$""",
    re.VERBOSE,
)
_STAR = re.compile(r"^[★☆*※▲△●◆◎■#]+|[★☆*※▲△●◆◎■#]+$")
_INNER_ROLE: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("lead", re.compile(r"[(\[](?:总?牵头|主办|牵头单位|主责)[)\]]")),
    ("cooperating", re.compile(r"[(\[](?:配合|协办|参与|配合单位)[)\]]")),
    ("responsible", re.compile(r"[(\[](?:负责|责任单位|承办)[)\]]")),
)
_INNER = re.compile(r"^(?P<name>[^()\[\]<>]{2,}?)[(\[<](?P<office>[^()\[\]<>]+)[)\]>]$")

_REMARK = re.compile(r"含|包括|负责|除|限|原|以下简称|不含|按")

Verb = Role | Literal["none"]


@dataclass(frozen=True, slots=True)
class Party:
    """A unit of a clause: offsets are those of the text that was read.

    ``surface`` is as written, ``name`` without the office in brackets. ``stated`` is
    False where the role is only the default of the clause. ``part`` counts the commas
    and verbs before the unit, ``starred`` says that it carries a star.
    """

    role: Role
    surface: str
    name: str
    office: str | None
    collective: bool
    start: int
    end: int
    stated: bool
    part: int = 0
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list gave: its parties, whether a verb stood in it, and what was no unit."""

    parties: tuple[Party, ...]
    has_verb: bool
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    comma_before: bool


def read_parties(
    text: str, folded: str, start: int, end: int, default: Role | None, *, objects: bool = False
) -> Reading:
    """Read the units in ``text[start:end]``; *folded* is the text in one width.

    *objects* allows an object behind the verb (甲局负责县道养护), as brackets have it.

    *default* is the role that a label before the list gives; without one, units that
    no verb governs are responsible (a bracket of bodies and no verb).
    """
    done: list[Party] = []
    pending: list[Party] = []
    unreadable: list[str] = []
    has_verb = cooperate = False
    part_number = 0
    for piece in _pieces(folded, start, end):
        part_number += piece.comma_before and bool(done or pending)
        if _NOISE.match(folded[piece.start : piece.end].strip()):
            continue
        if piece.comma_before and default is not None:
            # Behind a label a verb governs only its own part: 牵头单位：甲局，各区配合.
            done, pending = done + pending, []
        for part in _parts(folded, piece.start, piece.end, objects):
            if part.cooperates:
                cooperate = True
            if part.start < part.end:
                party = _party(text, folded, part.start, part.end, default or "responsible")
                if party is None:
                    unreadable.append(text[part.start : part.end])
                else:
                    has_verb = has_verb or party.stated  # 甲局（牵头）
                    party = replace(party, part=part_number)
                    if cooperate and not party.stated:
                        party = replace(party, role="cooperating", stated=True)
                    pending.append(party)
            if part.ends_verb is not None:
                has_verb = True
                if part.ends_verb != "none":  # 指导, 督办: whoever does that does not do the task
                    done += [_with_role(p, part.ends_verb, default) for p in pending]
                pending, cooperate = [], False
    done += pending
    return Reading(tuple(done), has_verb, tuple(unreadable))


def _with_role(party: Party, verb: Role, default: Role | None) -> Party:
    """Give *party* the verb's role, unless it has one of its own or a label rules.

    ``责任单位：甲局牵头，乙局配合``: a verb is finer than the label 责任单位. But
    ``牵头单位：甲局负责`` leads all the same.
    """
    if party.stated or (default not in {None, "responsible"} and verb == "responsible"):
        return party
    return replace(party, role=verb, stated=verb != "responsible" or default is None)


def _pieces(folded: str, start: int, end: int) -> Iterator[_Piece]:
    """Split at separators outside brackets; a space separates where both sides are whole units."""
    depth = depths(folded[start:end])
    for left, right in lexicon.collective_spans(folded[start:end]):
        depth[left:right] = [1] * (right - left)  # its separators do not separate
    begin, comma = start, False
    for index in range(start, end):
        char = folded[index]
        if depth[index - start] == 0 and (char in _SEPARATORS or char == " "):
            if char == " " and not _space_separates(folded, begin, index, end):
                continue
            if begin < index:
                yield _Piece(begin, index, comma)
                comma = False
            comma = comma or char in ",;"
            begin = index + 1
    if begin < end:
        yield _Piece(begin, end, comma)


def _space_separates(folded: str, begin: int, index: int, end: int) -> bool:
    left = folded[begin:index].strip()
    right = re.split(r"[、,;。\n ]", folded[index:end].strip(), maxsplit=1)[0]
    return not left or not right or (lexicon.is_unit(left) and len(right) > 1)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a piece with one unit; ``ends_verb`` is the role of the verb behind it."""

    start: int
    end: int
    ends_verb: Verb | None = None
    cooperates: bool = False


def _parts(folded: str, start: int, end: int, objects: bool) -> Iterator[_Part]:
    """Take a piece apart: opening words, 会同, joined units, the verb at its end, 等…."""
    start, end = _strip(folded, start, end)
    opening = _OPENING.match(folded[start:end])
    if opening:
        start += opening.end()
    cooperates = False
    leading = _COOP_LEAD.match(folded[start:end])
    if leading and not _VERB.fullmatch(folded[start:end]):
        start += leading.end()
        cooperates = True
    inside = _COOP_INSIDE.search(folded, start + 2, end)
    if inside and not _VERB.search(folded[inside.start() : end].removesuffix("等")):
        verb: Verb | None = "lead" if inside.group("lead") else None
        yield from _units(folded, start, inside.start(), cooperates, verb)
        yield from _parts_after_joint(folded, inside.end(), end)
        return
    if inside and lexicon.is_unit(_head(folded[inside.end() : end])):
        verb = "lead" if inside.group("lead") else None
        yield from _units(folded, start, inside.start(), cooperates, verb)
        yield from _parts_after_joint(folded, inside.end(), end)
        return
    yield from _with_verb(folded, start, end, cooperates, objects)


def _parts_after_joint(folded: str, start: int, end: int) -> Iterator[_Part]:
    yield from _with_verb(folded, start, end, True, False)


def _head(words: str) -> str:
    """Return *words* without the verb and the 等… at their end."""
    found = _VERB.search(words)
    words = words[: found.start()] if found else words
    etc = _ETC.search(words)
    return words[: etc.start()] if etc else words


def _with_verb(
    folded: str, start: int, end: int, cooperates: bool, objects: bool
) -> Iterator[_Part]:
    found = _VERB.search(folded, start, end)
    if not found and objects and not lexicon.is_unit(folded[start:end]):
        found = _VERB_WITH_OBJECT.fullmatch(folded, start, end)
        if found and lexicon.is_unit(found.group("units")):
            role = _OBJECT_ROLE[found.group("verb")]
            yield from _units(folded, start, found.end("units"), cooperates, role)
            return
        found = None
    if not found and cooperates and not lexicon.is_unit(folded[start:end]):
        act = _ACT.fullmatch(folded, start, end)
        if act and lexicon.is_unit(act.group("units")):
            end = act.end("units")
    if not found:
        yield from _units(folded, start, end, cooperates, None)
        return
    verb = next((r for r in ROLES if found.group(r)), "none")
    yield from _units(folded, start, found.start(), cooperates, verb)


def _units(
    folded: str, start: int, end: int, cooperates: bool, verb: Verb | None
) -> Iterator[_Part]:
    """Yield the units of ``folded[start:end]``; the last carries the verb."""
    start, end = _strip(folded, start, end)
    spans: list[tuple[int, int]] = []
    for left, right in _joined(folded, start, end):
        etc = _ETC.search(folded, left, right)
        if etc and folded[etc.start() - 1 : etc.start()] not in "高中初平特":
            if left < etc.start():
                spans.append((left, etc.start()))
            if etc.group("group") and etc.group("kind"):
                spans.append((etc.start("group"), right))
        else:
            spans.append((left, right))
    if not spans:
        yield _Part(end, end, verb, cooperates)
    for index, (left, right) in enumerate(spans):
        last = index == len(spans) - 1
        yield _Part(left, right, verb if last else None, cooperates)


def _joined(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split ``甲局和乙局``; a name such as 住房和城乡建设局 stays whole."""
    spans: list[tuple[int, int]] = []
    if start >= end:
        return spans
    whole = [(start + a, start + b) for a, b in lexicon.collective_spans(folded[start:end])]
    for found in _JOINED.finditer(folded, start, end):
        if any(a <= found.start() < b for a, b in whole):
            continue
        left, right = _head(folded[start : found.start()]), _head(folded[found.end() : end])
        if lexicon.joins_units(left, right):
            spans.append((start, found.start()))
            start = found.end()
    spans.append((start, end))
    return spans


def _strip(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in " :?.…\"'—-":
        start += 1
    while start < end and folded[end - 1] in " :?.…\"'—-":
        end -= 1
    if end > start and folded[end - 1] in ")]" and not re.search(r"[(\[]", folded[start:end]):
        end -= 1  # its opening bracket was lost
    if end - start > 2 and folded[start] == "“" and folded.find("”", start, end) == end - 1:
        start, end = start + 1, end - 1
    return start, end


def _party(text: str, folded: str, start: int, end: int, role: Role) -> Party | None:
    stated = starred = False
    words = folded[start:end]
    star = _STAR.search(words)
    if star:
        starred = True
        start, end = (start + star.end(), end) if star.start() == 0 else (start, start + star.start())
        words = folded[start:end]
    for inner_role, pattern in _INNER_ROLE:
        found = pattern.search(words)
        if found and (found.start() == 0 or found.end() == len(words)):
            role, stated = inner_role, True
            start, end = (
                (start + found.end(), end) if found.start() == 0 else (start, start + found.start())
            )
            words = folded[start:end]
    start, end = _strip(folded, start, end)
    words = folded[start:end]
    if not 2 <= len(words) <= lexicon.LONGEST_NAME or not re.search(r"[\u4e00-\u9fff]", words):
        return None
    collective = lexicon.is_collective(words)
    surface = text[start:end]
    name, office = surface, None
    inner = _INNER.match(words)
    if inner and _REMARK.match(inner.group("office")):
        name = surface[: inner.end("name")]
    elif inner and not collective and not lexicon.is_place_words(inner.group("office")):
        name, office = surface[: inner.end("name")], surface[inner.start("office") : inner.end("office")]
    return Party(role, surface, name, office, collective, start, end, stated, starred=starred)

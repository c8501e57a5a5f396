"""Reading a list of units: who stands in it, and in which role.

The grammar: pieces between separators at bracket depth 0, each a unit, a collective,
a verb (牵头, 按职责分工负责) or a unit with a verb behind it. A verb gives its role to
all units since the verb before; 会同 makes those behind it cooperate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from zeren.loaders.clauses.verbs import (
    Verb,
    is_verb,
    units_before_act,
    verb_at_end,
    verb_with_object,
)
from zeren.loaders.names import lexicon
from zeren.loaders.records import Role
from zeren.loaders.text.brackets import depths

_SEPARATOR = re.compile(r"[、,;。/\n\t|· ]")
_OPENS_BRACKET = re.compile(r"[(\[<]")
_TRIMMED = " :?.…\"'—-"
_HAN = r"[\u4e00-\u9fff]"
_ANY_HAN = re.compile(_HAN)

# 由甲局负责, 此项工作由甲局负责: words before the first unit.
_OPENING = re.compile(
    rf"(?:(?:[此该本]项?|以上|上述|各项)*(?:工作|任务|活动|行动|事项)均?由"
    rf"|[由请且及和与]|[需须应并]由|以及|涉及|(?:主要|具体|分别)由)(?={_HAN})"
)
_TOGETHER = r"(?:并|积极|主动)?(?:会同|会商|联合|协同)"
_TOGETHER_FIRST = re.compile(rf"(?:{_TOGETHER}|配合)(?={_HAN}{{2}})")
_TOGETHER_INSIDE = re.compile(rf"(?P<lead>牵头(?:负责)?)?,?{_TOGETHER}(?={_HAN}{{2}})")
_JOINT = re.compile(r"以及|及其|和|与|及|并|跟|同")
_KINDS = lexicon.any_of(
    "部门 单位 机构 科室 处室 股室 地区 地方 市县 县区 县市区 区县 乡镇 街道 镇街 企业 院校 学校 "
    "高校 医院 方面 委办局 局办 处局"
)
# 甲局等有关部门: 等 adds nothing, 有关部门 is a collective of its own.
_ETC = re.compile(
    r"(?<![高中初平特])等(?:[\d一二三四五六七八九十]+个?)?"
    r"(?P<collective>(?P<which>(?:[市省区县州]|国务院|中央|国家)?[直级]?(?:各|有关|相关|其他|责任)*)"
    r"(?P<kind>(?:责任|成员|职能|行业|主管|牵头|直属|[市区县省]直|业务)*"
    rf"(?:{_KINDS})?(?:[和、与及](?:{_KINDS}))?))$"
)
_ETC_WINDOW = 30
_TIME = (
    r"(?:(?:完成|推进|实施|办结)?(?:时限|时间|期限|进度)?:?(?:于|在|力争|确保|到|至)?"
    r"(?:\d{2,4}年|\d{1,2}月|年底|年内|长期|持续|常年|全年|每[年月季]|立即|适时|第[一二三四]季度|[上下]半年).*)"
)
# What stands in a list and is no unit: deadlines, empty cells, remarks on the list itself.
_NO_UNIT = re.compile(
    rf"{_TIME}|.*(?:下同|不再列出|为牵头|为责任|为配合|为主办|为协办|排名|[列排]第).*"
    r"|\d+(?:\.\d+)?%?|无|[-—－/]+|同上|略|等|以下简称.*|持续(?:推进|实施|开展).*|长期坚持"
)
# 各项目牵头单位 is a collective, though it ends like a verb.
_NAMED_BY_ROLE = re.compile(
    "(?:各|有关|相关).*(?:牵头|责任|主办|承办|配合|协办|参与|成员)(?:单位|部门|处室|科室)"
)
_STARS = "★☆*※▲△●◆◎■#"
_INNER_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("lead", re.compile(r"[(\[](?:总?牵头|主办|主责)(?:单位)?[)\]]")),
    ("cooperating", re.compile(r"[(\[](?:配合|协办|参与)(?:单位)?[)\]]")),
    ("responsible", re.compile(r"[(\[](?:负责|责任单位|承办)[)\]]")),
)
_WITH_OFFICE = re.compile(r"(?P<name>[^()\[\]<>]{2,}?)[(\[<](?P<office>[^()\[\]<>]+)[)\]>]")
_REMARK = re.compile(r"含|包括|负责|除|限|原|以下简称|不含|按")


# Pieces of lists whose parts are kept, for plans name the same units again and again.
_REMEMBERED = 8192


class Party(NamedTuple):
    """A unit of a clause: offsets are those of the text that was read.

    ``surface`` is as written, ``name`` without the office in brackets. ``stated`` is
    False where the role is only the default of the clause. ``part`` counts the commas
    before the unit, ``starred`` says that it carries a star.
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


class Reading(NamedTuple):
    """What a list gave: its parties, whether a verb stood in it, and what was no unit."""

    parties: tuple[Party, ...]
    has_verb: bool
    unreadable: tuple[str, ...]


class _Piece(NamedTuple):
    """A stretch between separators. ``after_comma`` says that one of them was wider than 、."""

    start: int
    end: int
    after_comma: bool


class _Name(NamedTuple):
    """A unit in a piece, by offsets in it: the whole, its name, and the office in its bracket.

    ``role`` is the one that a bracket of its own gives (甲局（牵头）).
    """

    start: int
    end: int
    name_end: int
    office: tuple[int, int] | None
    collective: bool
    role: Role | None
    starred: bool


class _Part(NamedTuple):
    """A stretch of a piece with at most one unit, by offsets in the piece.

    ``name`` is the unit, where one stands there, ``verb`` what stands behind it.
    """

    start: int
    end: int
    verb: Verb | None
    together: bool
    name: _Name | None


def read_parties(
    text: str,
    folded: str,
    start: int,
    end: int,
    default: Role | None,
    *,
    objects: bool = False,
    strict: bool = False,
) -> Reading:
    """Read the units in ``text[start:end]``; *folded* is the text in one width.

    *default* is the role that a label before the list gives; without one, units that
    no verb governs are responsible (a bracket of bodies and no verb). *objects* allows
    an object behind the verb (甲局负责县道养护), as brackets have it. *strict* gives up at the
    first words that are no unit, for who takes nothing else: most sentences fail there at once.
    """
    done: list[Party] = []
    pending: list[Party] = []
    unreadable: list[str] = []
    has_verb = together = False
    commas = 0
    for piece in _pieces(folded, start, end):
        commas += piece.after_comma and bool(done or pending)
        at = piece.start
        parts = _parts(folded[at : piece.end], objects)
        if parts is None:
            continue
        if piece.after_comma and default is not None:
            # Behind a label a verb governs only its own part: 牵头单位：甲局，各区配合.
            done, pending = done + pending, []
        for part in parts:
            together = together or part.together
            if part.start < part.end:
                name = part.name
                if strict and (
                    name is None or not lexicon.is_unit(folded[at + name.start : at + name.end])
                ):
                    return Reading((), has_verb, (text[at + part.start : at + part.end],))
                if name is None:
                    unreadable.append(text[at + part.start : at + part.end])
                else:
                    has_verb = has_verb or name.role is not None  # 甲局（牵头）
                    joins = together and name.role is None
                    role = "cooperating" if joins else default or "responsible"
                    pending.append(_party(text, at, name, role, commas, stated=joins))
            if part.verb is not None:
                has_verb = True
                if part.verb != "none":
                    done += [_with_role(party, part.verb, default) for party in pending]
                pending, together = [], False
    return Reading((*done, *pending), has_verb, tuple(unreadable))


def _party(text: str, at: int, name: _Name, role: Role, part: int, *, stated: bool) -> Party:
    """Return the unit that *name* is in a piece at *at*."""
    start, end = at + name.start, at + name.end
    return Party(
        role=name.role or role,
        surface=text[start:end],
        name=text[start : at + name.name_end],
        office=text[at + name.office[0] : at + name.office[1]] if name.office else None,
        collective=name.collective,
        start=start,
        end=end,
        stated=stated or name.role is not None,
        part=part,
        starred=name.starred,
    )


def _with_role(party: Party, verb: Role, default: Role | None) -> Party:
    """Give *party* the verb's role, unless it has one of its own or a label rules.

    责任单位：甲局牵头，乙局配合: a verb is finer than the label 责任单位. But
    牵头单位：甲局负责 leads all the same.
    """
    if party.stated or (default not in {None, "responsible"} and verb == "responsible"):
        return party
    return party._replace(role=verb, stated=verb != "responsible" or default is None)


def _pieces(folded: str, start: int, end: int) -> Iterator[_Piece]:
    """Split at separators outside brackets and outside collectives (各区、县级市政府)."""
    words = folded[start:end]
    depth: list[int] = []
    collectives = lexicon.collective_spans(words)
    if collectives or _OPENS_BRACKET.search(words):
        depth = depths(words)
    for left, right in collectives:
        depth[left:right] = [1] * (right - left)
    begin, comma = start, False
    for found in _SEPARATOR.finditer(folded, start, end):
        index, char = found.start(), found.group()
        if depth and depth[index - start]:
            continue
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
    """Say whether a space stands between two units, and not inside a name."""
    left = folded[begin:index].strip()
    right = re.split(r"[、,;。\n ]", folded[index:end].strip(), maxsplit=1)[0]
    return not left or not right or (lexicon.is_unit(left) and len(right) > 1)


@lru_cache(maxsize=_REMEMBERED)
def _parts(piece: str, objects: bool) -> tuple[_Part, ...] | None:
    """Return what stands in a piece of a folded text, or None where it holds no unit at all."""
    if _NO_UNIT.fullmatch(piece.strip()):
        return None
    return tuple(_taken_apart(piece, objects))


def _taken_apart(piece: str, objects: bool) -> Iterator[_Part]:
    """Take a piece apart: opening words, 会同, units joined by 和, the verb behind them."""
    start, end = _strip(piece, 0, len(piece))
    opening = _OPENING.match(piece, start, end)
    if opening:
        start = opening.end()
    together = False
    first = _TOGETHER_FIRST.match(piece, start, end)
    if first and not is_verb(piece, start, end):
        start, together = first.end(), True
    inside = _TOGETHER_INSIDE.search(piece, start + 2, end)
    if inside and lexicon.is_unit(_without_verb(piece[inside.end() : end])):
        verb: Verb | None = "lead" if inside.group("lead") else None
        yield from _units(piece, start, inside.start(), verb, together)
        start, together, objects = inside.end(), True, False
    found = None if _NAMED_BY_ROLE.fullmatch(piece, start, end) else verb_at_end(piece, start, end)
    if found is None and not lexicon.is_unit(piece[start:end]):
        found = verb_with_object(piece, start, end) if objects else None
        if found is None and together:
            end = units_before_act(piece, start, end)
    stop, verb = (found.start, found.verb) if found else (end, None)
    yield from _units(piece, start, stop, verb, together)


def _without_verb(words: str) -> str:
    """Return *words* without the verb and the 等… at their end."""
    found = verb_at_end(words, 0, len(words))
    words = words[: found.start] if found else words
    etc = _ETC.search(words, max(0, len(words) - _ETC_WINDOW))
    return words[: etc.start()] if etc else words


def _units(piece: str, start: int, end: int, verb: Verb | None, together: bool) -> Iterator[_Part]:
    """Yield the units of ``piece[start:end]``; the last carries the verb."""
    spans: list[tuple[int, int]] = []
    for left, right in _joined(piece, *_strip(piece, start, end)):
        etc = _ETC.search(piece, max(left, right - _ETC_WINDOW), right)
        if etc is None:
            spans.append((left, right))
            continue
        if left < etc.start():
            spans.append((left, etc.start()))
        if etc.group("which") and etc.group("kind"):
            spans.append(etc.span("collective"))
    if not spans:
        yield _Part(end, end, verb, together, None)
    for index, (left, right) in enumerate(spans):
        own_verb = verb if index == len(spans) - 1 else None
        yield _Part(left, right, own_verb, together, _name(piece, left, right))


def _joined(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Split 甲局和乙局; a name such as 住房和城乡建设局 stays whole."""
    spans: list[tuple[int, int]] = []
    if start >= end:
        return spans
    joints = list(_JOINT.finditer(folded, start, end))
    whole = lexicon.collective_spans(folded[start:end]) if joints else ()
    whole = [(start + a, start + b) for a, b in whole]
    for found in joints:
        left = _without_verb(folded[start : found.start()])
        right = _without_verb(folded[found.end() : end])
        if any(a <= found.start() < b for a, b in whole) or not lexicon.joins_units(left, right):
            continue
        spans.append((start, found.start()))
        start = found.end()
    return [*spans, (start, end)]


def _strip(folded: str, start: int, end: int) -> tuple[int, int]:
    """Trim blanks, stray punctuation, a bracket that lost its partner, and quotation marks."""
    while start < end and folded[start] in _TRIMMED:
        start += 1
    while start < end and folded[end - 1] in _TRIMMED:
        end -= 1
    if end > start and folded[end - 1] in ")]" and not re.search(r"[(\[]", folded[start:end]):
        end -= 1
    if end - start > 2 and folded[start] == "“" and folded.find("”", start, end) == end - 1:
        start, end = start + 1, end - 1
    return start, end


def _name(piece: str, start: int, end: int) -> _Name | None:
    """Return the unit at ``piece[start:end]``, or None when no name stands there."""
    left, right = start, end
    while left < right and piece[left] in _STARS:
        left += 1
    while left < right and piece[right - 1] in _STARS:
        right -= 1
    starred = (left, right) != (start, end)
    left, right, role = _without_inner_role(piece, left, right)
    left, right = _strip(piece, left, right)
    words = piece[left:right]
    if not 2 <= len(words) <= lexicon.LONGEST_NAME or not _ANY_HAN.search(words):
        return None
    collective = lexicon.is_collective(words)
    name_end, office = right, None
    within = _WITH_OFFICE.fullmatch(words)
    if within and _REMARK.match(within.group("office")):
        name_end = left + within.end("name")
    elif within and not collective and not lexicon.is_place_words(within.group("office")):
        name_end = left + within.end("name")
        office = (left + within.start("office"), left + within.end("office"))
    return _Name(left, right, name_end, office, collective, role, starred)


def _without_inner_role(folded: str, start: int, end: int) -> tuple[int, int, Role | None]:
    """Return the range without a role in brackets at either end: 甲局（牵头）."""
    words = folded[start:end]
    for role, pattern in _INNER_ROLES:
        found = pattern.search(words)
        if found and found.start() == 0:
            return start + found.end(), end, role
        if found and found.end() == len(words):
            return start, start + found.start(), role
    return start, end, None

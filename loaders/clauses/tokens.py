"""The tokens of a clause: what stands between its separators.

A piece between two separators is taken apart: opening words (由, 此项工作由), 会同 before units,
units that 和 joins, the verb behind them. Each part becomes a token; what stands at a unit's place
and is none is ``OTHER`` (or ``PERSON``), with the reason of :mod:`zeren.loaders.names.parsing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from zeren.loaders.clauses.labels import Label
from zeren.loaders.clauses.verbs import (
    Verb,
    is_verb,
    units_before_act,
    verb_at_end,
    verb_with_object,
)
from zeren.loaders.names import lexicon
from zeren.loaders.names.offices import Written, written
from zeren.loaders.names.parsing import parse
from zeren.loaders.records import Role
from zeren.loaders.text.brackets import depths

Kind = Literal["LABEL", "VERB", "NAME", "GROUP", "PERSON", "DATE", "TAG", "SEPARATOR", "OTHER"]


class Token(NamedTuple):
    """A token, by offsets in its piece; it is yielded with the offset where the piece begins.

    ``role`` is that of a label, a verb or a tag (甲局（牵头）); None for a label of another
    field, and for a star. A verb is ``ahead`` where it stands before its units (会同), a separator
    ``wide`` where it is more than 、. ``name`` is how a name is written, ``sound`` whether it has
    the form of a body, ``reason`` why words are none.
    """

    kind: Kind
    start: int
    end: int
    role: Verb | None = None
    ahead: bool = False
    wide: bool = False
    name: Written | None = None
    sound: bool = False
    reason: str = ""

    @property
    def letter(self) -> str:
        """The kind as the patterns of rules have it (:data:`zeren.loaders.clauses.rules.PARTS`)."""
        if self.kind == "VERB" and self.ahead:
            return "W"
        if self.role is None and self.kind in {"LABEL", "TAG"}:
            return "F" if self.kind == "LABEL" else "S"
        return "s" if self.kind == "SEPARATOR" else self.kind[0]


class Piece(NamedTuple):
    """The tokens between two separators, their letters, and the offset where the piece begins."""

    at: int
    letters: str
    tokens: tuple[Token, ...]


_WIDE = Piece(0, "s", (Token("SEPARATOR", 0, 0, wide=True),))
_NARROW = Piece(0, "s", (Token("SEPARATOR", 0, 0),))
_SEPARATOR = re.compile(r"[、,;。/\n\t|· ]")
_OPENS_BRACKET = re.compile(r"[(\[<]")
_TRIMMED = " :?.…\"'—-"
_HAN = r"[\u4e00-\u9fff]"
_REMEMBERED = 8192
"""Pieces of lists whose tokens are kept, for plans name the same units again and again."""

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
    "高校 医院 方面 委办局 局办 处局 政府 区政府 县政府 市政府 区县政府 县区政府 县市区政府"
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
_TAGS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("lead", re.compile(r"[(\[](?:总?牵头|主办|主责)(?:单位)?[)\]]")),
    ("cooperating", re.compile(r"[(\[](?:配合|协办|参与)(?:单位)?[)\]]")),
    ("responsible", re.compile(r"[(\[](?:负责|责任单位|承办)[)\]]")),
    ("guiding", re.compile(r"[(\[](?:指导|督导)(?:单位)?[)\]]")),
)


def tokens(folded: str, start: int, end: int, labels: Sequence[Label]) -> Iterator[Piece]:
    """Yield the tokens of ``folded[start:end]``, in which *labels* stand."""
    at = start
    for label in labels:
        yield from _between(folded, at, max(at, label.start), objects=True)
        token = Token("LABEL", label.start, label.end, label.role)
        yield Piece(0, token.letter, (token,))
        at = label.end
    yield from _between(folded, at, end, objects=True)


def list_tokens(folded: str, start: int, end: int, *, objects: bool = False) -> Iterator[Piece]:
    """Yield the tokens of a list in which no label stands.

    *objects* allows an object behind the verb (甲局负责县道养护), as brackets have it.
    """
    return _between(folded, start, end, objects=objects)


def _between(folded: str, start: int, end: int, *, objects: bool) -> Iterator[Piece]:
    """Split at separators outside brackets and outside collectives (各区、县级市政府)."""
    if start >= end:
        return
    words = folded[start:end]
    depth: list[int] = []
    collectives = lexicon.collective_spans(words)
    if collectives or _OPENS_BRACKET.search(words):
        depth = depths(words)
    for left, right in collectives:
        depth[left:right] = [1] * (right - left)
    begin = start
    for found in _SEPARATOR.finditer(folded, start, end):
        index, char = found.start(), found.group()
        if depth and depth[index - start]:
            continue
        if char == " " and not _space_separates(folded, begin, index, end):
            continue
        if begin < index:
            yield Piece(begin, *_piece(folded[begin:index], objects))
        yield _WIDE if char in ",;" else _NARROW
        begin = index + 1
    if begin < end:
        yield Piece(begin, *_piece(folded[begin:end], objects))


def _space_separates(folded: str, begin: int, index: int, end: int) -> bool:
    """Say whether a space stands between two units, and not inside a name."""
    left = folded[begin:index].strip()
    right = re.split(r"[、,;。\n ]", folded[index:end].strip(), maxsplit=1)[0]
    return not left or not right or (lexicon.is_unit(left) and len(right) > 1)


@lru_cache(maxsize=_REMEMBERED)
def _piece(piece: str, objects: bool) -> tuple[str, tuple[Token, ...]]:
    """Return the letters and the tokens of a piece between separators."""
    if _NO_UNIT.fullmatch(piece.strip()):
        return "D", (Token("DATE", 0, len(piece)),)
    found = tuple(_taken_apart(piece, objects))
    return "".join(token.letter for token in found), found


def _taken_apart(piece: str, objects: bool) -> Iterator[Token]:
    """Take a piece apart: opening words, 会同, units joined by 和, the verb behind them."""
    start, end = _strip(piece, 0, len(piece))
    opening = _OPENING.match(piece, start, end)
    if opening:
        start = opening.end()
    first = _TOGETHER_FIRST.match(piece, start, end)
    together = bool(first) and not is_verb(piece, start, end)
    if first and together:
        yield Token("VERB", start, first.end(), "cooperating", ahead=True)
        start = first.end()
    inside = _TOGETHER_INSIDE.search(piece, start + 2, end)
    if inside and lexicon.is_unit(_without_verb(piece[inside.end() : end])):
        yield from _units(piece, start, inside.start())
        if inside.group("lead"):
            yield Token("VERB", *inside.span("lead"), "lead")
        yield Token("VERB", inside.start(), inside.end(), "cooperating", ahead=True)
        start, together, objects = inside.end(), True, False
    found = None if _NAMED_BY_ROLE.fullmatch(piece, start, end) else verb_at_end(piece, start, end)
    stop = end
    if found is None and not lexicon.is_unit(piece[start:end]):
        found = verb_with_object(piece, start, end) if objects else None
        if found is None and together:
            stop = units_before_act(piece, start, end)
    yield from _units(piece, start, found.start if found else stop)
    if found:
        yield Token("VERB", found.start, end, found.verb)


def _without_verb(words: str) -> str:
    """Return *words* without the verb and the 等… at their end."""
    found = verb_at_end(words, 0, len(words))
    words = words[: found.start] if found else words
    etc = _ETC.search(words, max(0, len(words) - _ETC_WINDOW))
    return words[: etc.start()] if etc else words


def _units(piece: str, start: int, end: int) -> Iterator[Token]:
    """Yield the names of ``piece[start:end]``."""
    for left, right in _joined(piece, *_strip(piece, start, end)):
        etc = _ETC.search(piece, max(left, right - _ETC_WINDOW), right)
        if etc is None:
            yield from _name(piece, left, right)
            continue
        if left < etc.start():
            yield from _name(piece, left, etc.start())
        if etc.group("which") and etc.group("kind"):
            yield from _name(piece, *etc.span("collective"))


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


def _name(piece: str, start: int, end: int) -> Iterator[Token]:
    """Yield what stands at the place of one name, after its tags."""
    left, right = start, end
    while left < right and piece[left] in _STARS:
        left += 1
    while left < right and piece[right - 1] in _STARS:
        right -= 1
    if (left, right) != (start, end):
        yield Token("TAG", start, start)
    left, right, role = _without_tag(piece, left, right)
    left, right = _strip(piece, left, right)
    if role is not None:
        yield Token("TAG", left, left, role)
    words = piece[left:right]
    if not words:
        return
    name = parse(words)
    if name.is_body:
        kind: Kind = "GROUP" if name.kind == "group" else "NAME"
    else:
        kind = "PERSON" if name.kind == "person" else "OTHER"
    how = written(words, collective=name.kind == "group").moved(left)
    reason = "" if name.is_body else name.reason
    yield Token(kind, left, right, name=how, sound=lexicon.is_unit(words), reason=reason)


def _without_tag(folded: str, start: int, end: int) -> tuple[int, int, Role | None]:
    """Return the range without a role in brackets at either end: 甲局（牵头）."""
    words = folded[start:end]
    for role, pattern in _TAGS:
        found = pattern.search(words)
        if found and found.start() == 0:
            return start + found.end(), end, role
        if found and found.end() == len(words):
            return start, start + found.start(), role
    return start, end, None

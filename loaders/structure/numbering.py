"""The marks that number the items of a plan: 一、 （一） 1. （1）.

A mark is only a candidate here: whether ``3.`` opens an item or stands in the
middle of a sentence is decided by :mod:`zeren.loaders.structure.outline`, from the order of
all marks of the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import repeat

from zeren.loaders.structure.task_rows import Row

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_UNITS = {"十": 10, "百": 100}
HAN_NUMERAL = "[〇零一二两三四五六七八九十百]"


class Kind(IntEnum):
    """Kinds of marks, from the widest heading to the narrowest item.

    The order is the one that GB/T 9704-2012 (党政机关公文格式, 7.3.3) prescribes:
    一、 then （一） then 1. then （1）. ``ARTICLE`` is 第一条, ``NAMED`` is 任务一：, ``CIRCLED``
    is ①.
    Behind them come headings and rows of tables whose cells are known: they stand below
    whatever heading the table stands under.
    """

    PART = 0
    HAN = 1
    ARTICLE = 2
    HAN_BRACKET = 3
    NAMED = 4
    ARABIC = 5
    ARABIC_BRACKET = 6
    CIRCLED = 7
    TABLE_PART = 8
    TABLE_SECTION = 9
    TABLE_GROUP = 10
    TABLE_SUBGROUP = 11
    TABLE_ROW = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A possible number of an item.

    ``start`` and ``end`` are offsets in the cleaned text, ``written`` the number as
    the section is called by it, ``line_start`` whether only white space stands
    before it on its line, ``bare`` whether the dot is missing (``29深化``), ``tight`` whether a
    figure follows it, so that it could be a decimal (``3.2025年底前``). ``row`` is
    the row of a table that the mark stands for; ``until`` is where a heading inside a table
    ends.
    """

    kind: Kind
    ordinal: int
    start: int
    end: int
    written: str
    line_start: bool
    bare: bool = False
    tight: bool = False
    row: Row | None = None
    until: int | None = None

    @property
    def in_table(self) -> bool:
        """Whether the mark was read from the cells of a table: it counts, whatever its number."""
        return self.kind > Kind.CIRCLED


# Patterns that begin with one character of a set are scanned for it, which is four times as
# fast: hence \d(?<!…\d) for a digit with nothing of … in front.
_PATTERNS: tuple[tuple[Kind, bool, str], ...] = (
    (Kind.PART, False, rf"第(?P<n>{HAN_NUMERAL}{{1,3}}|\d{{1,2}})(?:部分|章|篇|节)[:：、. ]?"),
    (Kind.PART, False, r"(?P<n>[Ⅰ-Ⅻ]) ?[、.．]"),
    (Kind.ARTICLE, False, rf"第(?P<n>{HAN_NUMERAL}{{1,3}}|\d{{1,3}})条[:：、. ]?"),
    (Kind.HAN, False, rf"(?P<n>{HAN_NUMERAL}{HAN_NUMERAL}{{0,2}}) ?[、．.](?!\d)"),
    (Kind.HAN_BRACKET, False, rf"[(（〔] ?(?P<n>{HAN_NUMERAL}{{1,3}}) ?[)）〕][、.．]?"),
    (Kind.HAN_BRACKET, False, r"(?P<n>[㈠-㈩])[、.．]?"),
    (Kind.ARABIC_BRACKET, False, r"(?P<n>[⑴-⒇])[、.．]?"),
    (
        Kind.NAMED,
        False,
        rf"[【\[]?(?:重点)?(?:任务|行动|工程|工作|事项|项目|举措)(?P<n>{HAN_NUMERAL}{{1,3}}|\d{{1,2}})[】\]:：]",
    ),
    (Kind.CIRCLED, False, r"(?P<n>[①-⑳])"),
    (Kind.ARABIC, False, r"(?P<n>[⒈-⒛])"),
    (
        Kind.ARABIC,
        False,
        r"(?P<n>\d(?<![\d.．-]\d)\d{0,2}) ?(?:[.．、](?![\d．.])|[.．] (?=\D))[、.．]?",
    ),
    (Kind.ARABIC_BRACKET, False, r"[(（] ?(?P<n>\d{1,3}) ?[)）][、.．]?"),
    (Kind.ARABIC_BRACKET, False, r"(?P<n>\d(?<![\d(（]\d)(?<![(（] \d)\d?)[)）][、.．]?"),
    # 29深化…, 01 深化…: the dot is lost. Costs: a line that begins with a count (3家医院…) looks
    # the same, so the outline takes it only where exactly this number is due.
    (Kind.ARABIC, True, r"(?P<n>\d(?<![\d.．]\d)\d{0,2})[ \u3000]{0,2}(?=[\u4e00-\u9fff“《])"),
    (Kind.ARABIC, True, r"(?P<n>0[1-9])[ \u3000]*(?=\n)"),
)
_HAN_TIGHT = re.compile(rf"(?P<n>{HAN_NUMERAL}{{1,3}}) ?[、．.] ?(?=\d)")
# …（责任单位：甲局）02深化…: a number without a dot inside a line, behind what closes an item.
_RUN_ON = re.compile(r"(?<=[)）〕】\]。])(?P<n>0[1-9]|[1-9]\d)(?=[\u4e00-\u9fff])")
# 3.2025年底前…, 4.100个村: the text opens with a figure. It looks like a decimal, so the outline
# takes it only where this number is due, and no plain one comes for it.
_TIGHT = re.compile(r"(?P<n>\d{1,3}) ?[.．、] ?(?=\d)")
# Marks that count only where nothing but blanks and ornaments stands before them on their line.
_OPEN_A_LINE = frozenset({Kind.CIRCLED, Kind.NAMED})
_ORNAMENTS = re.compile(r"[ \t\u3000?*★☆●■◆]*")
_BREAK = re.compile(r"\n" + _ORNAMENTS.pattern)
_MARKS = tuple((kind, bare, re.compile(pattern)) for kind, bare, pattern in _PATTERNS)
_MARKS += ((Kind.ARABIC, False, _TIGHT), (Kind.HAN, False, _HAN_TIGHT))
_MARKS += ((Kind.ARABIC, True, _RUN_ON),)
_AT_A_LINE = frozenset({_TIGHT, _HAN_TIGHT})


def han_value(numeral: str) -> int | None:
    """Return the value of a Chinese numeral up to 999, or None when it is not one.

    >>> han_value("三十六"), han_value("一百"), han_value("十")
    (36, 100, 10)
    """
    total, digit = 0, None
    for char in numeral:
        if char in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        elif digit is None or digit == 0:
            digit = _DIGITS[char]
        else:
            return None
    return total + (digit or 0) or None


def find_marks(text: str) -> list[Mark]:
    """Return every possible mark of *text* in order of its start; widest first at one start."""
    marks: dict[int, Mark] = {}
    first = _ORNAMENTS.match(text)
    lines = [first.end() if first else 0, *(found.end() for found in _BREAK.finditer(text))]
    line_starts = frozenset(lines)
    for kind, bare, pattern in _MARKS:
        candidates: Iterable[re.Match[str] | None] = (
            map(pattern.match, repeat(text), lines)
            if kind in _OPEN_A_LINE or pattern in _AT_A_LINE or (bare and pattern is not _RUN_ON)
            else pattern.finditer(text)
        )
        for found in filter(None, candidates):
            numeral = found["n"]
            ordinal = _value(numeral)
            start = found.start()
            if not ordinal or start in marks:
                continue
            marks[start] = Mark(
                kind=kind,
                ordinal=ordinal,
                start=start,
                end=found.end(),
                written=_written(kind, numeral, ordinal),
                line_start=start in line_starts,
                bare=bare,
                tight=pattern is _TIGHT,
            )
    return [marks[start] for start in sorted(marks)]


def _value(numeral: str) -> int | None:
    """Return the value of digits, of one sign such as ⒈ or ①, or of a Chinese numeral."""
    if numeral.isascii():
        return int(numeral)
    if len(numeral) == 1 and numeral not in _DIGITS and numeral not in _UNITS:
        return int(unicodedata.numeric(numeral, 0))
    return han_value(numeral)


def _written(kind: Kind, numeral: str, ordinal: int) -> str:
    if kind is Kind.HAN_BRACKET:
        return f"({unicodedata.normalize('NFKC', numeral).strip('()')})"
    if kind is Kind.ARABIC_BRACKET:
        return f"({ordinal})"
    return str(ordinal) if kind in {Kind.ARABIC, Kind.CIRCLED} else numeral

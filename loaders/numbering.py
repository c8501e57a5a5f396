"""The marks that number the items of a plan: 一、 （一） 1. （1）.

A mark is only a candidate here: whether ``3.`` opens an item or stands in the
middle of a sentence is decided by :mod:`zeren.loaders.outline`, from the order of
all marks of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

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
    一、 then （一） then 1. then （1）.
    """

    PART = 0
    HAN = 1
    HAN_BRACKET = 2
    ARABIC = 3
    ARABIC_BRACKET = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A possible number of an item.

    ``start`` and ``end`` are offsets in the cleaned text, ``written`` the number as
    the section is called by it, ``line_start`` whether only white space stands
    before it on its line, ``bare`` whether the dot is missing (``29深化``).
    """

    kind: Kind
    ordinal: int
    start: int
    end: int
    written: str
    line_start: bool
    bare: bool = False


_PATTERNS: tuple[tuple[Kind, bool, str], ...] = (
    (Kind.PART, False, rf"第(?P<n>{HAN_NUMERAL}{{1,3}}|\d{{1,2}})(?:部分|章|篇|节|条)[:：、. ]?"),
    (Kind.HAN, False, rf"(?P<n>{HAN_NUMERAL}{{1,3}}) ?[、．.](?!\d)"),
    (Kind.HAN_BRACKET, False, rf"[(（〔] ?(?P<n>{HAN_NUMERAL}{{1,3}}) ?[)）〕][、.．]?"),
    (Kind.ARABIC, False, r"(?<![\d.．-])(?P<n>\d{1,3}) ?(?:[.．、](?![\d．.])|[.．] (?=\D))[、.．]?"),
    (Kind.ARABIC_BRACKET, False, r"(?:[(（] ?(?P<n>\d{1,3}) ?[)）]|(?<![\d(（])(?P<m>\d{1,2})[)）])[、.．]?"),
    # 29深化…: the dot is lost. Costs: a line that begins with a count (3家医院…) looks
    # the same, so the outline takes it only where exactly this number is due.
    (Kind.ARABIC, True, r"(?<![\d.．])(?P<n>\d{1,3})(?=[\u4e00-\u9fff“《])"),
)
_MARKS = tuple((kind, bare, re.compile(pattern)) for kind, bare, pattern in _PATTERNS)


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
    for kind, bare, pattern in _MARKS:
        for found in pattern.finditer(text):
            numeral = found.group("n") or found.groupdict().get("m") or ""
            ordinal = int(numeral) if numeral.isascii() else han_value(numeral)
            line_start = _at_line_start(text, found.start())
            if not ordinal or (bare and not line_start) or found.start() in marks:
                continue
            marks[found.start()] = Mark(
                kind=kind,
                ordinal=ordinal,
                start=found.start(),
                end=found.end(),
                written=_written(kind, numeral),
                line_start=line_start,
                bare=bare,
            )
    return [marks[start] for start in sorted(marks)]


def _written(kind: Kind, numeral: str) -> str:
    if kind is Kind.HAN_BRACKET:
        return f"({numeral})"
    if kind in {Kind.ARABIC, Kind.ARABIC_BRACKET}:
        digits = str(int(numeral))
        return f"({digits})" if kind is Kind.ARABIC_BRACKET else digits
    return numeral


def _at_line_start(text: str, start: int) -> bool:
    index = start - 1
    while index >= 0 and text[index] in " \t\u3000?*★☆●■◆":
        index -= 1
    return index < 0 or text[index] == "\n"

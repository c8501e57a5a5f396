"""What single cells of a table say: numbers, headings, notes, 同上."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zeren.loaders.structure.numbering import HAN_NUMERAL, han_value
from zeren.loaders.structure.tables.header import Sheet
from zeren.loaders.text.extracted import Cell

NOTE = re.compile(
    r"[（(]?(?:注|备注|说明|填表|合计|总计|小计|制表|审核|审批)(?:\s*[:：(（\d]|$|人)"
)
SAME = re.compile("同(?:上|前|左)(?:行|述)?|[〃″々]|[\"”“]{1,2}|[′']{2}")
OPENING = re.compile(
    rf"\s*(?:(?P<plain>{HAN_NUMERAL}{{1,3}})[、.．]|[(（〔]\s*(?P<bracket>{HAN_NUMERAL}{{1,3}})\s*[)）〕][、.．]?"
    r"|(?P<digits>\d{1,3})(?:[.．、](?!\d)|\s(?=[\u4e00-\u9fff]))|[(（](?P<inside>\d{1,3})[)）])\s*"
)
# A cell with a list of its own: its first number is not that of the task.
LISTED = re.compile(r"\n\s*(?:[(（]?(?:2|二)[)）]?[.．、]|[(（](?:2|二)[)）]|②)")
NUMBER_CELL = re.compile(
    rf"[(（第]?\s*(?:(?:\d{{1,3}}[.．-])*(?P<digits>\d{{1,3}})|(?P<han>{HAN_NUMERAL}{{1,3}}))\s*[)）项条]?\s*[.．、]?"
)
FIGURES = re.compile(r"[\d\s.%—-]+")
TITLE_END = re.compile(r"(?:表|清单|台账|[(（]续表?[)）])$")


@dataclass(frozen=True, slots=True)
class Group:
    """A heading inside a table: its level from 0, its number as written, its words.

    The heading is ``text[start:end]``, without its number from ``body`` on.
    """

    level: int
    number: str
    ordinal: int
    start: int
    body: int
    end: int


def group_of(sheet: Sheet, cell: Cell, level: int, number: Cell | None = None) -> Group:
    """Return the heading in *cell*; *number* is the cell that numbers it, if one does."""
    text = sheet.text
    start, end = trimmed(text, cell)
    opening = OPENING.match(text, start, end)
    if opening and opening.end() < end:
        written = opening["plain"] or opening["digits"]
        if written is None:
            written = f"({opening['bracket'] or opening['inside']})"
        return Group(level, written, value_of(written.strip("()")), start, opening.end(), end)
    ordinal = ordinal_of(sheet, number)
    written = sheet.says(number).rstrip(".．、").replace("（", "(").replace("）", ")")
    return Group(level, written if ordinal else "", ordinal or 0, start, start, end)


def ordinal_of(sheet: Sheet, number: Cell | None) -> int | None:
    """Return the figure in a cell of numbers: 3, 3., （三）, 1.3; None for other words."""
    found = NUMBER_CELL.fullmatch(sheet.says(number)) if number else None
    return (value_of(found["digits"] or found["han"]) or None) if found else None


def trimmed(text: str, cell: Cell) -> tuple[int, int]:
    """Return the range of a cell without blanks around its words."""
    start, end = cell.span
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def value_of(written: str) -> int:
    """Return the value of digits or of a Chinese numeral; 0 for neither."""
    return int(written) if written.isdigit() else han_value(written) or 0

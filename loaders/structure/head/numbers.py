"""文号: the number of a document, wherever a head has it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zeren.loaders.structure.head.dates import YEAR
from zeren.loaders.structure.head.fields import Field, first
from zeren.loaders.structure.head.lines import HAN, HeadLine, without_blanks

_WORD = rf"{HAN}(?:{HAN}|[ \t\u3000]|[(（]{HAN}{{1,4}}[)）]|[A-Z]){{0,18}}?"
_NUMBER = re.compile(
    rf"(?P<number>{_WORD}[ \t\u3000]*[〔\[(（【﹝［][ \t]*{YEAR}[ \t]*[〕\])）】﹞］][ \t]*第?[ "
    rf"\t]*\d{{1,4}}[ \t]*号)"
)
_WHOLE_LINE = re.compile(
    rf"[(（\[【]?(?:.{{0,6}}(?:文\s*号|字\s*号|文件编号)\s*[:：]?\s*)?{_NUMBER.pattern}[)）\]】]?"
)
_IN_LINE = re.compile(rf"(?<!{HAN}){_NUMBER.pattern}")
# …的通知（青政发〔2024〕3号）, 青政发〔2024〕3号《…》: beside the title on its line.
_BEHIND = re.compile(rf"(?:通知|意见|决定|方案|函|计划|要点|措施|办法)[(（]{_NUMBER.pattern}[)）]$")
_BESIDE = re.compile(rf"{_NUMBER.pattern}[《<]")
_NEAR: Final = 60
"""Characters of a line that may have a number among other words."""
_CITES = re.compile(r"根据|按照|依据|落实|贯彻|[《》]|精神|执行|废止|依照|遵照")


def read_number(
    lines: Sequence[HeadLine], fields: Sequence[Field], limit: int, title: tuple[int, int]
) -> tuple[str, int, int] | None:
    """Return the number of the document, and where it stands; None where its head has none.

    A field says it; else a line of its own, with or without brackets; else it stands behind the
    title in the same line or in a line with other words, but never behind what cites (根据《…》).
    """
    field = first(fields, "number")
    if field:
        found = _NUMBER.search(field.words)
        if found:
            at = field.start + found.start("number") if field.end else 0
            return _number(found["number"]), at, at + len(found["number"]) if field.end else 0
    near = [line for line in lines if not limit or line.start < limit]
    for line in near:
        found = _WHOLE_LINE.fullmatch(line.words)
        if found:
            start = line.start + found.start("number")
            return _number(found["number"]), start, start + len(found["number"])
    for line in near[:12]:
        beside = _BESIDE.match(line.words) or _BEHIND.search(line.words)
        if beside:
            at = line.start + beside.start("number")
            return _number(beside["number"]), at, at + len(beside["number"])
        begin, end = 0, len(line.words)
        if line.start <= title[0] < line.end:
            begin = title[1] - line.start
            end = min(end, begin + _NEAR)
        elif end > _NEAR:
            continue
        found = _IN_LINE.search(line.words, begin, end)
        if found and not _CITES.search(line.words[begin : found.start("number")]):
            start = line.start + found.start("number")
            return _number(found["number"]), start, start + len(found["number"])
    return None


def number_behind(text: str, at: int) -> tuple[str, int, int] | None:
    """Return the number right behind *at*, in a text that lost its line breaks."""
    found = re.compile(rf"\s*{_NUMBER.pattern}").match(text, at)
    if not found:
        return None
    return _number(found["number"]), *found.span("number")


def _number(words: str) -> str:
    """Return a number without blanks, in the brackets of the standard."""
    plain = without_blanks(words).replace(" ", "")
    return re.sub(rf"[\[【﹝［(（]({YEAR})[\]】﹞］)）]", r"〔\1〕", plain)

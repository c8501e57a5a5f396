"""Signatures: the bodies above a day, at the end of a plan or of the notice in front of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from zeren.loaders.structure.head.bodies import ENDS, bodies_in
from zeren.loaders.structure.head.dates import DAY, day_of
from zeren.loaders.structure.head.lines import HAN

_DATED = re.compile(
    rf"^[ \t\u3000]*(?P<before>[^\n]{{0,80}}?)[ \t\u3000]*[(（]?{DAY}[)）]?[ "
    rf"\t\u3000]*(?:[(（][^()（）\n]{{2,20}}[)）])?[ \t\u3000]*$",
    re.MULTILINE,
)
_HINT = re.compile(r"日[)）]?[ \t\u3000]*(?:\n|$)|日[ \t\u3000]*[(（]")
_RUN = re.compile(
    rf"(?<=[。！；\n])(?P<name>{HAN}{{3,40}}?(?:{ENDS}))[ \t\u3000]*{DAY}"
    r"(?=[ \t\u3000]*(?:[(（]此件|[(（]主动公开|\Z))"
)
_TOP: Final = 24
"""Lines above a day that may name bodies; the longest joint plans have some twenty."""
_APART: Final = 12
"""Blank lines that may stand between two of them, where a page spreads its text."""
# What stands below a body that has no seal of its own, or whose seal is left out.
_SEALED = re.compile(r"[(（](?:[^()（）]{0,30}代[章印]|盖?章|印章?|签章|公章)[)）]")
_TALL: Final = 80


class Signature(NamedTuple):
    """Bodies and a day: the names with the range they stand in, the day, the end of its line."""

    names: tuple[str, ...]
    start: int
    stop: int
    day: date
    day_start: int
    day_end: int
    end: int


def signatures(text: str) -> Iterator[Signature]:
    """Yield each day that stands on a line of its own or behind a body, with the bodies above it.

    A day without bodies has no names.
    """
    if _HINT.search(text):
        for found in _DATED.finditer(text):
            day = day_of(found)
            before = found["before"].strip("(（ \t\u3000")
            own = bodies_in(before) if before else ()
            if day is None or (before and not own):
                continue
            names, start, stop = _above(text, found.start())
            if own:
                names, stop = (*names, *own), found.end("before")
                start = start if len(names) > len(own) else found.start("before")
            unique = tuple(dict.fromkeys(names))
            yield Signature(
                unique, start, stop, day, found.start("y"), _day_end(text, found), found.end()
            )
    for found in _RUN.finditer(text, max(0, len(text) - 400)):
        day = day_of(found)
        names = bodies_in(found["name"])
        if day and names:
            start, stop = found.span("name")
            yield Signature(
                names, start, stop, day, found.start("y"), _day_end(text, found), found.end()
            )


def _day_end(text: str, found: re.Match[str]) -> int:
    return found.end("d")


def _above(text: str, at: int) -> tuple[tuple[str, ...], int, int]:
    """Return the bodies on the lines right above *at*, in order, and the range of their lines."""
    names: tuple[str, ...] = ()
    start = stop = at
    end = at
    lines, blank = 0, 0
    while end > 0 and lines < _TOP and blank < _APART:
        begin = text.rfind("\n", 0, end - 1) + 1
        words = text[begin:end].strip()
        blank = 0 if words else blank + 1
        if words and not _SEALED.fullmatch(words):
            lines += 1
            found = bodies_in(words) if len(words) <= _TALL else ()
            if not found:
                break
            if not names:
                stop = begin + text[begin:end].index(words) + len(words)
            start = begin + text[begin:end].index(words)
            names = (*found, *names)
        end = begin
    return names, start, stop

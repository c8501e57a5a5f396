"""Signs on a page to lines: what stands beside each other, from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_SAME_LINE = 0.5
"""Signs are on one line when their middles differ by less than that share of their size."""
_APART = 0.9
"""A gap of that many sizes parts a line into segments: columns, or 附件 and its number."""
_WORD_GAP = 0.22
_DOUBLE = 0.25
"""The same sign this near, in sizes, is one sign printed twice to look bold."""
# What stays together at the end of a line: a word or figure, or a sign with the marks behind it.
_CHUNK = re.compile(
    r"[(（《“‘「『〔【\[]*(?:[A-Za-z0-9.,/%+~:-]+|.)[，。、；：？！”’）》」』〕】\]),.;:!?%‰]*"
    r"(?:(?<=[)\]])[A-Za-z0-9]+)?",
    re.DOTALL,
)


_HANGING = tuple("，。、；：！？”’）》")


class Glyph(NamedTuple):
    """A sign with its box, in points from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        """Height of the box, which is the size of the font."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Middle of the box, from the top of the page."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line (of one column), with their box and the size of most of them.

    ``chunk`` is the width of the beginning that cannot be parted by a line break: if the line
    above had room for it, the break between the two was meant.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    chunk: float

    @property
    def middle(self) -> float:
        """Middle of the box, from the top of the page."""
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        """Width of the box."""
        return self.x1 - self.x0

    @property
    def hangs(self) -> bool:
        """Whether a mark ends the line that some programs let stand beyond the edge."""
        return self.text.endswith(_HANGING)


def rows(glyphs: Iterable[Glyph]) -> list[list[Line]]:
    """Return the lines of *glyphs* from the top down, each as its segments from left to right."""
    clusters: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda each: (each.middle, each.x0)):
        if clusters:
            first = clusters[-1][0]
            if glyph.middle - first.middle < _SAME_LINE * min(glyph.size, first.size):
                clusters[-1].append(glyph)
                continue
        clusters.append([glyph])
    found = [_segments(cluster) for cluster in clusters]
    return [segments for segments in found if segments]


def joined(segments: Sequence[Line]) -> Line:
    """Return the segments of one row as one line, with a blank in each gap."""
    if len(segments) == 1:
        return segments[0]
    first = segments[0]
    return Line(
        text=" ".join(each.text for each in segments),
        x0=first.x0,
        x1=max(each.x1 for each in segments),
        top=min(each.top for each in segments),
        bottom=max(each.bottom for each in segments),
        size=max(segments, key=lambda each: len(each.text)).size,
        chunk=first.chunk,
    )


def _segments(cluster: list[Glyph]) -> list[Line]:
    kept: list[Glyph] = []
    # By centres: a bracket that was moved up to its neighbour may begin left of it.
    for glyph in sorted(cluster, key=lambda each: each.x0 + each.x1):
        if not any(_is_double(glyph, before) for before in kept[-3:]):
            kept.append(glyph)
    parts: list[list[Glyph]] = []
    right = 0.0
    for glyph in kept:
        if glyph.text.isspace():
            if parts:
                parts[-1].append(glyph)
            continue
        if not parts or glyph.x0 - right > _APART * glyph.size:
            parts.append([])
        parts[-1].append(glyph)
        right = max(right, glyph.x1) if len(parts[-1]) > 1 else glyph.x1
    return [_line(part) for part in parts]


def _is_double(glyph: Glyph, before: Glyph) -> bool:
    near = _DOUBLE * glyph.size
    return (
        glyph.text == before.text
        and abs(glyph.x0 - before.x0) < near
        and abs(glyph.top - before.top) < near
    )


def _line(part: list[Glyph]) -> Line:
    while part[-1].text.isspace():
        part.pop()
    text = ""
    for index, glyph in enumerate(part):
        if glyph.text.isspace():
            text += "" if text.endswith(" ") else " "
            continue
        if index and not text.endswith(" ") and _is_word_gap(part[index - 1], glyph):
            text += " "
        text += glyph.text
    inked = [glyph for glyph in part if not glyph.text.isspace()]
    return Line(
        text=text,
        x0=inked[0].x0,
        x1=max(glyph.x1 for glyph in inked),
        top=min(glyph.top for glyph in inked),
        bottom=max(glyph.bottom for glyph in inked),
        size=median(glyph.size for glyph in inked),
        chunk=_chunk_width(inked),
    )


def _is_word_gap(before: Glyph, glyph: Glyph) -> bool:
    gap = glyph.x0 - before.x1
    if _CJK.search(before.text) or _CJK.search(glyph.text):
        return gap > _APART * glyph.size
    return gap > _WORD_GAP * glyph.size


def _chunk_width(inked: Sequence[Glyph]) -> float:
    text = "".join(glyph.text for glyph in inked[:40])
    found = _CHUNK.match(text)
    length, covered = found.end() if found else 1, 0
    for glyph in inked:
        covered += len(glyph.text)
        if covered >= length:
            return glyph.x1 - inked[0].x0
    return inked[-1].x1 - inked[0].x0

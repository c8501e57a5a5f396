"""The gutter between the two columns of a page.

It is a place in the middle of the page that few lines cross and that has lines of some width on
both sides. A page with too few lines to tell (the last one) has the gutter of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from zeren.loaders.sources.pdf.pages import PdfPage

_FEWEST_LINES = 5
_LINE = 14.0
"""Points of a table's height that weigh as much as a line of text."""
_MOST_CROSSING = 0.3
_FILLED = 0.55
"""Share of its column that the wider lines in it must fill."""
_STEP = 2.0
_MIDDLE = (0.3, 0.7)


class _Stretch(NamedTuple):
    """From where to where across the page there is a line, or a line of a table."""

    x0: float
    x1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def _stretches(page: PdfPage) -> list[_Stretch]:
    found = [_Stretch(segment.x0, segment.x1) for row in page.rows for segment in row]
    for table in page.tables:
        stretch = _Stretch(table.box[0], table.box[2])
        found += [stretch] * max(1, round((table.box[3] - table.box[1]) / _LINE))
    return found


def gutters(pages: Sequence[PdfPage]) -> list[float | None]:
    """Return for each page where its gutter runs, from the left in points, or None."""
    own = [_gutter(page) for page in pages]
    found = [gutter for gutter in own if gutter is not None]
    if 2 * len(found) < len(pages):
        return own
    common = median(found)
    return [
        common if gutter is None and _could_be(page, common) else gutter
        for page, gutter in zip(pages, own, strict=True)
    ]


def _could_be(page: PdfPage, gutter: float) -> bool:
    stretches = _stretches(page)
    crossing = sum(s.x0 < gutter < s.x1 for s in stretches)
    return crossing <= _MOST_CROSSING * len(stretches)


def _gutter(page: PdfPage) -> float | None:
    """Return where the gutter between two columns runs, or None."""
    stretches = _stretches(page)
    if len(stretches) < 2 * _FEWEST_LINES:
        return None
    first, last = min(s.x0 for s in stretches), max(s.x1 for s in stretches)
    width = last - first
    best: tuple[int, float] | None = None
    place = first + _MIDDLE[0] * width
    while place <= first + _MIDDLE[1] * width:
        crossing = sum(s.x0 < place < s.x1 for s in stretches)
        if (best is None or crossing < best[0]) and _has_columns(stretches, place, first, last):
            best = (crossing, place)
        place += _STEP
    if best is None:
        return None
    left = max(s.x1 for s in stretches if s.x1 <= best[1])
    right = min((s.x0 for s in stretches if s.x0 >= best[1]), default=last)
    return (left + right) / 2


def _has_columns(stretches: Sequence[_Stretch], place: float, first: float, last: float) -> bool:
    left = [s.width for s in stretches if s.x1 <= place]
    right = [s.width for s in stretches if s.x0 >= place]
    crossing = len(stretches) - len(left) - len(right)
    return (
        min(len(left), len(right)) >= _FEWEST_LINES
        and crossing <= _MOST_CROSSING * (len(left) + len(right)) / 2
        and _wide(left) >= _FILLED * (place - first)
        and _wide(right) >= _FILLED * (last - place)
    )


def _wide(widths: Sequence[float]) -> float:
    """Return the width that a quarter of them reach: the others may be headings and clauses."""
    return sorted(widths)[3 * len(widths) // 4]

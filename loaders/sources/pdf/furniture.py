"""Page numbers, running heads and running feet: what is printed on every page around the text.

Rule: from the edge of a page inwards, a row goes when it is a page number, or when the same
words (figures aside) stand at the same height on a good part of the pages.
What it costs: a first line of the text that is the same on a third of the pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zeren.loaders.sources.pdf.lines import Line, joined
from zeren.loaders.sources.pdf.pages import PdfPage

_EDGE = 0.14
"""Share of the page's height, above and below, in which furniture stands."""
_DEEPEST = 4
_SHARE = 0.25
_FEWEST = 3
_SAME_HEIGHT = 4.0
_NUMBER = re.compile(
    r"""
      [-—–―－~·•]*\s*\d{1,4}\s*[-—–―－~·•]*
    | (?:第\s*)?\d{1,4}\s*页(?:\s*[/,，、]?\s*[(（]?\s*共\s*\d{1,4}\s*页\s*[)）]?)?
    | (?:第\s*)?\d{1,4}\s*(?:页\s*)?/\s*(?:共\s*)?\d{1,4}(?:\s*页)?
    | [-—–―－]?\s*第\s*[一二三四五六七八九十百]{1,4}\s*页\s*[-—–―－]?
    | page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?
    | [ivxl]{1,6}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FIGURES = re.compile(r"\d+|[ivxl]+\Z")

Row = tuple[Line, ...]


def without_furniture(pages: Sequence[PdfPage]) -> list[PdfPage]:
    """Return *pages* without page numbers and what else is repeated at their edges."""
    seen: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for page in pages:
        for side in ("top", "bottom"):
            for row in _edge(page, side):
                line = joined(row)
                seen.setdefault((side, _words(line)), []).append((page.number, line.middle))
    return [_cleaned(page, seen, len(pages)) for page in pages]


def _cleaned(
    page: PdfPage, seen: dict[tuple[str, str], list[tuple[int, float]]], pages: int
) -> PdfPage:
    dropped: set[int] = set()
    for side in ("top", "bottom"):
        for row in _edge(page, side):
            line = joined(row)
            heights = seen[side, _words(line)]
            same = {n for n, at in heights if abs(at - line.middle) < _SAME_HEIGHT}
            repeated = len(same) >= max(_FEWEST, _SHARE * pages) or 1 < len(same) == pages
            number = _NUMBER.fullmatch(line.text.strip()) and (side == "bottom" or len(same) > 1)
            if not repeated and not number:
                break
            dropped.add(id(row))
    return replace(page, rows=tuple(row for row in page.rows if id(row) not in dropped))


def _edge(page: PdfPage, side: str) -> list[Row]:
    """Return the rows at one edge, outermost first."""
    depth = _EDGE * page.height
    if side == "top":
        return [row for row in page.rows[:_DEEPEST] if row[0].bottom < depth]
    outer = page.rows[::-1][:_DEEPEST]
    return [row for row in outer if row[0].top > page.height - depth]


def _words(line: Line) -> str:
    return _FIGURES.sub("#", re.sub(r"\s", "", line.text))

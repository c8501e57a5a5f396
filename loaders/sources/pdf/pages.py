"""One page of a PDF: its lines and its tables, without what is printed across or behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from zeren.loaders.sources.pdf.glyphs import usual
from zeren.loaders.sources.pdf.lines import Glyph, Line, rows
from zeren.loaders.sources.pdf.tables.cells import PdfTable, find_tables, inside
from zeren.loaders.sources.pdf.tables.unruled import find_unruled

_SLANT = 0.1
_MOSTLY = 0.6
_ARTIFACTS = 0.3
"""A page with more of its signs marked as no text than that is marked wrongly."""
_EDGE = 0.1
_PALE = 0.7
_LARGE = 1.8


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page by its number from 1: its height in points, rows of lines, tables.

    ``unreadable`` counts signs whose font does not say what they are, ``pictures`` is whether
    there are any on it.
    """

    number: int
    height: float
    rows: tuple[tuple[Line, ...], ...]
    tables: tuple[PdfTable, ...]
    signs: int
    unreadable: int
    pictures: bool


def read_page(pdf: PDF, source: Any, number: int) -> PdfPage:
    """Read page *number* of *pdf*; *source* is pdfminer's own page. Drops all caches of it."""
    page = Page(pdf, source, page_number=number)
    turn = _turn(page.chars)
    if turn:
        page.close()
        # pdfminer takes the one to place the signs, pdfplumber the other to size the page.
        source.rotate = source.attrs["Rotate"] = (source.rotate + turn) % 360
        page = Page(pdf, source, page_number=number)
    try:
        glyphs = list(_glyphs(page))
        tables = find_tables(page, glyphs)
        boxes = [box for table in tables for box in table.boxes]
        free = [glyph for glyph in glyphs if not any(inside(glyph, box) for box in boxes)]
        unruled, rest = find_unruled(rows(free), number)
        return PdfPage(
            number=number,
            height=float(page.height),
            rows=tuple(map(tuple, rest)),
            tables=tuple(sorted([*tables, *unruled], key=lambda table: table.box[1])),
            signs=len(glyphs),
            unreadable=sum(glyph.text == "\ufffd" for glyph in glyphs),
            pictures=bool(page.images),
        )
    finally:
        page.close()


def _turn(chars: Sequence[dict[str, Any]]) -> int:
    """Return by how many degrees a page must be turned whose words run up or down, else 0."""
    for degrees, runs in ((90, 1), (270, -1)):
        if sum(_upward(char) == runs for char in chars) > _MOSTLY * len(chars):
            return degrees
    return 0


def _upward(char: dict[str, Any]) -> int:
    """Return 1 for a sign turned to run up the page, -1 for down, 0 for any other."""
    a, b, _, _, _, _ = char["matrix"]
    if abs(a) > _SLANT * abs(b):
        return 0
    return 1 if b > 0 else -1


def _glyphs(page: Page) -> Iterator[Glyph]:
    chars = page.chars
    artifacts = _artifacts(chars, float(page.height))
    upright = [char for char in chars if _is_level(char)]
    sizes = [char["size"] for char in upright if not char["text"].isspace()]
    usual_size = median(sizes) if sizes else 0.0
    width, height = float(page.width), float(page.height)
    for char in upright:
        if id(char) in artifacts:
            continue
        if char["size"] > _LARGE * usual_size and _is_pale(char.get("non_stroking_color")):
            continue
        glyph = Glyph(_text(char["text"]), char["x0"], char["x1"], char["top"], char["bottom"])
        middle = (glyph.x0 + glyph.x1) / 2
        if glyph.text and glyph.size > 0 and 0 <= middle <= width and 0 <= glyph.middle <= height:
            yield glyph


def _artifacts(chars: Sequence[dict[str, Any]], height: float) -> set[int]:
    """Return the identities of signs that the file itself marks as no text: running heads.

    A mark can end too early (the next sign that has one of its own hides it), so at the edges
    of a page it holds for all that stands beside a marked sign.
    """
    marked = [char for char in chars if char.get("tag") == "Artifact"]
    if not 0 < len(marked) < _ARTIFACTS * len(chars):
        return set()
    beside = {round(_middle(char)) for char in marked}
    edge = _EDGE * height
    return {id(char) for char in marked} | {
        id(char)
        for char in chars
        if not edge < _middle(char) < height - edge
        and beside & {round(_middle(char)) + step for step in (-1, 0, 1)}
    }


def _middle(char: dict[str, Any]) -> float:
    return (float(char["top"]) + float(char["bottom"])) / 2


def _is_level(char: dict[str, Any]) -> bool:
    a, b, _, d, _, _ = char["matrix"]
    return bool(abs(b) <= _SLANT * abs(a) and a * d > 0)


def _is_pale(color: object) -> bool:
    if isinstance(color, int | float):
        color = (color,)
    if not isinstance(color, tuple | list) or not all(isinstance(c, int | float) for c in color):
        return False
    if len(color) == 4:
        return all(part <= 1 - _PALE for part in color)
    return len(color) in {1, 3} and all(part >= _PALE for part in color)


def _text(text: str) -> str:
    """Return what a sign stands for; a sign that its font does not name is U+FFFD."""
    if text.startswith("(cid:"):
        return "\ufffd"
    return "".join(char for char in usual(text) if char.isprintable() or char == " ")

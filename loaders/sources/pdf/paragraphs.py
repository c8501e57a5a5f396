"""Lines to paragraphs, also over the ends of columns and pages.

A line goes on the paragraph of the line above when that one was full: when the first word of
the lower line would not have fitted behind it. Against it speak an indent, a larger gap, another
size of letters, and a number that opens an item behind the end of a sentence.

What it costs: of two paragraphs without indent and gap of which the first ends at the very
edge, one is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zeren.loaders.sources.pdf.columns import Column
from zeren.loaders.sources.pdf.joining import join_words
from zeren.loaders.sources.pdf.lines import Line

_ROOM = 0.8
"""Sizes that a line may end before the edge and still be full."""
_INDENT = 1.2
_SAME_PLACE = 0.5
_OTHER_SIZE = 0.12
_GAP = 1.3
"""A step to the next line of that many usual ones is a gap between paragraphs."""
_SMALL_GAP = 0.3
_FAR_RIGHT = 0.35
_TITLE_SIZE = 1.1
_OF_STEPS = 7
_FEWEST_LINES = 4
_TITLE_LINES = 4
_ITEM = re.compile(
    r"""\s*(?:
      第[一二三四五六七八九十百\d]{1,4}[章节条部篇] | [一二三四五六七八九十]{1,3}\s?[、．.]
    | [(（〔]\s?[一二三四五六七八九十\d]{1,4}\s?[)）〕] | \d{1,3}\s?[.．、](?!\d) | [①-⑳⒈-⒛⑴-⒇]
    | 附\s?件
    )""",
    re.VERBOSE,
)
_LABEL = re.compile(r"\s*[\u4e00-\u9fff]{2,8}[:：]")
_SENTENCE_END = re.compile(r"[。；;！？!?：:）)】\]”」]\s*$")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line with its page and the edges of its column."""

    line: Line
    page: int
    left: float
    right: float

    @property
    def indent(self) -> float:
        return self.line.x0 - self.left

    @property
    def room(self) -> float:
        return self.right - self.line.x1

    @property
    def is_centered(self) -> bool:
        size = self.line.size
        return self.indent > size and self.room > size and abs(self.indent - self.room) < size


Pieces = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Typography:
    """How the text is set: size of most letters, step from line to line, first lines.

    The step goes from middle to middle, in sizes of letters. ``sets_in`` says that first lines
    of paragraphs are set in by two letters, as official documents have it.
    """

    size: float
    step: float
    sets_in: bool


def typography(columns: Sequence[Column]) -> Typography:
    """Return how the lines of *columns* are set."""
    weights: dict[float, int] = {}
    for column in columns:
        for line in column.lines:
            size = round(line.size, 1)
            weights[size] = weights.get(size, 0) + len(line.text)
    steps = [
        (after.middle - before.middle) / after.size
        for column in columns
        for before, after in pairwise(column.lines)
        if abs(before.size - after.size) <= _OTHER_SIZE * after.size
    ]
    return Typography(
        size=max(weights, key=lambda size: (weights[size], size), default=0.0),
        step=_low(steps) if steps else 2.0,
        sets_in=_sets_in(columns),
    )


def _low(steps: Sequence[float]) -> float:
    """Return the step inside of paragraphs: those between them are larger, and can be most."""
    usual = sorted(step for step in steps if step >= 1) or sorted(steps)
    return usual[len(usual) // _OF_STEPS]


def _sets_in(columns: Sequence[Column]) -> bool:
    """Say whether lines behind a full one begin at the edge, or set in by two letters."""
    at_edge = set_in = 0
    for column in columns:
        for before, line in pairwise(column.lines):
            if column.right - before.x1 < line.chunk + _ROOM * line.size:
                at_edge += line.x0 - column.left < _SAME_PLACE * line.size
            set_in += _is_set_in(line.x0 - column.left, line.size)
    return set_in > 0 and at_edge > 0 and at_edge + set_in >= _FEWEST_LINES


def _is_set_in(indent: float, size: float) -> bool:
    return abs(indent - 2 * size) < _SAME_PLACE * size


def paragraphs(columns: Sequence[Column], setting: Typography) -> Iterator[Pieces]:
    """Yield the paragraphs of columns that follow each other, as pieces of text by page."""
    current: list[_Placed] = []
    lines = [
        _Placed(line, column.page, column.left, column.right)
        for column in columns
        for line in column.lines
    ]
    for line in lines:
        if current and _begins(current, line, setting):
            yield _pieces(current)
            current = []
        current.append(line)
    if current:
        yield _pieces(current)


def _begins(current: Sequence[_Placed], line: _Placed, setting: Typography) -> bool:
    """Say whether *line* begins a paragraph behind the lines of *current*."""
    before = current[-1]
    size = max(before.line.size, line.line.size)
    if abs(before.line.size - line.line.size) > _OTHER_SIZE * size:
        return True
    down = line.line.middle - before.line.middle
    same_column = before.page == line.page and down > 0
    usual = setting.step * size
    if same_column and down > max(_GAP * usual, usual + _SMALL_GAP * size):
        return True
    if _is_title(current, setting) and line.is_centered:
        return len(current) >= _TITLE_LINES or bool(_ITEM.match(line.line.text))
    if before.room >= line.line.chunk + _ROOM * size:
        return True
    if before.indent > _FAR_RIGHT * (before.right - before.left):
        return True  # a signature at the right edge
    return _begins_behind_full_line(current, line, setting)


def _is_title(current: Sequence[_Placed], setting: Typography) -> bool:
    """Say whether lines begin a title: large letters, in the middle or from edge to edge."""
    before = current[-1]
    balanced = abs(before.indent - before.room) < before.line.size
    return balanced and before.line.size > _TITLE_SIZE * setting.size


def _begins_behind_full_line(
    current: Sequence[_Placed], line: _Placed, setting: Typography
) -> bool:
    first, before = current[0], current[-1]
    size = max(before.line.size, line.line.size)
    opens = _opens(current, line.line.text)
    if setting.sets_in and _is_set_in(line.indent, size) and _is_set_in(first.indent, size):
        return True
    hangs = len(current) > 1 and before.indent - first.indent > _SAME_PLACE * size
    if hangs:
        if abs(line.indent - before.indent) < _SAME_PLACE * size:
            return opens
        return line.indent < before.indent
    if line.indent <= _INDENT * size:
        return opens
    if abs(line.indent - before.indent) < _SAME_PLACE * size:
        # Both are indented: a block set in, or two paragraphs of which the first fills its line.
        return opens or (len(current) == 1 and bool(_SENTENCE_END.search(before.line.text)))
    if len(current) == 1 and line.indent > before.indent and _ITEM.match(before.line.text):
        return False  # a number that stands out to the left
    return line.indent > before.indent or opens


def _opens(current: Sequence[_Placed], text: str) -> bool:
    """Say whether a number or a label opens *text*, where a sentence or a clause has ended."""
    before = current[-1].line.text
    if _ITEM.match(text) and _SENTENCE_END.search(before):
        return True
    labels = _LABEL.match(current[0].line.text) or before.endswith("。")
    return bool(labels and _LABEL.match(text))


def _pieces(lines: Sequence[_Placed]) -> Pieces:
    """Return the text of a paragraph by page; a word broken at the end of a page goes with it."""
    text = ""
    ends: list[tuple[int, int]] = []
    for line in lines:
        text = join_words(text, line.line.text) if text else line.line.text
        ends.append((len(text), line.page))
    pieces: Pieces = []
    start = 0
    for index, (end, page) in enumerate(ends):
        if index + 1 == len(ends) or ends[index + 1][1] != page:
            pieces.append((text[start:end], page))
            start = end
    return pieces

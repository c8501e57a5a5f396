"""Plans without numbers, whose blocks end in a line that says who answers.

    扩大养殖规模
    建设网箱一百口，引进鱼苗。
    县农业农村局、县水利局按职责分工负责

A task is what stands between two such lines, from its last short heading on. Tasks are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zeren.loaders.clauses.finding import Clause, find_clauses
from zeren.loaders.structure.numbering import Kind, Mark

_FEWEST: Final = 3
"""Lines of clauses that make a plan of blocks."""
_HEADING: Final = 18
_PUNCTUATION: Final = re.compile("[。；;，,：:！？!?、]")
_LEFT: Final = 4
"""Characters of a line that may be no part of the clause."""
_HINT: Final = re.compile("负责|牵头|落实|单位|部门|责任|配合|分工")
_BULLET: Final = re.compile("[★☆●■◆▲▶•·]")


def find_blocks(text: str, start: int) -> list[tuple[Mark, int]]:
    """Return a mark for each block of *text*, from *start* on, and where its clause ends it.

    Nothing where fewer than three lines are clauses: then they are not the plan's way to assign.
    """
    blocks: list[tuple[Mark, int]] = []
    lines: list[tuple[int, int]] = []
    for begin, end in _lines(text, start):
        lines.append((begin, end))
        if not _is_clause(text[begin:end]):
            continue
        own = _block(text, lines[:-1])
        if own is not None:
            number = len(blocks) + 1
            mark = Mark(Kind.ARABIC, number, own, own, str(number), line_start=True)
            blocks.append((mark, end))
        lines = []
    return blocks if len(blocks) >= _FEWEST else []


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    at = start
    for line in text[start:].split("\n"):
        words = line.strip()
        if words:
            begin = at + line.index(words)
            yield begin, begin + len(words)
        at += len(line) + 1


def _is_clause(line: str) -> bool:
    if not _HINT.search(line):
        return False
    clauses: list[Clause] = [clause for clause in find_clauses(line) if clause.units]
    covered = sum(clause.end - clause.start for clause in clauses)
    return bool(clauses) and len(line) - covered <= _LEFT


def _block(text: str, lines: list[tuple[int, int]]) -> int | None:
    """Return where the task begins: at its last heading that words follow, or its first line."""
    if not lines:
        return None
    headings = [
        index
        for index, (begin, end) in enumerate(lines[:-1])
        if end - begin <= _HEADING and not _PUNCTUATION.search(text, begin, end)
    ]
    bullets = [index for index, (begin, _) in enumerate(lines) if _BULLET.match(text, begin)]
    first = bullets[-1] if bullets else _leading(headings)
    return lines[first][0]


def _leading(headings: list[int]) -> int:
    """Return the last of the headings that open the block, one after the other."""
    last = 0
    for index in headings:
        if index > last + 1:
            break
        last = index
    return last

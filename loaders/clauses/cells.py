"""The units in a cell of a table: labels, verbs, numbers and persons that stand there as well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.loaders.clauses.grammar import Reading, read_clause
from zeren.loaders.clauses.labels import find_labels
from zeren.loaders.records import Role

# Units are numbered like the measures that they answer for: 1.甲局 2.乙局.
_NUMBER = re.compile(
    r"(?:(?<=[\n,;。、 ])|^)\s*"
    r"(?:\d{1,2}[.、)](?!\d)|\((?:\d{1,2}|[一二三四五六七八九十]{1,2})\))\s*|[①-⑳]\s*"
)


def read_cell(text: str, folded: str, start: int, end: int, role: Role) -> Reading:
    """Read the units in ``text[start:end]``, a cell under a heading that says their *role*.

    Labels inside the cell are finer than its heading (配合：乙局 under 责任单位). A person beside a
    unit is none.
    """
    readings = [
        read_clause(text, folded, left, right, role, labels=find_labels(folded, left, right))
        for left, right in _pieces(folded, start, end)
    ]
    parties = [party for reading in readings for party in reading.parties]
    return Reading(tuple(parties), "s".join(reading.kinds for reading in readings))


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at the numbers of a list."""
    words = folded[start:end]
    numbers = list(_NUMBER.finditer(words))
    if not numbers:
        yield start, end
        return
    if words[: numbers[0].start()].strip():
        yield start, start + numbers[0].start()
    stops = [number.start() for number in numbers[1:]] + [len(words)]
    for number, stop in zip(numbers, stops, strict=True):
        yield start + number.end(), start + stop

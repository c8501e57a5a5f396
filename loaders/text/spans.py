"""Spans of a text, asked whether a place touches one, without looking at all of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

_SENTENCE = re.compile(r"[^。!?！？\n]+")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of *text*, as numbers and dates are read in them.

    >>> sentences("一是新建。二是宣传")
    [(0, 4), (5, 9)]
    """
    return [found.span() for found in _SENTENCE.finditer(text)]


class Spans:
    """A set of half-open spans. They may overlap.

    >>> Spans([(2, 5), (9, 12)]).touch(4, 6), Spans([(2, 5)]).touch(5, 6)
    (True, False)
    """

    __slots__ = ("_latest", "_starts")

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        # The furthest end of all spans up to each one: spans may lie inside each other.
        self._latest = list(accumulate((end for _, end in ordered), max)) if ordered else []

    def touch(self, start: int, end: int) -> bool:
        """Say whether a span overlaps ``start:end`` (an empty range counts as one character)."""
        if not self._starts:
            return False
        index = bisect_right(self._starts, max(start, end - 1)) - 1
        return index >= 0 and self._latest[index] > start

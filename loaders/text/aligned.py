"""Text that remembers where it came from.

Cleaning takes a text through many small changes. :class:`AlignedText` keeps,
beside the text as it is now, *runs* that lead each position back to the source:
not an integer for each character, but one run for each stretch that moved
together, so that a page of plain text costs one run.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from zeren.loaders.records import Edit, EditStatus, Span


class Change(NamedTuple):
    """A change to the current text: ``text[start:end]`` becomes ``replacement``.

    ``aligned`` says that the replacement stands for the old words character by
    character (same length), as when a script or a width is converted; offsets
    inside it then stay exact. Otherwise the whole replacement leads back to the
    whole of what it replaced. ``status="flagged"`` changes nothing and records
    that the place was seen and left alone.
    """

    start: int
    end: int
    replacement: str
    reason: str
    aligned: bool = False
    status: EditStatus = "repaired"
    margin: float | None = None
    lost_digits: bool = False


class _Run(NamedTuple):
    """``length`` characters from ``start`` on stem from ``source_length`` from ``source`` on.

    The lengths are equal in a run that maps character by character.
    """

    start: int
    length: int
    source: int
    source_length: int
    exact: bool


# What a call of the class does, without a step of Python: a plan has thousands of them.
_span: Callable[[tuple[int, int]], Span] = partial(tuple.__new__, Span)


class AlignedText:
    """A text together with the way back to its source.

    >>> page = AlignedText.of("衛(wèi)生")
    >>> clean = page.edit([Change(1, 6, "", "pinyin note")])
    >>> clean.text, clean.source_span(0, 2)
    ('衛生', Span(start=0, end=7))
    """

    __slots__ = ("_plain", "_runs", "_sources", "_starts", "source", "text")

    def __init__(self, source: str, text: str, runs: Sequence[_Run]) -> None:
        self.source = source
        self.text = text
        self._runs = runs
        self._starts = [run.start for run in runs]
        self._sources: list[int] | None = None  # made when first asked for
        # Most plans are one run from the source's first character on.
        self._plain = len(runs) == 1 and runs[0].exact and not runs[0].source

    @classmethod
    def of(cls, source: str) -> AlignedText:
        """Return *source* aligned with itself."""
        runs = [_Run(0, len(source), 0, len(source), True)] if source else []
        return cls(source, source, runs)

    def source_span(self, start: int, end: int) -> Span:
        """Return the source range that ``text[start:end]`` stems from.

        Raises ValueError when the range is not inside the text. An empty range
        gives an empty span at the place it stands in front of.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"range {start}:{end} is outside the text")
        if self._plain and start < end:
            return _span((start, end))
        if start == end:
            where = self._begin(start) if start < len(self.text) else len(self.source)
            return Span(where, where)
        at, length, source, source_length, exact = self._runs[bisect_right(self._starts, start) - 1]
        begin = source + (start - at if exact else 0)
        if end > at + length:
            index = bisect_right(self._starts, end - 1) - 1
            at, length, source, source_length, exact = self._runs[index]
        return _span((begin, source + (end - at if exact else source_length)))

    def text_range(self, span: Span) -> tuple[int, int]:
        """Return the range of the text from the first to the last place that *span* became.

        A span of which nothing is left gives an empty range where it stood.
        """
        sources = [run.source for run in self._runs] if self._sources is None else self._sources
        self._sources = sources
        index = max(0, bisect_right(sources, span.start) - 1)
        start = end = None
        at = len(self.text)
        while index < len(self._runs):
            run = self._runs[index]
            index += 1
            if run.source >= span.end:
                at = min(at, run.start)
                break
            if run.source + run.source_length <= span.start:
                continue
            first, last = run.start, run.start + run.length
            if run.exact:
                first += max(0, span.start - run.source)
                last -= max(0, run.source + run.source_length - span.end)
            start = first if start is None else start
            end = last
        return (at, at) if start is None or end is None else (start, end)

    def ranges_from(self, span: Span) -> list[tuple[int, int]]:
        """Return the ranges of the text that stem from the source range *span*, in order."""
        ranges: list[tuple[int, int]] = []
        for run in self._runs:
            if run.source < span.end and span.start < run.source + run.source_length:
                start, end = run.start, run.start + run.length
                if run.exact:
                    start += max(0, span.start - run.source)
                    end -= max(0, run.source + run.source_length - span.end)
                ranges.append((start, end))
        return ranges

    def _begin(self, position: int) -> int:
        run = self._runs[bisect_right(self._starts, position) - 1]
        return run.source + (position - run.start if run.exact else 0)

    def edit(self, changes: Iterable[Change]) -> AlignedText:
        """Return the text after *changes*, which must be in order and not overlap.

        Raises ValueError when they overlap, run outside the text, or claim to be
        aligned with a replacement of another length.
        """
        pieces: list[str] = []
        runs: list[_Run] = []
        at = length = 0
        kept = 0  # where the runs are copied up to; an aligned change leaves them as they are
        for change in changes:
            if change.status == "flagged":
                continue
            if not at <= change.start <= change.end <= len(self.text):
                raise ValueError(f"change at {change.start} overlaps or is outside the text")
            pieces += self.text[at : change.start], change.replacement
            at = change.end
            if change.aligned:
                if len(change.replacement) != change.end - change.start:
                    raise ValueError(f"change at {change.start} is not aligned: the length differs")
                continue
            length = self._keep(kept, change.start, length, runs)
            kept = change.end
            if change.replacement:
                span = self._stem(change.start, change.end)
                size = len(change.replacement)
                _append(runs, _Run(length, size, span.start, span.end - span.start, False))
                length += size
        pieces.append(self.text[at:])
        text = "".join(pieces)
        if not kept and not runs:
            return AlignedText(self.source, text, self._runs)
        self._keep(kept, len(self.text), length, runs)
        return AlignedText(self.source, text, runs)

    def _stem(self, start: int, end: int) -> Span:
        """Return what a replacement of ``text[start:end]`` stems from.

        What is put into the middle of an earlier replacement stems from what that one replaced,
        so that a range never shrinks when it grows.
        """
        if start == end and 0 < start < len(self.text):
            run = self._runs[bisect_right(self._starts, start) - 1]
            if not run.exact and run.start < start:
                return Span(run.source, run.source + run.source_length)
        return self.source_span(start, end)

    def _keep(self, start: int, end: int, length: int, runs: list[_Run]) -> int:
        """Copy the runs under ``text[start:end]``; return the new length."""
        if start == end:
            return length
        index = bisect_right(self._starts, start) - 1
        while start < end:
            run = self._runs[index]
            stop = min(end, run.start + run.length)
            offset = start - run.start
            size = stop - start
            if run.exact:
                piece = _Run(length, size, run.source + offset, size, True)
            else:
                piece = _Run(length, size, run.source, run.source_length, False)
            _append(runs, piece)
            length += size
            start = stop
            index += 1
        return length

    def explain(self, kind: str, changes: Iterable[Change]) -> list[Edit]:
        """Return *changes* to this text as edits of the source, for the reader."""
        edits = []
        for change in changes:
            span = self.source_span(change.start, change.end)
            flagged = change.status == "flagged"
            edits.append(
                Edit(
                    kind=kind,
                    span=span,
                    before=span.of(self.source),
                    after=self.text[change.start : change.end] if flagged else change.replacement,
                    reason=change.reason,
                    status=change.status,
                    margin=change.margin,
                    lost_digits=change.lost_digits,
                )
            )
        return edits


def _append(runs: list[_Run], piece: _Run) -> None:
    """Add *piece*, joined to the run before it where both move together."""
    if runs:
        last = runs[-1]
        if last.exact and piece.exact and last.source + last.length == piece.source:
            size = last.length + piece.length
            runs[-1] = _Run(last.start, size, last.source, size, True)
            return
        same = (last.source, last.source_length) == (piece.source, piece.source_length)
        if not last.exact and not piece.exact and same:
            runs[-1] = _Run(
                last.start, last.length + piece.length, last.source, last.source_length, False
            )
            return
    runs.append(piece)

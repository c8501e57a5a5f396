"""Marking spans in a text, for a terminal, for plain paper, or as elements that nest."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from zeren.loaders.records import Span

Mark = TypeVar("Mark")


class Piece(NamedTuple):
    """A stretch of text and the marks that cover it (empty for plain text)."""

    text: str
    marks: tuple[str, ...]


def pieces(text: str, whole: Span, spans: Iterable[tuple[Span, str]]) -> Iterator[Piece]:
    """Cut ``text[whole]`` where marks begin and end, and yield the stretches in order.

    *spans* are pairs of a span and the name of its mark. What lies outside *whole*
    is left out; empty spans mark nothing.
    """
    inside = [(span, name) for span, name in _clipped(whole, spans)]
    cuts = {whole.start, whole.end}
    for span, _ in inside:
        cuts |= {span.start, span.end}
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        names = {name for span, name in inside if span.start <= start and end <= span.end}
        yield Piece(text[start:end], tuple(sorted(names)))


@dataclass(slots=True)
class Node(Generic[Mark]):
    """A stretch of text under one mark (the root has none), and the marks inside it in order."""

    span: Span
    mark: Mark | None = None
    inside: list[Node[Mark]] = field(default_factory=list)


def nest(whole: Span, spans: Iterable[tuple[Span, Mark]]) -> Node[Mark]:
    """Return the marks as a tree, in which each lies wholly inside the one above it.

    Of two that overlap in part, the later one is cut in two where the earlier one ends. What
    lies outside *whole* is left out; empty spans mark nothing.
    """
    root: Node[Mark] = Node(whole)
    waiting = [
        (span.start, -span.end, order, mark)
        for order, (span, mark) in enumerate(_clipped(whole, spans))
    ]
    heapq.heapify(waiting)
    path = [root]
    while waiting:
        start, end, order, mark = heapq.heappop(waiting)
        end = -end
        while path[-1].span.end <= start:
            path.pop()
        limit = path[-1].span.end
        if end > limit:
            heapq.heappush(waiting, (limit, -end, order, mark))
            end = limit
        node = Node(Span(start, end), mark)
        path[-1].inside.append(node)
        path.append(node)
    return root


def bracketed(
    text: str,
    whole: Span,
    spans: Iterable[tuple[Span, str]],
    brackets: Mapping[str, tuple[str, str]],
    runs: Collection[str] = (),
) -> str:
    """Return ``text[whole]`` with each marked stretch in the brackets of its mark.

    Spans of one mark that overlap share one pair of brackets; spans that only touch keep
    their own, but for the marks named in *runs*.

    >>> units = [(Span(1, 4), "unit"), (Span(5, 8), "unit")]
    >>> bracketed("由财政局、审计局负责", Span(0, 10), units, {"unit": ("⟦", "⟧")})
    '由⟦财政局⟧、⟦审计局⟧负责'
    """
    by_mark: dict[str, list[Span]] = {}
    for span, mark in spans:
        by_mark.setdefault(mark, []).append(span)
    joined = [
        (span, mark) for mark, found in by_mark.items() for span in _joined(found, mark in runs)
    ]

    def words(node: Node[str]) -> Iterator[str]:
        start, end = brackets[node.mark] if node.mark else ("", "")
        at = node.span.start
        yield start
        for inner in node.inside:
            yield text[at : inner.span.start]
            yield from words(inner)
            at = inner.span.end
        yield text[at : node.span.end] + end

    return "".join(words(nest(whole, joined)))


def _clipped(whole: Span, spans: Iterable[tuple[Span, Mark]]) -> Iterator[tuple[Span, Mark]]:
    for span, mark in spans:
        start, end = max(span.start, whole.start), min(span.end, whole.end)
        if start < end:
            yield Span(start, end), mark


def _joined(spans: Sequence[Span], touching: bool) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(set(spans)):
        if joined and span.start < joined[-1].end + touching:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def harmless(text: str) -> str:
    r"""Return *text* without control characters, which could drive a terminal.

    Tabs and line feeds stay; carriage returns go.

    >>> harmless("a\x1b[31mb\r\n")
    'a\ufffd[31mb\n'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char if char in "\n\t" or (char >= " " and not "\x7f" <= char <= "\x9f") else "\ufffd"
        for char in text
    )

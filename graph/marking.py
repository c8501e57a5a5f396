"""Marking spans in a text, for a terminal or for plain paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from zeren.loaders.records import Span

OPEN, CLOSE = "⟦", "⟧"


class Piece(NamedTuple):
    """A stretch of text and the marks that cover it (empty for plain text)."""

    text: str
    marks: tuple[str, ...]


def pieces(text: str, whole: Span, spans: Iterable[tuple[Span, str]]) -> Iterator[Piece]:
    """Cut ``text[whole]`` where marks begin and end, and yield the stretches in order.

    *spans* are pairs of a span and the name of its mark. What lies outside *whole*
    is left out; empty spans mark nothing.
    """
    inside = [
        (Span(max(span.start, whole.start), min(span.end, whole.end)), name) for span, name in spans
    ]
    inside = [(span, name) for span, name in inside if span.start < span.end]
    cuts = {whole.start, whole.end}
    for span, _ in inside:
        cuts |= {span.start, span.end}
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        names = {name for span, name in inside if span.start <= start and end <= span.end}
        yield Piece(text[start:end], tuple(sorted(names)))


def bracketed(text: str, whole: Span, spans: Sequence[Span]) -> str:
    """Return ``text[whole]`` with each marked stretch in ⟦…⟧.

    Spans that overlap share one pair of brackets; spans that only touch keep their own.

    >>> bracketed("由财政局、审计局负责", Span(0, 10), [Span(1, 4), Span(5, 8)])
    '由⟦财政局⟧、⟦审计局⟧负责'
    """
    joined: list[Span] = []
    for span in sorted(set(spans)):
        start, end = max(span.start, whole.start), min(span.end, whole.end)
        if start >= end:
            continue
        if joined and start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Span(start, end))
    parts = []
    at = whole.start
    for span in joined:
        parts += [text[at : span.start], OPEN, span.of(text), CLOSE]
        at = span.end
    return "".join(parts) + text[at : whole.end]


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

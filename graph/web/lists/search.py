"""Full text search: which tasks hold the words, the best first, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log1p

from markupsafe import Markup, escape

_AROUND = 160
_BEFORE = 30
_TITLE = 3.0


def relevance(words: Sequence[str], title: str, text: str, quote: str) -> float:
    """Return how well a task answers *words*: most when its title has them, then when often.

    Each word counts by the logarithm of how often it stands there, and more for a title that is
    little else than it.
    """
    head, body = title.lower(), (text or quote).lower()
    return sum(
        log1p(body.count(word)) + _TITLE * bool(word in head) * (1 + len(word) / (1 + len(head)))
        for word in words
    )


def marked(text: str, words: Sequence[str]) -> Markup:
    """Return *text* with all *words* (lower-case) marked.

    >>> str(marked("修<缮>图书室", ["图书"]))
    '修&lt;缮&gt;<mark class="hit">图书</mark>室'
    """
    pattern = _pattern(words)
    if pattern is None:
        return escape(text)
    found, end = Markup(), 0
    for hit in pattern.finditer(text):
        found += escape(text[end : hit.start()])
        found += Markup('<mark class="hit">%s</mark>') % hit.group()
        end = hit.end()
    return found + escape(text[end:])


def excerpt(text: str, words: Sequence[str]) -> str:
    """Return the beginning of *text*, or the part of it around the first of *words*."""
    pattern = _pattern(words)
    hit = pattern.search(text) if pattern else None
    begin = max(0, hit.start() - _BEFORE) if hit and hit.end() > _AROUND else 0
    end = begin + _AROUND
    return f"{'…' * (begin > 0)}{text[begin:end]}{'…' * (end < len(text))}"


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest)), re.IGNORECASE) if words else None

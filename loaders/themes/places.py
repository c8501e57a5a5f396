"""Where the words of a task stand: in its title, its first sentence, its text or a heading."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Literal, NamedTuple

from zeren.loaders.text.spans import Spans
from zeren.loaders.themes.matching import words_of
from zeren.ontology.schemes import Scheme, Word

Where = Literal["title", "lead", "text", "heading"]


class Evidence(NamedTuple):
    """A word that shows a theme.

    ``start`` and ``end`` are half open offsets in the task's text, or, where ``heading`` is
    not None, in ``headings[heading]`` as given (-1: in a title that the text does not open with).
    """

    start: int
    end: int
    word: str
    where: Where
    heading: int | None = None


# What a call of the class does, without a step of Python: a plan has thousands of them.
_evidence: Callable[[tuple[int, int, str, Where, int | None]], Evidence] = partial(
    tuple.__new__, Evidence
)
_STOP = re.compile(r"[。！？!?\n，,；;：:()（）]")
_SENTENCE_END = re.compile(r"[。！？!?\n；;]")
_BRACKET = re.compile(r"[(（][^()（）]*")
# 围绕老年健康等需求，建设…: what the task looks at, not what it does.
_CIRCUMSTANCE = re.compile(
    r"(?:紧紧|紧密|充分|坚持|要|全面)?(?:围绕|按照|根据|结合|依托|对照|针对|遵循|参照)"
)
# 审计局, 消防救援支队: the word belongs to the name of a body.
_BODY = re.compile(
    r"(?:管理|监督管理|监管|保障|救援|工作)?"
    r"(?:局|厅|委(?!托)|处(?![理置于罚])|科(?![学技普室])|股|署|部门|支队|大队|集团)"
)
_NO_MORE = (sys.maxsize, sys.maxsize)
_BODY_OPENS = frozenset("管监保救工局厅委处科股署部支大集")


Placed = tuple[Word, Evidence, int, bool]
"""A word that was found, its place, the number of the piece between two commas it is in, and
whether it can name anything there: a name inside the name of a body only hints."""


class TaskWords:
    """A text with its places marked: title or lead, clauses, brackets, and where commas stand.

    *title* is the lead sentence of *text*, where it has one, *headings* those of the sections
    around it, outermost first. *clauses* are spans of *text* that say who is responsible: words in
    them do not count. *bodies* are the names in them, those that lead first.
    """

    def __init__(
        self,
        text: str,
        title: str | None,
        headings: Sequence[str],
        clauses: Iterable[tuple[int, int]],
        bodies: Sequence[str] = (),
    ) -> None:
        self.text = text
        self.bodies = bodies
        self.aside: list[tuple[str, Where, int]] = [
            (heading, "heading", index) for index, heading in enumerate(headings)
        ]
        start = len(text) - len(text.lstrip())
        self._title_end = self._lead_end = 0
        if title and text.startswith(title, start):
            self._title_end = start + len(title)
        elif title:
            self.aside.insert(0, (title, "title", -1))
        else:
            found = _SENTENCE_END.search(text, start)
            self._lead_end = found.start() if found else len(text)
        self._clauses = sorted(clauses)
        self._brackets = Spans(found.span() for found in _BRACKET.finditer(text, 0, self._lead_end))
        self._begins = [0, *(found.end() for found in _STOP.finditer(text))]

    def places(self, words: Iterable[tuple[int, Word]]) -> Iterator[Placed]:
        """Yield the *words* (in order of where they begin) that stand in no clause, with places."""
        text, begins, segment, after = self.text, self._begins, -1, 0
        circumstance = False
        clauses, latest = iter((*self._clauses, _NO_MORE)), 0
        clause = next(clauses)
        for start, word in words:
            while clause[0] <= start:
                latest = max(latest, clause[1])
                clause = next(clauses)
            if start < latest:
                continue
            if start >= after:
                segment = bisect_right(begins, start, segment + 1) - 1
                after = begins[segment + 1] if segment + 1 < len(begins) else len(text)
                circumstance = _CIRCUMSTANCE.match(text, begins[segment]) is not None
            where: Where = "text"
            if start < self._title_end:
                where = "title"
            elif start < self._lead_end and not self._brackets.touch(start, start + 1):
                where = "lead"
            end = start + len(word.text)
            # A name inside the name of a body, or where circumstances are told, only hints.
            body = text[end : end + 1] in _BODY_OPENS and _BODY.match(text, end)
            full = not (circumstance or body)
            yield word, _evidence((start, end, text[start:end], where, None)), segment, full

    def places_aside(self, scheme: Scheme) -> Iterator[Placed]:
        """Yield the words of the headings, and of a title that the text does not open with."""
        for words, where, index in self.aside:
            segment = -2 - index  # unlike all segments of the text
            for start, word in words_of(words, scheme):
                end = start + len(word.text)
                evidence = _evidence((start, end, words[start:end], where, index))
                yield word, evidence, segment, True

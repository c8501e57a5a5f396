"""From drafts in the cleaned text to records that stand on the source."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date

from zeren.loaders.aligned import AlignedText
from zeren.loaders.extraction.assignments import Draft, TaskReading
from zeren.loaders.extraction.deadlines import last_day
from zeren.loaders.extraction.mentions import find_mentions, level_of
from zeren.loaders.extraction.targets import find_targets
from zeren.loaders.extraction.themes import rank_themes
from zeren.loaders.outline import Item, heading, lead_title
from zeren.loaders.records import Assignment, Edit, Mention, Span, Target, Task, Theme
from zeren.loaders.tables import Row
from zeren.ontology.schemes import Scheme

_SENTENCE = 200
"""Characters to either side of a number that its sentence may have."""
_SENTENCE_END = re.compile("[。！？!?；;\n\t]")
_EVIDENCE = 5
"""Words that are kept to show a theme; more of them prove no more."""


def within(ranges: Iterable[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return what of *ranges* lies in ``start:end``, as offsets from *start*."""
    return [
        (max(left, start) - start, min(right, end) - start)
        for left, right in ranges
        if left < end and right > start
    ]


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of *text* that ``text[start:end]`` stands in, a long one cut.

    >>> sentence_around("一是建设。二是新增床位5张；三是宣传。", 11, 13)
    '二是新增床位5张；'
    """
    before = text[max(0, start - _SENTENCE) : start]
    left = max((found.end() for found in _SENTENCE_END.finditer(before)), default=0)
    behind = _SENTENCE_END.search(text, end, end + _SENTENCE)
    right = behind.end() if behind else min(len(text), end + _SENTENCE)
    return " ".join((before[left:] + text[start:right]).split())


_LIST_NUMBER = re.compile(r"(?m)^ *(?:[(（]?\d{1,2}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳])")
"""The number of a line in a cell: it belongs to no indicator."""


class Recorder:
    """Turns what was read of one document into its records.

    *year* is the year the plan is for, *period* its first and last year; *known* are the
    names of the units of the document; *schemes* a user's own themes instead of the
    built-in ones.
    """

    def __init__(
        self,
        aligned: AlignedText,
        edits: Sequence[Edit],
        *,
        period: tuple[int, int] | None,
        issued: date | None,
        known: Sequence[str],
        schemes: Sequence[Scheme] | None = None,
    ) -> None:
        self.aligned = aligned
        self.text = aligned.text
        self.period = period
        self.year = period[0] if period else issued.year if issued else None
        self.known = known
        self.schemes = schemes
        self.level = level_of(aligned.text)
        lost = [edit.span for edit in edits if edit.lost_digits]
        self._lost = sorted(span.start for span in lost)
        self._damaged = [found for span in lost for found in aligned.ranges_from(span)]

    def task(self, position: int, item: Item, reading: TaskReading, section: int | None) -> Task:
        """Return the record of one task; *section* is the index of the section around it."""
        start, end = item.body, item.end
        row = item.mark.row
        words = self.text[start:end]
        clauses = [(clause.start - start, clause.end - start) for clause in reading.clauses]
        by = None
        if row and row.parts:
            # What stands in other cells is no word of the task; a tab ends a sentence.
            clauses = within(
                [*row.outside(), *((c.start, c.end) for c in reading.clauses)], start, end
            )
            words = self._own(start, end, row)
            by = self._by(row)
        title = lead_title(self.text, item)
        span = self.aligned.source_span(item.mark.start, end)
        return Task(
            position=position,
            number=str(item.mark.ordinal),
            title=title,
            text=self._words(item),
            section=section,
            span=span,
            assignments=tuple(
                self._assignment(order, draft) for order, draft in enumerate(reading.drafts, 1)
            ),
            targets=self._targets(start, words, clauses, by),
            themes=self._themes(item, words, title, clauses),
            mentions=self._mentions(start, words, clauses),
            damaged=self._has_lost_digits(span),
        )

    def targets(
        self, start: int, end: int, clauses: Sequence[tuple[int, int]] = ()
    ) -> tuple[Target, ...]:
        """Return the targets of ``text[start:end]``; *clauses* are ranges in it to leave out."""
        return self._targets(start, self.text[start:end], clauses)

    def _targets(
        self,
        start: int,
        words: str,
        clauses: Sequence[tuple[int, int]],
        by: date | None = None,
    ) -> tuple[Target, ...]:
        """Return the targets of *words*, which stand at *start*.

        *by* is the deadline of those for which the words state none.
        """
        return tuple(
            Target(
                indicator=draft.indicator,
                comparator=draft.comparator,
                value=draft.value,
                upper_value=draft.upper_value,
                measure=draft.measure,
                deadline=draft.deadline or by,
                rule=draft.rule,
                span=self.aligned.source_span(start + draft.start, start + draft.end),
                sentence=sentence_around(self.text, start + draft.start, start + draft.end),
            )
            for draft in find_targets(
                words,
                year=self.year,
                period=self.period,
                skip=clauses,
                damaged=within(self._damaged, start, start + len(words)),
            )
        )

    def _words(self, item: Item) -> str:
        """Return the words of a task: all behind its number, or those of its cells."""
        row = item.mark.row
        if row and row.parts:
            return "\n".join(self.text[start:end].strip() for start, end in row.parts)
        return self.text[item.body : item.end].strip()

    def _own(self, start: int, end: int, row: Row) -> str:
        """Return ``text[start:end]`` with line breaks in place of all other cells."""
        words = self.text[start:end].replace("\t", "\n")
        for left, right in within(row.outside(), start, end):
            words = words[:left] + "\n" * (right - left) + words[right:]
        return _LIST_NUMBER.sub(lambda found: " " * len(found.group()), words)

    def _by(self, row: Row) -> date | None:
        days = [last_day(self.text[start:end], self.year) for start, end in row.deadlines]
        return max((day for day in days if day), default=None)

    def _assignment(self, order: int, draft: Draft) -> Assignment:
        party = draft.party
        return Assignment(
            role=party.role,
            name_as_written=party.surface,
            local_name=party.name,
            office=party.office,
            collective=party.collective,
            order=order,
            basis=draft.basis,
            rule=draft.rule,
            span=self.aligned.source_span(party.start, party.end),
        )

    def _themes(
        self, item: Item, words: str, title: str | None, clauses: Sequence[tuple[int, int]]
    ) -> tuple[Theme, ...]:
        start = item.body
        drafts = rank_themes(
            words,
            title=title,
            headings=[heading(self.text, above) for above in item.lineage()],
            clauses=clauses,
            schemes=self.schemes,
        )
        return tuple(
            Theme(
                concept=draft.concept,
                rank=rank,
                evidence=tuple(
                    self.aligned.source_span(start + word.start, start + word.end)
                    for word in draft.evidence
                    if word.heading is None
                )[:_EVIDENCE],
            )
            for rank, draft in enumerate(drafts, start=1)
        )

    def _mentions(
        self, start: int, words: str, clauses: Sequence[tuple[int, int]]
    ) -> tuple[Mention, ...]:
        return tuple(
            Mention(
                name=draft.name,
                name_as_written=draft.surface,
                rule=draft.rule,
                span=self.aligned.source_span(start + draft.start, start + draft.end),
            )
            for draft in find_mentions(words, skip=clauses, known=self.known, level=self.level)
        )

    def _has_lost_digits(self, span: Span) -> bool:
        index = bisect_left(self._lost, span.start)
        return index < len(self._lost) and self._lost[index] < span.end

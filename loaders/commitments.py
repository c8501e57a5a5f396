"""From drafts in the cleaned text to records that stand on the source."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from zeren.loaders.aligned import AlignedText
from zeren.loaders.extraction.assignments import Draft, TaskReading
from zeren.loaders.extraction.mentions import find_mentions, level_of
from zeren.loaders.extraction.targets import find_targets
from zeren.loaders.extraction.themes import rank_themes
from zeren.loaders.outline import Item, heading, lead_title
from zeren.loaders.records import Assignment, Edit, Mention, Span, Target, Task, Theme
from zeren.ontology.schemes import Scheme

_EVIDENCE = 5
"""Words that are kept to show a theme; more of them prove no more."""


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
        words = self.text[start:end]
        clauses = [(clause.start - start, clause.end - start) for clause in reading.clauses]
        title = lead_title(self.text, item)
        span = self.aligned.source_span(item.mark.start, end)
        return Task(
            position=position,
            number=str(item.mark.ordinal),
            title=title,
            text=words.strip(),
            section=section,
            span=span,
            assignments=tuple(
                self._assignment(order, draft) for order, draft in enumerate(reading.drafts, 1)
            ),
            targets=self.targets(start, end, clauses),
            themes=self._themes(item, title, clauses),
            mentions=self._mentions(start, words, clauses),
            damaged=self._has_lost_digits(span),
        )

    def targets(
        self, start: int, end: int, clauses: Sequence[tuple[int, int]] = ()
    ) -> tuple[Target, ...]:
        """Return the targets of ``text[start:end]``; *clauses* are ranges in it to leave out."""
        return tuple(
            Target(
                indicator=draft.indicator,
                comparator=draft.comparator,
                value=draft.value,
                upper_value=draft.upper_value,
                measure=draft.measure,
                deadline=draft.deadline,
                rule=draft.rule,
                span=self.aligned.source_span(start + draft.start, start + draft.end),
            )
            for draft in find_targets(
                self.text[start:end],
                year=self.year,
                period=self.period,
                skip=clauses,
                damaged=[
                    (max(left, start) - start, min(right, end) - start)
                    for left, right in self._damaged
                    if left < end and right > start
                ],
            )
        )

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
        self, item: Item, title: str | None, clauses: Sequence[tuple[int, int]]
    ) -> tuple[Theme, ...]:
        start = item.body
        drafts = rank_themes(
            self.text[start : item.end],
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

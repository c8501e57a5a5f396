"""From drafts in the cleaned text to records that stand on the source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from zeren.loaders.assignments import Draft, TaskReading
from zeren.loaders.clauses.grammar import Party
from zeren.loaders.mentions.finding import find_mentions, level_of
from zeren.loaders.names.parsing import SAYS
from zeren.loaders.records import Assignment, Edit, Mention, Note, Sector, Span, Target, Task, Theme
from zeren.loaders.structure.outline import Item, heading, lead_title
from zeren.loaders.structure.task_rows import Row
from zeren.loaders.targets.deadlines import (
    Deadline,
    last_day,
    last_of,
    open_end,
    year_named,
)
from zeren.loaders.targets.finding import dates_of, find_targets
from zeren.loaders.text.aligned import AlignedText
from zeren.loaders.text.brackets import fold
from zeren.loaders.text.spans import Spans
from zeren.loaders.themes.places import TaskWords
from zeren.loaders.themes.plans import NO_PLAN, Plan
from zeren.loaders.themes.ranking import SectorDraft, ThemeDraft, read_subjects
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


class Sentences:
    """The sentences of a text.

    >>> Sentences("一是建设。二是新增床位5张；三是宣传。").around(11, 13)
    '二是新增床位5张；'
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [found.end() for found in _SENTENCE_END.finditer(text)]

    def around(self, start: int, end: int) -> str:
        """Return the sentence that ``text[start:end]`` stands in, a long one cut."""
        before = bisect_right(self._ends, start) - 1
        left = max(start - _SENTENCE, self._ends[before] if before >= 0 else 0)
        behind = bisect_right(self._ends, end)
        stop = self._ends[behind] if behind < len(self._ends) else len(self._text)
        return " ".join(self._text[left : min(stop, end + _SENTENCE)].split())


_LIST_NUMBER = re.compile(r"(?m)^ *(?:[(（]?\d{1,2}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳])")
"""The number of a line in a cell: it belongs to no indicator."""


class _Words(NamedTuple):
    """The words of a task that stand at ``start``, as written and in one width.

    ``clauses`` are ranges of them that say who is responsible, or belong to other cells;
    ``by`` is the deadline of a table's row.
    """

    start: int
    text: str
    folded: str
    clauses: Sequence[tuple[int, int]]
    title: str | None = None
    by: date | None = None


def _bodies(reading: TaskReading) -> list[str]:
    """Return the names of the bodies that a task names itself, those that lead first."""
    own = [draft.party for draft in reading.drafts if draft.basis == "explicit"]
    return [party.name for party in sorted(own, key=lambda party: party.role != "lead")]


class Recorder:
    """Turns what was read of one document into its records.

    *year* is the year the plan is for, *period* its first and last year; *known* are the
    names of the units of the document; *schemes* a user's own themes instead of the
    built-in ones; *plan* its title and issuers, which tell the field of its tasks.
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
        plan: Plan = NO_PLAN,
    ) -> None:
        self.aligned = aligned
        self.text = aligned.text
        self._folded = fold(aligned.text)
        self._sentences = Sentences(aligned.text)
        self._headings: dict[int, str] = {}  # by the identity of their items
        self.period = period
        self.inferred = None if period or issued else year_named(aligned.text)
        self.year = period[0] if period else issued.year if issued else self.inferred
        self.known = known
        self.schemes = schemes
        self.plan = plan
        self.level = level_of(aligned.text)
        lost = [edit.span for edit in edits if edit.lost_digits]
        self._lost = sorted(span.start for span in lost)
        self._damaged = [found for span in lost for found in aligned.ranges_from(span)]

    def tasks(
        self, items: Sequence[Item], readings: Sequence[TaskReading], sections: Sequence[int | None]
    ) -> tuple[Task, ...]:
        """Return the records of all tasks; *sections* are the indices of the sections around them.

        Each question (targets, themes, mentions) is put to all tasks before the next one, so that
        its patterns and words stay in the cache of the processor: putting all questions to one
        task after the other takes a fifth longer.
        """
        all_words = [
            self._own_words(item, reading) for item, reading in zip(items, readings, strict=True)
        ]
        dates = [self._dates(words) for words in all_words]
        targets = list(map(self._targets, all_words, dates))
        subjects = self._subjects(all_words, items, readings)
        mentions = list(map(self._mentions, all_words))
        spans = [self.aligned.source_span(item.mark.start, item.end) for item in items]
        return tuple(
            Task(
                position=index + 1,
                number=str(item.mark.ordinal),
                title=all_words[index].title,
                text=self._written(item),
                section=sections[index],
                span=spans[index],
                assignments=tuple(
                    self._assignment(order, draft)
                    for order, draft in enumerate(readings[index].drafts, 1)
                ),
                targets=targets[index],
                sectors=subjects[index][0],
                themes=subjects[index][1],
                mentions=mentions[index],
                damaged=self._has_lost_digits(spans[index]),
                deadline=all_words[index].by or last_of(dates[index]),
                notes=(
                    *map(self._unread, readings[index].unread),
                    *self._undated(item, all_words[index], dates[index]),
                ),
            )
            for index, item in enumerate(items)
        )

    def _unread(self, party: Party) -> Note:
        """Say what stands at a unit's place and why it is none."""
        return Note(
            "unread-unit",
            f"no unit read from “{party.surface}”: {SAYS[party.reason]}",
            self.aligned.source_span(party.start, party.end),
        )

    def _undated(self, item: Item, words: _Words, dates: Sequence[Deadline]) -> Iterator[Note]:
        """Say that a task has no last day, where its clause, its line or its cell says so."""
        lines = [day for day in dates if day.whole_task]
        if words.by or any(day.day for day in lines):
            return
        row = item.mark.row
        places = [(day.start, day.end) for day in lines] or words.clauses
        cells = [(words.start + start, words.start + end) for start, end in places]
        if row and row.parts:
            cells = list(row.deadlines)
        for said in filter(None, (open_end(self.text, *cell) for cell in cells)):
            words_ = f"no last day: “{self.text[slice(*said)]}”"
            yield Note("no-date", words_, self.aligned.source_span(*said))
            break

    def targets(
        self, start: int, end: int, clauses: Sequence[tuple[int, int]] = ()
    ) -> tuple[Target, ...]:
        """Return the targets of ``text[start:end]``; *clauses* are ranges in it to leave out."""
        words = self.text[start:end]
        own = _Words(start, words, self._folded[start:end], clauses)
        return self._targets(own, self._dates(own))

    def _own_words(self, item: Item, reading: TaskReading) -> _Words:
        start, end = item.body, item.end
        row = item.mark.row
        words, folded = self.text[start:end], self._folded[start:end]
        clauses = [(clause.start - start, clause.end - start) for clause in reading.clauses]
        by = None
        if row and row.parts:
            # What stands in other cells is no word of the task; a tab ends a sentence.
            # The cells of units stand on both sides, and above where they are merged.
            inside = [c for c in reading.clauses if c.rule != "table-cell"]
            clauses = within([*row.outside(), *((c.start, c.end) for c in inside)], start, end)
            words = self._own(start, end, row)
            folded = fold(words)
            by = self._by(row)
        return _Words(start, words, folded, clauses, lead_title(self.text, item), by)

    def _dates(self, words: _Words) -> list[Deadline]:
        """Return the dates of a task; one in its clause is that of the whole task."""
        inside = Spans(words.clauses)
        sure = self.inferred is None  # a year that is inferred makes no day a past one
        found = dates_of(words.text, words.folded, self.year, self.period)
        for at, day in enumerate(found):
            whole = day.whole_task or inside.touch(day.start, day.end)
            if (whole, day.past and sure) != (day.whole_task, day.past):
                found[at] = replace(day, whole_task=whole, past=day.past and sure)
        return found

    def _targets(self, words: _Words, dates: Sequence[Deadline]) -> tuple[Target, ...]:
        """Return the targets of *words*, in which *dates* were found."""
        start = words.start
        return tuple(
            Target(
                indicator=draft.indicator,
                comparator=draft.comparator,
                value=draft.value,
                upper_value=draft.upper_value,
                measure=draft.measure,
                deadline=draft.deadline or words.by,
                rule=draft.rule,
                span=self.aligned.source_span(start + draft.start, start + draft.end),
                sentence=self._sentences.around(start + draft.start, start + draft.end),
                base_value=draft.base,
            )
            for draft in find_targets(
                words.text,
                year=self.year,
                period=self.period,
                skip=words.clauses,
                folded=words.folded,
                dates=dates,
                damaged=within(self._damaged, start, start + len(words.text)),
            )
        )

    def _written(self, item: Item) -> str:
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

    def _subjects(
        self, words: Sequence[_Words], items: Sequence[Item], readings: Sequence[TaskReading]
    ) -> list[tuple[tuple[Sector, ...], tuple[Theme, ...]]]:
        """Return the sectors and the themes of each task, whose words are *words*."""
        tasks = [
            TaskWords(
                own.text,
                own.title,
                [self._heading(above) for above in item.lineage()],
                own.clauses,
                _bodies(reading),
            )
            for own, item, reading in zip(words, items, readings, strict=True)
        ]
        return [
            (
                tuple(
                    Sector(
                        concept=draft.concept,
                        rank=rank,
                        score=Decimal(str(draft.score)),
                        prior=Decimal(str(draft.prior)),
                        evidence=self._shown_by(own, draft),
                    )
                    for rank, draft in enumerate(found.sectors, start=1)
                ),
                tuple(
                    Theme(concept=draft.concept, rank=rank, evidence=self._shown_by(own, draft))
                    for rank, draft in enumerate(found.themes, start=1)
                ),
            )
            for own, found in zip(
                words, read_subjects(tasks, self.plan, schemes=self.schemes), strict=True
            )
        ]

    def _shown_by(self, own: _Words, draft: SectorDraft | ThemeDraft) -> tuple[Span, ...]:
        return tuple(
            self.aligned.source_span(own.start + word.start, own.start + word.end)
            for word in islice(draft.own_words(), _EVIDENCE)
        )

    def _heading(self, item: Item) -> str:
        words = self._headings.get(id(item))
        if words is None:
            words = self._headings[id(item)] = heading(self.text, item)
        return words

    def _mentions(self, words: _Words) -> tuple[Mention, ...]:
        start = words.start
        return tuple(
            Mention(
                name=draft.name,
                name_as_written=draft.surface,
                rule=draft.rule,
                span=self.aligned.source_span(start + draft.start, start + draft.end),
            )
            for draft in find_mentions(
                words.text,
                skip=words.clauses,
                known=self.known,
                level=self.level,
                folded=words.folded,
            )
        )

    def _has_lost_digits(self, span: Span) -> bool:
        index = bisect_left(self._lost, span.start)
        return index < len(self._lost) and self._lost[index] < span.end

"""Finding the responsibility clauses of a task.

A clause is tried by the rules of :mod:`zeren.loaders.clauses.rules`, the surest
first: a label, in a bracket or outside; a bracket with a verb; a bracket of bodies
without one; and prose that is nothing but units and verbs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zeren.loaders.clauses import conventions
from zeren.loaders.clauses.grammar import Party, read_clause, read_parties, with_prefixes
from zeren.loaders.clauses.labels import Label, find_labels, is_label
from zeren.loaders.clauses.rules import BY_ID, IN_BRACKET
from zeren.loaders.clauses.sentences import find_sentences
from zeren.loaders.names import lexicon
from zeren.loaders.rules.model import first_that_fits
from zeren.loaders.text.brackets import LONGEST, Group, fold, outer_groups

_NO_WORDS = frozenset(("length", "figures"))
_LONGEST_LABEL = 20
_SHORT = 80
"""Characters of a clause that is kept for what it does not say: no unit stands in it."""


class Clause(NamedTuple):
    """A responsibility clause: offsets in the text that was read, the rule, and who stands in it.

    ``convention`` is what the clause itself says of roles (列第一位的为牵头单位). Of the parties
    those with a reason are no units.
    """

    start: int
    end: int
    rule: str
    parties: tuple[Party, ...]
    convention: conventions.Convention | None = None

    @property
    def units(self) -> tuple[Party, ...]:
        """The parties that are units."""
        return tuple(party for party in self.parties if not party.reason)


def find_clauses(text: str, *, bare: bool = True, folded: str | None = None) -> list[Clause]:
    """Return the clauses of *text* (one task, or any text), in order, not overlapping.

    Names have their elided prefixes back. *bare* allows the rule ``bracket-bare``, the only
    one that has no word to stand on. *folded* is the text in one width, where the caller has it.
    """
    with_conventions = fold(text) if folded is None else folded
    folded = conventions.blank(with_conventions)
    brackets = [c for g in outer_groups(folded) for c in _bracket(text, folded, g)]
    found = [clause for clause in brackets if clause.rule != "bracket-bare"]
    found += _labelled_prose(text, folded, found)
    if bare:
        without_verb = [clause for clause in brackets if clause.rule == "bracket-bare"]
        found += _no_glosses(folded, _apart(without_verb, found))
    found += [
        Clause(start, end, "sentence-verb", reading.parties)
        for left, right in _gaps(found, len(folded))
        for start, end, reading in find_sentences(text, folded, left, right)
    ]
    found.sort(key=lambda clause: clause.start)
    convention = conventions.find(with_conventions)
    return [
        clause._replace(
            parties=with_prefixes(clause.parties),
            convention=convention
            if convention and clause.start <= convention.start < clause.end
            else None,
        )
        for clause in found
    ]


def _bracket(text: str, folded: str, group: Group) -> Iterator[Clause]:
    start, end = group.inner
    labels = find_labels(folded, start, end)
    if labels and labels[0].start - start <= 2:
        yield from _labelled(text, folded, (group.start, group.end), labels, end, "bracket-label")
        return
    if not group.closed:
        return
    if labels:
        reading = read_clause(text, folded, start, end, None, labels=labels)
    else:
        reading = read_parties(text, folded, start, end, None, objects=True)
    names = [folded[party.start : party.end] for party in reading.parties]
    sound = [lexicon.is_unit(name) for name in names]
    rule = first_that_fits(IN_BRACKET, reading.kinds) if any(sound) else None
    if rule is None:
        return
    if rule.id == "bracket-bare":
        public = lexicon.is_government(names[0]) or lexicon.is_collective(names[0])
        if all(sound) and public:
            yield Clause(group.start, group.end, rule.id, reading.parties)
        return
    prose = any(p.reason in _NO_WORDS and len(p.surface) > 12 for p in reading.parties)
    most = sum(sound) * 2 >= len(sound) and _closes_sentence(folded, group.start, group.end)
    if not prose and (all(sound) or most):
        yield Clause(group.start, group.end, "bracket-verb", reading.parties)


def _labelled(
    text: str,
    folded: str,
    place: tuple[int, int],
    labels: Sequence[Label],
    stop: int,
    rule: str,
) -> Iterator[Clause]:
    """Read the lists behind *labels*, each up to the next label, the last up to *stop*."""
    stop = min(stop, labels[-1].end + LONGEST)
    reading = read_clause(text, folded, labels[0].start, stop, None, labels=labels)
    if not BY_ID[rule].fits(reading.kinds):
        return
    if reading.units or (reading.parties and stop - labels[0].start < _SHORT):
        yield Clause(*place, rule, reading.parties)


def _labelled_prose(text: str, folded: str, found: Sequence[Clause]) -> Iterator[Clause]:
    """Read labels outside brackets: on lines of their own, or behind a sentence."""
    for start, end in _gaps(found, len(folded)):
        for offset, stop, labels in _lines_of_labels(folded, start, end):
            while labels:
                first = labels[0]
                sentence = folded.find("。", first.end, stop)
                until = sentence if sentence >= 0 else stop
                together = [first, *(label for label in labels[1:] if label.start < until)]
                own_line = not folded[offset : first.start].strip(" *●·-—")
                word = folded[first.start : first.end].rstrip()
                if own_line or word.endswith((":", "为")):
                    rule = "line-label" if own_line else "sentence-label"
                    place = (first.start, first.start + len(folded[first.start : until].rstrip()))
                    yield from _labelled(text, folded, place, together, until, rule)
                labels = labels[len(together) :]


def _lines_of_labels(folded: str, start: int, end: int) -> Iterator[tuple[int, int, list[Label]]]:
    """Yield the lines with their labels; where one closes its line, the next line belongs to it."""
    offset = stop = start
    for line in folded[start:end].splitlines(keepends=True):
        stop += len(line)
        labels = find_labels(folded, offset, stop)
        waits = labels[-1].end if labels else offset
        words = folded[waits:stop].strip() if stop < end and stop - waits < _LONGEST_LABEL else "-"
        if (not words and labels) or is_label(words):
            continue
        yield offset, stop, labels
        offset = stop


def _no_glosses(folded: str, brackets: list[Clause]) -> list[Clause]:
    """Drop brackets of bodies that only explain (试点（甲院、乙院）): they close no sentence."""
    closes = [_closes_sentence(folded, c.start, c.end) for c in brackets]
    stops = [folded[c.end : c.end + 1] in {",", ";", "。", "", "\n"} for c in brackets]
    if any(closes) and all(a or b for a, b in zip(closes, stops, strict=True)):
        return brackets
    return [clause for clause, closing in zip(brackets, closes, strict=True) if closing]


def _closes_sentence(folded: str, start: int, end: int) -> bool:
    """Say whether the bracket stands behind a sentence, or at the end of one."""
    before = folded[max(0, start - 20) : start].rstrip(" \n")
    after = folded[end : end + 20].lstrip(" ")
    return (
        not before
        or before.endswith(("。", ";", "!", ")", "]"))
        or after.startswith(("。", ";"))
        or not after.strip("。;. \n")
    )


def _apart(clauses: Sequence[Clause], others: Sequence[Clause]) -> list[Clause]:
    """Return those of *clauses* that overlap none of *others*."""
    gaps = _gaps(others, max((c.end for c in [*clauses, *others]), default=0))
    begins = [start for start, _ in gaps]
    return [c for c in clauses if gaps[bisect_right(begins, c.start) - 1][1] >= c.end]


def _gaps(found: Sequence[Clause], end: int) -> list[tuple[int, int]]:
    """Return the stretches up to *end* between the clauses found so far."""
    gaps: list[tuple[int, int]] = []
    at = 0
    for clause in sorted(found, key=lambda c: c.start):
        gaps.append((at, clause.start))
        at = max(at, clause.end)
    return [*gaps, (at, end)]

"""The units in a cell of a table: labels, verbs, numbers and persons that stand there as well."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.loaders.clauses.labels import find_labels
from zeren.loaders.clauses.parties import Party, Reading, read_parties
from zeren.loaders.names.persons import is_person
from zeren.loaders.records import Role

# Units are numbered like the measures that they answer for: 1.甲局 2.乙局.
_NUMBER = re.compile(
    r"(?:(?<=[\n,;。、 ])|^)\s*"
    r"(?:\d{1,2}[.、)](?!\d)|\((?:\d{1,2}|[一二三四五六七八九十]{1,2})\))\s*|[①-⑳]\s*"
)


def read_cell(text: str, folded: str, start: int, end: int, role: Role) -> Reading:
    """Read the units in ``text[start:end]``, a cell under a heading that says their *role*.

    Labels inside the cell are finer than its heading (配合：乙局 under 责任单位). A person beside a
    unit is none.
    """
    readings = [
        read_parties(text, folded, left, right, stated)
        for begin, stop in _pieces(folded, start, end)
        for left, right, stated in _labelled(folded, begin, stop, role)
    ]
    parties = [party for reading in readings for party in reading.parties]
    units = [party for party in parties if not is_person(party.name)]
    return Reading(
        tuple(_without_person(party) for party in (units or parties)),
        any(reading.has_verb for reading in readings),
        tuple(words for reading in readings for words in reading.unreadable),
    )


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at the numbers of a list."""
    words = folded[start:end]
    numbers = list(_NUMBER.finditer(words))
    if not numbers:
        yield start, end
        return
    if words[: numbers[0].start()].strip():
        yield start, start + numbers[0].start()
    stops = [number.start() for number in numbers[1:]] + [len(words)]
    for number, stop in zip(numbers, stops, strict=True):
        yield start + number.end(), start + stop


def _labelled(folded: str, start: int, end: int, role: Role) -> Iterator[tuple[int, int, Role]]:
    labels = find_labels(folded, start, end)
    if not labels:
        yield start, end, role
        return
    if folded[start : labels[0].start].strip():
        yield start, labels[0].start, role
    stops = [label.start for label in labels[1:]] + [end]
    for label, stop in zip(labels, stops, strict=True):
        if label.role is not None:
            yield label.end, stop, label.role


def _without_person(party: Party) -> Party:
    """Return *party* without a person in its bracket: 甲局（王某）."""
    if party.office is None or not is_person(party.office):
        return party
    end = party.start + len(party.name)
    return party._replace(surface=party.name, office=None, end=end)

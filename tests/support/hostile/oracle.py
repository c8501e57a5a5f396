"""What must hold of whatever a reader gives back: the records point into the text, in order."""

from __future__ import annotations

from zeren.loaders import load
from zeren.loaders.errors import ReadError
from zeren.loaders.sources import limits, read_as
from zeren.loaders.sources.kinds import Kind
from zeren.loaders.text.extracted import Extracted


def check(kind: Kind, data: bytes) -> str:
    """Read *data* and return ``read`` or the code of the error that refuses it.

    Raises whatever else happens, and AssertionError when a result contradicts itself.
    """
    try:
        result = read_as(kind, data)
    except ReadError as error:
        refusal = error
    else:
        check_result(result)
        return "read"
    line = str(refusal)
    assert "\n" not in line, f"an error of several lines: {line!r}"
    assert refusal.next_step, f"an error without a next step: {line!r}"
    return refusal.code


def check_plan(kind: Kind, data: bytes) -> str:
    """Read *data* as a plan, its tasks and all, and return ``read`` or the code of the refusal.

    Raises whatever else happens, and AssertionError when a record points outside of the text.
    """
    try:
        document = load(data)
    except ReadError as error:
        return error.code
    length = len(document.text)
    spans = [section.span for section in document.sections]
    for task in document.tasks:
        spans += [task.span, *(a.span for a in task.assignments), *(m.span for m in task.mentions)]
        spans += [target.span for target in task.targets]
    for span in spans:
        assert 0 <= span.start <= span.end <= length, f"{span} is outside of {length} characters"
    return "read"


def check_result(result: Extracted) -> None:
    """Raise AssertionError when a part of *result* lies outside of its text or out of order."""
    length = len(result.text)
    assert result.text.strip(), "an empty text was given back"
    assert length <= limits.CHARACTERS
    result.text.encode("utf-8")  # no half of a pair
    last = 0
    for grid in result.grids:
        assert last <= grid.span.start <= grid.span.end <= length, "tables out of order"
        last = grid.span.end
        at = grid.span.start
        taken: set[tuple[int, int]] = set()
        for cell in grid.cells:
            assert at <= cell.span.start <= cell.span.end <= grid.span.end, "cells out of order"
            at = cell.span.end
            assert cell.row >= 0
            assert cell.column >= 0
            assert cell.rows >= 1
            assert cell.columns >= 1
            assert (cell.row, cell.column) not in taken, "two cells in one place"
            taken.add((cell.row, cell.column))
    last = 0
    for place in result.places:
        assert last <= place.span.start <= place.span.end <= length, "places out of order"
        last = place.span.end

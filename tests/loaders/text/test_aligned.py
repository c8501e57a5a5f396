"""The way back to the source, against a model that keeps it for each character."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zeren.loaders.records import Span
from zeren.loaders.text.aligned import AlignedText, Change


class Cell(NamedTuple):
    """One character of the text, the source range it stems from, and whether it is that text."""

    char: str
    start: int
    end: int
    kept: bool


class History(NamedTuple):
    """A text after some rounds of edits, and the model of it."""

    aligned: AlignedText
    cells: list[Cell]


def model_span(cells: list[Cell], source: str, start: int, end: int) -> Span:
    if start == end:
        where = cells[start].start if start < len(cells) else len(source)
        return Span(where, where)
    return Span(cells[start].start, cells[end - 1].end)


def apply(cells: list[Cell], source: str, changes: list[Change]) -> list[Cell]:
    """Return the model after *changes*: slow, and plain enough to be believed."""
    result: list[Cell] = []
    at = 0
    for change in changes:
        if change.status == "flagged":
            continue
        result += cells[at : change.start]
        old = cells[change.start : change.end]
        if change.aligned:
            result += [
                cell._replace(char=char, kept=cell.kept and char == cell.char)
                for cell, char in zip(old, change.replacement, strict=True)
            ]
        else:
            span = model_span(cells, source, change.start, change.end)
            if change.start == change.end and cuts_a_replacement(cells, change.start):
                span = Span(cells[change.start].start, cells[change.start].end)
            result += [Cell(char, *span, False) for char in change.replacement]
        at = change.end
    return result + cells[at:]


def cuts_a_replacement(cells: list[Cell], at: int) -> bool:
    """Say whether *at* stands between two characters that stem from one place."""
    if not 0 < at < len(cells):
        return False
    left, right = cells[at - 1], cells[at]
    return not left.kept and not right.kept and left.end > right.start


words = st.text(alphabet="甲乙丙丁ab1?\n", max_size=12)


@st.composite
def histories(draw: st.DrawFn, *, rounds: int = 4) -> History:
    """Return a random source after random rounds of edits of every kind."""
    source = draw(words)
    aligned = AlignedText.of(source)
    cells = [Cell(char, index, index + 1, True) for index, char in enumerate(source)]
    for _ in range(draw(st.integers(0, rounds))):
        size = len(aligned.text)
        cuts = sorted(draw(st.lists(st.integers(0, size), max_size=8)))
        changes = []
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            kind = draw(st.sampled_from(["aligned", "replaced", "deleted", "inserted", "flagged"]))
            if kind == "aligned":
                replacement = draw(st.text("甲乙x", min_size=end - start, max_size=end - start))
                changes.append(Change(start, end, replacement, "", aligned=True))
            elif kind == "flagged":
                changes.append(Change(start, end, "不作数", "", status="flagged"))
            elif kind == "inserted":
                changes.append(Change(start, start, draw(words), ""))
            else:
                changes.append(Change(start, end, "" if kind == "deleted" else draw(words), ""))
        aligned = aligned.edit(changes)
        cells = apply(cells, source, changes)
    return History(aligned, cells)


def ranges(length: int) -> list[tuple[int, int]]:
    return [(start, end) for start in range(length + 1) for end in range(start, length + 1)]


@settings(deadline=None)
@given(histories())
def test_text_and_spans_are_those_of_the_model(history: History) -> None:
    """Every range leads to the source range that its first and last character stem from."""
    aligned, cells = history
    assert aligned.text == "".join(cell.char for cell in cells)
    for start, end in ranges(len(cells)):
        assert aligned.source_span(start, end) == model_span(cells, aligned.source, start, end)


@settings(deadline=None)
@given(histories())
def test_spans_lie_inside_the_source_and_grow_with_their_range(history: History) -> None:
    """A range inside another one never leads outside the other one's span."""
    aligned = history.aligned
    size = len(aligned.text)
    for start, end in ranges(size):
        span = aligned.source_span(start, end)
        assert 0 <= span.start <= span.end <= len(aligned.source)
        if start < end < size:
            longer = aligned.source_span(start, end + 1)
            assert longer.start == span.start
            assert longer.end >= span.end
    starts = [aligned.source_span(at, at).start for at in range(size + 1)]
    assert all(left <= right for left, right in pairwise(starts))


@settings(deadline=None)
@given(histories())
def test_kept_text_leads_to_itself(history: History) -> None:
    """A range whose characters were all kept quotes exactly those characters."""
    aligned, cells = history
    for start, end in ranges(len(cells)):
        inside = cells[start:end]
        whole = all(left.end == right.start for left, right in pairwise(inside))
        if inside and whole and all(cell.kept for cell in inside):
            piece = aligned.text[start:end]
            assert aligned.source_span(start, end).of(aligned.source) == piece


@settings(deadline=None)
@given(histories(), st.data())
def test_explained_edits_quote_the_source(history: History, data: st.DataObject) -> None:
    """``before`` is the source at the edit's span; a flagged edit keeps what it was given."""
    aligned = history.aligned
    start = data.draw(st.integers(0, len(aligned.text)))
    end = data.draw(st.integers(start, len(aligned.text)))
    change = Change(start, end, "甲", "because", margin=2.5, lost_digits=True)
    flagged = Change(start, end, "甲", "doubt", status="flagged")
    repaired, kept = aligned.explain("some step", [change, flagged])
    assert repaired.before == kept.before == repaired.span.of(aligned.source)
    assert (repaired.after, kept.after) == ("甲", aligned.text[start:end])
    assert (repaired.kind, repaired.reason, repaired.margin) == ("some step", "because", 2.5)
    assert (repaired.lost_digits, kept.lost_digits) == (True, False)
    assert (repaired.status, kept.status) == ("repaired", "flagged")


@given(words)
def test_no_change_changes_nothing(source: str) -> None:
    """A text without edits leads to itself, and a flagged place is no edit."""
    flagged = Change(0, len(source), "x", "", status="flagged")
    for aligned in (AlignedText.of(source), AlignedText.of(source).edit([flagged])):
        assert aligned.text == aligned.source == source
        assert all(aligned.source_span(*each) == each for each in ranges(len(source)))


def test_an_insertion_before_a_replacement_does_not_take_its_source() -> None:
    """Runs that begin at one place of the source are one only when they end at one place."""
    once = AlignedText.of("a").edit([Change(0, 0, "x", ""), Change(0, 1, "b", "")])
    again = once.edit([])
    assert again.text == "xb"
    assert again.source_span(1, 2) == once.source_span(1, 2) == Span(0, 1)


def test_an_insertion_inside_a_replacement_leads_to_what_was_replaced() -> None:
    """A range grows with each character, also where one was put into a replacement."""
    aligned = AlignedText.of("a").edit([Change(0, 1, "xy", "")]).edit([Change(1, 1, "-", "")])
    assert aligned.text == "x-y"
    assert aligned.source_span(0, 2) == Span(0, 1)


@pytest.mark.parametrize("where", [(-1, 0), (0, 4), (2, 1), (4, 4)])
def test_a_range_outside_the_text_is_refused(where: tuple[int, int]) -> None:
    """A range must lie inside the text and not run backwards."""
    with pytest.raises(ValueError, match="outside"):
        AlignedText.of("甲乙丙").source_span(*where)


@pytest.mark.parametrize(
    "changes",
    [
        [Change(0, 2, "", ""), Change(1, 3, "", "")],
        [Change(2, 3, "", ""), Change(0, 1, "", "")],
        [Change(0, 4, "", "")],
        [Change(-1, 1, "", "")],
        [Change(2, 1, "", "")],
        [Change(0, 2, "甲", "", aligned=True)],
    ],
    ids=["overlap", "order", "past the end", "before the start", "backwards", "length"],
)
def test_changes_that_cannot_be_made_are_refused(changes: list[Change]) -> None:
    """Changes must be in order, apart, inside the text, and as long as they claim."""
    with pytest.raises(ValueError, match="change at"):
        AlignedText.of("甲乙丙").edit(changes)

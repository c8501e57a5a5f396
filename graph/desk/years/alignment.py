"""Which task of one plan is which of another: the pairing that fits best as a whole.

Each pair has a score of three parts, all shown: how alike the words are (without the names of
units), how alike the leads are, and how near the places are (heading and order). The pairing is
the one with the highest sum of scores, in which each task stands once (the assignment problem;
Kuhn, *The Hungarian method*, 1955; computed as Crouse, *On implementing 2D rectangular assignment
algorithms*, IEEE TAES 52, 2016). What scores below a threshold is no pair: the one task was
dropped, the other is new.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from zeren.graph.desk.years.likeness import likeness, normal
from zeren.graph.model.facts import Facts, TaskFact

WORDS: Final = 0.70
LEAD: Final = 0.20
PLACE: Final = 0.10
"""What the three parts of a score weigh. Chosen on invented plans (tests/data/years)."""
LEAST: Final = 0.25
"""Pairs that score less are none."""
SAME: Final = 0.97
"""Words that are so much alike count as the same (a comma, a particle)."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well two tasks fit: the whole, and its parts. All from 0 to 1."""

    whole: float
    words: float
    lead: float
    place: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tasks that are one, by their numbers in the two lists; ``moved`` out of their order."""

    old: int
    new: int
    score: Score
    moved: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """The pairs, and for each task without one the nearest task of the other plan, with a score."""

    pairs: tuple[Pair, ...]
    dropped: dict[int, tuple[int, Score]]
    new: dict[int, tuple[int, Score]]


def aligned(
    facts: Facts, old: Sequence[TaskFact], new: Sequence[TaskFact], least: float = LEAST
) -> Alignment:
    """Return which task of *old* is which of *new*; pairs that score below *least* are none."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not old or not new:
        return Alignment((), {}, {})
    words = likeness([bare(facts, task) for task in old], [bare(facts, task) for task in new])
    lead = likeness([task.name for task in old], [task.name for task in new])
    place = _places(old, new)
    whole = WORDS * words + LEAD * lead + PLACE * place
    # A little for the order, so that of equal pairings the straight one is taken.
    rows, columns = linear_sum_assignment(-np.where(whole >= least, whole, 0))

    def score(a: int, b: int) -> Score:
        parts = (whole[a, b], words[a, b], lead[a, b], place[a, b])
        return Score(*(round(float(part), 3) for part in parts))

    found = [(int(a), int(b)) for a, b in zip(rows, columns, strict=True) if whole[a, b] >= least]
    found.sort(key=lambda pair: pair[1])
    kept = _in_order([a for a, _ in found])
    pairs = tuple(
        Pair(a, b, score(a, b), moved=number not in kept) for number, (a, b) in enumerate(found)
    )
    gone = set(range(len(old))) - {a for a, _ in found}
    come = set(range(len(new))) - {b for _, b in found}
    return Alignment(
        pairs,
        {a: (b := int(whole[a].argmax()), score(a, b)) for a in sorted(gone)},
        {b: (a := int(whole[:, b].argmax()), score(a, b)) for b in sorted(come)},
    )


def bare(facts: Facts, task: TaskFact) -> str:
    """Return the words of a task without the names of those who answer for it."""
    text = task.text
    parts = facts.assignments_of.get(task.iri, ())
    for written in sorted({part.written for part in parts}, key=len, reverse=True):
        text = text.replace(written, "")
    return text


def _places(old: Sequence[TaskFact], new: Sequence[TaskFact]) -> Any:
    """Return how near the places of tasks are: half their headings, half their order."""
    import numpy as np

    above = [["".join(task.headings) for task in tasks] for tasks in (old, new)]
    heads = likeness(*above)
    a = np.arange(len(old)) / max(1, len(old) - 1)
    b = np.arange(len(new)) / max(1, len(new) - 1)
    return (heads + 1 - np.abs(a[:, None] - b[None, :])) / 2


def _in_order(numbers: Sequence[int]) -> set[int]:
    """Return which of *numbers* make the longest rising row: the others have moved (LIS)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(number)
            ends.append(at)
        else:
            tails[place], ends[place] = number, at
    kept: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept


def is_same(facts: Facts, old: TaskFact, new: TaskFact, score: Score) -> bool:
    """Return whether two tasks say the same, but for figures, marks and the names of units."""
    return score.words >= SAME or normal(bare(facts, old)) == normal(bare(facts, new))

"""What became of each task from one plan to the next: its words, its units, its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from zeren.graph.desk.years.alignment import LEAST, Score, aligned, is_same
from zeren.graph.desk.years.likeness import likeness, normal
from zeren.graph.model.facts import DocumentFact, Facts, TargetFact, TaskFact
from zeren.loaders.records import ROLES, Role

Kind = Literal["same", "moved", "reworded", "new", "dropped"]
KINDS: Final[tuple[Kind, ...]] = ("same", "moved", "reworded", "new", "dropped")
UnitChanged = Literal["came", "went", "role"]
TargetChanged = Literal["raised", "lowered", "same", "other", "new", "dropped"]
_INDICATOR: Final = 0.5  # indicators that are less alike are two


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit that came to a task, went from it, or changed its role there."""

    label: str
    change: UnitChanged
    before: tuple[Role, ...]
    after: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class TargetChange:
    """A number of the old plan, of the new, or both; "other" where they cannot be compared.

    Raised and lowered are said of the number: whether that is more or less work, its
    indicator says.
    """

    change: TargetChanged
    old: TargetFact | None
    new: TargetFact | None


@dataclass(frozen=True, slots=True)
class TaskChange:
    """A task of either plan, or of both; one whose words changed is reworded, moved or not.

    ``score`` is that of the pair, ``nearest`` the task that comes nearest to one without a pair.
    """

    kind: Kind
    moved: bool
    old: TaskFact | None
    new: TaskFact | None
    score: Score | None
    nearest: tuple[TaskFact, Score] | None
    units: tuple[UnitChange, ...]
    targets: tuple[TargetChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans: what became of each task, of the numbers of the plans, of the units in all.

    ``units`` are those that only one of the plans names, and those whose roles in all are others;
    ``loads`` says in how many tasks a unit stands in each plan.
    """

    old: DocumentFact
    new: DocumentFact
    tasks: tuple[TaskChange, ...]
    targets: tuple[TargetChange, ...]
    units: tuple[UnitChange, ...]
    loads: Mapping[str, tuple[int, int]]

    def count(self, kind: Kind) -> int:
        """Return how many tasks are of that kind."""
        return sum(change.kind == kind for change in self.tasks)


def compared(facts: Facts, old: str, new: str, least: float = LEAST) -> Comparison:
    """Return what changed from the plan *old* to the plan *new* (IRIs).

    Tasks are in the order of the new plan, those that were dropped at the end, in theirs.
    """
    first, second = facts.documents[old], facts.documents[new]
    before, after = _tasks(facts, old), _tasks(facts, new)
    found = aligned(facts, before, after, least)
    names = _Names(facts, apart=first.jurisdiction != second.jurisdiction)
    made: list[tuple[int, TaskChange]] = []
    for pair in found.pairs:
        a, b = before[pair.old], after[pair.new]
        moved = pair.moved or not _same_headings(a, b)
        same = is_same(facts, a, b, pair.score)
        made.append(
            (
                pair.new,
                TaskChange(
                    kind="reworded" if not same else "moved" if moved else "same",
                    moved=moved,
                    old=a,
                    new=b,
                    score=pair.score,
                    nearest=None,
                    units=names.changes([a.iri], [b.iri]),
                    targets=_targets(facts, a.iri, b.iri),
                ),
            )
        )
    for number, (near, score) in found.new.items():
        nearest = (before[near], score)
        made.append((number, _alone("new", facts, names, None, after[number], nearest)))
    for number, (near, score) in found.dropped.items():
        nearest = (after[near], score)
        place = len(after) + number
        made.append((place, _alone("dropped", facts, names, before[number], None, nearest)))
    if not before or not after:
        made += [(n, _alone("new", facts, names, None, task, None)) for n, task in enumerate(after)]
        made += [
            (n, _alone("dropped", facts, names, task, None, None)) for n, task in enumerate(before)
        ]
    loads = names.loads([task.iri for task in before], [task.iri for task in after])
    return Comparison(
        old=first,
        new=second,
        tasks=tuple(change for _, change in sorted(made, key=lambda each: each[0])),
        targets=_targets(facts, old, new),
        units=names.changes([task.iri for task in before], [task.iri for task in after]),
        loads=loads,
    )


class _Names:
    """What a unit is called in both plans: itself, or in plans of two places what it is there."""

    def __init__(self, facts: Facts, *, apart: bool) -> None:
        self._facts = facts
        self._apart = apart

    def of(self, unit: str) -> str:
        fact = self._facts.units[unit]
        if not self._apart or not fact.jurisdiction:
            return fact.label
        place = fact.jurisdiction
        ends = (place[at:] for at in range(len(place)))
        begin = next((end for end in ends if fact.label.startswith(end) and end != fact.label), "")
        return fact.label.removeprefix(begin)

    def roles(self, tasks: Sequence[str]) -> dict[str, set[Role]]:
        found: dict[str, set[Role]] = {}
        for task in tasks:
            for part in self._facts.assignments_of.get(task, ()):
                found.setdefault(self.of(part.unit), set()).add(part.role)
        return found

    def changes(self, old: Sequence[str], new: Sequence[str]) -> tuple[UnitChange, ...]:
        before, after = self.roles(old), self.roles(new)
        made = []
        for label in sorted(before.keys() | after.keys()):
            had, has = _ordered(before.get(label)), _ordered(after.get(label))
            if had != has:
                kind: UnitChanged = "role" if had and has else "came" if has else "went"
                made.append(UnitChange(label, kind, had, has))
        return tuple(sorted(made, key=lambda each: (each.change, each.label)))

    def loads(self, old: Sequence[str], new: Sequence[str]) -> dict[str, tuple[int, int]]:
        found: dict[str, list[int]] = {}
        for side, tasks in enumerate((old, new)):
            for task in tasks:
                parts = self._facts.assignments_of.get(task, ())
                for label in {self.of(part.unit) for part in parts}:
                    found.setdefault(label, [0, 0])[side] += 1
        ranked = sorted(found.items(), key=lambda each: (-max(each[1]), each[0]))
        return {label: (counts[0], counts[1]) for label, counts in ranked}


def _alone(
    kind: Kind,
    facts: Facts,
    names: _Names,
    old: TaskFact | None,
    new: TaskFact | None,
    nearest: tuple[TaskFact, Score] | None,
) -> TaskChange:
    gone, come = [old.iri] if old else [], [new.iri] if new else []
    return TaskChange(
        kind, False, old, new, None, nearest,
        names.changes(gone, come), _targets(facts, *(gone or [""]), *(come or [""])),
    )  # fmt: skip


def _targets(facts: Facts, old: str, new: str) -> tuple[TargetChange, ...]:
    """Pair the numbers of two tasks, or of two plans as a whole, by indicator and measure."""
    from scipy.optimize import linear_sum_assignment

    before, after = facts.targets_of.get(old, ()), facts.targets_of.get(new, ())
    pairs: dict[int, int] = {}
    if before and after:
        alike = [[_alike(first, second) for second in after] for first in before]
        rows, columns = linear_sum_assignment(alike, maximize=True)
        found = zip(map(int, rows), map(int, columns), strict=True)
        pairs = {b: a for a, b in found if alike[a][b] >= _INDICATOR}
    made = [
        _changed(before[pairs[b]], each) if b in pairs else TargetChange("new", None, each)
        for b, each in enumerate(after)
    ]
    kept = set(pairs.values())
    gone = [each for a, each in enumerate(before) if a not in kept]
    return tuple(made + [TargetChange("dropped", each, None) for each in gone])


def _alike(old: TargetFact, new: TargetFact) -> float:
    """Return how alike two indicators are; half as much where they are measured otherwise."""
    words = SequenceMatcher(None, normal(old.indicator), normal(new.indicator), autojunk=False)
    return words.ratio() * (1 if old.measure == new.measure else 0.5)


def _changed(old: TargetFact, new: TargetFact) -> TargetChange:
    if old.measure != new.measure or _is_change(old) != _is_change(new):
        return TargetChange("other", old, new)
    was, now = (old.value, old.upper_value), (new.value, new.upper_value)
    if was == now:
        same = old.comparator == new.comparator and old.deadline == new.deadline
        return TargetChange("same" if same else "other", old, new)
    above, below = new.upper_value or new.value, old.upper_value or old.value
    if above != below:
        return TargetChange("raised" if above > below else "lowered", old, new)
    return TargetChange("raised" if new.value > old.value else "lowered", old, new)


def _is_change(target: TargetFact) -> bool:
    return target.comparator.startswith("change")


def _same_headings(old: TaskFact, new: TaskFact) -> bool:
    a, b = "".join(old.headings), "".join(new.headings)
    return normal(a) == normal(b) or bool(likeness([a], [b])[0, 0] >= 0.35)


def _ordered(roles: set[Role] | None) -> tuple[Role, ...]:
    return tuple(role for role in ROLES if role in (roles or ()))


def _tasks(facts: Facts, document: str) -> list[TaskFact]:
    mine = [task for task in facts.tasks.values() if task.document == document]
    return sorted(mine, key=lambda task: task.position)

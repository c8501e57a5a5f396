"""From clauses to assignments: what only the whole document can say.

Conventions, units that take part in all later tasks, clauses that stand at a section
and govern its tasks, and slips in names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zeren.loaders.clauses import conventions
from zeren.loaders.clauses.cells import read_cell
from zeren.loaders.clauses.conventions import Convention
from zeren.loaders.clauses.finding import Clause, find_clauses
from zeren.loaders.clauses.grammar import Party, read_parties, with_prefixes
from zeren.loaders.clauses.rules import BY_ID
from zeren.loaders.names.lexicon import is_government, is_unit
from zeren.loaders.names.slips import corrections
from zeren.loaders.records import Basis, Role
from zeren.loaders.structure.outline import Item, Outline
from zeren.loaders.structure.task_rows import Row
from zeren.loaders.text.brackets import fold


class Draft(NamedTuple):
    """An assignment whose offsets are still those of the cleaned text."""

    party: Party
    rule: str
    basis: Basis = "explicit"


@dataclass(frozen=True, slots=True)
class TaskReading:
    """What was read of one task: who must do it, and the clauses that say so.

    ``unread`` stand at a unit's place in them and are none, each with its reason.
    """

    drafts: tuple[Draft, ...]
    clauses: tuple[Clause, ...]
    unread: tuple[Party, ...] = ()


def read_assignments(text: str, outline: Outline) -> list[TaskReading]:
    """Return what the clauses of each task of *outline* say.

    *text* is the cleaned text of the document; offsets in the result are its.
    """
    folded = fold(text)
    clauses = _task_clauses(text, folded, outline)
    by_section = _section_clauses(text, folded, outline, clauses)
    standing = _Standing(text, folded, outline)
    drafts: list[list[Draft]] = []
    for item, own in zip(outline.tasks, clauses, strict=True):
        standing.enter(item, own)
        read = [draft for clause in own for draft in standing.read(clause)]
        read = _with_merged_cells(read, item.mark.row)
        if not read:
            governing = by_section.get(id(item), ())
            read = [
                draft._replace(basis="inherited")  # it is not the task's own clause
                for clause in governing
                for draft in standing.read(clause)
            ]
        drafts.append(_once([*read, *standing.statement(item), *standing.inherited()]))
    return [
        TaskReading(
            tuple(draft for draft in own if not draft.party.reason),
            tuple(stated),
            tuple(d.party for d in own if d.party.reason and d.basis == "explicit"),
        )
        for own, stated in zip(_without_slips(drafts), clauses, strict=True)
    ]


def _task_clauses(text: str, folded: str, outline: Outline) -> list[list[Clause]]:
    found = [
        _cell_clauses(text, folded, item)
        or [
            _shift(clause, start)
            for start, end in _parts(item)
            for clause in find_clauses(text[start:end], folded=folded[start:end])
        ]
        for item in outline.tasks
    ]
    if sum(map(bool, found)) * 4 < len(found):  # the plan has no other way to assign
        opened = [_opening(text, folded, item) for item in outline.tasks]
        if sum(map(bool, opened)) > 1:
            found = [own or front for own, front in zip(found, opened, strict=True)]
    bare = [clause for own in found for clause in own if clause.rule == "bracket-bare"]
    if len(bare) == 1 and len(found) > 3 and sum(map(len, found)) == 1:
        # One bracket of bodies in a whole plan is a gloss, not the plan's way to assign.
        return [[] for _ in found]
    return found


_FRONT = 40
"""Characters of the units that a task may open with."""


def _opening(text: str, folded: str, item: Item) -> list[Clause]:
    """Return the units that a task opens with, before a colon (甲局：新建学校三所)."""
    stop = folded.find(":", item.body, min(item.end, item.body + _FRONT))
    if stop < 0 or item.mark.row:
        return []
    reading = read_parties(text, folded, item.body, stop, "responsible", strict=True)
    names = [folded[party.start : party.end] for party in reading.parties]
    sound = (
        names
        and BY_ID["front-colon"].fits(reading.kinds)
        and not reading.unreadable
        and all(is_unit(name) and is_government(name) for name in names)
    )
    parties = with_prefixes(reading.parties)
    return [Clause(item.body, stop + 1, "front-colon", parties)] if sound else []


def _with_merged_cells(drafts: list[Draft], row: Row | None) -> list[Draft]:
    """Name the rule of the units that stand in a cell of another row, merged into this one."""
    if row is None or not row.parts:
        return drafts
    return [
        draft
        if row.start <= draft.party.start and draft.party.end <= row.end
        else draft._replace(rule=f"{draft.rule}+merged-cell")
        for draft in drafts
    ]


def _parts(item: Item) -> Sequence[tuple[int, int]]:
    """Return where the words of a task stand: its own cells, or all of it."""
    row = item.mark.row
    return row.parts if row and row.parts else [(item.body, item.end)]


def _cell_clauses(text: str, folded: str, item: Item) -> list[Clause]:
    """Return the units of a table's row as one clause, or nothing."""
    row = item.mark.row
    cells = row.cells if row else ()
    if row and not row.parts:
        cells = tuple(cell for cell in cells if cell.end <= item.end)
    read = [read_cell(text, folded, cell.start, cell.end, cell.role) for cell in cells]
    parties = [party for reading in read for party in reading.parties]
    if not parties:
        return []
    # Cells of a merged row stand in any order, and far apart.
    start, end = min(cell.start for cell in cells), max(cell.end for cell in cells)
    return [Clause(start, end, "table-cell", with_prefixes(parties))]


def _shift(clause: Clause, by: int) -> Clause:
    parties = tuple(p._replace(start=p.start + by, end=p.end + by) for p in clause.parties)
    convention = clause.convention
    if convention:
        convention = convention._replace(start=convention.start + by, end=convention.end + by)
    return Clause(clause.start + by, clause.end + by, clause.rule, parties, convention)


def _section_clauses(
    text: str, folded: str, outline: Outline, clauses: Sequence[Sequence[Clause]]
) -> dict[int, list[Clause]]:
    """Return the clauses that stand at a section, by the identity of each task they govern.

    A clause in the section's own words, before its first item, governs all its tasks. One
    at the end of its last task does so where no other task of the section has one, and
    the plan does it at least twice.
    """
    own = {id(item): found for item, found in zip(outline.tasks, clauses, strict=True)}
    governed: dict[int, list[Clause]] = {}
    trailing: list[tuple[list[Item], list[Clause]]] = []
    for section in outline.sections:
        first = section.children[0].mark.start
        words = text[section.body : first]
        states = "\n" in words or "(" in folded[section.body : first]
        heads = find_clauses(words, folded=folded[section.body : first]) if states else []
        leaves = [child for child in section.children if id(child) in own]
        if heads:
            for leaf in leaves:
                governed[id(leaf)] = [
                    _shift(clause, section.body)._replace(rule="section-clause") for clause in heads
                ]
        elif len(leaves) > 1 and len(leaves) == len(section.children):
            last = own[id(leaves[-1])]
            if last and not any(own[id(leaf)] for leaf in leaves[:-1]):
                trailing.append((leaves[:-1], [c._replace(rule="section-clause") for c in last]))
    if len(trailing) > 1:
        for leaves, found in trailing:
            governed |= {id(leaf): list(found) for leaf in leaves}
    return governed


class _Standing:
    """What stands from some place of the document on: a convention, units of all later tasks."""

    def __init__(self, text: str, folded: str, outline: Outline) -> None:
        self.text = text
        self.folded = folded
        self._convention: Convention | None = None
        self._later: list[Draft] = []
        self._here: list[Draft] = []
        for start, end in _around(text, outline):
            self._convention = self._convention or conventions.find(self.folded[start:end])
            self._later += self._statement(start, end)

    def enter(self, item: Item, clauses: Iterable[Clause]) -> None:
        """Take up what *item* itself states, before its clauses are read."""
        section = item.parent
        if section is not None:
            stop = section.children[0].mark.start
            found = conventions.find(self.folded[section.body : stop])
            self._convention = found or self._convention
        stated = next((c.convention for c in clauses if c.convention), None)
        stated = stated or conventions.find(self.folded[item.body : item.end])
        self._convention = stated or self._convention
        self._later += self._here
        self._here = []

    def read(self, clause: Clause) -> list[Draft]:
        """Return the assignments of *clause* under the convention in force."""
        parties = list(clause.parties)
        rule = clause.rule
        if not any(party.role == "lead" for party in parties):
            way = self._convention.way if self._convention else "star"
            if way == "first-comma" and clause.rule.endswith("-verb"):
                return [Draft(party, rule) for party in parties]
            rest: Role = self._convention.rest if self._convention else "responsible"
            leads = _leads(parties, way)
            if leads:
                rule = f"{rule}+{way}"
                parties = [
                    p._replace(role="lead") if i in leads else p._replace(role=_rest(p, rest))
                    for i, p in enumerate(parties)
                ]
        return [Draft(party, rule) for party in parties]

    def statement(self, item: Item) -> list[Draft]:
        """Return the units that *item* names for all later tasks; they take part in it too."""
        self._here = self._statement(item.body, item.end)
        return self._here

    def inherited(self) -> list[Draft]:
        """Return the assignments carried over from statements before this task."""
        return [draft._replace(basis="inherited") for draft in self._later]

    def _statement(self, start: int, end: int) -> list[Draft]:
        found = conventions.find_later_units(self.folded[start:end])
        if found is None:
            return []
        reading = read_parties(
            self.text, self.folded, start + found.units_start, start + found.units_end, found.role
        )
        return [Draft(party, "later-tasks") for party in with_prefixes(reading.units)]


def _rest(party: Party, rest: Role) -> Role:
    return rest if party.role == "responsible" else party.role


def _leads(parties: Sequence[Party], way: str) -> set[int]:
    """Return the indices of the parties that lead under a convention."""
    open_ = [i for i, party in enumerate(parties) if party.role == "responsible"]
    if way == "star":
        return {i for i in open_ if parties[i].starred}
    if way == "first-comma":
        return {i for i in open_ if parties[i].part == parties[open_[0]].part}
    return set(open_[:1])


def _around(text: str, outline: Outline) -> list[tuple[int, int]]:
    """Return the stretches of the document before its first and behind its last task."""
    if not outline.tasks:
        return []
    first = min([outline.tasks[0].mark.start, *(s.mark.start for s in outline.sections)])
    return [(0, first), (outline.tasks[-1].end, len(text))]


def _once(drafts: Iterable[Draft]) -> list[Draft]:
    """Keep each name and role once; what is explicit is not inherited again in any role."""
    kept: dict[tuple[str, str], Draft] = {}
    explicit: set[str] = set()
    for draft in drafts:
        if draft.basis == "inherited" and draft.party.name in explicit:
            continue
        if draft.basis == "explicit":
            explicit.add(draft.party.name)
        kept.setdefault((draft.party.name, draft.party.role), draft)
    return list(kept.values())


def _without_slips(drafts: list[list[Draft]]) -> list[list[Draft]]:
    right = corrections([d.party.name for d in own if d.basis == "explicit"] for own in drafts)
    if not right:
        return drafts
    return [
        _once(
            d._replace(
                party=d.party._replace(name=right[d.party.name], reason=""),
                rule=f"{d.rule}+slip",
            )
            if d.party.name in right
            else d
            for d in own
        )
        for own in drafts
    ]

"""What a build did: its report, and what it has to say of single files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from zeren.graph.build.reading import Reading
from zeren.graph.build.sources.inputs import Found
from zeren.graph.build.worklist import WorkItem
from zeren.graph.errors import GraphError, Problem
from zeren.graph.store.catalogue.journal import Entry
from zeren.graph.store.catalogue.read_with import code_of


@dataclass(slots=True)
class Report:
    """What a build did, and what the store holds after it.

    ``built`` and ``removed`` are ids, ``missing`` sources that are gone from the disk
    but still in the store, ``problems`` the files that could not be built,
    ``stopped`` why the build ended early. ``outdated`` counts documents that
    another version of the reader made, ``other_themes`` those read with other themes.
    """

    store: Path | str
    built: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stopped: GraphError | None = None
    changed: bool = False
    unchanged: int = 0
    documents: int = 0
    tasks: int = 0
    assignments: int = 0
    damaged: int = 0
    outdated: int = 0
    other_themes: int = 0
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether something did not work."""
        return bool(self.problems) or self.stopped is not None

    def add_up(self, entries: Collection[Entry], fingerprint: str) -> None:
        """Count what is in the documents that *entries* stand for."""
        self.tasks = sum(entry.tasks for entry in entries)
        self.assignments = sum(entry.assignments for entry in entries)
        self.damaged = sum(entry.damaged for entry in entries)
        code = code_of(fingerprint)
        self.outdated = sum(code_of(entry.fingerprint) != code for entry in entries)
        self.other_themes = sum(
            code_of(entry.fingerprint) == code and entry.fingerprint != fingerprint
            for entry in entries
        )


def judged(unit: WorkItem, outcome: Reading | Problem, live: Collection[str]) -> Reading | Problem:
    """Return what came of reading *unit*; *live* are the sources that the store has already."""
    if isinstance(outcome, Reading):
        if outcome.id == unit.id:
            return outcome
        what = f"the reader gave it the id {outcome.id} instead of {unit.id}"
        outcome = Problem(unit.job.shown, what, "please report this")
    if unit.job.path in live:
        return replace(outcome, what=f"{outcome.what} (what the store has of it is kept)")
    return outcome


def remarks(unit: WorkItem, reading: Reading, store: Path | str) -> list[str]:
    """Return what is worth a look in a document that was built."""
    found = []
    if reading.no_plan and unit.job.data is None:
        found.append(f"{unit.job.shown}: {reading.no_plan}; next: read it all the same, --as-plan")
    elif not reading.tasks and unit.job.data is None:
        found.append(
            f"{unit.job.shown}: no numbered task was found;"
            " next: look whether it is a plan, and whether its numbers were lost"
        )
    if reading.faults:
        see = f"see them with `zeren validate {unit.id} --store {store}`"
        found.append(
            f"{unit.job.shown}: {reading.faults} statements do not fit their source"
            f" or the shapes; next: {see}"
        )
    return found


def skipped(found: Found) -> list[str]:
    """Return a line on the files that were left out, if any."""
    kinds = ", ".join(f"{count} {ending}" for ending, count in sorted(found.skipped.items()))
    return [f"left out as no plans: {kinds}; next: name a file to read it all the same"] * bool(
        kinds
    )

"""What the commands of the desk share: facts, reports, a day, a unit, plans by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from zeren.graph.commands.shared.opening import opened_store

if TYPE_CHECKING:
    from zeren.graph.analysis.choice import Chosen
    from zeren.graph.model.facts import Facts
    from zeren.graph.model.progress import Report
    from zeren.graph.store.opening import Store

UnitOption = Annotated[
    list[str] | None,
    typer.Option(
        "--unit",
        help="Only tasks of this unit and its parts: a name, a part of it, an IRI. Repeatable.",
        metavar="UNIT",
    ),
]


@dataclass(frozen=True)
class Desk:
    """A store, the plans chosen of it, and what was reported of their tasks."""

    store: Store
    taken: Chosen

    @property
    def facts(self) -> Facts:
        """All facts of the store."""
        return self.taken.facts

    @cached_property
    def reports(self) -> list[Report]:
        """What filled ledgers said, the earliest first."""
        from zeren.graph.store.progress import read_reports

        return read_reports(self.store.layout)

    def units(self, names: Iterable[str] | None) -> set[str]:
        """Return the units that *names* mean, with their parts (IRIs). Raises GraphError."""
        from zeren.graph.analysis.workload import find_unit
        from zeren.graph.desk.due import with_parts

        found: set[str] = set()
        for name in names or ():
            found |= with_parts(self.facts, find_unit(self.taken, name))
        return found


def opened_desk(
    store: Path,
    document: list[str] | None = None,
    year: list[int] | None = None,
    place: list[str] | None = None,
) -> Desk:
    """Open *store* and take the plans that the options choose. Raises GraphError."""
    from zeren.graph.analysis.choice import chosen
    from zeren.graph.commands.shared.choosing import choice_from
    from zeren.graph.store.facts.reading import read_facts

    opened = opened_store(store)
    facts = read_facts(opened)
    entries = [(fact.id, fact.name) for fact in facts.documents.values()]
    choice = choice_from(entries, document, year, place, None, "all", "keep")
    return Desk(opened, chosen(facts, choice))


def day_or_today(words: str | None) -> date:
    """Return the day that an option names, today for None. Raises GraphError."""
    from zeren.graph.desk.due import day_of

    return day_of(words) if words else date.today()

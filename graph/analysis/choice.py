"""Which assignments count: the one choice behind every network, measure and workload."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal

from zeren.graph.errors import GraphError, known_name
from zeren.graph.model.facts import DocumentFact, Facts, Tie
from zeren.loaders.records import ROLES, Role

Collectives = Literal["keep", "drop", "expand"]
COLLECTIVES: tuple[Collectives, ...] = ("keep", "drop", "expand")
Counted = Literal["explicit", "all"]
COUNTED: tuple[Counted, ...] = ("explicit", "all")

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """What is counted. An empty collection leaves that question open.

    ``documents`` are ids; ``places`` are jurisdictions of documents, each with all that
    begins with it (云岭省 takes in 云岭省博宁市); ``years`` go by the first year of a plan.
    ``basis``: only what a task says itself (``"explicit"``), or also what it inherits
    from a sentence said once for many tasks (``"all"``).

    ``collectives`` such as 各县（区）教育局: ``"keep"`` counts each as one unit, ``"drop"``
    leaves them out, ``"expand"`` puts the members in their place where these are known,
    and leaves them out where not.

    One value alone stands for itself (``years=2024``). Raises GraphError for a role, basis or
    way with collectives that there is not.
    """

    documents: Collection[str] = ()
    years: Collection[int] = ()
    places: Collection[str] = ()
    roles: Collection[Role] = ROLES
    basis: Counted = "explicit"
    collectives: Collectives = "keep"

    def __post_init__(self) -> None:
        for name in ("documents", "years", "places", "roles"):
            value = getattr(self, name)
            if isinstance(value, str | int):  # one alone, as people write it
                object.__setattr__(self, name, (value,))
        for role in self.roles:
            known_name("role", role, ROLES)
        known_name("basis", self.basis, COUNTED)
        known_name("way with collectives", self.collectives, COLLECTIVES)


ALL = Choice(basis="all")


@dataclass(frozen=True)
class Chosen:
    """The ties of *choice*, sorted by task; ``tasks`` are all of the chosen documents.

    ``dropped`` are the collectives that were left out or expanded.
    """

    facts: Facts
    choice: Choice
    documents: Mapping[str, DocumentFact]
    tasks: Sequence[str]
    ties: Sequence[Tie]
    dropped: Sequence[str]

    def by_task(self) -> Iterable[tuple[str, list[Tie]]]:
        """Yield each task that has a tie, with its ties."""
        for task, ties in groupby(self.ties, key=attrgetter("task")):
            yield task, list(ties)

    def counted(self) -> dict[str, int]:
        """Return how much there is: documents, tasks with and without a tie, ties, groups."""
        with_unit = len({tie.task for tie in self.ties})
        return {
            "documents": len(self.documents),
            "tasks": with_unit,
            "tasks_without_unit": len(self.tasks) - with_unit,
            "ties": len(self.ties),
            "collectives_left_out": len(self.dropped),
        }


def chosen(facts: Facts, choice: Choice = Choice()) -> Chosen:
    """Return what *choice* takes of *facts*.

    The order of the records in *facts* makes no difference. Raises GraphError for a
    document, place or year that the facts do not hold.
    """
    documents = _documents(facts, choice)
    whole = len(documents) == len(facts.documents)
    tasks = sorted(task.iri for task in facts.tasks.values() if whole or task.document in documents)
    wanted = set(tasks)
    roles = frozenset(choice.roles)
    parts = [
        part
        for part in facts.ties
        if part.task in wanted
        and part.role in roles
        and (choice.basis == "all" or part.basis == "explicit")
    ]
    groups = {part.unit for part in parts if facts.units[part.unit].collective}
    if choice.collectives == "keep":
        ties = parts
    else:
        ties = [part for part in parts if part.unit not in groups]
        if choice.collectives == "expand":
            ties += _members(parts, groups, facts.members, {tie[:3] for tie in ties})
    return Chosen(
        facts=facts,
        choice=choice,
        documents=documents,
        tasks=tasks,
        ties=sorted(ties),
        dropped=sorted(groups) if choice.collectives != "keep" else (),
    )


def taken_from(source: Facts | Chosen) -> Chosen:
    """Return *source* where it is a choice, else what the choice by default takes of it."""
    return source if isinstance(source, Chosen) else chosen(source)


def _members(
    parts: Iterable[Tie],
    groups: Collection[str],
    members: Mapping[str, Sequence[str]],
    known: set[tuple[str, ...]],
) -> Iterable[Tie]:
    """Yield a tie for each member, but for those that stand in that role themselves."""
    for part in sorted(parts, key=lambda part: (part.task, part.unit, part.role, part.basis)):
        if part.unit in groups:
            for member in members.get(part.unit, ()):
                if (part.task, member, part.role) not in known:
                    known.add((part.task, member, part.role))
                    yield Tie(part.task, member, part.role, part.basis, f"{part.key} {member}")


def _documents(facts: Facts, choice: Choice) -> dict[str, DocumentFact]:
    found = dict(facts.documents)
    if choice.documents:
        ids = {fact.id for fact in found.values()}
        _all_known(choice.documents, ids, "document")
        found = {iri: fact for iri, fact in found.items() if fact.id in choice.documents}
    if choice.places:
        known = {fact.jurisdiction for fact in found.values() if fact.jurisdiction}
        for place in choice.places:
            if not any(name.startswith(place) for name in known):
                raise _unknown("place", place, known)
        begin = tuple(choice.places)
        found = {
            iri: fact for iri, fact in found.items() if (fact.jurisdiction or "").startswith(begin)
        }
    if choice.years:
        _all_known(choice.years, {fact.year for fact in found.values() if fact.year}, "year")
        found = {iri: fact for iri, fact in found.items() if fact.year in choice.years}
    return dict(sorted(found.items()))


def _all_known(wanted: Iterable[object], known: Collection[object], what: str) -> None:
    for one in wanted:
        if one not in known:
            raise _unknown(what, one, known)


def _unknown(what: str, wanted: object, known: Collection[object]) -> GraphError:
    names = sorted(map(str, known))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    there = ", ".join(names[:_SHOWN]) + more if names else "none"
    return GraphError(
        f"no {what} {wanted!s} among the documents chosen",
        f"there is {there}; see `zeren query documents`",
        usage=True,
    )

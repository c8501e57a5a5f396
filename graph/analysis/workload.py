"""Workload: who carries how much, counted task by task so that each figure can be opened.

>>> from zeren.graph.analysis.workload import workload                            # doctest: +SKIP
>>> for row in workload(facts)[:10]:                                     # doctest: +SKIP
...     print(row.label, row.led, row.load)                              # doctest: +SKIP

A task of n units counts 1/n for each of them (``load``), n being all units counted in
that task: by default those with an explicit role, collectives as one unit each. So the
loads of all units add up to the number of tasks that name a unit. Within a role the
same is done among those who hold it (``load_lead`` and so on).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, lcm
from typing import TYPE_CHECKING, Literal

from zeren.graph.analysis.choice import Chosen, taken_from
from zeren.graph.analysis.measures.shares import entropy
from zeren.graph.errors import GraphError, known_name
from zeren.loaders.records import Basis, Role

if TYPE_CHECKING:
    from zeren.graph.model.facts import Facts, Tie

By = Literal["unit", "function", "document", "place", "year", "sector", "theme"]
BY: tuple[By, ...] = ("unit", "function", "document", "place", "year", "sector", "theme")
OF_UNITS: tuple[By, ...] = ("unit", "function")
"""Groups that tell units apart; the others tell tasks apart."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one unit carries, or all units of a function, document, place, year, sector or theme.

    ``key`` is an IRI, the name of a place or a year; "" gathers what has none.

    ``tasks``, ``led``, ``responsible``, ``cooperating``, ``guiding`` count tasks, each once; in two
    roles a unit has the task in both. ``load`` is the fractional load, ``load_lead`` and
    so on those within a role. A task of k themes counts for each with 1/k of its load.
    ``targets`` are the numbers that these tasks commit to, ``due`` those with a deadline,
    by month ("2031-06"). ``entropy`` is that over themes, in nats, of tasks that have
    any (``themed``), each counting 1 in all; ``breadth`` is exp(entropy): as broad as so
    many themes of equal weight. ``task_iris`` are the tasks, sorted.
    """

    key: str
    label: str
    units: int
    tasks: int
    led: int
    responsible: int
    cooperating: int
    guiding: int
    load: float
    load_lead: float
    load_responsible: float
    load_cooperating: float
    load_guiding: float
    targets: int
    due: Mapping[str, int]
    themed: int
    themes: int
    entropy: float
    breadth: float
    task_iris: tuple[str, ...]
    function: str = ""
    level: str = ""
    place: str = ""
    collective: bool = False

    @property
    def dated(self) -> int:
        """The number of targets with a deadline."""
        return sum(self.due.values())


@dataclass(frozen=True, slots=True)
class Reason:
    """One task that counts for a unit: in which roles, with which share, on which words.

    ``share`` is what it adds to ``load``; ``quotes`` are the unit's names in the source,
    one for each role, ``sentence`` the whole task there; ``number`` is as written,
    ``position`` counts from 1.
    """

    task: str
    document: str
    document_name: str
    position: int
    number: str
    name: str
    roles: tuple[Role, ...]
    bases: tuple[Basis, ...]
    share: float
    quotes: tuple[str, ...]
    sentence: str
    targets: int


@dataclass(slots=True)
class _Sum:
    """A row in the making."""

    units: set[str] = field(default_factory=set)
    tasks: dict[Role | Literal["any"], set[str]] = field(default_factory=lambda: defaultdict(set))
    parts: dict[Role | Literal["any"], Counter[int]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """How many tasks count 1/2, 1/3 and so on: added up at the end, so that sums are exact."""

    def load(self, role: Role | Literal["any"]) -> float:
        """Return the load in *role*."""
        parts = self.parts.get(role)
        if not parts:
            return 0.0
        common = lcm(*parts)
        return sum(count * (common // whole) for whole, count in parts.items()) / common


def workload(source: Facts | Chosen, by: By = "unit") -> list[Load]:
    """Return the load of each unit, or *by* another group, the heaviest first.

    *source* are facts (what tasks say themselves, all roles), or a choice of them. Equal
    loads are in the order of their labels. Raises GraphError for another *by*.
    """
    known_name("grouping", by, BY)
    taken = taken_from(source)
    sums: dict[str, _Sum] = defaultdict(_Sum)
    keys = group_keys(taken, by)
    for task, ties in taken.by_task():
        for unit, role, holders in holdings(ties):
            for key, groups in keys(task, unit):
                row = sums[key]
                row.units.add(unit)
                row.tasks[role].add(task)
                row.parts[role][holders * groups] += 1
    owed = _Owed(taken.facts)
    rows = [_load(taken, by, key, row, owed) for key, row in sums.items()]
    return sorted(rows, key=lambda row: (-row.load, row.label, row.key))


def holdings(ties: Iterable[Tie]) -> list[tuple[str, Role | Literal["any"], int]]:
    """Return each unit of one task, in each of its roles and in any, and how many hold it.

    *ties* are those of the task; a unit counts one part in so many.
    """
    holders: dict[Role | Literal["any"], set[str]] = defaultdict(set)
    for tie in ties:
        holders["any"].add(tie.unit)
        holders[tie.role].add(tie.unit)
    return [(unit, role, len(units)) for role, units in holders.items() for unit in sorted(units)]


def reasons(source: Facts | Chosen, unit: str) -> list[Reason]:
    """Return the tasks that count for the *unit* with this IRI, in the order of the plans."""
    taken = taken_from(source)
    facts = taken.facts
    written = {part.iri: part.quote for part in facts.assignments}
    found = []
    for task, ties in taken.by_task():
        own = [tie for tie in ties if tie.unit == unit]
        if not own:
            continue
        fact = facts.tasks[task]
        found.append(
            Reason(
                task=task,
                document=facts.documents[fact.document].id,
                document_name=facts.documents[fact.document].name,
                position=fact.position,
                number=fact.number,
                name=fact.name,
                roles=tuple(tie.role for tie in own),
                bases=tuple(tie.basis for tie in own),
                share=1 / len({tie.unit for tie in ties}),
                quotes=tuple(written.get(tie.key.partition(" ")[0], "") for tie in own),
                sentence=fact.quote,
                targets=len(facts.targets_of.get(task, ())),
            )
        )
    return sorted(found, key=lambda reason: (reason.document, reason.position))


def find_unit(source: Facts | Chosen, wanted: str) -> str:
    """Return the IRI of the unit that is called *wanted*: its IRI, its name, or a part of it.

    Raises GraphError when no unit with a task is called so, or several are.
    """
    taken = taken_from(source)
    units = {iri: taken.facts.units[iri] for iri in sorted({tie.unit for tie in taken.ties})}
    found = [iri for iri, fact in units.items() if wanted in {iri, fact.label, *fact.aliases}] or [
        iri for iri, fact in units.items() if wanted and wanted in fact.label
    ]
    if len(found) == 1:
        return found[0]
    names = "; ".join(f"{units[iri].label} <{iri}>" for iri in found[:_SHOWN])
    raise GraphError(
        f"{wanted!r} fits {len(found)} units: {names}"
        if found
        else f"no unit {wanted!r} has a task among what is counted",
        "give the whole name, or the IRI" if found else "see `zeren workload` for the names",
        usage=True,
    )


_SHOWN = 8
_Keys = Callable[[str, str], Sequence[tuple[str, int]]]


def group_keys(taken: Chosen, by: By) -> _Keys:
    """Return what gives the groups of a unit in a task, each with how many share the task."""
    tasks, documents, units = taken.facts.tasks, taken.documents, taken.facts.units

    def shared(concepts: Sequence[str]) -> Sequence[tuple[str, int]]:
        return [(concept, len(concepts)) for concept in concepts] or [("", 1)]

    keys: dict[By, _Keys] = {
        "unit": lambda _, unit: [(unit, 1)],
        "function": lambda _, unit: [(units[unit].function or "", 1)],
        "document": lambda task, _: [(tasks[task].document, 1)],
        "place": lambda task, _: [(documents[tasks[task].document].jurisdiction or "", 1)],
        "year": lambda task, _: [(str(documents[tasks[task].document].year or ""), 1)],
        "sector": lambda task, _: shared(tasks[task].sectors),
        "theme": lambda task, _: shared(tasks[task].themes),
    }
    return keys[by]


class _Owed(dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]]):
    """For each task how many targets it has, the months of their deadlines, and its themes."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def __missing__(self, task: str) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        targets = self._facts.targets_of.get(task, ())
        months = tuple(f"{each.deadline:%Y-%m}" for each in targets if each.deadline)
        found = self[task] = len(targets), months, self._facts.tasks[task].themes
        return found


def _load(taken: Chosen, by: By, key: str, row: _Sum, owed: _Owed) -> Load:
    facts = taken.facts
    tasks = tuple(sorted(row.tasks["any"]))
    due: Counter[str] = Counter()
    targets = themed = 0
    themes: dict[str, float] = {}
    for task in tasks:
        more, months, own = owed[task]
        targets += more
        themed += bool(own)
        for month in months:
            due[month] += 1
        for theme in own:
            themes[theme] = themes.get(theme, 0.0) + 1 / len(own)
    breadth = entropy(themes.values())
    unit = facts.units.get(key) if by == "unit" else None
    function = facts.concepts.get((unit.function if unit else None) or "")
    return Load(
        key=key,
        label=label_of(facts, by, key),
        units=len(row.units),
        tasks=len(tasks),
        led=len(row.tasks["lead"]),
        responsible=len(row.tasks["responsible"]),
        cooperating=len(row.tasks["cooperating"]),
        guiding=len(row.tasks["guiding"]),
        load=row.load("any"),
        load_lead=row.load("lead"),
        load_responsible=row.load("responsible"),
        load_cooperating=row.load("cooperating"),
        load_guiding=row.load("guiding"),
        targets=targets,
        due=dict(sorted(due.items())),
        themed=themed,
        themes=len(themes),
        entropy=breadth,
        breadth=exp(breadth) if themes else 0.0,
        task_iris=tasks,
        function=function.label if function else "",
        level=(unit.level if unit else None) or "",
        place=(unit.jurisdiction if unit else None) or "",
        collective=unit.collective if unit else False,
    )


def label_of(facts: Facts, by: By, key: str) -> str:
    """Return what people call the group *key*; "(未知 unknown)" for what has none."""
    if not key:
        return UNKNOWN
    if by == "unit":
        return facts.units[key].label
    if by == "document":
        return facts.documents[key].name
    if by in {"function", "sector", "theme"}:
        return facts.concepts[key].label
    return key


UNKNOWN = "(未知 unknown)"

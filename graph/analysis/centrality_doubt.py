"""How sure a rank is: under other ways of counting, and against chance.

A rank is worth as much as it survives. :func:`robustness` counts again with collectives
left out or expanded and with inherited assignments; :func:`against_chance` deals the
tasks anew, each unit keeping its number and each task its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from zeren.graph.analysis.centrality import (
    MEASURES,
    Centrality,
    centralities,
    check,
    groups_of,
    measures_for,
    ranks,
)
from zeren.graph.analysis.choice import COLLECTIVES, COUNTED, Choice, Chosen, chosen
from zeren.graph.analysis.measures.communities import agreement
from zeren.graph.analysis.measures.null_model import Deviation, curveball, deviation
from zeren.graph.analysis.network import network as network_of
from zeren.graph.errors import GraphError
from zeren.graph.model.facts import Tie

if TYPE_CHECKING:
    from zeren.graph.analysis.network import Network
    from zeren.graph.model.facts import Facts

_SEEDS = 5
_OF_DOCUMENTS = ("issuers", "documents")
_BY_ROLE = ("leads", "themes", "sectors", "years")


@dataclass(frozen=True, slots=True)
class RankRange:
    """The rank of one unit by one measure, as asked and in each variant; None: not in it."""

    iri: str
    label: str
    measure: str
    rank: int | None
    ranks: Mapping[str, int | None]

    @property
    def best(self) -> int | None:
        """The smallest rank of all."""
        return min(self._found(), default=None)

    @property
    def worst(self) -> int | None:
        """The largest rank of all."""
        return max(self._found(), default=None)

    def _found(self) -> list[int]:
        return [rank for rank in (self.rank, *self.ranks.values()) if rank is not None]


@dataclass(frozen=True)
class Robustness:
    """Ranks under other ways of counting.

    ``agreement`` by measure and variant is Kendall's tau-b (Kendall 1945, Biometrika 33,
    239-251) over the units in both: 1 the same order, 0 none in common; None when fewer
    than two units are in both, or all are equal. ``steadiness`` is the mean adjusted
    Rand index of the communities of five other seeds with those of the one asked.
    """

    variants: tuple[str, ...]
    agreement: Mapping[str, Mapping[str, float | None]]
    rows: tuple[RankRange, ...]
    steadiness: float | None


@dataclass(frozen=True, slots=True)
class Chance:
    """One unit by one measure, against networks dealt anew."""

    iri: str
    label: str
    measure: str
    deviation: Deviation


def variants(choice: Choice, facts: Facts) -> dict[str, Choice]:
    """Return the other ways to count, by name. Expanding counts when some members are known."""
    found = {
        f"collectives-{way}": replace(choice, collectives=way)
        for way in COLLECTIVES
        if way != choice.collectives and (way != "expand" or facts.members)
    }
    found |= {
        f"basis-{basis}": replace(choice, basis=basis) for basis in COUNTED if basis != choice.basis
    }
    return found


def robustness(
    facts: Facts,
    choice: Choice,
    network: Network = "units",
    measures: Sequence[str] = (),
    *,
    seed: int = 0,
) -> Robustness:
    """Return how the ranks of all units move when it is counted in other ways.

    A unit that keeps its rank in all variants owes it to no decision of ours. Ranks in
    variants with fewer units are smaller for that alone: look at ``agreement`` first.
    Raises GraphError as :func:`zeren.graph.analysis.centrality.centralities` does, and for
    issuers, whom none of these ways touches.
    """
    if network in _OF_DOCUMENTS:
        raise GraphError(
            "issuers are counted in one way only", "compare with chance: --null 100", usage=True
        )
    names = _comparable(network, measures)
    base = centralities(network_of(network, chosen(facts, choice)), names, seed=seed)
    others = {
        name: centralities(network_of(network, chosen(facts, other)), names, seed=seed)
        for name, other in variants(choice, facts).items()
    }
    rows = []
    taus: dict[str, dict[str, float | None]] = {}
    for measure in names:
        own = _ranks(base, measure)
        theirs = {name: _ranks(found, measure) for name, found in others.items()}
        taus[measure] = {name: _tau(own, found) for name, found in theirs.items()}
        rows += [
            RankRange(
                iri=row.iri,
                label=row.label,
                measure=measure,
                rank=own[row.iri],
                ranks={name: found.get(row.iri) for name, found in theirs.items()},
            )
            for row in base.ranked(measure)
        ]
    return Robustness(tuple(others), taus, tuple(rows), _steadiness(facts, choice, network, seed))


def against_chance(
    facts: Facts,
    choice: Choice,
    network: Network = "units",
    measures: Sequence[str] = (),
    *,
    samples: int = 100,
    seed: int = 0,
) -> tuple[Chance, ...]:
    """Return how far each unit's values are from those of *samples* networks dealt anew.

    In each plan by itself every unit keeps its number of tasks and every task its number
    of units (:func:`zeren.graph.analysis.measures.null_model.curveball`); for leads and themes
    this holds for each role by itself. Issuers are dealt anew over all documents chosen.
    What the numbers fix, such as the degree in the
    network of tasks, cannot deviate. Raises GraphError as
    :func:`zeren.graph.analysis.centrality.centralities` does.
    """
    names = _comparable(network, measures)
    taken = chosen(facts, choice)
    observed = centralities(network_of(network, taken), names, seed=seed)
    random = Random(seed)
    null: dict[tuple[str, str], list[float]] = {}
    for _ in range(samples):
        if network in _OF_DOCUMENTS:
            dealt = _issuers_dealt(taken, random)
        else:
            dealt = _dealt(taken, random, by_role=network in _BY_ROLE)
        found = centralities(network_of(network, dealt), names, seed=seed)
        for row in found.rows:
            for name in names:
                value = row.values[name]
                if value is not None:
                    null.setdefault((row.iri, name), []).append(value)
    return tuple(
        Chance(row.iri, row.label, name, deviation(value, null[row.iri, name]))
        for name in names
        for row in observed.ranked(name)
        if (value := row.values[name]) is not None and null.get((row.iri, name))
    )


def _comparable(network: Network, measures: Sequence[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(measures)) or measures_for(network)
    check(names, network)
    return tuple(name for name in names if not MEASURES[name].grouping)


def _ranks(found: Centrality, measure: str) -> dict[str, int | None]:
    return ranks({row.iri: row.values[measure] for row in found.rows}, measure)


def _tau(one: Mapping[str, int | None], other: Mapping[str, int | None]) -> float | None:
    from scipy.stats import kendalltau

    pairs = [
        (rank, there) for iri, rank in one.items() if rank and (there := other.get(iri)) is not None
    ]
    if any(len(set(column)) < 2 for column in zip(*pairs, strict=True)) or len(pairs) < 2:
        return None
    return float(kendalltau(*zip(*pairs, strict=True)).statistic)


def _steadiness(facts: Facts, choice: Choice, network: Network, seed: int) -> float | None:
    graph = network_of(network, chosen(facts, choice))
    if not graph:
        return None
    first = groups_of(graph, seed)
    found = [agreement(first, groups_of(graph, seed + step)) for step in range(1, _SEEDS + 1)]
    return sum(found) / len(found)


def _issuers_dealt(taken: Chosen, random: Random) -> Chosen:
    """Return *taken* with its issuers dealt anew over the documents."""
    pairs = ((unit, iri, "") for iri, fact in taken.documents.items() for unit in fact.publishers)
    issuers: dict[str, list[str]] = {}
    for unit, iri, _ in curveball(pairs, random):
        issuers.setdefault(iri, []).append(unit)
    documents = {
        iri: replace(fact, publishers=tuple(sorted(issuers.get(iri, ()))))
        for iri, fact in taken.documents.items()
    }
    return replace(taken, documents=documents)


def _dealt(taken: Chosen, random: Random, *, by_role: bool) -> Chosen:
    """Return *taken* with its units dealt anew over the tasks of each plan."""
    tasks = taken.facts.tasks
    dealt: Iterable[tuple[str, str, tuple[str, ...]]] = curveball(
        (
            (tie.unit, tie.task, (tasks[tie.task].document, tie.role if by_role else ""))
            for tie in taken.ties
        ),
        random,
    )
    ties = (
        Tie(task, unit, role or "responsible", "explicit", f"{task}/{role}/{unit}")  # type: ignore[arg-type]
        for unit, task, (_, role) in dealt
    )
    return replace(taken, ties=sorted(ties))

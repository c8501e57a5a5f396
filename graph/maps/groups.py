"""Units in groups: what a map shows in place of more units than a picture can hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

from zeren.graph.maps.model import Model
from zeren.graph.output.progress import counted


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to put every unit into one group. ``members`` gives the group of each unit.

    ``labels`` are pairs of a Chinese and an English name; ``iris`` name the groups in
    permalinks and are empty for what has none.
    """

    name: str
    labels: tuple[tuple[str, str], ...]
    iris: tuple[str, ...]
    members: tuple[int, ...]


def groupings(model: Model) -> tuple[Grouping, ...]:
    """Return the groupings that tell the units of *model* apart, the most telling first."""
    ways = (_by_function, _by_place, _by_document, _by_community)
    made = [way(model) for way in counted(ways, lambda way: way.__name__.removeprefix("_by_"))]
    return tuple(grouping for grouping in made if len(grouping.labels) > 1)


def shared_tasks(model: Model) -> dict[tuple[int, int], float]:
    """Return the weight of each pair of units that share tasks.

    A task of n units adds 1/(n-1) to each of its pairs, so that a task that names half a
    government does not outweigh one that two departments carry alone (M. E. J. Newman,
    Scientific collaboration networks II, Physical Review E 64, 016132, 2001).
    """
    weights: dict[tuple[int, int], float] = {}
    for team in model.team_of:
        for pair in combinations(team, 2):
            weights[pair] = weights.get(pair, 0.0) + 1 / (len(team) - 1)
    return weights


def _by_function(model: Model) -> Grouping:
    def key(number: int) -> tuple[str, str, str] | None:
        unit = model.units[number]
        if not unit.function:
            return None
        concepts = model.facts.concepts
        own = model.functions[model.function_numbers[unit.function]]
        concept = concepts.get(own.top, own)  # the offices inside a commission go with it
        return concept.iri, concept.label, concept.en or concept.label

    return _grouped(model, "function", key, ("未归职能", "No function known"))


def _by_place(model: Model) -> Grouping:
    def key(number: int) -> tuple[str, str, str] | None:
        home = model.documents[model.home[number]] if model.documents else None
        place = model.units[number].jurisdiction or (home.jurisdiction if home else None)
        return (place, place, place) if place else None

    return _grouped(model, "place", key, ("地区未详", "Place unknown"))


def _by_document(model: Model) -> Grouping:
    def key(number: int) -> tuple[str, str, str] | None:
        document = model.documents[model.home[number]]
        return document.id, document.name, document.name

    return _grouped(model, "document", key, ("其他", "Other"))


def _by_community(model: Model) -> Grouping:
    found = communities(model)
    size = Counter(found)
    names = {}
    for community in size:
        members = [number for number, mine in enumerate(found) if mine == community]
        first = model.units[max(members, key=lambda number: (model.load[number], -number))]
        names[community] = first.label

    def key(number: int) -> tuple[str, str, str] | None:
        community = found[number]
        if community < 0 or size[community] == 1:
            return None
        name = names[community]
        return str(community + 1), f"{community + 1}组 {name}等", f"{community + 1}: {name} …"

    return _grouped(model, "community", key, ("独自承担", "Working alone"))


def communities(model: Model) -> tuple[int, ...]:
    """Return the community of each unit, from 0, the largest first; -1 for a unit in none.

    They are those of `zeren centrality`: of the network of units that share tasks, as the
    tasks themselves say (a unit that is only inherited is in none).
    """
    from zeren.graph.analysis.measures.communities import communities as found_in
    from zeren.graph.analysis.network import unit_graph

    found = found_in(unit_graph(model.facts))
    return tuple(found.get(unit.iri, 0) - 1 for unit in model.units)


def _grouped(
    model: Model,
    name: str,
    key: Callable[[int], tuple[str, str, str] | None],
    rest: tuple[str, str],
) -> Grouping:
    """Return a grouping by *key*: groups in the order of their members' load, the rest last."""
    keys = [key(number) for number in range(len(model.units))]
    load: Counter[tuple[str, str, str]] = Counter()
    for number, found in enumerate(keys):
        if found is not None:
            load[found] += model.load[number]
    ordered = sorted(load, key=lambda found: (-load[found], found))
    numbers = {found: number for number, found in enumerate(ordered)}
    labels = [(zh, en) for _, zh, en in ordered]
    iris = [iri for iri, _, _ in ordered]
    if None in keys:
        labels.append(rest)
        iris.append("none")
    members = (len(numbers) if found is None else numbers[found] for found in keys)
    return Grouping(name, tuple(labels), tuple(iris), tuple(members))

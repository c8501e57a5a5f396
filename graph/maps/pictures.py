"""The pictures of a map: which nodes each holds when it opens, and where they stand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from zeren.graph.maps.groups import Grouping, shared_tasks
from zeren.graph.maps.keeping import kept
from zeren.graph.maps.model import Model
from zeren.graph.maps.placing import Box, box_of, placed
from zeren.graph.output.progress import counted

READABLE = 300
"""Beyond this number of nodes at once no picture can be read: it opens collapsed."""

MANY = 300
"""The most units that the network places one by one; the others wait in a list."""

_CROWD = 150  # the most units beside themes, where each has many more links

_DOT = 5.5


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. ``left`` are numbers of units or groups, ``right`` of themes, with places."""

    left: tuple[tuple[int, int, int], ...]
    right: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """How the pictures open: units one by one or in a grouping, tasks one by one or by theme.

    ``network`` is how the units of the network open.
    """

    units: str
    tasks: str
    network: str


def opening(model: Model, groupings: Sequence[Grouping]) -> Opening:
    """Return what keeps the first picture well under :data:`READABLE` nodes.

    Tasks open one by one only where half as many nodes as that hold all: closed themes are
    the better first sight, and one opens at a double click.
    """
    few = 2 * (len(model.units) + len(model.themes) + len(model.tasks)) <= READABLE
    first = next((g.name for g in groupings if g.name != "community"), "unit")
    return Opening(
        units="unit" if few or len(model.units) <= _CROWD else first,
        tasks="task" if few else "theme",
        network="unit" if len(model.units) <= MANY else first,
    )


def cloud_radius(tasks: int) -> float:
    """Return the radius of a cloud of *tasks* dots; the page draws them by the same rule."""
    return 2 * _DOT * sqrt(tasks) * 0.9 + 10


def node_radius(tasks: int, most: int) -> float:
    """Return the radius of a unit, a group or a theme with *tasks*, where one has the *most*."""
    shrink = min(1.0, 26 / (5 + 1.9 * sqrt(most)))
    return max(5.0, (5 + 1.9 * sqrt(tasks)) * shrink)


def pictures(
    model: Model, groupings: Sequence[Grouping], opened: Opening, cache: Path | None = None
) -> dict[str, Picture]:
    """Return the pictures by name: ``map:…`` and ``network:…`` for units and each grouping.

    *cache* is a folder in which the places are kept under a hash of what they depend on;
    what it holds may be deleted at any time, and is not needed.
    """
    wanted = {name: _plan(model, name, groupings, opened) for name in _names(groupings)}
    return {name: _through(cache, wanted[name]) for name in counted(wanted)}


def _names(groupings: Sequence[Grouping]) -> list[str]:
    names = ["map:unit", "network:unit"]
    for grouping in groupings:
        names.append(f"network:{grouping.name}")
        if grouping.name != "community":
            names.append(f"map:{grouping.name}")
    return names


@dataclass(frozen=True, slots=True)
class _Plan:
    left: tuple[int, ...]
    right: tuple[int, ...]
    boxes: tuple[Box, ...]
    springs: tuple[tuple[int, int, float], ...]


def _plan(model: Model, name: str, groupings: Sequence[Grouping], opened: Opening) -> _Plan:
    kind, _, by = name.partition(":")
    grouping = next((g for g in groupings if g.name == by), None)
    members = grouping.members if grouping else tuple(range(len(model.units)))
    labels = [zh for zh, _ in grouping.labels] if grouping else model.short_names
    load: Counter[int] = Counter()
    pairs: Counter[tuple[int, int]] = Counter()
    for number, team in enumerate(model.team_of):
        for member in {members[unit] for unit in team}:
            load[member] += 1
            pairs[member, model.first_theme[number]] += 1
    room = MANY if kind == "network" else _CROWD
    left = tuple(sorted(load, key=lambda number: (-load[number], number))[:room])
    where = {number: place for place, number in enumerate(left)}
    sizes = Counter(model.first_theme)
    most = max([*load.values(), *sizes.values()], default=1)
    boxes = [box_of(labels[number], node_radius(load[number], most)) for number in left]
    if kind == "network":
        weights: Counter[tuple[int, int]] = Counter()
        for (a, b), weight in shared_tasks(model).items():
            one, two = sorted((members[a], members[b]))
            if one != two and one in where and two in where:
                weights[where[one], where[two]] += weight  # type: ignore[assignment]
        springs = tuple((a, b, float(w)) for (a, b), w in sorted(weights.items()))
        return _Plan(left, (), tuple(boxes), springs)
    right = tuple(sorted(sizes))
    names = [theme.label for theme in model.themes] + ["未归主题"]
    for theme in right:
        count = sizes[theme]
        radius = cloud_radius(count) if opened.tasks == "task" else node_radius(count, most)
        boxes.append(box_of(names[theme], radius))
    after = {theme: len(left) + place for place, theme in enumerate(right)}
    springs = tuple(
        (where[member], after[theme], float(count))
        for (member, theme), count in sorted(pairs.items())
        if member in where
    )
    return _Plan(left, right, tuple(boxes), springs)


def _through(cache: Path | None, plan: _Plan) -> Picture:
    key = json.dumps([plan.boxes, plan.springs], separators=(",", ":"))
    places = iter(kept(cache, key, lambda: placed(plan.boxes, plan.springs)))
    return Picture(
        left=tuple((number, *next(places)) for number in plan.left),
        right=tuple((number, *next(places)) for number in plan.right),
    )

"""Units by what they carry: in which order they stand, and their bars by role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zeren.graph.web.index import Index
from zeren.graph.web.lists.facets import FacetChoice
from zeren.graph.web.parts.charts import Stack, stacks
from zeren.graph.web.parts.rendering import link
from zeren.loaders.records import ROLES

Roles = Mapping[str, Mapping[str, int]]
"""In how many tasks each unit is in each role, and under "tasks" in any."""


def by_lead(index: Index, roles: Roles) -> list[str]:
    """Return the units of *roles*, who leads most first."""
    return sorted(
        roles,
        key=lambda unit: (
            -roles[unit].get("lead", 0),
            -roles[unit]["tasks"],
            index.label(unit),
            unit,
        ),
    )


def bars(index: Index, units: Iterable[str], roles: Roles, choice: FacetChoice) -> list[Stack]:
    """Return a bar for each of *units*; each piece leads to its tasks within *choice*."""
    return stacks(
        (
            index.label(unit),
            link(unit),
            "collective" if index.is_collective(unit) else "",
            [
                (
                    role,
                    roles[unit].get(role, 0),
                    choice.having("unit", unit).having("role", role).address,
                )
                for role in ROLES
            ],
        )
        for unit in units
    )


def roles_in(roles: Roles) -> list[str]:
    """Return the roles that any unit has, in their order."""
    return [role for role in ROLES if any(found.get(role) for found in roles.values())]

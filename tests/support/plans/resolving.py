"""Plans that exist only as their metadata, for the tests of resolution."""

from __future__ import annotations

from typing import Any, cast

from zeren.loaders.records import Level
from zeren.ontology.resolution.context import Context, make_context
from zeren.ontology.resolution.own import NO_OWN_UNITS, OwnUnits
from zeren.ontology.resolution.records import ResolvedUnit
from zeren.ontology.resolution.resolver import Resolver
from zeren.ontology.terms import BASE


def context(plan: dict[str, Any], names: list[str], document: str = "d1") -> Context:
    """Return the context of a plan of the data files that names *names*."""
    level = cast("Level | None", plan.get("level"))
    issuer, place = plan.get("issuer"), plan.get("jurisdiction")
    return make_context(document, place, level, issuer, frozenset(names))


def resolver(
    issuer: str | None = None,
    jurisdiction: str | None = None,
    level: Level | None = None,
    names: tuple[str, ...] = (),
    document: str = "d1",
    own: OwnUnits = NO_OWN_UNITS,
) -> Resolver:
    """Return what places names in a plan with that metadata."""
    made = make_context(document, jurisdiction, level, issuer, frozenset(names), own.places)
    return Resolver(made, own)


def tail(unit: ResolvedUnit) -> str:
    """Return the end of a unit's IRI, as the data files give it."""
    return unit.iri.removeprefix(BASE).removeprefix("unit/")

"""What a plan as a whole says of the fields its tasks belong to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from zeren.loaders.themes.matching import words_of
from zeren.loaders.themes.weights import Weights
from zeren.ontology.functions import function_of
from zeren.ontology.schemes import built_in, fields

_FEW = 3
"""Tasks that a plan must have before what they are about says something of the plan."""


class Plan(NamedTuple):
    """The plan around a task: its title and the names of its issuers, as far as they are known."""

    title: str | None = None
    issuers: tuple[str, ...] = ()


NO_PLAN = Plan()


def prior_of(plan: Plan, firsts: Sequence[str | None], weights: Weights) -> dict[str, float]:
    """Return what *plan* adds to the score of each sector.

    *firsts* are the sectors that each of its tasks names first, None for a task without a name.
    """
    prior: dict[str, float] = defaultdict(float)
    issued = sorted({sector for name in plan.issuers for sector in sectors_of_body(name)})
    for sector in issued:
        prior[sector] += weights.issuer / len(issued)
    titled = _named_in(plan.title or "")
    for sector in titled:
        prior[sector] += weights.plan_title / len(titled)
    if len(firsts) >= _FEW:
        for first, number in Counter(firsts).items():
            if first is not None:
                prior[first] += weights.plan_tasks * number / len(firsts)
    return dict(prior)


def _named_in(title: str) -> list[str]:
    of = fields().sectors
    return sorted(
        {
            sector
            for _, word in words_of(title, built_in())
            for concept, kind in word.concepts
            if kind == "name"
            for sector in of[concept]
        }
    )


@lru_cache(maxsize=4096)
def sectors_of_body(name: str) -> tuple[str, ...]:
    """Return the sectors that a body works in, by the function its name tells; none if unknown.

    >>> [sector.rpartition("#")[2] for sector in sectors_of_body("云川市农业农村局")]
    ['agriculture']
    """
    function = function_of(name)
    return fields().of_function(function) if function else ()


def bodies_of(names: Sequence[str], weights: Weights) -> Mapping[str, float]:
    """Return what the bodies of a clause add to each sector; the *names* that lead come first."""
    found: dict[str, float] = {}
    facets = fields().facets
    for index, name in enumerate(names):
        weight = weights.body if index else weights.lead_body
        for sector in sectors_of_body(name):
            share = weight * facets[sector]
            found[sector] = min(weights.bodies, found.get(sector, 0.0) + share)
    return found

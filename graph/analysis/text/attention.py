"""Attention: which share of its tasks a government gives to each sector, year by year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from zeren.graph.analysis.choice import Chosen, taken_from
from zeren.graph.analysis.measures.shares import effective_number
from zeren.graph.analysis.networks.slices import Slice, slices
from zeren.graph.model.facts import Facts


@dataclass(frozen=True, slots=True)
class Attention:
    """The share of one sector in the tasks of one slice.

    ``tasks`` is the sum of shares of tasks (a task of two sectors counts a half for each),
    ``share`` that by all tasks with a sector, ``breadth`` of the slice: as many sectors of
    equal weight would spread attention as far.
    """

    slice: str
    sector: str
    label: str
    tasks: float
    share: float
    breadth: float


def attention(source: Facts | Chosen, by: Slice = "year") -> list[Attention]:
    """Return the shares of all sectors in each year (place, level), the largest first.

    For departments: what is on the agenda, and what left it.

    Misleads: shares of tasks are no shares of money or of work, a plan of one department is
    about its own field: compare plans of the same kind of issuer. Sectors are read by words.

    Source: Jones & Baumgartner 2005, The Politics of Attention; breadth: Hill 1973, Ecology 54,
    427-432, as used by Boydstun, Bevan & Thomas 2014, Policy Studies Journal 42, 173-196.
    """
    taken = taken_from(source)
    concepts = taken.facts.concepts
    found = []
    for name, part in slices(taken, by).items():
        sums: dict[str, float] = defaultdict(float)
        for task in part.tasks:
            sectors = taken.facts.tasks[task].sectors
            for sector in sectors:
                sums[sector] += 1 / len(sectors)
        total = sum(sums.values())
        breadth = effective_number(sums.values())
        rows = [
            Attention(
                name,
                sector,
                concepts[sector].label if sector in concepts else sector,
                amount,
                amount / total,
                breadth,
            )
            for sector, amount in sums.items()
        ]
        found += sorted(rows, key=lambda row: (-row.share, row.sector))
    return found

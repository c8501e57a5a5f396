"""A choice in slices: the same network of each year, or of each place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from zeren.graph.analysis.choice import Chosen
from zeren.graph.errors import known_name
from zeren.graph.model.facts import DocumentFact

Slice = Literal["year", "place", "level"]
SLICES: tuple[Slice, ...] = ("year", "place", "level")


def slices(taken: Chosen, by: Slice) -> dict[str, Chosen]:
    """Return what *taken* holds of each year, place or level of its documents, sorted.

    A year is that by which plans are compared (:attr:`DocumentFact.year`). Documents of which
    it is not known are in no slice. Raises GraphError for another way to slice.
    """
    known_name("way to slice", by, SLICES)
    of: dict[Slice, Callable[[DocumentFact], object]] = {
        "year": lambda fact: fact.year,
        "place": lambda fact: fact.jurisdiction,
        "level": lambda fact: fact.level,
    }
    groups: dict[str, dict[str, DocumentFact]] = {}
    for iri, fact in taken.documents.items():
        if name := of[by](fact):
            groups.setdefault(str(name), {})[iri] = fact
    tasks = taken.facts.tasks
    return {
        name: replace(
            taken,
            documents=documents,
            tasks=[task for task in taken.tasks if tasks[task].document in documents],
            ties=[tie for tie in taken.ties if tasks[tie.task].document in documents],
        )
        for name, documents in sorted(groups.items())
    }

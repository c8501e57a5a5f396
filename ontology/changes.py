"""What became of a body in a reform: ``changes.ttl``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox
from zeren.ontology.terms import term
from zeren.ontology.vocabulary import turtle


@dataclass(frozen=True, slots=True)
class Change:
    """A reform (its IRI and year) that made the body called ``later`` out of another."""

    reform: str
    year: str
    later: str

    @property
    def id(self) -> str:
        """The last part of the IRI: 2018-health."""
        return self.reform.rpartition("#")[2]


def change_of(name: str) -> Change | None:
    """Return what became of the body with that full name (without its place), or None.

    >>> change_of("卫生和计划生育局").later, change_of("财政局")
    ('卫生健康局', None)
    """
    return _changes().get(name)


@cache
def _changes() -> Mapping[str, Change]:
    rows: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(turtle("changes.ttl"), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            rows[quad.subject.value][quad.predicate.value].append(quad.object.value)
    found: dict[str, Change] = {}
    for reform, row in sorted(rows.items()):
        for former in row.get(term("zr:formerName"), ()):
            later = row[term("zr:laterName")]
            same = [name for name in later if _ending(name) == _ending(former)]
            chosen = (same or later)[0]
            found[former] = Change(reform, row[term("dcterms:date")][0], chosen)
    return found


def _ending(name: str) -> str:
    endings = ("分局", "委员会", "总队", "支队", "大队", "局", "厅")
    return next((ending for ending in endings if name.endswith(ending)), "")

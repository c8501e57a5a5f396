"""The measure words: which word counts what kind of thing, read from ``measures.ttl``."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pyoxigraph as ox
from zeren.ontology.terms import BASE, term
from zeren.ontology.vocabulary import turtle

MEASURE = BASE + "measure#"
FILE = "measures.ttl"


class Measure(NamedTuple):
    """A measure word: its kind, how it is written down, and the words it must not be part of.

    ``kind`` is the local name of the kind (rate, people, things …), ``concept`` the local
    name of the measure (percent), ``not_within`` the words that begin like it and are none
    (所有, 处理).
    """

    kind: str
    concept: str
    written: str
    not_within: tuple[str, ...]


@cache
def measures() -> dict[str, Measure]:
    """Return all measure words, longest first, then by code point.

    >>> measures()["％"]
    Measure(kind='rate', concept='percent', written='%', not_within=())
    """
    labels: dict[str, list[tuple[str, str]]] = {}
    kinds: dict[str, str] = {}
    not_within: dict[str, list[str]] = {}
    broader = term("skos:broader")
    roles = {term(f"skos:{name}Label"): name for name in ("pref", "alt", "hidden")}
    for quad in ox.parse(turtle(FILE), format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        concept = quad.subject.value.removeprefix(MEASURE)
        predicate = quad.predicate.value
        if isinstance(quad.object, ox.NamedNode):
            if predicate == broader:
                kinds[concept] = quad.object.value.removeprefix(MEASURE + "kind-")
        elif isinstance(quad.object, ox.Literal):
            if predicate == MEASURE + "notWithin":
                not_within.setdefault(concept, []).append(quad.object.value)
            elif predicate in roles and quad.object.language == "zh":
                labels.setdefault(concept, []).append((roles[predicate], quad.object.value))
    found: dict[str, Measure] = {}
    for concept, kind in kinds.items():
        preferred = next(word for role, word in labels[concept] if role == "pref")
        for role, word in labels[concept]:
            written = preferred if role == "hidden" else word
            others = sorted(w for w in not_within.get(concept, ()) if w.startswith(word))
            found[word] = Measure(kind, concept, written, tuple(others))
    return dict(sorted(found.items(), key=lambda entry: (-len(entry[0]), entry[0])))

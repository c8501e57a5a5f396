"""SKOS schemes of themes: the words of their concepts, and the themes that words count for.

The built-in tree of policy fields is ``sectors.ttl`` and ``themes.ttl`` in ``vocab``; a user's
own Turtle file is read in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

import pyoxigraph as ox
from zeren.ontology.functions import right_above
from zeren.ontology.terms import term
from zeren.ontology.vocabulary import turtle

THEMES = "https://w3id.org/zeren/theme"
SECTORS = "https://w3id.org/zeren/sector"
HEALTH = f"{SECTORS}#health"
FILES = ("sectors.ttl", "themes.ttl")
"""The files of the built-in tree, the top first."""

_HEALTH_PLANS = f"{THEMES}#health-plans"
_TYPE = term("rdf:type")
_CONCEPT = term("skos:Concept")
_BROADER = (term("skos:broader"), term("skos:broaderTransitive"), term("skos:broaderGeneric"))
_NARROWER = (term("skos:narrower"), term("skos:narrowerTransitive"), term("skos:narrowerGeneric"))
_NAME = term("skos:prefLabel")
_SHORTEST = 2

Kind = Literal["name", "field", "hint"]
_KINDS: dict[str, Kind] = {
    _NAME: "name",
    term("skos:altLabel"): "name",
    term("zr:ambiguousLabel"): "field",
    term("skos:hiddenLabel"): "hint",
}


class SchemeError(ValueError):
    """A file is no SKOS vocabulary that themes can be read with. The message says why."""


class Word(NamedTuple):
    """A word to look for, and what it is to each concept that has it.

    A *name* shows its concept anywhere, a *field* word where the plan is of the concept's field,
    a *hint* only strengthens what is shown.
    """

    text: str
    concepts: tuple[tuple[str, Kind], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """The concepts of a vocabulary, as a matcher needs them. All IRIs are plain strings.

    ``tops`` gives the top concepts above each concept (itself, where it is one), ``labels``
    the Chinese preferred label of each.
    """

    words: tuple[Word, ...]
    tops: dict[str, tuple[str, ...]]
    labels: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """What else the built-in tree says of its concepts.

    ``themes`` gives the themes that a concept counts for (concepts right below a sector),
    ``sectors`` their sectors, ``health`` the themes that it counts for in the plan of a health
    commission, ``weights`` the factor on its words when sectors are chosen, ``facets`` the factor
    on a sector, which is below one where it is a facet of others, ``functions`` the
    sectors of functions of departments, where they are stated (:meth:`of_function`).
    """

    themes: Mapping[str, tuple[str, ...]]
    sectors: Mapping[str, tuple[str, ...]]
    health: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    facets: Mapping[str, float]
    functions: Mapping[str, tuple[str, ...]]

    def of_function(self, function: str) -> tuple[str, ...]:
        """Return the sectors of a function: its own, else those of the functions above it."""
        own = self.functions.get(function)
        if own is not None:
            return own
        above = {sector for each in right_above(function) for sector in self.of_function(each)}
        return tuple(sorted(above))


def read_scheme(data: bytes | str) -> Scheme:
    """Return the vocabulary that a Turtle file holds.

    Chinese labels and labels without a language are words: preferred and alternative ones
    name the concept, hidden ones hint at it. Labels of one character are left out, for they
    are in half of all words. A top concept is one with nothing broader in the file; where
    concepts stand above each other in a circle, each is its own.

    Raises :class:`SchemeError` when the file is no Turtle or has no such concept with a word.
    """
    try:
        statements = _Statements(ox.parse(data, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise SchemeError(f"not Turtle: {error}") from error
    scheme = statements.scheme()
    if not scheme.words:
        raise SchemeError("no skos:Concept with a Chinese label of two characters or more")
    return scheme


@cache
def built_in() -> Scheme:
    """Return the built-in tree: its top concepts are the sectors."""
    return _tree().scheme()


@cache
def fields() -> Fields:
    """Return what the built-in tree says of its concepts beside their words."""
    return _tree().fields()


@cache
def _tree() -> _Statements:
    return _Statements(
        quad for file in FILES for quad in ox.parse(turtle(file), format=ox.RdfFormat.TURTLE)
    )


_Links = dict[str, set[str]]


class _Statements:
    """The statements of vocabularies, sorted by what they are for. May raise SyntaxError."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.concepts: set[str] = set()
        self.broader: _Links = {}
        self.labels: dict[str, str] = {}
        self.owned: dict[str, dict[str, Kind]] = {}
        self.links: dict[str, _Links] = {}
        self.weights: dict[str, float] = {}
        for quad in quads:
            if isinstance(quad.subject, ox.NamedNode):
                self._add(quad.subject.value, quad.predicate.value, quad.object)

    def _add(self, subject: str, predicate: str, value: object) -> None:
        if isinstance(value, ox.Literal):
            self._add_literal(subject, predicate, value)
        elif isinstance(value, ox.NamedNode):
            if predicate == _TYPE and value.value == _CONCEPT:
                self.concepts.add(subject)
            elif predicate in _BROADER:
                self.broader.setdefault(subject, set()).add(value.value)
            elif predicate in _NARROWER:
                self.broader.setdefault(value.value, set()).add(subject)
            else:
                self.links.setdefault(predicate, {}).setdefault(subject, set()).add(value.value)

    def _add_literal(self, subject: str, predicate: str, value: ox.Literal) -> None:
        if predicate == term("zr:weight"):
            self.weights[subject] = float(value.value)
        if (value.language or "zh").split("-")[0].lower() != "zh" or predicate not in _KINDS:
            return
        if predicate == _NAME:
            self.labels[subject] = min(value.value, self.labels.get(subject, value.value))
        word, kind = value.value.strip().lower(), _KINDS[predicate]
        if len(word) >= _SHORTEST:
            owners = self.owned.setdefault(word, {})
            if kind == "name" or subject not in owners:
                owners[subject] = kind

    def scheme(self) -> Scheme:
        words = []
        for text in sorted(self.owned):
            owners = self.owned[text]
            shown = tuple((each, owners[each]) for each in sorted(owners.keys() & self.concepts))
            if shown:
                words.append(Word(text, shown))
        tops = {each: self._tops(each) for each in sorted(self.concepts)}
        return Scheme(tuple(words), tops, self.labels)

    def fields(self) -> Fields:
        themes = {each: self._themes(each) for each in self.concepts}
        members = self.links[term("skos:member")][_HEALTH_PLANS]
        return Fields(
            themes=themes,
            sectors={each: self._sectors(each, themes[each]) for each in self.concepts},
            health={each: self._health(each, members) for each in self.concepts},
            weights={each: self._weight(each) for each in self.concepts},
            facets={each: self.weights.get(each, 1.0) for each in self.concepts},
            functions=self._functions(),
        )

    def _tops(self, start: str) -> tuple[str, ...]:
        seen, waiting, tops = {start}, [start], set()
        while waiting:
            each = waiting.pop()
            above = self.broader.get(each, set()) & self.concepts
            if not above:
                tops.add(each)
            waiting += above - seen
            seen |= above
        return tuple(sorted(tops)) or (start,)

    def _themes(self, concept: str) -> tuple[str, ...]:
        above = self.broader.get(concept, set())
        if not above:
            return ()
        if any(each.startswith(f"{SECTORS}#") for each in above):
            return (concept,)
        return tuple(sorted({theme for each in above for theme in self._themes(each)}))

    def _sectors(self, concept: str, themes: Iterable[str]) -> tuple[str, ...]:
        above = {each for theme in themes for each in self.broader[theme]}
        return tuple(sorted(each for each in above if each.startswith(f"{SECTORS}#"))) or (concept,)

    def _health(self, concept: str, members: set[str]) -> tuple[str, ...]:
        if concept in members:
            return (concept,)
        stated = self.links[term("zr:healthTheme")].get(concept)
        if stated:
            return tuple(sorted(stated))
        above = self.broader.get(concept, set())
        return tuple(sorted({top for each in above for top in self._health_above(each, members)}))

    def _health_above(self, concept: str, members: set[str]) -> tuple[str, ...]:
        # What a sector counts for is said of its own words, not of all themes below it.
        return () if concept.startswith(f"{SECTORS}#") else self._health(concept, members)

    def _weight(self, concept: str) -> float:
        """Return the concept's own weight times the least of those above it, sectors left out."""
        if concept.startswith(f"{SECTORS}#"):
            return 1.0
        above = self.broader.get(concept, set())
        return self.weights.get(concept, 1.0) * min(map(self._weight, above), default=1.0)

    def _functions(self) -> dict[str, tuple[str, ...]]:
        found: _Links = {}
        for sector, related in self.links[term("skos:relatedMatch")].items():
            for each in related:
                found.setdefault(each, set()).add(sector)
        return {function: tuple(sorted(sectors)) for function, sectors in found.items()}

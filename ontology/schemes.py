"""SKOS schemes of themes: the words of their concepts, and the themes that words count for.

The built-in schemes are ``themes.ttl`` and ``sectors.ttl`` beside this module; a user's own
Turtle file is read in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox
from zeren.ontology.terms import term
from zeren.ontology.vocabulary import turtle

THEMES = "https://w3id.org/zeren/theme"
SECTORS = "https://w3id.org/zeren/sector"

_TYPE = term("rdf:type")
_CONCEPT = term("skos:Concept")
_BROADER = (term("skos:broader"), term("skos:broaderTransitive"), term("skos:broaderGeneric"))
_NARROWER = (term("skos:narrower"), term("skos:narrowerTransitive"), term("skos:narrowerGeneric"))
_NAMES = (term("skos:prefLabel"), term("skos:altLabel"))
_HINT = term("skos:hiddenLabel")
_SHORTEST = 2


class SchemeError(ValueError):
    """A file is no SKOS vocabulary that themes can be read with. The message says why."""


class Word(NamedTuple):
    """A word to look for, the concepts that have it, and whether it names them or only hints."""

    text: str
    concepts: tuple[str, ...]
    is_name: bool


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """The concepts of a vocabulary, as a matcher needs them. All IRIs are plain strings.

    ``tops`` gives the top concepts above each concept (itself, where it is one), ``labels``
    the Chinese preferred label of each, ``sectors`` the sector of a top concept that has one.
    """

    words: tuple[Word, ...]
    tops: dict[str, tuple[str, ...]]
    labels: dict[str, str]
    sectors: dict[str, str]


def read_scheme(data: bytes | str, *, scheme: str | None = None) -> Scheme:
    """Return the vocabulary that a Turtle file holds; *scheme* keeps one ``skos:ConceptScheme``.

    Chinese labels and labels without a language are words: preferred and alternative ones
    name the concept, hidden ones hint at it. Labels of one character are left out, for they
    are in half of all words. A top concept is one with nothing broader in the file; where
    concepts stand above each other in a circle, each is its own.

    Raises :class:`SchemeError` when the file is no Turtle or has no such concept with a word.
    """
    try:
        quads = list(ox.parse(data, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise SchemeError(f"not Turtle: {error}") from error
    concepts, broader, labels, names, hints, sectors = _collect(quads)
    if scheme is not None:
        within = term("skos:inScheme")
        concepts &= {
            quad.subject.value
            for quad in quads
            if isinstance(quad.subject, ox.NamedNode)
            and quad.predicate.value == within
            and isinstance(quad.object, ox.NamedNode)
            and quad.object.value == scheme
        }
    words = _words(concepts, names, is_name=True)
    known = {word.text for word in words}
    words += [word for word in _words(concepts, hints, is_name=False) if word.text not in known]
    if not words:
        raise SchemeError("no skos:Concept with a Chinese label of two characters or more")
    tops = {each: _tops(each, broader, concepts) for each in sorted(concepts)}
    return Scheme(tuple(words), tops, labels, sectors)


@cache
def built_in(scheme: str = THEMES) -> Scheme:
    """Return the vocabulary of themes (:data:`THEMES`) or of sectors (:data:`SECTORS`)."""
    return read_scheme(turtle(scheme.rpartition("/")[2] + "s.ttl"), scheme=scheme)


_Links = dict[str, set[str]]


def _collect(
    quads: list[ox.Quad],
) -> tuple[set[str], _Links, dict[str, str], _Links, _Links, dict[str, str]]:
    """Sort the statements into concepts, broader, labels, names, hints and sectors."""
    concepts: set[str] = set()
    broader: _Links = {}
    labels: dict[str, str] = {}
    names: _Links = {}
    hints: _Links = {}
    sectors: dict[str, str] = {}
    matches = {term("skos:broadMatch"), term("skos:closeMatch"), term("skos:exactMatch")}
    for quad in quads:
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object
        if isinstance(value, ox.Literal):
            if (value.language or "zh").split("-")[0].lower() != "zh":
                continue
            if predicate in _NAMES:
                names.setdefault(subject, set()).add(value.value)
            elif predicate == _HINT:
                hints.setdefault(subject, set()).add(value.value)
            if predicate == _NAMES[0]:
                labels[subject] = min(value.value, labels.get(subject, value.value))
        elif isinstance(value, ox.NamedNode):
            if predicate == _TYPE and value.value == _CONCEPT:
                concepts.add(subject)
            elif predicate in _BROADER:
                broader.setdefault(subject, set()).add(value.value)
            elif predicate in _NARROWER:
                broader.setdefault(value.value, set()).add(subject)
            elif predicate in matches and value.value.startswith(SECTORS + "#"):
                sectors[subject] = value.value
    return concepts, broader, labels, names, hints, sectors


def _words(concepts: set[str], owned: _Links, *, is_name: bool) -> list[Word]:
    owners: _Links = {}
    for concept in concepts & owned.keys():
        for label in owned[concept]:
            word = label.strip().lower()
            if len(word) >= _SHORTEST:
                owners.setdefault(word, set()).add(concept)
    return [Word(word, tuple(sorted(owners[word])), is_name) for word in sorted(owners)]


def _tops(start: str, broader: _Links, concepts: set[str]) -> tuple[str, ...]:
    seen, waiting, tops = {start}, [start], set()
    while waiting:
        each = waiting.pop()
        above = broader.get(each, set()) & concepts
        if not above:
            tops.add(each)
        waiting += above - seen
        seen |= above
    return tuple(sorted(tops)) or (start,)

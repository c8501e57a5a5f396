"""The words of the vocabularies, read from the Turtle files for the matchers.

The files beside this module are the one place where a role's markers, the forms of
a body's name or the names of a function are written down; every matcher is compiled
from what these functions return.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pyoxigraph as ox
from zeren.ontology.terms import PREFIXES, term


def turtle(name: str) -> bytes:
    """Return the bytes of a Turtle file of this package, such as ``zeren.ttl``."""
    return files("zeren.ontology.vocab").joinpath(name).read_bytes()


@cache
def parents(name: str) -> tuple[tuple[str, str], ...]:
    """Return each concept of the file *name* with each concept right above it (IRIs)."""
    broader = term("skos:broader")
    return tuple(
        (quad.subject.value, quad.object.value)
        for quad in ox.parse(turtle(name), format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == broader
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
    )


@cache
def _statements(name: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(turtle(name), format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
        and quad.object.language != "en"
    )


def words(file: str, concept: str, *predicates: str) -> tuple[str, ...]:
    """Return the Chinese words that *concept* has under *predicates* (prefixed names), sorted.

    Raises KeyError when the concept has none: a matcher must not be empty by accident.

    >>> "牵头" in words("zeren.ttl", "zr:lead", "zr:labelWord")
    True
    """
    wanted = {term(predicate) for predicate in predicates}
    subject = term(concept) if concept.partition(":")[0] in PREFIXES else concept
    found = {v for each, kind, v in _statements(file) if each == subject and kind in wanted}
    if not found:
        raise KeyError(f"{file} gives {concept} no words under {', '.join(predicates)}")
    return tuple(sorted(found))


def words_below(file: str, concept: str) -> tuple[str, ...]:
    """Return the words to match (alternative, hidden labels) of the concepts below *concept*.

    >>> "教育局" in words_below("functions.ttl", "zf:education")
    True
    """
    wanted = {term(concept)}
    size = 0
    while size < len(wanted):
        size = len(wanted)
        wanted |= {child for child, parent in parents(file) if parent in wanted}
    labels = {term("skos:altLabel"), term("skos:hiddenLabel")}
    found = {v for each, kind, v in _statements(file) if each in wanted and kind in labels}
    if not found:
        raise KeyError(f"{file} gives no words below {concept}")
    return tuple(sorted(found))


def all_words(file: str, *predicates: str) -> tuple[str, ...]:
    """Return the Chinese words that any concept of *file* has under *predicates*, sorted."""
    wanted = {term(predicate) for predicate in predicates}
    return tuple(sorted({v for _, predicate, v in _statements(file) if predicate in wanted}))


def labelled(file: str, predicate: str) -> tuple[tuple[str, str], ...]:
    """Return each concept of *file* with each of its Chinese words under *predicate*."""
    wanted = term(predicate)
    return tuple((concept, word) for concept, kind, word in _statements(file) if kind == wanted)

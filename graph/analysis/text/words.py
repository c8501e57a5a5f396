"""Words of a SKOS scheme in a text, with the place of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from zeren.ontology.terms import term
from zeren.ontology.vocabulary import turtle

GAP = "〇"
"""Stands for any one character in a containing word: 应〇尽〇."""


class Evidence(NamedTuple):
    """A word that shows a concept (the end of its IRI), and its place in the text of the task."""

    concept: str
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a scheme: labels, what is above it, and its degree where it has one."""

    id: str
    zh: str
    en: str
    broader: tuple[str, ...]
    degree: int | None


@dataclass(frozen=True, slots=True)
class Coding:
    """A scheme as a matcher: its concepts in the order of the file, and the words of each."""

    concepts: Mapping[str, Concept]
    pattern: re.Pattern[str]
    words: Mapping[str, str | None]

    def found(self, text: str) -> Iterator[Evidence]:
        """Yield the words of the scheme in *text*, in order; the longest at a place counts.

        A word that only contains one of them (重要 for 要) is passed over, as the file says.
        """
        for match in self.pattern.finditer(text):
            concept = self.words.get(match[0])  # None too for what a gap stands in
            if concept is not None:
                yield Evidence(concept, match[0], match.start(), match.end())


@cache
def coding(file: str) -> Coding:
    """Return the scheme in *file*, such as ``obligation.ttl``."""
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    said: dict[str, dict[str, list[Any]]] = {}
    for quad in parse(turtle(file), RdfFormat.TURTLE):
        assert isinstance(quad.subject, NamedNode)
        said.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(
            quad.object
        )
    concepts: dict[str, Concept] = {}
    words: dict[str, str | None] = {}
    for iri, mine in said.items():
        if not any(value.value == term("skos:Concept") for value in mine[term("rdf:type")]):
            continue
        name = iri.rpartition("#")[2]
        labels = {value.language: value.value for value in mine[term("skos:prefLabel")]}
        degrees = [value.value for value in mine.get(term("skos:notation"), ())]
        above = sorted(
            value.value.rpartition("#")[2] for value in mine.get(term("skos:broader"), ())
        )
        degree = int(degrees[0]) if degrees else None
        concepts[name] = Concept(name, labels["zh"], labels["en"], tuple(above), degree)
        for value in mine.get(term("skos:altLabel"), ()):
            if isinstance(value, Literal):
                words[value.value] = name
        for value in mine.get(term("zr:containingWord"), ()):
            words.setdefault(value.value, None)
    longest = sorted(words, key=lambda word: (-len(word), word))
    pattern = "|".join(re.escape(word).replace(GAP, ".") for word in longest)
    return Coding(concepts, re.compile(pattern), words)

"""What roles are called in Chinese, and the concepts of the themes in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from zeren.loaders.records import Role
from zeren.ontology.terms import term

ROLES_ZH: Final[Mapping[Role, str]] = MappingProxyType(
    {"lead": "牵头", "responsible": "责任", "cooperating": "配合", "guiding": "指导"}
)
"""The preferred labels of the roles in ``zeren.ttl``; to read them from there takes a while."""
_FILES = ("themes.ttl", "sectors.ttl")


class Label(NamedTuple):
    """The preferred labels of a concept; empty where it has none in that language."""

    zh: str
    en: str


NO_LABELS: Mapping[str, Label] = MappingProxyType({})


def concept_labels(own: Iterable[bytes] = ()) -> dict[str, Label]:
    """Return the labels by IRI: of the built-in themes and sectors, then of a user's *own* files.

    A label without a language counts as Chinese. Raises SyntaxError when a file is no Turtle.
    """
    found = dict(_built_in())
    for data in own:
        found |= _labels(data)
    return found


@cache
def _built_in() -> Mapping[str, Label]:
    from zeren.ontology.vocabulary import turtle

    return {iri: label for file in _FILES for iri, label in _labels(turtle(file)).items()}


def _labels(data: bytes) -> dict[str, Label]:
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    names: dict[str, dict[str, str]] = {}
    for quad in parse(data, RdfFormat.TURTLE):
        if quad.predicate.value != term("skos:prefLabel"):
            continue
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            language = (quad.object.language or "zh").partition("-")[0]
            mine = names.setdefault(quad.subject.value, {})
            mine[language] = min(quad.object.value, mine.get(language, quad.object.value))
    return {iri: Label(mine.get("zh", ""), mine.get("en", "")) for iri, mine in names.items()}

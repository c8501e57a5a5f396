"""Anything else that has an IRI: what the store says of it, and what points to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore

if TYPE_CHECKING:
    import pyoxigraph

_SHOWN = 500


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """A property and a value. ``iri`` is empty for a literal, and ``note`` its language or type."""

    property: str
    text: str
    iri: str
    note: str


def values(snapshot: ServedStore, language: Language, iri: str) -> Mapping[str, object]:
    """Return what the page of *iri* shows."""
    from pyoxigraph import DefaultGraph, NamedNode

    engine, node = snapshot.store.engine, NamedNode(iri)
    said = engine.quads_for_pattern(node, None, None, DefaultGraph())
    pointing = engine.quads_for_pattern(None, None, node, DefaultGraph())
    return {
        "iri": iri,
        "statements": _sorted(_statement(quad.predicate, quad.object) for quad in _some(said)),
        "pointing": _sorted(_statement(quad.predicate, quad.subject) for quad in _some(pointing)),
    }


def _some(quads: Iterable[pyoxigraph.Quad]) -> Iterable[pyoxigraph.Quad]:
    return islice(quads, _SHOWN)


def _sorted(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(set(statements))


def _statement(predicate: pyoxigraph.NamedNode, value: object) -> Statement:
    from pyoxigraph import Literal, NamedNode
    from zeren.graph.web.parts.rendering import short

    if isinstance(value, NamedNode):
        return Statement(predicate.value, short(value.value), value.value, "")
    if isinstance(value, Literal):
        plain = value.datatype.value.endswith("#string")
        note = value.language or ("" if plain else short(value.datatype.value))
        return Statement(predicate.value, value.value, "", note)
    return Statement(predicate.value, str(value), "", "")

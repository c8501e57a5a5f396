"""The data dictionary: what each column of the tables holds, in the words of the ontology."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from zeren.graph.export.columns import TABLES, Column, Table
from zeren.ontology.terms import BASE, term
from zeren.ontology.vocabulary import turtle

COLUMNS = ("table", "column", "type", "term", "label_zh", "label_en", "zh", "en")

_KEY_ZH = f"标识，前加 {BASE} 即为 IRI。"
_KEY_EN = f"A key: with {BASE} before it, the IRI."


class Meaning(NamedTuple):
    """What the ontology says of a term: label and definition, in Chinese and in English."""

    label_zh: str
    label_en: str
    zh: str
    en: str


def dictionary() -> list[tuple[str, ...]]:
    """Return one row for each column of each table, cells in the order of :data:`COLUMNS`."""
    return [_row(table, column) for table in TABLES for column in table.columns]


def meaning(prefixed: str) -> Meaning:
    """Return what ``zeren.ttl`` says of a term: its definition, or how this graph uses it.

    Raises KeyError for a term that it says nothing of.
    """
    return _meanings()[term(prefixed)]


def _row(table: Table, column: Column) -> tuple[str, ...]:
    found = meaning(column.term)
    zh, en = found.zh, found.en
    if column.key:
        zh, en = f"{zh}{_KEY_ZH}", f"{en} {_KEY_EN}"
    return (
        table.name,
        column.name,
        column.kind,
        column.term,
        found.label_zh,
        found.label_en,
        zh,
        en,
    )


@cache
def _meanings() -> dict[str, Meaning]:
    from pyoxigraph import Literal, RdfFormat, parse

    said: dict[str, dict[tuple[str, str], str]] = {}
    kinds = {
        term("rdfs:label"): "label",
        term("skos:prefLabel"): "label",
        term("skos:definition"): "text",
        term("skos:scopeNote"): "text",
    }
    for quad in parse(turtle("zeren.ttl"), RdfFormat.TURTLE):
        kind = kinds.get(quad.predicate.value)
        if kind and isinstance(quad.object, Literal) and quad.object.language:
            subject = getattr(quad.subject, "value", "")
            said.setdefault(subject, {})[kind, quad.object.language] = quad.object.value
    return {
        iri: Meaning(
            found.get(("label", "zh"), ""),
            found.get(("label", "en"), ""),
            found.get(("text", "zh"), ""),
            found.get(("text", "en"), ""),
        )
        for iri, found in said.items()
    }

"""Turtle that is the same each time: sorted statements, sorted prefixes, none unused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from zeren.ontology.terms import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Triple


MORE: Mapping[str, str] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sh": "http://www.w3.org/ns/shacl#",
    "void": "http://rdfs.org/ns/void#",
    "zsh": "https://w3id.org/zeren/shapes#",
}
"""Prefixes of reports and descriptions, beside those of queries."""


def turtle(triples: Iterable[Triple]) -> bytes:
    """Return *triples* as Turtle. The engine gives prefixes in the order of a hash table."""
    from pyoxigraph import RdfFormat, serialize

    ordered = sorted(set(triples), key=str)
    body = (
        serialize(ordered, format=RdfFormat.TURTLE, prefixes={**PREFIXES, **MORE}) or b""
    ).decode("utf-8")
    lines = body.split("\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith("@prefix ")), len(lines))
    rest = "\n".join(lines[count:])
    used = [line for line in sorted(lines[:count]) if f"{line.split()[1]}" in rest]
    return ("\n".join(used) + "\n\n" + rest if used else rest).encode("utf-8")

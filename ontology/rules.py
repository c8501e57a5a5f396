"""The rules that read assignments, targets, mentions and places of plans, as a vocabulary.

A statement names its rule by IRI; what the rule looks for, with an example, is said here once and
not in each document.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from zeren.loaders.rule_catalogue import by_name
from zeren.ontology.nquads import Statements
from zeren.ontology.terms import BASE, segment

GRAPH: Final = f"{BASE}vocabulary/rules"
"""The graph that the rules are described in."""

IN_THE_GRAPH = frozenset(("clause", "target", "mention", "origin"))
"""The kinds of rules that statements name."""


def rule_iri(name: str) -> str:
    """Return the IRI of the rule called *name*.

    >>> rule_iri("target-number")
    'https://w3id.org/zeren/rule/target-number'
    """
    return f"{BASE}rule/{segment(name)}"


@cache
def rules_turtle() -> bytes:
    """Return what each rule is called and looks for, one statement a line."""
    graph = Statements(GRAPH)
    for name, rule in by_name().items():
        if rule.kind not in IN_THE_GRAPH:
            continue
        node = graph.about(rule_iri(name))
        node.term("rdf:type", "zr:Rule")
        node.text("skos:notation", name)
        node.text("skos:definition", rule.shape)
        node.text("skos:example", rule.example)
    return graph.written().replace(f" <{GRAPH}> .\n".encode(), b" .\n")

"""The rules that read assignments, targets and mentions, as a vocabulary.

A statement names its rule by IRI; what the rule looks for, with an example, is said here once and
not in each document.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final, Protocol

from zeren.loaders.clauses.rules import RULES
from zeren.loaders.mentions.rules import MENTION_RULES
from zeren.loaders.targets.rules import TARGET_RULES
from zeren.ontology.nquads import Statements
from zeren.ontology.terms import BASE, segment

GRAPH: Final = f"{BASE}vocabulary/rules"
"""The graph that the rules are described in."""


class _Explained(Protocol):
    """A rule of any kind that says what it looks for."""

    @property
    def id(self) -> str: ...
    @property
    def shape(self) -> str: ...
    @property
    def example(self) -> str: ...


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
    for name, rule in _rules():
        node = graph.about(rule_iri(name))
        node.term("rdf:type", "zr:Rule")
        node.text("skos:notation", name)
        node.text("skos:definition", rule.shape)
        node.text("skos:example", rule.example)
    return graph.written().replace(f" <{GRAPH}> .\n".encode(), b" .\n")


def _rules() -> Iterator[tuple[str, _Explained]]:
    for clause in RULES:
        yield clause.id, clause
    for target in TARGET_RULES:
        yield f"target-{target.id}", target
    for mention in MENTION_RULES:
        yield f"mention-{mention.id}", mention

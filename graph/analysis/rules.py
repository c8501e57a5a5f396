"""What each rule of reading has read in a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zeren.ontology.rules import rule_iri

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store


@dataclass(frozen=True, slots=True)
class Read:
    """One statement that a rule made: its words in the source, and the document they stand in."""

    quote: str
    document: str


def counts(store: Store) -> dict[str, int]:
    """Return how many statements each rule of *store* made, by the IRI of the rule."""
    rows = store.query("SELECT ?rule (COUNT(?it) AS ?n) { ?it zr:rule ?rule } GROUP BY ?rule")
    return {str(row["rule"]): int(str(row["n"])) for row in rows}


def examples(store: Store, name: str, limit: int) -> list[Read]:
    """Return the first *limit* statements that the rule called *name* made, in a fixed order."""
    rows = store.query(
        f"""SELECT ?quote ?file {{
          ?it zr:rule <{rule_iri(name)}> ; zr:quote ?quote .
          ?owner ?relation ?it .
          ?owner dcterms:isPartOf? ?document . ?document a zr:PolicyDocument ; zr:sourceFile ?file .
        }} ORDER BY ?file STR(?it) LIMIT {limit:d}"""
    )
    return [Read(str(row["quote"]), str(row["file"])) for row in rows]

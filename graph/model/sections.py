"""The sections of documents, as a store states them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store


@dataclass(frozen=True, slots=True)
class SectionFact:
    """A heading over tasks. ``parent`` is the section around it, None at the top."""

    iri: str
    document: str
    parent: str | None
    number: str
    heading: str
    start: int
    end: int


def read_sections(store: Store, documents: Collection[str]) -> list[SectionFact]:
    """Return the sections of the *documents* with these IRIs, in text order."""
    rows = list(
        store.query("""
        SELECT ?s ?parent ?number ?heading ?start ?end WHERE {
          ?s a zr:Section ; dcterms:isPartOf ?parent ; zr:start ?start ; zr:end ?end .
          OPTIONAL { ?s zr:number ?number }
          OPTIONAL { ?s zr:heading ?heading }
        }""")
    )
    above = {str(row["s"]): str(row["parent"]) for row in rows}
    found = []
    for row in rows:
        iri = str(row["s"])
        document = above[iri]
        while document in above:
            document = above[document]
        if document in documents:
            found.append(
                SectionFact(
                    iri=iri,
                    document=document,
                    parent=above[iri] if above[iri] in above else None,
                    number=str(row["number"] or ""),
                    heading=str(row["heading"] or ""),
                    start=int(str(row["start"])),
                    end=int(str(row["end"])),
                )
            )
    return sorted(found, key=lambda section: (section.document, section.start, section.iri))

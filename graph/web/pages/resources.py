"""What there is to say about one thing, as a query."""

from __future__ import annotations

from zeren.graph.web.served import ServedStore

_FORBIDDEN = frozenset('<>"{}|^`\\')
_POINTING = 10_000
_PARTS = "zr:assignment|zr:target|zr:sectorAssignment|zr:themeAssignment|zr:mention|zr:evidence"


def exists(snapshot: ServedStore, iri: str) -> bool:
    """Return whether the store says anything about *iri*, or holds a graph of that name."""
    from pyoxigraph import NamedNode

    if not _is_clean(iri):
        return False
    engine = snapshot.store.engine
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    if engine.contains_named_graph(node):
        return True
    patterns = (
        engine.quads_for_pattern(node, None, None),
        engine.quads_for_pattern(None, None, node),
    )
    return any(next(found, None) is not None for found in patterns)


def construct(snapshot: ServedStore, iri: str) -> str:
    """Return the query for the description of *iri*, which must exist.

    For a document or a vocabulary that is all of its graph; for anything else what is
    said of it and of its parts, and what points to it.
    """
    from pyoxigraph import NamedNode

    if snapshot.store.engine.contains_named_graph(NamedNode(iri)):
        return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
    return f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ <{iri}> ({_PARTS})* ?s . ?s ?p ?o }}
  UNION
  {{ SELECT ?s ?p ?o {{ BIND(<{iri}> AS ?o) ?s ?p ?o }} LIMIT {_POINTING} }}
}}"""


def _is_clean(iri: str) -> bool:
    return 0 < len(iri) < 4000 and not any(char <= " " or char in _FORBIDDEN for char in iri)

"""Taking one document out of the cache, and nothing that another document says as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren.ontology.terms import document_iri

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Quad, Store


def remove_document(store: Store, document_id: str, said: Store) -> None:
    """Take a document's statements out of the default graph, and its graph away.

    What another document says as well, or the vocabularies do (*said*, a store of theirs), stays.
    Raises OSError; what was taken out until then stays out.
    """
    from pyoxigraph import DefaultGraph, NamedNode, Quad

    graph = NamedNode(document_iri(document_id))
    default = DefaultGraph()
    gone = dict.fromkeys(own_statements(store, document_id))
    for quad in store.quads_for_pattern(None, None, None, graph):
        triple = quad.subject, quad.predicate, quad.object
        holders = {each.graph_name for each in store.quads_for_pattern(*triple, None)}
        if not holders - {graph, default} and Quad(*triple) not in said:
            gone[Quad(*triple)] = None
    if gone:
        body = "".join(f"{quad.triple} .\n" for quad in gone)
        store.update(f"DELETE DATA {{\n{body}}} ; DROP SILENT GRAPH <{graph.value}>")


def own_statements(store: Store, document_id: str) -> list[Quad]:
    """Return the statements of the default graph that only this document can make.

    Their subjects are the document and what has an IRI below it. The engine cannot look for
    the beginning of an IRI, but all of them hang together by statements between them.
    """
    from pyoxigraph import DefaultGraph, NamedNode

    whole = document_iri(document_id)
    below = f"{whole}/"
    found: list[Quad] = []
    start = NamedNode(whole)
    seen, waiting = {start}, [start]

    def meet(node: object) -> None:
        if isinstance(node, NamedNode) and node.value.startswith(below) and node not in seen:
            seen.add(node)
            waiting.append(node)

    default = DefaultGraph()
    while waiting:
        node: NamedNode = waiting.pop()
        for quad in store.quads_for_pattern(node, None, None, default):
            found.append(quad)
            meet(quad.object)
        for quad in store.quads_for_pattern(None, None, node, default):
            meet(quad.subject)
    return found

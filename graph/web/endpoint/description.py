"""What the server says about itself in RDF: the SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from zeren.graph.export.void import describe
from zeren.graph.web.endpoint.answering import written
from zeren.graph.web.endpoint.formats import GRAPHS, TABLES
from zeren.graph.web.endpoint.limits import ServerLimits
from zeren.graph.web.served import ServedStore
from zeren.ontology.terms import term

if TYPE_CHECKING:
    from pyoxigraph import Triple

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_UNIQUE = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}


def service_description(
    snapshot: ServedStore, endpoint: str, limits: ServerLimits, format: str
) -> bytes:
    """Return the description of the endpoint at that address, in the format of that name."""
    return written(_triples(snapshot, endpoint, limits), format)


def described(snapshot: ServedStore, endpoint: str, dumps: Iterable[str]) -> bytes:
    """Return what data the store holds, as VoID in Turtle, with the addresses of this server."""
    return describe(snapshot.store, endpoint=endpoint, dumps=dumps)


def _triples(snapshot: ServedStore, endpoint: str, limits: ServerLimits) -> Iterator[Triple]:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    service, dataset, default = NamedNode(endpoint), BlankNode("dataset"), BlankNode("default")
    kind = NamedNode(term("rdf:type"))

    def sd(name: str) -> NamedNode:
        return NamedNode(_SD + name)

    yield Triple(service, kind, sd("Service"))
    yield Triple(service, sd("endpoint"), service)
    yield Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    for format in (*TABLES, *GRAPHS):
        yield Triple(service, sd("resultFormat"), NamedNode(_FORMATS + _UNIQUE[format.media]))
    said = (
        f"Only reads. A query is stopped after {limits.timeout:g} seconds (503); an answer has at"
        f" most {limits.rows} rows and {limits.bytes} bytes (403). No SERVICE, no updates."
    )
    yield Triple(service, NamedNode(term("rdfs:comment")), Literal(said, language="en"))
    yield Triple(service, sd("defaultDataset"), dataset)
    yield Triple(dataset, kind, sd("Dataset"))
    yield Triple(dataset, sd("defaultGraph"), default)
    yield Triple(default, kind, sd("Graph"))
    comment = "The union of all named graphs, each statement once."
    yield Triple(default, NamedNode(term("rdfs:comment")), Literal(comment, language="en"))
    names = sorted(
        graph.value
        for graph in snapshot.store.engine.named_graphs()
        if isinstance(graph, NamedNode)
    )
    for number, name in enumerate(names, start=1):
        graph = BlankNode(f"graph{number}")
        yield Triple(dataset, sd("namedGraph"), graph)
        yield Triple(graph, kind, sd("NamedGraph"))
        yield Triple(graph, sd("name"), NamedNode(name))

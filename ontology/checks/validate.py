"""Checking one document's statements against ``shapes.ttl``, with pySHACL.

Validation takes the shard, and the source text that it was read from. It works in rdflib
memory on one document, so its cost grows with the document and never with the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from zeren.loaders.records import Edit
from zeren.ontology.checks.evidence import SHAPES, Evidence, Source, evidence, nodes, spans_of
from zeren.ontology.terms import term
from zeren.ontology.vocabulary import turtle

if TYPE_CHECKING:
    import pyoxigraph
    import rdflib

FILE = "shapes.ttl"
_SH = "http://www.w3.org/ns/shacl#"
_STRING = term("xsd:string")
_KINDS = {
    "readValue": "xsd:decimal",
    "readUpperValue": "xsd:decimal",
    "sourceDamaged": "xsd:boolean",
}


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One thing that a shape forbids.

    ``focus`` is the IRI of the node at fault, ``shape`` the local name of the shape in
    ``shapes.ttl``, ``path`` the IRI of the predicate ("" where the whole node is at fault),
    ``value`` the value that must not be ("" where one is missing), ``zh`` and ``en`` say
    what is wrong.
    """

    focus: str
    shape: str
    path: str
    value: str
    zh: str
    en: str


def validate(shard: bytes, text: str, edits: Iterable[Edit] = ()) -> list[Violation]:
    """Return what the shapes forbid in *shard*, sorted; an empty list for a sound document.

    *text* is the source as decoded, *edits* what cleaning changed in it. Raises SyntaxError
    for a shard that is no N-Quads.
    """
    from pyoxigraph import RdfFormat, parse

    quads = list(parse(shard, RdfFormat.N_QUADS))
    graph = _data_graph(quads)
    found = nodes((q.subject.value, q.predicate.value, _value(q.object)) for q in quads)
    for statement in evidence(found, spans_of(found), Source(text, edits)):
        graph.add(_triple(statement))
    return _violations(graph)


def shapes() -> dict[str, tuple[str, str]]:
    """Return the message (Chinese, English) of each shape that has one, by local name."""
    return {name: (zh, en) for name, (zh, en) in _messages().items()}


def _violations(graph: rdflib.Graph) -> list[Violation]:
    import pyshacl

    conforms, report, _ = pyshacl.validate(
        graph, shacl_graph=_shapes_graph(), inference="none", inplace=True, meta_shacl=False
    )
    if conforms:
        return []
    if isinstance(report, Exception):
        raise report
    from rdflib import URIRef

    found: dict[tuple[str, str], Violation] = {}
    for result in report.subjects(URIRef(term("rdf:type")), URIRef(_SH + "ValidationResult")):

        def get(name: str, result: Any = result) -> Any:
            return report.value(result, URIRef(_SH + name))

        focus, value = get("focusNode"), get("value")
        source = get("sourceConstraint")
        if source is not None:  # a query over the document names the node at fault as the value
            focus, value = value or focus, None
        shape = str(source or get("sourceShape")).removeprefix(SHAPES)
        if (shape, str(value)) == ("Target", str(focus)):
            shape = "range-has-upper"  # reported once by the node that sh:node points to
            value = None
        path = get("resultPath")
        zh, en = _messages().get(shape, ("不符合形状", "this does not fit its shape"))
        violation = Violation(
            focus=str(focus),
            shape=shape,
            path=str(path) if isinstance(path, URIRef) else "",
            value="" if value is None else str(value),
            zh=zh,
            en=en,
        )
        # A wrong value is reported twice by sh:equals: it must not be, and another is missing.
        key = (violation.focus, violation.shape)
        found[key] = max(violation, found.get(key, violation), key=_stated(graph))
    return sorted(found.values())


def _stated(graph: rdflib.Graph) -> Any:
    """Return a key that prefers what the document states over what is missing from it."""
    from rdflib import Literal, URIRef

    def key(violation: Violation) -> tuple[bool, Violation]:
        objects = graph.objects(URIRef(violation.focus), URIRef(violation.path))
        lexical = {str(o) for o in objects if isinstance(o, Literal | URIRef)}
        return violation.value in lexical, violation

    return key


@cache
def _shapes_graph() -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    graph.parse(data=turtle(FILE), format="turtle")
    return graph


@cache
def _messages() -> dict[str, tuple[str, str]]:
    from rdflib import URIRef

    found: dict[str, dict[str, str]] = {}
    for subject, _, message in _shapes_graph().triples((None, URIRef(_SH + "message"), None)):
        mine = found.setdefault(str(subject).removeprefix(SHAPES), {})
        mine[str(getattr(message, "language", ""))] = str(message)
    return {name: (each.get("zh", ""), each.get("en", "")) for name, each in found.items()}


def _data_graph(quads: Iterable[pyoxigraph.Quad]) -> rdflib.Graph:
    from zeren.ontology.checks.prepared import PreparedGraph

    graph = PreparedGraph()
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(found: object) -> Any:
    import pyoxigraph
    import rdflib

    if isinstance(found, pyoxigraph.NamedNode):
        return rdflib.URIRef(found.value)
    if isinstance(found, pyoxigraph.BlankNode):
        return rdflib.BNode(found.value)
    if not isinstance(found, pyoxigraph.Literal):
        raise TypeError(f"no RDF 1.1 term: {found}")
    if found.language:
        return rdflib.Literal(found.value, lang=found.language)
    return _literal(found.value, found.datatype.value)


def _literal(value: str, kind: str) -> rdflib.Literal:
    """Return a literal; rdflib tells a plain one from one that says xsd:string."""
    import rdflib

    return rdflib.Literal(value, datatype=None if kind == _STRING else rdflib.URIRef(kind))


def _value(found: object) -> str:
    return str(getattr(found, "value", found))


def _triple(statement: Evidence) -> Any:
    import rdflib

    kind = term(_KINDS.get(statement.name, "xsd:string"))
    return (
        rdflib.URIRef(statement.subject),
        rdflib.URIRef(SHAPES + statement.name),
        _literal(statement.value, kind),
    )

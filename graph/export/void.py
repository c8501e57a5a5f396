"""What a store holds, for catalogues and for machines: VoID and DCAT in Turtle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from zeren.graph.output.turtle import MORE, turtle
from zeren.ontology.terms import BASE, PREFIXES, segment, term

if TYPE_CHECKING:
    from pyoxigraph import Triple
    from zeren.graph.store.opening import Store

DATASET = f"{BASE}dataset"

_VOCABULARIES = ("zr", "dcterms", "eli", "org", "skos")


def describe(store: Store, *, endpoint: str | None = None, dumps: Iterable[str] = ()) -> bytes:
    """Return the description of the data in *store* as Turtle.

    It counts what the documents state (not the vocabularies): statements, documents,
    classes, properties, and the statements of each document. *endpoint* is the address of
    a SPARQL endpoint that answers from this store, *dumps* those of files that hold all of
    it. The same store gives the same bytes.
    """
    return turtle(_Description(store, endpoint, tuple(dumps)).triples())


class _Description:
    """Collects the statements about one store."""

    def __init__(self, store: Store, endpoint: str | None, dumps: tuple[str, ...]) -> None:
        self.store = store
        self.endpoint = endpoint
        self.dumps = dumps
        self._found: list[Triple] = []

    def triples(self) -> list[Triple]:
        self._itself()
        self._documents()
        self._parts()
        return self._found

    def _itself(self) -> None:
        for kind in ("void:Dataset", "dcat:Dataset"):
            self._link(DATASET, "rdf:type", _term(kind))
        self._words(DATASET, "dcterms:title", "政策任务责任图谱", "zh")
        self._words(DATASET, "dcterms:title", "Who answers for what in policy plans", "en")
        self._words(
            DATASET,
            "dcterms:description",
            "政策文件中的任务、责任单位、目标和主题，附原文出处。",
            "zh",
        )
        self._words(
            DATASET,
            "dcterms:description",
            "Tasks of policy plans: their units, targets and themes, and the words of the source.",
            "en",
        )
        self._link(DATASET, "dcterms:conformsTo", PREFIXES["zr"].removesuffix("#"))
        self._text(DATASET, "void:uriSpace", BASE)
        self._link(DATASET, "void:feature", "http://www.w3.org/ns/formats/N-Quads")
        for prefix in _VOCABULARIES:
            self._link(DATASET, "void:vocabulary", PREFIXES[prefix])
        for prefix in ("zt", "zf"):
            self._link(DATASET, "dcat:themeTaxonomy", PREFIXES[prefix].removesuffix("#"))
        if self.endpoint:
            self._link(DATASET, "void:sparqlEndpoint", self.endpoint)
        for number, dump in enumerate(self.dumps, start=1):
            distribution = f"{DATASET}/distribution/{number}"
            self._link(DATASET, "void:dataDump", dump)
            self._link(DATASET, "dcat:distribution", distribution)
            self._link(distribution, "rdf:type", _term("dcat:Distribution"))
            self._link(distribution, "dcat:downloadURL", dump)

    def _documents(self) -> None:
        rows = self.store.query("""
            SELECT ?d ?n ?title ?issued WHERE {
              { SELECT ?d (COUNT(*) AS ?n) WHERE {
                  ?d a zr:PolicyDocument . GRAPH ?d { ?s ?p ?o } } GROUP BY ?d }
              OPTIONAL { ?d dcterms:title ?title }
              OPTIONAL { ?d dcterms:issued ?issued }
            } ORDER BY ?d ?title""")
        seen: set[str] = set()
        for row in rows:
            document = str(row["d"])
            if document in seen:
                continue
            seen.add(document)
            self._link(DATASET, "void:subset", document)
            self._link(document, "rdf:type", _term("void:Dataset"))
            self._count(document, "void:triples", row["n"])
            if row["title"]:
                self._text(document, "dcterms:title", str(row["title"]))
            if row["issued"]:
                self._text(document, "dcterms:issued", str(row["issued"]), "xsd:date")
        self._count(DATASET, "void:documents", len(seen))
        (total,) = self.store.query("""
            SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) WHERE {
              { SELECT DISTINCT ?s ?p ?o WHERE { ?g a zr:PolicyDocument GRAPH ?g { ?s ?p ?o } } }
            }""")
        self._count(DATASET, "void:triples", total["n"])
        self._count(DATASET, "void:distinctSubjects", total["subjects"])

    def _parts(self) -> None:
        kinds = list(
            self.store.query("""
            SELECT ?kind (COUNT(DISTINCT ?s) AS ?n) WHERE {
              ?g a zr:PolicyDocument GRAPH ?g { ?s a ?kind } } GROUP BY ?kind ORDER BY ?kind""")
        )
        self._count(DATASET, "void:classes", len(kinds))
        for row in kinds:
            part = f"{DATASET}/class/{segment(_local(str(row['kind'])))}"
            self._link(DATASET, "void:classPartition", part)
            self._link(part, "void:class", str(row["kind"]))
            self._count(part, "void:entities", row["n"])
        predicates = list(
            self.store.query("""
            SELECT ?p (COUNT(*) AS ?n) WHERE {
              { SELECT DISTINCT ?s ?p ?o WHERE { ?g a zr:PolicyDocument GRAPH ?g { ?s ?p ?o } } }
            } GROUP BY ?p ORDER BY ?p""")
        )
        self._count(DATASET, "void:properties", len(predicates))
        for row in predicates:
            part = f"{DATASET}/property/{segment(_local(str(row['p'])))}"
            self._link(DATASET, "void:propertyPartition", part)
            self._link(part, "void:property", str(row["p"]))
            self._count(part, "void:triples", row["n"])

    def _link(self, subject: str, predicate: str, value: str) -> None:
        from pyoxigraph import NamedNode

        self._add(subject, predicate, NamedNode(value))

    def _words(self, subject: str, predicate: str, value: str, language: str) -> None:
        from pyoxigraph import Literal

        self._add(subject, predicate, Literal(value, language=language))

    def _text(self, subject: str, predicate: str, value: str, kind: str = "xsd:string") -> None:
        from pyoxigraph import Literal, NamedNode

        self._add(subject, predicate, Literal(value, datatype=NamedNode(_term(kind))))

    def _count(self, subject: str, predicate: str, value: object) -> None:
        self._text(subject, predicate, str(value), "xsd:integer")

    def _add(self, subject: str, predicate: str, value: object) -> None:
        from pyoxigraph import NamedNode, Triple

        self._found.append(Triple(NamedNode(subject), NamedNode(_term(predicate)), value))  # type: ignore[arg-type]


def _term(prefixed: str) -> str:
    prefix, _, name = prefixed.partition(":")
    return MORE[prefix] + name if prefix in MORE else term(prefixed)


def _local(iri: str) -> str:
    """Return a name for an IRI that is the same and its own in every store: zr-Task."""
    fits = [(len(base), name) for name, base in PREFIXES.items() if iri.startswith(base)]
    if not fits:
        return iri
    size, name = max(fits)
    return f"{name}-{iri[size:]}"

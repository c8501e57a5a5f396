"""The ontology as one self-contained HTML page in two languages, made from ``zeren.ttl``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from zeren.graph.output.html import environment
from zeren.ontology.terms import PREFIXES, ZR, term
from zeren.ontology.vocabulary import turtle

_KINDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("classes", "类 Classes", ("owl:Class",)),
    ("object-properties", "对象属性 Object properties", ("owl:ObjectProperty",)),
    ("datatype-properties", "数据属性 Datatype properties", ("owl:DatatypeProperty",)),
    ("annotations", "注释属性 Annotation properties", ("owl:AnnotationProperty",)),
    ("schemes", "概念体系 Concept schemes", ("skos:ConceptScheme",)),
    (
        "concepts",
        "概念 Concepts",
        ("zr:Role", "zr:Basis", "zr:JurisdictionBasis", "zr:Comparator", "zr:Status", "zr:Column"),
    ),
)
_LINKS = {
    "rdf:type": "类型 type",
    "rdfs:subClassOf": "上位类 subclass of",
    "rdfs:subPropertyOf": "上位属性 subproperty of",
    "rdfs:domain": "定义域 domain",
    "rdfs:range": "值域 range",
    "skos:inScheme": "体系 in scheme",
    "skos:notation": "符号 notation",
    "owl:disjointWith": "互斥 disjoint with",
    "rdfs:seeAlso": "参见 see also",
}


class Term(NamedTuple):
    """One term: its IRI, and what is said of it by predicate, words with their language."""

    iri: str
    said: Mapping[str, list[tuple[str, str]]]

    def words(self, language: str, *predicates: str) -> str:
        """Return the first words under *predicates* in *language*, or ""."""
        for predicate in predicates:
            for value, spoken in self.said.get(term(predicate), ()):
                if spoken == language:
                    return value
        return ""

    def values(self, predicate: str) -> list[str]:
        """Return all values of a prefixed predicate."""
        return [value for value, _ in self.said.get(term(predicate), ())]


def ontology_page() -> str:
    """Return the page. It asks for nothing from anywhere and needs no script."""
    terms = _terms()
    ontology = terms[ZR.removesuffix("#")]
    title = ontology.words("zh", "dcterms:title")
    foreign = [each for iri, each in sorted(terms.items()) if not iri.startswith(ZR.rstrip("#"))]
    groups = [(name, label, _of_kind(terms, kinds)) for name, label, kinds in _KINDS]
    groups.append(("foreign", "沿用的术语 Terms of other vocabularies", foreign))
    templates = environment("zeren.graph.export.templates", anchor=_anchor, short=_short)
    return (
        templates.get_template("ontology.html").render(
            title=title,
            ontology=ontology,
            prefix=ZR,
            groups=[group for group in groups if group[2]],
            links=_LINKS,
            terms=terms,
        )
        + "\n"
    )


def _terms() -> dict[str, Term]:
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    said: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(turtle("zeren.ttl"), RdfFormat.TURTLE):
        if not isinstance(quad.subject, NamedNode):
            continue
        value = quad.object
        language = (value.language or "") if isinstance(value, Literal) else ""
        pair = (str(getattr(value, "value", value)), language)
        said[quad.subject.value][quad.predicate.value].append(pair)
    return {iri: Term(iri, found) for iri, found in said.items()}


def _of_kind(terms: Mapping[str, Term], kinds: tuple[str, ...]) -> list[Term]:
    wanted = {term(kind) for kind in kinds}
    found = [each for each in terms.values() if wanted & set(each.values("rdf:type"))]
    return sorted(found, key=lambda each: each.iri)


def _anchor(iri: str) -> str:
    """Return the name of a term in the page: for our own, what stands behind # in its IRI."""
    return iri.removeprefix(ZR) if iri.startswith(ZR) else _short(iri)


def _short(iri: str) -> str:
    fits = [(len(base), name) for name, base in PREFIXES.items() if iri.startswith(base)]
    if not fits:
        return iri
    size, name = max(fits)
    return f"{name}:{iri[size:]}"

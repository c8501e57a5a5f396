"""The ontology: complete in two languages, consistent under OWL RL, and used as it is defined."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from support import ROOT
from zeren.graph.store.engine.vocabularies import vocabularies
from zeren.loaders import Metadata, load
from zeren.ontology.terms import BASE, PREFIXES, ZR, term
from zeren.ontology.triples import shard
from zeren.ontology.vocabulary import turtle

EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))
SMALLEST = min(EXAMPLES, key=lambda path: path.stat().st_size)

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")


@cache
def said() -> dict[str, dict[str, set[tuple[str, str]]]]:
    """Return what zeren.ttl says: subject, predicate (prefixed IRIs kept whole), values."""
    found: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    for quad in ox.parse(turtle("zeren.ttl"), ox.RdfFormat.TURTLE):
        value = quad.object
        language = (value.language or "") if isinstance(value, ox.Literal) else ""
        pair = (getattr(value, "value", ""), language)
        found[quad.subject.value][quad.predicate.value].add(pair)  # type: ignore[union-attr]
    return found


OWN = sorted(iri for iri in said() if iri.startswith(ZR))
FOREIGN = sorted(iri for iri in said() if not iri.startswith(ZR.rstrip("#")))


@cache
def shards() -> list[ox.Quad]:
    return [
        quad
        for path in EXAMPLES
        for quad in ox.parse(
            shard(load(path.read_bytes(), Metadata(source_file=path.name))), ox.RdfFormat.N_QUADS
        )
    ]


def languages(iri: str, *predicates: str) -> list[str]:
    return sorted(
        language
        for predicate in predicates
        for words, language in said()[iri].get(term(predicate), ())
        if words.strip()
    )


@pytest.mark.parametrize("iri", OWN, ids=lambda iri: iri.removeprefix(ZR))
def test_each_term_is_explained_in_two_languages(iri: str) -> None:
    """One label and one definition in Chinese, and one of each in English."""
    assert languages(iri, "rdfs:label", "skos:prefLabel") == ["en", "zh"]
    assert languages(iri, "skos:definition") == ["en", "zh"]


@pytest.mark.parametrize("iri", FOREIGN)
def test_each_foreign_term_says_what_it_carries(iri: str) -> None:
    assert languages(iri, "rdfs:label") == ["en", "zh"]
    assert languages(iri, "skos:scopeNote") == ["en", "zh"]


def test_every_foreign_predicate_of_the_graph_is_explained() -> None:
    """Those of RDF itself need no note."""
    used = {quad.predicate.value for quad in shards()}
    ours = {iri for iri in used if not iri.startswith((ZR, PREFIXES["rdf"]))}
    assert ours <= set(FOREIGN)


def test_it_has_a_version_and_a_licence() -> None:
    header = said()[ZR.rstrip("#")]
    ((version, _),) = header[term("owl:versionInfo")]
    assert header[term("owl:versionIRI")] == {(f"{BASE}ontology/{version}", "")}
    assert len(header[term("dcterms:license")]) == 1


def test_it_leans_on_the_standards() -> None:
    """Classes stand below those of ORG, PROV, ELI, P-PLAN and SKOS, properties below DCTERMS."""
    above = {
        value
        for iri in OWN
        for predicate in ("rdfs:subClassOf", "rdfs:subPropertyOf")
        for value, _ in said()[iri].get(term(predicate), ())
    }
    for prefix in ("org", "prov", "eli", "pplan", "skos", "dcterms"):
        assert any(iri.startswith(PREFIXES[prefix]) for iri in above), prefix


@pytest.mark.parametrize("vocabulary", vocabularies(), ids=lambda each: each.graph)
def test_no_vocabulary_has_blank_nodes(vocabulary: object) -> None:
    """So exports are the same bytes each time, and graphs can be merged."""
    for quad in ox.parse(vocabulary.turtle, ox.RdfFormat.TURTLE, base_iri=BASE):  # type: ignore[attr-defined]
        assert isinstance(quad.subject, ox.NamedNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_every_term_named_in_code_and_queries_is_defined() -> None:
    """A misspelt zr: name in a query finds nothing and says nothing."""
    files = [
        path
        for room in ("graph", "ontology", "loaders")
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".py", ".rq", ".ttl"} and "__pycache__" not in path.parts
    ]
    named = {
        name
        for path in files
        for name in re.findall(
            r"\bzr:([A-Za-z](?:[\w-]*\w)?)(?![\w{-])", path.read_text(encoding="utf-8")
        )
    }
    assert len(named) > 60
    assert {ZR + name for name in named} <= set(OWN)


def errors_of(graph: rdflib.Graph) -> list[str]:
    """Return the errors that OWL RL finds in *graph* and the ontology."""
    graph.parse(data=turtle("zeren.ttl"), format="turtle")
    rules = owlrl.OWLRL_Semantics(graph, False, False, False)
    rules.closure()
    assert (None, rdflib.RDF.type, rdflib.URIRef(ZR + "Passage")) in graph
    return [str(message) for message in rules.error_messages]


def test_it_is_consistent_under_owl_rl() -> None:
    """With all statements of an example, nothing contradicts anything."""
    document = load(SMALLEST.read_bytes(), Metadata(source_file=SMALLEST.name))
    dataset = rdflib.Dataset()
    dataset.parse(data=shard(document).decode(), format="nquads")
    graph = rdflib.Graph()
    for subject, predicate, value, _ in dataset.quads():
        graph.add((subject, predicate, value))
    assert len(graph) > 1000
    assert errors_of(graph) == []


SOUND = (
    "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    + "<x:task> a zr:Task ; zr:leadUnit <x:unit> . <x:unit> a zr:Unit . "
)


@pytest.mark.parametrize(
    "statement",
    [
        "<x:task> a zr:Unit",
        "<x:task> zr:role zr:lead",
        "<x:a> a zr:Assignment ; zr:role zr:lead, zr:cooperating",
        "<x:task> zr:leadUnit <x:task>",
        "<x:unit> a zr:UnitGroup",
    ],
)
def test_owl_rl_finds_a_contradiction(statement: str) -> None:
    """The disjoint classes, functional properties, domains and ranges have teeth."""
    assert errors_of(rdflib.Graph().parse(data=f"{SOUND}{statement} .", format="turtle"))


def test_owl_rl_finds_none_where_there_is_none() -> None:
    assert errors_of(rdflib.Graph().parse(data=SOUND, format="turtle")) == []

"""The vocabularies of themes and sectors are whole, unambiguous, and mapped to COFOG."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import pyoxigraph as ox
import pytest
from support import ROOT
from zeren.ontology.schemes import SECTORS, THEMES, built_in

SKOS = "http://www.w3.org/2004/02/skos/core#"
COFOG = "https://w3id.org/zeren/cofog"
FILES = {THEMES: "themes", SECTORS: "sectors", COFOG: "sectors"}
IDS = [
    "party-building",
    "epidemic-response",
    "disease-control",
    "mental-health",
    "medical-services",
    "emergency-care",
    "health-reform",
    "health-insurance",
    "drug-policy",
    "primary-care",
    "rural-revitalization",
    "maternal-child",
    "population-family",
    "ageing",
    "tcm",
    "workforce",
    "science-education",
    "digital-health",
    "health-promotion",
    "occupational-health",
    "food-safety",
    "regulation-law",
    "safety-stability",
    "planning-investment",
    "finance-audit",
    "health-industry",
    "international",
    "publicity",
    "administration",
]
DIVISIONS = [f"{number:02}" for number in range(1, 11)]

Concept = dict[str, list[ox.Literal | ox.NamedNode]]


def turtle(scheme: str) -> bytes:
    return (ROOT / "ontology" / "vocab" / f"{FILES[scheme]}.ttl").read_bytes()


@cache
def concepts(scheme: str) -> dict[str, Concept]:
    """What the file says of each concept of *scheme*, by local name and local predicate."""
    found: dict[str, Concept] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(turtle(scheme), format=ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode), "no blank nodes"
        if quad.subject.value.startswith(scheme + "#"):
            predicate = quad.predicate.value.removeprefix(SKOS).rpartition("#")[2]
            assert isinstance(quad.object, ox.Literal | ox.NamedNode)
            found[quad.subject.value.partition("#")[2]][predicate].append(quad.object)
    return dict(found)


def texts(concept: Concept, name: str, language: str = "zh") -> list[str]:
    return [
        each.value
        for each in concept.get(name, [])
        if isinstance(each, ox.Literal) and each.language == language
    ]


def links(concept: Concept, name: str) -> list[str]:
    return [each.value for each in concept.get(name, []) if isinstance(each, ox.NamedNode)]


def words(concept: Concept) -> list[str]:
    return texts(concept, "altLabel") + texts(concept, "hiddenLabel")


@pytest.fixture(params=[THEMES, SECTORS])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("name", ["themes", "sectors"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_two_parsers_read_the_same_statements(name: str) -> None:
    rdflib = pytest.importorskip("rdflib")
    data = (ROOT / "ontology" / "vocab" / f"{name}.ttl").read_bytes()
    ours = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)
        if not isinstance(quad.object, ox.Triple) and not isinstance(quad.subject, ox.Triple)
    }
    theirs = rdflib.Graph().parse(data=data, format="turtle")
    assert {tuple(map(str, triple)) for triple in theirs} == ours


def test_the_top_concepts_are_those_of_the_guideline() -> None:
    tops = [name for name, each in concepts(THEMES).items() if links(each, "topConceptOf")]
    assert sorted(tops) == sorted(IDS)
    assert len(concepts(THEMES)) - len(tops) >= 120


def test_every_concept_is_described(scheme: str) -> None:
    for name, concept in concepts(scheme).items():
        assert links(concept, "type") == [SKOS + "Concept"], name
        assert links(concept, "inScheme") == [scheme], name
        for predicate, language in (("prefLabel", "zh"), ("prefLabel", "en"), ("definition", "zh")):
            assert len(texts(concept, predicate, language)) == 1, (name, predicate, language)
        assert texts(concept, "altLabel"), f"{name} has no word"


def test_every_narrower_concept_is_below_a_top_concept() -> None:
    for name, concept in concepts(THEMES).items():
        broader = {each.partition("#")[2] for each in links(concept, "broader")}
        assert broader <= set(IDS), name
        assert bool(broader) != bool(links(concept, "topConceptOf")), name
        assert not broader or any(name.startswith(each + "-") for each in broader), name


def test_a_label_stands_for_one_concept(scheme: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for name, concept in concepts(scheme).items():
        for word in words(concept) + texts(concept, "prefLabel"):
            owners[word].add(name)
    assert {word: names for word, names in owners.items() if len(names) > 1} == {}


def test_preferred_labels_tell_concepts_apart(scheme: str) -> None:
    for language in ("zh", "en"):
        count = Counter(
            label
            for concept in concepts(scheme).values()
            for label in texts(concept, "prefLabel", language)
        )
        assert [label for label, times in count.items() if times > 1] == []


def test_labels_are_plain_words(scheme: str) -> None:
    for name, concept in concepts(scheme).items():
        labels = words(concept) + texts(concept, "prefLabel")
        assert len(labels) == len(set(labels)), f"{name}: SKOS S13"
        for label in words(concept):
            assert len(label) >= 2, (name, label)
            assert not set(label) & set("()[]<>,;:“” \t\n"), (name, label)


def test_every_place_is_sorted(scheme: str) -> None:
    text = turtle(scheme).decode("utf-8")
    assert "\r" not in text
    assert "\t" not in text
    for group in text.split("# " + "-" * 76)[2::2]:
        ids = [line.split()[0] for line in group.splitlines() if line.endswith(" a skos:Concept ;")]
        assert ids == sorted(ids)
    for name, concept in concepts(scheme).items():
        for predicate in ("altLabel", "hiddenLabel"):
            assert texts(concept, predicate) == sorted(texts(concept, predicate)), name


def test_cofog_has_its_ten_divisions() -> None:
    assert sorted(concepts(COFOG)) == DIVISIONS
    for name, concept in concepts(COFOG).items():
        assert [str(each.value) for each in concept["notation"]] == [name]


def test_every_sector_maps_to_one_division() -> None:
    for name, concept in concepts(SECTORS).items():
        found = links(concept, "closeMatch") + links(concept, "broadMatch")
        assert len(found) == 1, name
        assert found[0].removeprefix(COFOG + "#") in DIVISIONS, name


def test_every_theme_maps_to_a_division_and_only_themes_of_a_sector_to_one() -> None:
    for name in IDS:
        found = links(concepts(THEMES)[name], "broadMatch")
        assert sum(each.startswith(COFOG + "#") for each in found) == 1, name
        sectors = [each.partition("#")[2] for each in found if each.startswith(SECTORS + "#")]
        assert set(sectors) <= {"health"}, name
    assert f"{THEMES}#disease-control" in built_in(THEMES).sectors
    assert f"{THEMES}#workforce" not in built_in(THEMES).sectors

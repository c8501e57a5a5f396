"""The tree of policy fields is one, whole, unambiguous, and mapped to other classifications."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from functools import cache

import pyoxigraph as ox
import pytest
from support import TESTS
from zeren.ontology.functions import concepts_of
from zeren.ontology.schemes import HEALTH, SECTORS, THEMES, built_in, fields
from zeren.ontology.terms import term
from zeren.ontology.vocabulary import turtle

SKOS = "http://www.w3.org/2004/02/skos/core#"
BASE = "https://w3id.org/zeren/"
FILES = ("sectors", "themes", "classifications")
EXCEPTIONS = tomllib.loads((TESTS / "data" / "vocabularies.toml").read_text(encoding="utf-8"))
HEALTH_THEMES = [
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
SECTOR_IDS = [
    "agriculture",
    "business-environment",
    "civil-affairs",
    "commerce",
    "culture-tourism-sport",
    "development-planning",
    "digital",
    "ecology-environment",
    "education",
    "emergency-management",
    "employment",
    "energy",
    "finance-tax",
    "governance",
    "health",
    "housing",
    "industry",
    "justice",
    "market-regulation",
    "natural-resources",
    "public-security",
    "science-technology",
    "talent",
    "transport",
    "urban-management",
    "veterans-defence",
    "water",
]
CLASSES = {"cofog": 10, "agendas": 21, "document-topic": 20, "document-topic-1997": 13}

Concept = dict[str, list[ox.Literal | ox.NamedNode]]


@cache
def concepts(name: str) -> dict[str, Concept]:
    """What the file says of each concept, by its IRI without the base and by local predicate."""
    found: dict[str, Concept] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(turtle(f"{name}.ttl"), format=ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode), "no blank nodes"
        assert isinstance(quad.object, ox.Literal | ox.NamedNode)
        predicate = quad.predicate.value.rpartition("#")[2]
        found[quad.subject.value.removeprefix(BASE)][predicate].append(quad.object)
    concept = ox.NamedNode(SKOS + "Concept")
    return {name: each for name, each in found.items() if concept in each["type"]}


def tree() -> dict[str, Concept]:
    return concepts("sectors") | concepts("themes")


def texts(concept: Concept, name: str, language: str = "zh") -> list[str]:
    return [
        each.value
        for each in concept.get(name, [])
        if isinstance(each, ox.Literal) and each.language == language
    ]


def links(concept: Concept, name: str) -> list[str]:
    return [
        each.value.removeprefix(BASE)
        for each in concept.get(name, [])
        if isinstance(each, ox.NamedNode)
    ]


def words(concept: Concept) -> list[str]:
    return [
        word
        for name in ("altLabel", "ambiguousLabel", "hiddenLabel")
        for word in texts(concept, name)
    ]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_two_parsers_read_the_same_statements(name: str) -> None:
    rdflib = pytest.importorskip("rdflib")
    data = turtle(f"{name}.ttl")
    ours = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)
        if not isinstance(quad.object, ox.Triple) and not isinstance(quad.subject, ox.Triple)
    }
    theirs = rdflib.Graph().parse(data=data, format="turtle")
    assert {tuple(map(str, triple)) for triple in theirs} == ours


def test_the_sectors_are_those_of_the_guideline_and_the_only_top_concepts() -> None:
    assert [name.removeprefix("sector#") for name in concepts("sectors")] == SECTOR_IDS
    assert all(links(each, "topConceptOf") == ["theme"] for each in concepts("sectors").values())
    for name, concept in concepts("themes").items():
        assert name.startswith("theme#"), name
        assert not links(concept, "topConceptOf"), name
        assert links(concept, "broader"), name
        assert set(links(concept, "broader")) <= tree().keys(), name


def test_every_sector_has_six_themes_with_words() -> None:
    below = Counter(
        above
        for concept in concepts("themes").values()
        for above in links(concept, "broader")
        if len(words(concept)) >= 5
    )
    assert {
        sector: below[f"sector#{sector}"] for sector in SECTOR_IDS if below[f"sector#{sector}"] < 6
    } == {}


def test_the_themes_of_health_plans_are_those_of_the_guideline() -> None:
    health = {top.removeprefix(f"{THEMES}#") for tops in fields().health.values() for top in tops}
    assert health == set(HEALTH_THEMES)
    for name in HEALTH_THEMES:
        assert fields().themes[f"{THEMES}#{name}"] == (f"{THEMES}#{name}",), "a theme elsewhere too"


def test_a_word_of_health_shows_a_theme_of_health_plans() -> None:
    for concept, sectors in fields().sectors.items():
        if HEALTH in sectors and concept != HEALTH:
            assert fields().health[concept], concept


def test_every_concept_is_described() -> None:
    for name, concept in tree().items():
        assert links(concept, "inScheme") == ["theme"], name
        for predicate, language in (("prefLabel", "zh"), ("prefLabel", "en")):
            assert len(texts(concept, predicate, language)) == 1, (name, predicate, language)
        assert words(concept), f"{name} has no word"
        if name in concepts("sectors") or name.removeprefix("theme#") in HEALTH_THEMES:
            assert len(texts(concept, "definition")) == 1, name


def test_a_label_names_one_concept() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for name, concept in tree().items():
        for word in texts(concept, "altLabel") + texts(concept, "prefLabel"):
            owners[word].add(name.partition("#")[2])
    stated = {
        label: set(each["concepts"]) for each in EXCEPTIONS["themes"] for label in each["labels"]
    }
    assert {word: names for word, names in owners.items() if len(names) > 1} == stated


def test_preferred_labels_tell_concepts_apart() -> None:
    for language in ("zh", "en"):
        count = Counter(
            label for each in tree().values() for label in texts(each, "prefLabel", language)
        )
        assert [label for label, times in count.items() if times > 1] == []


def test_labels_are_plain_words() -> None:
    for name, concept in tree().items():
        labels = words(concept) + texts(concept, "prefLabel")
        assert len(labels) == len(set(labels)), f"{name}: SKOS S13"
        for label in words(concept):
            assert len(label) >= 2, (name, label)
            assert not set(label) & set("()[]<>,;:“” \t\n"), (name, label)


def test_every_place_is_sorted() -> None:
    for file in FILES:
        text = turtle(f"{file}.ttl").decode("utf-8")
        assert "\r" not in text
        assert "\t" not in text
    for group in turtle("themes.ttl").decode("utf-8").split("# " + "-" * 76)[2::2]:
        ids = [line.split()[0] for line in group.splitlines() if line.endswith(" a skos:Concept ;")]
        assert ids == sorted(ids)
    for name, concept in tree().items():
        for predicate in ("altLabel", "ambiguousLabel", "hiddenLabel"):
            assert texts(concept, predicate) == sorted(texts(concept, predicate)), name


@pytest.mark.parametrize(("scheme", "size"), CLASSES.items())
def test_the_classifications_are_whole(scheme: str, size: int) -> None:
    found = [
        each for each in concepts("classifications").values() if links(each, "inScheme") == [scheme]
    ]
    assert len(found) == size
    assert all(texts(each, "prefLabel") and texts(each, "prefLabel", "en") for each in found)


@pytest.mark.parametrize("scheme", CLASSES)
def test_every_sector_maps_to_each_classification(scheme: str) -> None:
    known = concepts("classifications").keys()
    for name, concept in concepts("sectors").items():
        matches = [
            each
            for kind in ("closeMatch", "broadMatch", "relatedMatch")
            for each in links(concept, kind)
            if each.startswith(f"{scheme}#")
        ]
        assert matches, name
        assert set(matches) <= known, name


def test_the_functions_of_sectors_are_known() -> None:
    functions = {
        quad.subject.value
        for quad in ox.parse(turtle("functions.ttl"), format=ox.RdfFormat.TURTLE)
        if quad.predicate.value == term("skos:prefLabel") and isinstance(quad.subject, ox.NamedNode)
    }
    stated = {name for name in fields().functions if name.startswith(f"{BASE}function#")}
    assert stated <= functions
    sectors = {sector for name in stated for sector in fields().functions[name]}
    assert {each.removeprefix(f"{SECTORS}#") for each in sectors} == set(SECTOR_IDS)
    (office,) = concepts_of("人才服务中心")
    assert fields().of_function(office) == (f"{SECTORS}#talent",)


def test_no_longer_word_repeats_a_shorter_one_of_its_concept() -> None:
    """A label that holds another of the same concept adds nothing, unless it keeps a third from
    matching."""
    names: dict[str, set[str]] = defaultdict(set)
    every: set[str] = set()
    for word in built_in().words:
        every.add(word.text)
        names[word.text] = {concept for concept, kind in word.concepts if kind == "name"}
    idle = []
    for word, owners in names.items():
        inside, last = [], 0
        for start in range(len(word)):
            for end in range(len(word), start + 1, -1):
                part = word[start:end]
                if part in every and part != word:
                    if end > last:
                        last = end
                        inside.append(part)
                    break
        labelled = {built_in().labels.get(each, "").lower() for each in owners}
        if len(word) > 3 and owners and inside and word not in labelled:
            idle += [word] if all(names[part] == owners for part in inside) else []
    assert idle == []

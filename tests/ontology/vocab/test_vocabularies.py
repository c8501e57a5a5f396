"""The two SKOS vocabularies that the matchers are compiled from are whole and unambiguous."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from support import ROOT

EXCEPTIONS = tomllib.loads(
    (ROOT / "tests" / "data" / "vocabularies.toml").read_text(encoding="utf-8")
)
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SCHEMES = {
    "functions": "https://w3id.org/zeren/function",
    "bodies": "https://w3id.org/zeren/body",
}
MATCHED = ("altLabel", "hiddenLabel")
BODY_GROUPS = ("collective", "form", "place", "prefix")


class Literal(NamedTuple):
    text: str
    language: str | None


class Concept(NamedTuple):
    id: str
    types: list[str]
    links: dict[str, list[str]]
    texts: dict[str, list[Literal]]

    def words(self, *properties: str) -> list[str]:
        return [literal.text for each in properties for literal in self.texts[each]]

    def in_language(self, name: str, language: str) -> list[str]:
        return [literal.text for literal in self.texts[name] if literal.language == language]


def turtle(name: str) -> bytes:
    return (ROOT / "ontology" / "vocab" / f"{name}.ttl").read_bytes()


@cache
def concepts(name: str) -> dict[str, Concept]:
    """Everything that the file says of each subject in its namespace, by local name."""
    namespace = SCHEMES[name] + "#"
    found: dict[str, Concept] = {}
    for quad in ox.parse(turtle(name), format=ox.RdfFormat.TURTLE):
        assert isinstance(quad.subject, ox.NamedNode), "no blank nodes"
        if not quad.subject.value.startswith(namespace):
            assert quad.subject.value == SCHEMES[name]
            continue
        key = quad.subject.value.removeprefix(namespace)
        concept = found.setdefault(key, Concept(key, [], defaultdict(list), defaultdict(list)))
        if quad.predicate.value == RDF_TYPE:
            concept.types.append(quad.object.value)
        elif isinstance(quad.object, ox.Literal):
            concept.texts[quad.predicate.value.removeprefix(SKOS)].append(
                Literal(quad.object.value, quad.object.language)
            )
        else:
            concept.links[quad.predicate.value.removeprefix(SKOS)].append(
                quad.object.value.removeprefix(namespace)
            )
    return found


def ancestors(name: str, start: str) -> set[str]:
    """All concepts above *start*, itself too if it stands in a cycle."""
    seen: set[str] = set()
    waiting = list(concepts(name)[start].links["broader"])
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting += concepts(name)[each].links["broader"]
    return seen


def shared(scope: list[Concept]) -> Iterator[tuple[str, list[str]]]:
    """Labels that more than one concept of *scope* has."""
    owners: dict[str, list[str]] = defaultdict(list)
    for concept in scope:
        for word in concept.words(*MATCHED):
            owners[word].append(concept.id)
    return ((word, sorted(ids)) for word, ids in owners.items() if len(ids) > 1)


@pytest.fixture(params=sorted(SCHEMES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_two_parsers_read_the_same_statements(name: str) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=turtle(name), format="turtle")
    ours = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(turtle(name), format=ox.RdfFormat.TURTLE)
    }
    assert {tuple(map(str, triple)) for triple in graph} == ours


def test_there_are_enough_concepts(name: str) -> None:
    assert len(concepts(name)) >= EXCEPTIONS["minimum"][name]


def test_every_concept_is_described(name: str) -> None:
    for concept in concepts(name).values():
        assert concept.types == [SKOS + "Concept"], concept.id
        assert concept.links["inScheme"] == [SCHEMES[name]], concept.id
        assert len(concept.in_language("prefLabel", "zh")) == 1, concept.id
        assert len(concept.in_language("prefLabel", "en")) == 1, concept.id
        assert len(concept.in_language("definition", "zh")) == 1, concept.id


def test_every_concept_has_its_place(name: str) -> None:
    for concept in concepts(name).values():
        top, broader = concept.links["topConceptOf"], concept.links["broader"]
        assert top in ([], [SCHEMES[name]]), concept.id
        assert bool(top) != bool(broader), f"{concept.id}: either at the top or below something"
        assert set(broader) <= set(concepts(name)), f"{concept.id}: unknown broader concept"


def test_no_concept_is_broader_than_itself(name: str) -> None:
    assert [each for each in concepts(name) if each in ancestors(name, each)] == []


def test_no_broader_concept_is_implied_by_another(name: str) -> None:
    for concept in concepts(name).values():
        broader = concept.links["broader"]
        implied = set().union(*(ancestors(name, each) for each in broader))
        assert not implied & set(broader), concept.id


def test_every_concept_without_narrower_ones_has_words(name: str) -> None:
    parents = {each for c in concepts(name).values() for each in c.links["broader"]}
    empty = [c.id for c in concepts(name).values() if not c.words(*MATCHED)]
    assert set(empty) <= parents


def test_labels_are_plain_words(name: str) -> None:
    for concept in concepts(name).values():
        for literal in concept.texts["altLabel"] + concept.texts["hiddenLabel"]:
            assert literal.language == "zh", (concept.id, literal)
            assert literal.text == "".join(literal.text.split()) != "", (concept.id, literal)
            assert not set(literal.text) & set("()[]<>,;:"), (concept.id, literal)


def test_a_label_has_one_part_in_a_concept(name: str) -> None:
    """SKOS S13: preferred, alternative and hidden labels are disjoint."""
    for concept in concepts(name).values():
        words = Counter(
            concept.in_language("prefLabel", "zh") + concept.words("altLabel", "hiddenLabel")
        )
        assert [word for word, count in words.items() if count > 1] == [], concept.id


def test_preferred_labels_tell_concepts_apart(name: str) -> None:
    for language in ("zh", "en"):
        labels = Counter(
            label for c in concepts(name).values() for label in c.in_language("prefLabel", language)
        )
        assert [label for label, count in labels.items() if count > 1] == []


def test_a_label_of_functions_stands_for_one_concept_or_is_listed() -> None:
    listed = {
        label: sorted(entry["concepts"])
        for entry in EXCEPTIONS["ambiguous"]
        for label in entry["labels"]
    }
    assert dict(shared(list(concepts("functions").values()))) == listed


def test_each_listed_ambiguity_says_why() -> None:
    assert all(entry["reason"].strip() for entry in EXCEPTIONS["ambiguous"])


@pytest.mark.parametrize("group", BODY_GROUPS)
def test_a_word_of_bodies_stands_for_one_concept_in_its_group(group: str) -> None:
    scope = [c for c in concepts("bodies").values() if group in ancestors("bodies", c.id)]
    assert scope
    assert list(shared(scope)) == []


def test_bodies_has_four_groups() -> None:
    tops = [c.id for c in concepts("bodies").values() if c.links["topConceptOf"]]
    assert sorted(tops) == sorted(BODY_GROUPS)


def test_no_label_of_functions_is_a_bare_ending_of_one_character() -> None:
    labels = {word for c in concepts("functions").values() for word in c.words(*MATCHED)}
    assert sorted(label for label in labels if len(label) < 2) == []
    assert not labels & {"办公室", "委员会", "管理局", "中心", "分局", "支队", "处室", "科室"}


def test_every_place_is_sorted(name: str) -> None:
    """Concepts by id inside a group, labels by code point: a change shows as one line."""
    text = turtle(name).decode("utf-8")
    assert "\r" not in text
    assert "\t" not in text
    for group in text.split("# " + "-" * 76)[2::2]:
        ids = [line.split()[0] for line in group.splitlines() if line.endswith(" a skos:Concept ;")]
        assert ids == sorted(ids)
    for concept in concepts(name).values():
        for each in MATCHED:
            assert concept.words(each) == sorted(concept.words(each)), concept.id


@pytest.mark.parametrize(
    ("label", "concept"),
    [
        ("发改委", "development-reform"),
        ("人社局", "human-resources"),
        ("卫健委", "health"),
        ("卫生和计划生育委员会", "health"),
        ("环保局", "ecology-environment"),
        ("扶贫办", "rural-revitalization"),
        ("食药监局", "market-drugs"),
        ("教体局", "education-combined-sport"),
        ("团委", "mass-youth"),
        ("编办", "staffing"),
        ("疾病预防控制处", "health-disease-control"),
        ("体卫艺科", "education-sport-health-arts"),
        ("机关党委", "office-party"),
    ],
)
def test_well_known_names_are_found(label: str, concept: str) -> None:
    owners = [c.id for c in concepts("functions").values() if label in c.words(*MATCHED)]
    assert owners == [concept]


def test_predecessors_are_hidden() -> None:
    health = concepts("functions")["health"]
    assert "卫生局" in health.words("hiddenLabel")
    assert "卫健局" in health.words("altLabel")


def test_a_joined_department_counts_for_each_of_its_functions() -> None:
    assert ancestors("functions", "education-combined-sport") == {"education", "sport"}

"""The records are what the store states, no more and no less."""

from __future__ import annotations

import pytest
from support import ROOT
from zeren.graph.build.folder import build
from zeren.graph.model.facts import Facts
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import Store, open_store

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("facts") / "store"
    assert not build([EXAMPLES], folder).failed
    return open_store(folder)


@pytest.fixture(scope="module")
def facts(store: Store) -> Facts:
    return read_facts(store)


def _count(store: Store, pattern: str) -> object:
    (row,) = store.query(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    return row["n"]


def test_all_is_there(store: Store, facts: Facts) -> None:
    assert len(facts.documents) == _count(store, "?x a zr:PolicyDocument")
    assert len(facts.tasks) == _count(store, "?x a zr:Task")
    assert len(facts.assignments) == _count(store, "?t zr:assignment ?x")
    assert len(facts.targets) == _count(store, "?t zr:target ?x")
    assert len(facts.mentions) == _count(store, "?t zr:mention ?x")


def test_everything_that_is_named_is_there(facts: Facts) -> None:
    assert {part.unit for part in facts.assignments} <= facts.units.keys()
    assert {part.unit for part in facts.mentions} <= facts.units.keys()
    assert {task.document for task in facts.tasks.values()} == facts.documents.keys()
    assert {
        theme for task in facts.tasks.values() for theme in task.themes
    } <= facts.concepts.keys()
    assert {concept.top for concept in facts.concepts.values()} <= facts.concepts.keys()
    assert {unit.parent for unit in facts.units.values() if unit.parent} <= facts.units.keys()


def test_groups_keep_all(facts: Facts) -> None:
    assert sum(map(len, facts.assignments_of.values())) == len(facts.assignments)
    assert sum(map(len, facts.targets_of.values())) == len(facts.targets)


def test_some_documents(store: Store, facts: Facts) -> None:
    first = sorted(facts.documents.values(), key=lambda fact: fact.id)[0]
    some = read_facts(store, [first.id])
    assert list(some.documents) == [first.iri]
    assert some.tasks == {
        iri: task for iri, task in facts.tasks.items() if task.document == first.iri
    }
    assert some.units.items() <= facts.units.items()


def test_unknown_document(store: Store) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        read_facts(store, ["nowhere"])


def test_twice_the_same(store: Store, facts: Facts) -> None:
    assert read_facts(store) == facts

"""Small stores, whose shards are loaded into memory by whoever asks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from support.stores.stores import everything, held_elsewhere, plan_text
from zeren.graph.build.folder import build
from zeren.graph.store import cache
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.engine.generations import read_pointer
from zeren.graph.store.opening import Store, open_store
from zeren.ontology.rules import GRAPH

ALL = "SELECT * { ?s ?p ?o }"
TASKS = "SELECT ?t { ?t a zr:Task }"


def rows(store: Store, text: str = ALL) -> Counter[tuple[object, ...]]:
    return Counter(store.query(text).rows)


def engine_files(store: Path) -> list[Path]:
    return [path for path in (store / "cache").rglob("*") if path.suffix == ".sst"]


def test_memory_and_disk_answer_the_same(
    plans: Path, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not engine_files(built)
    before = everything(built)
    small = rows(open_store(built))
    assert everything(built) == before, "asking writes nothing"
    monkeypatch.setattr(cache, "SMALL", -1)
    build([plans], tmp_path / "large")
    assert engine_files(tmp_path / "large")
    assert rows(open_store(tmp_path / "large")) == small


def test_graphs_make_a_cache_that_is_kept_up_to_date(plans: Path, built: Path) -> None:
    ask = "SELECT DISTINCT ?g { GRAPH ?g { ?t a zr:Task } }"
    assert len(rows(open_store(built), ask)) == 2
    assert engine_files(built)
    (plans / "new.txt").write_text(plan_text(7), encoding="utf-8")
    build([plans], built)
    assert len(rows(open_store(built), ask)) == 3


def test_a_store_that_grows_gets_a_cache(
    plans: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(rows(open_store(built), TASKS))
    size = sum(path.stat().st_size for path in (built / "shards").iterdir())
    monkeypatch.setattr(cache, "SMALL", size)
    (plans / "new.txt").write_text(plan_text(7), encoding="utf-8")
    build([plans], built)
    pointer = read_pointer(Layout(built))
    assert pointer
    assert pointer.on_disk
    assert len(rows(open_store(built), TASKS)) == before + 3


def test_a_damaged_shard_is_left_out(plans: Path, built: Path) -> None:
    """Nothing else holds what it said."""
    before = rows(open_store(built))
    path = sorted((built / "shards").iterdir())[0]
    path.write_bytes(path.read_bytes()[:-9])
    opened = open_store(built)
    assert "not what was written" in opened.notes[0]
    assert "its document is left out" in opened.notes[0]
    assert 0 < len(rows(opened, TASKS)) < len([row for row in before if "/task/" in str(row[0])])
    build([plans], built)
    assert rows(open_store(built)) == before


def test_it_answers_while_a_build_is_at_work(built: Path) -> None:
    before = rows(open_store(built))
    with held_elsewhere(built):
        assert rows(open_store(built)) == before


def test_rules_are_described_once(plans: Path, built: Path) -> None:
    """A shard names its rules; what they look for stands in a graph of its own."""
    opened = open_store(built)
    used = "SELECT DISTINCT ?rule { ?x zr:rule ?rule }"
    told = "SELECT DISTINCT ?rule { ?x zr:rule ?rule . ?rule a zr:Rule ; skos:definition ?d }"
    assert set(rows(opened, used)) == set(rows(opened, told)) != set()
    homes = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?rule a zr:Rule }} FILTER(?g != <{GRAPH}>) }}"
    assert not rows(opened, homes)

"""The cache: made again when it is lost, never in the way of a reader, each statement once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store as Engine
from store_helpers import everything, plan_text
from zeren.graph import cache
from zeren.graph.build import build
from zeren.graph.layout import Layout
from zeren.graph.store import Store, open_store
from zeren.ontology.terms import document_iri

ALL = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"


def statements(store: Store) -> list[tuple[object, ...]]:
    return store.query(ALL).rows


def generation(store: Path) -> Path:
    pointer = cache.read_pointer(Layout(store))
    assert pointer
    return store / "cache" / pointer.generation


def test_union_holds_each_statement_once(plans: Path, store: Path) -> None:
    """A unit that two plans name must not double what is counted through it."""
    for number in (1, 2):
        path = plans / f"again{number}.txt"
        path.write_text(plan_text(number).replace(f"第{number}片区", "") + f"{number}", "utf-8")
    build([plans], store)
    opened = open_store(store)
    label = opened.query('SELECT ?u { ?u skos:prefLabel "白塔市文化局" }')
    in_graphs = opened.query('SELECT ?u ?g { GRAPH ?g { ?u skos:prefLabel "白塔市文化局" } }')
    assert (len(label), len(in_graphs)) == (1, 2)
    naive = opened.query(
        "SELECT (COUNT(?t) AS ?n) { ?t zr:leadUnit ?u . ?u skos:prefLabel '白塔市文化局' }"
    )
    assert next(iter(naive))["n"] == 2
    assert len(set(statements(opened))) == len(statements(opened))


def test_update_gives_what_a_fresh_cache_gives(many: Callable[..., Path], tmp_path: Path) -> None:
    source = many(8)
    build([source], tmp_path / "store")
    first = generation(tmp_path / "store")
    (source / "plan001.txt").unlink()
    (source / "plan002.txt").write_text(plan_text(2, "（修订）"), encoding="utf-8")
    (source / "plan950.txt").write_text(plan_text(950), encoding="utf-8")
    build([source], tmp_path / "store", prune=True)
    assert generation(tmp_path / "store") != first
    build([source], tmp_path / "fresh")
    updated, fresh = open_store(tmp_path / "store"), open_store(tmp_path / "fresh")
    assert statements(updated) == statements(fresh)
    graphs = "SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"
    assert updated.query(graphs).rows == fresh.query(graphs).rows


def test_open_reader_keeps_its_answers_during_a_build(plans: Path, built: Path) -> None:
    reader = open_store(built)
    before = statements(reader)
    (plans / "new.txt").write_text(plan_text(7), encoding="utf-8")
    build([plans], built)
    assert statements(reader) == before
    (plans / "new.txt").write_text(plan_text(8), encoding="utf-8")
    build([plans], built)
    assert statements(reader) == before
    assert len(statements(open_store(built))) > len(before)


@pytest.mark.parametrize(
    "harm", ["folder", "pointer", "generation", "current", "tables", "garbage", "foreign"]
)
def test_damaged_cache_is_made_again(plans: Path, built: Path, harm: str) -> None:
    before = statements(open_store(built))
    pointer, folder = built / "cache" / "current.json", generation(built)
    if harm == "folder":
        shutil.rmtree(built / "cache")
    elif harm == "pointer":
        pointer.unlink()
    elif harm == "garbage":
        pointer.write_bytes(b'{"generation": [1')
    elif harm == "foreign":
        pointer.write_text('{"layout": 999, "generation": "g1"}', encoding="utf-8")
    elif harm == "generation":
        shutil.rmtree(folder)
    elif harm == "current":
        (folder / "CURRENT").write_bytes(b"")
    else:
        for table in folder.glob("*.sst"):
            table.write_bytes(table.read_bytes()[:100])
    assert statements(open_store(built)) == before
    assert build([plans], built).built == []
    assert statements(open_store(built)) == before


def test_damaged_cache_does_not_stop_a_build(plans: Path, built: Path) -> None:
    for table in generation(built).glob("*.sst"):
        table.write_bytes(b"")
    (plans / "new.txt").write_text(plan_text(7), encoding="utf-8")
    assert not build([plans], built).failed
    assert open_store(built).query(f"ASK {{ <{document_iri('x')}> ?p ?o }}").kind == "boolean"
    assert len(open_store(built).query("SELECT ?d { ?d a zr:PolicyDocument }")) == 3


def test_shards_put_there_by_hand_are_asked(built: Path, tmp_path: Path) -> None:
    """Shards merge by copying: from another machine, say."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text(plan_text(1), encoding="utf-8")
    build([other], tmp_path / "theirs")
    for shard in (tmp_path / "theirs" / "shards").iterdir():
        shutil.copy(shard, built / "shards")
    query = "SELECT ?d { ?d a zr:PolicyDocument }"
    assert len(open_store(built).query(query)) == 3
    assert not build([other], built).failed
    assert len(open_store(built).query(query)) == 3


def test_copied_store_answers_the_same(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "copy", copy_function=shutil.copy)
    assert statements(open_store(tmp_path / "copy")) == statements(open_store(built))


def test_reading_writes_nothing(built: Path) -> None:
    before = everything(built)
    statements(open_store(built))
    assert everything(built) == before


def test_vocabularies_have_graphs_of_their_own(shared: Path) -> None:
    rows = open_store(shared).query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    graphs = {str(row["g"]) for row in rows}
    own = {graph for graph in graphs if "/doc/" not in graph}
    assert own == {vocabulary.graph for vocabulary in cache.vocabularies()}
    assert own


def test_other_vocabulary_makes_the_cache_again(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.graph import survey

    first = generation(built)
    for module in (survey, cache):
        monkeypatch.setattr(module, "vocabularies_hash", lambda themes: "another")
    open_store(built)
    assert generation(built) != first


def test_engine_still_needs_what_the_cache_works_around() -> None:
    """When the union is a set some day, the second copy of each statement can go."""
    engine = Engine()
    for graph in "ab":
        engine.update(f"INSERT DATA {{ GRAPH <x:{graph}> {{ <x:s> <x:p> <x:o> }} }}")
    rows = engine.query("SELECT * { ?s ?p ?o }", use_default_graph_as_union=True)
    assert len(list(rows)) == 2  # type: ignore[arg-type]

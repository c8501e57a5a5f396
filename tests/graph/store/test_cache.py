"""The cache: made again when it is lost, never in the way of a reader, each statement once."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat
from pyoxigraph import Store as Engine
from support import ROOT
from support.stores.stores import contents, everything, plan_text
from zeren.graph.build.folder import build
from zeren.graph.errors import GraphError
from zeren.graph.store import cache
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.catalogue.locking import writing
from zeren.graph.store.engine.generations import read_pointer
from zeren.graph.store.engine.loading import in_memory, without_graph
from zeren.graph.store.engine.removing import own_statements, remove_document
from zeren.graph.store.engine.vocabularies import quads_of, vocabularies
from zeren.graph.store.opening import Store, open_store
from zeren.ontology.terms import document_iri

EXAMPLES = ROOT / "examples"

pytestmark = pytest.mark.usefixtures("on_disk")


def statements(store: Store, pattern: str = "?s ?p ?o") -> Counter[tuple[object, ...]]:
    """Return how often each row stands there; an ORDER BY of the engine takes seconds."""
    return Counter(store.query(f"SELECT * {{ {pattern} }}").rows)


def generation(store: Path) -> Path:
    pointer = read_pointer(Layout(store))
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
    assert set(statements(opened).values()) == {1}


@pytest.mark.parametrize("graphs", [False, True])
def test_update_gives_what_a_fresh_cache_gives(
    many: Callable[..., Path], tmp_path: Path, graphs: bool
) -> None:
    source = many(8)
    build([source], tmp_path / "store")
    open_store(tmp_path / "store", graphs=graphs)
    first = generation(tmp_path / "store")
    (source / "plan001.txt").unlink()
    (source / "plan002.txt").write_text(plan_text(2, "（修订）"), encoding="utf-8")
    (source / "plan950.txt").write_text(plan_text(950), encoding="utf-8")
    build([source], tmp_path / "store", prune=True)
    assert generation(tmp_path / "store") != first
    build([source], tmp_path / "fresh")
    updated, fresh = open_store(tmp_path / "store"), open_store(tmp_path / "fresh")
    assert (updated.graphs, fresh.graphs) == (graphs, False)
    assert statements(updated) == statements(fresh)
    in_graphs = "GRAPH ?g { ?s ?p ?o }"
    assert statements(updated, in_graphs) == statements(fresh, in_graphs)


def test_graphs_are_made_when_they_are_asked(many: Callable[..., Path], tmp_path: Path) -> None:
    """They take three times the room, and few queries need them."""
    store = tmp_path / "store"
    build([many(3)], store)
    opened = open_store(store)
    assert not opened.graphs
    count = (
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?d a zr:PolicyDocument . ?s ?p ?o } } GROUP BY ?g"
    )
    found = {str(row["g"]): int(str(row["n"])) for row in opened.query(count)}
    assert found == {
        document_iri(name.removesuffix(".nq")): shard.count(b"\n")
        for name, shard in contents(store).items()
    }
    assert opened.graphs
    assert open_store(store).graphs, "they are kept"
    pointed = f"SELECT * FROM <{min(found)}> {{ ?s ?p ?o }}"
    assert len(open_store(store).query(pointed)) == found[min(found)]


def test_graphs_cannot_be_made_while_a_build_is_at_work(built: Path) -> None:
    opened = open_store(built)
    with (
        writing(Layout(built)),
        pytest.raises(GraphError, match="graphs of single documents are not made yet"),
    ):
        opened.query("ASK { GRAPH ?g { ?s ?p ?o } }")
    assert opened.query("ASK { GRAPH ?g { ?s ?p ?o } }").kind == "boolean"


@pytest.mark.parametrize("plan", sorted(EXAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_what_only_one_document_says_hangs_together(plan: Path, tmp_path: Path) -> None:
    """Nothing of a document may stay behind when it is taken out of the cache."""
    build([plan], tmp_path)
    ((name, shard),) = contents(tmp_path).items()
    document = name.removesuffix(".nq")
    own = f"<{document_iri(document)}"
    lines = [line for line in shard.decode().splitlines() if line.startswith(own)]
    found = own_statements(open_store(tmp_path).engine, document)
    assert len(found) == len(set(found)) == len(lines)
    engine = Engine(str(tmp_path / "cache" / generation(tmp_path).name))
    remove_document(engine, document, in_memory(Layout(tmp_path), (), graphs=False))
    left = Engine()
    for vocabulary in vocabularies():
        left.load(without_graph(vocabulary.graph, quads_of(vocabulary)), RdfFormat.N_QUADS)
    assert set(engine) == set(left)


def test_jobs_make_the_same_cache(many: Callable[..., Path], tmp_path: Path) -> None:
    """With several jobs the cache is loaded beside the reading."""
    source = many(6)
    for jobs in (1, 2):
        build([source], tmp_path / f"store{jobs}", jobs=jobs)
    one, two = (open_store(tmp_path / f"store{jobs}") for jobs in (1, 2))
    assert set(one.engine) == set(two.engine)


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
    assert own == {vocabulary.graph for vocabulary in vocabularies()}
    assert own


def test_other_vocabulary_makes_the_cache_again(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.graph.store import survey

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


def test_a_sound_store_is_opened_without_its_journal(built: Path) -> None:
    """What nobody has changed since the build is not read: the journal of junk shows it."""
    journal = built / "sources.jsonl"
    status = journal.stat()
    junk = b"x" * (status.st_size - 1) + b"\n"
    journal.write_bytes(junk)
    os.utime(journal, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert open_store(built).notes == ()
    journal.write_bytes(junk)
    assert "a damaged line was left out" in open_store(built).notes[0]


@pytest.mark.parametrize("harm", ["gone", "longer", "another"])
def test_a_changed_shard_is_seen_when_the_store_is_opened(built: Path, harm: str) -> None:
    shard = min((built / "shards").iterdir())
    if harm == "gone":
        shard.unlink()
    elif harm == "longer":
        shard.write_bytes(shard.read_bytes() + b"x")
    else:
        shutil.copy(shard, shard.with_name("another.nq.gz"))
    assert open_store(built).notes


def test_a_build_that_does_nothing_leaves_the_pointer(plans: Path, built: Path) -> None:
    before = (built / "cache" / "current.json").read_bytes()
    build([plans], built)
    assert (built / "cache" / "current.json").read_bytes() == before

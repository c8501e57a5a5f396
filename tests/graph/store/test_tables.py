"""The facts say what the graph says, whatever became of the store, and are a cache of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from support import ROOT
from support.stores import sparql_facts
from zeren.graph.build.folder import build
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.facts.file import ROWS, path_of
from zeren.graph.store.facts.reading import read_facts, read_sections
from zeren.graph.store.facts.tables import TABLES
from zeren.graph.store.opening import Store, open_store

EXAMPLES = ROOT / "examples"
NOTE = "made again from the shards"


def agree(store: Store) -> bool:
    facts = read_facts(store)
    assert facts.tasks
    assert facts == sparql_facts.read_facts(store)
    assert read_sections(store) == sparql_facts.read_sections(store, facts.documents)
    return True


def dumped(store: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of each table by document, so that the order of reading plays no part."""
    found = {}
    with closing(sqlite3.connect(path_of(Layout(store)))) as at:
        ids = dict(at.execute("SELECT document, id FROM held"))
        for table in TABLES:
            rows = at.execute(f"SELECT * FROM {table.name}")
            found[table.name] = sorted(
                ((ids[row[0] // ROWS], row[0] % ROWS, *row[1:]) for row in rows), key=str
            )
    return found


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "store"
    assert not build([EXAMPLES], folder, jobs=1).failed
    return folder


def test_facts_and_graph_say_the_same(examples: Path) -> None:
    assert agree(open_store(examples))


def test_some_documents_cost_only_theirs(examples: Path) -> None:
    store = open_store(examples)
    whole = read_facts(store)
    for document in whole.documents.values():
        part = read_facts(store, [document.id])
        assert part == sparql_facts.read_facts(store, [document.id])
        assert list(part.documents) == [document.iri]


def test_changes_are_followed(many: Callable[..., Path], tmp_path: Path) -> None:
    plans, store = many(5), tmp_path / "store"
    build([plans], store)
    files = sorted(plans.glob("*.txt"))
    files[0].unlink()
    files[1].write_text(files[1].read_text("utf-8").replace("白塔市", "青塔市"), "utf-8")
    build([plans], store, prune=True)
    opened = open_store(store)
    assert len(read_facts(opened).documents) == 4
    assert agree(opened)
    fresh = tmp_path / "fresh"
    build([plans], fresh)
    build([plans], store, prune=True)  # what the generation before needed is given up by now
    files[1].write_text(files[1].read_text("utf-8") + "\n", "utf-8")
    build([plans], store, prune=True)
    build([plans], fresh, prune=True)
    assert read_facts(open_store(store)) == read_facts(open_store(fresh))


def test_rows_do_not_depend_on_workers(many: Callable[..., Path], tmp_path: Path) -> None:
    plans = many(4)
    build([plans], tmp_path / "one", jobs=1)
    build([plans], tmp_path / "two", jobs=2)
    assert dumped(tmp_path / "one") == dumped(tmp_path / "two")


def _lost(path: Path) -> None:
    path.unlink()


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def _no_database(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def _of_another_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as at:
        at.execute("PRAGMA user_version = 7")


def _out_of_step(path: Path) -> None:
    with closing(sqlite3.connect(path)) as at, at:
        at.execute("UPDATE generations SET digest = 'of another store'")


HARM = (_lost, _cut_off, _no_database, _of_another_version, _out_of_step)


@pytest.mark.parametrize("harm", HARM)
def test_what_is_of_no_use_is_made_again(
    many: Callable[..., Path], tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    plans, store = many(2), tmp_path / "store"
    build([plans], store)
    before = dumped(store)
    for again in (lambda: open_store(store).notes, lambda: build([plans], store).notes):
        harm(path_of(Layout(store)))
        assert sum(NOTE in note for note in again()) == 1
        assert dumped(store) == before
        assert not open_store(store).notes
    assert agree(open_store(store))


def test_a_half_written_batch_leaves_nothing(many: Callable[..., Path], tmp_path: Path) -> None:
    """Rows that no generation has, as a killed build leaves them, are neither seen nor kept."""
    plans, store = many(2), tmp_path / "store"
    build([plans], store)
    before = read_facts(open_store(store))
    with closing(sqlite3.connect(path_of(Layout(store)))) as at, at:
        made = at.execute("INSERT INTO held (id, shard) VALUES ('stray', 'x')").lastrowid
        at.execute(f"INSERT INTO tasks (row, text) VALUES ({(made or 0) * ROWS}, 'x')")
    assert read_facts(open_store(store)) == before
    (plans / "more.txt").write_text(
        "白塔市2031年工作要点\n\n1.建好图书馆。责任单位：市文化局。\n", "utf-8"
    )
    build([plans], store)
    assert not any(row[0] == "stray" for row in dumped(store)["tasks"])

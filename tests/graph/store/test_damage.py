"""A damaged store: each file cut, changed, emptied, deleted in turn; no wrong answer in silence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.stores.stores import DATA
from zeren.graph.build.folder import build
from zeren.graph.errors import GraphError
from zeren.graph.export.rdf import rdf
from zeren.graph.store.documents.stored import stored_document
from zeren.graph.store.facts.reading import read_facts, read_sections
from zeren.graph.store.opening import documents, open_store

Answer = tuple[object, ...]
_NOT_READ = {"LOG", "LOCK", ".lock", "IDENTITY"}
"""Files of the engine that nothing is read from."""


def _halved(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _flipped(part: float) -> Callable[[Path], None]:
    def flip(path: Path) -> None:
        data = bytearray(path.read_bytes())
        if data:
            data[int(len(data) * part)] ^= 0x15
        path.write_bytes(data)

    return flip


DAMAGES: dict[str, Callable[[Path], None]] = {
    "halved": _halved,
    "first byte": _flipped(0.0),
    "a byte at a third": _flipped(0.33),
    "a byte at two thirds": _flipped(0.67),
    "emptied": lambda path: path.write_bytes(b"") and None,  # type: ignore[func-returns-value]
    "deleted": Path.unlink,
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with everything in it: engine on disk, facts, own units, a run."""
    folder = tmp_path_factory.mktemp("damage")
    plans = Path(shutil.copytree(DATA / "plans", folder / "plans"))
    store = folder / "store"
    assert not build([plans], store).failed
    open_store(store, graphs=True)
    return store


def asked(store: Path) -> Answer:
    """Ask a store in every way there is: the engine, the tables, shards, texts."""
    opened = open_store(store)
    statements = sorted(map(str, opened.query("SELECT ?s ?p ?o { ?s ?p ?o }").rows))
    facts = read_facts(opened)
    tables = tuple(
        sorted(map(repr, part))
        for part in (
            facts.documents.values(), facts.units.values(), facts.tasks.values(),
            facts.assignments, facts.targets, facts.mentions, facts.concepts.values(),
            read_sections(opened),
        )
    )  # fmt: skip
    exported = b"".join(rdf(opened.layout, opened.tables.shards, "nq"))
    views = tuple(repr(stored_document(entry, store).tasks) for entry in documents(store).values())
    return (statements, tables, exported, views)


def files_of(store: Path) -> list[Path]:
    """Return all files of a store by their paths in it, sorted."""
    return sorted(
        path.relative_to(store)
        for path in store.rglob("*")
        if path.is_file() and path.name not in _NOT_READ
    )


@pytest.mark.slow
def test_no_damage_gives_a_wrong_answer_in_silence(whole: Path, tmp_path: Path) -> None:
    truth = asked(whole)
    silent, faults, tried = [], [], 0
    for name in files_of(whole):
        for damage, do in DAMAGES.items():
            store = tmp_path / "store"
            shutil.copytree(whole, store)
            do(store / name)
            tried += 1
            try:
                notes = open_store(store).notes
                if asked(store) != truth and not notes:
                    silent.append(f"{name} {damage}")
            except GraphError as error:
                faults += [] if error.next_step else [f"{name} {damage}: no next step"]
            except Exception as error:
                faults.append(f"{name} {damage}: {type(error).__name__}: {error}")
            shutil.rmtree(store)
    assert tried > 100
    assert faults == []
    assert silent == []


def test_a_changed_word_in_the_tables_is_noticed(whole: Path, tmp_path: Path) -> None:
    """SQLite reads a changed letter in a cell as what was written."""
    store = Path(shutil.copytree(whole, tmp_path / "store"))
    truth = asked(store)
    path = store / "cache" / "facts.sqlite"
    title = next(iter(read_facts(open_store(store)).documents.values())).title
    assert title
    data = path.read_bytes()
    word = title.encode()
    assert word in data
    path.write_bytes(data.replace(word, b"\xe5" * len(word)))
    repaired = open_store(store)
    assert any("made again from the shards" in note for note in repaired.notes)
    assert asked(store) == truth
    assert not open_store(store).notes


def test_a_copied_store_is_as_good(whole: Path, tmp_path: Path) -> None:
    """A copy has other times, and the same bytes: nothing is made again."""
    copy = tmp_path / "copy"
    shutil.copytree(whole, copy, copy_function=shutil.copyfile)
    assert not open_store(copy).notes


def test_a_build_repairs_it_too(whole: Path, tmp_path: Path) -> None:
    truth = asked(whole)
    plans = whole.parent / "plans"
    for name in ("cache/facts.sqlite", "sources.jsonl"):
        store = Path(shutil.copytree(whole, tmp_path / name.replace("/", "-")))
        _flipped(0.5)(store / name)
        assert not build([plans], store).failed
        assert asked(store)[:3] == truth[:3]
        assert not open_store(store).notes


@pytest.mark.parametrize("name", [
    "with blanks in it", "中文 目录", "a#b", "100%", "%41%2F", "a;b&c", "q?x" , "é", "'quoted'",
    "long-" + "x" * 120 + "/" + "y" * 120,
])  # fmt: skip
def test_places_with_odd_names(whole: Path, tmp_path: Path, name: str) -> None:
    store = tmp_path / name
    assert not build([whole.parent / "plans"], store).failed
    assert len(read_facts(open_store(store, graphs=True)).documents) > 1
    assert not open_store(store).notes


def test_a_clock_set_back_hides_no_change(whole: Path, tmp_path: Path) -> None:
    """A file of the same size with an older time is looked at all the same."""
    plans = Path(shutil.copytree(whole.parent / "plans", tmp_path / "plans"))
    store = tmp_path / "store"
    build([plans], store)
    plan = next(path for path in sorted(plans.iterdir()) if path.suffix == ".txt")
    text = plan.read_text(encoding="utf-8")
    times = plan.stat()
    plan.write_text(text.replace("2", "3"), encoding="utf-8")
    os.utime(plan, ns=(times.st_atime_ns, times.st_mtime_ns - 10**15))
    assert build([plans], store).built
    shard = next((store / "shards").iterdir())
    os.utime(shard, (0, 0))
    assert not open_store(store).notes

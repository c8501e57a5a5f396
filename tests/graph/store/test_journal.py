"""The journal: torn lines, lines in force, removed sources."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from zeren.graph.store.catalogue import journal
from zeren.graph.store.catalogue.journal import Entry, Removed

ENTRY = Entry(
    source="/plans/a.txt",
    sha256="1" * 64,
    metadata="m",
    made_from="/plans/a.txt",
    fingerprint="f",
    id="a",
    shard="old",
    title="要点",
    tasks=3,
    assignments=4,
    damaged=0,
)
PENDING = replace(ENTRY, shard="new", pending=True)


def state(*lines: Entry | Removed, **shards: str) -> journal.State:
    return journal.state(journal.Journal(lines, (), ""), shards.keys(), shards.__getitem__)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal.append(path, [ENTRY, PENDING])
    journal.append(path, [Removed("/plans/b\udcff.txt")])
    assert journal.read(path).lines == (ENTRY, PENDING, Removed("/plans/b\udcff.txt"))


def test_missing_journal_is_empty(tmp_path: Path) -> None:
    assert journal.read(tmp_path / "none").lines == ()


@pytest.mark.parametrize("cut", [1, 20, 100])
def test_line_after_a_torn_one_is_whole(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "j"
    journal.append(path, [ENTRY, PENDING])
    path.write_bytes(path.read_bytes()[:-cut])
    found = journal.read(path)
    assert (found.lines, found.damaged) == ((ENTRY,), ())
    journal.append(path, [Removed("/x")])
    assert journal.read(path).lines[0] == ENTRY
    assert journal.read(path).lines[-1] == Removed("/x")


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"\xff\xfe", b'{"source": 1}', b'{"source": "x"}', b"null", b"{" * 99]
)
def test_damaged_line_is_counted_and_left_out(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "j"
    journal.append(path, [ENTRY])
    good = path.read_bytes()
    path.write_bytes(line + b"\n" + good)
    found = journal.read(path)
    assert (found.lines, found.damaged) == ((ENTRY,), (1,))


def test_rewriting_the_same_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "j"
    assert journal.rewrite(path, journal.read(path), [PENDING])
    stamp = path.stat().st_mtime_ns
    assert not journal.rewrite(path, journal.read(path), [PENDING])
    assert path.stat().st_mtime_ns == stamp
    assert journal.read(path).lines == (replace(PENDING, pending=False),)


def test_shard_decides_which_line_is_in_force() -> None:
    assert state(ENTRY, PENDING, a="old").live == {ENTRY.source: ENTRY}
    assert state(ENTRY, PENDING, a="new").live == {ENTRY.source: PENDING}


def test_line_without_its_shard_means_nothing_while_pending() -> None:
    found = state(PENDING)
    assert (found.live, found.broken) == ({}, {})


def test_lost_and_truncated_shards_are_broken() -> None:
    assert state(ENTRY).broken == {ENTRY.source: ENTRY}
    assert state(ENTRY, a="cut").broken == {ENTRY.source: ENTRY}


def test_replaced_id_is_dead() -> None:
    other = replace(PENDING, id="b")
    found = state(ENTRY, other, a="old", b="new")
    assert (found.live, found.dead) == ({ENTRY.source: other}, {"a"})
    assert state(ENTRY, other, a="old").live == {ENTRY.source: ENTRY}


def test_removed_source_is_dead_unless_another_holds_the_same() -> None:
    gone = Removed(ENTRY.source)
    assert state(ENTRY, gone, a="old").dead == {"a"}
    twin = replace(ENTRY, source="/plans/b.txt")
    found = state(ENTRY, twin, gone, a="old")
    assert (set(found.live), found.dead) == ({twin.source}, frozenset())


def test_shard_nobody_names_is_kept() -> None:
    assert state(ENTRY, a="old", z="?").unknown == {"z"}

"""A disk that is full, broken or read-only at any step: one clear error, and nothing is lost.

By default a step of each command fails, drawn at random; with ``ZEREN_SLOW=1`` each one does.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.stores.faults import BROKEN, FULL, READ_ONLY, Disk, Kind, failing
from support.stores.stores import Ask, plan_text
from support.stores.survival import Expected, rebuild, rows
from zeren.graph.build import committing
from zeren.graph.build.folder import build
from zeren.graph.build.restore import restore
from zeren.graph.store.backup.snapshot import write_snapshot

pytestmark = pytest.mark.kill
SLOW = bool(os.environ.get("ZEREN_SLOW"))
DRAWN = 1

KINDS = pytest.mark.parametrize(
    "kind", [FULL, BROKEN, READ_ONLY], ids=["full", "broken", "read-only"]
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Plans that were changed after *base* was built, and what is to come of them."""

    source: Path
    base: Path
    first: Expected
    second: Expected


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commit two documents at a time, so that few documents make several commits."""
    monkeypatch.setattr(committing, "MOST", 2)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Of four plans two are changed, one of which has an id of its own, one goes, one comes."""
    folder = tmp_path_factory.mktemp("stage")
    source, base, whole = folder / "plans", folder / "base", folder / "whole"
    source.mkdir()
    for number in range(4):
        (source / f"plan{number:03}.txt").write_text(plan_text(number), encoding="utf-8")
    (source / "plan000.meta.toml").write_text('id = "kept"\n', encoding="utf-8")
    build([source], base, jobs=1)
    for number in (0, 1):
        path = source / f"plan{number:03}.txt"
        path.write_text(plan_text(number, "（修订）"), encoding="utf-8")
    (source / "plan002.txt").unlink()
    (source / "plan900.txt").write_text(plan_text(900), encoding="utf-8")
    shutil.copytree(base, whole)
    build([source], whole, jobs=1, prune=True)
    return Stage(source, base, Expected.of(None, whole), Expected.of(base, whole))


def moments(steps: int, kind: Kind) -> Iterator[int]:
    """Yield the steps to fail at."""
    assert steps > DRAWN
    if SLOW:
        yield from range(1, steps + 1)
    else:
        yield from random.Random(kind.number).sample(range(1, steps + 1), DRAWN)


def assert_clear(code: int, err: str, kind: Kind, place: Path) -> None:
    """Assert that the command said in one line what failed and where, and what to do."""
    assert code == 1, err
    assert "fault in zeren" not in err
    first, second = [line for line in err.splitlines() if not line.startswith("zeren: note:")]
    assert first.startswith("zeren: error: ")
    assert kind.words in first
    assert str(place) in first
    assert second.startswith("next: ")


@KINDS
@pytest.mark.parametrize("again", [False, True] if SLOW else [True])
def test_build(ask: Ask, stage: Stage, tmp_path: Path, kind: Kind, again: bool) -> None:
    command = ["build", stage.source, "--jobs", "1", "--prune", "--store"]
    expected = stage.second if again else stage.first

    def run(store: Path, disk: Disk) -> tuple[int, str]:
        if again:
            shutil.copytree(stage.base, store)
        with failing(disk):
            code, _, err = ask(*command, store)
        return code, err

    counted = Disk(tmp_path / "counted", kind)
    assert run(tmp_path / "counted", counted)[0] == 0
    for step in moments(counted.steps, kind):
        store = tmp_path / f"store{step}"
        disk = Disk(store, kind, step)
        code, err = run(store, disk)
        assert disk.failed
        if code:
            assert_clear(code, err, kind, store)
        else:  # it did not matter: then all must be as if nothing had failed
            assert rows(store) == expected.new_rows
        if (store / "FORMAT").exists():
            seen = expected.check_killed(store)
            assert bool(seen) or not again
        expected.check_completed(store, rebuild(stage.source, store), closely=False)
        shutil.rmtree(store)


@KINDS
def test_query_that_makes_the_cache(ask: Ask, stage: Stage, tmp_path: Path, kind: Kind) -> None:
    """The answer is the same; where the cache cannot be written it is made in memory."""

    def run(store: Path, disk: Disk) -> tuple[int, str, str]:
        shutil.copytree(stage.base, store, ignore=shutil.ignore_patterns("cache"))
        with failing(disk):
            return ask("query", "documents", "--store", store, "--format", "csv")

    counted = Disk(tmp_path / "counted", kind)
    code, out, _ = run(tmp_path / "counted", counted)
    assert code == 0
    for step in moments(counted.steps, kind):
        store = tmp_path / f"store{step}"
        disk = Disk(store, kind, step)
        assert run(store, disk)[:2] == (0, out)
        assert disk.failed
        assert rows(store) == stage.second.old_rows


@pytest.mark.smoke
@KINDS
def test_snapshot(ask: Ask, stage: Stage, tmp_path: Path, kind: Kind) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    target = folder / "plans.zip"
    write_snapshot(stage.base, target)
    good, old = target.read_bytes(), b"an older one"
    with failing(Disk(folder, kind)) as counted:
        write_snapshot(stage.base, target)
    for step in range(1, counted.steps + 1):
        target.write_bytes(old)
        with failing(Disk(folder, kind, step)) as disk:
            code, _, err = ask("export", "--snapshot", target, "--store", stage.base)
        assert disk.failed
        if code:
            assert_clear(code, err, kind, target)
        assert target.read_bytes() in ((old, good) if code else (good,))
        write_snapshot(stage.base, target)
        assert [path.name for path in folder.iterdir()] == [target.name]


@KINDS
def test_restore(ask: Ask, stage: Stage, tmp_path: Path, kind: Kind) -> None:
    snapshot = tmp_path / "plans.zip"
    write_snapshot(stage.base, snapshot)
    expected = Expected.of(stage.base, stage.base)

    def run(store: Path, disk: Disk) -> tuple[int, str]:
        with failing(disk):
            code, _, err = ask("build", "--from-snapshot", snapshot, "--store", store)
        return code, err

    counted = Disk(tmp_path / "counted", kind)
    assert run(tmp_path / "counted", counted)[0] == 0
    for step in moments(counted.steps, kind):
        store = tmp_path / f"store{step}"
        disk = Disk(store, kind, step)
        code, err = run(store, disk)
        assert disk.failed
        if code:
            assert_clear(code, err, kind, store)
        if (store / "FORMAT").exists():
            assert expected.check_killed(store) == expected.new_rows
        expected.check_completed(store, lambda to=store: restore(snapshot, to), closely=False)
        shutil.rmtree(store)

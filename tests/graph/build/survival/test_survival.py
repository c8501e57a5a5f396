"""kill -9 at any moment: every document whole or absent, the old or the new, and no orphans.

``ZEREN_SLOW=1`` kills ten times as often (300 kills), also builds that commit several full batches.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.stores.stores import contents, plan_text
from support.stores.survival import Expected, Killer, Kills, files, rebuild, rows
from zeren.graph.build.folder import build
from zeren.graph.build.restore import restore
from zeren.graph.errors import GraphError
from zeren.graph.store.backup.snapshot import write_snapshot

SLOW = bool(os.environ.get("ZEREN_SLOW"))
KILLS = 40 if SLOW else 3
DOCUMENTS = 12
BATCH = "batch=5"  # so that a build of few documents has several commits

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL"),
]

Many = Callable[..., Path]


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    running = Killer()
    yield running
    running.close()


def revise(source: Path) -> None:
    """Change every second plan, take one away, add one."""
    for number in range(0, DOCUMENTS, 2):
        path = source / f"plan{number:03}.txt"
        path.write_text(plan_text(number, "（修订）"), encoding="utf-8")
    (source / "plan003.txt").unlink()
    (source / "plan900.txt").write_text(plan_text(900), encoding="utf-8")


def thin_out(source: Path) -> None:
    """Take two plans of three away, and change nothing else."""
    for number in range(DOCUMENTS):
        if number % 3:
            (source / f"plan{number:03}.txt").unlink()


def place_all_anew(source: Path) -> None:
    """Give every plan a sidecar: all are read again, and some get another id."""
    for number in range(DOCUMENTS):
        own = f'id = "own-{number}"\n' if number % 2 else 'title = "另一个名称"\n'
        (source / f"plan{number:03}.meta.toml").write_text(own, encoding="utf-8")


def test_killed_first_build(killer: Killer, many: Many, tmp_path: Path) -> None:
    source = many(DOCUMENTS)
    whole = killer.run("build", source, tmp_path / "whole", BATCH)
    assert whole.status == 0
    expected = Expected.of(None, tmp_path / "whole")
    kills = Kills(whole, KILLS)
    for number, moment in enumerate(kills):
        store = tmp_path / f"store{number}"
        killer.run("build", source, store, BATCH, **moment)
        if (store / "FORMAT").exists():
            seen = expected.check_killed(store)
            if 0 < len(seen) < DOCUMENTS:
                kills.hits.append(str(moment))
        expected.check_completed(store, rebuild(source, store), closely=number % 5 == 0)
        shutil.rmtree(store)
    assert kills.hits, "no kill hit the middle of a build"


@pytest.mark.parametrize("change", [revise, thin_out, place_all_anew])
def test_killed_second_build(
    killer: Killer, many: Many, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    source, base = many(DOCUMENTS), tmp_path / "base"
    for number in (0, 1):
        sidecar = source / f"plan{number:03}.meta.toml"
        sidecar.write_text(f'id = "kept-{number}"\n', encoding="utf-8")
    build([source], base, jobs=1)
    change(source)
    shutil.copytree(base, tmp_path / "whole")
    whole = killer.run("build", source, tmp_path / "whole", "prune", BATCH)
    assert whole.status == 0
    expected = Expected.of(base, tmp_path / "whole")
    assert expected.old != expected.new
    kills = Kills(whole, KILLS if SLOW or change is revise else 2)
    for number, moment in enumerate(kills):
        store = tmp_path / f"store{number}"
        shutil.copytree(base, store)
        killer.run("build", source, store, "prune", BATCH, **moment)
        seen = expected.check_killed(store)
        if seen not in (expected.old_rows, expected.new_rows):
            kills.hits.append(str(moment))
        expected.check_completed(store, rebuild(source, store), closely=number % 5 == 0)
        shutil.rmtree(store)
    # What is only removed is removed by one line in the journal: there is no middle.
    assert kills.hits or change is thin_out, "no kill hit the middle of a build"


def test_killed_again_and_again(killer: Killer, many: Many, tmp_path: Path) -> None:
    """Kills of the builds that were to mend what a kill left: nothing piles up."""
    source, store = many(DOCUMENTS), tmp_path / "store"
    build([source], store, jobs=1)
    base = shutil.copytree(store, tmp_path / "base")
    revise(source)
    shutil.copytree(base, tmp_path / "whole")
    whole = killer.run("build", source, tmp_path / "whole", "prune", BATCH)
    expected = Expected.of(base, tmp_path / "whole")
    most = len(files(tmp_path / "whole")) + len(files(base)) + 2 * 5 + 2
    for moment in Kills(whole, KILLS):
        killer.run("build", source, store, "prune", BATCH, **moment)
        expected.check_killed(store)
        assert len(files(store)) <= most
        assert len(list((store / "cache").iterdir())) <= 4
    expected.check_completed(store, rebuild(source, store))


def test_killed_query_that_makes_the_cache(killer: Killer, many: Many, tmp_path: Path) -> None:
    source, base = many(DOCUMENTS), tmp_path / "base"
    build([source], base, jobs=1)
    expected = Expected.of(base, base)
    shutil.rmtree(base / "cache")
    shutil.copytree(base, tmp_path / "whole")
    whole = killer.run("query", tmp_path / "whole")
    assert whole.status == 0
    for number, moment in enumerate(Kills(whole, 20 if SLOW else 2)):
        store = tmp_path / f"store{number}"
        shutil.copytree(base, store)
        killer.run("query", store, **moment)
        assert expected.check_killed(store) == expected.new_rows
        expected.check_completed(store, rebuild(source, store), closely=number % 5 == 0)
        shutil.rmtree(store)


def test_killed_snapshot(killer: Killer, many: Many, tmp_path: Path) -> None:
    """The file is the old one or the new one, and the next try leaves nothing beside it."""
    source, store = many(DOCUMENTS), tmp_path / "store"
    build([source], store, jobs=1)
    folder = tmp_path / "backups"
    folder.mkdir()
    write_snapshot(store, tmp_path / "old.zip")
    revise(source)
    build([source], store, jobs=1, prune=True)
    target = folder / "plans.zip"
    whole = killer.run("export", store, target)
    assert whole.status == 0
    old, new = (tmp_path / "old.zip").read_bytes(), target.read_bytes()
    before = files(store)
    halves = 0
    for number, moment in enumerate(Kills(whole, 2 * KILLS)):
        if number % 2:
            target.write_bytes(old)
        else:
            target.unlink()
        ended = killer.run("export", store, target, **moment)
        found = target.read_bytes() if target.exists() else None
        assert found in ((old, new) if number % 2 else (None, new))
        halves += ended.killed and found != new
        assert files(store) == before
        write_snapshot(store, target)
        assert target.read_bytes() == new
        assert [path.name for path in folder.iterdir()] == ["plans.zip"]
    assert halves, "no kill hit the middle of a snapshot"
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None


def test_killed_restore(killer: Killer, many: Many, tmp_path: Path) -> None:
    """There is no store, or a whole one; the same command completes it."""
    source, store = many(DOCUMENTS), tmp_path / "store"
    build([source], store, jobs=1)
    snapshot = tmp_path / "plans.zip"
    write_snapshot(store, snapshot)
    whole = killer.run("restore", snapshot, tmp_path / "whole")
    assert whole.status == 0
    expected = Expected.of(store, tmp_path / "whole")
    assert expected.old == expected.new
    halves = 0
    for number, moment in enumerate(Kills(whole, KILLS)):
        folder = tmp_path / f"again{number}"
        folder.mkdir()
        again = folder / "store"
        killer.run("restore", snapshot, again, **moment)
        if (again / "FORMAT").exists():
            assert expected.check_killed(again) == expected.new_rows
        elif again.exists():
            halves += any((again / "shards").glob("*"))
            with pytest.raises(GraphError):
                rows(again)
        expected.check_completed(again, lambda to=again: restore(snapshot, to))
        assert build([source], again, jobs=1).changed is False
        assert [path.name for path in folder.iterdir()] == ["store"]
        shutil.rmtree(folder)
    assert halves, "no kill hit the middle of a restore"


@pytest.mark.smoke
def test_unfinished_restore_is_no_store(killer: Killer, many: Many, tmp_path: Path) -> None:
    """A build into it, which could not know what is missing, is refused; so is a query."""
    source, store = many(3), tmp_path / "store"
    build([source], store, jobs=1)
    snapshot = tmp_path / "plans.zip"
    write_snapshot(store, snapshot)
    whole = killer.run("restore", snapshot, tmp_path / "whole")
    for step in range(6, whole.steps[0], 5 if SLOW else whole.steps[0] // 2):
        again = tmp_path / f"again{step}"
        killer.run("restore", snapshot, again, stop_at=step)
        if not (again / "FORMAT.part").exists():
            continue
        for act in (lambda to=again: build([source], to, jobs=1), lambda to=again: rows(to)):
            with pytest.raises(GraphError, match="restore") as caught:
                act()
            assert "--from-snapshot" in caught.value.next_step
        (again / "shards").mkdir(exist_ok=True)
        (again / "shards" / "other.nq.gz").write_bytes(b"of an earlier try")
        assert not restore(snapshot, again).report.failed
        assert contents(again) == contents(store)


@pytest.mark.skipif(not SLOW, reason="takes a minute: ZEREN_SLOW=1")
def test_killed_build_of_full_batches(killer: Killer, many: Many, tmp_path: Path) -> None:
    """As the command does it: several commits of as many documents as it takes at once."""
    from zeren.graph.build.committing import MOST

    source, base = many(3 * MOST), tmp_path / "base"
    build([source], base, jobs=1)
    for path in source.glob("plan*.txt"):
        path.write_text(path.read_text(encoding="utf-8") + "后记\n", encoding="utf-8")
    shutil.copytree(base, tmp_path / "whole")
    whole = killer.run("build", source, tmp_path / "whole", "prune")
    expected = Expected.of(base, tmp_path / "whole")
    mixed = 0
    for number, moment in enumerate(Kills(whole, 20)):
        store = tmp_path / f"store{number}"
        shutil.copytree(base, store)
        killer.run("build", source, store, "prune", **moment)
        seen = expected.check_killed(store)
        mixed += seen.keys() not in (expected.old_rows.keys(), expected.new_rows.keys())
        expected.check_completed(store, rebuild(source, store), closely=False)
        shutil.rmtree(store)
    assert mixed

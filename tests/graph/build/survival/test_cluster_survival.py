"""kill -9 while a cluster reads: of the build, of a worker, of the scheduler; also at a URL.

``ZEREN_SLOW=1`` kills ten times as often (about 60 kills).
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.stores.dask_processes import Cluster, dask_cluster
from support.stores.stores import COMMAND, assert_tidy, contents, plan_text, problems
from support.stores.survival import Ended, Expected, Killer, Kills, files, kill_process, rebuild
from zeren.graph.build.folder import build
from zeren.graph.build.restore import restore

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
psutil = pytest.importorskip("psutil", reason="comes with `distributed`")
pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL"),
]

SLOW = bool(os.environ.get("ZEREN_SLOW"))
ALSO = "test_cluster.py kills one: ZEREN_SLOW=1 for more"
DOCUMENTS = 12
TOGETHER = 3
"""Documents that travel and are committed together, so that a build has several of each."""

Many = Callable[..., Path]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with dask_cluster(tmp_path_factory.mktemp("cluster")) as running:
        running.worker()
        yield running


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    running = Killer("distributed", "zeren.graph.cli", "zeren.graph.build.remote.cluster")
    yield running
    running.close()


@dataclass(frozen=True, slots=True)
class Command:
    """``zeren build SOURCE --store … --prune --scheduler …``."""

    killer: Killer
    source: Path
    cluster: Cluster

    def line(self, store: Path | str) -> list[str]:
        where = ["--store", str(store), "--scheduler", self.cluster.address]
        return ["build", str(self.source), "--prune", *where]

    def run(self, store: Path | str, **moment: object) -> Ended:
        return self.killer.run("command", str(TOGETHER), *self.line(store), **moment)  # type: ignore[arg-type]

    def again(self, store: Path, number: int) -> Callable[[], object]:
        """Return what builds the store once more: here, or every other time on the cluster."""
        return rebuild(self.source, store, self.cluster.address if number % 2 else None)

    def settle(self) -> None:
        """Wait until no worker is at what a killed build gave it."""

        def executing(dask_worker: distributed.Worker) -> int:
            return len(dask_worker.state.executing)

        with distributed.Client(self.cluster.address, set_as_default=False) as client:
            deadline = time.monotonic() + 60
            while any(client.run(executing).values()):
                assert time.monotonic() < deadline
                time.sleep(0.05)


def replace(source: Path) -> None:
    """Change every second plan; their ids stay, for the sidecars name them."""
    for number in range(0, DOCUMENTS, 2):
        path = source / f"plan{number:03}.txt"
        path.write_text(plan_text(number, "（修订）"), encoding="utf-8")


def prune(source: Path) -> None:
    """Take every third plan away, put another in its place, and change a few."""
    for number in range(0, DOCUMENTS, 3):
        (source / f"plan{number:03}.txt").unlink()
        (source / f"plan{number:03}.meta.toml").unlink()
        (source / f"plan9{number:02}.txt").write_text(plan_text(900 + number), encoding="utf-8")
    for number in range(1, DOCUMENTS, 3):
        path = source / f"plan{number:03}.txt"
        path.write_text(plan_text(number, "（修订）"), encoding="utf-8")


@pytest.fixture
def source(many: Many) -> Path:
    """Plans whose ids their sidecars name."""
    folder = many(DOCUMENTS)
    for number in range(DOCUMENTS):
        sidecar = folder / f"plan{number:03}.meta.toml"
        sidecar.write_text(f'id = "kept-{number}"\n', encoding="utf-8")
    return folder


def test_killed_first_build(killer: Killer, cluster: Cluster, source: Path, tmp_path: Path) -> None:
    command = Command(killer, source, cluster)
    whole = command.run(tmp_path / "whole")
    assert whole.status == 0
    expected = Expected.of(None, tmp_path / "whole")
    build([source], tmp_path / "local", jobs=1)
    assert contents(tmp_path / "local") == expected.new
    kills = Kills(whole, 12 if SLOW else 1)
    for number, moment in enumerate(kills):
        store = tmp_path / f"store{number}"
        command.run(store, **moment)
        if (store / "FORMAT").exists() and 0 < len(expected.check_killed(store)) < DOCUMENTS:
            kills.hits.append(str(moment))
        expected.check_completed(store, command.again(store, number), closely=number % 5 == 0)
        shutil.rmtree(store)
    assert kills.hits, "no kill hit the middle of a build"


@pytest.mark.parametrize("change", [replace, prune] if SLOW else [prune])
def test_killed_second_build(
    killer: Killer,
    cluster: Cluster,
    source: Path,
    tmp_path: Path,
    change: Callable[[Path], None],
) -> None:
    command, base = Command(killer, source, cluster), tmp_path / "base"
    build([source], base, jobs=1)
    change(source)
    shutil.copytree(base, tmp_path / "whole")
    whole = command.run(tmp_path / "whole")
    assert whole.status == 0
    expected = Expected.of(base, tmp_path / "whole")
    assert expected.old != expected.new
    kills = Kills(whole, 12 if SLOW else 1)
    for number, moment in enumerate(kills):
        store = tmp_path / f"store{number}"
        shutil.copytree(base, store)
        command.run(store, **moment)
        if expected.check_killed(store) not in (expected.old_rows, expected.new_rows):
            kills.hits.append(str(moment))
        expected.check_completed(store, command.again(store, number), closely=number % 5 == 0)
        shutil.rmtree(store)
    assert kills.hits, "no kill hit the middle of a build"


@pytest.mark.skipif(not SLOW, reason=ALSO)
def test_killed_worker(killer: Killer, cluster: Cluster, source: Path, tmp_path: Path) -> None:
    """The build ends well, and what the worker had started ends too."""
    command, base = Command(killer, source, cluster), tmp_path / "base"
    build([source], base, jobs=1)
    replace(source)
    shutil.copytree(base, tmp_path / "whole")
    whole = command.run(tmp_path / "whole")
    expected = Expected.of(base, tmp_path / "whole")
    draw = random.Random(6)
    for number in range(8 if SLOW else 1):
        victim, readers = cluster.worker("--no-nanny"), []

        def kill(_: int, victim=victim, readers=readers) -> None:  # type: ignore[no-untyped-def]
            readers += psutil.Process(victim.pid).children(recursive=True)
            victim.kill()

        latest = whole.seconds
        while victim.poll() is None:  # a build may take less long than the one before
            store = shutil.copytree(base, tmp_path / f"store{number}")
            ended = command.run(store, kill_after=draw.uniform(0, latest), kill=kill)
            assert ended.status == 0
            expected.check_completed(store, rebuild(source, store), closely=number % 5 == 0)
            shutil.rmtree(store)
            latest /= 2
        assert psutil.wait_procs(readers, 60)[1] == []


@pytest.mark.kill
@pytest.mark.cluster
@pytest.mark.skipif(not SLOW, reason=ALSO)
def test_killed_scheduler(tmp_path: Path, many: Many) -> None:
    """The build says so and ends with 1; what was read stays."""
    source = many(130)
    build([source], tmp_path / "local", jobs=1)
    expected = Expected.of(None, tmp_path / "local")
    draw = random.Random(6)
    for number in range(5 if SLOW else 1):
        store = tmp_path / f"store{number}"
        (tmp_path / f"cluster{number}").mkdir()
        with dask_cluster(tmp_path / f"cluster{number}") as running:
            running.worker()
            process = subprocess.Popen(
                [*COMMAND, "build", source, "--store", store, "--scheduler", running.address],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
            committed = draw.choice([0, 1, 65])
            deadline = time.monotonic() + 60
            while len(list(store.glob("shards/[!.]*"))) < committed and process.poll() is None:
                assert time.monotonic() < deadline
                time.sleep(0.005)
            running.scheduler.kill()
            running.scheduler.wait()
            said = process.communicate(timeout=120)[1]
        assert process.returncode == 1, said
        assert "next: " in said
        assert "Traceback" not in said
        if (store / "FORMAT").exists():
            assert len(expected.check_killed(store)) < 130
        expected.check_completed(store, rebuild(source, store))


@pytest.mark.parametrize("change", [None, replace, prune] if SLOW else [prune])
def test_killed_build_at_a_url(
    killer: Killer,
    cluster: Cluster,
    source: Path,
    tmp_path: Path,
    change: Callable[[Path], None] | None,
) -> None:
    """Nothing is put there but by the build, and each document is old or new."""
    command, base = Command(killer, source, cluster), tmp_path / "base"
    if change:
        build([source], base.as_uri())
        build([source], tmp_path / "old", jobs=1)
        change(source)
        shutil.copytree(base, tmp_path / "whole")
    whole = command.run((tmp_path / "whole").as_uri())
    assert whole.status == 0
    build([source], tmp_path / "new", jobs=1)
    expected = Expected.of(tmp_path / "old" if change else None, tmp_path / "new")
    assert contents(tmp_path / "whole") == expected.new
    draw, hits = random.Random(6), 0
    for number in range(5 if SLOW else 1):
        there = tmp_path / f"there{number}"
        if change:
            shutil.copytree(base, there)
        if number % 4 == 2:
            command.run(there.as_uri(), kill_after=draw.uniform(0, whole.seconds))
        else:
            command.run(
                there.as_uri(), kill_after=0, kill=when_written(there, draw.randint(1, 130))
            )
        if number % 2 == 0:  # else the next build begins while workers may still be at this one
            command.settle()
            if (there / "FORMAT").exists():
                here = tmp_path / f"here{number}"
                restored = restore(there.as_uri(), here)
                assert not restored.report.failed, problems(restored.report)
                seen = expected.check_killed(here)
                assert_tidy(here)
                hits += seen not in (expected.old_rows, expected.new_rows)
        scheduler = cluster.address if number % 4 < 2 else None
        report = build([source], there.as_uri(), scheduler=scheduler, prune=True)
        assert not report.failed, problems(report)
        command.settle()
        if number % 2:
            assert not build([source], there.as_uri(), prune=True).failed
        assert files(there) == files(tmp_path / "whole")
        assert contents(there) == expected.new
        assert (there / "sources.jsonl").read_bytes() == (
            tmp_path / "new" / "sources.jsonl"
        ).read_bytes()
        assert not list(there.rglob(".tmp-*"))
        shutil.rmtree(there)
    assert hits or not SLOW, "no kill hit the middle of a build"


def when_written(there: Path, shards: int) -> Callable[[int], None]:
    """Return what kills a build when that many shards are there."""

    def kill(process: int) -> None:
        while len(list(there.glob("shards/[!.]*"))) < shards and psutil.pid_exists(process):
            time.sleep(0.002)
        kill_process(process)

    return kill

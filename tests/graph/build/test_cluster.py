"""Builds on a Dask cluster of separate processes, some of which die."""

from __future__ import annotations

import shutil
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from support import ROOT, TESTS
from support.stores.dask_processes import Cluster, dask_cluster
from support.stores.stores import COMMAND, Zeren, contents, plan_text, problems
from zeren.graph.build.fingerprint import fingerprint
from zeren.graph.build.folder import build
from zeren.graph.build.remote import cluster as on_cluster
from zeren.graph.build.remote.cluster import Patience, perform_on_cluster
from zeren.graph.build.sources.inputs import find
from zeren.graph.build.workers.pool import ReadingLimits
from zeren.graph.build.workers.workers import ReadingJob, perform_all
from zeren.graph.build.worklist import Terms, make_worklist
from zeren.graph.errors import GraphError, Problem

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes with signals")

Many = Callable[..., Path]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with one worker, started as a user does."""
    with dask_cluster(tmp_path_factory.mktemp("cluster")) as running:
        running.worker()
        yield running


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only a few small plans travel together, so that there are many batches."""
    monkeypatch.setattr(on_cluster, "_MOST", 2)


def jobs_for(folder: Path) -> list[ReadingJob]:
    plan = make_worklist(find([folder]), {}, fingerprint(), Terms(None, 20 * 1024 * 1024))
    assert not plan.problems
    return [unit.job for unit in plan.work]


def same(one: Path, other: Path) -> bool:
    """Whether two stores hold the same bytes where bytes are promised to be the same."""
    journals = [(store / "sources.jsonl").read_bytes() for store in (one, other)]
    return contents(one) == contents(other) and journals[0] == journals[1]


@pytest.mark.usefixtures("small_batches")
def test_worker_is_killed_during_the_build(cluster: Cluster, many: Many, tmp_path: Path) -> None:
    source = many(24)
    build([source], tmp_path / "local", jobs=1)
    victim = cluster.worker("--no-nanny")
    killed_at = []

    def progress(done: int, total: int, _: str) -> None:
        if victim.poll() is None and done >= 4:
            victim.kill()
            victim.wait()
            killed_at.append((done, total))

    report = build([source], tmp_path / "there", scheduler=cluster.address, progress=progress)
    assert not report.failed, problems(report)
    assert len(report.built) == 24
    assert killed_at == [(4, 24)]
    assert cluster.logs().count("Remove worker addr") == 1
    assert same(tmp_path / "local", tmp_path / "there")


@pytest.mark.smoke
def test_bad_files_are_what_they_are_here(cluster: Cluster, many: Many) -> None:
    source = many(5)
    (source / "broken.docx").write_bytes(b"PK\x03\x04 no document")
    (source / "empty.txt").write_bytes(b"")
    (source / "scan.pdf").write_bytes(b"%PDF-1.4 nothing")
    jobs = jobs_for(source)
    (source / "plan001.txt").unlink()
    (source / "plan002.txt").write_text(plan_text(2, "（改）"), encoding="utf-8")
    there = list(perform_on_cluster(jobs, cluster.address))
    assert there == list(perform_all(jobs, 1))
    failed = {Path(job.path).name for job, outcome in there if isinstance(outcome, Problem)}
    assert failed == {"broken.docx", "empty.txt", "plan001.txt", "plan002.txt", "scan.pdf"}


def test_limits_hold_there_too(cluster: Cluster, many: Many) -> None:
    jobs, tight = jobs_for(many(1)), ReadingLimits(output=100)
    there = list(perform_on_cluster(jobs, cluster.address, limits=tight))
    assert there == list(perform_all(jobs, 2, limits=tight))
    assert all("is more than" in outcome.what for _, outcome in there)  # type: ignore[union-attr]


@pytest.mark.usefixtures("small_batches")
def test_files_are_read_only_as_they_are_wanted(
    cluster: Cluster, many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs, read = jobs_for(many(60)), []

    def noted(job: ReadingJob) -> bytes | Problem:
        read.append(job)
        return Path(job.path).read_bytes()

    monkeypatch.setattr(on_cluster, "bytes_of", noted)
    outcomes = perform_on_cluster(jobs, cluster.address)
    most = 2 * on_cluster._AHEAD  # two files a batch, one thread
    for wanted in range(5):
        assert next(outcomes)[0] == jobs[wanted]
        assert len(read) <= wanted + 1 + most
    outcomes.close()  # type: ignore[attr-defined]


def test_build_is_killed_and_goes_on(cluster: Cluster, many: Many, tmp_path: Path) -> None:
    source, store = many(140), tmp_path / "there"  # more than travel together
    build([source], tmp_path / "local", jobs=1)
    command = ["build", str(source), "--store", str(store), "--scheduler", cluster.address]
    process = subprocess.Popen(
        [*COMMAND, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not list(store.glob("shards/[!.]*.nq.gz")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()
    there = {name: data for name, data in contents(store).items() if name[0] != "."}
    assert 0 < len(there) < 140
    assert there.items() <= contents(tmp_path / "local").items()
    report = build([source], store, scheduler=cluster.address)
    assert not report.failed
    assert same(tmp_path / "local", store)


@pytest.mark.usefixtures("small_batches")
def test_workers_read_for_a_store_at_a_url(cluster: Cluster, many: Many, tmp_path: Path) -> None:
    source, there = many(12), tmp_path / "there"
    build([source], tmp_path / "local", jobs=1)
    report = build([source], there.as_uri(), scheduler=cluster.address)
    assert not report.failed, problems(report)
    assert same(tmp_path / "local", there)
    (source / "plan003.txt").write_text(plan_text(3, "（改）"), encoding="utf-8")
    assert len(build([source], there.as_uri(), scheduler=cluster.address).built) == 1


def test_other_zeren_is_refused(cluster: Cluster, many: Many, tmp_path: Path, zeren: Zeren) -> None:
    rooms = tmp_path / "other" / "zeren"
    for room in ("graph", "loaders", "ontology"):
        shutil.copytree(ROOT / room, rooms / room, ignore=shutil.ignore_patterns("__pycache__"))
    with (rooms / "loaders" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("\n# Another edition.\n")
    stranger = cluster.worker(PYTHONPATH=str(rooms.parent))
    store = tmp_path / "store"
    done = zeren("build", many(3), "--store", store, "--scheduler", cluster.address)
    cluster.stop(stranger)
    assert done.returncode == 1
    assert "does not read as this machine does" in done.stderr
    assert "install the same zeren" in done.stderr
    assert not contents(store)


@pytest.mark.cluster
def test_file_that_kills_workers(tmp_path: Path, many: Many) -> None:
    source = many(8)
    (source / "plan900.txt").write_text(plan_text(900, "DEADLY"), encoding="utf-8")
    frail = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
    with dask_cluster(tmp_path, **frail) as running:
        running.worker("--preload", str(TESTS / "support/stores/dask_deadly.py"))
        report = build([source], tmp_path / "store", scheduler=running.address)
    assert len(report.built) == 8
    assert [Path(problem.where).name for problem in report.problems] == ["plan900.txt"]
    assert "died, one after the other" in report.problems[0].what
    assert report.stopped is None


@pytest.mark.cluster
@pytest.mark.usefixtures("small_batches")
def test_scheduler_goes_away(tmp_path: Path, many: Many) -> None:
    source = many(20)
    build([source], tmp_path / "local", jobs=1)
    with dask_cluster(tmp_path) as running:
        with pytest.raises(GraphError, match="has no worker"):
            list(perform_on_cluster(jobs_for(source), running.address, patience=Patience(10, 0.3)))
        running.worker()

        def progress(done: int, *_: object) -> None:
            if done == 3:
                running.scheduler.kill()
                running.scheduler.wait()

        report = build([source], tmp_path / "store", scheduler=running.address, progress=progress)
    assert report.stopped is not None
    assert "is gone" in report.stopped.what
    assert 3 <= len(report.built) < 20
    assert contents(tmp_path / "store").items() <= contents(tmp_path / "local").items()
    assert not build([source], tmp_path / "store").failed
    assert same(tmp_path / "local", tmp_path / "store")


class _Web(socketserver.BaseRequestHandler):
    """Answers like a web server that does not understand."""

    def handle(self) -> None:
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.fixture
def web() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense", "foo://127.0.0.1:1", "WEB"])
def test_no_scheduler_there(address: str, many: Many, web: str) -> None:
    jobs: Sequence[ReadingJob] = jobs_for(many(1))
    address = web if address == "WEB" else address
    with pytest.raises(GraphError) as caught:
        list(perform_on_cluster(jobs, address, patience=Patience(0.5, 0.5)))
    assert f"no Dask scheduler answers at {address}" in caught.value.what
    assert "dask worker ADDRESS" in caught.value.next_step


def test_nothing_to_read_needs_no_cluster(built: Path, plans: Path) -> None:
    report = build([plans], built, scheduler="127.0.0.1:1")
    assert report.unchanged == 2
    assert not report.failed


def test_extra_is_not_installed(plans: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    report = build([plans], store, scheduler="127.0.0.1:1")
    assert report.stopped is not None
    assert "pip install 'zeren[cluster]'" in report.stopped.next_step

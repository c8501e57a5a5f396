"""What becomes of processes when a build is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.stores.stores import COMMAND, contents
from zeren.graph.build.folder import build

pytestmark = [
    pytest.mark.kill,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc"),
]


def children(parent: int) -> list[int]:
    """Return the ids of the processes that *parent* started."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            state, owner = status.rpartition(")")[2].split()[:2]
            if int(owner) == parent and state != "Z":
                found.append(int(entry.name))
    return found


def is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


PLANS = 120
FEW_AT_ONCE = "from zeren.graph import committing; committing.MOST = 4; "
"""Far fewer than there are: the build is under way when the first are stored."""


@pytest.fixture
def under_way(many: Callable[..., Path], store: Path) -> Iterator[subprocess.Popen[str]]:
    """A build with two workers that has stored its first document."""
    process = subprocess.Popen(
        [
            *(*COMMAND[:-1], FEW_AT_ONCE + COMMAND[-1]),
            *("build", str(many(PLANS)), "--store", str(store), "--jobs", "2"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not list(store.glob("shards/[!.]*.nq.gz")) and time.monotonic() < deadline:
        time.sleep(0.01)
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_no_worker_outlives_a_killed_build(
    under_way: subprocess.Popen[str], store: Path, tmp_path: Path
) -> None:
    workers = children(under_way.pid)
    assert len(workers) >= 2
    under_way.kill()
    under_way.communicate()
    deadline = time.monotonic() + 20
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, workers))
    report = build([tmp_path / "many"], store)  # the lock is free again
    assert not report.failed
    assert report.documents == PLANS


def test_interrupted_build_says_so_and_can_go_on(
    under_way: subprocess.Popen[str], store: Path, tmp_path: Path
) -> None:
    os.killpg(under_way.pid, signal.SIGINT)
    _, err = under_way.communicate(timeout=60)
    assert under_way.returncode == 130
    assert err.splitlines()[0] == "zeren: stopped"
    assert "Traceback" not in err
    stored = contents(store)
    assert 0 < len(stored) < PLANS
    assert not build([tmp_path / "many"], store).failed
    assert stored.items() <= contents(store).items()


def test_interrupted_query_ends_at_once(shared: Path) -> None:
    """The engine does not look at signals: without help Ctrl-C would wait for its answer."""
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    process = subprocess.Popen(
        [*COMMAND, "query", endless, "--store", str(shared)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(3)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=5)
    assert process.returncode in (-signal.SIGINT, 130)

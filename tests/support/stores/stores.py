"""What the tests of the third room share beside fixtures."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zeren.graph.build.outcome import Report

from support import TESTS

DATA = TESTS / "data"
COMMAND = [sys.executable, "-c", "from zeren.graph.cli import main; main()"]

Zeren = Callable[..., subprocess.CompletedProcess[str]]
Ask = Callable[..., tuple[int, str, str]]


def plan_text(number: int, edition: str = "") -> str:
    """Return a plan of three tasks; *number* and *edition* make it differ from the others."""
    return (
        f"白塔市第{number}片区2032年工作要点{edition}\n\n一、主要任务\n"
        f"1.修缮第{number}街道图书室。（牵头单位：市文化局；责任单位：市财政局）\n"
        f"2.疏通第{number}街道排水沟。（牵头单位：市水务局；配合单位：各街道办事处）\n"
        f"3.更换第{number}街道路灯{edition}。（责任单位：市城市管理局）\n"
    )


@contextmanager
def held_elsewhere(store: Path) -> Iterator[None]:
    """Let another process hold the lock of a store, as a build does."""
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from filelock import FileLock\n"
            "with FileLock(sys.argv[1]): print('held', flush=True); sys.stdin.read()",
            str(store / ".lock"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    assert holder.stdout.readline().strip() == b"held"
    try:
        yield
    finally:
        holder.communicate()


def contents(store: Path) -> dict[str, bytes]:
    """Return the statements of each shard, by the name that it would have unpacked."""
    return {
        path.name.removesuffix(".gz"): gzip.decompress(path.read_bytes())
        for path in sorted((store / "shards").iterdir())
    }


def put_shard(store: Path, name: str, statements: bytes) -> None:
    """Put a shard into a store, under the name that it would have unpacked."""
    (store / "shards" / f"{name}.gz").write_bytes(gzip.compress(statements, mtime=0))


def everything(store: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of each file of the store but the lock."""
    return {
        str(path.relative_to(store)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(store.rglob("*"))
        if path.is_file() and path.name not in {".lock", "LOCK"}
    }


def assert_tidy(store: Path) -> None:
    """Assert that nothing lies in the store that nothing refers to."""
    shards = {path.name.removesuffix(".nq.gz") for path in (store / "shards").iterdir()}
    texts = sorted(path.name for path in (store / "texts").iterdir())
    assert len(texts) == 2 * len(shards)
    assert {name.removesuffix(".gz").rsplit(".", 2)[0] for name in texts} == shards
    assert not list(store.rglob(".tmp-*"))
    generations = [path for path in (store / "cache").iterdir() if path.is_dir()]
    assert len(generations) <= 2


def problems(report: Report) -> str:
    """Return all problems of a report as text."""
    return "\n".join(problem.line() for problem in report.problems)

"""kill -9 at any moment: every document whole or absent, the old or the new, and no orphans.

``ZEREN_SLOW=1`` kills ten times as often.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_helpers import assert_tidy, contents, plan_text
from zeren.graph.build import build
from zeren.graph.store import open_store

KILLS = 150 if os.environ.get("ZEREN_SLOW") else 15
DOCUMENTS = 12

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

Builder = Callable[..., float | None]


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    """Build in a process of its own, killed after a delay; return the seconds when it ended."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("zygote.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdin
    assert process.stdout
    words = process.stdout
    commands = process.stdin
    assert words.readline() == "ready\n"

    def run(source: Path, store: Path, kill_after: float | None, *options: str) -> float | None:
        started = time.monotonic()
        commands.write("\t".join([str(source), str(store), *options]) + "\n")
        commands.flush()
        child = int(words.readline())
        if kill_after is not None:
            time.sleep(max(0.0, kill_after - (time.monotonic() - started)))
            with contextlib.suppress(ProcessLookupError):  # it had ended just before
                os.kill(child, signal.SIGKILL)
        assert words.readline() == "ended\n"
        return time.monotonic() - started

    yield run
    process.communicate()
    assert process.returncode == 0


def served(store: Path) -> dict[str, int]:
    """Return the documents that a query sees: the id and how many statements each has."""
    rows = open_store(store).query(
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?d a zr:PolicyDocument . ?s ?p ?o } } GROUP BY ?g"
    )
    return {str(row["g"]).rpartition("/")[2]: int(str(row["n"])) for row in rows}


def statements(shards: dict[str, bytes]) -> dict[str, int]:
    return {name.removesuffix(".nq"): data.count(b"\n") for name, data in shards.items()}


def moments(longest: float, hits: list[float]) -> Iterator[float]:
    """Yield when to kill: at random, over the whole time a build takes.

    A busy machine shifts the middle of a build: there are more kills until one of them is among
    *hits*, where the caller notes those that fell into it; four times as many at most.
    """
    for number in range(4 * KILLS):
        if number >= KILLS and hits:
            return
        yield random.Random(number).uniform(0, longest)


def test_killed_first_build(builder: Builder, many: Callable[..., Path], tmp_path: Path) -> None:
    source = many(DOCUMENTS)
    longest = builder(source, tmp_path / "whole", None)
    assert longest
    whole = contents(tmp_path / "whole")
    counts = statements(whole)
    partial: list[float] = []
    for number, moment in enumerate(moments(longest, partial)):
        store = tmp_path / f"store{number}"
        builder(source, store, moment)
        if (store / "FORMAT").exists():
            seen = served(store)
            assert seen.items() <= counts.items(), moment
            if 0 < len(seen) < DOCUMENTS:
                partial.append(moment)
        report = build([source], store)
        assert not report.failed
        assert contents(store) == whole, moment
        assert served(store) == counts
        assert_tidy(store)
        assert build([source], store).changed is False
        shutil.rmtree(store)
    assert partial, "no kill hit the middle of a build"


def test_killed_second_build(builder: Builder, many: Callable[..., Path], tmp_path: Path) -> None:
    """Half of the files are changed, one is removed, one is new, some keep an id of their own."""
    source = many(DOCUMENTS)
    for number in (0, 1):
        sidecar = source / f"plan{number:03}.meta.toml"
        sidecar.write_text(f'id = "kept-{number}"\n', encoding="utf-8")
    base = tmp_path / "base"
    build([source], base)
    old = contents(base)
    for number in range(0, DOCUMENTS, 2):
        path = source / f"plan{number:03}.txt"
        path.write_text(plan_text(number, "（修订）"), encoding="utf-8")
    (source / "plan003.txt").unlink()
    (source / "plan900.txt").write_text(plan_text(900), encoding="utf-8")
    shutil.copytree(base, tmp_path / "whole")
    longest = builder(source, tmp_path / "whole", None, "prune")
    assert longest
    new = contents(tmp_path / "whole")
    before, after = statements(old), statements(new)
    stay = before.items() & after.items()
    mixed: list[float] = []
    for number, moment in enumerate(moments(longest, mixed)):
        store = tmp_path / f"store{number}"
        shutil.copytree(base, store)
        builder(source, store, moment, "prune")
        seen = served(store)
        assert seen.items() <= before.items() | after.items(), moment
        assert stay <= seen.items(), moment
        assert len(seen) in {DOCUMENTS, DOCUMENTS + 1}, moment
        if seen not in (before, after):
            mixed.append(moment)
        assert not build([source], store, prune=True).failed
        assert contents(store) == new, moment
        assert served(store) == after
        assert_tidy(store)
        shutil.rmtree(store)
    assert mixed, "no kill hit the middle of a build"

"""Killing commands, and what must hold of a store afterwards, however it was built."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zeren.graph.build.folder import build
from zeren.graph.store.opening import documents, open_store

from support.stores.stores import assert_tidy, contents

Rows = dict[str, tuple[str, int]]
How = Callable[[], object]
"""Builds the store once more, as a user would after a kill."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit code, its steps, and seconds since its first write.

    ``steps`` is the number of all, then the first and the last that put a shard in place.
    It is empty when the child was killed.
    """

    status: int
    steps: tuple[int, ...]
    seconds: float

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL


class Killer:
    """Runs commands in processes of their own (see ``zygote``), and kills them.

    *modules* are imported beforehand, so that no child has to.
    """

    def __init__(self, *modules: str) -> None:
        self._zygote = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py")), *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self._read() == "ready"

    def run(
        self,
        action: str,
        *arguments: str | Path,
        kill_after: float | None = None,
        stop_at: float | None = None,
        kill: Callable[[int], object] | None = None,
    ) -> Ended:
        """Do *action*; kill it so many seconds after its first write, or before a step.

        With *kill* it is for *kill* to do, given the id of the process: it may kill another.
        """
        assert self._zygote.stdin
        line = json.dumps([action, [str(argument) for argument in arguments], stop_at])
        self._zygote.stdin.write(line + "\n")
        self._zygote.stdin.flush()
        process = int(self._read())
        started, timer = time.monotonic(), None
        steps: tuple[int, ...] = ()
        while True:
            word, _, rest = self._read().partition(" ")
            if word == "writing":
                started = time.monotonic()
                if kill_after is not None:
                    timer = threading.Timer(kill_after, kill or kill_process, [process])
                    timer.start()
            elif word == "steps":
                steps = tuple(map(int, rest.split()))
            else:
                assert word == "ended"
                if timer:
                    timer.cancel()
                    timer.join()
                return Ended(int(rest), steps, time.monotonic() - started)

    def close(self) -> None:
        self._zygote.communicate()
        assert self._zygote.returncode == 0

    def _read(self) -> str:
        assert self._zygote.stdout
        return self._zygote.stdout.readline().rstrip("\n")


def kill_process(process: int) -> None:
    """Kill a process, if it is there still."""
    with contextlib.suppress(ProcessLookupError):  # it had ended just before
        os.kill(process, signal.SIGKILL)


@dataclass(slots=True)
class Kills:
    """When to kill a command that took as long as *whole*: at steps, and at any moment.

    The steps aim at the commit, whose calls are few and quick; the moments also fall into what
    the engine writes. All are drawn at random, the same ones each time.
    """

    whole: Ended
    count: int
    hits: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[dict[str, float]]:
        draw = random.Random(self.count)
        last, *inner = self.whole.steps
        for number in range(self.count):
            if number % 2:
                yield {"kill_after": draw.uniform(0, 1.1 * self.whole.seconds)}
            elif inner and number % 4 == 0:
                yield {"stop_at": draw.randint(inner[0] + 1, inner[-1])}
            else:
                yield {"stop_at": draw.randint(1, last)}


def rows(store: Path) -> Rows:
    """Return what a query sees of each document: its title and the number of its tasks."""
    found = open_store(store).query(
        "SELECT ?d ?title (COUNT(DISTINCT ?t) AS ?n) {"
        " ?d a zr:PolicyDocument ; dcterms:title ?title . ?t a zr:Task ; dcterms:isPartOf ?d"
        "} GROUP BY ?d ?title"
    )
    result: Rows = {}
    for row in found:
        document = str(row["d"]).rpartition("/")[2]
        assert document not in result, f"{document} is there twice"
        result[document] = (str(row["title"]), int(str(row["n"])))
    return result


def statements(store: Path) -> dict[str, int]:
    """Return the number of statements that a query sees in the graph of each document."""
    found = open_store(store).query(
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?d a zr:PolicyDocument . ?s ?p ?o } } GROUP BY ?g"
    )
    return {str(row["g"]).rpartition("/")[2]: int(str(row["n"])) for row in found}


def files(store: Path) -> list[str]:
    """Return the files of a store but for cache, runs and lock, whose names may differ."""
    return sorted(
        path.relative_to(store).as_posix()
        for path in store.rglob("*")
        if path.is_file() and path.relative_to(store).parts[0] not in {"cache", "runs", ".lock"}
    )


@dataclass(slots=True)
class Expected:
    """The bytes and the answers before and after what is being killed."""

    old: dict[str, bytes]
    new: dict[str, bytes]
    old_rows: Rows
    new_rows: Rows
    new_files: list[str]

    @classmethod
    def of(cls, old: Path | None, new: Path) -> Expected:
        """Look at a store from before, None when there was none, and at one never killed."""
        return cls(
            contents(old) if old else {},
            contents(new),
            rows(old) if old else {},
            rows(new),
            files(new),
        )

    def check_killed(self, store: Path) -> Rows:
        """Assert that the store opens, and that each document is old or new, and whole.

        Returns what a query sees.
        """
        seen = rows(store)
        for document, row in seen.items():
            assert row in (self.old_rows.get(document), self.new_rows.get(document)), document
        for document in self.old_rows.keys() & self.new_rows.keys():
            assert document in seen
        shelf = contents(store)
        for document in documents(store):
            name = f"{document}.nq"
            assert shelf[name] in (self.old.get(name), self.new.get(name)), document
        return seen

    def check_completed(self, store: Path, how: How, *, closely: bool = True) -> None:
        """Assert that the next build, *how*, makes the store that was never killed."""
        how()
        assert contents(store) == self.new
        assert rows(store) == self.new_rows
        assert files(store) == self.new_files
        assert_tidy(store)
        if closely:
            counts = {name.removesuffix(".nq"): d.count(b"\n") for name, d in self.new.items()}
            assert statements(store) == counts


def rebuild(source: Path, store: Path, scheduler: str | None = None) -> How:
    """Return what builds *store* of *source* again, and then again with nothing left to do."""
    jobs = None if scheduler else 1

    def how() -> None:
        report = build([source], store, jobs=jobs, scheduler=scheduler, prune=True)
        assert not report.failed
        assert build([source], store, jobs=1, prune=True).changed is False

    return how

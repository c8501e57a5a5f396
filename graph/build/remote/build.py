"""From files to a store at a URL: ``zeren build --store s3://…``.

A store at a URL is built in a folder here. What it holds is brought into the folder first, and what
has changed is put back each minute and at the end: so there is one build, and the files are those
of a build into a folder, byte for byte, without the cache.

An object store puts a file in place at once, but neither appends to one nor has a lock. So before
shards are put, the journal says both what was there and what comes; it is the shard that counts,
see :mod:`zeren.graph.store.catalogue.journal`, and a kill at any moment leaves each document old or
new. A file, TURN, names the run whose turn it is to write: the later of two builds goes on and the
earlier stops. Between its look at that file and its writing a machine may still stand still; then
shards and journal may differ, and the next build reads those documents again.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from zeren.graph.build.outcome import Report
from zeren.graph.build.remote.place import Remote, is_rubbish, speaking
from zeren.graph.errors import GraphError, Problem
from zeren.graph.store.backup.snapshot_files import JOURNAL, belongs
from zeren.graph.store.catalogue import journal
from zeren.graph.store.catalogue.journal import Entry, Removed
from zeren.graph.store.catalogue.layout import check_format, format_bytes

FORMAT: Final = "FORMAT"
TURN: Final = "BUILDING"
_PULLED: Final = ("shards", "texts", "themes", "units")
_OURS: Final = frozenset({FORMAT, JOURNAL, TURN, "journal", "runs", *_PULLED})
_TOGETHER: Final = 64
"""Files that travel together."""
_SECONDS: Final = 60.0
"""How long what was read may wait to be put back: after a kill it is read again."""

State = tuple[int, int]
"""Size and time of change of a file here."""


class TurnLostError(GraphError):
    """Another build has begun at the same URL."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"another build has begun at {url}, so this one stopped",
            "nothing stored is lost; when the other has ended, run the same command again",
        )


def build_at_url(url: str, build: Callable[[Path, Callable[[], None]], Report]) -> Report:
    """Build the store at *url* with *build*, which is given a folder and what to call now and then.

    Raises GraphError when the store cannot be used at all.
    """
    with tempfile.TemporaryDirectory() as folder:
        mirror = Mirror(url, Path(folder))
        mirror.pull()
        report = build(mirror.root, mirror.push_in_time)
        try:
            mirror.push()
            mirror.end()
        except GraphError as error:
            report.stopped = report.stopped or error
    return _named(report, folder, mirror.url)


class Mirror:
    """The folder *root* as the store at *url* was when they were last made equal."""

    def __init__(self, url: str, root: Path) -> None:
        self.url = url.rstrip("/")
        self.root = root
        self._run = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}"
        self._there: dict[str, State] = {}
        self._journal = b""
        self._pushed = time.monotonic()
        with speaking(url):
            self._remote = Remote(url)

    def pull(self) -> None:
        """Take the turn, and bring the store here; it is made where there is none.

        Raises GraphError when something else is there, or a store of a newer version.
        """
        with speaking(self.url):
            _prepare(self._remote)
            self._remote.put({TURN: self._run.encode()})
            names = [FORMAT, JOURNAL]
            for folder in _PULLED:
                (self.root / folder).mkdir(exist_ok=True)
                names += [f"{folder}/{name}" for name in self._remote.names(folder)]
            for name in filter(belongs, names):
                data = self._remote.get(name)
                if data is not None:
                    (self.root / name).write_bytes(data)
            self._there = self._here()
            self._journal = self._remote.get(JOURNAL) or b""

    def push_in_time(self) -> None:
        """Put back what has changed when the last time is long ago. Raises GraphError."""
        if time.monotonic() - self._pushed >= _SECONDS:
            self.push()

    def push(self) -> None:
        """Put back what has changed. Raises GraphError; each document is then old or new."""
        here = self._here()
        changed = [name for name, state in here.items() if self._there.get(name) != state]
        gone = sorted(self._there.keys() - here.keys())
        if changed or gone:
            with speaking(self.url):
                self._put(name for name in changed if not name.startswith(("shards/", JOURNAL)))
                shards = [name for name in changed if name.startswith("shards/")]
                lines = (self.root / JOURNAL).read_bytes() if JOURNAL in here else b""
                before = self._journal
                if shards:
                    self._say(before + _coming(lines))
                    self._put(shards)
                if gone:  # the journal has to say that they are dead, lest they be kept
                    self._say(before + lines + _ended(before, lines))
                    self._check_turn()
                    self._remote.remove(name for name in gone if name != JOURNAL)
                self._say(lines)
        self._there = here
        self._pushed = time.monotonic()

    def end(self) -> None:
        """Give the turn back. Raises GraphError."""
        with speaking(self.url):
            self._check_turn()
            rubbish = [
                f"{folder}/{name}" if folder else name
                for folder in ("", *_PULLED, "runs")
                for name in self._remote.names(folder)
                if is_rubbish(name)
            ]
            self._remote.remove([*rubbish, TURN])

    def _say(self, lines: bytes) -> None:
        if lines != self._journal:
            self._check_turn()
            self._remote.put({JOURNAL: lines})
            self._journal = lines

    def _put(self, names: Iterable[str]) -> None:
        waiting = iter(names)
        while some := list(islice(waiting, _TOGETHER)):
            self._check_turn()
            self._remote.put({name: (self.root / name).read_bytes() for name in some})

    def _check_turn(self) -> None:
        if (self._remote.get(TURN) or b"") != self._run.encode():
            raise TurnLostError(self.url)

    def _here(self) -> dict[str, State]:
        return dict(sorted(self._listed()))

    def _listed(self) -> Iterator[tuple[str, State]]:
        for folder in ("", "runs", *_PULLED):
            if (self.root / folder).is_dir():
                with os.scandir(self.root / folder) as entries:
                    for entry in entries:
                        name = f"{folder}/{entry.name}" if folder else entry.name
                        if belongs(name):
                            status = entry.stat()
                            yield name, (status.st_size, status.st_mtime_ns)


def _coming(lines: bytes) -> bytes:
    """Return the lines of a journal as what is about to come."""
    return journal.written(
        replace(line, pending=True) if isinstance(line, Entry) else line for line in _read(lines)
    )


def _ended(before: bytes, after: bytes) -> bytes:
    """Return the lines that take those sources out which only the journal *before* has."""
    sources = [{line.source for line in _read(lines)} for lines in (before, after)]
    return journal.written(map(Removed, sorted(sources[0] - sources[1])))


def _read(lines: bytes) -> Sequence[Entry | Removed]:
    return journal.parse(lines.splitlines(keepends=True)).lines


def _prepare(remote: Remote) -> None:
    """Make a store at a URL where there is none. Raises GraphError."""
    marker = remote.get(FORMAT)
    if marker is not None:
        check_format(marker, f"the store {remote.url}")
        return
    others = [name for name in remote.names() if name not in _OURS and not is_rubbish(name)]
    if others:
        raise GraphError(
            f"{remote.url} is not a store of zeren and is not empty (it has {others[0]})",
            "choose another place with --store",
        )
    remote.put({FORMAT: format_bytes()})


def _named(report: Report, folder: str, url: str) -> Report:
    """Return *report* as one of the store at *url*, which was built in *folder*."""

    def named(text: str) -> str:
        return text.replace(folder, url)

    report.store = url
    report.notes = list(map(named, report.notes))
    report.problems = [
        Problem(named(each.where), named(each.what), named(each.next_step))
        for each in report.problems
    ]
    return report

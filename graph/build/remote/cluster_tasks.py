"""What a Dask worker does for ``zeren build --scheduler``: it reads a batch of files.

Each file is read in a process of its own beside the worker, within the limits that hold on one
machine too (:mod:`zeren.graph.build.workers.pool`): a file that takes too long, or makes its
process die, is the problem of that file, and the worker lives. The bytes of the files come with the
batch, so a worker need not see the disk that they lie on.

Batches and outcomes travel as bytes that we pickle ourselves: so the scheduler, which looks at
every call that it passes on, neither unpacks them nor has to know what is in them. Outcomes are
compressed where they are made: rows and texts pack well, and shards are packed already.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from zeren.graph.build.fingerprint import fingerprint
from zeren.graph.build.reading import Reading, read_document
from zeren.graph.build.sources.themes import Themes
from zeren.graph.build.workers.pool import Failed, ReadingLimits, ReadingPool
from zeren.graph.build.workers.workers import ReadingJob, problem_of, size_of
from zeren.graph.errors import Problem
from zeren.graph.output.version import tool_version

Outcome = Reading | Problem
Edition = tuple[str, str]
"""The version of zeren, and the fingerprint of its rules: what decides about every byte."""

_IDLE = 30.0
"""Seconds after which a process that has nothing to read is ended."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file to read, with its bytes."""

    job: ReadingJob
    data: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Files to read together, and what they are read with."""

    deliveries: tuple[Delivery, ...]
    themes: Themes
    limits: ReadingLimits


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why no file can be read on: another zeren is installed here, or the worker itself fails.

    ``edition`` is that of the worker, ``reason`` in the system's own words.
    """

    edition: Edition
    reason: str = ""


def edition() -> Edition:
    """Return which zeren is installed here."""
    return tool_version(), fingerprint()


def read_batch(wanted: Edition, message: bytes) -> bytes:
    """Read a pickled :class:`Batch`; return its outcomes in order, or Stopped, as bytes.

    :func:`unpacked` makes objects of them again.

    A worker whose :func:`edition` is not the one *wanted* reads nothing: what it read would
    not be what the others read.
    """
    if edition() != wanted:
        return pickle.dumps(Stopped(edition()))
    try:
        batch: Batch = pickle.loads(message)
        return pickle.dumps(_READERS.read(batch))
    except Exception as error:  # not every exception can be sent, and Dask waits for ever then
        from zeren.graph.build.remote.place import reason_of

        return pickle.dumps(Stopped(edition(), reason_of(error)))


def unpacked(answer: bytes) -> Iterator[Outcome] | Stopped:
    """Return what :func:`read_batch` packed; each outcome is made when it is its turn."""
    found: list[Outcome | bytes] | Stopped = pickle.loads(answer)
    return found if isinstance(found, Stopped) else map(opened, found)


def opened(outcome: Outcome | bytes) -> Outcome:
    """Return an outcome as an object, packed or not."""
    if not isinstance(outcome, bytes):
        return outcome
    found: Outcome = pickle.loads(zlib.decompress(outcome))
    return found


class _Packed(NamedTuple):
    """An outcome as bytes, and the size that it has as an object."""

    size: int
    data: bytes


class _Readers:
    """Processes that read, kept from one batch to the next; each is used by one thread a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[tuple[tuple[Themes, ReadingLimits], ReadingPool[Delivery, _Packed]]] = []
        self._timer: threading.Timer | None = None

    def read(self, batch: Batch) -> list[Outcome | bytes]:
        """Return the outcome of each file of *batch*, in order; see :func:`opened`."""
        key = (batch.themes, batch.limits)
        pool = self._taken(key)
        try:
            results = list(pool.map(batch.deliveries))
        except BaseException:
            pool.close()
            raise
        self._give_back(key, pool)
        return [
            problem_of(delivery.job, result, batch.limits)
            if isinstance(result, Failed)
            else result.data
            for delivery, result in zip(batch.deliveries, results, strict=True)
        ]

    def _taken(self, key: tuple[Themes, ReadingLimits]) -> ReadingPool[Delivery, _Packed]:
        with self._lock:
            for place, (its_key, pool) in enumerate(self._idle):
                if its_key == key:
                    del self._idle[place]
                    return pool
        _allow_children()
        themes, limits = key
        return ReadingPool(partial(_read_delivery, themes=themes), _size, 1, limits)

    def _give_back(
        self, key: tuple[Themes, ReadingLimits], pool: ReadingPool[Delivery, _Packed]
    ) -> None:
        with self._lock:
            self._idle.append((key, pool))
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(_IDLE, self._end_idle)
            self._timer.daemon = True
            self._timer.start()

    def _end_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for _, pool in idle:
            pool.close()


_READERS = _Readers()


def _read_delivery(delivery: Delivery, themes: Themes) -> _Packed:
    job = delivery.job
    outcome = read_document(delivery.data, job.metadata, job.shown, themes)
    return _Packed(size_of(outcome), zlib.compress(pickle.dumps(outcome), 1))


def _size(packed: _Packed) -> int:
    return packed.size


def _allow_children() -> None:
    """Let this process start others, which Dask's nanny forbids the workers that it starts.

    The ban is there lest grandchildren outlive the nanny. Ours end by themselves when the
    process that started them does (:mod:`zeren.graph.build.workers.pool`), whatever ends it.
    """
    process = multiprocessing.current_process()
    if process.daemon:
        process.daemon = False

"""Reading many files on a Dask cluster: the same function as here, on other machines.

What one machine's processes do (:mod:`zeren.graph.build.workers.workers`), the workers of a cluster
do (:mod:`zeren.graph.build.remote.cluster_tasks`). Files travel in batches, because each call
costs the scheduler about a millisecond whatever is in it. Only a few batches for each thread of the
cluster are under way at a time, so neither this process nor the scheduler holds more than that,
however many files there are.

When a worker dies, Dask gives its batches to others. A batch that workers die of again and
again is read once more file by file, and the file that they die of is a problem of its own.

A Dask port runs whatever it is sent: see docs/scaling.md before opening one.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zeren.graph.build.remote.cluster_tasks import (
    Batch,
    Delivery,
    Edition,
    Outcome,
    Stopped,
    edition,
    read_batch,
    unpacked,
)
from zeren.graph.build.sources.themes import BUILT_IN, Themes
from zeren.graph.build.workers.pool import ReadingLimits
from zeren.graph.build.workers.workers import LIKE_TEXT, ReadingJob, bytes_of
from zeren.graph.errors import GraphError, Problem

if TYPE_CHECKING:
    from distributed import Client, Future

_BATCH = 128 * 1024
"""Bytes of text that travel together: a tenth to a quarter of a second of reading."""
_MOST = 64
"""Files that travel together at most."""
_AHEAD = 3
"""Batches for each thread of the cluster: one under way, others so that none waits for us."""
_NEWS = 5.0
"""Seconds between two looks at how many workers there are."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for an answer of the scheduler, and for a worker."""

    scheduler: float = 10.0
    worker: float = 60.0


def perform_on_cluster(
    jobs: Sequence[ReadingJob],
    address: str,
    themes: Themes = BUILT_IN,
    limits: ReadingLimits = ReadingLimits(),  # noqa: B008  (frozen)
    *,
    patience: Patience = Patience(),
) -> Iterator[tuple[ReadingJob, Outcome]]:
    """Read all files at the Dask scheduler *address*; yield each with its outcome, in order.

    What it yields is what :func:`zeren.graph.build.workers.workers.perform_all` yields here.
    Raises GraphError when the scheduler or its workers cannot be reached, go away, or have another
    zeren; what was yielded before stands.
    """
    if not jobs:
        return
    with _connected(address, patience) as client:
        yield from _Cluster(client, address, themes, limits, patience).read(jobs)


@dataclass(slots=True)
class _Parcel:
    """A batch under way. ``unread`` are files that could not even be sent, by their place.

    ``alone`` is for a file that is read again because workers died when its batch was read.
    """

    jobs: Sequence[ReadingJob]
    alone: bool = False
    unread: dict[int, Problem] = field(default_factory=dict)
    future: Future | None = None


class _Cluster:
    """One run on the workers of a scheduler."""

    def __init__(
        self,
        client: Client,
        address: str,
        themes: Themes,
        limits: ReadingLimits,
        patience: Patience,
    ) -> None:
        self._client = client
        self._address = address
        self._themes = themes
        self._limits = limits
        self._patience = patience
        self._edition = edition()
        self._sent = 0
        self._threads = 0
        self._looked = self._seen = time.monotonic()

    def read(self, jobs: Sequence[ReadingJob]) -> Iterator[tuple[ReadingJob, Outcome]]:
        """Yield each job with its outcome, in order."""
        self._await_workers()
        batches = _batches(jobs)
        under_way: deque[_Parcel] = deque()
        while True:
            while len(under_way) < _AHEAD * max(1, self._threads):
                batch = next(batches, None)
                if batch is None:
                    break
                under_way.append(self._send(batch))
            if not under_way:
                return
            parcel = under_way.popleft()
            yield from zip(parcel.jobs, self._outcomes(parcel), strict=True)

    def _send(self, jobs: Sequence[ReadingJob], *, alone: bool = False) -> _Parcel:
        parcel = _Parcel(jobs, alone)
        deliveries = []
        for place, job in enumerate(jobs):
            data = bytes_of(job)
            if isinstance(data, Problem):
                parcel.unread[place] = data
            else:
                deliveries.append(Delivery(job, data))
        if deliveries:
            self._sent += 1
            batch = Batch(tuple(deliveries), self._themes, self._limits)
            with _without_warnings():
                parcel.future = self._client.submit(
                    read_batch, self._edition, pickle.dumps(batch), key=self._key(), pure=False
                )
        return parcel

    def _key(self) -> str:
        return f"zeren-{self._client.id}-{self._sent}"

    def _outcomes(self, parcel: _Parcel) -> Iterator[Outcome]:
        """Yield what became of each file of *parcel*."""
        from distributed import KilledWorker

        try:
            read = iter(self._answer(parcel.future) if parcel.future else ())
        except KilledWorker:
            yield from self._one_by_one(parcel)
            return
        for place in range(len(parcel.jobs)):
            yield parcel.unread[place] if place in parcel.unread else next(read)

    def _one_by_one(self, parcel: _Parcel) -> Iterator[Outcome]:
        """Read the files of a batch that workers died of, to find the one that it is."""
        if not parcel.alone:
            for job in parcel.jobs:
                yield from self._outcomes(self._send([job], alone=True))
            return
        what = "the workers of the cluster that read it died, one after the other"
        step = "keep only the part of the file that is the plan, or give the workers more memory"
        yield Problem(parcel.jobs[0].shown, what, step)

    def _answer(self, future: Future) -> Iterator[Outcome]:
        """Wait for a batch and return its outcomes. Raises KilledWorker."""
        from distributed import KilledWorker

        try:
            answer = self._result(future)
        except (KilledWorker, GraphError):
            raise
        except Exception as error:
            raise self._broken(future, error) from error
        finally:
            future.release()
        found = unpacked(answer)
        if isinstance(found, Stopped):
            raise self._refused(found)
        self._look()
        return found

    def _result(self, future: Future) -> bytes:
        while True:
            try:
                answer: bytes = future.result(timeout=_NEWS)
                return answer
            except TimeoutError:
                if future.done():
                    raise
                self._look()

    def _look(self) -> None:
        """See now and then how many threads there are; give up when there was none for long."""
        now = time.monotonic()
        if now < self._looked + _NEWS and self._threads:
            return
        self._looked = now
        try:
            self._threads = sum(self._client.nthreads().values())
        except Exception as error:
            raise _gone(self._address) from error
        if self._threads:
            self._seen = now
        elif now > self._seen + self._patience.worker:
            raise _no_worker(self._address)

    def _await_workers(self) -> None:
        """Wait for the first worker, and refuse a cluster with another zeren."""
        try:
            self._client.wait_for_workers(1, timeout=self._patience.worker)
            editions = self._client.run(edition, on_error="return")
        except TimeoutError as error:
            raise _no_worker(self._address) from error
        except Exception as error:
            raise _gone(self._address) from error
        for worker, found in sorted(editions.items()):
            if isinstance(found, Exception):
                raise _other_zeren(worker, str(found), self._edition)
            if tuple(found) != self._edition:
                raise _other_zeren(worker, _named(found), self._edition)
        self._look()

    def _refused(self, stopped: Stopped) -> GraphError:
        if stopped.reason:
            return GraphError(
                f"a worker of {self._address} cannot go on: {stopped.reason}",
                "nothing stored is lost; give the workers what they lack, then run the same command"
                " again",
            )
        return _other_zeren(f"a worker of {self._address}", _named(stopped.edition), self._edition)

    def _broken(self, future: Future, error: Exception) -> GraphError:
        """Return what to raise when the cluster itself failed."""
        if future.cancelled() or future.status in {"lost", "pending"}:
            return _gone(self._address)
        return _other_zeren(f"a machine of {self._address}", str(error), self._edition)


def _batches(jobs: Sequence[ReadingJob]) -> Iterator[Sequence[ReadingJob]]:
    """Cut *jobs* into runs that take about as long to read."""
    first, weight = 0, 0
    for place, job in enumerate(jobs):
        its_weight = job.size if job.plain else max(job.size, LIKE_TEXT)
        if place > first and (weight + its_weight > _BATCH or place - first >= _MOST):
            yield jobs[first:place]
            first, weight = place, 0
        weight += its_weight
    yield jobs[first:]


@contextmanager
def _connected(address: str, patience: Patience) -> Iterator[Client]:
    """Connect to a scheduler, with Dask's own talk kept off the terminal."""
    try:
        from distributed import Client
    except ImportError as error:
        raise GraphError(
            "--scheduler needs the package `distributed`, which is not installed",
            "pip install 'zeren[cluster]', or build without --scheduler",
        ) from error
    with _silent():
        try:
            # A client that could not connect takes 20 seconds to go away, so knock first.
            asyncio.run(_knock(address, patience.scheduler))
            with _without_warnings():
                client = Client(address, timeout=patience.scheduler, set_as_default=False)
        except Exception as error:  # whatever else listens there may answer anything
            reason = " ".join(str(error).split()) or type(error).__name__
            raise GraphError(
                f"no Dask scheduler answers at {address}: {reason}",
                "start it with `dask scheduler`, its workers with `dask worker ADDRESS`,"
                " or build without --scheduler",
            ) from error
        try:
            yield client
        finally:
            client.close()


async def _knock(address: str, timeout: float) -> None:
    from distributed import Security
    from distributed.comm import connect

    arguments = Security().get_connection_args("client")
    comm = await connect(address, timeout=timeout, **arguments)
    await comm.close()


@contextmanager
def _silent() -> Iterator[None]:
    """Keep Dask's own talk off the terminal: what matters of it we say."""
    log = logging.getLogger("distributed")
    loggers = [log, *(logging.getLogger(name) for name in _children(log.name))]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Leave out that Dask's own versions differ, or that a file has more than 10 MB."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _children(name: str) -> list[str]:
    return [each for each in logging.root.manager.loggerDict if each.startswith(f"{name}.")]


def _named(found: Edition) -> str:
    return f"zeren {found[0]} with the rules {found[1]}"


def _other_zeren(where: str, there: str, here: Edition) -> GraphError:
    there = " ".join(there.split())[:300]
    return GraphError(
        f"{where} does not read as this machine does: {there} there, {_named(here)} here",
        "install the same zeren, with the same versions of what it needs, on every machine",
    )


def _no_worker(address: str) -> GraphError:
    return GraphError(
        f"the scheduler {address} has no worker",
        f"start some with `dask worker {address}`, then run the same command again",
    )


def _gone(address: str) -> GraphError:
    return GraphError(
        f"the scheduler {address} is gone",
        "what was read is stored; start the cluster, then run the same command again",
    )

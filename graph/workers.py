"""Reading many files, in this process or in several."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from zeren.graph.errors import Problem
from zeren.graph.files import sha256
from zeren.graph.inputs import UnreadableError, read_bytes
from zeren.graph.reading import Reading, read_document
from zeren.graph.themes import BUILT_IN, Themes
from zeren.loaders.records import Metadata

_WORTH_A_POOL = 512 * 1024
"""Bytes below which starting workers takes longer than it saves: some three seconds of reading."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: where it is, how to call it, what its bytes were when it was listed."""

    path: str
    shown: str
    sha256: str
    size: int
    metadata: Metadata


def sensible_workers(jobs: Sequence[Job]) -> int:
    """Return how many processes are worth their start for *jobs*."""
    if sum(job.size for job in jobs) < _WORTH_A_POOL:
        return 1
    return max(1, min(_cores(), len(jobs)))


def perform(job: Job, themes: Themes = BUILT_IN) -> Reading | Problem:
    """Read one file."""
    try:
        data = read_bytes(job.path, job.size)
    except UnreadableError as error:
        return Problem(job.shown, error.what, error.next_step)
    if sha256(data) != job.sha256:
        return Problem(job.shown, "it changed while it was being read", "run the command again")
    return read_document(data, job.metadata, job.shown, themes)


def perform_all(
    jobs: Iterable[Job], workers: int, themes: Themes = BUILT_IN
) -> Iterator[tuple[Job, Reading | Problem]]:
    """Read all files and yield each with its outcome, in the order given.

    With more than one worker, one that dies (no memory, a fault in a library) is the
    problem of the file it was reading; the others are read all the same.
    """
    if workers <= 1:
        for job in jobs:
            yield job, perform(job, themes)
        return
    waiting = deque(jobs)
    while waiting:
        yield from _until_broken(waiting, workers, themes)


def _until_broken(
    waiting: deque[Job], workers: int, themes: Themes
) -> Iterator[tuple[Job, Reading | Problem]]:
    """Work through *waiting* until it is empty or a worker died and its file was found."""
    under_way: deque[tuple[Job, Future[Reading | Problem]]] = deque()
    pool = _pool(workers)
    try:
        while waiting or under_way:
            while waiting and len(under_way) < 2 * workers:
                under_way.append((waiting[0], pool.submit(perform, waiting[0], themes)))
                waiting.popleft()
            job, future = under_way[0]
            outcome = future.result()
            under_way.popleft()
            yield job, outcome
    except BrokenProcessPool:
        suspects = [job for job, _ in under_way]
    else:
        return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    for job in suspects:
        yield job, _alone(job, themes)


def _alone(job: Job, themes: Themes) -> Reading | Problem:
    with _pool(1) as pool:
        try:
            return pool.submit(perform, job, themes).result()
        except BrokenProcessPool:
            what = "the process that read it died (perhaps for want of memory)"
            return Problem(job.shown, what, "split the file, and please report it")


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawn on every system: a forked child would inherit locks and threads of libraries.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)


def collect_rarely() -> None:
    """Let Python look for garbage less often, in a process that only builds.

    The words that the matchers are made of live as long as the process; looking through
    them again and again costs a seventh of a short build (measured).
    """
    gc.set_threshold(100_000, 50, 1000)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, and end when the parent is killed."""
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

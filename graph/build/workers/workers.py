"""Reading many files, in this process or in several that are shut in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from zeren.graph.build.reading import Reading, read_document
from zeren.graph.build.sources.bounded import UnreadableError, read_bytes
from zeren.graph.build.sources.themes import BUILT_IN, Themes
from zeren.graph.build.workers.pool import Failed, ReadingLimits, ReadingPool
from zeren.graph.errors import Problem
from zeren.graph.output.files import sha256
from zeren.loaders.records import Metadata

_WORTH_A_POOL = 512 * 1024
"""Bytes below which starting workers takes longer than it saves: some three seconds of reading."""
LIKE_TEXT = 64 * 1024
"""Bytes of text that take as long as a small office file or PDF."""
_NO_LIMITS = ReadingLimits()


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """A file to read: where it is, how to call it, what its bytes were when it was listed.

    ``plain`` means that it is plain text, which is read in time and memory that grow with
    its size alone: below half a megabyte that needs no process of its own. ``data`` are the
    bytes where no file holds them: the text of a row of a dataset.
    """

    path: str
    shown: str
    sha256: str
    size: int
    metadata: Metadata
    plain: bool = False
    data: bytes | None = None


def sensible_workers(jobs: Sequence[ReadingJob]) -> int:
    """Return how many processes are worth their start for *jobs*."""
    work = sum(job.size if job.plain else max(job.size, LIKE_TEXT) for job in jobs)
    if work < _WORTH_A_POOL:
        return 1
    return max(1, min(_cores(), len(jobs)))


def perform(job: ReadingJob, themes: Themes = BUILT_IN) -> Reading | Problem:
    """Read one file. Raises MemoryError."""
    data = bytes_of(job)
    if isinstance(data, Problem):
        return data
    return read_document(data, job.metadata, job.shown, themes)


def bytes_of(job: ReadingJob) -> bytes | Problem:
    """Return the bytes of a file, if they are still those that were listed."""
    if job.data is not None:
        return job.data
    try:
        data = read_bytes(job.path, job.size)
    except UnreadableError as error:
        return Problem(job.shown, error.what, error.next_step)
    if sha256(data) != job.sha256:
        return Problem(job.shown, "it changed while it was being read", "run the command again")
    return data


def perform_all(
    jobs: Sequence[ReadingJob],
    workers: int,
    themes: Themes = BUILT_IN,
    limits: ReadingLimits = _NO_LIMITS,
) -> Iterator[tuple[ReadingJob, Reading | Problem]]:
    """Read all files and yield each with its outcome, in the order given.

    With one worker, small plain text is read in this process. Everything else is read in
    processes within *limits*: what takes more, or makes its process die (a fault in a library),
    is a problem of its file; the others are read all the same.
    """
    here = [workers <= 1 and job.plain and job.size < _WORTH_A_POOL for job in jobs]
    away = [job for job, is_here in zip(jobs, here, strict=True) if not is_here]
    with ReadingPool(partial(perform, themes=themes), size_of, max(1, workers), limits) as pool:
        results = pool.map(away)
        for job, is_here in zip(jobs, here, strict=True):
            outcome = _perform_here(job, themes) if is_here else next(results)
            yield job, problem_of(job, outcome, limits) if isinstance(outcome, Failed) else outcome


def _perform_here(job: ReadingJob, themes: Themes) -> Reading | Problem | Failed:
    try:
        return perform(job, themes)
    except MemoryError:
        return Failed("memory")


def size_of(outcome: Reading | Problem) -> int:
    """Return the bytes that an outcome has, in memory."""
    if isinstance(outcome, Problem):
        return 0
    return len(outcome.shard) + 4 * len(outcome.text) + len(outcome.details)


def problem_of(job: ReadingJob, failed: Failed, limits: ReadingLimits) -> Problem:
    """Return what to tell of a file that was not read within *limits*."""
    keep = "keep only the part of the file that is the plan"
    if failed.why == "time":
        what = f"it takes more than {limits.seconds:g} seconds to read"
        return Problem(job.shown, what, f"{keep}, or build with --time-limit")
    if failed.why == "memory":
        return Problem(job.shown, f"it takes more than {_mb(limits.memory)} of memory", keep)
    if failed.why == "output":
        return Problem(job.shown, f"what it holds is more than {_mb(limits.output)}", keep)
    what = f"the process that read it died ({failed.how or 'perhaps for want of memory'})"
    return Problem(job.shown, what, f"{keep}, and please report it")


def _mb(size: int) -> str:
    return f"{size / 1024 / 1024:g} MB"


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

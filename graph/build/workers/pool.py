"""A few processes that read files, each with limits: a bad file is the problem of that file only.

The standard pool of processes cannot be used here: it neither tells which file a process
died of nor can it stop one that takes too long without stopping all.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import IO, Final, Generic, Literal, TypeVar

from zeren.graph.build.workers.guard import MEMORY, memory_used, shut_in
from zeren.graph.collecting import collect_rarely
from zeren.graph.output.spans import harmless
from zeren.graph.processes import apart

SECONDS: Final = 120.0
"""Time for one file. The slowest format, PDF, takes about a fifth of a second a page."""
OUTPUT: Final = 256 * 1024 * 1024
"""Bytes that the reading of one file may have."""
_WORN: Final = 400 * 1024 * 1024
"""Bytes after which a process is replaced: what it keeps must not be missing for the next file."""
_FULL: Final = 0.9
"""The share of the memory above which a process counts as out of it."""
_START: Final = 60.0
"""Seconds that a process may take to start, on a machine that is busy."""
_ENDING: Final = 5.0
"""Seconds that a process may take to end once its pipe is closed."""
_WORDS: Final = 4096
_SHOWN: Final = 300
_SIGNALS: Final = {
    "SIGKILL": ": perhaps the system had no memory left",
    "SIGSEGV": ": a fault in a library",
    "SIGABRT": ": a fault in a library, or no memory left",
    "SIGBUS": ": a fault in a library, or a file that was cut meanwhile",
}
_AHEAD: Final = 2
"""Tasks that a process has: the one under way, and one so that it need not wait."""

_STARTING = threading.Lock()
Failure = Literal["died", "time", "memory", "output"]
Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What the reading of one file may take: seconds, and bytes of memory and of its result."""

    seconds: float = SECONDS
    memory: int = MEMORY
    output: int = OUTPUT


@dataclass(frozen=True, slots=True)
class Failed:
    """A task without a result: its process died, or a limit was reached.

    ``how`` says of one that died what the system told: the signal, the code, its last words.
    """

    why: Failure
    how: str = ""


@dataclass(slots=True, eq=False)
class _Worker(Generic[Task]):
    """A process, the numbers of its tasks in order, and when it began the first of them."""

    process: BaseProcess
    pipe: Connection
    tasks: deque[int] = field(default_factory=deque)
    since: float = 0.0
    done: int = 0
    ready: bool = False
    stderr: IO[bytes] | None = None

    def last_words(self) -> str:
        """Return the end of what the process wrote to its stderr."""
        if self.stderr is None:
            return ""
        with suppress(OSError, ValueError):
            self.stderr.seek(max(0, self.stderr.seek(0, os.SEEK_END) - _WORDS))
            return self.stderr.read().decode("utf-8", "replace")
        return ""


def how_it_ended(code: int | None, words: str) -> str:
    r"""Return why a process ended, as one line: its signal or exit code, and its last words.

    >>> how_it_ended(-11, "")
    'signal SIGSEGV: a fault in a library'
    >>> how_it_ended(1, "Traceback …\nImportError: no lxml\n")
    'exit code 1; it said: ImportError: no lxml'
    """
    said = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "")
    if code is None or code == 0:
        how = "it ended by itself"
    elif code < 0:
        try:
            how = f"signal {signal.Signals(-code).name}"
        except ValueError:
            how = f"signal {-code}"
        how += _SIGNALS.get(how.rpartition(" ")[2], "")
    else:
        how = f"exit code {code}"
    last = harmless(said)[-_SHOWN:]
    return f"{how}; it said: {last}" if last else how


class ReadingPool(Generic[Task, Result]):
    """Processes that turn tasks into results with *work*, a function of a module.

    *work* is called with a task and must not raise but MemoryError; *size* gives the bytes of
    its result. Use as a context manager: at its end all processes are ended.
    """

    def __init__(
        self,
        work: Callable[[Task], Result],
        size: Callable[[Result], int],
        workers: int,
        limits: ReadingLimits,
    ) -> None:
        self._work = work
        self._size = size
        self._number = workers
        self._limits = limits
        self._workers: list[_Worker[Task]] = []
        # Spawn on every system: a forked child would inherit locks and threads of libraries.
        self._context = apart()

    def __enter__(self) -> ReadingPool[Task, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes. More tasks would start new ones."""
        for worker in list(self._workers):
            self._end(worker)

    def map(self, tasks: Sequence[Task]) -> Iterator[Result | Failed]:
        """Yield the result of each task, in their order."""
        waiting = deque(range(len(tasks)))
        results: dict[int, Result | Failed] = {}
        retried: set[int] = set()
        for number in range(len(tasks)):
            while True:
                self._hand_out(tasks, waiting, number)
                if number in results:
                    break
                for worker in self._news():
                    self._take(worker, waiting, results, retried)
            yield results.pop(number)

    def _hand_out(self, tasks: Sequence[Task], waiting: deque[int], first: int) -> None:
        """Give tasks to processes with nothing to do, and start processes while there are tasks.

        Nobody works far ahead of *first*, the task whose result is wanted: results take memory.
        """
        missing = min(self._number, len(waiting)) - len(self._workers)
        for _ in range(missing):
            self._workers.append(self._start())
        for load in range(_AHEAD):
            for worker in [w for w in self._workers if w.ready and len(w.tasks) == load]:
                if not waiting or waiting[0] > first + 8 * self._number:
                    return
                with suppress(OSError):  # it died: the news tell
                    worker.pipe.send(tasks[waiting[0]])
                if not worker.tasks:
                    worker.since = time.monotonic()
                worker.tasks.append(waiting.popleft())

    def _news(self) -> list[_Worker[Task]]:
        """Return the processes that have something to say, or that are out of time."""
        ends = [self._deadline(worker) for worker in self._workers]
        pipes = {worker.pipe: worker for worker in self._workers}
        left = min(ends) - time.monotonic()
        heard = wait(list(pipes), max(0.0, left) if left < math.inf else None)
        if heard:
            return [worker for pipe, worker in pipes.items() if pipe in heard]
        now = time.monotonic()
        return [worker for worker in self._workers if now >= self._deadline(worker)]

    def _deadline(self, worker: _Worker[Task]) -> float:
        if not worker.ready:
            return worker.since + max(self._limits.seconds, _START)
        return worker.since + self._limits.seconds if worker.tasks else math.inf

    def _take(
        self,
        worker: _Worker[Task],
        waiting: deque[int],
        results: dict[int, Result | Failed],
        retried: set[int],
    ) -> None:
        """Note what became of the first task of *worker*."""
        worn = False
        outcome: Result | Failed
        try:
            if not worker.pipe.poll():
                outcome, worn = Failed("time"), True
            elif worker.ready:
                outcome, worn = worker.pipe.recv()
            else:
                worker.pipe.recv()
                worker.ready = True
                return
        except (EOFError, OSError):
            worker.process.join(_ENDING)
            how = how_it_ended(worker.process.exitcode, worker.last_words())
            outcome, worn = Failed("died", how), True
        if worn:
            self._end(worker)
        if worker.tasks:
            number = worker.tasks.popleft()
            lacking = isinstance(outcome, Failed) and outcome.why in {"died", "memory"}
            if lacking and worker.done and number not in retried:
                # Perhaps it was for what the files before it have left in the process.
                retried.add(number)
                worker.tasks.appendleft(number)
            else:
                results[number] = outcome
        elif not worker.ready and waiting:  # it cannot even start: blame, lest this goes on forever
            results[waiting.popleft()] = outcome
        worker.done += 1
        worker.since = time.monotonic()
        if worn:
            waiting.extendleft(reversed(worker.tasks))

    def _start(self) -> _Worker[Task]:
        ours, theirs = self._context.Pipe()
        stderr = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        process = self._context.Process(
            target=_serve, args=(theirs, self._work, self._size, self._limits), daemon=True
        )
        with _stderr_to(stderr):
            process.start()
        theirs.close()
        return _Worker(process, ours, since=time.monotonic(), stderr=stderr)

    def _end(self, worker: _Worker[Task]) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.pipe.close()
        worker.process.join()
        if worker.stderr is not None:
            worker.stderr.close()


@contextmanager
def _stderr_to(file: IO[bytes]) -> Iterator[None]:
    """Let a process that is started meanwhile write its stderr to *file*."""
    if sys.platform == "win32":  # spawn hands no stderr on there
        yield
        return
    with _STARTING:
        kept = os.dup(2)
        try:
            os.dup2(file.fileno(), 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def _serve(
    pipe: Connection,
    work: Callable[[Task], Result],
    size: Callable[[Result], int],
    limits: ReadingLimits,
) -> None:
    """Work through tasks until there are no more. This is the main function of a process."""
    collect_rarely()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    shut_in(limits.memory)
    with suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            task = pipe.recv()
            result: Result | Failed
            try:
                result = work(task)
                if size(result) > limits.output:
                    result = Failed("output")
            except MemoryError:
                result = Failed("memory")
            used = memory_used()
            if used > _FULL * limits.memory:
                # A library may have taken the lack of memory for a fault of the file, and given
                # back a part of it: what was read at the limit is not to be trusted.
                result = Failed("memory")
            worn = used > min(_WORN, limits.memory // 2) or isinstance(result, Failed)
            pipe.send((result, worn))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

"""A process that answers queries, so that one that runs too long can be killed.

The process is started anew (spawn), as Windows can do no other, opens the store for
reading and waits. It holds nothing that would be missed when it is killed.
"""

from __future__ import annotations

import contextlib
import mmap
import multiprocessing
import os
import signal
import sys
import threading
import time
from ctypes import c_double
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.memory import bound_memory
from zeren.graph.processes import apart
from zeren.graph.web.endpoint.answering import QueryJob, Reply, answer
from zeren.graph.web.endpoint.limits import ServerLimits

if TYPE_CHECKING:
    import pyoxigraph

READY = "ready"
_TICK = 0.03
_AT_FIRST = 256 * 1024 * 1024
"""Bytes for what a worker has when it begins: Python, the engine, an open store."""


class WorkerDiedError(Exception):
    """The process ended in the middle of a query: killed, or out of memory."""


class Worker:
    """The near end of a worker process. All methods but :meth:`kill` block."""

    def __init__(self, root: Path, generation: str, limits: ServerLimits) -> None:
        context = apart()
        self._near, far = context.Pipe()
        self._clock = context.RawValue("d", 0.0)
        self._process = context.Process(
            target=serve_queries,
            args=(far, self._clock, str(root), generation, limits),
            name="zeren-query",
            daemon=True,
        )
        self._process.start()
        far.close()  # so that the near end is told when the process is no more
        if self._receive() != READY:
            raise WorkerDiedError

    def ask(self, generation: str, job: QueryJob) -> Reply:
        """Return the reply to *job* from that generation of the store. Raises WorkerDiedError."""
        try:
            self._near.send((generation, job))
        except (OSError, ValueError) as error:
            raise WorkerDiedError from error
        reply = self._receive()
        assert isinstance(reply, Reply)
        return reply

    def _receive(self) -> object:
        try:
            return self._near.recv()
        except (EOFError, OSError) as error:
            raise WorkerDiedError from error

    @property
    def worked(self) -> float:
        """Seconds of the processor that the present query has taken, a moment ago."""
        return float(self._clock.value)

    def step_back(self) -> None:
        """Let other processes of the machine go first, where the system knows of that."""
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid or 0, 10)

    def kill(self) -> None:
        """End the process at once. What waits in :meth:`ask` gets a WorkerDiedError."""
        self._process.kill()

    def bury(self) -> None:
        """Wait until a killed process is gone and let go of what was kept for it."""
        self._process.join(5)
        self._near.close()


@dataclass(slots=True)
class _Open:
    """The generation that a worker has open."""

    root: Path
    generation: str = "-"
    engine: pyoxigraph.Store | None = None

    def at(self, generation: str) -> pyoxigraph.Store:
        """Return the store of that generation. Raises OSError or GraphError."""
        from pyoxigraph import Store
        from zeren.graph.store.catalogue.layout import Layout
        from zeren.graph.store.opening import open_store

        if self.engine is None or self.generation != generation:
            self.engine = None
            folder = Layout(self.root).cache / generation
            if generation:
                self.engine = Store.read_only(str(folder))
            else:  # a store that has no cache on disk is loaded into memory
                self.engine = open_store(self.root, graphs=True).engine
            self.generation = generation
        return self.engine

    def forget(self) -> None:
        self.engine = None


def serve_queries(
    far: Connection, clock: c_double, root: str, generation: str, limits: ServerLimits
) -> None:
    """Answer what comes through the pipe until its other end is closed.

    *clock* is memory shared with the server, for the work on the present query.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the server ends us
    _end_with_parent()
    _be_quiet()
    store = _Open(Path(root))
    with contextlib.suppress(Exception):
        store.at(generation)  # warm; a fault shows again with the first query

    working = _Work(clock)
    _bound_memory(limits.memory)
    far.send(READY)
    while True:
        try:
            wanted, job = far.recv()
        except (EOFError, OSError):
            return
        with working:
            reply = _reply(store, wanted, job, limits)
        far.send(reply)


def _reply(store: _Open, generation: str, job: QueryJob, limits: ServerLimits) -> Reply:
    for _ in range(2):  # files of an old generation may vanish under an open store
        try:
            return answer(store.at(generation), job, limits)
        except MemoryError:
            return out_of_memory(limits)
        except RecursionError:
            return Reply.message(400, "the query is nested too deeply")
        except Exception as error:
            store.forget()
            fault = f"{type(error).__name__}: {' '.join(str(error).split())}"
    return Reply.message(
        503,
        "the store cannot be read at the moment",
        "next: ask again in a few seconds",
        fault=fault,
    )


def out_of_memory(limits: ServerLimits) -> Reply:
    """Return the reply to a query that needs more than it may have."""
    return Reply.message(
        503,
        f"the query was stopped: it needs more than {limits.memory // 1024**2} MB of memory,"
        " or is nested too deeply",
        "next: ask for less, with more conditions or LIMIT",
    )


class _Work:
    """Keeps a *clock* in shared memory at the work done on the present query.

    Time on the wall would not do: on a busy machine every query is slow.
    """

    def __init__(self, clock: c_double) -> None:
        self._clock = clock
        self._busy = threading.Event()
        self._lock = threading.Lock()
        self._begun = 0.0
        threading.Thread(target=self._tell, daemon=True).start()

    def __enter__(self) -> None:
        self._begun = time.process_time()
        self._busy.set()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._busy.clear()
            self._clock.value = 0.0

    def _tell(self) -> None:
        while True:
            self._busy.wait()
            with self._lock:
                if self._busy.is_set():
                    self._clock.value = time.process_time() - self._begun
            time.sleep(_TICK)


def _end_with_parent() -> None:
    """End even in the middle of a query when the server is no more: it may have been killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _be_quiet() -> None:
    """Keep what the engine prints when it runs out of memory from the user's terminal."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _bound_memory(amount: int) -> None:
    """Let the process take only *amount* bytes more than now, or than a worker has at first."""
    taken: int | None = _AT_FIRST
    if sys.platform != "win32":
        try:
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            taken = pages * mmap.PAGESIZE
        except (OSError, ValueError):  # macOS does not tell
            taken = None
    bound_memory(None if taken is None else taken + amount)

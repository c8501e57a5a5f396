"""Workers in lanes: short queries never wait for long ones, and each ends at its limit."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zeren.graph.web.endpoint.answering import QueryJob, Reply
from zeren.graph.web.endpoint.limits import ServerLimits
from zeren.graph.web.endpoint.worker import Worker, WorkerDiedError, out_of_memory

Gone = Callable[[], Awaitable[bool]]
"""Tells whether the client that waits for an answer has hung up."""

_LOOK = 0.5
_TICK = 0.03
_NOTICED = 0.25
_STUCK = 3.0
_HUNG_UP = Reply.message(499, "the client went away")


async def stays() -> bool:
    """Say that the client is still there."""
    return False


class QueryPool:
    """Runs queries in worker processes. All methods belong to one event loop.

    A query starts on a warm worker in a quick lane. When it has worked for ``patience``
    seconds and a slow lane is free it moves there with its worker, and a new worker
    takes the place in the quick lane. When no slow lane is free and others wait for the
    quick one, the worker is killed and the query waits for a slow lane, to be started again.
    """

    def __init__(self, root: Path, limits: ServerLimits) -> None:
        self._root = root
        self._limits = limits
        self._generation = ""
        self._quick = asyncio.Semaphore(limits.quick)
        self._slow = asyncio.Semaphore(limits.slow)
        self._waiting = 0
        self._slow_waiting = 0
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._alive: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._one_by_one = asyncio.Lock()
        self._closed = False
        self._threads = ThreadPoolExecutor(
            limits.quick + 2 * limits.slow + limits.spare + 4, "zeren-query"
        )

    async def start(self, generation: str) -> None:
        """Start the workers. Raises WorkerDiedError when none can be started."""
        self._generation = generation
        async with asyncio.TaskGroup() as group:
            for _ in range(self._limits.quick + self._limits.spare):
                group.create_task(self._add())

    async def close(self) -> None:
        """Kill all workers."""
        self._closed = True
        for task in self._starting:
            task.cancel()
        for worker in self._alive:
            worker.kill()
        for worker in list(self._alive):
            await asyncio.to_thread(worker.bury)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def run(self, generation: str, job: QueryJob, gone: Gone = stays) -> Reply:
        """Return the reply to *job* from that *generation* of the store."""
        self._generation = generation
        if self._waiting >= self._limits.waiting:
            return self._busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.wait):
                await self._quick.acquire()
        except TimeoutError:
            return self._busy()
        finally:
            self._waiting -= 1
        reply = await self._quickly(generation, job, gone)
        return reply if reply is not None else await self._in_turn(generation, job, gone)

    async def _quickly(self, generation: str, job: QueryJob, gone: Gone) -> Reply | None:
        """Run *job* in a quick lane, and on in a slow one. None when no slow one was free."""
        lane = self._quick
        try:
            worker = await self._idle.get()
            goes_on = False
            begun = time.monotonic()
            asked = self._ask(worker, generation, job)
            try:
                if await self._is_short(worker, asked, begun, gone):
                    goes_on = not isinstance(asked.exception(), WorkerDiedError)
                    return self._reply(asked)
                if self._slow.locked():
                    return None
                await self._slow.acquire()
                self._replace()
                self._quick.release()
                lane = self._slow
                worker.step_back()
                return await self._to_the_end(asked, begun, gone)
            finally:
                if goes_on:
                    self._idle.put_nowait(worker)
                else:
                    self._retire(worker, replace=lane is self._quick)
        finally:
            lane.release()

    async def _is_short(
        self, worker: Worker, asked: asyncio.Future[Reply], begun: float, gone: Gone
    ) -> bool:
        """Wait until the query is answered (True), or is long and has to leave its lane.

        It may stay as long as no slow lane is free and nobody else waits for a quick one; it
        has to leave earlier when somebody does and a slow lane is free.
        """
        while True:
            await asyncio.wait({asked}, timeout=_TICK)
            if asked.done():
                return True
            ran = time.monotonic() - begun
            long = worker.worked >= self._limits.patience or ran > _STUCK
            if not self._slow.locked():
                if long or (self._waiting and ran > _NOTICED):
                    return False
            elif long and (self._waiting or ran > self._limits.timeout / 2 or await gone()):
                return False

    async def _in_turn(self, generation: str, job: QueryJob, gone: Gone) -> Reply:
        """Run a long query when a slow lane is free, on a worker of its own."""
        if self._slow_waiting >= self._limits.slow_waiting:
            return self._busy()
        self._slow_waiting += 1
        try:
            async with asyncio.timeout(self._limits.timeout):
                await self._slow.acquire()
        except TimeoutError:
            return self._busy()
        finally:
            self._slow_waiting -= 1
        try:
            if await gone():
                return _HUNG_UP
            worker = await self._made()
            try:
                worker.step_back()
                asked = self._ask(worker, generation, job)
                return await self._to_the_end(asked, time.monotonic(), gone)
            finally:
                self._retire(worker, replace=False)
        except WorkerDiedError:
            return self._busy()
        finally:
            self._slow.release()

    async def _to_the_end(self, asked: asyncio.Future[Reply], begun: float, gone: Gone) -> Reply:
        """Wait for a long query until its limit, or until its client hangs up."""
        end = begun + self._limits.timeout
        while not asked.done():
            left = end - time.monotonic()
            if left <= 0:
                return Reply.message(
                    503,
                    f"the query was stopped: it ran longer than {self._limits.timeout:g} seconds,"
                    " the limit of this server",
                    "next: ask for less, with more conditions or LIMIT",
                )
            await asyncio.wait({asked}, timeout=min(left, _LOOK))
            if not asked.done() and await gone():
                return _HUNG_UP
        return self._reply(asked)

    def _reply(self, asked: asyncio.Future[Reply]) -> Reply:
        error = asked.exception()
        if error is None:
            return asked.result()
        if isinstance(error, WorkerDiedError):
            return out_of_memory(self._limits)
        raise error

    def _ask(self, worker: Worker, generation: str, job: QueryJob) -> asyncio.Future[Reply]:
        loop = asyncio.get_running_loop()
        asked = loop.run_in_executor(self._threads, worker.ask, generation, job)
        asked.add_done_callback(lambda done: done.cancelled() or done.exception())
        return asked

    def _retire(self, worker: Worker, *, replace: bool) -> None:
        worker.kill()
        self._alive.discard(worker)
        asyncio.get_running_loop().run_in_executor(self._threads, worker.bury)
        if replace:
            self._replace()

    def _replace(self) -> None:
        """Start another worker for the quick lanes beside what goes on."""
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._add_again())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _add_again(self) -> None:
        while not self._closed:
            try:
                async with self._one_by_one:  # starting takes work that others are waiting for
                    await self._add()
            except (WorkerDiedError, OSError):  # too little memory, too many processes
                await asyncio.sleep(1)
            else:
                break

    async def _add(self) -> None:
        self._idle.put_nowait(await self._made())

    async def _made(self) -> Worker:
        loop = asyncio.get_running_loop()
        worker = await loop.run_in_executor(
            self._threads, Worker, self._root, self._generation, self._limits
        )
        self._alive.add(worker)
        if self._closed:
            worker.kill()
        return worker

    def _busy(self) -> Reply:
        return Reply.message(
            503,
            "the server is busy with other queries",
            "next: ask again in a few seconds; what takes long waits for what takes long",
        )

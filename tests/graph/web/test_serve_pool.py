"""Workers and lanes, without HTTP around them."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.pages.served import HEAVY, PRODUCT
from zeren.graph.store.catalogue.layout import existing
from zeren.graph.store.engine.generations import read_pointer
from zeren.graph.web.endpoint.answering import QueryJob, Reply, more_rows_than
from zeren.graph.web.endpoint.limits import ServerLimits
from zeren.graph.web.endpoint.pool import QueryPool
from zeren.graph.web.served import take

_SMALL = ServerLimits(timeout=2, quick=1, slow=1, spare=0, memory=512 * 1024 * 1024)
_ASK = QueryJob(text="ASK {}")


def _with_pool(
    store: Path, limits: ServerLimits, work: Callable[[QueryPool, str], Awaitable[None]]
) -> None:
    async def run() -> None:
        pointer = read_pointer(existing(store))
        assert pointer is not None
        pool = QueryPool(store, limits)
        await pool.start(pointer.generation)
        try:
            await work(pool, pointer.generation)
        finally:
            await pool.close()

    asyncio.run(run())


def _heavy(number: int, text: str = HEAVY) -> QueryJob:
    return QueryJob(text=f"{text} # {number}")


def test_more_long_queries_than_lanes_all_end_and_short_ones_pass(examples: Path) -> None:
    async def work(pool: QueryPool, generation: str) -> None:
        heavy = [asyncio.create_task(pool.run(generation, _heavy(n))) for n in range(3)]
        await asyncio.sleep(0.3)
        assert (await pool.run(generation, _ASK)).status == 200
        replies = await asyncio.gather(*heavy)
        assert [reply.status for reply in replies] == [503] * 3
        assert b"ran longer than 2 seconds" in replies[0].body
        assert (await pool.run(generation, _ASK)).status == 200

    _with_pool(examples, _SMALL, work)


def test_too_many_are_turned_away_at_once(examples: Path) -> None:
    async def work(pool: QueryPool, generation: str) -> None:
        asked = [asyncio.create_task(pool.run(generation, _heavy(n))) for n in range(6)]
        replies = await asyncio.gather(*asked)
        said = [reply.body.partition(b"\n")[0] for reply in replies]
        assert any(b"busy" in line for line in said)
        assert all(reply.status == 503 for reply in replies)

    _with_pool(examples, replace(_SMALL, waiting=1, slow_waiting=1), work)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a limit of memory")
def test_query_that_takes_too_much_memory_is_stopped(examples: Path) -> None:
    async def work(pool: QueryPool, generation: str) -> None:
        job = _heavy(1, f"SELECT * {PRODUCT} ORDER BY ?a ?i")
        reply = await pool.run(generation, job)
        assert reply.status == 503
        assert b"more than 512 MB of memory" in reply.body
        assert (await pool.run(generation, _ASK)).status == 200

    _with_pool(examples, replace(_SMALL, timeout=60), work)


def test_query_of_a_client_that_hangs_up_is_stopped(examples: Path) -> None:
    hung_up = time.monotonic() + 0.5

    async def gone() -> bool:
        return time.monotonic() > hung_up

    async def work(pool: QueryPool, generation: str) -> None:
        reply = await pool.run(generation, _heavy(1), gone)
        assert reply.status == 499
        assert (await pool.run(generation, _ASK)).status == 200

    _with_pool(examples, replace(_SMALL, timeout=600), work)


def test_generation_that_has_gone_is_said_and_the_next_is_opened(examples: Path) -> None:
    async def work(pool: QueryPool, generation: str) -> None:
        lost = await pool.run("g999999", _ASK)
        assert (lost.status, bool(lost.fault)) == (503, True)
        assert b"Traceback" not in lost.body
        assert (await pool.run(generation, _ASK)).status == 200

    _with_pool(examples, _SMALL, work)


def test_short_queries_one_after_the_other_do_not_add_up(examples: Path) -> None:
    async def work(pool: QueryPool, generation: str) -> None:
        text = "SELECT ?s { ?s ?p ?o } LIMIT 2000"
        replies: list[Reply] = []
        for number in range(60):
            replies.append(await pool.run(generation, _heavy(number, text)))
        assert {reply.status for reply in replies} == {200}

    _with_pool(examples, replace(_SMALL, slow_waiting=0), work)


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("rows", [0, 1, 7])
def test_rows_are_counted_in_every_format(examples: Path, format: str, rows: int) -> None:
    from pyoxigraph import QueryResultsFormat

    values = " ".join(f'("a,{{ \\"<result>{n}\\n" UNDEF)' for n in range(rows))
    query = f"SELECT * {{ VALUES (?x ?y) {{ {values} }} }}"
    found = take(examples, graphs=True).store.engine.query(query)
    body = found.serialize(format=getattr(QueryResultsFormat, format.upper()))  # type: ignore[union-attr]
    assert not more_rows_than(rows, body, format)
    if rows:
        assert more_rows_than(rows - 1, body, format)

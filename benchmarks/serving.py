"""How fast `zeren serve` answers many clients at once, and beside queries that never end.

    python benchmarks/serving.py STORE [--clients 50] [--seconds 60] [--think 0] [--fresh]

It starts a server of its own on STORE and prints a table: requests, errors, and the time in
which half and 95 of 100 were answered. Each client asks the named queries in turn, over one
connection, the next as soon as it has the answer (or after --think seconds). The server keeps
answers for those who ask the same; with --fresh every query has a comment of its own, so that
each is run. Then four queries without end are asked, and `ASK {}` beside them.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import multiprocessing
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

_HEAVY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@contextmanager
def served(store: Path, timeout: float) -> Iterator[int]:
    """Serve *store* on a free port, which is given."""
    command = [sys.executable, "-P", "-c", "from zeren.graph.cli import main; main()", "serve"]
    process = subprocess.Popen(
        [*command, "--store", str(store), "--port", "0", "--timeout", str(timeout)],
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            found = re.search(r"at http://\S+:(\d+)/ ", line)
            if found:
                yield int(found.group(1))
                break
            print(line, end="")
    finally:
        process.terminate()
        process.wait()


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: str
) -> tuple[int, int]:
    """Ask over an open connection; return the status and the size of the answer."""
    head = (
        f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\n\r\n"
    )
    writer.write(head.encode("ascii"))
    answer = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    length = re.search(r"content-length: (\d+)", answer)
    body = await reader.readexactly(int(length.group(1)) if length else 0)
    return int(answer.split(" ", 2)[1]), len(body)


async def client(
    port: int, number: int, until: float, think: float, fresh: bool
) -> tuple[list[float], int]:
    """Ask the named queries until the time is up; return the times and the number of errors."""
    from zeren.graph.query.named import catalogue

    texts = [query.text for query in catalogue()]
    order = random.Random(number)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times: list[float] = []
    errors = 0
    for count in itertools.count():
        if time.monotonic() > until:
            break
        if think:
            await asyncio.sleep(order.uniform(0, 2 * think))
        query = order.choice(texts) + (f"# {number} {count}" if fresh else "")
        begun = time.perf_counter()
        try:
            status, _ = await ask(reader, writer, query)
            errors += status != 200
        except (OSError, asyncio.IncompleteReadError):
            errors += 1
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        times.append(time.perf_counter() - begun)
    writer.close()
    return times, errors


async def load(
    port: int, clients: int, seconds: float, think: float, fresh: bool
) -> tuple[list[float], int]:
    """Let *clients* ask at once."""
    until = time.monotonic() + seconds
    found = await asyncio.gather(
        *(client(port, number, until, think, fresh) for number in range(clients))
    )
    return sorted(t for times, _ in found for t in times), sum(errors for _, errors in found)


def _load(arguments: tuple[int, int, float, float, bool]) -> tuple[list[float], int]:
    return asyncio.run(load(*arguments))


def report(name: str, times: list[float], errors: int, seconds: float) -> None:
    """Print one line of the table."""
    half, most = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.95))
    rate = len(times) / seconds
    print(
        f"{name:32} {len(times):7} {rate:7.0f}/s {errors:6} {half:8.1f} {most:8.1f}"
        f" {times[-1] * 1000:8.1f}"
    )


async def beside_heavy(port: int) -> tuple[list[float], list[tuple[int, float]]]:
    """Ask four queries without end, and `ASK {}` until they have ended."""

    async def heavy(number: int) -> tuple[int, float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        begun = time.perf_counter()
        status, _ = await ask(reader, writer, f"{_HEAVY} # {number}")
        writer.close()
        return status, time.perf_counter() - begun

    running = [asyncio.create_task(heavy(number)) for number in range(4)]
    times = []
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for count in itertools.count():
        if all(task.done() for task in running):
            break
        begun = time.perf_counter()
        await ask(reader, writer, f"ASK {{}} # {count}")
        times.append(time.perf_counter() - begun)
        await asyncio.sleep(0.02)
    writer.close()
    return sorted(times), [task.result() for task in running]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("store", type=Path)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=0)
    parser.add_argument("--fresh", action="store_true", help="let no answer be kept")
    parser.add_argument("--limit", type=float, default=10, help="seconds a query may run")
    options = parser.parse_args()
    print(
        f"{'':32} {'asked':>7} {'rate':>9} {'errors':>6} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}"
    )
    with served(options.store, options.limit) as port:
        what = (port, options.clients, options.seconds, options.think, options.fresh)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            times, errors = pool.apply(_load, (what,))
        name = f"{options.clients} clients" + (", every query run" if options.fresh else "")
        report(name, times, errors, options.seconds)
        begun = time.monotonic()
        times, ended = asyncio.run(beside_heavy(port))
        report("ASK {} beside 4 heavy queries", times, 0, time.monotonic() - begun)
        print("the heavy ones ended with", [(status, round(took, 2)) for status, took in ended])


if __name__ == "__main__":
    main()

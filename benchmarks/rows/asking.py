"""The named queries, beside pyoxigraph called directly and rdflib's own store."""

from __future__ import annotations

import hashlib
import itertools
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from measure import Action, Ratio, Side, Taken

from rows.loading import write_shards
from rows.table import Aim, Line, Work

NAMES = (
    *("documents", "lead-units", "lead-tasks", "responsible-tasks", "top-function"),
    *("shared-theme", "targets-by-deadline", "tasks-without-unit"),
)
"""The eight queries that are measured."""

AIM = Aim("≤", 1.2)
SLOW = 1
"""CPU seconds above which a query is run but once, when its answer is looked at."""
LEAST = 0.03
"""CPU seconds that a query is run for in a round, again and again when it is quicker."""

WHY = (
    "A query is looked at before it runs (no update, no SERVICE), and rows are handed over as"
    " Python tuples; where the engine itself needs well under a millisecond, that shows."
)
WHY_PLAIN = (
    "Zeren hands out numbers and dates as Python's own, which costs some microseconds a cell;"
    " the other side takes the words of each term only."
)
WHY_UNION = (
    "Where a query walks through many statements, the engine's way depends on which indexes hold"
    " them; the union also hands out a statement once for each graph that has it, so that its"
    " answers are not all the same."
)

Times = dict[str, float]


def lines(work: Work) -> Iterator[Line]:
    """Measure the store of the benchmark, and a small one for rdflib."""
    shards = work.root / "asked.nq"
    write_shards(work.store, shards)
    found = work.taken(
        Side("terms", "rows.asking:ours", (str(work.store), "terms")),
        Side("plain", "rows.asking:ours", (str(work.store), "plain")),
        Side("direct", "rows.asking:direct", (str(work.store), "terms")),
        Side("words", "rows.asking:direct", (str(work.store), "plain")),
        Side("union", "rows.asking:union", (str(shards), str(work.root / "union"))),
        rounds=5,
    )
    same, plain = "pyoxigraph called directly on the same store", "eight queries, as Python values"
    yield _line("eight queries", same, found["terms"], found["direct"], AIM, WHY)
    yield _line(plain, f"{same}, values as words", found["plain"], found["words"], AIM, WHY_PLAIN)
    union = "pyoxigraph on a bulk load of the shards, asked as a union of graphs"
    yield _line("eight queries", union, found["terms"], found["union"], AIM, WHY_UNION)
    small = work.root / "asked-small.nq"
    write_shards(work.small_store, small)
    sides = work.taken(
        Side("zeren", "rows.asking:ours", (str(work.small_store), "terms")),
        Side("rdflib", "rows.asking:rdflib_ask", (str(small),)),
        rounds=1,
    )
    yield _line(
        "eight queries, a small store", "rdflib's own store", sides["zeren"], sides["rdflib"]
    )


def _line(
    what: str, against: str, ours: Taken, theirs: Taken, aim: Aim | None = None, why: str = ""
) -> Line:
    """Return the line for the slowest of the queries, and in its figures all of them."""
    each = {
        name: statistics.median(
            one["times"][name] / other["times"][name]
            for one, other in zip(ours.results, theirs.results, strict=True)
        )
        for name in NAMES
    }
    middle = statistics.geometric_mean(each.values())
    mine, other = ours.results[0]["answers"], theirs.results[0]["answers"]
    same = [name for name in NAMES if mine[name] == other[name]]
    differ = ", ".join(name for name in NAMES if name not in same)
    listed = ", ".join(f"{name} {each[name]:.2g}" for name in NAMES)
    return Line(
        what=f"{what}: mean, and the query at either end",
        against=against,
        value=Ratio(middle, min(each.values()), max(each.values())),
        aim=aim,
        every=True,
        ours=ours.peak,
        theirs=theirs.peak,
        figures=f"{listed};"
        f" same answers to {len(same)} of {len(NAMES)}{f' (not {differ})' if differ else ''}",
        why=why,
    )


def _measure(runs: dict[str, Callable[[], Iterable[Sequence[Any]]]]) -> Action:
    """Return the action that asks all queries; its result is times and digests of answers."""
    digests: dict[str, str] = {}
    times: dict[str, int] = {}
    slow: Times = {}
    for name, run in runs.items():
        start = time.process_time()
        rows = list(run())
        took = time.process_time() - start
        times[name] = max(1, min(200, int(LEAST / took) if took else 200))
        if took > SLOW:
            slow[name] = took
        words = sorted("\t".join(map(_word, row)) for row in rows)
        digests[name] = hashlib.sha256("\n".join(words).encode()).hexdigest()

    def ask() -> dict[str, dict[str, Any]]:
        taken = dict(slow)
        for name, run in runs.items():
            if name in slow:
                continue
            start = time.process_time()
            for _ in range(times[name]):
                for _row in run():
                    pass
            taken[name] = (time.process_time() - start) / times[name]
        return {"times": taken, "answers": digests}

    return ask


def _word(value: Any) -> str:
    """Return a term or a Python value as the words that both libraries agree on."""
    return "" if value is None else str(getattr(value, "value", value))


def _texts() -> dict[str, str]:
    from zeren.graph.query.named import named

    return {name: named(name).text for name in NAMES}


def ours(store: str, kind: str) -> Iterator[Action]:
    """Ask through :func:`zeren.graph.store.opening.open_store`."""
    from zeren.graph.store.opening import open_store

    opened = open_store(store)

    def terms(text: str) -> Iterable[Sequence[Any]]:
        return opened.query(text).rows

    def plain(text: str) -> Iterable[Sequence[Any]]:
        return (tuple(row.values()) for row in opened.query(text))

    ask = terms if kind == "terms" else plain
    runs = {name: lambda text=text: ask(text) for name, text in _texts().items()}
    return itertools.repeat(_measure(runs))


def direct(store: str, kind: str) -> Iterator[Action]:
    """Ask pyoxigraph on the same files."""
    from zeren.graph.store.opening import open_store

    return itertools.repeat(_measure(_direct(open_store(store).engine, kind)))


def union(quads: str, folder: str) -> Iterator[Action]:
    """Ask pyoxigraph on a store that was loaded from the shards and nothing else."""
    from pyoxigraph import RdfFormat, Store

    store = Store(folder)
    store.bulk_load(path=quads, format=RdfFormat.N_QUADS)
    store.flush()
    del store
    opened = Store.read_only(folder)
    return itertools.repeat(_measure(_direct(opened, "terms", use_default_graph_as_union=True)))


def _direct(
    engine: Any, kind: str, **options: bool
) -> dict[str, Callable[[], Iterable[Sequence[Any]]]]:
    from zeren.ontology.terms import PREFIXES

    def terms(text: str) -> Iterable[Sequence[Any]]:
        return [tuple(row) for row in engine.query(text, prefixes=PREFIXES, **options)]

    def words(text: str) -> Iterable[Sequence[Any]]:
        return [
            tuple(None if term is None else term.value for term in row)
            for row in engine.query(text, prefixes=PREFIXES, **options)
        ]

    ask = terms if kind == "terms" else words
    return {name: lambda text=text: ask(text) for name, text in _texts().items()}


def rdflib_ask(quads: str) -> Iterator[Action]:
    """Ask rdflib, on one graph that holds each statement once."""
    from rdflib import Graph
    from zeren.ontology.terms import PREFIXES

    graph = Graph()
    statements = {line.rpartition(b" <")[0] for line in Path(quads).read_bytes().splitlines()}
    graph.parse(data=b" .\n".join(statements) + b" .\n", format="nt")

    def ask(text: str) -> Iterable[Sequence[Any]]:
        return [tuple(row) for row in graph.query(text, initNs=PREFIXES)]

    return itertools.repeat(
        _measure({name: lambda text=text: ask(text) for name, text in _texts().items()})
    )

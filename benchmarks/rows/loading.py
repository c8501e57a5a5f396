"""Shards into the cache, beside pyoxigraph's own bulk load and rdflib's parser."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

from measure import Action, Side, best, ratio

from rows.table import Aim, Line, Work

AIM = Aim("≤", 1.3)


def lines(work: Work) -> Iterator[Line]:
    """Measure the store of the benchmark, and a small one for rdflib."""
    as_they_are, as_held = work.root / "shards.nq", work.root / "held.nq"
    quads = write_shards(work.store, as_they_are)
    held = _write_held(work.store, as_held)
    found = work.taken(
        Side("zeren", "rows.loading:ours", (str(work.store), str(work.root / "load-a"))),
        Side("shards", "rows.loading:bulk", (str(as_they_are), str(work.root / "load-b"))),
        Side("held", "rows.loading:bulk", (str(as_held), str(work.root / "load-c"))),
        rounds=5,
    )
    zeren = found["zeren"]
    for name, against, count in (
        ("shards", "pyoxigraph bulk_load of all shards in one file, each quad once", quads),
        ("held", "pyoxigraph bulk_load of exactly what the cache then holds", held),
    ):
        other = found[name]
        clock = ratio(zeren.wall, other.wall)
        yield Line(
            what="store load",
            against=against,
            value=ratio(zeren.cpu, other.cpu),
            aim=AIM,
            ours=zeren.peak,
            theirs=other.peak,
            figures=f"{quads:,} quads in shards, {count:,} loaded by the other;"
            f" by the clock {clock.middle:.2f}; {zeren.results[-1] / 1e6:.0f}"
            f" and {other.results[-1] / 1e6:.0f} MB on disk",
            why=WHY[name],
        )
    small = work.root / "small.nq"
    few = write_shards(work.small_store, small)
    sides = work.taken(
        Side("zeren", "rows.loading:ours", (str(work.small_store), str(work.root / "load-d"))),
        Side("rdflib", "rows.loading:rdflib_load", (str(small),)),
        rounds=3,
    )
    zeren, other = sides["zeren"], sides["rdflib"]
    yield Line(
        what="store load, a small store",
        against="rdflib Dataset.parse of the same shards, into memory",
        value=ratio(zeren.cpu, other.cpu),
        ours=zeren.peak,
        theirs=other.peak,
        figures=f"{few:,} quads; {few / best(zeren.cpu).middle:,.0f} and"
        f" {few / best(other.cpu).middle:,.0f} quads per CPU second",
    )


WHY = {
    "shards": (
        "The cache does not hold the shards as they are: every statement stands in the default"
        " graph once, what several documents say in their graphs as well; that is made from the"
        " lines of the shards before the load."
    ),
    "held": (
        "Besides loading, Zeren looks over the store, takes the graph names off the statements and"
        " loads in bites of 4 MB, which keeps memory flat and costs sorted files for each bite, put"
        " together at the end."
    ),
}


def write_shards(store: Path, target: Path) -> int:
    """Write all shards and vocabularies of *store* as one N-Quads file; return its lines."""
    from zeren.graph.store.catalogue.packing import read_packed
    from zeren.graph.store.engine.vocabularies import quads_of, vocabularies

    count = 0
    with target.open("wb") as file:
        for vocabulary in vocabularies():
            data = quads_of(vocabulary)
            count += data.count(b"\n")
            file.write(data)
        for path in sorted((store / "shards").glob("*.nq.gz")):
            data = read_packed(path)
            count += data.count(b"\n")
            file.write(data)
    return count


def _write_held(store: Path, target: Path) -> int:
    """Write what the cache of *store* holds, whatever that is, as N-Quads."""
    from pyoxigraph import RdfFormat
    from zeren.graph.store.opening import open_store

    engine = open_store(store).engine
    with target.open("wb") as file:
        engine.dump(file, RdfFormat.N_QUADS)
    return len(engine)


def size_of(folder: Path) -> int:
    """Return the bytes of all files below *folder*."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def ours(store: str, copy: str) -> Iterator[Action]:
    """Make the cache of a store anew from its shards; the result is its size on disk."""
    from zeren.graph.store import cache
    from zeren.graph.store.catalogue.layout import Layout
    from zeren.graph.store.survey import survey

    layout = Layout(Path(copy))
    shutil.copytree(store, copy)

    def load() -> Action:
        look = survey(layout)
        cache.refresh(layout, look.wanted, look.kept)
        return lambda: size_of(layout.cache)

    while True:
        shutil.rmtree(layout.cache, ignore_errors=True)
        yield load


def bulk(quads: str, folder: str) -> Iterator[Action]:
    """Load a file into a new store of pyoxigraph itself; the result is its size on disk."""
    from pyoxigraph import RdfFormat, Store

    def load() -> Action:
        store = Store(folder)
        store.bulk_load(path=quads, format=RdfFormat.N_QUADS)
        store.flush()
        return lambda: size_of(Path(folder))

    while True:
        shutil.rmtree(folder, ignore_errors=True)
        yield load


def rdflib_load(quads: str) -> Iterator[Action]:
    """Parse a file with rdflib into its own store; the result is the number of quads."""
    from rdflib import Dataset

    def load() -> Action:
        dataset = Dataset()
        dataset.parse(quads, format="nquads")
        return lambda: sum(len(graph) for graph in dataset.graphs())

    return itertools.repeat(load)

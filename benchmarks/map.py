"""Measure the map: how long it takes to write and to open, and how large it is.

Run it from the root of the repository. It needs a Chromium and the test dependencies::

    python benchmarks/map.py [STORE…] [--tasks 10000] [--pyvis]

For each store, and for facts of so many invented tasks, it prints the seconds to write the page
(with places computed anew, and from the cache), its megabytes, the milliseconds from opening
it to the first picture and to when all controls work, and what a filter, a focus and a search
take then. ``--pyvis`` adds what pyvis writes by itself for the same units and tasks (it asks
the network for a style sheet; here the network is cut), given at most two minutes to draw.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))

from playwright.sync_api import Browser, sync_playwright
from rows.maps import pyvis_net
from support.pages.chromium import EXECUTABLE, opened
from support.pages.map_facts import many_facts
from zeren.graph.maps.build import build_map
from zeren.graph.model.facts import Facts
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import open_store

CLOCK = """([run]) => new Promise((done) => {
  const start = performance.now();
  (new Function(run))();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
})"""
ACTIONS = {
    "filter": "zerenMap.change({filters: {...zerenMap.state().filters, role: [0]}})",
    "focus": "zerenMap.change({focus: 'u0', selected: 'u0'})",
    "table": "zerenMap.change({focus: '', table: 'tasks', sort: 'deadline'})",
    "search": (
        "const s = document.querySelector('#search'); s.value = 'jyj';"
        " s.dispatchEvent(new Event('input'))"
    ),
}


def main() -> None:
    """Print a line for each store and size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("stores", nargs="*", type=Path)
    parser.add_argument("--tasks", type=int, action="append")
    parser.add_argument("--pyvis", action="store_true")
    arguments = parser.parse_args()
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
    ):
        browser = playwright.chromium.launch(
            executable_path=EXECUTABLE, args=["--no-sandbox", "--disable-gpu"]
        )
        for store in arguments.stores:
            start = time.perf_counter()
            facts = read_facts(open_store(store))
            print(f"{store}: read in {time.perf_counter() - start:.2f} s")
            measure(str(store), facts, browser, Path(folder), pyvis=arguments.pyvis)
        for count in arguments.tasks or [10_000]:
            facts = many_facts(count)
            measure(f"{count:,} tasks", facts, browser, Path(folder), pyvis=arguments.pyvis)
        browser.close()


def measure(name: str, facts: Facts, browser: Browser, folder: Path, *, pyvis: bool) -> None:
    """Write and open one map, and print what it took."""
    cache = Path(tempfile.mkdtemp(dir=folder))
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        page = build_map(facts, cache=cache)
        seconds.append(time.perf_counter() - start)
    path = folder / "map.html"
    path.write_text(page, encoding="utf-8", newline="\n")
    units = len({part.unit for part in facts.assignments})
    print(
        f"{name}: {len(facts.tasks):,} tasks, {units:,} units,"
        f" {len(facts.assignments):,} assignments: written in {seconds[0]:.2f} s"
        f" ({seconds[1]:.2f} s with cached places), {path.stat().st_size / 1e6:.1f} MB"
    )
    with opened(browser, f"file://{path}", bypass_csp=True) as watched:
        watched.page.wait_for_selector("html[data-drawn=yes][data-ready=yes]", timeout=120_000)
        first, ready = watched.page.evaluate("[zerenMap.drawn, zerenMap.ready]")
        print(f"  opened: drawn after {first:.0f} ms, all controls after {ready:.0f} ms", end="")
        for action, run in ACTIONS.items():
            print(f", {action} {watched.page.evaluate(CLOCK, [run]):.0f} ms", end="")
        print()
        watched.assert_quiet()
    if pyvis:
        plain(facts, browser, folder)


def plain(facts: Facts, browser: Browser, folder: Path) -> None:
    """Do the same with pyvis as it comes."""
    start = time.perf_counter()
    net = pyvis_net(facts)
    page = net.generate_html()
    path = folder / "pyvis.html"
    path.write_text(page, encoding="utf-8")
    written = time.perf_counter() - start
    print(f"  pyvis alone: written in {written:.2f} s, {path.stat().st_size / 1e6:.1f} MB", end="")
    with opened(browser, "about:blank") as watched:
        watched.page.goto(f"file://{path}", wait_until="commit", timeout=120_000)
        start = time.perf_counter()
        shown = False
        while not shown and time.perf_counter() - start < 120:
            time.sleep(0.5)
            shown = watched.page.evaluate(
                "typeof network === 'object' && network !== null"
                " && (!document.querySelector('#loadingBar')"
                " || document.querySelector('#loadingBar').style.display === 'none')"
            )
        took = f"{time.perf_counter() - start:.0f} s" if shown else "more than 120 s"
        print(f", drawn after {took}, requests {watched.requests}")


if __name__ == "__main__":
    main()

"""Pictures of every page and view, to look at: two widths, light and dark.

    python docs/screenshots.py STORE FOLDER [--only NAME …]

Serves STORE on this machine and writes FOLDER/NAME-WIDTH-COLOURS.png. Needs playwright and the
Chromium of the system; the pictures are for the eye and are not kept in the repository.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

WIDTHS: Final = (1280, 390)
COLOURS: Final = ("light", "dark")
_FIRST: Final = {
    "task": "SELECT ?x { ?x a zr:Task ; zr:target ?t ; zr:leadUnit ?u } ORDER BY ?x LIMIT 1",
    "unit": "SELECT ?x { ?t zr:leadUnit ?x } GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT 1",
    "sector": "SELECT ?x { ?t zr:sector ?x } GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT 1",
    "theme": "SELECT ?x { ?t zr:theme ?x } GROUP BY ?x ORDER BY DESC(COUNT(*)) ?x LIMIT 1",
}
_ZEREN: Final = (sys.executable, "-c", "from zeren.graph.cli import main; main()")
_BASE: Final = "https://w3id.org/zeren/"


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--widths", nargs="*", type=int, default=list(WIDTHS))
    parser.add_argument("--colours", nargs="*", default=list(COLOURS))
    parser.add_argument("--lang", default="zh-CN")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with _serving(asked.store) as address:
        pages = {
            name: path
            for name, path in _pages(address).items()
            if not asked.only or name in asked.only
        }
        _shoot(address, pages, asked.folder, asked.widths, asked.colours, asked.lang)


def _pages(address: str) -> Mapping[str, str]:
    """Return the path of one page of each kind."""
    found = {name: _first(address, query) for name, query in _FIRST.items()}
    paths = {
        name: "/" + urllib.parse.quote(iri.removeprefix(_BASE))
        for name, iri in found.items()
        if name in {"task", "unit"}
    }
    concept = {
        name: "/concept?iri=" + urllib.parse.quote(found[name].removeprefix(_BASE))
        for name in ("sector", "theme")
    }
    document = found["task"].partition("/task/")[0].removeprefix(_BASE)
    return {
        "home": "/",
        "tasks": "/tasks",
        "tasks-table": "/tasks?view=table",
        "tasks-search": "/tasks?q=%E5%BB%BA%E8%AE%BE&role=lead&role=cooperating",
        "facet": "/tasks?facet=unit",
        "units": "/unit",
        "documents": "/doc",
        "topics": "/topics",
        **paths,
        **concept,
        "document": f"/{document}",
        "source": f"/source/{document.rpartition('/')[2]}",
        "vocabulary": "/theme",
        "query": "/query?named=lead-units",
        "due": "/due",
        "compare": "/compare",
        "map": "/map",
        "missing": "/nothing-here",
    }


def _first(address: str, query: str) -> str:
    asked = urllib.parse.urlencode({"query": query, "format": "json"})
    with urllib.request.urlopen(f"{address}sparql?{asked}") as answer:
        rows = json.load(answer)["results"]["bindings"]
    return str(rows[0]["x"]["value"])


def _shoot(
    address: str,
    pages: Mapping[str, str],
    folder: Path,
    widths: list[int],
    colours: list[str],
    language: str,
) -> None:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for width in widths:
            for colour in colours:
                context = browser.new_context(
                    viewport={"width": width, "height": 844 if width < 600 else 900},
                    color_scheme=colour,  # type: ignore[arg-type]
                    locale=language,
                )
                page = context.new_page()
                for name, path in pages.items():
                    page.goto(address + path.lstrip("/"))
                    page.wait_for_load_state("networkidle")
                    page.wait_for_timeout(1500 if name.startswith("map") else 100)
                    target = folder / f"{name}-{width}-{colour}.png"
                    page.screenshot(path=target, full_page=not name.startswith("map"))
                context.close()
        browser.close()


@contextmanager
def _serving(store: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [*_ZEREN, "serve", "--store", str(store), "--port", "0"],
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            found = re.search(r"at (http://\S+/) \(", line)
            if found:
                yield found.group(1)
                return
        raise SystemExit("the server did not start")
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()

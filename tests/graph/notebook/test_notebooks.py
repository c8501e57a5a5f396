"""The notebooks: stored clean, run from top to bottom, and open offline as pages."""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from support import ROOT
from support.pages.chromium import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

for _library in ("altair", "ipykernel", "nbclient", "nbconvert", "pandas", "vl_convert"):
    pytest.importorskip(_library, reason="notebooks run in a kernel, and are made into pages")

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
EACH = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Settings that the text names, such as the level of an interval, are no results.
SETTINGS = re.compile(r"95%|p\s?<\s?0\.05")


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == kind]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


@pytest.fixture(scope="module")
def pages(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all notebooks as pages, run one after the other as `make notebooks` does."""
    folder = tmp_path_factory.mktemp("pages")
    done = subprocess.run(
        [sys.executable, FOLDER / "make_html.py", "--output", folder],
        cwd=folder,
        env={
            **os.environ,
            "ZEREN_STORE": str(examples),
            "ZEREN_OUT": str(folder / "regression"),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def outputs(path: Path, pages: Path) -> list[dict[str, Any]]:
    return [out for cell in cells(pages / path.name, "code") for out in cell["outputs"]]


def test_they_are_all_there() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{number:02}" for number in range(1, 8)]
    listed = (FOLDER / "README.md").read_text("utf-8")
    assert all(path.name in listed for path in NOTEBOOKS)


@EACH
def test_it_is_stored_clean(path: Path) -> None:
    """No outputs, no counters, cells that keep their names, a kernel that everybody has."""
    stored = json.loads(path.read_text("utf-8"))
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 5)
    assert stored["metadata"]["kernelspec"]["name"] == "python3"
    for cell in cells(path, "code"):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
    ids = [cell["id"] for cell in stored["cells"]]
    assert len(set(ids)) == len(ids)


@EACH
def test_its_text_is_in_two_languages_and_types_no_numbers(path: Path) -> None:
    for cell in cells(path, "markdown"):
        text = source(cell)
        assert CHINESE.search(text), text
        assert re.search(r"[A-Za-z]{3}", text), text
        plain = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", text, flags=re.DOTALL)
        assert not re.search(r"\d", plain), text


@EACH
def test_what_it_says_of_results_is_computed(path: Path) -> None:
    """The words given to say and chart hold no digit: those come out of braces."""
    said = 0
    for cell in cells(path, "code"):
        for call in ast.walk(ast.parse(source(cell))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"say", "chart"}:
                said += 1
                zh, en = (list(literals(argument)) for argument in call.args[-2:])
                assert any(CHINESE.search(word) for word in zh)
                for word in (*zh, *en):
                    assert not re.search(r"\d", SETTINGS.sub("", word)), word
    assert said


def literals(node: ast.AST) -> list[str]:
    """Return the words of a sentence that stand there as they are."""
    if isinstance(node, ast.FormattedValue):
        return []
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.Subscript | ast.Call) and not _joins(node):
        return []
    return [word for child in ast.iter_child_nodes(node) for word in literals(child)]


def _joins(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "join"


@EACH
def test_it_runs_and_says_something(path: Path, pages: Path) -> None:
    found = outputs(path, pages)
    assert not any(out["output_type"] == "error" for out in found)
    assert not any(out.get("name") == "stderr" for out in found)
    text = json.dumps(found, ensure_ascii=False)
    assert not re.search(r"\bnan\b|None项|<NA>个", text)
    figures = [
        "".join(out["data"]["text/html"]) for out in found if "text/html" in out.get("data", {})
    ]
    figures = [html for html in figures if html.startswith("<figure")]
    drawn = sum(source(cell).count("\nchart(") for cell in cells(path, "code"))
    assert len(figures) == drawn
    for html in figures:
        captions = re.findall(r"<figcaption[^>]*>([^<]+)</figcaption>", html)
        assert len(captions) == 2


@EACH
def test_its_page_opens_offline(path: Path, pages: Path, chromium: Browser) -> None:
    """Every picture is drawn, every map works, and nothing is asked for."""
    written = pages / f"{path.stem}.html"
    with opened(chromium, f"file://{written}") as watched:
        page = watched.page
        sizes = page.evaluate("[...document.images].map((image) => image.naturalWidth)")
        assert all(width > 100 for width in sizes)
        assert page.locator("html").get_attribute("lang") == "zh"
        for number in range(page.locator("iframe").count()):
            inner = page.frame_locator("iframe").nth(number)
            inner.locator("#views button").first.wait_for()
        watched.assert_quiet()


@pytest.mark.notebook
@pytest.mark.smoke
def test_a_notebook_that_fails_is_told(tmp_path: Path) -> None:
    """And leaves no page behind."""
    broken = json.loads(NOTEBOOKS[0].read_text("utf-8"))
    broken["cells"] = [cell for cell in broken["cells"] if cell["cell_type"] == "code"][:1]
    broken["cells"][0]["source"] = ["1 / 0"]
    path = tmp_path / "broken.ipynb"
    path.write_text(json.dumps(broken), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, FOLDER / "make_html.py", "--output", tmp_path / "out", path],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 1
    assert "broken.ipynb" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert not (tmp_path / "out" / "broken.html").exists()


@pytest.mark.notebook
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R reads the tables, where it is")
def test_the_script_for_r_reads_the_tables(pages: Path) -> None:
    """And describes the network that networkx describes; its regression runs."""
    folder = pages / "regression"
    done = subprocess.run(
        ["Rscript", "--vanilla", FOLDER / "07_regression_inputs.R", folder],
        capture_output=True,
        encoding="utf-8",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = {
        name: list(csv.DictReader((folder / f"{name}.csv").read_text("utf-8-sig").splitlines()))
        for name in ("nodes", "edges", "dyads")
    }
    sizes = f"nodes {len(rows['nodes'])} ties {len(rows['edges'])} dyads {len(rows['dyads'])}"
    assert sizes in done.stdout
    assert "tasks_sum" in done.stdout
    graph = nx.Graph([(row["id_a"], row["id_b"]) for row in rows["edges"]])
    graph.add_nodes_from(row["id"] for row in rows["nodes"])
    assert len(rows["dyads"]) == len(graph) * (len(graph) - 1) / 2
    if found := re.search(r"density ([\d.]+)\ntransitivity ([\d.]+)", done.stdout):
        assert float(found[1]) == pytest.approx(nx.density(graph), abs=1e-9)
        assert float(found[2]) == pytest.approx(nx.transitivity(graph), abs=1e-9)

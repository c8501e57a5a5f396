"""Every measure says what it means for departments, where it misleads, and who it is from."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
import zeren.graph.analysis.measures as room
from support import ROOT
from zeren.graph.analysis.centrality import MEASURES

PAGE = (ROOT / "docs" / "measures.md").read_text("utf-8")
FOLDERS = ("structure", "permutation", "agreement")
HELPERS = {
    *("aligned", "same", "differences", "reordered", "checked", "share"),
    *("alpha_sums", "kappa_sums"),
}
"""What makes or tests matrices, and measures nothing itself."""
YEAR = re.compile(r"(?:1[89]|20)\d\d")


def measures() -> Iterator[Callable[..., object]]:
    """Yield the public functions of the folders of measures."""
    for folder in FOLDERS:
        package = import_module(f"{room.__name__}.{folder}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, found in vars(import_module(module.name)).items():
                own = inspect.isfunction(found) and found.__module__ == module.name
                if own and not name.startswith("_") and name not in HELPERS:
                    yield found


EACH = pytest.mark.parametrize("measure", list(measures()), ids=lambda each: each.__name__)


@EACH
def test_its_docstring_says_meaning_trap_and_source(measure: Callable[..., object]) -> None:
    said = inspect.getdoc(measure) or ""
    for part in ("For departments:", "Misleads:", "Source:"):
        assert part in said, part
    assert YEAR.search(said.partition("Source:")[2])


@EACH
def test_the_page_lists_it_with_its_source(measure: Callable[..., object]) -> None:
    functions = PAGE.partition("\n## Whole networks")[2]
    (row,) = [line for line in functions.splitlines() if f"| `{measure.__name__}`" in line]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 4
    assert all(cells)
    source = (inspect.getdoc(measure) or "").partition("Source:")[2]
    assert set(YEAR.findall(cells[3])) <= set(YEAR.findall(source))
    assert YEAR.search(cells[3])


def test_the_page_lists_the_measures_of_nodes() -> None:
    for name in MEASURES:
        assert f"`{name}`" in PAGE, name

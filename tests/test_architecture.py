"""The house stands: which room may import which, and how many modules a folder holds."""

from __future__ import annotations

import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
from support import ROOT, TESTS

ROOMS = ("graph", "loaders", "ontology")
A_DOZEN = 12


def test_the_contracts_of_imports_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """The contracts of pyproject.toml: floors, no circle, no builder behind a page."""
    from importlinter.cli import lint_imports

    broken = lint_imports(str(ROOT / "pyproject.toml"), no_cache=True)
    assert not broken, capsys.readouterr().out


def test_every_file_of_tests_is_collected(pytestconfig: pytest.Config) -> None:
    """No folder of tests has a name that pytest passes over, as it does over "build" by itself."""
    passed_over = pytestconfig.getini("norecursedirs")
    folders = {part for path in TESTS.rglob("test_*.py") for part in path.relative_to(TESTS).parts}
    assert not {name for name in folders if any(fnmatch(name, each) for each in passed_over)}


def test_the_drawing_is_that_of_the_code() -> None:
    """docs/architecture.md shows the house as it stands (``make architecture`` draws it)."""
    command = [sys.executable, ROOT / "docs" / "draw_architecture.py", "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "folder",
    sorted(
        {path.parent.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    ),
    ids=str,
)
def test_a_folder_holds_at_most_a_dozen_modules(folder: Path) -> None:
    """More than a reader holds in the head is split by idea."""
    modules = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
    assert len(modules) <= A_DOZEN

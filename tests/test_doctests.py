"""The examples in the docstrings are true, and none is overlooked."""

from __future__ import annotations

import doctest
import importlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("graph", "loaders", "ontology")


def modules_below(folder: Traversable, name: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the source of each module of a package."""
    for entry in folder.iterdir():
        if entry.is_dir() and entry.joinpath("__init__.py").is_file():
            yield from modules_below(entry, f"{name}.{entry.name}")
        elif entry.name.endswith(".py"):
            stem = entry.name.removesuffix(".py")
            module = name if stem == "__init__" else f"{name}.{stem}"
            yield module, entry.read_text(encoding="utf-8")


SOURCES = {
    name: source
    for room in ROOMS
    for name, source in modules_below(files(f"zeren.{room}"), f"zeren.{room}")
}
WITH_EXAMPLES = sorted(name for name, source in SOURCES.items() if ">>> " in source)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples(name: str) -> None:
    """Every example gives what it says, and each line of it was found."""
    module = importlib.import_module(name)
    collected = [
        example for test in doctest.DocTestFinder().find(module) for example in test.examples
    ]
    assert len(collected) == SOURCES[name].count(">>> ")
    assert doctest.testmod(module).failed == 0


def test_every_module_is_installed() -> None:
    """The modules that are tested are those of the folders (else install again, see pyproject)."""
    here = {
        ".".join(["zeren", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
    }
    assert set(SOURCES) == here

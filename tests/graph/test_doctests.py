"""The examples in the docstrings of this room are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest
import zeren.graph

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(zeren.graph.__path__, "zeren.graph.")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_modules_are_small() -> None:
    for name in MODULES:
        file = importlib.import_module(name).__file__
        assert file
        with open(file, encoding="utf-8") as lines:  # noqa: PTH123
            assert sum(1 for _ in lines) < 400, name

"""Cases as data: JSON Lines, with the ones that fail today named beside them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from support import ROOT

DATA = ROOT / "tests" / "data"
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus"
GOLD = SHARED / "gold"

needs_corpus = pytest.mark.skipif(
    not (CORPUS.is_dir() and GOLD.is_dir()), reason="the five real plans are not here"
)


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def table(path: Path) -> dict[str, Any]:
    """Return a TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def parameters(cases: list[dict[str, Any]], failing: dict[str, str]) -> list[Any]:
    """Return *cases* as test parameters by their id; *failing* ones are strict xfails.

    Raises ValueError where *failing* names a case that does not exist.
    """
    unknown = failing.keys() - {case["id"] for case in cases}
    if unknown:
        raise ValueError(f"known failures without a case: {', '.join(sorted(unknown))}")
    return [
        pytest.param(
            case,
            id=case["id"],
            marks=[pytest.mark.xfail(strict=True, reason=failing[case["id"]])]
            if case["id"] in failing
            else [],
        )
        for case in cases
    ]


def example(name: str) -> bytes:
    """Return the bytes of an example plan."""
    return (EXAMPLES / f"{name}.txt").read_bytes()


EXAMPLE_NAMES = sorted(path.stem for path in EXAMPLES.glob("*.txt"))
CORPUS_NAMES = sorted(path.stem for path in CORPUS.glob("*.txt"))

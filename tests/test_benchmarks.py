"""The benchmarks measure what they say: sides in processes of their own, growth, the table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from measure import Ratio, Side, SideError, ratio, taken
from report import Machine, markdown
from rows.growing import exponent
from rows.table import Aim, Line

MACHINE = Machine("2031-01-02", "a processor", 2, 8, "a system", "a Python", {}, "abc", None)
COUNTED = Line(what="counting", value=Ratio(2, 1, 3), aim=Aim("≤", 2), why="Because.")


@pytest.fixture
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module with a side that works, one that fails, and one that takes much memory."""
    (tmp_path / "some_sides.py").write_text(
        "import itertools\n"
        "def counts(upto):\n"
        "    print('noise')\n"
        "    return itertools.repeat(lambda: sum(range(int(upto))))\n"
        "def large():\n"
        "    return itertools.repeat(lambda: len(bytearray(80_000_000)))\n"
        "def fails():\n"
        "    raise ValueError('no such thing')\n"
        "def later():\n"
        "    return itertools.repeat(lambda: lambda: sum(range(20_000_000)))\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "log.txt"


def test_each_side_has_its_own_time_and_memory(sides: Path) -> None:
    few, many = (Side(n, "some_sides:counts", (n,)) for n in ("300000", "3000000"))
    found = taken([few, many, Side("large", "some_sides:large")], 3, sides)
    assert found["300000"].results == [sum(range(300_000))] * 3
    assert ratio(found["3000000"].cpu, found["300000"].cpu).middle > 3
    small, large = found["300000"].peak, found["large"].peak
    if small is not None and large is not None:  # Windows tells nothing
        assert large - small > 70


def test_what_a_side_does_afterwards_is_not_measured(sides: Path) -> None:
    both = [Side("later", "some_sides:later"), Side("now", "some_sides:counts", ("20000000",))]
    found = taken(both, 1, sides)
    assert found["later"].results == found["now"].results
    assert found["later"].cpu[0] < found["now"].cpu[0] / 5


def test_a_side_that_fails_says_why(sides: Path) -> None:
    with pytest.raises(SideError, match="ValueError: no such thing"):
        taken([Side("bad", "some_sides:fails")], 1, sides)


@pytest.mark.parametrize("power", [0.5, 1, 1.2])
def test_exponent(power: float) -> None:
    sizes = [100, 300, 1000, 3000]
    assert exponent(sizes, [7 * size**power for size in sizes]) == pytest.approx(power)


@pytest.mark.parametrize(
    ("line", "met"),
    [
        (COUNTED, "yes"),
        (replace(COUNTED, every=True), "**no**"),
        (replace(COUNTED, aim=Aim("≤", 1.9)), "**no**"),
        (replace(COUNTED, aim=Aim("≥", 2.1)), "**no**"),
        (replace(COUNTED, aim=None), ""),
    ],
)
def test_a_reason_stands_where_an_aim_is_missed(line: Line, met: str) -> None:
    page = markdown([line], MACHINE, minutes=3)
    row = next(text for text in page.splitlines() if text.startswith("| counting"))
    assert row.split(" | ")[4] == met
    assert ("Because." in page) == (met == "**no**")


def test_what_could_not_be_measured_is_said() -> None:
    page = markdown([Line(what="mapping", missing="no network")], MACHINE, minutes=3)
    assert "- mapping: not measured: no network" in page

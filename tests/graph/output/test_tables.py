"""Tables on terminals of any width: names are the last thing to go."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from zeren.graph.output.tables import print_table

NAMES = ["云岭省卫生健康委员会规划发展与信息化处", "泊宁市人力资源和社会保障局"]
FIGURES = ["tasks", "load", "lead", "responsible", "cooperating", "documents", "share", "gini"]


def printed(width: int) -> str:
    console = Console(file=io.StringIO(), force_terminal=True, width=width, no_color=True)
    rows = [["12", name, *(["123.45"] * len(FIGURES))] for name in NAMES]
    numbers = [0, *range(2, 2 + len(FIGURES))]
    print_table(console, ["#", "unit", *FIGURES], rows, numbers)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_names_are_whole(width: int) -> None:
    """Folded over lines perhaps, but each line holds at least a few characters of the name."""
    text = printed(width)
    for name in NAMES:
        assert name[:8] in text
        letters = iter(text)
        assert all(letter in letters for letter in name)


@pytest.mark.parametrize("width", [60, 80])
def test_what_found_no_room_is_named(width: int) -> None:
    text = printed(width)
    head, _, note = text.partition("no room for: ")
    assert note
    for name in FIGURES:
        assert (name in head) != (name in note.split(";")[0])


def test_with_room_all_columns_stand() -> None:
    text = printed(200)
    assert "no room" not in text
    assert all(name in text for name in FIGURES)

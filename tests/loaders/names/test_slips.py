"""Corrections of names: only to what the same document writes, and never of two bodies into one."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import TESTS
from zeren.loaders import Metadata, load
from zeren.loaders.names.slips import corrections

CASES: list[dict[str, Any]] = tomllib.loads(
    (TESTS / "data" / "slips.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_is_a_slip(case: dict[str, Any]) -> None:
    assert corrections(case["lists"]) == case["corrected"]


@given(
    st.lists(
        st.lists(st.text(alphabet="市民政玫财果农业局委会集团城投发", max_size=6), max_size=4),
        max_size=5,
    )
)
def test_a_correction_is_never_invented(lists: list[list[str]]) -> None:
    """Whatever stands for a slip is a name of the document, or one of them without its prefix."""
    names = {name for names in lists for name in names}
    written = names | {name[1:] for name in names}
    for slip, right in corrections(lists).items():
        assert slip in names
        assert right in written
        assert slip != right


def test_the_statement_says_that_a_name_was_corrected() -> None:
    text = "1.办好学校。（牵头单位：市民政局）\n2.办好食堂。（牵头单位：市民玫局）\n"
    plan = load(text.encode(), Metadata(id="p"))
    first, second = (task.assignments[0] for task in plan.tasks)
    assert (second.local_name, second.name_as_written) == ("市民政局", "市民玫局")
    assert second.rule.endswith("+slip")
    assert "slip" not in first.rule

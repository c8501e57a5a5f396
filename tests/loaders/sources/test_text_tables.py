"""Tables in plain text: what may stand between cells, and between rows."""

from __future__ import annotations

import pytest
from zeren.loaders import load
from zeren.loaders.sources.text_tables import find_text_tables

ROWS = [
    ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"],
    ["一、修缮"],
    ["17", "修缮石桥3座", "霜溪县交通局", "霜溪县财政局", "2024年6月底"],
    ["19", "修缮码头2座", "霜溪县水利局"],
    ["二、新建"],
    ["23", "新建渡口5处", "霜溪县交通局", "霜溪县水利局", "2024年9月底"],
]


@pytest.mark.parametrize(
    "between", ["\t", "|", " | ", "｜", "    ", "\u3000\u3000"], ids=["tab", *"abcde"]
)
def test_cells_are_between_tabs_bars_or_blanks(between: str) -> None:
    """Headings stand between rows, numbers have gaps, and the last cells may be missing."""
    text = "霜溪县2024年任务表\n" + "\n".join(between.join(row) for row in ROWS) + "\n"
    document = load(text.encode())
    assert [task.number for task in document.tasks] == ["17", "19", "23"]
    sections = [document.sections[task.section or 0].number for task in document.tasks]
    assert sections == ["一", "一", "二"]
    assert [len(task.assignments) for task in document.tasks] == [2, 1, 2]
    days = [str(task.deadline) for task in document.tasks]
    assert days == ["2024-06-30", "None", "2024-09-30"]


def test_borders_drawn_with_signs_are_no_cells() -> None:
    text = (
        "| 序号 | 工作任务 | 责任单位 |\n|---|---|---|\n| 1 | 修缮石桥 | 县交通局 |\n"
        "+---+---+---+\n| 2 | 修缮码头 | 县水利局 |\n"
    )
    assert [task.number for task in load(text.encode()).tasks] == ["1", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "工作任务  由县交通局负责\n一、修缮石桥。\n",
        "姓名\t职务\t电话\n张某\t局长\t000\n",
        "全县工作任务    完成情况    良好\n继续努力。\n",
    ],
)
def test_other_lines_with_blanks_are_no_table(text: str) -> None:
    assert find_text_tables(text) == ()


def test_numbers_of_rows_one_cell_a_line_may_leave_some_out() -> None:
    """A list of what one office does keeps the numbers of the whole plan."""
    rows = "序号 重点任务 牵头单位 配合单位 一、修缮 3 修缮石桥三座。 霜溪县交通局 霜溪县财政局"
    rows += " 二、新建 68 新建渡口五处。 霜溪县交通局 霜溪县水利局"
    text = "霜溪县2024年任务分解表\n\n" + rows.replace(" ", "\n\n")
    tasks = load(text.encode()).tasks
    assert [(task.number, [a.role for a in task.assignments]) for task in tasks] == [
        ("3", ["lead", "cooperating"]),
        ("68", ["lead", "cooperating"]),
    ]

"""Tables whose cells are known, in the layouts that bureaus use and in every format."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from support.plans.table_layouts import (
    as_csv,
    as_docx,
    as_html,
    as_text,
    as_xlsx,
    layouts,
    read_as,
    units_of,
)
from zeren.loaders import PolicyDocument, load
from zeren.loaders.records import Task

LAYOUTS = {layout["id"]: layout for layout in layouts()}
FORMATS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "html": as_html,
    "xlsx": as_xlsx,
    "docx": as_docx,
    "csv": as_csv,
    "txt": as_text,
}
FLAT = {"csv", "txt"}
"""Formats without merged cells."""
CASES = [
    (name, layout["id"])
    for layout in LAYOUTS.values()
    for name in FORMATS
    if layout.get("only", name) == name
    and layout.get(name, True)
    and (name not in FLAT or layout.get("csv", True))
]
each = pytest.mark.parametrize(("form", "name"), CASES, ids=["-".join(case) for case in CASES])


@cache
def document(form: str, name: str) -> PolicyDocument:
    return load(FORMATS[form](LAYOUTS[name]))


@pytest.mark.parametrize(
    ("form", "name"),
    [case for case in CASES if "targets" in LAYOUTS[case[1]]],
    ids=["-".join(case) for case in CASES if "targets" in LAYOUTS[case[1]]],
)
def test_numbers_in_cells_are_targets(form: str, name: str) -> None:
    """Wherever the cells of units stand, and however far they are merged."""
    found = [f"{t.value} {t.measure}" for task in document(form, name).tasks for t in task.targets]
    assert found == LAYOUTS[name]["targets"]


@each
def test_a_layout_gives_its_tasks(form: str, name: str) -> None:
    """Numbers, headings, words and units of each row, whatever the format."""
    plan = document(form, name)
    assert plan.format == form
    found = read_as(plan)
    assert [task[:2] for task in found] == [(n, headings) for n, headings, _, _ in wanted(name)]
    for (_, _, words, units), (_, _, begins, expected) in zip(found, wanted(name), strict=True):
        assert words.startswith(begins)
        assert units == expected


def wanted(name: str) -> list[tuple[str, str, str, set[str]]]:
    return [
        (number, headings, begins, set(units.split()))
        for number, headings, begins, units in LAYOUTS[name]["tasks"]
    ]


def test_units_of_all_layouts_are_read() -> None:
    """F1 of (task, role, unit) over all layouts and formats is at least 0.95 (issue 4)."""
    right = found = there = 0
    for form, name in CASES:
        tasks = document(form, name).tasks
        read = {(i, unit) for i, task in enumerate(tasks) for unit in units_of(task)}
        gold = {(i, unit) for i, (*_, units) in enumerate(wanted(name)) for unit in units}
        right += len(read & gold)
        found += len(read)
        there += len(gold)
    assert len(LAYOUTS) >= 12
    assert 2 * right / (found + there) >= 0.95


@pytest.mark.parametrize(
    ("form", "name"), [case for case in CASES if "deadlines" in LAYOUTS[case[1]]]
)
def test_a_column_of_deadlines_dates_the_targets(form: str, name: str) -> None:
    """Targets that state no deadline have that of their row."""
    days = [str(task.targets[0].deadline) for task in document(form, name).tasks]
    assert days == LAYOUTS[name]["deadlines"]


@each
def test_a_statement_quotes_its_cell(form: str, name: str) -> None:
    """Spans lie in the extracted text; a unit's holds its name but for breaks in it."""
    plan = document(form, name)
    for task in plan.tasks:
        for part in task.assignments:
            quote = "".join(part.span.of(plan.text).split())
            assert quote == "".join(part.name_as_written.split())
        for target in task.targets:
            assert task.span.start <= target.span.start < target.span.end <= task.span.end


@each
def test_a_unit_of_another_row_says_so(form: str, name: str) -> None:
    """Outside the task's own row stands only what a merged cell gives it."""
    for task in document(form, name).tasks:
        for part in task.assignments:
            inside = task.span.start <= part.span.start and part.span.end <= task.span.end
            assert inside != part.rule.endswith("merged-cell")


def test_a_deadline_in_the_text_wins_over_the_column() -> None:
    """The column holds where the words themselves give no day."""
    task = only(
        "序号,工作任务,责任单位,完成时限\n1,9月底前新建泵站2座。改造管网5公里。,县水务局,11月底\n"
        "2,种树3万株,县林业局,长期\n"
    )[0]
    assert [str(target.deadline) for target in task.targets] == ["None", "None"]
    task = only(
        "2024年任务清单,,,\n序号,工作任务,责任单位,完成时限\n"
        "1,9月底前新建泵站2座。改造管网5公里。,县水务局,11月底\n2,种树3万株,县林业局,长期\n"
    )[0]
    assert [str(target.deadline) for target in task.targets] == ["2024-09-30", "2024-11-30"]


def only(text: str) -> tuple[Task, ...]:
    return load(text.encode()).tasks


def test_places_name_the_cells() -> None:
    """A task of a sheet knows its sheet and cell, a unit its own."""
    plan = document("xlsx", "plain")
    first = plan.tasks[0]
    place = plan.place(first.span)
    assert place is not None
    assert place.written == "Sheet!A3"
    unit = plan.place(first.assignments[0].span)
    assert unit is not None
    assert unit.written == "Sheet!C3"
    in_csv = document("csv", "plain")
    place = in_csv.place(in_csv.tasks[0].span)
    assert place is not None
    assert place.written == "A3"


def test_an_annex_with_a_table_is_no_part_of_the_last_item() -> None:
    """Rows below 附件 stand by themselves; a table inside a section belongs to it."""
    table = (
        "<table><tr><td>序号</td><td>任务</td><td>责任单位</td></tr>"
        "<tr><td>1</td><td>新建公厕6座</td><td>区城管局</td></tr></table>"
    )
    before = "<p>一、压实责任。各街道要认真落实。</p><p>二、强化督查。每季度通报一次。</p>"
    annex = load(f"<body>{before}<p>附件：</p><p>任务清单</p>{table}</body>".encode())
    assert [(task.number, task.section) for task in annex.tasks][-1] == ("1", None)
    assert len(annex.tasks) == 3
    inside = load(f"<body><p>一、主要任务</p>{table}<p>二、工作要求</p></body>".encode())
    assert [section.heading for section in inside.sections] == ["主要任务"]
    assert inside.tasks[0].section == 0


def test_a_table_of_data_inside_a_plan_numbers_no_task() -> None:
    """Its rows are no tasks, and the task before it ends where it begins."""
    data = (
        "<table><tr><td>指标</td><td>2023年</td><td>2024年</td></tr>"
        "<tr><td>1.绿地率</td><td>38%</td><td>40%</td></tr>"
        "<tr><td>2.公交分担率</td><td>30%</td><td>33%</td></tr></table>"
    )
    plan = load(
        "<body><p>1.建设公园3个。（区园林局）</p><p>2.新开公交5条。（区交通局）</p>"
        f"<p>附表</p>{data}</body>".encode()
    )
    assert [task.text for task in plan.tasks] == [
        "建设公园3个。（区园林局）",
        "新开公交5条。（区交通局）",
    ]
    assert [len(task.targets) for task in plan.tasks] == [1, 1]


def test_prose_in_a_table_stays_prose() -> None:
    """A cell that holds a whole plan is read as the plan."""
    words = "".join(
        f"<p>{n}.建设项目{n}个，{'扎实推进' * 8}。（县发改局）</p>" for n in range(1, 9)
    )
    plan = load(f"<body><table><tr><td>{words}</td></tr></table></body>".encode())
    assert len(plan.tasks) == 8
    assert all(units_of(task) == {"responsible:县发改局"} for task in plan.tasks)

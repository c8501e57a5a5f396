"""What falls due: by day, with a number or without, as a table and as a calendar."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import icalendar
import pytest
from support.stores.stores import Ask
from zeren.graph.build.folder import build
from zeren.graph.desk.due import after, due, window
from zeren.graph.errors import GraphError
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import open_store

PLAN = """白塔市2031年重点任务分工方案

一、民生任务
1.修缮街道图书室。6月底前修缮图书室12个，9月底前配书3000册。（牵头单位：市文化局；责任单位：市财政局）
2.清理表格。2031年9月底前完成。（责任单位：市财政局综合科）
3.疏通排水沟。（牵头单位：市水务局）
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("due")
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert not build([folder / "plan.txt"], folder / "store").failed
    return folder / "store"


def test_tasks_and_targets_by_day(desk: Path) -> None:
    """A task of two days stands there twice; one without a number has its own day."""
    facts = read_facts(open_store(desk))
    found = due(facts, {}, date(2031, 7, 1))
    assert [
        (f"{item.day:%m-%d}", item.number, bool(item.targets), item.state) for item in found
    ] == [
        ("06-30", "1", True, "late"),
        ("09-30", "1", True, "open"),
        ("09-30", "2", False, "open"),
    ]
    assert found[0].what == "修缮图书室 12个"
    assert found[0].who("lead", "responsible") == "牵头：白塔市文化局；责任：白塔市财政局"


def test_all_that_has_a_day_is_there(examples: Path) -> None:
    """Each target with a deadline once, each task with one of its own."""
    facts = read_facts(open_store(examples))
    found = due(facts, {}, date(2024, 1, 1))
    targets = [target.iri for item in found for target in item.targets]
    assert sorted(targets) == sorted(each.iri for each in facts.targets if each.deadline)
    own = {(item.task, item.day) for item in found if item.own}
    assert own == {(task.iri, task.deadline) for task in facts.tasks.values() if task.deadline}
    assert [item.day for item in found] == sorted(item.day for item in found)


def test_a_unit_has_the_tasks_of_its_parts(desk: Path, ask: Ask) -> None:
    code, out, _ = ask(
        *(
            "due",
            "--unit",
            "白塔市财政局",
            "--from",
            "2031-01-01",
            "--format",
            "json",
            "--store",
            desk,
        )
    )
    assert code == 0
    assert [each["number"] for each in json.loads(out)] == ["1", "1", "2"]


def test_the_window(desk: Path, ask: Ask) -> None:
    code, out, err = ask(
        *("due", "--from", "2031-06-01", "--within", "30d", "--store", desk, "--format", "csv")
    )
    assert code == 0
    assert out.count("2031-06-30") == 1
    assert "2031-09-30" not in out
    assert "1 due; 2 of 3 tasks have nothing due then" in err


def test_a_calendar_that_others_read(desk: Path, tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "due.ics"
    assert ask("due", "--from", "2031-01-01", "-o", path, "--store", desk)[0] == 0
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [
        date(2031, 6, 30), date(2031, 9, 30), date(2031, 9, 30)
    ]  # fmt: skip
    assert len({event["uid"] for event in events}) == 3
    assert "修缮图书室 12个" in events[0]["description"]
    first = path.read_bytes()
    assert ask("due", "--from", "2031-01-01", "-o", path, "--store", desk)[0] == 0
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    "arguments", [("--from", "x"), ("--within", "x"), ("--late", "--within", "1d"), ("-o", "a.pdf")]
)
def test_errors_say_what_to_do(desk: Path, ask: Ask, arguments: tuple[str, ...]) -> None:
    code, _, err = ask("due", *arguments, "--store", desk)
    assert code == 2
    assert "next: " in err


def test_spans_and_windows() -> None:
    day = date(2031, 1, 31)
    assert after(day, "2w") == date(2031, 2, 14)
    assert after(day, "1个月") == date(2031, 2, 28)
    assert after(date(2031, 11, 30), "3m") == date(2032, 2, 29)
    assert window("2031", day) == (date(2031, 1, 1), date(2031, 12, 31))
    assert window("2031年12月", day) == (date(2031, 12, 1), date(2031, 12, 31))
    assert window("30d", day) == (day, date(2031, 3, 2))
    with pytest.raises(GraphError):
        window("2031-13", day)

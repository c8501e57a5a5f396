"""One plan, six files: whatever a bureau saves it as, the same tasks are read."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from support.plans import plan_sets
from zeren.loaders import load
from zeren.loaders.records import ROLES, PolicyDocument, Task

FRONT = ("title", "issuer", "jurisdiction", "level", "issued", "document_number", "period")
OTHERS = tuple(name for name in plan_sets.WRITERS if name != "txt")


@cache
def read(name: str, writer: str) -> PolicyDocument:
    return load(plan_sets.WRITERS[writer](name))


def facts(task: Task) -> dict[str, Any]:
    """What must not depend on the format; white space does, where a table is written as text."""
    return {
        "place": (task.position, task.number, task.section, task.title),
        "text": re.sub(r"\s", "", task.text),
        "units": {(each.role, each.local_name, each.basis) for each in task.assignments},
        "targets": [
            (each.indicator, each.comparator, each.value, each.upper_value, each.measure)
            for each in task.targets
        ],
        "deadlines": [each.deadline for each in task.targets],
        "themes": [each.concept for each in task.themes],
        "mentions": [each.name for each in task.mentions],
    }


@pytest.mark.parametrize("name", plan_sets.NAMES)
def test_text_is_read_as_its_author_says(name: str) -> None:
    data = plan_sets.plan(name)
    written = [
        part for part in data.get("part", data.get("row", ())) if part.get("targets") is not None
    ]
    document = read(name, "txt")
    assert [task.number for task in document.tasks] == [str(part["number"]) for part in written]
    for task, part in zip(document.tasks, written, strict=True):
        for role in ROLES:
            units = [each.local_name for each in task.assignments if each.role == role]
            assert units == part.get(role, [])
        assert len(task.targets) == part["targets"]


@pytest.mark.parametrize("writer", OTHERS)
@pytest.mark.parametrize("name", plan_sets.NAMES)
def test_every_format_gives_the_same_tasks(name: str, writer: str) -> None:
    text, other = read(name, "txt"), read(name, writer)
    assert [facts(task) for task in other.tasks] == [facts(task) for task in text.tasks]


@pytest.mark.parametrize("writer", OTHERS)
@pytest.mark.parametrize("name", plan_sets.NAMES)
def test_every_format_gives_the_same_document(name: str, writer: str) -> None:
    text, other = read(name, "txt"), read(name, writer)
    for field in (
        "title",
        "issuer",
        "jurisdiction",
        "level",
        "issued",
        "document_number",
        "period",
    ):
        assert getattr(other, field) == getattr(text, field), field
    assert [each.heading for each in other.sections] == [each.heading for each in text.sections]


@pytest.mark.parametrize("writer", plan_sets.WRITERS)
@pytest.mark.parametrize("name", plan_sets.NAMES)
def test_quotes_stand_in_the_extracted_text(name: str, writer: str) -> None:
    document = read(name, writer)
    for task in document.tasks:
        for each in task.assignments:
            quote = re.sub(r"\s", "", each.span.of(document.text))
            assert each.name_as_written in quote

"""The outline: which numbered items are tasks, and under which heading they stand."""

from __future__ import annotations

import math
import time
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.plans.cases import CORPUS, DATA, GOLD, lines, needs_corpus, parameters, table
from support.plans.counting import calls
from zeren.loaders import PolicyDocument, load
from zeren.loaders.structure.numbering import find_marks
from zeren.loaders.structure.outline import Item, heading, lead_title, read_outline

CASES = lines(DATA / "outline" / "cases.jsonl")
FAILING = table(DATA / "outline" / "known_failures.toml")
TASKS_OF = {"000": 100, "001": 30, "002": 20, "003": 36, "004": 18}


def number_and_section(document: PolicyDocument) -> list[tuple[str, str | None]]:
    sections = document.sections
    return [
        (task.number, None if task.section is None else sections[task.section].number)
        for task in document.tasks
    ]


@pytest.mark.parametrize("case", parameters(CASES, FAILING["tasks"]))
def test_tasks_and_their_sections(case: dict[str, Any]) -> None:
    """Each item has its number and the numeral of the innermost heading around it."""
    document = load(case["text"].encode())
    assert [(task["task"], task["section"]) for task in case["tasks"]] == number_and_section(
        document
    )
    assert [task["starts"] for task in case["tasks"]] == [
        task.text[: len(wanted["starts"])]
        for task, wanted in zip(document.tasks, case["tasks"], strict=True)
    ]


@pytest.mark.parametrize("case", parameters(CASES, FAILING["titles"]))
def test_titles(case: dict[str, Any]) -> None:
    """A task's title is its short lead sentence, where more follows it."""
    document = load(case["text"].encode())
    assert [task["title"] for task in case["tasks"]] == [task.title for task in document.tasks]


@cache
def real(number: str) -> PolicyDocument:
    (path,) = CORPUS.glob(f"{number}_*.txt")
    return load(path.read_bytes())


def real_gold(number: str) -> list[dict[str, Any]]:
    (path,) = GOLD.glob(f"{number}_*.jsonl")
    return lines(path)


@needs_corpus
@pytest.mark.parametrize("number", TASKS_OF)
def test_real_plans_have_all_their_tasks(number: str) -> None:
    """A real plan has exactly its tasks."""
    assert len(real(number).tasks) == TASKS_OF[number]


@needs_corpus
@pytest.mark.parametrize("number", TASKS_OF)
def test_real_plans_agree_with_the_gold(number: str) -> None:
    """Numbers and sections of the annotated first tasks are those of the annotators."""
    gold = real_gold(number)
    expected = [(task["task"], task["section"]) for task in gold]
    assert expected == number_and_section(real(number))[: len(gold)]


@needs_corpus
@pytest.mark.parametrize("number", TASKS_OF)
def test_titles_of_real_plans(number: str) -> None:
    """Titles are those of the annotators, but for the tasks that are listed."""
    gold = real_gold(number)
    tasks = real(number).tasks[: len(gold)]
    differing = [
        task.number
        for task, wanted in zip(tasks, gold, strict=True)
        if task.title != wanted["title"]
    ]
    assert differing == FAILING["real_titles"].get(number, [])


MARKS = [
    "一、",
    "二、",
    "三、",
    "（一）",
    "（二）",
    "1.",
    "2.",
    "3．",
    "4",
    "（1）",
    "①",
    "第一条 ",
    "任务二：",
]
WORDS = [
    *(
        "推进河道清淤",
        "新建水厂2座",
        "总体要求",
        "组织实施",
        "3家医院达标",
        "附件：1.清单",
        "。",
        "；",
        "：",
    ),
    *(
        "\n",
        "\n",
        "\n\n",
        " ",
        "（责任单位：甲县水务局）",
        "甲县水务局\n2024年3月1日\n",
        "抄送：各局",
        "2.5%",
    ),
]
pages = st.lists(st.sampled_from(MARKS + WORDS), max_size=40).map("".join)


@settings(deadline=None, max_examples=200)
@given(pages | st.text(max_size=80), st.integers(0, 20))
def test_items_are_in_order_and_nested(text: str, start: int) -> None:
    """Tasks come in order without overlap, sections around them; all lie in the text."""
    outline = read_outline(text, min(start, len(text)))
    at = 0
    for task in outline.tasks:
        assert at <= task.mark.start < task.body <= task.end <= len(text)
        at = task.end
        assert not task.children
        above = task.lineage()
        assert all(item in outline.sections for item in above)
        kinds = [item.mark.kind for item in [*above, task]]
        assert kinds == sorted(set(kinds))
        assert all(item.mark.start < task.mark.start for item in above)
    starts = [item.mark.start for item in outline.sections]
    assert starts == sorted(set(starts))
    assert all(item.children for item in outline.sections)


@settings(deadline=None, max_examples=50)
@given(pages)
def test_tasks_of_a_document_lie_apart_in_its_text(text: str) -> None:
    """Positions count from 1; spans follow each other inside the source."""
    document = load(("甲县2024年工作要点\n" + text).encode())
    assert [task.position for task in document.tasks] == [*range(1, len(document.tasks) + 1)]
    at = 0
    for task in document.tasks:
        assert at <= task.span.start < task.span.end <= len(document.text)
        at = task.span.end
        assert task.section is None or document.sections[task.section].span.start < at
    for index, section in enumerate(document.sections):
        assert section.parent is None or section.parent < index


REPEATED = [
    *(
        "1.",
        "1.1.",
        "（一）",
        "一、",
        "1",
        "①",
        "(1)",
        "任务一：",
        "第一条 ",
        "1.甲",
        "1.甲。2.乙。",
        "★1.甲\n",
    ),
    *(
        "\n1.甲",
        "\n一、甲\n（一）乙\n1.丙",
        "一、甲。",
        "附件：1.甲\n",
        "\n",
        " ",
        "甲",
        "一" * 3,
        "\n2024年1月1日",
    ),
    *(
        "\n甲局",
        "责任单位：",
        "1.总体要求",
        "一、工作目标\n",
        "1.甲…………1\n",
        "本方案由",
        "百",
        "\n1\t甲任务\t乙局",
        "\n序号\t任务\t牵头单位\n1\t甲任务\t乙局",
        "\n序号\n任务\n牵头单位\n1\n甲任务\n乙局",
        "|1|甲任务|乙局|\n",
        "Ⅰ、",
    ),
]


def whole(text: str) -> list[Item]:
    """Do all that the outline offers for *text*."""
    find_marks(text)
    outline = read_outline(text)
    for item in (*outline.sections, *outline.tasks):
        heading(text, item)
        lead_title(text, item)
    return list(outline.tasks)


@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_twice_the_page_is_twice_the_work(unit: str) -> None:
    """The work grows with the page, not with its square."""
    whole(unit * 10)
    small, large = unit * 500, unit * 1000
    assert calls(lambda: whole(large)) <= 2.5 * calls(lambda: whole(small)) + 100


@pytest.mark.slow
@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_a_long_page_of_one_thing_is_read_in_time(unit: str) -> None:
    """Work of this process, no clock: what a pattern does in one call is not counted above."""

    def work(length: int) -> float:
        page = unit * (length // len(unit))
        least = math.inf
        for _ in range(3):  # the least: other work on the machine only adds
            begun = time.process_time()
            whole(page)
            least = min(least, time.process_time() - begun)
        return least

    # Four times the page: four times the work, or sixteen times where it grows with the square.
    assert work(80_000) <= 9 * work(20_000) + 0.2

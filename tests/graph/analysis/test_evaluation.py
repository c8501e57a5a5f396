"""Measuring the reading against gold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from zeren.graph.analysis.evaluation import (
    Evaluation,
    Score,
    as_json,
    evaluate,
    evaluate_file,
    read_gold,
    total,
)
from zeren.graph.errors import GraphError
from zeren.loaders import load
from zeren.loaders.records import PolicyDocument

PLAN = """溪桐县2024年重点工作要点
1.修缮水渠30公里以上，2024年底前完工。支持县人民医院义诊。（牵头单位：县水利局；配合单位：县财政局）
2.改造校舍。（责任单位：县教育局）
3.开展普查。（责任单位：县统计局）
"""


@pytest.fixture(scope="module")
def document() -> PolicyDocument:
    """An invented plan of three tasks."""
    return load(PLAN.encode())


def gold(*tasks: dict[str, object]) -> list[dict[str, object]]:
    return list(tasks)


def unit(name: str, role: str) -> dict[str, str]:
    return {"name": name, "role": role}


FIRST = {"task": "1", "units": [unit("县水利局", "lead"), unit("县财政局", "cooperating")]}
SECOND = {"task": "2", "units": [unit("县教育局", "responsible")]}
THIRD = {"task": "3", "units": [unit("县统计局", "responsible")]}


def test_equal_reading_scores_one(document: PolicyDocument) -> None:
    """What gold has and the reading has too is right, and nothing differs."""
    result = evaluate(document, gold(FIRST, SECOND, THIRD))
    assert result.scores["tasks"] == Score(3, 0, 0)
    assert result.scores["units"] == Score(4, 0, 0)
    assert result.differences == ()


def test_other_role_is_missed_and_extra(document: PolicyDocument) -> None:
    """A unit with another role is one missed and one too much."""
    wrong = {"task": "2", "units": [unit("县教育局", "lead")]}
    result = evaluate(document, gold(FIRST, wrong, THIRD))
    assert result.scores["units"] == Score(3, 1, 1)
    assert [(d.missed, d.item) for d in result.differences] == [
        (True, "县教育局 lead"),
        (False, "县教育局 responsible"),
    ]


def test_gold_may_stop_early(document: PolicyDocument) -> None:
    """Tasks behind the last annotated one are not counted."""
    result = evaluate(document, gold(FIRST))
    assert result.scores["tasks"] == Score(1, 0, 0)
    assert result.scores["units"] == Score(2, 0, 0)


def test_task_that_gold_has_not_is_extra(document: PolicyDocument) -> None:
    """A task between annotated ones is too much, with its units."""
    result = evaluate(document, gold(FIRST, THIRD))
    assert result.scores["tasks"] == Score(2, 1, 0)
    assert result.scores["units"] == Score(3, 1, 0)


def test_missed_task_misses_its_units(document: PolicyDocument) -> None:
    """A task that was not found takes its units with it."""
    ninth = {"task": "9", "units": [unit("县审计局", "lead")]}
    result = evaluate(document, gold(FIRST, SECOND, THIRD, ninth))
    assert result.scores["tasks"] == Score(3, 0, 1)
    assert result.scores["units"] == Score(4, 0, 1)


def test_keys_that_gold_leaves_out_are_not_counted(document: PolicyDocument) -> None:
    """Without targets in gold no target is right or wrong."""
    assert evaluate(document, gold(FIRST)).scores["targets"] == Score()


def test_targets_deadlines_and_mentions(document: PolicyDocument) -> None:
    """Targets count by comparator, value and measure, deadlines with their number."""
    full = FIRST | {
        "targets": [
            {"cmp": ">=", "value": 30, "value2": None, "unit": "公里", "deadline": "2024-12-31"}
        ],
        "mentions": ["县人民医院"],
        "themes": [],
    }
    scores = evaluate(document, gold(full)).scores
    assert scores["targets"].right + scores["targets"].missed == 1
    assert scores["deadlines"].right + scores["deadlines"].missed == 1
    assert scores["targets"] == Score(1, 0, 0)
    assert scores["mentions"] == Score(1, 0, 0)


def test_sectors_of_either_annotator_are_right_and_not_asked_for(document: PolicyDocument) -> None:
    """A sector that one of two annotators gave counts where it was read, and is never missed."""
    assert [each.concept.rpartition("#")[2] for each in document.tasks[1].sectors] == ["education"]
    one, other = {"task": "2", "sectors": ["education"]}, {"task": "2", "sectors": ["housing"]}
    assert evaluate(document, gold(FIRST, one)).scores["sectors"] == Score(1, 0, 0)
    assert evaluate(document, gold(FIRST, other)).scores["sectors"] == Score(0, 1, 1)
    either = {"task": "2", "sectors": [], "sectors_ok": ["education", "housing"]}
    assert evaluate(document, gold(FIRST, either)).scores["sectors"] == Score(1, 0, 0)


def test_a_theme_of_a_field_meets_the_wider_one_of_health_plans(document: PolicyDocument) -> None:
    """Gold with an id of the 29 is met by a theme that counts for it there."""
    assert document.tasks[1].themes[0].concept.endswith("#preschool-schooling")
    wide, own = (
        {"task": "2", "themes": [name]} for name in ("science-education", "preschool-schooling")
    )
    assert evaluate(document, gold(FIRST, wide)).scores["themes"] == Score(1, 0, 0)
    assert evaluate(document, gold(FIRST, own)).scores["themes"] == Score(1, 0, 0)


def test_inherited_units_do_not_count(document: PolicyDocument) -> None:
    """What is carried over from elsewhere is annotated there, and not counted here."""
    task = document.tasks[1]
    carried = tuple(replace(a, basis="inherited") for a in task.assignments)
    changed = replace(
        document,
        tasks=(document.tasks[0], replace(task, assignments=carried), document.tasks[2]),
    )
    assert evaluate(changed, gold(FIRST, SECOND, THIRD)).scores["units"] == Score(3, 0, 1)


@pytest.mark.parametrize(
    ("score", "values"),
    [
        (Score(), (1.0, 1.0, 1.0)),
        (Score(1, 1, 0), (0.5, 1.0, 2 / 3)),
        (Score(1, 0, 1), (1.0, 0.5, 2 / 3)),
        (Score(0, 1, 1), (0.0, 0.0, 0.0)),
    ],
)
def test_measures(score: Score, values: tuple[float, float, float]) -> None:
    """Precision, recall and F1 from the counts, with nothing to find counted as found."""
    assert (score.precision, score.recall, score.f1) == pytest.approx(values)


def test_total_adds_counts() -> None:
    """All documents together count every item once."""
    one = Evaluation("a", {"tasks": Score(1, 2, 3)}, ())
    assert total([one, one]).scores["tasks"] == Score(2, 4, 6)
    assert as_json([one])["all"]["tasks"]["right"] == 1


def test_bad_line_is_named(tmp_path: Path) -> None:
    """A line that is no annotated task is named by file and line."""
    path = tmp_path / "plan.jsonl"
    path.write_text(json.dumps(FIRST) + '\n{"task": "2", "units": [{}]}\n', encoding="utf-8")
    with pytest.raises(GraphError, match=r"plan\.jsonl:2"):
        read_gold(path)


def test_missing_gold_and_missing_plan(tmp_path: Path) -> None:
    """A gold file or a plan that is not there gives an error that says which."""
    with pytest.raises(GraphError, match="no gold"):
        evaluate_file(tmp_path / "plan.txt", tmp_path)
    (tmp_path / "plan.jsonl").write_text(json.dumps(FIRST), encoding="utf-8")
    with pytest.raises(GraphError, match=r"plan\.txt"):
        evaluate_file(tmp_path / "plan.txt", tmp_path)

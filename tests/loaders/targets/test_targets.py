"""Targets and deadlines: cases of all sectors as data, rules as they explain themselves."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from support.plans import cases
from zeren.loaders import load
from zeren.loaders.rules.model import Rule
from zeren.loaders.spacy import targets as target_components
from zeren.loaders.targets.comparators import SIGNS
from zeren.loaders.targets.deadlines import find_deadlines
from zeren.loaders.targets.finding import find_targets
from zeren.loaders.targets.rules import (
    DEADLINE_RULES,
    REFUSALS,
    TARGET_RULES,
)
from zeren.loaders.text.numbers import value_of

HERE = cases.DATA / "targets"
FAILING = cases.table(HERE / "known_failures.toml")["failing"]
WILD = cases.parameters(cases.lines(HERE / "wild.jsonl"), FAILING.get("wild", {}))
NEGATIVE = cases.parameters(cases.lines(HERE / "negative.jsonl"), FAILING.get("negative", {}))

Found = Counter[tuple[str, Decimal, Decimal | None, str, str | None]]


def read(text: str) -> Found:
    return Counter(
        (
            SIGNS[t.comparator],
            t.value,
            t.upper_value,
            t.measure,
            str(t.deadline) if t.deadline else None,
        )
        for t in find_targets(text, year=2024, period=(2024, 2024))
    )


def wanted(case: dict[str, Any]) -> Found:
    def number(value: str | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return Counter(
        (t["cmp"], Decimal(t["value"]), number(t["value2"]), t["unit"], t["deadline"])
        for t in case["targets"]
    )


@pytest.mark.parametrize("case", WILD)
def test_targets_are_found(case: dict[str, Any]) -> None:
    assert read(case["text"]) == wanted(case)


@pytest.mark.parametrize("case", NEGATIVE)
def test_other_numbers_are_left_alone(case: dict[str, Any]) -> None:
    assert read(case["text"]) == Counter()


def test_there_are_enough_cases() -> None:
    assert len(WILD) >= 150
    assert len(NEGATIVE) >= 60


@pytest.mark.parametrize("rule", TARGET_RULES, ids=lambda rule: rule.id)
def test_target_rule(rule: Rule) -> None:
    found = find_targets(rule.example, year=2024)
    assert tuple((t.comparator, str(t.value), t.measure) for t in found) == rule.gives
    assert rule.id in {t.rule for t in found}
    assert rule.id not in {t.rule for t in find_targets(rule.counter_example, year=2024)} or (
        rule.id == "number" and not find_targets(rule.counter_example, year=2024)
    )


@pytest.mark.parametrize("rule", REFUSALS, ids=lambda rule: rule.id)
def test_refusal(rule: Rule) -> None:
    assert not find_targets(rule.example, year=2024)
    assert find_targets(rule.counter_example, year=2024)


@pytest.mark.parametrize("rule", DEADLINE_RULES, ids=lambda rule: rule.id)
def test_deadline_rule(rule: Rule) -> None:
    ((day,),) = rule.gives
    (deadline,) = find_deadlines(rule.example, 2024)
    assert (str(deadline.day), deadline.rule) == (day, rule.id)
    assert [str(t.deadline) for t in find_targets(rule.example, year=2024)] == [day]
    others = find_targets(rule.counter_example, year=2024)
    assert all(t.deadline is None for t in others)


@pytest.mark.parametrize(
    ("text", "year", "days"),
    [
        (c["text"], c["year"], c["days"])
        for c in cases.lines(cases.DATA / "deadlines" / "wild.jsonl")
    ],
)
def test_deadlines_are_found(text: str, year: int | None, days: list[str]) -> None:
    assert [str(d.day) for d in find_deadlines(text, year)] == days


@pytest.mark.parametrize("case", cases.parameters(cases.lines(HERE / "indicators.jsonl"), {}))
def test_indicators_and_bases(case: dict[str, Any]) -> None:
    """An indicator keeps its words; where a change starts from is kept beside where it goes."""
    found = find_targets(case["text"], year=2024)
    assert [
        [t.indicator, str(t.value), None if t.base is None else str(t.base)] for t in found
    ] == case["targets"]


@pytest.mark.parametrize(
    "case", cases.parameters(cases.lines(cases.DATA / "deadlines" / "tasks.jsonl"), {})
)
def test_tasks_have_the_deadline_of_their_line_cell_clause_or_sentence(
    case: dict[str, Any],
) -> None:
    document = load(case["text"].encode())
    assert [str(t.deadline) if t.deadline else None for t in document.tasks] == case["deadlines"]


def test_offsets_lead_to_the_words() -> None:
    text = "到2026年底，建成托位1.2万个以上。"
    (target,) = find_targets(text, year=None)
    assert text[target.start : target.end] == "1.2万个以上"
    (deadline,) = find_deadlines(text, None)
    assert text[deadline.start : deadline.end] == "2026年底"


def test_numbers_in_clauses_and_damage_are_skipped() -> None:
    text = "建成站点8个（责任单位：各县8个部门）。新增床位30张。"
    clause = (text.index("（"), text.index("）") + 1)
    damage = (text.index("30"), text.index("30") + 1)
    found = find_targets(text, year=None, skip=[clause], damaged=[damage])
    assert [(str(t.value), t.measure) for t in found] == [("8", "个")]


@pytest.mark.parametrize(
    "text",
    [
        f"建成站点{'9' * 400}个。",
        "13月底前建成，2月30日前开工。",
        "99月99日前完成0000-99-99。",
        "：：：1:1:1:1，、、%%%以上以上",
        "分别分别均均各各达到达到",
        "",
        "□□□个",
        "二〇二四年十三月底前",
    ],
)
def test_nonsense_gives_nothing(text: str) -> None:
    assert not find_targets(text, year=2024)
    assert not find_deadlines(text, 2024)


def test_no_number_is_too_large() -> None:
    assert value_of("9" * 40) is None
    assert value_of("一" * 40) is None


@pytest.mark.parametrize(
    "piece",
    [
        "建成站点5个，",
        "5",
        "5个、",
        "十",
        "到2024年底、",
        "完成时限：",
        "率、",
        "（",
        "“",
        "至少",
        "1:",
        "的",
        "分别达到5%、",
        "均达到5%，",
        "百分之",
        "2-",
        "1,000",
        "万",
        "月底前",
        "20",
    ],
)
def test_time_is_linear(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size] + "年"
        began = time.process_time()
        find_targets(text, year=2024)
        find_deadlines(text, 2024)
        return time.process_time() - began

    seconds(1000)
    # Tried again where it fails: the machine may be busy with something else.
    assert any(seconds(100_000) < max(24 * seconds(10_000), 0.5) for _ in range(3))


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="0123456789.,:%‰万亿十百一二个人年月日底前到至分别均各以上下"
        "、，。（）“”率达□ \n-—",
        max_size=60,
    )
)
def test_any_text_is_read_without_error(text: str) -> None:
    for target in find_targets(text, year=2024):
        assert 0 <= target.start < target.end <= len(text)
        assert target.upper_value is None or target.upper_value > target.value
    for deadline in find_deadlines(text, 2024):
        assert 0 <= deadline.start < deadline.end <= len(text)


def test_components() -> None:
    assert target_components.TARGETS_KEY == "targets"
    nlp = spacy.blank("zh")
    nlp.add_pipe("zeren_deadlines", config={"year": 2024})
    nlp.add_pipe("zeren_targets", config={"year": 2024})
    doc = nlp("年底前建成站点8个以上。")
    assert [(s.text, s.label_) for s in doc.spans["targets"]] == [("8个以上", "at-least")]
    assert [(s.text, s.label_) for s in doc.spans["deadlines"]] == [("年底前", "2024-12-31")]
    assert str(doc._.zeren_targets[0].deadline) == "2024-12-31"

"""Mentions: invented sentences of all sectors, the rules' own examples, and bad input."""

from __future__ import annotations

import json
import time

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from support import TESTS
from zeren.loaders.mentions.finding import find_mentions, level_of
from zeren.loaders.mentions.rules import MENTION_RULES
from zeren.loaders.rules.model import Rule
from zeren.loaders.spacy import mentions as mention_component

CASES = TESTS / "data" / "mentions"


def cases(name: str) -> list[dict[str, object]]:
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def names(case: dict[str, object]) -> list[str]:
    text, level = case["text"], case.get("level")
    assert isinstance(text, str)
    assert level is None or isinstance(level, str)
    return [m.name for m in find_mentions(text, level=level)]


@pytest.mark.parametrize("case", [*cases("wild"), *cases("negative")], ids=lambda c: c["text"])
def test_case(case):
    assert names(case) == case["mentions"]


@pytest.mark.xfail(strict=True, reason="beyond the rules")
@pytest.mark.parametrize("case", cases("known_failures"), ids=lambda c: c["text"])
def test_known_failure(case):
    assert names(case) == case["mentions"]


@pytest.mark.parametrize("rule", MENTION_RULES, ids=lambda r: r.id)
def test_rule(rule: Rule):
    gives = tuple(name for (name,) in rule.gives)
    known = gives if rule.id == "known" else ()
    found = find_mentions(rule.example, known=known)
    assert tuple(m.name for m in found) == gives
    assert rule.id in {m.rule for m in found}
    assert not [m for m in find_mentions(rule.counter_example, known=known) if m.rule == rule.id]


def test_offsets_lead_back_to_the_text():
    text = "联合市委宣传部、（市）以及 市红十字会等部门。"
    for mention in find_mentions(text):
        assert text[mention.start : mention.end] == mention.surface


def test_skipped_spans_are_not_read():
    text = "市教育局落实。（责任单位：市财政局）"
    assert [m.name for m in find_mentions(text, skip=[(7, len(text))])] == ["市教育局"]


def test_a_category_of_a_lower_level():
    text = "加强县人民医院建设。"
    assert [m.name for m in find_mentions(text, level="县")] == ["县人民医院"]
    assert find_mentions(text, level="省") == []


def test_level_of_a_plan():
    assert level_of("全县新增学位，我县教师") == "县"
    assert level_of("无") is None


def test_component():
    nlp = spacy.blank("zh")
    nlp.add_pipe("zeren_mentions")
    doc = nlp("支持岚江农业大学建设基地。")
    assert [span.text for span in doc.spans[mention_component.SPANS_KEY]] == ["岚江农业大学"]
    assert [m.name for m in doc._.zeren_mentions] == ["岚江农业大学"]


@given(
    st.text(
        alphabet="市县区委局医院大学中心各、，。（）《》“和与等支持推动第一二三国家岚江 \n",
        max_size=60,
    )
)
def test_nonsense_raises_nothing(text):
    found = find_mentions(text)
    assert all(text[m.start : m.end] == m.surface for m in found)
    assert [m.start for m in found] == sorted(m.start for m in found)


@pytest.mark.parametrize(
    "unit",
    [
        "医院",
        "市",
        "市医院和",
        "各区、",
        "青石、",
        "《",
        "一中",
        "各县（",
        "推动各区支持市教育局与",
    ],
)
def test_time_is_linear(unit):
    text = unit * (100_000 // len(unit)) + "等企业"
    start = time.process_time()  # of this process: whatever else the machine does
    find_mentions(text)
    assert time.process_time() - start < 5

"""The cases of cleaning: noise that goes, text that stays, and what is still wrong.

``tests/data/cleaning`` holds them as data: *wild* is noise as it is met, *negative* is
text that only looks like noise, *known_failures* is what we would like to get right and
do not. ``step`` is the step that a case is about.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from support import TESTS
from zeren.loaders.cleaning import STEPS, clean
from zeren.loaders.cleaning.furniture_rules import RULES as FURNITURE_RULES
from zeren.loaders.cleaning.ocr import RULES as OCR_RULES
from zeren.loaders.cleaning.ocr import changes as ocr_changes

DATA = TESTS / "data" / "cleaning"
KINDS = [step.kind for step in STEPS]


def cases(name: str) -> list[Any]:
    found = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{case['step']}: {case['label']}") for case in found]


@pytest.mark.parametrize("case", cases("wild"))
def test_noise_goes_and_the_step_says_so(case: dict[str, str]) -> None:
    cleaned = clean(case["original"])
    assert cleaned.text == case["cleaned"]
    assert case["step"] in {edit.kind for edit in cleaned.edits}
    for edit in cleaned.edits:
        assert edit.span.of(case["original"]) == edit.before


@pytest.mark.parametrize("case", cases("wild"))
def test_cleaning_twice_changes_nothing_more(case: dict[str, str]) -> None:
    assert clean(case["cleaned"]).text == case["cleaned"]


@pytest.mark.parametrize("case", cases("negative"))
def test_what_only_looks_like_noise_stays(case: dict[str, str]) -> None:
    for step in STEPS:
        if case["step"] in {"all", step.kind}:
            assert step.changes(case["original"]) == []


@pytest.mark.xfail(strict=True, reason="known failure of cleaning")
@pytest.mark.parametrize("case", cases("known_failures"))
def test_known_failure(case: dict[str, str]) -> None:
    assert clean(case["original"]).text == case["cleaned"]


def test_every_step_has_wild_and_negative_cases() -> None:
    here = set(KINDS) - {"byte_slip"}  # has its own
    for name in ("wild", "negative"):
        assert here <= {case.values[0]["step"] for case in cases(name)}


@pytest.mark.parametrize("rule", OCR_RULES, ids=lambda rule: rule.id)
def test_ocr_rule_keeps_its_promise(rule: Any) -> None:
    slip, right = rule.example
    assert clean(slip).text == right
    assert rule.id in {change.reason for change in ocr_changes(slip)}
    assert ocr_changes(rule.counter_example) == []


@pytest.mark.parametrize("rule", FURNITURE_RULES, ids=lambda rule: rule.id)
def test_furniture_rule_keeps_its_promise(rule: Any) -> None:
    for line in rule.examples:
        assert rule.pattern.match(line), line
        assert any(needed in line for needed in rule.needs), line
        assert len(line) <= rule.longest
    for line in rule.counter_examples:
        assert not rule.pattern.match(line), line


@pytest.mark.parametrize("rule", FURNITURE_RULES, ids=lambda rule: rule.id)
def test_no_other_furniture_rule_takes_a_counter_example(rule: Any) -> None:
    for line in rule.counter_examples:
        assert clean(line).text == clean(f"甲\n{line}\n乙").text[2:-2]
        assert not [edit for edit in clean(line).edits if edit.kind == "furniture"]

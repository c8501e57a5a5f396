"""Issuer, place and level of a plan: what is read, by which rule, and what contradicts it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from support.plans.cases import DATA, table
from zeren.loaders import Metadata, PolicyDocument, load
from zeren.loaders.structure.origin_rules import BY_ID

CASES: list[dict[str, Any]] = table(DATA / "origin" / "cases.toml")["case"]
ABOUT = ("issuer", "jurisdiction", "level")


def notes(plan: PolicyDocument, about: str) -> list[str]:
    return [note.message for note in plan.notes if note.code == f"origin-{about}"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_where_a_plan_is_from(case: dict[str, Any]) -> None:
    """The value, and the rule that read it, for each of the three; or nothing."""
    plan = load(case["text"].lstrip("\n").encode())
    for about in ABOUT:
        wanted = case.get(about)
        assert getattr(plan, about) == (wanted[0] if wanted else None), about
        if wanted:
            value = wanted[0]
            rules = {
                m.partition(": ")[0] for m in notes(plan, about) if value in m or about == "issuer"
            }
            assert wanted[1] in rules, notes(plan, about)
        else:
            assert notes(plan, about) == []
    assert notes(plan, "contradiction") == case.get("contradicts", [])


def test_every_rule_is_tried() -> None:
    """No rule without a case; those of web pages and printing are tried on the examples."""
    tried = {case[about][1] for case in CASES for about in ABOUT if about in case}
    assert set(BY_ID) - tried == {"sidecar", "label", "printed"}


def test_the_evidence_stands_in_the_source() -> None:
    """Each note points at words of the source."""
    for case in CASES:
        plan = load(case["text"].lstrip("\n").encode())
        for note in plan.notes:
            if note.code.startswith("origin-") and note.span:
                words = note.span.of(plan.text)
                assert words.strip()
                value = note.message.partition(": ")[2]
                rule = note.message.partition(": ")[0]
                if note.code == "origin-issued":
                    assert [int(part) for part in re.findall(r"\d+", words)] == [
                        int(part) for part in value.split("-")
                    ]
                elif rule in {"signature", "letterhead", "notice", "title"}:
                    assert words in value or value in words


def test_the_sidecar_wins_and_says_so() -> None:
    """What is given is taken, noted as given, and the text's own evidence is not noted."""
    text = CASES[0]["text"].lstrip("\n").encode()
    given = Metadata(issuer="泊宁市教育局", jurisdiction="泊宁市", level="city")
    plan = load(text, given)
    assert (plan.issuer, plan.jurisdiction, plan.level) == ("泊宁市教育局", "泊宁市", "city")
    assert notes(plan, "issuer") == ["sidecar: 泊宁市教育局"]
    assert notes(plan, "jurisdiction") == ["sidecar: 泊宁市"]


def test_the_rules_explain_themselves() -> None:
    """Each has a shape, and what it costs."""
    for rule in BY_ID.values():
        assert rule.shape
        assert rule.cost
        assert Path(rule.id).name == rule.id

"""Issuer, place and level of a plan: what is read, by which rule, and what contradicts it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from support.plans.cases import DATA, table
from zeren.loaders import Metadata, PolicyDocument, load
from zeren.loaders.structure.origin.rules import BY_ID

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


OF_THE_HEAD = {
    *("line", "below-notice", "passed-on", "news", "run-on", "field", "file-name", "number-line"),
    *("sidecar", "label", "printed", "published", "host", "site-name", "own-notice"),
    "page-day",
}
"""Rules of titles, numbers and pages: test_head.py and the examples try them."""


def test_every_rule_is_tried() -> None:
    """No rule without a case; those of web pages and printing are tried on the examples."""
    tried = {
        note.message.partition(": ")[0]
        for case in CASES
        for note in load(case["text"].lstrip("\n").encode()).notes
        if note.code in {f"origin-{about}" for about in ABOUT}
    }
    assert set(BY_ID) - tried <= OF_THE_HEAD


URL = "http://www.cixi.gov.cn/art/2024/3/5/art_1.html"


@pytest.mark.parametrize(
    ("text", "url", "place"),
    [
        ("一、促进我市消费。（责任单位：市商务局）", URL, "慈溪市"),
        ("一、促进我县消费。（责任单位：县商务局）", URL, None),
        ("一、促进我市消费。（责任单位：市商务局）", "http://example.com/cixi", None),
        ("一、促进我市消费。（责任单位：市商务局）", "https://swj.mianyang.gov.cn/a", "绵阳市"),
    ],
)
def test_the_address_of_the_page(text: str, url: str, place: str | None) -> None:
    """The host of a government site tells the place, if the text speaks of such a one."""
    plan = load(text.encode(), Metadata(url=url))
    assert plan.jurisdiction == place
    assert plan.jurisdiction_basis == ("inferred" if place else None)


def test_nothing_is_inferred_where_that_is_switched_off() -> None:
    """What the head states stays; what only the text tells is not taken."""
    text = "一、补贴。在慈溪市购房、慈溪市就业，促进我市消费。（责任单位：市商务局）".encode()
    assert load(text).jurisdiction == "慈溪市"
    assert load(text, Metadata(infer=False)).jurisdiction is None
    headed = "慈溪市消费工作方案\n".encode() + text
    plan = load(headed, Metadata(infer=False))
    assert (plan.jurisdiction, plan.jurisdiction_basis) == ("慈溪市", "stated")


def test_too_little_says_what_is_missing() -> None:
    """One line names what the text speaks of, and the column that would decide."""
    plan = load("一、促进我县消费，落实宁波市部署。（责任单位：县商务局）".encode())
    lines = [note.message for note in plan.notes if note.code == "origin-missing"]
    assert plan.jurisdiction is None
    assert len(lines) == 1
    assert "宁波市" in lines[0]
    assert "jurisdiction" in lines[0]


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

"""``zeren rules``: the rules, one of them, and what it read in a store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import ROOT
from zeren.graph.build.folder import build
from zeren.graph.cli import run


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules") / "store"
    build([ROOT / "examples" / "boning_business_2024.txt"], folder)
    return folder


def test_the_list_counts_what_each_rule_read(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All statements of a kind of rule add up, and a rule that read nothing has none."""
    assert run(["rules", "--format", "json", "--store", str(store)]) == 0
    rules = {rule["rule"]: rule for rule in json.loads(capsys.readouterr().out)}
    assert rules["bracket-verb"]["read"] > 0
    assert rules["table-cell"]["read"] == 0
    assert {rule["kind"] for rule in rules.values()} == {
        *("clause", "target", "deadline", "mention", "refusal", "cleaning", "origin")
    }


def test_one_rule_shows_its_pattern_and_what_it_read(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pattern, its parts, and words of the source that it read."""
    assert run(["rules", "bracket-verb", "--limit", "2", "--store", str(store)]) == 0
    out = capsys.readouterr().out
    assert "{VERB}" in out
    assert "VERB:" in out
    assert out.count("boning_business_2024.txt") == 2


def test_without_a_store_rules_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody needs a store to look a rule up; an unknown one is an error that lists them."""
    monkeypatch.chdir(tmp_path)
    assert run(["rules", "first"]) == 0
    assert "甲市体育局 lead" in capsys.readouterr().out
    assert run(["rules", "nothing"]) == 2
    assert "bracket-label" in capsys.readouterr().err

"""Codes by words: the strongest counts, 重要 is no 要, every code shows its words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.stores.facts import Part, facts, task
from zeren.graph.analysis.text.attention import attention
from zeren.graph.analysis.text.codes import (
    KINDS,
    SIDES,
    code_task,
    code_tasks,
    instrument_scheme,
    obligation_scheme,
)
from zeren.graph.cli import run
from zeren.graph.model.facts import TaskFact
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import open_store


def fact(text: str) -> TaskFact:
    return replace(facts([Part(0, 1, 1)]).tasks[task(0, 1)], text=text)


@pytest.mark.parametrize(
    ("text", "obligation", "degree"),
    [
        ("各县区必须按期建成，鼓励社会参与。", "mandatory", 5),
        ("新建项目不得占用耕地。", "mandatory", 5),
        ("各单位要按月报送进展。", "required", 4),
        ("推进重要支流治理，完善应急预案，满足居民需要。", "plain", 3),
        ("完成主要污染物减排要点，回应群众关切，供应蔬菜。", "plain", 3),
        ("困难家庭应保尽保、应救尽救，有求必应。", "plain", 3),
        ("鼓励有条件的乡镇建设文化站。", "encouraged", 2),
        ("探索建立河湖管护新机制。", "explored", 1),
        ("探索建立机制，支持企业参与。", "encouraged", 2),
    ],
)
def test_the_strongest_word_counts(text: str, obligation: str, degree: int) -> None:
    found = code_task(fact(text))
    assert (found.obligation, found.degree) == (obligation, degree)
    for each in (*found.evidence, *found.instrument_evidence):
        assert text[each.start : each.end] == each.word


def test_instruments_stand_in_both_sortings() -> None:
    found = code_task(fact("设立专项资金，开展培训，对超标企业加强执法检查并依法处罚，做好科普。"))
    assert found.instruments == ("funding", "training", "inspection", "penalty", "publicity")
    assert found.sides == ("supply", "environment")
    assert found.kinds == ("command", "market", "voluntary")
    assert code_task(fact("加强医保基金管理。")).instruments == ()


def test_the_schemes_are_whole() -> None:
    obligation, instruments = obligation_scheme(), instrument_scheme()
    degrees = [concept.degree for concept in obligation.concepts.values()]
    assert degrees == [5, 4, 3, 2, 1]
    tops = {name for name, concept in instruments.concepts.items() if not concept.broader}
    assert tops == {*SIDES, *KINDS}
    for scheme in (obligation, instruments):
        shown = {name for name in scheme.words.values() if name}
        assert shown == set(scheme.concepts) - tops - {"plain"}
        for concept in scheme.concepts.values():
            assert concept.zh
            assert concept.en
            assert set(concept.broader) <= tops
        # A containing word that contains none, or is one, would do nothing.
        for word, concept in scheme.words.items():
            if concept is None:
                assert any(each in word for each, of in scheme.words.items() if of), word


def test_attention_adds_up_to_one(examples: Path) -> None:
    found = read_facts(open_store(examples))
    rows = attention(found)
    for year in {row.slice for row in rows}:
        mine = [row for row in rows if row.slice == year]
        assert sum(row.share for row in mine) == pytest.approx(1)
        assert 1 <= mine[0].breadth <= len(mine)
    with_sector = sum(bool(each.sectors) for each in found.tasks.values())
    assert sum(row.tasks for row in rows) == pytest.approx(with_sector)
    assert {row.slice for row in attention(found, "level")} <= {"province", "city", "district",
                                                                 "county", "national"}  # fmt: skip


def test_every_task_of_the_examples_is_coded(examples: Path) -> None:
    found = read_facts(open_store(examples))
    coded = code_tasks(found)
    assert [row.task for row in coded] == sorted(found.tasks)
    assert len({row.obligation for row in coded}) > 2
    assert sum(bool(row.instruments) for row in coded) > len(coded) / 4


def test_the_command_counts_what_the_codes_say(
    examples: Path, capsys: pytest.CaptureFixture
) -> None:
    base = ["codes", "--store", str(examples), "--format", "json"]
    coded = code_tasks(read_facts(open_store(examples)))
    assert run([*base]) == 0
    counts = {row["code"]: row["tasks"] for row in json.loads(capsys.readouterr().out)}
    assert sum(counts.values()) == len(coded)
    assert run([*base, "--of", "instruments"]) == 0
    counts = {row["code"]: row["tasks"] for row in json.loads(capsys.readouterr().out)}
    assert counts["supply"] == sum("supply" in row.sides for row in coded)
    assert run([*base, "--of", "tasks"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(coded)
    assert run([*base, "--of", "attention", "--by", "level"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["share"] > 0
    assert run([*base, "--of", "nothing"]) == 2

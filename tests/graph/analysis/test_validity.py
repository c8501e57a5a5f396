"""Samples, what people filled in, what it says of the store, and the paragraph of a paper."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.stores.facts import Part, facts
from zeren.graph.analysis.validity.coders import ZEREN, agreements
from zeren.graph.analysis.validity.estimates import codings, covered, estimates, zeren_codes
from zeren.graph.analysis.validity.methods import methods
from zeren.graph.analysis.validity.sampling import draw, strata_of
from zeren.graph.analysis.validity.sheet import (
    CODED,
    COLUMNS,
    Row,
    read_sheet,
    sheet_bytes,
)
from zeren.graph.errors import GraphError
from zeren.graph.model.facts import Facts
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import open_store
from zeren.loaders.records import ROLES
from zeren.ontology.terms import BASE


@pytest.fixture(scope="module")
def found(examples: Path) -> Facts:
    return read_facts(open_store(examples))


def filled(data: bytes, found: Facts, path: Path, change: dict[int, dict[str, str]]) -> Path:
    """Fill in the sheet as somebody would who reads as Zeren does; *change* says what else."""
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    for place, row in enumerate(page.iter_rows(min_row=2)):
        cells = dict(zip(COLUMNS, row, strict=True))
        codes = zeren_codes(found, BASE + cells["task"].value)
        said = {
            role: "、".join(sorted(name for name, mine in codes["units"] if mine == role))
            for role in ROLES
        }
        said["sectors"] = "；".join(sorted(code for (code,) in codes["sectors"]))
        said["targets"] = "\n".join(f"{value} {measure}" for value, measure in codes["targets"])
        for name, value in {**said, "done": "1", **change.get(place, {})}.items():
            cells[name].value = value or None
    book.save(path)
    return path


def test_the_same_seed_draws_the_same(found: Facts) -> None:
    one = draw(found, 40, ["sector", "level"], seed=7)
    assert one == draw(found, 40, ["sector", "level"], seed=7)
    assert one != draw(found, 40, ["sector", "level"], seed=8)
    assert len({each.task.iri for each in one}) == len(one)
    strata = strata_of(found, ["sector", "level"])
    counts = Counter(each.stratum for each in one)
    assert set(counts) == set(strata)
    for name, tasks in strata.items():
        assert counts[name] >= min(2, len(tasks))
        assert {each.task.iri for each in one if each.stratum == name} <= set(tasks)
        assert {each.stratum_tasks for each in one if each.stratum == name} == {len(tasks)}


def test_strata_get_their_share() -> None:
    """Thirty tasks of one plan and ten of another: six and two of eight."""
    found = facts([Part(0, n, 1) for n in range(30)] + [Part(1, n, 1) for n in range(10)])
    drawn = draw(found, 8, ["document"])
    assert Counter(each.stratum for each in drawn) == {"plan0": 6, "plan1": 2}
    assert len(draw(found, 8)) == 8
    assert len(draw(found, 999)) == 40
    with pytest.raises(GraphError, match="stratum"):
        draw(found, 8, ["month"])  # type: ignore[list-item]


def test_a_sheet_tells_nothing_of_the_reading(found: Facts) -> None:
    drawn = draw(found, 30, ["sector"])
    data = sheet_bytes(drawn, found)
    assert data == sheet_bytes(drawn, found)
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    lines = page.iter_rows(min_row=2, values_only=True)
    rows = [dict(zip(COLUMNS, line, strict=True)) for line in lines]
    assert [row["text"] for row in rows] == [each.task.quote for each in drawn]
    assert all(row[name] is None for row in rows for name in (*CODED, "done"))
    assert sheet_bytes(drawn, found, excel=False).count(b"\r\n") >= len(drawn)


def test_who_reads_as_zeren_does_finds_it_right(found: Facts, tmp_path: Path) -> None:
    drawn = draw(found, 30, ["sector"])
    path = filled(sheet_bytes(drawn, found), found, tmp_path / "a.xlsx", {})
    rows = read_sheet(path)
    assert [BASE + row.task for row in rows] == [each.task.iri for each in drawn]
    for quality in estimates(rows, found):
        assert quality.precision == quality.recall == quality.f1 == (1, 1, 1)
        assert quality.codes > 0
    assert covered(rows, found) == 1


def test_precision_and_recall_by_hand() -> None:
    """Two strata: what is coded in the smaller counts for less."""
    parts = [Part(0, n, 1) for n in range(8)] + [Part(1, n, 2) for n in range(2)]
    found = facts(parts)
    right = frozenset({("单位1", "lead")})

    def row(task: str, stratum: str, size: int, units: frozenset[tuple[str, ...]]) -> Row:
        return Row(task, stratum, size, {"units": units})

    base = {iri: BASE + iri for iri in found.tasks}
    moved = replace(
        found,
        tasks={base[iri]: replace(t, iri=base[iri]) for iri, t in found.tasks.items()},
        assignments=[replace(p, task=base[p.task]) for p in found.assignments],
    )
    rows = [
        row("doc:0/task/0", "a", 8, right),
        row("doc:0/task/1", "a", 8, right | {("县财政局", "lead")}),  # one is missed
        row("doc:1/task/0", "b", 2, frozenset()),  # one is too much
        row("doc:1/task/1", "b", 2, frozenset({("单位2", "responsible")})),  # the role is wrong
    ]
    by_name = {quality.category: quality for quality in estimates(rows, moved, draws=50)}
    units = by_name["units"]
    # Each row of a stands for 4 tasks, each of b for 1: right 8, too much 2, missed 4 + 1.
    assert units.precision.value == pytest.approx(8 / 10)
    assert units.recall.value == pytest.approx(8 / 13)
    assert by_name["names"].precision.value == pytest.approx(9 / 10)
    assert units.precision.low == units.precision.high  # both of each stratum err alike
    assert units.recall.low < units.recall.value
    with pytest.raises(GraphError, match="no task"):
        estimates([row("doc:9/task/1", "a", 8, right)], moved)
    with pytest.raises(GraphError, match="no row"):
        estimates([], moved)


def test_two_annotators_agree_as_far_as_they_do(found: Facts, tmp_path: Path) -> None:
    drawn = draw(found, 30, ["sector"])
    data = sheet_bytes(drawn, found)
    one = read_sheet(filled(data, found, tmp_path / "a.xlsx", {}))
    other = filled(data, found, tmp_path / "b.xlsx", {0: {"lead": "某县档案局"}, 1: {"done": ""}})
    table = {
        (each.coders, each.category): each
        for each in agreements(codings({"a": one, "b": read_sheet(other)}, found), draws=100)
    }
    same = table[("a", ZEREN), "units"]
    assert same.kappa is not None
    assert (same.kappa.value, same.alpha.value, same.tasks) == (1, 1, len(drawn))
    mine = table[("a", "b"), "units"]
    assert mine.tasks == len(drawn) - 1
    assert mine.kappa is not None
    assert 0 < mine.alpha.low <= mine.alpha.value < 1
    assert 0 < mine.kappa.value < 1
    assert table[("a", "b"), "targets"].kappa is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sectors": "天上"}, "no sector"),
        ({"targets": "很多"}, "no figure"),
        ({"stratum_tasks": "0"}, "no number of tasks"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(
    found: Facts, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    path = filled(sheet_bytes(draw(found, 5), found), found, tmp_path / "a.xlsx", {1: change})
    with pytest.raises(GraphError, match=f"row 3.*{said}"):
        read_sheet(path)


def test_what_is_no_sheet_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").write_text("no", encoding="utf-8")
    (tmp_path / "other.csv").write_text("a,b\n", encoding="utf-8")
    for name, said in (("no.xlsx", "no workbook"), ("other.csv", "column"), ("gone.csv", "read")):
        with pytest.raises(GraphError, match=said):
            read_sheet(tmp_path / name)


def test_the_paragraph_has_the_figures_of_the_store(found: Facts) -> None:
    said = {language: methods(found, language, version="9.9") for language in ("zh", "en")}
    for text in said.values():
        for figure in (len(found.documents), len(found.tasks), len(found.targets)):
            assert str(figure) in text
        assert "zeren sample" in text
        assert "9.9" in text
    rows = [
        Row(task.iri.removeprefix(BASE), "all", len(found.tasks), zeren_codes(found, task.iri))
        for task in list(found.tasks.values())[:12]
    ]
    qualities = estimates(rows, found, draws=20)
    agreement = agreements(codings({"a": rows}, found), draws=20)
    text = methods(found, "en", version="9", qualities=qualities, agreement=agreement)
    assert "sample of 12 tasks" in text
    assert "zeren sample" not in text
    assert "1.000 [1.000, 1.000]" in text


def test_the_commands_draw_read_and_write(
    examples: Path, found: Facts, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    from zeren.graph.cli import run

    sheet, store = tmp_path / "s.xlsx", str(examples)
    assert run(["sample", "--n", "25", "--by", "sector,level", "--seed", "7", "-o", str(sheet),
                "--store", store]) == 0  # fmt: skip
    done = filled(sheet.read_bytes(), found, tmp_path / "me.xlsx", {})
    capsys.readouterr()
    assert run(["sample", "--read", str(done), "--store", store, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {each["category"] for each in said["estimates"]["me"]} >= {"units", "sectors"}
    assert run(["sample", "--read", str(done), "--store", store]) == 0
    assert "Cohen" in capsys.readouterr().out
    assert run(["methods", "--lang", "zh", "--read", str(done), "--store", store]) == 0
    assert "召回率1.000" in capsys.readouterr().out
    assert run(["sample", "-o", "sheet.txt", "--store", store]) == 2
    assert run(["methods", "--lang", "fr", "--store", store]) == 2

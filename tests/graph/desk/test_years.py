"""One year against another: the pairing held against a person's, and what became of each task."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from support import TESTS
from support.stores.stores import Ask
from zeren.graph.build.folder import build
from zeren.graph.desk.years.changes import Comparison, compared
from zeren.graph.desk.years.likeness import likeness
from zeren.graph.desk.years.page import marked, page
from zeren.graph.desk.years.pairs import latest_pair, series, stem
from zeren.graph.model.facts import Facts
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import open_store

YEARS = TESTS / "data" / "years"
GOLD = tomllib.loads((YEARS / "gold.toml").read_text(encoding="utf-8"))["pair"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("years") / "store"
    assert not build([YEARS], path).failed
    return path


@pytest.fixture(scope="module")
def facts(store: Path) -> Facts:
    return read_facts(open_store(store))


def of(facts: Facts, file: str) -> str:
    return next(iri for iri, fact in facts.documents.items() if fact.file.endswith(file))


@pytest.fixture(scope="module")
def qiyun(facts: Facts) -> Comparison:
    return compared(facts, of(facts, "qiyun_2030.txt"), of(facts, "qiyun_2031.txt"))


def test_the_pairing_is_a_persons(facts: Facts) -> None:
    """Precision and recall over both pairs of plans; two thirds of the tasks have other words."""
    found: set[tuple[str, int, int]] = set()
    wanted: set[tuple[str, int, int]] = set()
    for pair in GOLD:
        changes = compared(facts, of(facts, pair["old"]), of(facts, pair["new"])).tasks
        found |= {
            (pair["new"], each.new.position, each.old.position)
            for each in changes
            if each.old and each.new
        }
        wanted |= {(pair["new"], int(new), old) for new, old in pair["tasks"].items() if old}
    right = len(found & wanted)
    assert right / len(found) >= 0.98
    assert right / len(wanted) >= 0.95


def test_each_task_stands_there_once(facts: Facts, qiyun: Comparison) -> None:
    for side in ("old", "new"):
        tasks = [each.iri for change in qiyun.tasks if (each := getattr(change, side))]
        document = getattr(qiyun, side).iri
        assert sorted(tasks) == sorted(
            t.iri for t in facts.tasks.values() if t.document == document
        )


def test_kinds(qiyun: Comparison) -> None:
    kinds = {(each.new or each.old).number: each for each in qiyun.tasks if each.kind != "dropped"}  # type: ignore[union-attr]
    assert kinds["7"].kind == "same"
    assert kinds["4"].kind == "moved"  # its heading is another
    assert kinds["14"].kind == "moved"  # it stands before what it stood behind
    assert (kinds["1"].kind, kinds["1"].moved) == ("reworded", True)
    assert kinds["3"].kind == "new"
    assert [each.old.number for each in qiyun.tasks if each.kind == "dropped" and each.old] == [
        "9",
        "15",
    ]
    for each in qiyun.tasks:
        assert (each.score is None) == (each.kind in {"new", "dropped"})
        assert (each.nearest is None) == (each.score is not None)


def test_units_that_came_went_and_changed(qiyun: Comparison) -> None:
    changed = {
        (u.label, u.change)
        for each in qiyun.tasks
        if each.new and each.new.number == "6"
        for u in each.units
    }
    assert changed == {
        ("栖云市发展和改革委员会", "came"),
        ("栖云市人力资源和社会保障局", "went"),
        ("栖云市工业和信息化局", "role"),
    }
    in_all = {each.label: each.change for each in qiyun.units}
    assert in_all["栖云市交通运输局"] == "came"
    assert in_all["栖云市林业局"] == "went"
    assert qiyun.loads["栖云市林业局"] == (1, 0)


def test_targets_raised_and_lowered_with_both_sentences(qiyun: Comparison) -> None:
    (change,) = [each for each in qiyun.tasks if each.new and each.new.number == "7"]
    told = [(t.change, t.old.value, t.new.value) for t in change.targets if t.old and t.new]
    assert told == [
        ("lowered", Decimal(40), Decimal(35)),
        ("raised", Decimal(60), Decimal(80)),
        ("lowered", Decimal(12000), Decimal(10000)),
    ]
    assert all("加装电梯60部" in t.old.sentence for t in change.targets if t.old)
    assert all("加装电梯80部" in t.new.sentence for t in change.targets if t.new)


def test_a_plan_is_the_same_as_itself(facts: Facts) -> None:
    document = of(facts, "muyang_2030.txt")
    found = compared(facts, document, document)
    assert {each.kind for each in found.tasks} == {"same"}
    assert all(t.change == "same" for each in found.tasks for t in each.targets)
    assert found.units == ()


def test_the_order_of_years_turns_new_into_dropped(facts: Facts, qiyun: Comparison) -> None:
    back = compared(facts, qiyun.new.iri, qiyun.old.iri)
    assert back.count("new") == qiyun.count("dropped")
    assert back.count("dropped") == qiyun.count("new")
    assert back.count("reworded") == qiyun.count("reworded")


def test_likeness() -> None:
    found = likeness(["改造老旧小区40个", "植树造林", ""], ["改造老旧小区35个。", "发展旅游"])
    assert found[0, 0] == pytest.approx(1)
    assert found[1].max() == 0
    assert found[2].max() == 0


def test_which_plans_are_of_one_series(facts: Facts) -> None:
    assert stem("沐阳县2030年乡村振兴工作要点") == stem("沐阳县2031年度乡村振兴工作要点")
    found = series(facts.documents.values())
    assert sorted([fact.file.rpartition("/")[2] for fact in mine] for mine in found) == [
        ["muyang_2030.txt", "muyang_2031.txt"],
        ["qiyun_2030.txt", "qiyun_2031.txt"],
    ]
    old, new = latest_pair(facts.documents)
    assert facts.documents[old].year == 2030
    assert facts.documents[new].year == 2031


def test_what_only_one_text_has_is_marked() -> None:
    left, right = marked("改造<40个", "改造<35个")
    assert left == "改造&lt;<del>40</del>个"
    assert right == "改造&lt;<ins>35</ins>个"


def test_the_command(store: Path, tmp_path: Path, ask: Ask) -> None:
    code, out, err = ask(
        "compare", "2030", "2031", "--place", "栖云市", "--format", "csv", "--store", store
    )
    assert code == 0, err
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 22
    assert {row["kind"] for row in rows} == {"same", "moved", "reworded", "new", "dropped"}
    assert all(0 < float(row["score"]) <= 1 for row in rows if row["score"])
    code, out, _ = ask("compare", "沐阳县2030", "沐阳县2031", "--format", "json", "--store", store)
    assert json.loads(out)["new"]["year"] == 2031
    path = tmp_path / "a.xlsx"
    assert ask("compare", "栖云市2030", "栖云市2031", "-o", path, "--store", store)[0] == 0
    assert openpyxl.load_workbook(path).sheetnames == ["任务", "指标", "单位"]
    assert (
        ask("compare", "--store", store, "-o", tmp_path / "a.html", "--map", tmp_path / "m.html")[0]
        == 0
    )
    assert "script" not in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert (tmp_path / "m.html").stat().st_size > 100_000


def test_the_page_says_how_and_holds_no_markup_of_a_plan(qiyun: Comparison) -> None:
    made = page(qiyun, "en")
    assert "below 0.25 there is no pair" in made
    assert made.count("<tr>") > len(qiyun.tasks)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("2030",), "only one plan"), (("2030", "2031"), "2 pairs"), (("2020", "2031"), "0 pairs"),
     (("栖云市2030", "栖云市2030"), "the same plan"), (("没有的", "某某"), "no document")],
)  # fmt: skip
def test_errors_say_what_to_do(
    store: Path, ask: Ask, arguments: tuple[str, ...], words: str
) -> None:
    code, _, err = ask("compare", *arguments, "--store", store)
    assert code == 2
    assert words in err
    assert "next: " in err

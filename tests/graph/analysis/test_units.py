"""``zeren units`` and ``zeren build --user-units``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from support import ROOT
from support.stores.stores import Ask
from zeren.graph.analysis.units import UnitRegister
from zeren.graph.build.folder import build
from zeren.graph.store.opening import open_store

EXAMPLES = ROOT / "examples"
PLAN = """泊宁市教育局
2024年3月5日
2024年全市教育工作要点
1.办好学校。（牵头单位：局基础教育科；责任单位：市财政局、泊宁市财政局、县教育局、卫健部门）
2.办好幼儿园。（责任单位：市财政局、市卫健委、有关部门）
"""
UNITS = """
[[merge]]
unit = "泊宁市卫生健康委员会"
names = ["卫健部门"]
note = "its plain name"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of one small plan."""
    folder = tmp_path_factory.mktemp("units")
    plan = folder / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    (folder / "plan.meta.toml").write_text('id = "plan"\n', encoding="utf-8")
    build([plan], folder / "store")
    return folder / "store"


def test_the_list_has_names_counts_and_rules(built: Path, ask: Ask) -> None:
    """As a table, as CSV and as JSON, the same units."""
    code, out, err = ask("units", "--store", built, "--format", "csv")
    assert code == 0, err
    rows = {row["unit"]: row for row in csv.DictReader(io.StringIO(out))}
    money = rows["泊宁市财政局"]
    assert (money["tasks"], money["names"]) == ("3", "市财政局、泊宁市财政局")
    assert (money["rule"], money["function"], money["place"]) == (
        "level-word place",
        "财政",
        "泊宁市",
    )
    assert rows["泊宁市教育局基础教育科"]["rule"] == "issuer-office"
    listed = json.loads(ask("units", "--store", built, "--format", "json")[1])
    assert {row["unit"] for row in listed} == set(rows)
    _, out, err = ask("units", "--store", built, "--limit", "1")
    assert "泊宁市财政局" in out
    assert "more; next" in err


def test_what_could_not_be_placed_is_listed_with_the_reason(built: Path, ask: Ask) -> None:
    """县教育局 of a city's plan, and 卫健部门; 有关部门 is as it should be."""
    _, out, _ = ask("units", "--store", built, "--unresolved", "--format", "json")
    found = {row["unit"]: row["why_not"] for row in json.loads(out)}
    assert set(found) == {"县教育局", "卫健部门"}
    assert "leaves open" in found["县教育局"]


def test_why_tells_the_rule_and_where_the_plan_is_from(built: Path, ask: Ask) -> None:
    """Rule, chain above, other names, evidence of the plan's origin."""
    code, out, err = ask("units", "--store", built, "--why", "泊宁市财政局")
    assert code == 0, err
    for words in (
        "stands for  泊宁市财政局",
        "level-word",
        "part of     泊宁市人民政府",
        "also named  泊宁市财政局",
        "issuer: signature: 泊宁市教育局",
    ):
        assert words in out
    where = ("--document", "plan", "--format", "json")
    told = json.loads(ask("units", "--store", built, "--why", "委综合处", *where)[1])
    assert told[0]["named_there"] is False
    assert told[0]["refused"] == [
        {"rule": "issuer-office", "reason": "the issuer 泊宁市教育局 is no 委"}
    ]


def test_a_name_that_nobody_has(built: Path, ask: Ask) -> None:
    """It is said, with names that are near; a document that is not there, too."""
    code, _, err = ask("units", "--store", built, "--why", "财政")
    assert code == 1
    assert "did you mean 泊宁市财政局" in err
    _, _, err = ask("units", "--store", built, "--why", "财政局", "--document", "other")
    assert "there is no document other" in err
    assert ask("units", "--store", built, "--document", "plan")[0] == 2


def test_why_agrees_with_the_store(tmp_path: Path) -> None:
    """Replayed from the store, every name stands for the node it has there."""
    plans = [EXAMPLES / f"{name}.txt" for name in ("yunling_health_2024", "boning_business_2024")]
    build(plans, tmp_path / "store")
    register = UnitRegister(open_store(tmp_path / "store"))
    for row in register.rows:
        for each in row.variants:
            found = [
                (why.unit.iri, why.unit.rule) for why in register.why(each.name, each.document)
            ]
            assert (row.iri, each.rule) in found


def test_own_units_are_honoured_kept_and_explained(built: Path, tmp_path: Path, ask: Ask) -> None:
    """The build reads with them, the store keeps them, --why names the line that decided."""
    plan, store, own = built.parent / "plan.txt", tmp_path / "store", tmp_path / "units.toml"
    own.write_text(UNITS, encoding="utf-8")

    def rebuilt() -> str:
        code, out, err = ask("build", plan, "--store", store, "--user-units", own)
        assert code == 0, err
        return str(out)

    assert "1 built" in rebuilt()
    assert "nothing to do" in rebuilt()
    _, why, _ = ask("units", "--store", store, "--why", "卫健部门")
    assert "stands for  泊宁市卫生健康委员会" in why
    assert "units.toml, line 2: its plain name" in why
    kept = list((store / "units").iterdir())
    assert [path.read_text(encoding="utf-8") for path in kept] == [UNITS]
    own.write_text(UNITS.replace("its plain name", "as people say"), encoding="utf-8")
    assert "1 built" in rebuilt()
    assert list((store / "units").iterdir()) != kept
    assert len(list((store / "units").iterdir())) == 1
    assert "1 built" in ask("build", plan, "--store", store)[1]
    assert list((store / "units").iterdir()) == []
    assert "rule        document" in ask("units", "--store", store, "--why", "卫健部门")[1]


def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, built: Path, ask: Ask) -> None:
    """Nothing is built."""
    own = tmp_path / "units.toml"
    own.write_text('[[merge]]\nunit = "甲"\nname = ["乙"]\n', encoding="utf-8")
    plan, store = built.parent / "plan.txt", tmp_path / "s"
    code, _, err = ask("build", plan, "--store", store, "--user-units", own)
    assert code == 2
    assert f"{own}:3: unknown key 'name'" in err
    assert ask("build", plan, "--store", store, "--user-units", tmp_path / "no.toml")[0] == 2
    assert not store.exists()


def test_one_query_compares_a_desk_over_places_and_years(tmp_path: Path) -> None:
    """规划信息处 of a province now and 规划信息科 of a city then have one function."""
    plans = {
        "a.txt": "云岭省卫生健康委员会\n2024年3月5日\n2024年全省卫生健康工作要点\n"
        "1.建好平台。（牵头单位：委规划信息处）\n",
        "b.txt": "汀溪市卫生和计划生育局\n2016年3月5日\n2016年全市卫生计生工作要点\n"
        "1.建好平台。（牵头单位：局规划信息科）\n2.算好账目。（牵头单位：局规划信息科）\n",
    }
    for name, text in plans.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    build([tmp_path / name for name in plans], tmp_path / "store")
    rows = open_store(tmp_path / "store").query("""
        SELECT ?place ?name ?year (COUNT(?task) AS ?n) {
          ?task zr:leadUnit ?unit ; dcterms:isPartOf ?plan . ?plan zr:periodStart ?year .
          ?unit org:classification zf:office-planning ; zr:jurisdiction ?place ;
                skos:prefLabel ?name
        } GROUP BY ?place ?name ?year ORDER BY ?place""")
    found = sorted((str(row["place"]), str(row["name"]), str(row["n"])) for row in rows)
    assert found == [
        ("云岭省", "云岭省卫生健康委员会规划信息处", "1"),
        ("汀溪市", "汀溪市卫生和计划生育局规划信息科", "2"),
    ]

"""Which node a name stands for: cases as data, properties, and all units of real plans."""

from __future__ import annotations

import itertools
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT, TESTS
from support.plans.resolving import context, resolver, tail
from zeren.loaders import Metadata, load
from zeren.ontology.canonical import full_name, short_names, stems
from zeren.ontology.changes import change_of
from zeren.ontology.functions import concepts_of, function_of
from zeren.ontology.resolution.records import ResolvedUnit
from zeren.ontology.resolution.resolver import RULES, Resolver
from zeren.ontology.resolution.rules import BY_ID
from zeren.ontology.terms import FUNCTION, term
from zeren.ontology.triples import shard
from zeren.ontology.units import resolver_of

DATA = TESTS / "data" / "units"
CORPUS = ROOT.parent / "shared" / "corpus"


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


PLANS: list[dict[str, Any]] = table("cases.toml")["plan"]
NEGATIVE: list[dict[str, Any]] = table("negative.toml")["case"]
KNOWN_FAILURES: list[dict[str, Any]] = table("known_failures.toml")["case"]
REAL: dict[str, dict[str, str]] = table("real_plans.toml")


def of_plan(plan: dict[str, Any], document: str = "d1") -> Resolver:
    return Resolver(context(plan, [case["name"] for case in plan["cases"]], document))


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan["name"])
def test_a_name_is_placed(plan: dict[str, Any]) -> None:
    """The node, its full name, the rule, and what is said of its function, parent and place."""
    placing = of_plan(plan)
    for case in plan["cases"]:
        unit = placing.resolve(case["name"])
        found = {"name": case["name"], "iri": tail(unit), "label": unit.label, "rule": unit.rule}
        if unit.function:
            found["function"] = unit.function.removeprefix(FUNCTION)
        if unit.parent:
            found["parent"] = unit.parent.label
        if unit.later:
            found["later"] = unit.later.label
        if unit.code:
            found["code"] = unit.code
        if unit.members:
            found["members"] = len(unit.members)
        assert found == case


def test_every_rule_has_a_case_and_an_explanation() -> None:
    """No rule is untried, and none goes without words for `zeren units --why`."""
    tried = {case["rule"] for plan in PLANS for case in plan["cases"]}
    own = {"own-merge", "own-split", "own-place", "above", "issuer"}  # tests of their own
    assert {rule for rule, _ in RULES} - {"issuer", "own-place"} <= tried
    assert tried | own == set(BY_ID)


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: f"{case['one']}-{case['other']}")
def test_two_stay_two(case: dict[str, Any]) -> None:
    """What must never be one node: the two names, each in its plan."""
    one = resolver(**case.get("plan", {})).resolve(case["one"])
    other = resolver(**case.get("other_plan", case.get("plan", {})), document="d2")
    assert one.iri != other.resolve(case["other"]).iri


@pytest.mark.xfail(reason="known failures: each says what would be right", strict=True)
@pytest.mark.parametrize("case", KNOWN_FAILURES, ids=lambda case: case["name"])
def test_known_failures(case: dict[str, Any]) -> None:
    """A case that starts to pass moves to cases.toml."""
    unit = resolver(**case.get("plan", {})).resolve(case["name"])
    assert tail(unit) == case["iri"]


def units() -> list[tuple[dict[str, Any], str, ResolvedUnit]]:
    return [
        (plan, case["name"], of_plan(plan).resolve(case["name"]))
        for plan in PLANS
        for case in plan["cases"]
    ]


def test_a_full_name_stands_for_itself() -> None:
    """Resolving the label that resolving gave leads to the same node."""
    for plan, name, unit in units():
        if unit.placed and not unit.group:
            again = of_plan(plan).resolve(unit.label, group=False)
            assert again.iri == unit.iri, name
            assert again.label == unit.label, name


def test_one_iri_has_one_label() -> None:
    """Whatever name leads to a node, in whatever plan, it is called the same."""
    labels: dict[str, set[str]] = {}
    for _, _, unit in units():
        step: ResolvedUnit | None = unit
        while step is not None and step.placed:
            labels.setdefault(step.iri, set()).add(step.label)
            step = step.parent
    assert {iri: found for iri, found in labels.items() if len(found) > 1} == {}


def test_the_order_of_the_names_does_not_matter() -> None:
    """A resolver remembers; what it says does not depend on what it was asked before."""
    for plan in PLANS:
        names = [case["name"] for case in plan["cases"]]
        forwards, backwards = of_plan(plan), of_plan(plan)
        there = {name: forwards.resolve(name) for name in names}
        back = {name: backwards.resolve(name) for name in reversed(names)}
        assert there == back


PLACES = ["枫屿区", "柳汀区", "石桥区", "沙洛县", "泊宁市", "云岭省", "岚川自治区"]
BODIES = sorted({case["name"] for plan in PLANS for case in plan["cases"]})


@given(st.sampled_from(list(itertools.combinations(PLACES, 2))), st.sampled_from(BODIES))
def test_two_places_share_no_local_body(places: tuple[str, str], name: str) -> None:
    """区卫健委 of two districts are two, and so is whatever else a name does not place."""
    one, other = (
        resolver(jurisdiction=place, document=place).resolve(name, group=False) for place in places
    )
    alone = resolver(document="d").resolve(name, group=False)
    if one.iri == other.iri:  # the name itself says where it is
        assert alone.iri == one.iri or any(
            word in name for word in ("省", "市", "州", "县", "区", *PLACES)
        )


@given(
    st.text(
        alphabet="省市县区委局厅处科各有关部门财政卫生健康云岭泊宁国家（）、医院镇", max_size=14
    )
)
def test_any_name_is_placed_somehow(name: str) -> None:
    """No name is too strange, and each has an IRI, a label and a rule that is explained."""
    placing = resolver("云岭省卫生健康委员会", "云岭省", "province")
    if name:
        unit = placing.resolve(name)
        assert unit.iri
        assert unit.label
        assert unit.rule in BY_ID


def test_the_same_desk_of_two_provinces() -> None:
    """A function makes offices and departments comparable over places, kinds and years."""
    here = resolver("云岭省卫生健康委员会", "云岭省", "province")
    there = resolver("岚川市卫生和计划生育局", "岚川市", "city")
    for one, other in (
        ("委规划信息处", "局规划信息科"),
        ("委医政医管处", "局医政科"),
        ("委基层卫生健康处", "局基层卫生科"),
        ("委老龄健康处", "局老龄健康科"),
        ("委综合监督处", "局综合监督科"),
        ("委妇幼健康处", "局妇幼健康科"),
        ("委疾病预防控制处", "局疾病预防控制科"),
        ("委科技教育处", "局科教科"),
        ("省卫健委", "市卫计局"),
        ("省财政厅", "市财政局"),
        ("省发展改革委", "市发改局"),
    ):
        mine, yours = here.resolve(one), there.resolve(other)
        assert mine.function is not None
        assert mine.function == yours.function, (one, other)


def test_short_and_full_names_are_the_same_function() -> None:
    """What full_names.toml takes for one body, functions.ttl has under one function."""
    for short, full in short_names().items():
        one, other = concepts_of(short), concepts_of(full.removeprefix("委"))
        if one and other:
            assert set(one) & set(other), (short, full)
    for stem, full in stems().items():
        for ending, long in (("委", "委员会"), ("局", "局"), ("厅", "厅")):
            one, other = concepts_of(stem + ending), concepts_of(full + long)
            if one and other:
                assert set(one) & set(other), (stem, full)


def test_a_full_name_is_full() -> None:
    """Completing a name twice is completing it once."""
    names = [*short_names(), *(stem + end for stem in stems() for end in ("局", "委", "厅"))]
    for name in names:
        full = full_name(name)
        assert full_name(full) == full, name


@pytest.mark.parametrize(
    ("former", "later", "year"),
    [
        ("卫生和计划生育委员会", "卫生健康委员会", "2018"),
        ("卫生局", "卫生和计划生育局", "2013"),
        ("质量技术监督局", "市场监督管理局", "2018"),
        ("国土资源厅", "自然资源厅", "2018"),
        ("扶贫开发办公室", "乡村振兴局", "2021"),
        ("乡村振兴局", "农业农村局", "2023"),
    ],
)
def test_what_a_reform_made(former: str, later: str, year: str) -> None:
    """A former body, the later one, and the year of the reform."""
    change = change_of(former)
    assert change is not None
    assert (change.later, change.year) == (later, year)


def test_both_sides_of_a_reform_are_known_functions() -> None:
    """Each name of changes.ttl is classified, so that a query over years finds both."""
    for former in ("卫生和计划生育局", "环境保护厅", "粮食局", "安全生产监督管理局", "农业局"):
        change = change_of(former)
        assert change is not None
        assert function_of(former) == function_of(change.later) is not None


def test_a_former_body_and_its_successor_stand_in_the_shard() -> None:
    """Both nodes, of one function, with an event of the reform's year between them."""
    given_ = Metadata(
        id="old", issuer="汀溪市卫生和计划生育局", jurisdiction="汀溪市", level="city"
    )
    lines = shard(load("1.办好医院。（责任单位：市卫计局）".encode(), given_)).decode()
    event = "unit/汀溪市/卫生和计划生育局/change/2018-health>"
    assert f"{event} <{term('org:resultingOrganization')}> " in lines
    assert '"2018"^^' in lines
    assert "unit/汀溪市/卫生健康局> <http://www.w3.org/2004/02/skos/core#prefLabel>" in lines


def test_members_of_a_collective_are_stated() -> None:
    """各县（市、区）人民政府 of a real city has the governments of its divisions as members."""
    given_ = Metadata(id="c", issuer="成都市人民政府", jurisdiction="成都市", level="city")
    lines = shard(load("1.办好学校。（责任单位：各区市县政府）".encode(), given_)).decode()
    assert lines.count(term("org:hasMember")) == 20
    assert f'unit/金堂县/人民政府> <{term("zr:divisionCode")}> "510121"' in lines


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real plans are not here")
@pytest.mark.parametrize("file", sorted(REAL))
def test_all_units_of_a_real_plan(file: str) -> None:
    """Checked by eye, all of them: none split in two, none merged wrongly."""
    plan = load((CORPUS / f"{file}.txt").read_bytes(), Metadata(id="d"))
    placing = resolver_of(plan)
    found = {
        a.local_name: placing.resolve(a.local_name, group=a.collective)
        for task in plan.tasks
        for a in task.assignments
    } | {m.name: placing.resolve(m.name) for task in plan.tasks for m in task.mentions}
    ends = {
        cut(name): "/".join(cut(step) for step in tail(unit).split("/"))
        for name, unit in found.items()
    }
    assert len(ends) == len(found)
    assert ends == REAL[file]


def cut(words: str) -> str:
    """Return *words* as the list has them."""
    return words if len(words) <= 12 else f"{words[:6]}…{words[-4:]}"

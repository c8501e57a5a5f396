"""Workload: what adds up, what is bounded, and that every figure can be opened."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse
from support.stores.facts import PARTS, SOME, Part, facts, task, theme, unit
from support.stores.stores import Ask
from zeren.graph.analysis.choice import ALL, Choice, chosen
from zeren.graph.analysis.concentration import GROUPS, concentration
from zeren.graph.analysis.deadlines import deadlines
from zeren.graph.analysis.measures.bootstrap import bootstrap
from zeren.graph.analysis.measures.shares import (
    effective_number,
    entropy,
    gini,
    herfindahl,
    top_share,
)
from zeren.graph.analysis.workload import BY, UNKNOWN, find_unit, reasons, workload
from zeren.graph.errors import GraphError

QUICK = settings(max_examples=60, deadline=None)
AMOUNTS = st.lists(st.floats(0, 1000, allow_subnormal=False), max_size=12)


def themes_of(parts: list[Part]) -> dict[tuple[int, int], list[int]]:
    """Return no theme, one or two for each task."""
    return {part[:2]: list(range(part.task % 3)) for part in parts}


@QUICK
@given(PARTS)
def test_loads_add_up_to_tasks(parts: list[Part]) -> None:
    """However they are grouped, and within each role."""
    found = facts(parts, themes=themes_of(parts), functions={1: "财政", 2: "教育", 3: "教育"})
    explicit = [part for part in parts if part.basis == "explicit"]
    for by in BY:
        rows = workload(found, by)
        assert sum(row.load for row in rows) == pytest.approx(len({p[:2] for p in explicit}))
        for role in ("lead", "responsible", "cooperating"):
            held = {part[:2] for part in explicit if part.role == role}
            total = sum(getattr(row, f"load_{role}") for row in rows)
            assert total == pytest.approx(len(held))


@QUICK
@given(PARTS)
def test_counts_are_those_of_the_records(parts: list[Part]) -> None:
    rows = {row.key: row for row in workload(chosen(facts(parts), ALL))}
    assert set(rows) == {unit(part.unit) for part in parts}
    for iri, row in rows.items():
        own = [part for part in parts if unit(part.unit) == iri]
        assert row.tasks == len({part[:2] for part in own})
        assert row.task_iris == tuple(sorted({task(*part[:2]) for part in own}))
        assert row.led == len({part[:2] for part in own if part.role == "lead"})
        assert row.responsible == len({part[:2] for part in own if part.role == "responsible"})
        assert row.cooperating == len({part[:2] for part in own if part.role == "cooperating"})
        assert 0 < row.load <= row.tasks


@QUICK
@given(PARTS, st.randoms(use_true_random=False))
def test_order_makes_no_difference(parts: list[Part], random: object) -> None:
    other = list(parts)
    random.shuffle(other)  # type: ignore[attr-defined]
    one, two = facts(parts, themes=themes_of(parts)), facts(other, themes=themes_of(parts))
    for by in BY:
        assert workload(one, by) == workload(two, by)
    assert concentration(one, "document", draws=20) == concentration(two, "document", draws=20)


@QUICK
@given(PARTS)
def test_every_figure_can_be_opened(parts: list[Part]) -> None:
    """The reasons of a unit are its tasks, and their shares its load."""
    found = facts(parts)
    for row in workload(found):
        why = reasons(found, row.key)
        assert sorted(reason.task for reason in why) == list(row.task_iris)
        assert sum(reason.share for reason in why) == pytest.approx(row.load)
        assert all(reason.quotes and reason.sentence for reason in why)
        assert row.led == sum("lead" in reason.roles for reason in why)


def test_by_hand() -> None:
    rows = {row.key: row for row in workload(facts(SOME))}
    first = rows[unit(1)]
    assert (first.tasks, first.led, first.responsible) == (3, 3, 0)
    assert first.load == pytest.approx(1 / 3 + 1 / 2 + 1 / 2)
    assert first.load_lead == 3
    second = rows[unit(2)]
    assert (second.tasks, second.responsible, second.cooperating) == (2, 2, 1)
    assert second.load == pytest.approx(1 / 3 + 1 / 2)
    assert second.load_responsible == 1.5


def test_inherited_shares_count_only_when_asked_for() -> None:
    rows = {row.key: row for row in workload(chosen(facts(SOME), ALL))}
    assert rows[unit(5)].load == 1.0
    assert {row.key: row for row in workload(facts(SOME))}[unit(5)].load == 1.5


def test_collectives_share_unless_left_out() -> None:
    parts = [Part(0, 1, 1), Part(0, 1, 2, "responsible")]
    found = facts(parts, collectives=[2])
    assert [row.load for row in workload(found)] == [0.5, 0.5]
    (alone,) = workload(chosen(found, Choice(collectives="drop")))
    assert (alone.key, alone.load) == (unit(1), 1.0)


def test_groups() -> None:
    found = facts(
        SOME, functions={1: "财政", 2: "教育", 3: "教育"}, themes={(0, 1): [1, 2], (0, 2): [1]}
    )
    by_function = {row.key: row for row in workload(found, "function")}
    assert by_function["function:教育"].units == 2
    assert by_function["function:教育"].tasks == 2
    assert by_function["function:教育"].load == pytest.approx(2 / 3 + 1 / 2)
    assert by_function[""].label == UNKNOWN
    by_theme = {row.key: row.load for row in workload(found, "theme")}
    assert by_theme == {theme(1): 1.5, theme(2): 0.5, "": 3.0}
    assert {row.key: row.tasks for row in workload(found, "document")} == {"doc:0": 3, "doc:1": 2}
    assert {row.key for row in workload(found, "year")} == {"2030", "2031"}
    assert {row.key for row in workload(found, "place")} == {"博宁市", "云岭省"}


def test_breadth() -> None:
    """Two themes of equal weight are two; a task of two themes counts half for each."""
    parts = [Part(0, 1, 1), Part(0, 2, 1), Part(0, 3, 1), Part(0, 4, 1)]
    found = facts(parts, themes={(0, 1): [1], (0, 2): [2], (0, 3): [1, 2]})
    (row,) = workload(found)
    assert (row.themed, row.themes) == (3, 2)
    assert row.entropy == pytest.approx(math.log(2))
    assert row.breadth == pytest.approx(2)


def test_targets_and_deadlines() -> None:
    targets = [(0, 1, date(2030, 6, 30)), (0, 1, date(2030, 12, 31)), (0, 1, None)]
    targets += [(0, 2, date(2030, 12, 1)), (1, 1, date(2031, 1, 31))]
    found = facts(SOME, targets=targets)
    rows = {row.key: row for row in workload(found)}
    assert rows[unit(1)].targets == 5
    assert rows[unit(1)].due == {"2030-06": 1, "2030-12": 2, "2031-01": 1}
    assert rows[unit(1)].dated == 4
    owed = deadlines(found)
    assert [due.month for due in owed] == sorted(due.month for due in owed)
    mine = {due.month: (due.targets, due.tasks) for due in owed if due.key == unit(1)}
    assert mine == {"2030-06": (1, 1), "2030-12": (2, 2), "2031-01": (1, 1)}
    assert len(next(due for due in owed if due.month == "2030-12").target_iris) == 2
    assert sum(due.targets for due in deadlines(found, "document")) == 4


@QUICK
@given(PARTS)
def test_deadlines_are_the_due_of_the_loads(parts: list[Part]) -> None:
    targets = [(part.document, part.task, date(2031, part.task, 3)) for part in parts]
    found = facts(parts, targets=targets)
    for by in ("unit", "document"):
        rows = {row.key: dict(row.due) for row in workload(found, by) if row.due}  # type: ignore[arg-type]
        listed: dict[str, dict[str, int]] = {}
        for due in deadlines(found, by):  # type: ignore[arg-type]
            listed.setdefault(due.key, {})[due.month] = due.targets
        assert listed == rows


# ---- measures of shares ------------------------------------------------------------------


@QUICK
@given(AMOUNTS)
def test_bounds(amounts: list[float]) -> None:
    kinds = sum(amount > 0 for amount in amounts)
    assert 0 <= entropy(amounts) <= math.log(max(kinds, 1)) + 1e-9
    assert effective_number(amounts) <= kinds + 1e-6
    assert 0 <= gini(amounts) <= 1 - 1 / max(len(amounts), 1) + 1e-9
    assert (kinds > 0) / max(kinds, 1) - 1e-9 <= herfindahl(amounts) <= 1 + 1e-9
    assert top_share(amounts, 1) <= top_share(amounts, 3) + 1e-9 <= 1 + 2e-9
    assert gini(amounts) == pytest.approx(gini(sorted(amounts)))


@QUICK
@given(AMOUNTS)
def test_gini_is_half_the_mean_difference(amounts: list[float]) -> None:
    """The definition: the mean of all differences, over twice the mean."""
    assume(sum(amounts) > 0)
    size = len(amounts)
    differences = sum(abs(one - other) for one in amounts for other in amounts)
    assert gini(amounts) == pytest.approx(differences / (2 * size * sum(amounts)), abs=1e-9)


@QUICK
@given(PARTS)
def test_concentration_is_that_of_the_loads(parts: list[Part]) -> None:
    found = facts(parts)
    whole, *groups = concentration(found, "document", draws=0)
    loads = [row.load for row in workload(found)]
    assert whole.units == len(loads)
    assert whole.gini.value == pytest.approx(gini(loads))
    assert whole.hhi.value == pytest.approx(herfindahl(loads))
    for k, share in whole.top.items():
        assert share.value == pytest.approx(top_share(loads, k))
    assert [group.label for group in groups] == sorted(group.label for group in groups)
    assert {group.key: group.tasks for group in groups} == {
        row.key: row.tasks for row in workload(found, "document")
    }
    for of, count in (("tasks", "tasks"), ("led", "led")):
        amounts = [n for row in workload(found) if (n := getattr(row, count))]
        assert concentration(found, of=of, draws=0)[0].gini.value == pytest.approx(gini(amounts))  # type: ignore[arg-type]


@QUICK
@given(PARTS, st.integers(0, 9))
def test_intervals_hold_the_figure(parts: list[Part], seed: int) -> None:
    for row in concentration(facts(parts), draws=200, seed=seed):
        for found in (row.gini, row.hhi, *row.top.values()):
            assert 0 <= found.low <= found.high <= 1
            assert found.low - 1e-9 <= found.value + 0.1
            assert found.value - 0.1 <= found.high + 1e-9
    assert concentration(facts(parts), seed=seed) == concentration(facts(parts), seed=seed)


def test_interval_is_as_wide_as_the_figure_moves() -> None:
    """Means of the draws have the spread that theory gives: here a share of one in two."""
    random = np.random.default_rng(1)
    size = 400
    owner = random.integers(2, size=size)
    shares = sparse.csr_array((np.ones(size), (owner, np.arange(size))), shape=(2, size))
    found = bootstrap(shares, {"first": lambda sums: sums[0] / sums.sum(axis=0)}, draws=4000)
    share = found["first"].value
    width = 2 * 1.96 * math.sqrt(share * (1 - share) / size)
    assert found["first"].high - found["first"].low == pytest.approx(width, rel=0.08)
    assert abs(found["first"].bias) < 0.01
    again = bootstrap(shares, {"first": lambda sums: sums[0] / sums.sum(axis=0)}, draws=4000)
    assert again == found


def test_of_nothing() -> None:
    (whole,) = concentration(facts([]))
    assert (whole.units, whole.gini.value, whole.hhi.high) == (0, 0, 0)
    assert workload(facts([])) == []
    assert deadlines(facts([])) == []


def test_find_unit() -> None:
    found = facts(
        [Part(0, 1, 1), Part(0, 1, 2), Part(0, 1, 12), Part(0, 1, 3, "lead", "inherited")]
    )
    assert find_unit(found, "单位1") == unit(1)
    assert find_unit(found, "别名2") == unit(2)
    assert find_unit(found, unit(12)) == unit(12)
    with pytest.raises(GraphError, match="fits 3 units"):
        find_unit(found, "单位")
    for name in ("单位3", "", "局"):  # the third is only inherited, so not counted
        with pytest.raises(GraphError, match="no unit"):
            find_unit(found, name)


# ---- the command -------------------------------------------------------------------------


def test_command_table(shared: Path, ask: Ask) -> None:
    code, out, err = ask("workload", "--store", shared, "--top", 3)
    assert code == 0
    head, _, *rows = out.splitlines()
    assert head.split()[:2] == ["单位", "unit"]
    assert "分摊 load" in head
    assert len(rows) == 3
    assert "http" not in out
    assert "counted: " in err


def test_command_agrees_with_the_queries(shared: Path, ask: Ask) -> None:
    """The tasks led are those that `zeren query lead-units` counts."""
    _, out, _ = ask("workload", "--store", shared, "--format", "json")
    led = {row["label"]: row["led"] for row in json.loads(out) if row["led"]}
    _, out, _ = ask("query", "lead-units", "--store", shared, "--format", "csv")
    assert led == {row["name"]: int(row["tasks"]) for row in csv.DictReader(out.splitlines())}


@pytest.mark.parametrize("by", BY)
def test_command_by(shared: Path, ask: Ask, by: str) -> None:
    code, out, _ = ask("workload", "--store", shared, "--by", by, "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(out.splitlines()))
    _, listed, _ = ask("workload", "--store", shared, "--by", by, "--format", "json")
    assert [row["key"] for row in rows] == [row["key"] for row in json.loads(listed)]
    assert sum(float(row["load"]) for row in rows) == pytest.approx(
        len({iri for row in json.loads(listed) for iri in row["task_iris"]})
    )


@pytest.mark.parametrize("format", ["table", "csv", "json"])
@pytest.mark.parametrize("by", GROUPS)
def test_command_concentration(shared: Path, ask: Ask, by: str, format: str) -> None:
    asked = ["--concentration", "--by", by, "--draws", "50", "--format", format]
    code, out, _ = ask("workload", "--store", shared, *asked)
    assert code == 0
    assert "(全部 all)" in out
    assert ask("workload", "--store", shared, *asked)[1] == out


@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_command_deadlines(built: Path, ask: Ask, format: str) -> None:
    code, out, _ = ask("workload", "--store", built, "--deadlines", "--format", format)
    assert code == 0
    assert "month" in out or out == "[]\n"


def test_command_why(shared: Path, ask: Ask) -> None:
    """The words on which a figure stands, whole; the same tasks as the row lists."""
    _, out, _ = ask("workload", "--store", shared, "--format", "json", "--top", 1)
    (row,) = json.loads(out)
    code, out, err = ask("workload", "--store", shared, "--why", row["label"])
    assert code == 0
    assert f"{row['tasks']} task" in err
    _, listed, _ = ask("workload", "--store", shared, "--why", row["label"], "--format", "json")
    why = json.loads(listed)
    assert sorted(reason["task"] for reason in why) == row["task_iris"]
    for reason in why:
        assert " ".join(reason["sentence"].split()) in out
        assert all(quote in reason["sentence"] for quote in reason["quotes"])
    _, table, _ = ask("workload", "--store", shared, "--why", row["key"], "--format", "csv")
    assert Counter(line["task"] for line in csv.DictReader(table.splitlines())) == Counter(
        row["task_iris"]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "moon"], "there is no group 'moon'"),
        (["--concentration", "--by", "unit"], "there is no group to compare"),
        (["--concentration", "--of", "fame"], "there is no kind of work 'fame'"),
        (["--concentration", "--deadlines"], "three questions"),
        (["--why", "没有这个局"], "no unit '没有这个局'"),
        (["--format", "ttl"], "there is no format 'ttl'"),
    ],
)
def test_command_says_what_is_wrong(
    shared: Path, ask: Ask, arguments: list[str], said: str
) -> None:
    code, out, err = ask("workload", "--store", shared, *arguments)
    assert code == 2
    assert not out
    assert said in err
    assert "next: " in err

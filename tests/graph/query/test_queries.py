"""The named queries: each says its question, runs, and gives the answers that the plans hold."""

from __future__ import annotations

import csv
import io
import warnings
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from support import ROOT
from support.stores.stores import Ask, contents
from zeren.graph.build.folder import build
from zeren.graph.errors import GraphError
from zeren.graph.query.named import catalogue, named
from zeren.graph.query.results import plain
from zeren.graph.store.engine.vocabularies import vocabularies
from zeren.graph.store.opening import open_store
from zeren.ontology.terms import PREFIXES

NAMES = [query.name for query in catalogue()]
# What small plans of two places may have none of.
MAY_BE_EMPTY = {
    *("damaged-tasks", "same-name-units", "units-in-several-documents"),
    *("shared-theme", "indicator-targets", "guiding-tasks"),
    *("done-tasks", "late-tasks"),
}
EXAMPLES = ROOT / "examples"

# What a person reads in tests/data/plans.
EXPECTED: dict[str, set[tuple[object, ...]]] = {
    "lead-units": {
        ("云岭市卫生健康委员会", 2),
        ("云岭市公安局", 1),
        ("云岭市疾病预防控制局", 1),
        ("青禾县应急管理局", 1),
        ("青禾县教育局", 1),
    },
    "co-lead": {("云岭市公安局", "云岭市卫生健康委员会", 1)},
    "lead-cooperating": {
        ("云岭市卫生健康委员会", "云岭市各县（区）人民政府", 1),
        ("云岭市疾病预防控制局", "云岭市公安局", 1),
        ("青禾县应急管理局", "青禾县教育局", 1),
        ("青禾县应急管理局", "青禾县财政局", 1),
    },
    "collectives": {("各县区人民政府", 1, 1), ("各乡镇人民政府", 1, 1)},
    "damaged-tasks": set(),
    "targets": {
        ("完成乡村学校改造", "=", 6, None, "所", None, "1"),
        ("新建县级医院", "=", 2, None, "所", date(2031, 12, 31), "1"),
    },
    "targets-by-deadline": {("2031-12", "云岭市卫生健康委员会", 1, 1)},
    "mentions": {
        ("云岭市红十字会", "市红十字会", "4"),
        ("共青团云岭市委员会", "团市委", "4"),
    },
}


def rows(store: Path, name: str) -> list[tuple[object, ...]]:
    return [tuple(map(plain, row)) for row in open_store(store).query(named(name).text).rows]


def test_there_are_at_least_ten() -> None:
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_each_says_its_question_in_both_languages(name: str) -> None:
    query = named(name)
    assert query.zh.endswith("？")
    assert query.en.endswith("?")
    assert query.text.startswith("# zh: ")


@pytest.mark.parametrize("name", NAMES)
def test_each_runs_as_a_command(ask: Ask, shared: Path, name: str) -> None:
    code, out, err = ask("query", name, "--store", shared)
    assert code == 0
    shown = int(err.split()[0])
    assert shown == len(out.splitlines()) - 2
    assert shown or name in MAY_BE_EMPTY


@pytest.mark.parametrize("name", EXPECTED)
def test_answers_are_those_of_the_plans(shared: Path, name: str) -> None:
    found = rows(shared, name)
    width = min((len(row) for row in EXPECTED[name]), default=0)
    assert {row[:width] for row in found} == (EXPECTED[name] or {()} if found else set())
    assert len(found) == len(EXPECTED[name])


def test_busiest_units_count_each_role(shared: Path) -> None:
    found = {row[0]: row[1:5] for row in rows(shared, "busiest-units")}
    assert found["云岭市公安局"] == (2, 1, 0, 1)
    assert found["青禾县财政局"] == (2, 0, 1, 1)
    assert len(found) == 13


@pytest.mark.parametrize(("role", "count"), [("lead", 6), ("responsible", 7), ("cooperating", 4)])
def test_tasks_of_a_role_quote_their_sentence(shared: Path, role: str, count: int) -> None:
    found = rows(shared, f"{role}-tasks")
    assert len(found) >= count
    for _, written, _, _, sentence in found:
        assert str(written) in str(sentence)


def test_tasks_without_unit(shared: Path) -> None:
    assert [row[2] for row in rows(shared, "tasks-without-unit")] == ["开展健康宣传"]


def test_sections_count_their_tasks(shared: Path) -> None:
    found = Counter({row[2]: row[3] for row in rows(shared, "sections")})
    assert found == {"健全服务体系": 2, "加强公共卫生": 2, "重点任务": 3}


def test_documents_overview(shared: Path) -> None:
    found = {row[5]: (row[0], row[4]) for row in rows(shared, "documents")}
    assert found == {
        "qinghe.txt": ("青禾县2031年重点任务分工", 3),
        "yunling.txt": ("云岭市2031年卫生健康工作要点", 4),
    }


def test_themes_have_their_labels(shared: Path) -> None:
    found = {row[0]: row[1:5] for row in rows(shared, "themes")}
    assert found["卫生应急与急救"] == ("Health emergencies and first aid", 1, 1, 1)
    units = {row[:3] for row in rows(shared, "theme-units")}
    assert ("应急救援和保障", "青禾县应急管理局", 1) in units
    assert all(row[0] for row in rows(shared, "theme-units"))


def test_rules_and_basis_add_up(shared: Path) -> None:
    assert sum(int(str(row[1])) for row in rows(shared, "rules")) == 18
    assert sorted(row[1:3] for row in rows(shared, "inherited")) == [(7, 0), (11, 0)]
    by_document = Counter(row[0] for row in rows(shared, "units-by-document"))
    assert sorted(by_document.values()) == [5, 8]


@pytest.fixture(scope="module")
def other_engine(shared: Path) -> object:
    """All statements of the store in rdflib, whose default graph is a set union too."""
    rdflib = pytest.importorskip("rdflib")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset = rdflib.Dataset(default_union=True)
        for shard in contents(shared).values():
            dataset.parse(data=shard, format="nquads")
        for vocabulary in vocabularies():
            dataset.parse(data=vocabulary.turtle, format="turtle", publicID=vocabulary.graph)
    return dataset


@pytest.mark.parametrize("name", NAMES)
def test_another_engine_gives_the_same(shared: Path, other_engine: object, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = other_engine.query(named(name).text, initNs=PREFIXES)  # type: ignore[attr-defined]
        theirs = [
            tuple("" if term is None else str(term) for term in row)
            for row in found
            if any(term is not None for term in row)
        ]
    ours = [
        tuple("" if term is None else str(getattr(term, "value", term)) for term in row)
        for row in open_store(shared).query(named(name).text).rows
    ]
    assert sorted(theirs) == sorted(ours)


@pytest.mark.parametrize("name", NAMES)
def test_each_runs_on_the_examples(name: str, examples: Path) -> None:
    assert rows(examples, name) or name in MAY_BE_EMPTY | {
        "tasks-without-unit",
        "collectives",
        "due-tasks",
    }


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not list(EXAMPLES.glob("*.txt")):
        pytest.skip("there are no examples yet")
    store = tmp_path_factory.mktemp("examples") / "store"
    assert not build([EXAMPLES], store).failed
    return store


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("lead-unit", "lead-units"), ("co-leads", "co-lead"), ("damaged", "damaged-tasks")],
)
def test_unknown_name_suggests_near_ones(wrong: str, right: str) -> None:
    with pytest.raises(GraphError) as caught:
        named(wrong)
    assert right in caught.value.next_step
    assert caught.value.usage


@pytest.mark.parametrize("raw", [True, False])
def test_an_answer_as_a_file_for_excel(ask: Ask, shared: Path, tmp_path: Path, raw: bool) -> None:
    query = 'SELECT ("=1+1" AS ?formula) (-2 AS ?figure) ("财政局" AS ?name) {}'
    file = tmp_path / "答案.csv"
    code, out, _ = ask("query", query, "--store", shared, "-o", file, *["--raw"] * raw)
    assert (code, out) == (0, "")
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") != raw
    row = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1]
    assert row == ["=1+1" if raw else "'=1+1", "-2", "财政局"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.json", b"{"), ("a.tsv", b"?n"), ("a.xml", b"<?xml"), ("a.txt", b"n\n"), ("a", b"n\n")],
)
def test_the_name_of_a_file_says_the_format(
    ask: Ask, shared: Path, tmp_path: Path, name: str, begins: bytes
) -> None:
    assert ask("query", "SELECT (1 AS ?n) {}", "--store", shared, "-o", tmp_path / name)[0] == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_file_that_cannot_be_written(ask: Ask, shared: Path, tmp_path: Path) -> None:
    where = tmp_path / "no folder" / "a.csv"
    code, _, err = ask("query", "SELECT (1 AS ?n) {}", "--store", shared, "-o", where)
    assert code == 1
    assert "cannot be written" in err

"""The public door for researchers: data frames, networks, maps and sentences of a store."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.stores.stores import DATA
from zeren.graph import Study, example_plans, open_examples, open_study
from zeren.graph.analysis.network import Network
from zeren.graph.build.folder import build
from zeren.graph.errors import GraphError
from zeren.graph.export.columns import NAMES, TABLES
from zeren.graph.export.files import table_files
from zeren.graph.notebook.trust import cleaning, evaluate, unresolved_units
from zeren.graph.store.opening import open_store

pandas = pytest.importorskip("pandas", reason="data frames are pandas's")

_TYPES = {
    "text": "string",
    "integer": "Int64",
    "decimal": "float64",
    "date": "datetime64[s]",
    "boolean": "boolean",
}


@pytest.fixture(scope="module")
def study() -> Study:
    return open_examples()


@pytest.fixture(scope="module")
def small(shared: Path) -> Study:
    """The two small plans."""
    return open_study(shared)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_that_of_the_export(study: Study, name: str) -> None:
    """The same columns and rows as `zeren export --format csv`, with types."""
    table = getattr(study, name)()
    ((_, data),) = table_files(study.store, None, "csv", [name])
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert list(table.columns) == head
    assert len(table) == len(rows)
    kinds = next(found.columns for found in TABLES if found.name == name)
    assert [str(kind) for kind in table.dtypes] == [
        str(pandas.Series([], dtype=_TYPES[column.kind]).dtype) for column in kinds
    ]
    exact = [place for place, column in enumerate(kinds) if column.kind in {"text", "integer"}]
    for place in exact:
        cells = ["" if pandas.isna(cell) else str(cell) for cell in table.iloc[:, place]]
        assert cells == [row[place].removeprefix("'") for row in rows], head[place]
    for place in [place for place, column in enumerate(kinds) if column.kind == "decimal"]:
        figures = [float(row[place]) if row[place] else None for row in rows]
        assert [None if pandas.isna(cell) else cell for cell in table.iloc[:, place]] == figures


def test_a_table_is_the_callers_own(study: Study) -> None:
    tasks = study.tasks()
    tasks["number"] = "x"
    assert not study.tasks()["number"].eq("x").any()


def test_query_types_its_columns(study: Study) -> None:
    found = study.query("""
        SELECT ?document ?issued ?from ?title ?never {
          ?document a zr:PolicyDocument
          OPTIONAL { ?document dcterms:issued ?issued }
          OPTIONAL { ?document zr:periodStart ?from }
          OPTIONAL { ?document dcterms:title ?title }
        } ORDER BY ?document""")
    assert [str(kind) for kind in found.dtypes][1:3] == ["datetime64[s]", "Int64"]
    assert found["never"].isna().all()
    assert list(found["document"]) == sorted(study.documents()["document"])
    known = study.documents().set_index("document")["issued"]
    assert found.set_index("document")["issued"].equals(known.loc[list(found["document"])])


def test_query_takes_text_names_and_values(study: Study) -> None:
    assert study.query("SELECT ?x { ?x a zr:Nothing }").shape == (0, 1)
    assert bool(study.query("ASK { ?task a zr:Task }").loc[0, "answer"])
    graph = study.query("CONSTRUCT { ?d zr:level ?l } { ?d zr:level ?l }")
    assert list(graph.columns) == ["subject", "predicate", "object"]
    assert set(graph["predicate"]) == {"zr:level"}
    one = study.query("shared-theme", theme="ageing")
    more = study.query("shared-theme", theme=["ageing", "tcm"])
    assert 0 < len(one) < len(more)
    with pytest.raises(GraphError, match="no setting 'topic'"):
        study.query("shared-theme", topic="ageing")


def test_queries_join_with_tables(study: Study) -> None:
    """Keys are the same on both sides."""
    led = study.query("SELECT ?task ?unit { ?task zr:leadUnit ?unit }")
    assert led["task"].isin(study.tasks()["task"]).all()
    assert led["unit"].isin(study.units()["unit"]).all()


def test_loads_add_up_to_the_tasks_that_name_a_unit(study: Study) -> None:
    for counting in ({}, {"basis": "all"}, {"collectives": "drop"}, {"roles": ["lead"]}):
        load = study.workload(**counting)
        assert load["load"].sum() == pytest.approx(load.attrs["counted"]["tasks"])
    explicit = study.assignments().query("basis == 'explicit'")
    by_hand = explicit.groupby("unit")["task"].nunique()
    load = study.workload().set_index("key")["tasks"]
    assert load.to_dict() == by_hand.to_dict()


def test_concentration_has_an_interval_around_each_figure(study: Study) -> None:
    found = study.concentration("document", draws=100)
    assert len(found) == 1 + study.assignments().query("basis == 'explicit'")["document"].nunique()
    for name in ("gini", "hhi", "top1", "top5", "top10"):
        assert (found[f"{name}_low"] <= found[f"{name}_high"]).all()
    from zeren.graph.analysis.measures.shares import gini

    assert found.loc[0, "gini"] == pytest.approx(gini(study.workload()["load"]))


def test_deadlines_are_those_of_the_targets(study: Study) -> None:
    targets = study.targets().dropna(subset=["deadline", "task"])
    named = targets[targets["task"].isin(study.assignments().query("basis == 'explicit'")["task"])]
    due = study.deadlines("document")
    assert due["targets"].sum() == len(named)
    assert set(due["month"]) == set(named["deadline"].dt.strftime("%Y-%m"))


def test_centrality_is_that_of_the_network(study: Study) -> None:
    graph = study.network("units", collectives="drop")
    found = study.centrality("units", ["degree", "strength"], collectives="drop")
    assert list(found.columns[-2:]) == ["degree", "strength"]
    assert len(found) == graph.number_of_nodes()
    assert found["degree"].is_monotonic_decreasing
    assert found["degree"].sum() == 2 * graph.number_of_edges()
    with pytest.raises(GraphError, match="is no measure"):
        study.centrality("units", ["fame"])


def test_chance_is_seeded(study: Study) -> None:
    first, second = (
        study.against_chance("functions", ["betweenness"], samples=3, seed=7) for _ in range(2)
    )
    assert first.equals(second)
    assert set(first["measure"]) == {"betweenness"}
    assert first["p"].between(0.25, 1).all()


def test_a_study_of_some_documents_holds_only_these(small: Study, shared: Path) -> None:
    titles = small.documents()["title"]
    one = open_study(shared, documents=[titles[0]])
    assert list(one.documents()["title"]) == [titles[0]]
    assert set(one.tasks()["document"]) == set(one.documents()["document"])
    assert len(one.tasks()) < len(small.tasks())
    with pytest.raises(GraphError, match="no document"):
        open_study(shared, documents=["天文台"])


def test_a_sentence_is_shown_as_written_with_its_clause(study: Study) -> None:
    for task in study.tasks().itertuples():
        found = study.show(task.task)
        assert found.sentence == task.quote
    led = study.assignments().query("role == 'lead' and basis == 'explicit'").iloc[0]
    shown = study.show(led["task"])
    assert f"⟦{led['quote']}⟧" in repr(shown)
    page = shown._repr_html_()
    assert f">{led['quote']}</mark>" in page
    assert "class=" not in page
    assert study.show("https://w3id.org/zeren/" + led["task"]).sentence == shown.sentence
    with pytest.raises(GraphError, match="no task 'doc/x/task/1'"):
        study.show("doc/x/task/1")


def test_what_is_said_once_is_shown_with_the_task(study: Study) -> None:
    part = study.assignments().query("basis == 'inherited'").iloc[0]
    assert part["quote"] in study.show(part["task"])._repr_html_()


def test_the_markup_of_a_plan_stays_text(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(
        "云岭省2024年工作要点\n一、<script>alert(1)</script>建成绿道三段。（牵头单位：省财政厅）\n"
        '二、完成<mark class="lead">普查</mark>。（牵头单位：省统计局）\n',
        encoding="utf-8",
    )
    assert not build([plan], tmp_path / "store").failed
    study = open_study(tmp_path / "store")
    pages = [study.show(task)._repr_html_() for task in study.tasks()["task"]]
    assert pages
    assert not any("<script" in page or '<mark class="lead"' in page for page in pages)
    assert any("&lt;script&gt;" in page for page in pages)


def test_the_map_shows_itself_in_a_box(small: Study, tmp_path: Path) -> None:
    names = tuple(small.documents()["document"])
    frame = small.map("compare", compare=names, height=300)
    assert 'sandbox="allow-scripts allow-downloads"' in frame._repr_html_()
    saved = frame.save(tmp_path / "map.html")
    assert saved.read_text(encoding="utf-8") == frame.html
    ids = [name.removeprefix("doc/") for name in names]
    options = re.search(r'id="zeren-start">(.*?)</script>', frame.html)
    assert options
    assert json.loads(options[1])["compare"] == ids
    with pytest.raises(GraphError, match="no department or theme"):
        small.map(focus="天文台")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory without a store, and no ZEREN_STORE."""
    monkeypatch.delenv("ZEREN_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_which_store_is_opened(
    elsewhere: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that is named, else of ZEREN_STORE, else in the working directory, else examples."""
    assert len(open_study().tasks()) == len(open_examples().tasks())
    assert "the example plans" in repr(open_study())
    assert not build([DATA / "plans"], elsewhere / "zeren-store").failed
    here = open_study()
    assert repr(here).endswith("zeren-store>")
    assert len(here.documents()) == 2
    monkeypatch.setenv("ZEREN_STORE", str(elsewhere / "nowhere"))
    with pytest.raises(GraphError, match=r"no store at .*nowhere"):
        open_study()
    assert len(open_study(shared).documents()) == 2


def test_without_examples_it_says_what_to_do(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.graph.notebook import examples

    monkeypatch.setattr(examples, "__file__", str(elsewhere / "site" / "zeren" / "examples.py"))
    with pytest.raises(GraphError, match=r"ZEREN_STORE"):
        example_plans()
    shutil.copytree(DATA / "plans", elsewhere / "examples")  # another project's examples
    with pytest.raises(GraphError, match=r"ZEREN_STORE"):
        example_plans()


def test_evaluation_counts_as_the_command_does(tmp_path: Path) -> None:
    from zeren.graph.analysis.evaluation import evaluate_file

    plan = example_plans() / "boning_business_2024.txt"
    gold = example_plans() / "gold"
    found = evaluate(plan, gold)
    result = evaluate_file(plan, gold)
    units = found.scores.query("plan == 'all' and category == 'themes'").iloc[0]
    assert (units["right"], units["missed"]) == (
        result.scores["themes"].right,
        result.scores["themes"].missed,
    )
    assert len(found.misses) == len(result.differences)
    assert set(found.misses["fault"]) <= {"missed", "extra"}
    with pytest.raises(GraphError, match=r"NAME\.jsonl"):
        evaluate(DATA / "plans", gold)


def test_cleaning_quotes_the_source(study: Study) -> None:
    edits = cleaning(study)
    texts = {
        task.document: study.show(task.task).document.text for task in study.tasks().itertuples()
    }
    for edit in edits.sample(200, random_state=0).itertuples():
        assert texts[edit.document][edit.start : edit.end] == edit.before
    assert edits["lost_digits"].sum() == study.tasks()["damaged"].sum()


def test_unplaced_units_are_those_of_the_store(study: Study) -> None:
    found = unresolved_units(study)
    assert found["unit"].isin(study.units()["unit"]).all()
    assert found["unit"].str.startswith("doc/").all()
    assert found["why"].str.len().gt(0).all()


def test_an_empty_store_has_all_columns(tmp_path: Path) -> None:
    plan = tmp_path / "note.txt"
    plan.write_text("云岭省关于报送材料的说明\n请按时报送。\n", encoding="utf-8")
    build([plan], tmp_path / "store")
    study = open_study(tmp_path / "store")
    assert len(study.tasks()) == 0
    assert str(study.targets()["deadline"].dtype) == "datetime64[s]"
    assert len(study.workload()) == len(study.deadlines()) == len(study.centrality()) == 0
    assert list(cleaning(study).columns)[:2] == ["document", "title"]


def test_a_date_far_away_is_a_date() -> None:
    from zeren.graph.notebook.frames import frame

    table = frame({"deadline": "date"}, [(date(3000, 12, 31),), (None,)])
    assert table["deadline"].dt.year.tolist()[0] == 3000


def test_importing_the_room_imports_no_library() -> None:
    code = (
        "import sys, zeren.graph; "
        "print([n for n in ('pandas', 'altair', 'numpy', 'networkx', 'pyoxigraph', 'spacy')"
        " if n in sys.modules]); "
        "from zeren.graph import open_study; print('pandas' in sys.modules, 'spacy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split("\n")[:2] == ["[]", "False False"]


def test_a_missing_library_is_named_with_the_way_to_get_it(shared: Path) -> None:
    code = (
        "import sys; sys.modules['pandas'] = None\n"
        "from zeren.graph import open_study\n"
        f"study = open_study({str(shared)!r})\n"
        "try: study.tasks()\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.stdout.startswith("GraphError")
    assert 'pip install "zeren[notebooks]"' in done.stdout


def test_every_public_name_is_there() -> None:
    import zeren.graph

    for name in zeren.graph.__all__:
        assert getattr(zeren.graph, name) is not None
        assert name in dir(zeren.graph)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = zeren.graph.nothing


def test_the_store_of_a_study_is_open_for_more(small: Study, shared: Path) -> None:
    assert len(open_store(shared).query("SELECT ?t { ?t a zr:Task }")) == len(small.tasks())


@pytest.mark.parametrize(
    ("ask", "word"),
    [
        (lambda study: study.network("unit"), "units, leads"),
        (lambda study: study.workload(by="units"), "unit, function"),
        (lambda study: study.centrality("department"), "units, leads"),
        (lambda study: study.workload(roles="leader"), "lead, responsible"),
        (lambda study: study.workload(basis="every"), "explicit, all"),
        (lambda study: study.workload(collectives="no"), "keep, drop"),
    ],
)
def test_a_name_that_there_is_not_is_answered_with_those_there_are(
    ask: Callable[[Study], object], word: str
) -> None:
    with pytest.raises(GraphError, match=word):
        ask(open_examples())


def test_one_value_alone_stands_for_itself() -> None:
    study = open_examples()
    assert study.workload(years=2024).equals(study.workload(years=[2024]))
    assert study.workload(roles="lead").equals(study.workload(roles=["lead"]))


def test_the_package_offers_what_notebooks_need_and_no_more() -> None:
    import zeren.graph

    assert sorted(dir(zeren.graph)) == sorted(zeren.graph.__all__)


@pytest.mark.parametrize("name", ["units", "functions"])
def test_frames_and_networks_have_a_common_key(study: Study, name: Network) -> None:
    """A row of a frame is found in a network by its IRI, and a node in the tables by its key."""
    graph, table = study.network(name), study.centrality(name, ["degree"])
    assert len(table)
    assert set(table["iri"]) == set(graph.nodes)
    assert all(graph.nodes[row.iri]["key"] == row.key for row in table.itertuples())
    if name == "units":
        load = study.workload()
        assert set(graph.nodes) == set(load["iri"])
        assert set(load["key"]) <= set(study.units()["unit"])

"""Datasets: a table with one policy a row is that many documents."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from support.stores.stores import contents
from zeren.graph.build.finding import find_document
from zeren.graph.build.folder import build
from zeren.graph.build.sources.datasets import Dataset, read_dataset
from zeren.graph.build.sources.manifest import value_of
from zeren.graph.errors import GraphError, Problem
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import open_store

HEADER = ["标题", "发文机关", "地区", "发布时间", "链接", "正文"]
TEXT = "一、主要任务\n1.建设食堂{n}家。（牵头单位：市民政局；责任单位：市财政局）\n"


def row(number: int, text: str | None = None) -> list[str]:
    return [
        f"汀溪市第{number}号工作方案",
        "汀溪市人民政府",
        "汀溪市",
        f"2031-03-{number:02}",
        f"https://www.tingxi.example/{number}.html",
        TEXT.format(n=number) if text is None else text,
    ]


ROWS = [row(1), row(2), row(3)]


def written(kind: str, rows: list[list[str]], header: list[str] = HEADER) -> bytes:
    if kind == "csv":
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows([header, *rows])
        return stream.getvalue().encode()
    if kind == "jsonl":
        records = [dict(zip(header, each, strict=True)) for each in rows]
        return "\n".join(json.dumps(one, ensure_ascii=False) for one in records).encode()
    if kind == "parquet":
        pyarrow = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        columns = dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))
        out = io.BytesIO()
        parquet.write_table(pyarrow.table(columns), out)
        return out.getvalue()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for each in [header, *rows]:
        sheet.append(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "csv", "jsonl", "parquet"])
def test_every_format_gives_the_same_policies(kind: str) -> None:
    """Text, metadata and row number; the id is made of what the row says."""
    found = read_dataset(written(kind, ROWS), f"in.{kind}")
    assert isinstance(found, Dataset)
    assert [each.row for each in found.rows] == ["2", "3", "4"]
    first = found.rows[0].stated
    assert first["title"] == "汀溪市第1号工作方案"
    assert first["issuer"] == "汀溪市人民政府"
    assert first["issued"] == date(2031, 3, 1)
    assert first["url"] == "https://www.tingxi.example/1.html"
    assert found.rows[0].text.startswith("汀溪市第1号工作方案\n一、主要任务")
    others = read_dataset(written("csv", ROWS), "other.csv")
    assert isinstance(others, Dataset)
    assert [one.stated["id"] for one in others.rows] == [one.stated["id"] for one in found.rows]


@pytest.mark.parametrize(
    "header",
    [
        ["序号", "标题", "正文", "责任单位"],
        ["工作任务", "标题", "正文", "链接"],
        ["标题", "内容", "备注", "发布时间"],
        ["标题", "发文机关", "发布时间", "文号"],
    ],
    ids=["units", "tasks", "short cells", "no text"],
)
def test_other_tables_stay_what_they_are(header: list[str]) -> None:
    rows = [["1", "建设食堂", "建成12家", "市民政局"], ["2", "办好学校", "新增800个", "市教育局"]]
    assert read_dataset(written("csv", rows, header), "tasks.csv") is None


def test_long_cells_under_a_common_word_are_texts() -> None:
    rows = [[f"第{n}号方案", "汀溪市人民政府", TEXT.format(n=n) * 9] for n in (1, 2)]
    found = read_dataset(written("csv", rows, ["标题", "发文机关", "内容"]), "in.csv")
    assert isinstance(found, Dataset)
    assert len(found.rows) == 2


def test_rows_can_be_asked_for() -> None:
    """With --rows any table with a column of texts; without one it says what is missing."""
    data = written("csv", [["x", TEXT.format(n=1)]], ["备注", "内容"])
    assert read_dataset(data, "in.csv") is None
    assert isinstance(read_dataset(data, "in.csv", rows=True), Dataset)
    problem = read_dataset(written("csv", [["x", "y"]], ["备注", "编号"]), "in.csv", rows=True)
    assert isinstance(problem, Problem)
    assert "正文" in problem.next_step


def test_bad_rows_are_named_and_the_rest_is_built(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    rows = [row(1), row(2, text=""), row(3)]
    rows[2][3] = "去年"
    source.write_bytes(written("xlsx", rows))
    report = build([source], tmp_path / "store", jobs=1)
    assert len(report.built) == 2
    assert [(problem.where, problem.what) for problem in report.problems] == [
        (f"{source}#3", "it has no text")
    ]
    assert any("row 4: issued" in note for note in report.notes)


def test_a_dataset_in_a_store(tmp_path: Path) -> None:
    """One document a row, with file and row; unchanged rows are left alone; gone rows pruned."""
    source, store = tmp_path / "in.csv", tmp_path / "store"
    source.write_bytes(written("csv", ROWS))
    assert len(build([source], store, jobs=1).built) == 3
    facts = read_facts(open_store(store))
    found = {(fact.file, fact.source_row, fact.title) for fact in facts.documents.values()}
    assert found == {("in.csv", str(n + 1), f"汀溪市第{n}号工作方案") for n in (1, 2, 3)}
    assert all(fact.jurisdiction == "汀溪市" for fact in facts.documents.values())
    again = build([source], store, jobs=1)
    assert (again.built, again.unchanged, again.changed) == ([], 3, False)
    source.write_bytes(written("csv", [row(1), row(3, text=TEXT.format(n=30))]))
    fewer = build([source], store, jobs=1)
    assert (len(fewer.built), fewer.unchanged) == (1, 1)
    assert fewer.missing == [f"{source}#4"]
    assert len(build([source], store, jobs=1, prune=True).removed) == 1
    assert len(contents(store)) > 0
    source.unlink()
    assert build([tmp_path], store, jobs=1).missing == [f"{source}#2", f"{source}#3"]


def test_two_builds_of_a_dataset_are_the_same(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    source.write_bytes(written("xlsx", ROWS))
    for name in ("one", "two"):
        build([source], tmp_path / name, jobs=1 if name == "one" else 2)
    one, two = (contents(tmp_path / name) for name in ("one", "two"))
    assert {name: data for name, data in one.items() if name.endswith(".nq")} == {
        name: data for name, data in two.items() if name.endswith(".nq")
    }


def test_a_row_is_shown_on_the_spot(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(written("csv", ROWS))
    shown = find_document(f"{source}#3", tmp_path / "none")
    assert shown.metadata["title"] == "汀溪市第2号工作方案"
    with pytest.raises(GraphError, match="3 policies, one a row"):
        find_document(str(source), tmp_path / "none")
    with pytest.raises(GraphError, match="no policy in row 9"):
        find_document(f"{source}#9", tmp_path / "none")


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("title", "汀溪市\n工作方案", "汀溪市工作方案"),
        ("title", "汀溪市 AI\nplus 方案", "汀溪市 AI plus 方案"),
        ("issuer", "汀溪市教育局\n汀溪市财政局", "汀溪市教育局 汀溪市财政局"),
    ],
)
def test_lines_of_a_cell_are_joined(key: str, cell: str, value: str) -> None:
    assert value_of(key, cell) == value

"""The head of a plan: title, issuers, number, day, and the fields beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.plans.cases import DATA, table
from zeren.loaders import Metadata, PolicyDocument, load
from zeren.loaders.structure.head.bodies import bodies_in
from zeren.loaders.structure.head.dates import day_in

CASES: list[dict[str, Any]] = table(DATA / "head" / "cases.toml")["case"]
_FIELDS = {"number": "document_number", "basis": "jurisdiction_basis"}


def plan_of(text: str, **given: Any) -> PolicyDocument:
    return load(text.lstrip("\n").encode(), Metadata(**given))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_a_head_says(case: dict[str, Any]) -> None:
    """Each field that the case names is read as it says; "" and [] are nothing."""
    plan = plan_of(case["text"])
    for key, wanted in case.items():
        if key in {"name", "text", "rule", "others"}:
            continue
        read = getattr(plan, _FIELDS.get(key, key))
        read = list(read) if isinstance(read, tuple) else str(read or "")
        assert read == wanted, key
    if "rule" in case:
        notes = [note.message for note in plan.notes if note.code == "origin-title"]
        assert [note.partition(": ")[0] for note in notes] == [case["rule"]]


def test_a_file_with_several_plans_says_so() -> None:
    """It is one document, whose title has all; the others are named in a note."""
    case = next(case for case in CASES if "others" in case)
    notes = [note.message for note in plan_of(case["text"]).notes if note.code == "several-plans"]
    assert len(notes) == 1
    assert all(f"《{name}》" in notes[0] for name in case["others"])


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("青沅市教育局　青沅市财政局", ("青沅市教育局", "青沅市财政局")),
        ("青 沅 市 教 育 局", ("青沅市教育局",)),
        ("国家发展改革委教育部财政部", ("国家发展改革委", "教育部", "财政部")),
        ("中共青沅市委青沅市人民政府", ("中共青沅市委", "青沅市人民政府")),
        ("中共青沅市委宣传部", ("中共青沅市委宣传部",)),
        ("青沅市教育局 财政局", ("青沅市教育局", "青沅市财政局")),
        ("国家发展改革委等部门", ("国家发展改革委",)),
        ("青沅市发展和改革委员会", ("青沅市发展和改革委员会",)),
        ("联系人谢岚", ()),
        ("关于印发方案的通知", ()),
    ],
)
def test_names_of_bodies_are_told_apart(words: str, names: tuple[str, ...]) -> None:
    """Side by side, with blanks inside, or run together; words that are no body give none."""
    assert bodies_in(words) == names


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("二〇二四年十二月二十五日", date(2024, 12, 25)),
        ("二○一九年三月五日", date(2019, 3, 5)),
        ("2024 年 7 月 1 日", date(2024, 7, 1)),
        ("2024-07-01 10:12", date(2024, 7, 1)),
        ("2024.7.1", date(2024, 7, 1)),
        ("20240701", date(2024, 7, 1)),
        ("2024年13月1日", None),
        ("二〇二四年", None),
    ],
)
def test_days(words: str, day: date | None) -> None:
    """Chinese and Arabic figures, blanks inside, strokes; no day that there is none of."""
    found = day_in(words)
    assert (found[0] if found else None) == day


PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8">
<meta name="SiteName" content="枫屿区人民政府"><meta name="ColumnName" content="区政府文件">
<meta name="ArticleTitle" content="枫屿区教育局关于做好校车安全工作的通知">
<meta name="PubDate" content="2024-02-20 10:12"><meta name="ContentSource" content="枫屿区教育局">
<title>区政府文件_枫屿区人民政府</title></head><body>
<div class="data"><table><tr><td><b>索 引 号：</b></td><td>00001/2024-00012</td>
<td><b>主题分类：</b></td><td>教育</td></tr>
<tr><td><b>发文字号：</b></td><td>枫教〔2024〕4号</td><td><b>成文日期：</b></td>
<td>2024年02月18日</td></tr></table></div>
<div id="zoom"><p>（一）整治校车。落实各项措施，推动工作取得实效。（责任单位：区公安局）</p>
<p>（二）改造操场。落实各项措施，推动工作取得实效。（责任单位：区教育局）</p></div></body></html>"""


def test_what_a_page_says_beside_its_text() -> None:
    """The tags give title and issuer, the table outside the text the rest; day of writing first."""
    plan = load(PAGE.encode())
    assert plan.title == "枫屿区教育局关于做好校车安全工作的通知"
    assert plan.issuers == ("枫屿区教育局",)
    assert plan.jurisdiction == "枫屿区"
    assert plan.document_number == "枫教〔2024〕4号"
    assert plan.issued == date(2024, 2, 18)
    assert plan.index_number == "00001/2024-00012"
    assert plan.topic_category == "教育"
    assert [task.number for task in plan.tasks] == ["1", "2"]


def test_the_name_of_the_file_is_the_weakest() -> None:
    """It is taken where nothing else is a title, and only where it is one as a whole."""
    text = "一、检查校车。\n二、修建操场。\n"
    assert (
        plan_of(text, source_file="澜泊市2024年教育工作要点.txt").title
        == "澜泊市2024年教育工作要点"
    )
    assert plan_of(text, source_file="附件2.txt").title is None
    titled = "澜泊市2025年教育工作要点\n" + text
    assert plan_of(titled, source_file="另一个工作方案.txt").title == "澜泊市2025年教育工作要点"

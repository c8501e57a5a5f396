"""Lists: what is seen is what is taken along, in the order and with the columns that are seen."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.pages.served import Server
from zeren.graph.build.folder import build
from zeren.graph.export.sheet import workbook
from zeren.graph.web.lists.search import excerpt, marked, relevance
from zeren.graph.web.parts.charts import around, heat, months, step

ZH = {"Accept-Language": "zh"}


def _page(server: Server, path: str) -> str:
    answer = server.get(path, "text/html", headers=ZH)
    assert answer.status_code == 200, answer.text[:400]
    return answer.text


def _csv(server: Server, path: str) -> list[dict[str, str]]:
    answer = server.get(path, headers=ZH)
    assert answer.status_code == 200, answer.text[:400]
    assert answer.content.startswith(b"\xef\xbb\xbf")  # or Excel shows nonsense
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def _named(html: str) -> list[str]:
    """The tasks on a page of the list, in their order."""
    return re.findall(r'<h2><a href="([^"]+)"', html)


def test_filters_of_the_page_are_those_of_the_file(server: Server) -> None:
    for state in ("role=lead&role=cooperating", "q=%E5%BB%BA%E8%AE%BE", "target=no", "year=2024"):
        html = _page(server, f"tasks?{state}")
        count = int(re.sub(r"\D", "", html.partition('id="count"')[2].partition("</strong>")[0]))
        rows = _csv(server, f"tasks?{state}&format=csv")
        assert len(rows) == count > 0
        assert "&amp;format=csv" in html
        assert "&amp;format=xlsx" in html


def test_columns_and_order_of_the_table_are_those_of_the_file(server: Server) -> None:
    state = "view=table&col=task&col=due&col=targets&sort=-targets&role=lead"
    html = _page(server, f"tasks?{state}")
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?([^<]+)', html)
    rows = _csv(server, f"tasks?{state}&format=csv")
    assert list(rows[0]) == heads == ["任务", "目标数", "时限"]
    figures = [int(row["目标数"]) for row in rows]
    assert figures == sorted(figures, reverse=True)
    shown = re.findall(r'class="c-task"><a [^>]*>([^<]+)', html)
    assert [row["任务"] for row in rows][: len(shown)] == shown
    book = load_workbook(io.BytesIO(server.get(f"tasks?{state}&format=xlsx", headers=ZH).content))
    sheet = book.worksheets[0]
    assert [["" if cell is None else str(cell) for cell in row] for row in sheet.values][1:] == [
        list(row.values()) for row in rows
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref


def test_units_come_by_the_page_are_searched_and_sorted(server: Server) -> None:
    first = _page(server, "unit")
    assert len(first) < 200_000
    assert first.count("<tr>") <= 101
    assert "page=2" in first
    found = _csv(server, "unit?q=%E8%B4%A2%E6%94%BF&sort=-lead&format=csv")
    assert found
    assert all("财政" in row["单位"] for row in found)
    assert [int(row["牵头"]) for row in found] == sorted(
        (int(row["牵头"]) for row in found), reverse=True
    )
    every = {row["单位"] for row in _csv(server, "unit?format=csv")}
    own = {row["单位"] for row in _csv(server, "unit?collectives=no&format=csv")}
    groups = {row["单位"] for row in _csv(server, "unit?collectives=only&format=csv")}
    assert groups
    assert own | groups == every
    assert not own & groups


def test_another_format_is_refused_in_words(server: Server) -> None:
    answer = server.get("unit?format=pdf")
    assert answer.status_code == 406
    assert "csv, xlsx" in answer.text


def test_search_marks_its_words_and_puts_the_best_first(server: Server) -> None:
    html = _page(server, "tasks?q=%E6%94%B9%E9%80%A0")
    assert '<mark class="hit">改造</mark>' in html
    titles = re.findall(r"<h2><a [^>]*>(.*?)</a>", html)
    in_title = ["hit" in title for title in titles]
    assert in_title == sorted(in_title, reverse=True)
    assert any(in_title)
    by_plan = _page(server, "tasks?q=%E6%94%B9%E9%80%A0&sort=plan")
    assert sorted(_named(by_plan)) == sorted(_named(html))


def test_collectives_are_left_out_of_who_leads_most_until_asked_for(many: Server) -> None:
    plain, switched = _page(many, "/"), _page(many, "/?collectives=yes")
    load = plain.partition('id="load"')[2].partition("</section>")[0]
    assert not re.search(r"各县[^<]*</a>", load)
    assert "集体称谓" in load
    load = switched.partition('id="load"')[2].partition("</section>")[0]
    assert re.search(r'各县.*?</a> <span class="badge">集体称谓', load)
    facet = _page(many, "tasks")
    assert re.search(r'各县[^<]*<span class="badge">集体称谓', facet)
    task = _page(many, re.search(r'<h2><a href="([^"]+)"', facet).group(1))  # type: ignore[union-attr]
    assert '<span class="badge">集体称谓' in task


def test_chinese_pages_speak_chinese(many: Server) -> None:
    facet = _page(many, "tasks")
    task = _page(many, _named(facet)[0])
    unit = _page(many, re.search(r'href="(/unit/[^"]+)"', task).group(1))  # type: ignore[union-attr]
    assert "括号里标明角色" in task
    assert "LABEL" not in task
    for word in (">province<", ">city<", ">county<", ">level-word<", "UNITS take part"):
        assert word not in task + unit
    assert "市级" in unit


def test_fields_are_sorted_by_their_tasks_and_named(server: Server) -> None:
    html = _page(server, "topics")
    counts = [int(each) for each in re.findall(r'</a> <span class="count">(\d+)</span></h2>', html)]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) > 5
    vocabulary = _page(server, "theme")
    assert vocabulary.index("主题") < vocabulary.index("zt:")


def test_months_of_the_home_page_lead_to_as_many_tasks(server: Server) -> None:
    html = _page(server, "/")
    shown = re.findall(r'<a href="(/tasks\?due=[^"]+)" aria-label="[^:]+: (\d+)', html)
    assert shown
    for address, count in shown:
        assert len(_csv(server, f"{address}&format=csv")) == int(count)


def test_bars_of_the_home_page_lead_to_as_many_tasks(server: Server) -> None:
    html = _page(server, "/")
    load = html.partition('id="load"')[2].partition("</section>")[0]
    shown = re.findall(r'class="(?:lead|responsible)" href="([^"]+)"[^>]*>(\d+)<', load)
    assert len(shown) > 10
    for address, count in shown[:6]:
        assert len(_csv(server, f"{address}&format=csv".replace("&amp;", "&"))) == int(count)


def test_a_cell_never_computes() -> None:
    data = workbook("表", ["任务"], [["=HYPERLINK(1)"], ["+1"], [3], ["好\x00坏"]])
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.value for cell in sheet["A"]] == ["任务", "=HYPERLINK(1)", "+1", 3, "好坏"]
    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s", "n", "s"]
    assert data == workbook("表", ["任务"], [["=HYPERLINK(1)"], ["+1"], [3], ["好\x00坏"]])


def test_titles_count_more_than_often() -> None:
    words = ("管网",)
    title = relevance(words, "改造管网", "另说别的。", "")
    often = relevance(words, "改造房屋", "管网管网管网管网。", "")
    none = relevance(words, "改造房屋", "管网。", "")
    assert title > often > none > 0


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ((), "a&lt;b"),
        (("a",), '<mark class="hit">a</mark>&lt;b'),
        (("<",), 'a<mark class="hit">&lt;</mark>b'),
        (("a<b", "a"), '<mark class="hit">a&lt;b</mark>'),
    ],
)
def test_marks_are_all_the_markup_there_is(words: tuple[str, ...], shown: str) -> None:
    assert str(marked("a<b", words)) == shown


def test_excerpt_shows_the_hit() -> None:
    text = "前" * 400 + "管网" + "后" * 400
    assert "管网" in excerpt(text, ("管网",))
    assert len(excerpt(text, ("管网",))) < 200


def test_colours_go_from_light_at_zero_to_dark() -> None:
    assert [step(count, 30) for count in (0, 1, 30)] == [0, 1, 6]
    (row,) = heat([[0, 5, 10]], lambda i, j: f"/{i}{j}")
    assert [cell.step for cell in row] == [0, 3, 6]


def test_months_without_any_stand_between() -> None:
    shown = months({"2031-11": 2, "2032-02": 1}, lambda month: month)
    assert [column.label for column in shown] == ["2031-11", "2031-12", "2032-01", "2032-02"]
    assert [column.height for column in shown] == [100, 0, 0, 50]


@pytest.mark.parametrize("count", range(1, 13))
def test_no_name_covers_a_dot_around_a_unit(count: int) -> None:
    """A name of sixteen characters of 14 units each, and a figure, beside its dot."""
    spokes = around([("某" * 16, "/", 9 - i % 9 + 1, False) for i in range(count)])
    boxes = []
    for each in spokes:
        wide = 16 * 14 + 30
        left = each.x + 11 if each.anchor == "start" else each.x - 11 - wide
        boxes.append((left, each.y - 8, left + wide, each.y + 8))
    for at, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= 780
        for other, each in enumerate(spokes):
            if other != at:
                assert not (left <= each.x <= right and top - 5 <= each.y <= bottom + 5)
        for other, box in enumerate(boxes):
            if other < at:
                apart = right <= box[0] or box[2] <= left or bottom <= box[1] or box[3] <= top
                assert apart, (at, other)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a plan in which a collective has most tasks."""
    from support.pages.served import serving

    folder: Path = tmp_path_factory.mktemp("groups")
    lines = ["白塔市2032年重点工作任务\n\n一、重点任务"]
    for number in range(1, 9):
        lead = "市教育局、各县（区）人民政府" if number < 4 else "各县（区）人民政府"
        lines.append(f"{number}.修缮图书室{number}间。（牵头单位：{lead}；责任单位：市财政局）")
    (folder / "plans").mkdir()
    (folder / "plans" / "plan.txt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "plans" / "plan.meta.toml").write_text(
        'title = "白塔市2032年重点工作任务"\nissuer = "白塔市人民政府"\n'
        'jurisdiction = "白塔市"\nlevel = "city"\n',
        encoding="utf-8",
    )
    build([folder / "plans"], folder / "store")
    with serving(folder / "store") as server:
        yield server

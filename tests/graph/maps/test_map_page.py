"""The map in a browser: every control works, nothing is asked for, nothing hostile runs."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from support import ROOT

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, expect
from support.pages.chromium import Watched, opened, serious
from support.pages.map_facts import few_facts, hostile_facts, many_facts
from zeren.graph.analysis.workload import workload
from zeren.graph.maps.build import build_map
from zeren.graph.maps.options import MapOptions
from zeren.graph.model.facts import Facts

SVG = "{http://www.w3.org/2000/svg}"


class OpenMap(Protocol):
    def __call__(
        self, hash: str = "#view=responsibility&groups=yes", *, width: int = 1280, **options: Any
    ) -> AbstractContextManager[Page]: ...


def write(folder: Path, facts: Facts, options: MapOptions = MapOptions()) -> Path:  # noqa: B008
    path = folder / "map.html"
    path.write_text(build_map(facts, options), encoding="utf-8", newline="\n")
    return path


def drawn(page: Page) -> None:
    page.wait_for_selector("html[data-drawn=yes][data-ready=yes]")


def until(true: Callable[[], bool]) -> None:
    """Wait until *true*. (What waits inside the page would need ``eval``, which it forbids.)"""
    for _ in range(100):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("map")


@pytest.fixture(scope="module")
def few(folder: Path) -> Path:
    return write(folder, few_facts())


@pytest.fixture
def open_map(chromium: Browser, few: Path) -> OpenMap:
    """Open the small map; at the end the page must have asked for nothing, without an error."""

    @contextmanager
    def opener(
        hash: str = "#view=responsibility&groups=yes", *, width: int = 1280, **options: Any
    ) -> Iterator[Page]:
        with opened(chromium, f"file://{few}{hash}", width=width, **options) as watched:
            drawn(watched.page)
            yield watched.page
            watched.assert_quiet()

    return opener


def state(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("zerenMap.state()")
    return found


def scale(page: Page) -> float:
    return float(page.evaluate("zerenMap.network().getScale()"))


def nodes(page: Page) -> dict[str, dict[str, Any]]:
    """Return the nodes of the picture by label."""
    found = page.evaluate(
        "[...zerenMap.scene().nodes.values()].map(({id, label, kind, x, y, count}) =>"
        " ({id, label, kind, x, y, count}))"
    )
    return {node["label"]: node for node in found}


def click_node(page: Page, label: str, *, times: int = 1) -> None:
    """Click a node where it is drawn, with the mouse."""
    node = nodes(page)[label]
    at = page.evaluate(
        "([x, y]) => { const at = zerenMap.network().canvasToDOM({x, y});"
        " const box = document.querySelector('#canvas').getBoundingClientRect();"
        " return [at.x + box.left, at.y + box.top]; }",
        [node["x"], node["y"]],
    )
    page.mouse.click(at[0], at[1], click_count=times)


@pytest.mark.smoke
def test_it_opens_on_who_leads_most(open_map: OpenMap) -> None:
    """The first question is answered without a click: as bars, and in the picture."""
    with open_map("") as page:
        expect(page.locator("#panel h2")).to_have_text("谁牵头最多？")
        first = page.locator(".ranking li").first
        expect(first).to_contain_text("白塔市教育局")
        expect(first).to_contain_text("牵头 3 项")
        expect(first.locator(".bar")).to_be_visible()
        bright = page.evaluate(
            "[...zerenMap.scene().nodes.values()].filter((n) => n.kind === 'unit' && !n.dim)"
            ".map((n) => n.label)"
        )
        assert set(bright) == set(page.locator(".ranking .label").all_inner_texts())
        assert any(node["kind"] == "unit" for node in nodes(page).values())
        strong = page.evaluate(
            "[...zerenMap.scene().edges.values()].filter((e) => e.strong).map((e) => e.role)"
        )
        assert set(strong) == {0}
        page.click(".back")
        expect(page.locator(".card")).to_have_count(6)


def test_it_shows_questions_and_a_picture(open_map: OpenMap) -> None:
    with open_map() as page:
        assert page.title() == "2份文件：谁负责什么"
        assert page.evaluate("document.compatMode") == "CSS1Compat"
        cards = page.locator(".card")
        expect(cards).to_have_count(6)
        expect(cards.nth(0)).to_contain_text("谁牵头最多？")
        expect(cards.nth(0)).to_contain_text("白塔市教育局")
        expect(cards.nth(0)).to_contain_text("牵头 3 项")
        kinds = [node["kind"] for node in nodes(page).values()]
        assert (kinds.count("unit"), kinds.count("task")) == (7, 9)
        assert not page.evaluate("zerenMap.network().physics.physicsEnabled")
        name = page.locator("canvas").get_attribute("aria-label")
        assert name == "责任图：19 个节点，14 条连线"


def test_collectives_stand_in_rankings_and_pictures_when_asked_for(open_map: OpenMap) -> None:
    with open_map("#question=partners") as page:
        assert "白塔市各街道" not in nodes(page)
        assert "各街道" not in page.locator(".ranking").inner_text()
        page.check("#groups")
        assert "白塔市各街道" in nodes(page)
        expect(page.locator(".ranking")).to_contain_text("白塔市各街道（集体）")


def test_figures_are_those_of_the_workload(open_map: OpenMap) -> None:
    """One figure for one thing: what the map says of a unit is what `zeren workload` says."""
    facts = few_facts()
    counted = {row.key: row for row in workload(facts)}
    order = sorted({part.unit for part in facts.assignments})
    with open_map("#question=lead&groups=yes") as page:
        found = page.evaluate(
            "[...zerenMap.figures().values()].map((f) => [f.n, f.roles, f.tasks.size])"
        )
    assert {order[n] for n, _, _ in found} == counted.keys()
    for n, roles, tasks in found:
        row = counted[order[n]]
        assert (*roles, tasks) == (
            row.led,
            row.responsible,
            row.cooperating,
            row.guiding,
            row.tasks,
        )


def test_picture_and_table_of_a_comparison_agree(open_map: OpenMap) -> None:
    with open_map("#view=compare&a=white&b=heron") as page:
        picture = {
            tuple(label.replace("|", " ").split())
            for label, node in nodes(page).items()
            if node["kind"] == "theme"
        }
        rows = page.locator("#panel table.small tbody tr")
        table = {
            tuple(rows.nth(at).locator("td").all_inner_texts()[:3]) for at in range(rows.count())
        }
        assert picture == table
        assert ("河湖治理", "2", "2") in picture  # one task has two themes and counts at both


def test_the_hull_of_a_unit_has_the_name_that_its_panel_says(open_map: OpenMap) -> None:
    with open_map("#view=network&groups=yes") as page:
        labels = page.evaluate("zerenMap.scene().hulls.map((hull) => hull.label)")
        assert labels
        page.evaluate("zerenMap.change({selected: 'u0'})")
        said = page.locator("#panel dl").first.inner_text()
        number = next(label for label in labels if label in said)
        assert number.endswith("组")


def test_a_share_stays_what_it_was_after_the_click(open_map: OpenMap) -> None:
    with open_map() as page:
        card = page.locator("[data-question=unnamed] .answer").inner_text()
        assert "占" in card
        assert "100%" not in card
        page.click("[data-question=unnamed]")
        expect(page.locator("#panel .answers .hint")).to_have_text(card)


def test_a_focus_that_the_filters_leave_empty_says_so(open_map: OpenMap) -> None:
    with open_map("#view=responsibility") as page:
        page.evaluate("zerenMap.change({focus: 'u0', selected: 'u0'})")
        page.evaluate("zerenMap.change({filters: {...zerenMap.state().filters, role: [3]}})")
        expect(page.locator("#notice")).to_contain_text("没有任务")
        page.click("#notice button")
        assert len(nodes(page)) > 1


COVERED = """(id) => {
  const own = zerenMap.labels.find((label) => label.id === id);
  if (!own) return "no name";
  const [left, top, right, bottom] = own.box;
  const covers = (node) => {
    const at = zerenMap.network().canvasToDOM({x: node.x, y: node.y});
    const r = node.r * zerenMap.network().getScale();
    return left < at.x + r && at.x - r < right && top < at.y + r && at.y - r < bottom;
  };
  const others = [...zerenMap.scene().nodes.values()].filter((n) => !n.dim && n.id !== id);
  return others.filter(covers).map((node) => node.label).join();
}"""
"""Which nodes the name of the node *id* lies over."""


def test_a_named_node_keeps_its_name_and_no_name_covers_a_node(open_map: OpenMap) -> None:
    with open_map("#view=responsibility&groups=yes") as page:
        ids = [node["id"] for node in nodes(page).values() if node["kind"] in {"unit", "theme"}]
        for id in ids:
            page.evaluate(
                "(id) => { zerenMap.change({selected: id}); zerenMap.network().redraw(); }", id
            )
            assert page.evaluate(COVERED, id) == "", id


def test_sizes_and_colours_say_what_is_chosen(open_map: OpenMap) -> None:
    with open_map("#view=responsibility&groups=yes") as page:
        page.get_by_label("大小").select_option("lead")
        sizes = page.evaluate(
            "[...zerenMap.scene().nodes.values()].filter((n) => n.kind === 'unit')"
            ".map((n) => [zerenMap.figures().get(n.n).roles[0], n.r])"
        )
        assert [r for _, r in sorted(sizes)] == sorted(r for _, r in sizes)
        page.get_by_label("颜色").select_option("role")
        expect(page.locator("#legend .swatch").first).to_be_visible()
        assert "colour=role" in page.url
        assert "size=lead" in page.url


QUESTIONS = [
    ("lead", "responsibility", "白塔市教育局", "牵头 3 项"),
    ("partners", "network", "白塔市教育局", "3 个部门"),
    ("themes", "responsibility", "全民阅读", "5 个部门"),
    ("pairs", "network", "白塔市各街道 — 白塔市教育局", "共 1 项"),
    ("deadlines", "responsibility", "完成率 不低于 90.5%", "2031-12-31"),
    ("unnamed", "responsibility", "4 补种绿地", "鹭洲县2032年任务分工"),
]


def test_a_question_shows_its_ranking_and_its_picture(open_map: OpenMap) -> None:
    with open_map() as page:
        for key, view, first, says in QUESTIONS:
            page.click(f"[data-question={key}]")
            top = page.locator(".ranking li").first
            expect(top).to_contain_text(first)
            expect(top).to_contain_text(says)
            assert state(page)["view"] == view
            assert f"question={key}" in page.url
            top.locator("button").click()
            expect(page.locator("#panel article h2").first).to_be_visible()
            page.locator("#panel .back").first.click()
            expect(page.locator(".card")).to_have_count(6)
            assert not any(state(page)["filters"].values())


SEARCHES = [
    ("水利局", "鹭洲县水利局"),
    ("县教育局", "鹭洲县教育局"),
    ("btssw", "白塔市水务局"),
    ("luzhouxianshui", "鹭洲县水利局"),
    ("quanmin", "全民阅读"),
    ("路灯", "3 更换路灯"),
    ("鹭洲县2032", "鹭洲县2032年任务分工"),
]


def test_search_finds_by_name_alias_pinyin_and_words(open_map: OpenMap) -> None:
    with open_map() as page:
        for typed, hit in SEARCHES:
            page.keyboard.press("/")
            expect(page.locator("#search")).to_be_focused()
            page.keyboard.type(typed)
            expect(page.locator("#hits li").first).to_contain_text(hit)
            page.keyboard.press("Enter")
            expect(page.locator("#panel article h2").first).to_contain_text(hit)
            assert state(page)["selected"]


def test_facets_count_combine_and_come_off(open_map: OpenMap) -> None:
    with open_map() as page:
        role = page.locator("#filters [data-group=role]")
        figures = role.locator(".figure").all_inner_texts()
        assert figures == ["6", "6", "2", "2"]
        page.check("[data-facet=role][data-value=lead]")
        page.check('[data-facet=function][data-value="function#education"]')
        expect(page.locator(".chip")).to_have_count(2)
        expect(page.locator("#chips")).to_contain_text("4/9 项任务")
        assert {node["label"] for node in nodes(page).values() if node["kind"] == "unit"} == {
            "白塔市教育局",
            "鹭洲县教育局",
        }
        # The counts of a facet leave its own choice aside, and take in that of the others.
        expect(role.locator(".figure").first).to_have_text("4")
        assert role.locator(".figure").all_inner_texts()[1] == "1"
        page.locator(".chip").first.click()
        expect(page.locator(".chip")).to_have_count(1)
        page.locator("#chips .link").click()
        expect(page.locator(".chip")).to_have_count(0)
        assert len(nodes(page)) == 19


VALUES = [
    ("theme", "theme#water", 4),
    ("document", "heron", 4),
    ("level", "county", 4),
    ("target", "yes", 2),
    ("target", "no", 7),
    ("basis", "inherited", 1),
    ("role", "none", 2),
    ("function", "none", 5),
]


def test_each_facet_filters(open_map: OpenMap) -> None:
    with open_map("#table=tasks") as page:
        for facet, value, count in VALUES:
            box = page.locator(f'[data-facet={facet}][data-value="{value}"]')
            expect(box.locator("xpath=..").locator(".figure")).to_have_text(str(count))
            box.check()
            expect(page.locator("#chips")).to_contain_text(f"{count}/9 项任务")
            expect(page.locator("#table tbody tr")).to_have_count(count)
            page.click("#chips .link")


def test_the_legend_filters(open_map: OpenMap) -> None:
    with open_map() as page:
        page.click("#legend [data-role=cooperating]")
        assert state(page)["filters"]["role"] == [2]
        assert page.evaluate("[...zerenMap.scene().edges.values()].map((e) => e.role)") == [2, 2]
        page.click("#legend [data-role=cooperating]")
        assert state(page)["filters"]["role"] == []


def test_every_link_shows_its_sentence_with_the_clause_marked(open_map: OpenMap) -> None:
    """Each assignment, opened from the table of links, shows its words marked in its task."""
    with open_map("#table=links&groups=yes") as page:
        rows = page.locator("#table tbody tr")
        count = rows.count()
        assert count == 14
        for at in range(count):
            row = rows.nth(at)
            unit, role, _ = row.locator("button").all_inner_texts()
            row.locator("button").nth(1).click()
            source = page.locator("#panel .source").first
            chosen = source.locator("mark.chosen")
            if chosen.count() == 0:
                expect(page.locator("#panel article").first).to_contain_text("统一规定")
                continue
            assert chosen.all_inner_texts() == [unit]
            kind = {"牵头": "lead", "责任": "responsible", "配合": "cooperating"}[role]
            assert kind in str(chosen.get_attribute("class"))
            clause = "".join(source.locator("mark.clause").all_inner_texts())
            assert clause.startswith("（")
            assert clause.endswith("）")


def test_a_task_tells_all_that_is_known_of_it(open_map: OpenMap) -> None:
    with open_map("#at=task/white/1") as page:
        panel = page.locator("#panel article").first
        for words in ("白塔市2031年工作要点", "一、主要任务", "完成率 不低于 90.5%", "2031-12-31"):
            expect(panel).to_contain_text(words)
        assert panel.locator("mark.target").all_inner_texts() == ["90.5%以上"]
        assert panel.locator(".duties li").count() == 3
    with open_map("#at=task/heron/3") as page:
        expect(page.locator("#panel article").first).to_contain_text("原文数字缺损")
    with open_map() as page:  # an offset after a character of two UTF-16 units
        page.evaluate("zerenMap.change({selected: 'k5'})")
        assert "白塔市水务局" in page.locator("#panel mark.lead").all_inner_texts()


def test_clicking_in_the_picture_selects_and_entering_focuses(open_map: OpenMap) -> None:
    with open_map() as page:
        click_node(page, "白塔市财政局")
        expect(page.locator("#panel article h2").first).to_have_text("白塔市财政局")
        expect(page.locator("#panel .roles")).to_have_text("责任 2")
        click_node(page, "白塔市财政局", times=2)
        expect(page.locator("#crumbs strong")).to_have_text("白塔市财政局")


def test_focus_takes_one_or_two_steps_and_finds_the_way_back(open_map: OpenMap) -> None:
    with open_map() as page:
        page.click("[data-view=department]")
        expect(page.locator("#crumbs strong")).to_have_text("白塔市教育局")
        assert "白塔市水务局" in nodes(page)
        page.click("[data-steps='1']")
        assert "白塔市水务局" not in nodes(page)
        assert "steps=1" in page.url
        page.click("[data-view=theme]")
        expect(page.locator("#crumbs strong")).to_have_text("全民阅读")
        page.locator("#settings select").first.select_option(label="河湖治理")
        expect(page.locator("#crumbs strong")).to_have_text("河湖治理")
        assert len(state(page)["trail"]) == 2
        page.click("#back")
        expect(page.locator("#crumbs strong")).to_have_text("全民阅读")
        page.go_back()
        expect(page.locator("#crumbs strong")).to_have_text("河湖治理")
        page.locator("#crumbs .link").first.click()
        assert state(page)["focus"] == ""
        assert len(nodes(page)) == 19


def test_the_network_shows_pairs_and_communities(open_map: OpenMap) -> None:
    with open_map() as page:
        page.click("[data-view=network]")
        pairs = page.evaluate(
            "[...zerenMap.scene().edges.values()].map((e) => [e.weight, e.tasks.size])"
        )
        # Task 1 of three units adds 1/2 to each of its pairs, the others 1 to theirs.
        assert sorted(pairs) == [[0.5, 1]] * 3 + [[1, 1]] * 4
        hulls = page.evaluate("zerenMap.scene().hulls.map((hull) => hull.kind)")
        assert hulls == ["community", "community"]
        page.locator(".choice", has_text="连线").locator("select").select_option("2")
        drawn_lines = page.evaluate("zerenMap.network().body.edgeIndices.length")
        assert drawn_lines == 0
        page.locator("#settings select").first.select_option("place")
        assert {node["label"] for node in nodes(page).values()} == {"白塔市", "鹭洲县"}
        click_node(page, "鹭洲县", times=2)
        assert "鹭洲县水利局" in nodes(page)


def test_units_and_tasks_close_and_open(open_map: OpenMap) -> None:
    with open_map() as page:
        by = page.locator("#settings select")
        by.nth(0).select_option("function")
        by.nth(1).select_option("theme")
        assert {node["kind"] for node in nodes(page).values()} == {"group", "theme"}
        assert {"教育", "财政", "未归职能"} <= nodes(page).keys()
        click_node(page, "教育", times=2)
        assert {"白塔市教育局", "鹭洲县教育局"} <= nodes(page).keys()
        assert "open=" in page.url
        click_node(page, "河湖治理", times=2)
        assert [node["kind"] for node in nodes(page).values()].count("task") == 3
        page.click("#panel .action >> text=收拢")
        assert [node["kind"] for node in nodes(page).values()].count("task") == 0


def test_two_plans_stand_side_by_side(open_map: OpenMap) -> None:
    with open_map() as page:
        page.click("[data-view=compare]")
        found = nodes(page)
        assert found["鹭洲县水利局"]["x"] * found["白塔市水务局"]["x"] < 0
        assert found["全民阅读  1 | 3"]["x"] == 0
        rows = page.locator("#panel table.small tbody tr")
        cells = [row.locator("td").all_inner_texts() for row in rows.all()]
        assert ["全民阅读", "1", "3", "2"] in cells
        page.locator("#settings select").first.select_option(label="白塔市2031年工作要点")
        expect(page.locator("#panel header h2").first).to_contain_text("白塔市2031年工作要点 ·")


def test_the_table_sorts_and_holds_what_is_shown(open_map: OpenMap) -> None:
    with open_map() as page:
        page.click("#table-toggle")
        expect(page.locator("#table tbody tr")).to_have_count(9)
        page.click("#table .tab >> text=部门")
        totals = page.locator("#table td[data-label=合计]")
        page.click("[data-sort=total]")
        numbers = [int(text) for text in totals.all_inner_texts()]
        assert numbers == sorted(numbers, reverse=True)
        assert page.locator("#table th[aria-sort=descending]").inner_text().startswith("合计")
        page.click("[data-sort=total]")
        assert [int(text) for text in totals.all_inner_texts()] == sorted(numbers)
        page.locator("#table tbody tr button").first.click()
        expect(page.locator("#panel article h2").first).to_be_visible()
        page.click("#table .tab >> text=主题")
        expect(page.locator("#table tbody tr")).to_have_count(3)


def test_a_link_brings_another_reader_to_the_same_picture(open_map: OpenMap) -> None:
    with open_map() as page:
        page.check("[data-facet=role][data-value=lead]")
        page.click("[data-view=department]")
        page.click("[data-steps='1']")
        page.click("#table-toggle")
        page.click("[data-sort=deadline]")
        page.click("#language")
        before, address = state(page), page.url
    with open_map("#" + address.partition("#")[2]) as page:
        after = state(page)
        assert {**after, "trail": []} == {**before, "trail": []}
        assert page.locator("html").get_attribute("lang") == "en"
    unit = quote("unit/鹭洲县/水利局")
    with open_map(f"#focus={unit}&nonsense=1&role=boss&theme=x&steps=9&view=pie") as page:
        expect(page.locator("#crumbs strong")).to_have_text("鹭洲县水利局")


def test_exports_hold_what_is_shown(open_map: OpenMap, tmp_path: Path) -> None:
    def take(page: Page, kind: str) -> bytes:
        page.click("#export")
        with page.expect_download() as waiting:
            page.click(f"[data-export={kind}]")
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.name.startswith("zeren-")
        return path.read_bytes()

    with open_map() as page:
        png = take(page, "exportPng")
        assert png.startswith(b"\x89PNG\r\n")
        assert int.from_bytes(png[16:20]) > 900
        drawing = ElementTree.fromstring(take(page, "exportSvg"))
        texts = [text.text for text in drawing.iter(f"{SVG}text")]
        assert {"市教育局", "全民阅读", "2份文件：谁负责什么", "牵头"} <= set(texts)
        assert len(list(drawing.iter(f"{SVG}path"))) == 14
        page.check("[data-facet=document][data-value=heron]")
        table = take(page, "exportCsv")
        assert table.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
        assert [row["编号"] for row in rows] == ["1", "2", "3", "4"]
        assert rows[0]["牵头"] == "鹭洲县教育局"
        assert rows[1]["原文"].startswith("2.清理河道")
        assert rows[1]["时限"] == "2999-06-30"


def test_the_keyboard_does_what_the_mouse_does(open_map: OpenMap) -> None:
    with open_map() as page:
        page.focus("#canvas")
        page.keyboard.press("ArrowRight")
        first = state(page)["selected"]
        assert first
        visited = {first}
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
            page.keyboard.press(key)
            visited.add(state(page)["selected"])
        assert len(visited) > 2
        page.evaluate("zerenMap.change({selected: 'u2'})")
        page.keyboard.press("Enter")
        assert state(page)["focus"] == "u2"
        page.keyboard.press("Escape")
        assert state(page)["focus"] == ""
        before = scale(page)
        page.keyboard.press("+")
        until(lambda: scale(page) > before * 1.2)
        page.keyboard.press("0")
        until(lambda: abs(scale(page) - before) < 0.01)
        page.keyboard.press("?")
        expect(page.locator("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_be_hidden()
        page.keyboard.press("t")
        expect(page.locator("#table table")).to_be_visible()


def test_all_controls_can_be_reached_by_tab_and_show_it(open_map: OpenMap) -> None:
    with open_map() as page:
        seen = set()
        for _ in range(70):
            page.keyboard.press("Tab")
            seen.add(
                page.evaluate(
                    "(() => { const e = document.activeElement;"
                    " const s = getComputedStyle(e);"
                    " return `${e.id || e.dataset.view || e.dataset.question || e.dataset.facet"
                    " || e.tagName} ${s.outlineStyle}`; })()"
                )
            )
        names = {each.split()[0] for each in seen}
        wanted = {"search", "export", "language", "shade", "network", "canvas", "lead", "role"}
        assert wanted <= names
        assert not {each for each in seen if each.endswith(" none") and "BODY" not in each}


def test_it_speaks_two_languages(open_map: OpenMap) -> None:
    with open_map() as page:
        page.click("#language")
        assert page.locator("html").get_attribute("lang") == "en"
        expect(page.locator(".card").first).to_contain_text("Who leads most?")
        expect(page.locator("[data-view=network]")).to_have_text("Co-responsibility")
        assert "Rivers and lakes" in nodes(page)
        chinese = page.evaluate(
            "[...document.querySelectorAll('#views, #legend, .questions h2, .tools button')]"
            ".map((e) => e.textContent).join('')"
        )
        assert not [char for char in chinese.replace("中文", "") if char > "\u2e7f"]
        page.click("#language")
        expect(page.locator(".card").first).to_contain_text("谁牵头最多？")


def test_every_word_has_two_languages(open_map: OpenMap) -> None:
    """No key of the page's words is shown in place of its words."""
    source = ROOT / "graph" / "maps" / "page"
    keys = {
        line.strip().split(":")[0].strip('"')
        for line in (source / "words.js").read_text(encoding="utf-8").splitlines()
        if line.startswith("  ") and '["' in line
    }
    assert len(keys) > 150
    used = set()
    for path in source.glob("*.js"):
        used |= set(_calls(path.read_text(encoding="utf-8")))
    assert used <= keys
    assert len(used) > 90


def _calls(text: str) -> list[str]:
    import re

    return re.findall(r'\bt\("([^"]+)"', text)


def test_light_and_dark(open_map: OpenMap) -> None:
    def paper(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    with open_map(color_scheme="dark") as page:
        dark = paper(page)
        page.click("#shade")
        light = paper(page)
    with open_map(color_scheme="light") as page:
        assert paper(page) == light != dark
        page.click("#shade")
        assert paper(page) == dark


def test_it_opens_as_it_was_asked_to(chromium: Browser, tmp_path: Path) -> None:
    facts = few_facts()
    unit = next(iri for iri, each in facts.units.items() if each.label == "鹭洲县水利局")
    options = MapOptions(view="network", focus=unit, lang="en", title='题 "<i>"')
    path = write(tmp_path, facts, options)
    with opened(chromium, f"file://{path}") as watched:
        drawn(watched.page)
        assert watched.page.title() == '题 "<i>"'
        assert watched.page.locator("h1").inner_text() == '题 "<i>"'
        expect(watched.page.locator("#crumbs strong")).to_have_text("鹭洲县水利局")
        assert state(watched.page)["view"] == "network"
        watched.assert_quiet()
    path = write(tmp_path, facts, MapOptions(view="compare", compare=("white", "heron")))
    with opened(chromium, f"file://{path}") as watched:
        drawn(watched.page)
        assert (state(watched.page)["a"], state(watched.page)["b"]) == (1, 0)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("shade", ["light", "dark"])
def test_axe_finds_nothing_serious(width: int, shade: str, open_map: OpenMap) -> None:
    pytest.importorskip("axe_playwright_python")
    with open_map("#table=tasks", width=width, color_scheme=shade) as page:
        assert serious(page) == []
        page.evaluate("zerenMap.change({question: 'lead', selected: 'k0', focus: 'u0'})")
        page.evaluate("zerenMap.change({filters: {...zerenMap.state().filters, role: [0]}})")
        for pane in ("panel", "picture", "filters", "table") if width == 360 else ("",):
            if pane:
                page.click(f"#panes [data-pane={pane}]")
            assert serious(page) == []
        page.click("#ask")
        assert serious(page) == []


def test_a_narrow_screen_shows_each_part_in_full_width(open_map: OpenMap, folder: Path) -> None:
    with open_map(width=360) as page:
        parts = {"panel": "#panel", "picture": "#stage", "filters": "#filters", "table": "#table"}
        for pane, part in parts.items():
            page.click(f"#panes [data-pane={pane}]")
            for other in parts.values():
                expect(page.locator(other)).to_be_visible(visible=other == part)
            page.screenshot(path=folder / f"360-{pane}.png")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, pane
        page.click("#panes [data-pane=picture]")
        click_node(page, "白塔市教育局")
        expect(page.locator("#panel article h2").first).to_have_text("白塔市教育局")


def test_pictures_are_kept_to_be_looked_at(
    open_map: OpenMap, folder: Path, record_property: Callable[[str, object], None]
) -> None:
    """One picture of each view; the folder stands in the report of the tests."""
    record_property("screenshots", str(folder))
    for view in ("responsibility", "network", "department", "theme", "compare"):
        with open_map() as page:
            page.click(f"[data-view={view}]")
            page.wait_for_timeout(100)
            page.screenshot(path=folder / f"1280-{view}.png")
            # The canvas is not empty: some of its points are drawn on.
            painted = page.evaluate(
                "(() => { const c = document.querySelector('canvas');"
                " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                " let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n += 1; return n; })()"
            )
            assert painted > 500


def test_hostile_words_stay_text_everywhere(chromium: Browser, tmp_path: Path) -> None:
    path = write(tmp_path, hostile_facts())
    dialogs: list[str] = []
    with opened(chromium, f"file://{path}#view=responsibility&groups=yes") as watched:
        page = watched.page
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        drawn(page)
        allowed = page.evaluate(
            "[...new Set([...document.querySelectorAll('*')].map((e) => e.tagName))]"
        )
        for action in (
            *[f"[data-question={question[0]}]" for question in QUESTIONS],
            *[f"[data-view={view}]" for view in ("network", "department", "theme", "compare")],
            "#table-toggle",
            "#export",
        ):
            page.click(action)
            if action.startswith("[data-question"):
                page.locator("#panel .back").first.click()
        for tab in ("任务", "部门", "连线", "主题"):
            page.click(f"#table .tab >> text={tab}")
        page.click("[data-view=responsibility]")
        everything = page.evaluate(
            "[...zerenMap.scene().nodes.keys(), ...zerenMap.scene().edges.keys()]"
        )
        for each in everything:
            page.evaluate("(id) => zerenMap.change({selected: id})", each)
        for words in ("<img", "</script", "href", "javascript"):
            page.fill("#search", words)
            assert page.locator("#hits li").count() > 0
        page.fill("#search", "")
        for box in page.locator("#filters input").all()[:6]:
            box.check()
        svg = page.evaluate("zerenMap.svgText()")
        ElementTree.fromstring(svg)
        text, _ = page.evaluate("zerenMap.csvText()")
        assert not [
            cell
            for row in csv.reader(io.StringIO(text))
            for cell in row
            if cell[:1] in "=+-@" and cell
        ]
        assert page.evaluate("window.hacked") is None
        assert dialogs == []
        new = set(
            page.evaluate("[...new Set([...document.querySelectorAll('*')].map((e) => e.tagName))]")
        ) - set(allowed)
        assert not new & {"IMG", "SCRIPT", "IFRAME", "OBJECT", "B", "STYLE", "BASE", "FORM"}
        assert "IMG" not in allowed
        assert not page.evaluate(
            "[...document.querySelectorAll('*')].some((e) => [...e.attributes]"
            ".some((a) => a.name.startsWith('on') || /^javascript:/i.test(a.value)))"
        )
        watched.assert_quiet()


def test_a_large_store_is_usable_and_every_task_is_reachable(
    chromium: Browser, tmp_path: Path
) -> None:
    facts = many_facts(3000, plans=12)
    path = write(tmp_path, facts)
    with opened(chromium, f"file://{path}") as watched:
        page = watched.page
        drawn(page)
        assert page.evaluate("zerenMap.scene().nodes.size") <= 300
        page.click("#table-toggle")
        expect(page.locator(".pager")).to_contain_text("共 3,000 行")
        reached = page.evaluate(
            "(() => { const seen = new Set(); for (;;) {"
            " for (const b of document.querySelectorAll('#table tbody td:nth-child(2) button'))"
            " seen.add(b.closest('tr').innerText);"
            " const next = document.querySelector('[data-page=next]');"
            " if (next.disabled) return seen.size; next.click(); } })()"
        )
        assert reached == 3000
        last = list(facts.tasks.values())[-1]
        words = last.quote.partition(".")[2][:12]
        page.fill("#search", words)
        page.keyboard.press("Enter")
        expect(page.locator("#panel .source").first).to_contain_text(words)
        assert page.evaluate("zerenMap.scene().nodes.size") <= 300
        page.evaluate("zerenMap.change({view: 'responsibility', focus: 't0'})")
        around = page.evaluate(
            "[...zerenMap.scene().nodes.values()].filter((n) => n.kind === 'unit')"
            ".map((n) => [Math.sign(n.x), Math.sign(n.y)].join())"
        )
        if len(around) > 20:  # units stand on all sides of a theme, not in a cone
            assert {"1,1", "1,-1", "-1,1", "-1,-1"} <= set(around)
        for view in ("department", "theme", "network", "compare"):
            page.click(f"[data-view={view}]")
            assert 1 < page.evaluate("zerenMap.scene().nodes.size") <= 300, view
        watched.assert_quiet()


def test_the_page_works_in_a_frame_without_an_address(chromium: Browser, tmp_path: Path) -> None:
    """As a notebook shows it."""
    from zeren.graph.maps.build import MapFrame

    path = tmp_path / "notebook.html"
    frame = MapFrame(few_facts())._repr_html_()
    path.write_text(f"<!DOCTYPE html><meta charset=utf-8>{frame}", encoding="utf-8")
    with opened(chromium, f"file://{path}") as watched:
        inner = watched.page.frame_locator("iframe")
        expect(inner.locator(".ranking li").first).to_be_visible()
        inner.locator("[data-view=network]").click()
        expect(inner.locator("[data-view=network]")).to_have_attribute("aria-pressed", "true")
        watched.assert_quiet()


def test_an_empty_map_says_so(chromium: Browser, tmp_path: Path) -> None:
    path = write(tmp_path, Facts({}, {}, {}, (), (), (), {}))
    with opened(chromium, f"file://{path}") as watched:
        expect(watched.page.locator("#notice")).to_have_text("没有可画的内容：请放宽筛选。")
        watched.assert_quiet()


def test_what_is_read_from_the_page_is_what_python_wrote(open_map: OpenMap) -> None:
    """The block of data survives the way through HTML."""
    with open_map() as page:
        text = page.locator("#zeren-data").text_content()
        assert text is not None
        quotes = json.loads(text)["tasks"]["quote"]
        assert sorted(quotes) == sorted(task.quote for task in few_facts().tasks.values())


__all__ = ["Watched"]

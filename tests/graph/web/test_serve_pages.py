"""The pages in a browser that reaches nothing but the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from support.pages.chromium import Watched, opened, serious
from support.pages.served import Server, serving
from zeren.graph.build.folder import build
from zeren.graph.web.parts.addresses import path_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_HOSTILE = '<img src=x onerror="window.hit=1"><script>window.hit=2</script>"\'&{{7*7}}'


@contextmanager
def _visited(browser: Browser, server: Server, path: str, **options: object) -> Iterator[Watched]:
    """Open a page of *server*; a request to anywhere else is noted."""
    address = server.address + path.lstrip("/")
    options.setdefault("locale", "zh-CN")
    with opened(
        browser,
        address,
        offline=False,
        allowed=(server.address,),
        **options,  # type: ignore[arg-type]
    ) as page:
        yield page


@pytest.fixture(scope="module")
def paths(server: Server) -> dict[str, str]:
    """One page of each kind."""
    task = server.rows(
        "SELECT ?t { ?t a zr:Task ; zr:target ?x ; zr:theme ?c ; zr:leadUnit ?u }"
        " ORDER BY ?t LIMIT 1"
    )[0]["t"]
    unit = server.rows(
        "SELECT ?u { ?t zr:leadUnit ?u } GROUP BY ?u ORDER BY DESC(COUNT(*)) ?u LIMIT 1"
    )[0]["u"]
    theme = server.rows("SELECT ?c { ?t zr:theme ?c } GROUP BY ?c ORDER BY DESC(COUNT(*)) LIMIT 1")
    document = task.partition("/task/")[0]
    return {
        "home": "/",
        "tasks": "/tasks",
        "chosen": "/tasks?role=lead&target=yes&q=%E5%B8%82",
        "none": "/tasks?q=zzzz",
        "task": str(path_of(task)),
        "target": f"{path_of(task)}/target/1",
        "unit": str(path_of(unit)),
        "units": "/unit",
        "document": str(path_of(document)),
        "documents": "/doc",
        "source": f"/source/{document.rpartition('/')[2]}",
        "theme": "/concept?iri=" + theme[0]["c"].replace("#", "%23"),
        "themes": "/theme",
        "ontology": "/ontology",
        "query": "/query",
        "answer": "/query?named=lead-units",
        "map": "/map",
    }


_NAMES = """home tasks chosen none task target unit units document documents source theme themes
ontology query answer map""".split()  # noqa: SIM905


@pytest.mark.parametrize("name", _NAMES)
def test_page_works_with_the_network_cut(
    chromium: Browser, server: Server, paths: dict[str, str], name: str
) -> None:
    with _visited(chromium, server, paths[name]) as seen:
        seen.page.wait_for_load_state("networkidle")
        seen.assert_quiet()
        if name in {"tasks", "task", "query"}:  # the others are looked at on a small screen
            assert serious(seen.page) == []


@pytest.mark.parametrize("name", [name for name in _NAMES if name not in {"map", "source"}])
def test_page_fits_a_small_dark_screen(
    chromium: Browser, server: Server, paths: dict[str, str], name: str
) -> None:
    options = {"width": 360, "height": 740, "color_scheme": "dark", "locale": "en-GB"}
    with _visited(chromium, server, paths[name], **options) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert seen.page.get_attribute("html", "lang") == "en"
        assert serious(seen.page) == []


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_query_page_runs_what_stands_in_the_editor(
    chromium: Browser, server: Server, colours: str, width: int
) -> None:
    """The answer is the page's own table: in the reader's language, with plain figures."""
    options = {"width": width, "height": 844, "color_scheme": colours, "locale": "zh-CN"}
    with _visited(chromium, server, "/query", **options) as seen:
        page = seen.page
        page.wait_for_selector("#editor .CodeMirror")
        assert page.is_hidden("#query")
        page.click("text=哪些单位牵头的任务最多")
        page.wait_for_selector("#editor .CodeMirror")
        assert "牵头" in page.inner_text("h1")
        query = 'SELECT (2 AS ?n) ("2024-05" AS ?month) ?d { ?d a zr:PolicyDocument } LIMIT 4'
        page.evaluate(
            "q => document.querySelector('#editor .CodeMirror').CodeMirror.setValue(q)", query
        )
        page.click("#plain-query button")
        page.wait_for_selector("#plain-answer tbody tr")
        rows = page.locator("#plain-answer tbody tr")
        assert rows.count() == 4
        assert rows.first.locator("td").all_inner_texts()[:2] == ["2", "2024-05"]
        assert "XMLSchema" not in page.inner_text("#plain-answer")
        box = page.locator("#editor").bounding_box()
        button = page.locator("#plain-query button").bounding_box()
        assert box
        assert button
        assert button["y"] >= box["y"] + box["height"] - 1  # nothing covers the query
        assert page.locator("#editor .parseErrorIcon").count() == 0
        paper = "getComputedStyle(document.querySelector('{}')).backgroundColor"
        assert page.evaluate(paper.format("#editor .CodeMirror")) == page.evaluate(
            paper.format("#query")
        )
        assert serious(page) == []
        seen.assert_quiet()


def test_without_script_all_works_too(chromium: Browser, server: Server) -> None:
    with _visited(chromium, server, "/query", java_script_enabled=False) as seen:
        page = seen.page
        page.fill("#query", "SELECT ?d ?title { ?d a zr:PolicyDocument ; dcterms:title ?title }")
        page.click("#plain-query button")
        assert page.locator("#plain-answer tbody tr").count() > 3
        page.click("#plain-answer tbody tr:first-child a")
        assert page.locator("ul.tasks li").count() > 1
        page.goto(server.address)
        page.fill("#q", "市")
        page.click("form.search button")
        assert "q=" in page.url
        before = _count(page)
        page.click("aside li a")
        assert 0 < _count(page) <= before
        page.click("ol.tasks h2 a")
        assert page.locator(".text mark").count() > 0


def _count(page: Page) -> int:
    return int(re.sub(r"\D", "", page.inner_text("#count strong")))


@pytest.mark.smoke
def test_facet_leads_to_as_many_tasks_as_it_says(chromium: Browser, server: Server) -> None:
    with _visited(chromium, server, "/tasks") as seen:
        page = seen.page
        for _ in range(3):
            row = page.locator("aside ul.facet:not(:has(.on)) li").first
            told = int(row.locator(".count").inner_text())
            row.locator("a").click()
            assert _count(page) == told
        page.click("summary:has-text('SPARQL')")
        page.click("text=在查询页打开")
        page.wait_for_selector("#editor .CodeMirror")
        assert "SELECT DISTINCT ?task" in page.inner_text("#editor .CodeMirror")
        seen.assert_quiet()


def test_language_stays(chromium: Browser, server: Server) -> None:
    with _visited(chromium, server, "/tasks?role=lead", locale="zh-CN") as seen:
        page = seen.page
        page.click("text=English")
        assert "role=lead" in page.url
        page.goto(server.address)
        assert page.get_attribute("html", "lang") == "en"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a plan whose every name is an attack."""
    folder = tmp_path_factory.mktemp("hostile")
    plans = folder / "plans"
    plans.mkdir()
    text = (
        f"白塔市2032年{_HOSTILE}工作要点\n\n一、{_HOSTILE}任务\n"
        f"1.{_HOSTILE}修缮图书室30间。（牵头单位：市<b>文化局；责任单位：市{_HOSTILE}局、市财政局）\n"
        f'2.疏通排水沟{_HOSTILE}。（责任单位：市水务局、市"onclick=alert(1)局）\n'
    )
    (plans / "plan.txt").write_text(text, encoding="utf-8")
    (plans / "plan.meta.toml").write_text(
        f"title = '''{_HOSTILE}'''\nissuer = '''{_HOSTILE}'''\njurisdiction = '''{_HOSTILE}'''\n",
        encoding="utf-8",
    )
    build([plans], folder / "store")
    with serving(folder / "store") as server:
        yield server


def test_hostile_labels_stay_text(chromium: Browser, hostile: Server) -> None:
    rows = hostile.rows("SELECT DISTINCT ?s { ?s ?p ?o FILTER(STRSTARTS(STR(?s), STR(doc:))) }")
    paths = [str(path_of(row["s"])) for row in rows]
    document = hostile.rows("SELECT ?d { ?d a zr:PolicyDocument }")[0]["d"].rpartition("/")[2]
    lists = [
        "/",
        "/tasks",
        "/unit",
        "/doc",
        f"/source/{document}",
        "/query?named=documents",
        "/map",
    ]
    lists += ["/tasks?q=%3Cscript%3E", "/query?query=%3Cscript%3Ewindow.hit%3D3%3C/script%3E"]
    assert len(paths) > 8
    assert any("onerror" in hostile.get(path).text for path in ["/", *paths])
    with _visited(chromium, hostile, "/") as seen:
        for path in [*lists, *paths[:40]]:
            seen.page.goto(hostile.address + path.lstrip("/"))
            assert seen.page.evaluate("window.hit === undefined"), path
            assert seen.page.locator("img[src=x]").count() == 0
            assert "49" not in seen.page.title()
    assert seen.requests == []


def test_hostile_answers_stay_text_on_the_query_page(chromium: Browser, hostile: Server) -> None:
    with _visited(chromium, hostile, "/query?named=documents") as seen:
        seen.page.wait_for_selector("#editor .CodeMirror")
        seen.page.wait_for_timeout(300)
        assert seen.page.evaluate("window.hit === undefined")
        assert "onerror" in seen.page.inner_text("#plain-answer")


def test_static_files_come_with_their_licence(server: Server) -> None:
    assert "MIT" in server.get("static/LICENSE-YASGUI.txt").text

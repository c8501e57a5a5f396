"""``zeren show --html``: a page that is whole, says what the source says, and asks for nothing."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support import ROOT
from support.stores.stores import DATA, Ask
from zeren.graph.build.finding import find_document
from zeren.graph.output.spans import harmless
from zeren.graph.show.marks import all_marks
from zeren.graph.show.page import page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))
PLANS = [*sorted((DATA / "plans").glob("*.txt")), *EXAMPLES]
VOID = {"meta", "link", "br"}

HOSTILE = """题外<script>alert('题')</script>县2031年"重点"任务&amp;分工

一、<b>任务</b>
1.<img src=x onerror=alert(1)>改造校舍。完成6所"学校"改造，新建<i>2</i>座桥梁。
（牵头单位：县教育局"onmouseover="x；责任单位：县财政局</mark>、</script>县审计局）
2.推进'应急预案'演练\x1b[31m。覆盖90%以上&lt;乡镇&gt;。联合县红十字会</style>。
（责任单位：县应急管理局<a href='//x.example/'>、县水务局<img src=http://x.example/y.png>）
"""


class Page(HTMLParser):
    """A page read strictly: every element closed in order; the words under each mark."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.marks: dict[tuple[str, str], str] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.source = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(values) == len(attrs)
        self.names.add(tag)
        self.attributes |= values.keys()
        self.targets += [str(values[name]) for name in ("href", "src") if name in values]
        self.ids += [str(values["id"])] if "id" in values else []
        if tag not in VOID:
            self.open.append((tag, values))
        if "data-span" in values:
            key = (str(values["class"]), str(values["data-span"]))
            self.marks.setdefault(key, "")
            self.titles[key] = str(values["title"])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(values.get("class") == "text" for _, values in self.open):
            self.source += data
        for key in {
            (str(v["class"]), str(v["data-span"])) for _, v in self.open if "data-span" in v
        }:
            self.marks[key] += data


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    path = tmp_path / "hostile.txt"
    path.write_text(HOSTILE, encoding="utf-8")
    return path


def check(path: Path) -> Page:
    """Assert what holds of the page of any plan, and return it."""
    document = find_document(str(path), path.parent / "no-store")
    found = Page(page(document))
    assert found.names <= {
        *("html", "head", "meta", "link", "title", "style", "body", "header", "footer", "main"),
        *("h1", "h2", "dl", "div", "dt", "dd", "section", "nav", "details", "summary", "ul", "li"),
        *("a", "p", "small", "span", "mark"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    }
    assert not {name for name in found.attributes if name.startswith("on") or name == "style"}
    assert all(target.startswith("#") or target == "data:," for target in found.targets)
    assert {f"task-{task.position}" for task in document.tasks} <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert {target[1:] for target in found.targets if target[0] == "#"} <= set(found.ids)
    # All that is not white space between tasks stands there once, in order.
    assert "".join(found.source.split()) == "".join(harmless(document.text).split())
    marks = [mark for mark in all_marks(document) if mark.span.start < mark.span.end]
    assert len(found.marks) == len({(mark.kind, mark.span) for mark in marks})
    for mark in marks:
        key = (mark.kind, f"{mark.span.start}-{mark.span.end}")
        assert found.marks[key] == harmless(mark.span.of(document.text))
    said = "\n".join(found.titles.values())
    assert all(mark.says in said for mark in marks)
    return found


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_page_of_a_plan(path: Path) -> None:
    assert check(path).marks


def test_hostile_text_stays_text_on_the_page(hostile: Path) -> None:
    found = check(hostile)
    assert "<img src=x onerror=alert(1)>改造校舍" in found.source
    assert "\x1b" not in found.source
    assert ("target", "6所") in {(kind, words) for (kind, _), words in found.marks.items()}


def test_hostile_text_stays_text_on_the_terminal(ask: Ask, hostile: Path) -> None:
    for arguments in ([], ["1"], ["2"]):
        code, out, _ = ask("show", hostile, *arguments)
        assert code == 0
        assert "\x1b" not in out
    assert "演练_\ufffd[31m" in out
    assert "«90%以上»" in out


def test_titles_say_what_was_read(shared: Path) -> None:
    document = find_document("yunling", shared)
    found = Page(page(document))
    titles = {words: found.titles[key] for key, words in found.marks.items()}
    assert titles["两所"].startswith(
        "目标 target: 新建县级医院 = 2所，截至 by 2031-12-31，规则 rule: "
    )
    assert titles["市公安局"] in {
        "牵头 lead: 云岭市公安局，规则 rule: bracket-label",
        "配合 cooperating: 云岭市公安局，规则 rule: bracket-label",
    }
    why = titles["应急预案" if "应急预案" in titles else "急救能力"]
    assert why.startswith("领域 sector: ")
    assert "; 主题 theme: " in why
    assert titles["市红十字会"].startswith("提及 mention: 云岭市红十字会")


def test_page_of_one_task(ask: Ask, shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "task.html"
    code, out, err = ask("show", "yunling", "3", "--html", path, "--store", shared)
    assert (code, out) == (0, "")
    assert "open it in a browser" in err
    found = Page(path.read_text(encoding="utf-8"))
    assert [name for name in found.ids if name.startswith("task-")] == ["task-3"]
    assert "健康宣传" not in found.source


def test_same_document_gives_the_same_page(shared: Path) -> None:
    assert page(find_document("qinghe", shared)) == page(find_document("qinghe", shared))


@pytest.mark.parametrize("options", [["--format", "json"], ["--cleaning"]])
def test_page_and_another_format_do_not_go_together(
    ask: Ask, shared: Path, tmp_path: Path, options: list[str]
) -> None:
    path = tmp_path / "x.html"
    assert ask("show", "qinghe", "--html", path, *options, "--store", shared)[0] == 2
    assert not path.exists()


def test_page_never_overwrites_a_plan(ask: Ask, plans: Path, tmp_path: Path) -> None:
    plan = plans / "qinghe.txt"
    before = plan.read_bytes()
    assert ask("show", plan, "--html", plan)[0] == 2
    assert plan.read_bytes() == before
    code, _, err = ask("show", plan, "--html", tmp_path / "none" / "x.html")
    assert code == 1
    assert "cannot be written" in err


class Browser:
    """Chromium, and a server that notes whatever the page asks for."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments: object) -> None:
                super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

            def log_request(self, code: object = "-", size: object = "-") -> None:
                asked.append(getattr(self, "path", "no HTTP"))

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.profile = folder / "profile"

    def open(self, name: str) -> tuple[str, str]:
        """Return the page as the browser sees it, and what it complains of."""
        self.asked.clear()
        port = self.server.server_address[1]
        done = subprocess.run(
            [
                *(str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu"),
                *("--disable-background-networking", "--disable-component-update"),
                f"--user-data-dir={self.profile}",
                f"--host-resolver-rules=MAP *.example 127.0.0.1:{port},MAP * ~NOTFOUND,"
                "EXCLUDE 127.0.0.1",
                *("--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom"),
                f"http://127.0.0.1:{port}/{name}",
            ],
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=True,
        )
        complaints = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        return done.stdout, "\n".join(complaints)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: the page was not opened in a browser")
    started = Browser(tmp_path)
    yield started
    started.server.shutdown()
    started.server.server_close()


def test_browser_makes_no_request_and_has_no_complaint(
    browser: Browser, hostile: Path, tmp_path: Path
) -> None:
    document = find_document(str(hostile), tmp_path / "none")
    (tmp_path / "page.html").write_text(page(document), encoding="utf-8")
    seen, complaints = browser.open("page.html")
    assert browser.asked == ["/page.html"]
    assert not complaints
    assert "<img" not in seen
    assert "<script" not in seen
    assert seen.count("<mark") == page(document).count("<mark")
    # The same browser does ask, and does complain, where there is reason to.
    (tmp_path / "bad.html").write_text(
        "<!DOCTYPE html><img src='http://else.example/x.png'><script>y()</script>", encoding="utf-8"
    )
    _, complaints = browser.open("bad.html")
    assert "/x.png" in browser.asked
    assert "y is not defined" in complaints

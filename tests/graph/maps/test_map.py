"""The map as Python makes it: all that the facts hold, the same bytes each time, one file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from support.pages.map_facts import few_facts, hostile_facts, many_facts
from support.stores.stores import Ask, Zeren
from zeren.graph.analysis.centrality import groups_of
from zeren.graph.analysis.network import unit_graph
from zeren.graph.build.folder import build
from zeren.graph.errors import GraphError
from zeren.graph.maps.assets import policy, script, style
from zeren.graph.maps.build import MapFrame, build_map
from zeren.graph.maps.choosing import chosen_documents, chosen_focus
from zeren.graph.maps.groups import communities, groupings
from zeren.graph.maps.model import ROLES, model_of
from zeren.graph.maps.options import MapOptions
from zeren.graph.maps.pictures import READABLE, opening, pictures
from zeren.graph.maps.pinyin import search_keys
from zeren.graph.maps.placing import Box, box_of, placed
from zeren.graph.model.facts import Facts
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import open_store


class Parts(HTMLParser):
    """The elements of a page, its data, and the addresses that it names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.targets: list[str] = []
        self.blocks: dict[str, str] = {}
        self.policy = ""
        self.at = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.names.append(tag)
        self.targets += [str(values[key]) for key in ("src", "href", "action") if key in values]
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(values["content"])
        self.at = str(values.get("id") or tag) if tag in {"script", "style", "title"} else ""

    def handle_endtag(self, tag: str) -> None:
        self.at = ""

    def handle_data(self, data: str) -> None:
        if self.at:
            self.blocks[self.at] = self.blocks.get(self.at, "") + data

    def data(self, name: str = "data") -> Any:
        return json.loads(self.blocks[f"zeren-{name}"])


def content_of(facts: Facts) -> dict[str, Any]:
    found: dict[str, Any] = Parts(build_map(facts)).data()
    return found


def words(quote: str, at: int, length: int) -> str:
    """Return what JavaScript cuts out of *quote*: offsets in UTF-16."""
    return quote.encode("utf-16-le")[2 * at : 2 * (at + length)].decode("utf-16-le")


def test_a_map_holds_every_task_unit_assignment_and_target() -> None:
    """Nothing is lost, and every offset points at the words of the source."""
    facts = few_facts()
    found = content_of(facts)
    assert sorted(found["tasks"]["quote"]) == sorted(task.quote for task in facts.tasks.values())
    assert {unit[1] for unit in found["units"]} == {unit.label for unit in facts.units.values()}
    links = found["assignments"]
    told = {
        (found["units"][unit][1], found["tasks"]["quote"][task], ROLES[role])
        for unit, task, role in zip(links["unit"], links["task"], links["role"], strict=True)
    }
    assert told == {
        (facts.units[part.unit].label, facts.tasks[part.task].quote, part.role)
        for part in facts.assignments
    }
    outside = 0
    for task, at, length, written in zip(
        links["task"], links["at"], links["length"], links["written"], strict=True
    ):
        if at < 0:
            outside += 1
            continue
        quote = found["tasks"]["quote"][task]
        assert words(quote, at, length) == links["words"][written]
    assert outside == 1 == len(links["inherited"])
    aims = found["targets"]
    assert len(aims["task"]) == len(facts.targets)
    for task, at, length, fact in zip(
        aims["task"], aims["at"], aims["length"], facts.targets, strict=True
    ):
        if task >= 0:
            assert words(found["tasks"]["quote"][task], at, length) == fact.quote
    assert aims["document"].count(-1) == 2
    assert found["tasks"]["damaged"] == [
        n for n, task in enumerate(model_of(facts).tasks) if task.damaged
    ]


def test_parallel_roles_stay_apart() -> None:
    """A unit that leads a task and is responsible for it, too, has two links to it."""
    links = content_of(few_facts())["assignments"]
    pairs = list(zip(links["unit"], links["task"], strict=True))
    assert len(pairs) == len(set(pairs)) + 1
    assert len(set(zip(pairs, links["role"], strict=True))) == len(pairs)


def test_the_page_is_whole_and_names_no_address() -> None:
    """No element loads anything, and the policy allows the page's own script and style only."""
    page = build_map(few_facts())
    parts = Parts(page)
    assert set(parts.targets) <= {"data:,", "#table"}
    assert parts.names.count("script") == 5
    assert "link" in parts.names
    assert "iframe" not in parts.names

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()

    assert parts.policy == policy()
    assert f"script-src 'sha256-{digest(parts.blocks['script'])}'" in parts.policy
    assert f"style-src 'sha256-{digest(parts.blocks['style'])}'" in parts.policy
    assert "default-src 'none'" in parts.policy
    assert "unsafe" not in parts.policy
    assert "\r" not in page


def test_our_script_is_no_markup_and_parses_none() -> None:
    """Nothing in the script ends it early, and no text is ever read as markup or as code."""
    ours = script().partition('\n(() => {\n"use strict";\n')[2]
    assert ours
    for text in (script(), style()):
        assert "</script" not in text.lower()
        assert "</style" not in text.lower()
        assert "<!--" not in text
        assert "sourceMappingURL" not in text
    unsafe = r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function"
    assert not re.findall(unsafe, ours)


def test_hostile_words_stay_data() -> None:
    """What stands in any field is inside a block of data, and reads back as it was."""
    facts = hostile_facts()
    title = "</title><script>window.hacked=1</script>\"'"
    parts = Parts(build_map(facts, MapOptions(title=title)))
    assert parts.names.count("script") == 5
    assert "img" not in parts.names
    assert parts.blocks["title"] == title
    found = parts.data()
    first = model_of(facts).tasks[0].quote
    assert found["tasks"]["quote"][0] == re.sub(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "\ufffd", first
    )


def test_a_lone_surrogate_does_no_harm() -> None:
    """A page can always be written as UTF-8."""
    facts = many_facts(3, plans=1)
    iri = next(iter(facts.documents))
    object.__setattr__(facts.documents[iri], "name", "半\ud83d个")
    assert "半\ufffd个".encode() in build_map(facts).encode("utf-8")


def test_the_same_facts_give_the_same_page(tmp_path: Path) -> None:
    """With places computed anew, and with places from the cache."""
    facts = many_facts(400)
    page = build_map(facts)
    assert build_map(facts) == page
    assert build_map(facts, cache=tmp_path) == page
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept
    assert build_map(facts, cache=tmp_path) == page
    assert sorted(path.name for path in tmp_path.iterdir()) == kept
    for path in tmp_path.iterdir():
        path.write_text("[[1, 2", encoding="utf-8")  # a cache that broke is made again
    assert build_map(facts, cache=tmp_path) == page


def test_the_same_store_gives_the_same_bytes_in_any_process(
    built: Path, tmp_path: Path, zeren: Zeren
) -> None:
    """Neither the order of hashes nor the locale nor the cache reaches the page."""
    pages = []
    for number, seed in enumerate(("1", "4711")):
        page = tmp_path / f"{number}.html"
        done = zeren(
            "map", "--store", built, "-o", page, env={"PYTHONHASHSEED": seed, "LC_ALL": "C"}
        )
        assert done.returncode == 0, done.stderr
        pages.append(page.read_bytes())
    assert pages[0] == pages[1]


def test_a_large_store_opens_collapsed() -> None:
    """The first picture of many tasks is one of groups and themes; all tasks are in the page."""
    facts = many_facts(2000)
    model = model_of(facts)
    groups = groupings(model)
    opened = opening(model, groups)
    assert (opened.units, opened.tasks, opened.network) == ("function", "theme", "function")
    first = pictures(model, groups, opened)["map:function"]
    assert len(first.left) + len(first.right) <= READABLE
    assert len(content_of(facts)["tasks"]["name"]) == 2000


def test_ten_thousand_tasks_take_less_than_fifteen_megabytes() -> None:
    """The size of the page, with sentences as long as those of real plans."""
    facts = many_facts(10_000)
    mean = sum(len(task.quote) for task in facts.tasks.values()) / len(facts.tasks)
    assert mean > 150
    page = build_map(facts)
    assert len(page.encode("utf-8")) < 15_000_000
    assert len(Parts(page).data()["tasks"]["quote"]) == 10_000


def test_a_small_store_opens_with_all_its_tasks() -> None:
    model = model_of(few_facts())
    opened = opening(model, groupings(model))
    assert (opened.units, opened.tasks) == ("unit", "task")


def test_every_unit_is_in_one_group_of_each_grouping() -> None:
    model = model_of(few_facts())
    found = {grouping.name: grouping for grouping in groupings(model)}
    assert set(found) >= {"function", "place", "document"}
    for grouping in found.values():
        assert len(grouping.members) == len(model.units)
        assert set(grouping.members) == set(range(len(grouping.labels)))
        assert len(set(grouping.iris)) == len(grouping.labels)
    named = found["function"]
    assert named.labels[-1] == ("未归职能", "No function known")
    waterworks = next(n for n, unit in enumerate(model.units) if unit.label == "白塔市水务局")
    assert named.members[waterworks] == len(named.labels) - 1


def test_communities_are_those_of_the_centralities() -> None:
    """The map shows the groups that `zeren centrality` lists."""
    facts = many_facts(200, plans=4)
    model = model_of(facts)
    graph: nx.Graph[str] = unit_graph(facts)
    expected = groups_of(graph, 0)
    assert communities(model) == tuple(expected[unit.iri] - 1 for unit in model.units)


def test_no_two_boxes_overlap_and_what_is_tied_stands_near() -> None:
    boxes = [box_of("鹭洲县水利局", 8) for _ in range(60)]
    springs = [(n, n + 1, 1.0) for n in range(0, 60, 2)]
    places = placed(boxes, springs)
    for a, (x, y) in enumerate(places):
        for b in range(a):
            apart_x, apart_y = abs(x - places[b][0]), abs(y - places[b][1])
            assert apart_x >= boxes[a].width - 1 or apart_y >= boxes[a].height - 1

    def distance(a: int, b: int) -> float:
        return ((places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2) ** 0.5

    tied = sum(distance(a, b) for a, b, _ in springs) / len(springs)
    others = [distance(a, b) for a in range(60) for b in range(a) if a // 2 != b // 2]
    assert tied < sum(others) / len(others) / 2
    assert placed([], []) == []
    assert placed([Box(10, 10)], []) == [(0, 0)]


@pytest.mark.parametrize(
    ("names", "typed"),
    [
        (["白塔市教育局"], "btsjyj baitashijiaoyuju"),
        (["市重点办", "市重点办"], "szdb shizhongdianban"),
        (["A区"], "aq aqu"),
        (["——"], ""),
    ],
)
def test_names_are_found_by_pinyin(names: list[str], typed: str) -> None:
    assert search_keys(names) == typed


def test_a_focus_is_named_as_people_name_it() -> None:
    facts = few_facts()
    water = next(iri for iri, unit in facts.units.items() if unit.label == "鹭洲县水利局")
    for name in ("鹭洲县水利局", "县水利局", "水利局", "lzxslj"):
        assert chosen_focus(facts, name) == water
    assert chosen_focus(facts, "全民阅读").endswith("theme#reading")
    assert chosen_focus(facts, "rivers and LAKES").endswith("theme#water")
    with pytest.raises(GraphError, match="fits 2 names: 白塔市教育局, 鹭洲县教育局"):
        chosen_focus(facts, "教育局")
    with pytest.raises(GraphError, match="no department or theme is called '天文局'"):
        chosen_focus(facts, "天文局")


def test_documents_are_named_by_id_or_title() -> None:
    facts = few_facts()
    assert chosen_documents(facts, ["heron", "whi", "鹭洲县"]) == ["heron", "white"]
    with pytest.raises(GraphError, match="names 2 documents"):
        chosen_documents(facts, ["203"])
    with pytest.raises(GraphError, match="no document '天文'"):
        chosen_documents(facts, ["天文"])


def test_empty_facts_give_a_page() -> None:
    empty = Facts({}, {}, {}, (), (), (), {})
    assert Parts(build_map(empty)).data()["tasks"]["name"] == []


def test_a_notebook_shows_the_map_in_a_frame() -> None:
    frame = MapFrame(few_facts(), height=300)._repr_html_()
    parts = Parts(frame)
    assert parts.names == ["iframe"]
    assert "height:300px" in frame


def test_the_licences_of_the_drawing_library_stand_beside_it() -> None:
    folder = Path(sys.modules["zeren.graph.maps"].__path__[0]) / "vendor"
    names = {path.name for path in folder.iterdir()}
    assert {"LICENSE-MIT.txt", "LICENSE-APACHE-2.0.txt", "NOTICE.txt"} <= names
    libraries = [name for name in names if name.endswith(".js")]
    assert len(libraries) == 1
    version = re.fullmatch(r"vis-network-(\d+\.\d+\.\d+)\.min\.js", libraries[0])
    assert version
    assert version[1] in (folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert f"@version {version[1]}" in (folder / libraries[0]).read_text(encoding="utf-8")


def test_the_command_writes_a_map_and_says_so(shared: Path, tmp_path: Path, ask: Ask) -> None:
    page = tmp_path / "m.html"
    code, out, err = ask("map", "--store", shared, "-o", page)
    assert (code, out) == (0, "")
    assert str(page) in err
    assert "next: open it in a browser" in err
    parts = Parts(page.read_text(encoding="utf-8"))
    assert len(parts.data()["documents"]) == 2
    assert parts.data("start")["lang"] == "zh"


def test_the_command_takes_documents_focus_view_and_title(
    shared: Path, tmp_path: Path, ask: Ask
) -> None:
    page = tmp_path / "m.html"
    known = Parts(_mapped(ask, shared, page)).data()
    first, focus = known["documents"][1][0], known["units"][0]
    more = ["--document", first, "--title", "题", "--lang", "en", "--view", "network"]
    unit = next(u for u in known["units"] if u[8] == 1)
    parts = Parts(_mapped(ask, shared, page, *more, "--focus", unit[1]))
    assert [document[0] for document in parts.data()["documents"]] == [first]
    assert parts.data("start") == {
        "view": "network",
        "focus": unit[0],
        "compare": None,
        "lang": "en",
        "titled": True,
    }
    assert focus[0]
    both = [word for document in known["documents"] for word in ("--document", document[0])]
    parts = Parts(_mapped(ask, shared, page, *reversed_pairs(both), "--view", "compare"))
    assert parts.data("start")["compare"] == [d[0] for d in reversed(known["documents"])]


def reversed_pairs(words: list[str]) -> list[str]:
    return [*words[2:], *words[:2]]


def _mapped(ask: Ask, store: Path, page: Path, *more: str) -> str:
    code, _, err = ask("map", "--store", store, "-o", page, *more)
    assert code == 0, err
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        (["--view", "pie"], "there is no view 'pie'", 2),
        (["--lang", "fr"], "there is no language 'fr'", 2),
        (["-o", "plan.txt"], "plan.txt is no name for a page", 2),
        (["--focus", "天文局"], "no department or theme is called '天文局'", 2),
        (["--document", "天文"], "the store holds no document '天文'", 2),
        (["-o", "no/such/folder/m.html"], "cannot be written", 1),
    ],
)
def test_what_cannot_be_is_said(
    arguments: list[str],
    says: str,
    code: int,
    shared: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ask: Ask,
) -> None:
    monkeypatch.chdir(tmp_path)
    found, out, err = ask("map", "--store", shared, *arguments)
    assert (found, out) == (code, "")
    assert says in err
    assert "next: " in err
    assert not list(tmp_path.iterdir())


def test_a_map_is_made_once_for_each_state_of_a_store(
    plans: Path, built: Path, many: Callable[..., Path], tmp_path: Path
) -> None:
    """Another command draws what the first has kept; a build makes it anew."""
    cache = tmp_path / "cache"
    cache.mkdir()

    def drawn() -> tuple[str, set[str]]:
        facts = read_facts(open_store(built))
        page = build_map(facts, cache=cache)
        assert build_map(facts) == page
        return page, {path.name for path in cache.iterdir()}

    first = drawn()
    assert drawn() == first
    build([plans, many(1)], built)
    page, names = drawn()
    assert page != first[0]
    assert names > first[1]

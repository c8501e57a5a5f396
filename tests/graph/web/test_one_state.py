"""Each answer, page and export is of one state of the store, however many builds end meanwhile."""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from pathlib import Path

import httpx
import pytest
from support.pages.served import serving
from zeren.graph.build.folder import build
from zeren.graph.errors import GraphError
from zeren.graph.export.rdf import rdf
from zeren.graph.store.catalogue.layout import existing
from zeren.graph.store.facts.file import GoneError
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import open_store
from zeren.graph.web.served import Site, entries_of

_PLANS = 4
_CLIENTS = 20
_MARK = re.compile(r"第(\d{3})期")
_PATHS = (
    "", "tasks", "tasks?q=街道", "doc", "doc/plan1", "source/plan2", "doc/plan3/task/2", "unit",
    "doc/plan1?format=ttl", "dump.nq", "dump.trig",
    "sparql?format=csv&query=SELECT ?x { ?t a zr:Task ; zr:text ?x }",
    "sparql?format=csv&query=SELECT ?x { ?d dcterms:title ?x } ORDER BY ?x",
    "sparql?format=csv&query=SELECT ?x { GRAPH <https://w3id.org/zeren/doc/plan2> { ?t zr:quote ?x } }",  # noqa: E501
)  # fmt: skip


def write_edition(folder: Path, edition: int) -> None:
    """Write all plans anew under the same ids: every statement of one edition names it."""
    folder.mkdir(exist_ok=True)
    mark = f"第{edition:03}期"
    for number in range(_PLANS):
        body = (
            f"白塔市第{number}片区{mark}工作要点\n\n一、主要任务\n"
            f"1.修缮街道图书室{mark}。（牵头单位：市文化局；责任单位：市财政局）\n"
            f"2.疏通街道排水沟{mark}。（牵头单位：市水务局；配合单位：各街道办事处）\n"
        ) + f"3.更换街道路灯{mark}。（责任单位：市城市管理局）\n" * (edition % 3)
        path = folder / f"plan{number}.txt"
        path.write_text(body, encoding="utf-8")
        path.with_suffix(".meta.toml").write_text(f'id = "plan{number}"\n', encoding="utf-8")


@pytest.mark.parametrize(
    "builds",
    [
        pytest.param(4, marks=[pytest.mark.slow, pytest.mark.smoke]),
        pytest.param(30, marks=pytest.mark.slow),
    ],
)
def test_no_answer_is_of_two_states(tmp_path: Path, builds: int) -> None:
    plans, store = tmp_path / "plans", tmp_path / "store"
    write_edition(plans, 0)
    assert not build([plans], store).failed
    answers: Counter[int] = Counter()
    mixed: list[str] = []
    tagged: defaultdict[str, set[str]] = defaultdict(set)
    over = threading.Event()

    def ask(address: str, number: int) -> None:
        with httpx.Client(timeout=60, base_url=address) as client:
            while not over.is_set():
                path = _PATHS[number % len(_PATHS)]
                number += 1
                answer = client.get(path)
                answers[answer.status_code] += 1
                editions = set(_MARK.findall(answer.text))
                if answer.status_code == 200 and (len(editions) != 1) != (path == "unit"):
                    mixed.append(f"{path}: {sorted(editions)}")
                if "etag" in answer.headers:
                    tagged[answer.headers["etag"]] |= editions

    with serving(store) as server:
        clients = [
            threading.Thread(target=ask, args=(server.address, number))
            for number in range(_CLIENTS)
        ]
        for client in clients:
            client.start()
        for edition in range(1, builds + 1):
            write_edition(plans, edition)
            report = build([plans], store)
            assert not report.failed
        over.set()
        for client in clients:
            client.join()
        faults = [line for line in server.said if "fault" in line]
    assert mixed == []
    assert {tag: editions for tag, editions in tagged.items() if len(editions) > 1} == {}
    assert faults == []
    assert set(answers) <= {200, 404, 503}  # a text may be gone for a moment; a fault is none
    assert answers[200] > answers[404] + answers[503]


def test_what_is_read_of_a_state_that_is_gone_is_an_error(tmp_path: Path) -> None:
    """Two builds later its rows are gone: nothing found would be a wrong answer."""
    plans, store = tmp_path / "plans", tmp_path / "store"
    write_edition(plans, 0)
    build([plans], store)
    opened = open_store(store)
    facts = read_facts(opened)
    assert len(facts.documents) == _PLANS
    for edition in (1, 2, 3):
        write_edition(plans, edition)
        build([plans], store)
    with pytest.raises(GoneError, match="run the command again"):
        len(facts.tasks)
    held = opened.tables.__dict__.get("shards") or {f"plan{n}": "0" * 64 for n in range(_PLANS)}
    with pytest.raises(GraphError, match="when no build is at work"):
        list(rdf(existing(store), held, "nq"))


def test_a_line_of_a_build_that_goes_on_is_not_taken(tmp_path: Path) -> None:
    plans, store = tmp_path / "plans", tmp_path / "store"
    write_edition(plans, 0)
    build([plans], store)
    site = Site(store)
    before = dict(site.now.entries)
    held = dict(site.now.store.tables.shards)
    journal = existing(store).journal
    lines = journal.read_bytes()
    newer = lines.replace(before["plan1"].shard.encode(), b"f" * 64)
    journal.write_bytes(lines + newer)
    assert entries_of(existing(store), held) == before


def test_a_request_sees_one_state_from_beginning_to_end(tmp_path: Path) -> None:
    plans, store = tmp_path / "plans", tmp_path / "store"
    write_edition(plans, 0)
    build([plans], store)
    site = Site(store)
    with site.pinned() as snapshot:
        write_edition(plans, 1)
        build([plans], store)
        assert site.look()
        assert site.now is snapshot
    assert site.now is not snapshot
    assert site.now.version != snapshot.version

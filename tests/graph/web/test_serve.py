"""``zeren serve`` as its users and as strangers meet it: a real server, real clients."""

from __future__ import annotations

import asyncio
import gzip
import io
import re
import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import RdfFormat, Store, parse
from starlette.requests import Request
from starlette.types import Message
from support.pages.served import HEAVY, KASEI, Server, serving
from support.stores.stores import Zeren, plan_text
from zeren.graph.build.folder import build
from zeren.graph.query.named import catalogue
from zeren.graph.store.opening import open_store
from zeren.graph.web.endpoint.bodies import RefusedError, whole_body
from zeren.graph.web.endpoint.limits import ServerLimits
from zeren.graph.web.parts.addresses import iri_of, path_of
from zeren.ontology.terms import BASE

_TASKS = "SELECT (COUNT(*) AS ?n) { ?t a zr:Task }"


def _path(iri: str) -> str:
    path = path_of(iri)
    assert path is not None
    return path


# Queries that take too much


def test_four_heavy_queries_hold_nobody_up_and_end_at_the_limit(server: Server) -> None:
    with ThreadPoolExecutor(4) as threads:
        heavy = [threads.submit(server.ask, f"{HEAVY} # {number}") for number in range(4)]
        time.sleep(0.5)
        asked = 0
        while not any(each.done() for each in heavy):
            assert server.ask(f"ASK {{}} # {asked}", "*/*").json()["boolean"] is True
            asked += 1
            time.sleep(0.1)
        answers = [each.result() for each in heavy]
    assert asked
    assert [answer.status_code for answer in answers] == [503] * 4
    assert all("ran longer than 3 seconds" in answer.text for answer in answers)
    assert all("retry-after" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a",
        "SELECT * { ?a (<x:a>|!<x:a>)* ?b . ?c (<x:a>|!<x:a>)* ?d }",
        'SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != "") }',
    ],
)
def test_no_kind_of_query_outlives_the_limit(server: Server, query: str) -> None:
    answer = server.ask(query)
    assert answer.status_code == 503
    assert answer.text.startswith("the query was stopped")
    assert server.ask("ASK {}", "*/*").json()["boolean"] is True


def test_more_long_queries_than_lanes_wait_in_turn(examples: Path) -> None:
    with serving(examples, "--timeout", "1", "--jobs", "1") as one, ThreadPoolExecutor(3) as many:
        answers = list(many.map(lambda n: one.ask(f"{HEAVY} # {n}"), range(3)))
    said = [answer.text.splitlines()[0] for answer in answers]
    assert [answer.status_code for answer in answers] == [503] * 3
    assert any("ran longer" in line for line in said)


def test_answer_beyond_the_limits_is_an_error_and_never_cut(server: Server) -> None:
    for query in (
        "SELECT * { ?a ?b ?c . ?d a zr:Task . ?e a zr:Task }",
        "CONSTRUCT { ?a ?b ?c . ?d ?b ?a } { ?a ?b ?c . ?d a zr:Task . ?e a zr:Task }",
    ):
        answer = server.ask(query, "*/*")
        assert answer.status_code in {403, 503}
        assert answer.headers["content-type"].startswith("text/plain")


def test_deep_nesting_kills_nothing_but_itself(server: Server) -> None:
    query = "ASK { " + "{ " * 9000 + "} " * 9000 + "}"
    answer = server.post("sparql", query.encode("ascii"), "application/sparql-query")
    assert answer.status_code in {200, 400, 403, 503}
    assert server.ask("ASK {}", "*/*").status_code == 200


# Standard clients


def test_every_named_query_answers_as_the_library_does(server: Server) -> None:
    store = open_store(server.store)
    for query in catalogue():
        served = server.ask(query.text, "text/csv")
        assert served.status_code == 200
        assert served.content.rstrip() == store.query(query.text).serialize("csv").rstrip()


def test_sparqlwrapper(server: Server) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{server.address}sparql")
    client.setQuery("PREFIX zr: <https://w3id.org/zeren/ontology#> " + _TASKS)
    for method in (wrapper.GET, wrapper.POST):
        client.setMethod(method)
        client.setReturnFormat(wrapper.JSON)
        found = client.query().convert()
        assert int(found["results"]["bindings"][0]["n"]["value"]) > 20
    client.setReturnFormat(wrapper.CSV)
    assert client.query().convert().startswith(b"n\r\n")
    client.setQuery("CONSTRUCT { ?s a ?k } { ?s a ?k } LIMIT 5")
    client.setReturnFormat(wrapper.TURTLE)
    assert b"<https://w3id.org/" in client.query().convert()


def test_rdflib_sparqlstore(server: Server) -> None:
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(SPARQLStore(f"{server.address}sparql", returnFormat="json"))
    rows = list(graph.query(_TASKS, initNs={"zr": f"{BASE}ontology#"}))
    assert int(rows[0][0]) > 20
    assert bool(graph.query("ASK { ?s ?p ?o }"))


def test_pandas_and_others_that_send_no_header(server: Server) -> None:
    pandas = pytest.importorskip("pandas")
    address = f"{server.address}sparql?" + urlencode({"query": _TASKS, "format": "csv"})
    assert pandas.read_csv(address)["n"][0] > 20
    text = "SELECT ?name { ?u a zr:Unit ; skos:prefLabel ?name }"
    answer = server.ask(text, "text/csv")
    assert "市" in pandas.read_csv(io.BytesIO(answer.content))["name"].str.cat()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(server: Server) -> None:
    command = ["curl", "-sf", "-H", "Accept: text/csv", "--data-urlencode", f"query={_TASKS}"]
    done = subprocess.run([*command, f"{server.address}sparql"], capture_output=True, check=True)
    assert done.stdout.startswith(b"n\r\n")


# IRIs that answer


def test_iri_and_path_go_both_ways(server: Server) -> None:
    rows = server.rows("SELECT DISTINCT ?s { ?s ?p ?o }")
    iris = [row["s"] for row in rows if row["s"].startswith(BASE) and "#" not in row["s"]]
    assert len(iris) > 300
    assert [iri_of(_path(iri).encode("ascii")) for iri in iris] == iris


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/html", "text/html"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/html;q=0.3,text/turtle", "text/turtle"),
    ],
)
def test_iris_answer_by_accept(server: Server, accept: str, media: str) -> None:
    task = server.rows("SELECT ?t { ?t zr:target ?x ; a zr:Task } ORDER BY ?t LIMIT 1")[0]["t"]
    unit = server.rows("SELECT ?u { ?t zr:leadUnit ?u } ORDER BY ?u LIMIT 1")[0]["u"]
    document = task.partition("/task/")[0]
    for iri in (task, unit, document, f"{task}/target/1", f"{BASE}ontology", f"{BASE}theme"):
        answer = server.get(_path(iri), accept)
        assert answer.status_code == 200, iri
        assert answer.headers["content-type"].partition(";")[0] == media
        assert "accept" in answer.headers["vary"].lower()
        graph = RdfFormat.from_media_type(media)
        if graph is not None:
            found = list(parse(answer.content, graph))
            assert any(
                iri in {quad.subject.value, getattr(quad.object, "value", "")} for quad in found
            )
        else:
            assert 'rel="alternate"; type="text/turtle"' in answer.headers["link"]


def test_description_of_a_document_is_its_graph(server: Server) -> None:
    document = server.rows("SELECT ?d { ?d a zr:PolicyDocument } ORDER BY ?d LIMIT 1")[0]["d"]
    answer = server.get(_path(document), "application/n-triples")
    told = {str(quad.triple) for quad in parse(answer.content, RdfFormat.N_TRIPLES)}
    count = server.rows(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{document}> {{ ?s ?p ?o }} }}")[0]["n"]
    assert len(told) == int(count)
    again = server.get(
        _path(document), "application/n-triples", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_not_there(server: Server) -> None:
    for path in (
        "doc/none",
        "unit/none",
        "x/y/z",
        "doc/%ff",
        "doc/..%2f..%2fetc%2fpasswd",
        "static/..%2f..%2fsite.css",
        "static/",
        "source/none",
        "concept?iri=theme%23none",
        "resource?iri=%3Cx%3E",
        "resource",
        "%00",
        "//example.org/",
    ):
        answer = server.get(path, "text/html")
        assert answer.status_code == 404, path
        assert "Traceback" not in answer.text


def test_dumps_hold_all_and_are_not_sent_twice(server: Server) -> None:
    plain = server.get("dump.nq")
    packed = server.get("dump.nq.gz")
    trig = server.get("dump.trig")
    assert gzip.decompress(packed.content) == plain.content
    quads = set(parse(plain.content, RdfFormat.N_QUADS))
    assert quads == set(parse(trig.content, RdfFormat.TRIG))
    whole = Store()
    whole.extend(quads)
    count = int(
        next(iter(whole.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")))["n"].value
    )
    served = server.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert count == int(served[0]["n"]) > 3000
    for answer in (plain, packed, trig):
        tag = answer.headers["etag"]
        for told in (tag, f'"x", {tag}', f"W/{tag}", "*"):
            again = httpx.get(str(answer.url), headers={"If-None-Match": told})
            assert (again.status_code, again.content) == (304, b"")


def test_void(server: Server) -> None:
    answer = server.get(".well-known/void")
    found = list(parse(answer.content, RdfFormat.TURTLE))
    values = {quad.object.value for quad in found if hasattr(quad.object, "value")}
    assert f"{server.address}sparql" in values
    assert f"{server.address}dump.nq" in values


# Strangers


def _raw(server: Server, text: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(text)
        connection.settimeout(20)
        found = b""
        while chunk := connection.recv(65536):
            found += chunk
    return found


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "a b"]
)
def test_other_names_are_refused(server: Server, host: str) -> None:
    found = _raw(server, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert found.startswith((b"HTTP/1.1 421", b"HTTP/1.1 400"))


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:1", "127.0.0.1", "[::1]:8765", "LOCALHOST"]
)
def test_own_names_are_answered(server: Server, host: str) -> None:
    found = _raw(server, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert found.startswith(b"HTTP/1.1 200")


def test_headers_that_protect(server: Server) -> None:
    for path in ("", "tasks", "unit", "query", "nothing", "sparql?query=ASK%20%7B%7D", "dump.nq"):
        headers = server.get(path, "text/html, */*").headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe-eval" not in policy
        assert ("unsafe-inline" in policy) == (path == "query")
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
        assert headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers
        assert "access-control-allow-credentials" not in headers
        assert "server" not in headers


def test_scripts_of_other_sites_are_refused(server: Server) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert server.get("sparql?query=ASK%20%7B%7D", headers=foreign).status_code == 403
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert server.get("", headers=link).status_code == 200


def test_language(server: Server) -> None:
    assert '<html lang="zh-CN">' in server.get("").text
    assert '<html lang="en">' in server.get("", headers={"Accept-Language": "en-GB,en"}).text
    chosen = server.get("?lang=en", headers={"Accept-Language": "zh"})
    assert '<html lang="en">' in chosen.text
    assert "zeren-lang=en" in chosen.headers["set-cookie"]
    kept = server.get("", headers={"Accept-Language": "zh", "Cookie": "zeren-lang=en"})
    assert '<html lang="en">' in kept.text


# Building beside it


def test_a_build_is_seen_without_a_restart(tmp_path: Path) -> None:
    plans, store = tmp_path / "plans", tmp_path / "store"
    plans.mkdir()
    (plans / "one.txt").write_text(plan_text(1), encoding="utf-8")
    assert not build([plans], store).failed
    with serving(store) as server:
        assert server.rows(_TASKS)[0]["n"] == "3"
        assert "3</strong> 任务" in server.get("").text
        tag = server.get("dump.nq").headers["etag"]
        for number in (2, 3, 4):  # old generations are swept while workers have them open
            (plans / f"{number}.txt").write_text(plan_text(number), encoding="utf-8")
            assert not build([plans], store).failed
            _wait_for(lambda: server.rows(_TASKS)[0]["n"], str(3 * number))
        assert "12</strong> 任务" in server.get("").text
        assert server.get("dump.nq").headers["etag"] != tag
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda _: server.rows(_TASKS)[0]["n"], range(40)))
        assert set(found) == {"12"}


def _wait_for(read: object, wanted: str) -> None:
    assert callable(read)
    end = time.monotonic() + 30
    while (found := read()) != wanted:
        assert time.monotonic() < end, f"{found} instead of {wanted}"
        time.sleep(0.1)


def test_readers_go_on_during_a_build(tmp_path: Path) -> None:
    plans, store = tmp_path / "plans", tmp_path / "store"
    plans.mkdir()
    (plans / "one.txt").write_text(plan_text(1), encoding="utf-8")
    assert not build([plans], store).failed
    with serving(store) as server, ThreadPoolExecutor(1) as threads:
        (plans / "two.txt").write_text(plan_text(2), encoding="utf-8")
        building = threads.submit(build, [plans], store)
        seen = set()
        while not building.done():
            seen.add(server.rows(f"{_TASKS} # {time.monotonic_ns()}")[0]["n"])
        assert not building.result().failed
        assert seen <= {"3", "6"}
        _wait_for(lambda: server.rows(_TASKS)[0]["n"], "6")


# The command


def test_taken_port_says_which_to_try(server: Server, zeren: Zeren) -> None:
    done = zeren("serve", "--store", server.store, "--port", str(server.port))
    assert done.returncode == 2
    assert f"port {server.port}" in done.stderr
    assert re.search(r"--port \d+", done.stderr)


def test_no_store(zeren: Zeren, tmp_path: Path) -> None:
    done = zeren("serve", "--store", tmp_path / "none")
    assert done.returncode == 1
    assert "zeren build" in done.stderr


def test_address_that_is_not_of_this_machine(examples: Path, zeren: Zeren) -> None:
    done = zeren("serve", "--store", examples, "--host", "192.0.2.1", "--port", "0")
    assert done.returncode == 2
    assert "127.0.0.1" in done.stderr


@pytest.mark.skipif(shutil.which("kill") is None, reason="signals are sent as POSIX has them")
def test_interrupt_ends_it_at_once_and_leaves_nobody_behind(examples: Path) -> None:
    with serving(examples, "--timeout", "60") as server, ThreadPoolExecutor(1) as threads:
        asking = threads.submit(_without_answer, server)
        time.sleep(1)
        process = server.process
        process.send_signal(2)
        assert process.wait(15) == 0
        asking.result()
    assert server.said[-1] == "zeren: stopped"
    assert not [line for line in server.said if "Traceback" in line or "error" in line]


def _without_answer(server: Server) -> None:
    try:
        server.ask(HEAVY)
    except httpx.HTTPError:
        return


def test_warning_when_others_can_reach_it(examples: Path) -> None:
    options = ("--host", "0.0.0.0", "--allow-host", "data.example", "--no-token")
    with serving(examples, *options) as server:
        assert any("can be reached from other machines" in line for line in server.said)
        own = f"http://127.0.0.1:{server.port}/"
        assert httpx.get(own, headers={"Host": "data.example"}).status_code == 200
        assert httpx.get(own, headers={"Host": "other.example"}).status_code == 421


def test_slow_request_is_not_waited_for_without_end() -> None:
    async def silent() -> Message:
        await asyncio.sleep(60)
        raise AssertionError("nobody waits that long")

    request = Request({"type": "http", "method": "POST", "headers": []}, silent)
    with pytest.raises(RefusedError) as refused:
        asyncio.run(whole_body(request, ServerLimits(arrival=0.05)))
    assert refused.value.status == 408


def test_fifty_at_once(server: Server) -> None:
    texts = [query.text for query in catalogue()]

    def ask(number: int) -> int:
        return server.ask(texts[number % len(texts)]).status_code

    with ThreadPoolExecutor(50) as threads:
        assert set(threads.map(ask, range(200))) == {200}


def test_what_differs_each_time_is_not_kept(server: Server) -> None:
    assert len({server.ask("SELECT (STRUUID() AS ?x) {}").text for _ in range(3)}) == 3


def test_data_of_the_tests_is_there(server: Server) -> None:
    assert server.rows(f"SELECT ?k {{ GRAPH <{KASEI}data1.rdf> {{ ?s a ?k }} }}")

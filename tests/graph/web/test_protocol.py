"""The SPARQL 1.1 Protocol: the W3C's own tests, read from their manifest, and ours of the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node
from support.pages.served import KASEI, PROTOCOL, Server

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
_MANIFEST = PROTOCOL / "manifest.ttl"
_BOOLEAN = ("application/sparql-results+json", "application/sparql-results+xml")
_FORMATS = {
    "boolean": _BOOLEAN,
    "tabular": (*_BOOLEAN, "text/csv", "text/tab-separated-values"),
    "RDF": ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"),
}


class Call(NamedTuple):
    """A request of a test, and what is to come of it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: set[str]
    truth: bool | None
    format: str | None


@cache
def _manifest() -> Graph:
    return Graph().parse(_MANIFEST, format="turtle")


def _tests() -> list[str]:
    if not _MANIFEST.is_file():
        return []
    graph = _manifest()
    manifest = next(graph.subjects(RDF.type, MF.Manifest))
    entries = graph.value(manifest, MF.entries)
    assert entries is not None
    return [str(entry).partition("#")[2] for entry in Collection(graph, entries)]


def _calls(name: str) -> Iterator[Call]:
    graph = _manifest()
    test = URIRef(next(str(s) for s in graph.subjects() if str(s).endswith(f"#{name}")))
    requests = graph.value(graph.value(test, MF.action), HT.requests)
    assert requests is not None
    for request in Collection(graph, requests):
        response = graph.value(request, HT.resp)
        yield Call(
            method=str(graph.value(request, HT.methodName)),
            path=str(graph.value(request, HT.absolutePath)),
            headers=_headers(graph, request),
            body=_body(graph, request),
            statuses={str(each)[-3] for each in graph.objects(response, MF.expectedStatus)},
            truth=_truth(graph, response),
            format=str(graph.value(response, MF.expectedFormat) or "") or None,
        )


def _headers(graph: Graph, request: Node) -> dict[str, str]:
    headers = graph.value(request, HT.headers)
    return {
        str(graph.value(each, HT.fieldName)): str(graph.value(each, HT.fieldValue))
        for each in (Collection(graph, headers) if headers else ())
    }


def _body(graph: Graph, request: Node) -> bytes | None:
    body = graph.value(request, HT.body)
    if body is None:
        return None
    return str(graph.value(body, CNT.chars)).encode(str(graph.value(body, CNT.characterEncoding)))


def _truth(graph: Graph, response: Node | None) -> bool | None:
    value = graph.value(response, MF.expectedBoolean)
    return None if value is None else str(value) == "true"


def _sent(server: Server, call: Call) -> httpx.Response:
    url = server.address.rstrip("/") + call.path
    return server.client.request(call.method, url, headers=call.headers, content=call.body)


def _assert_as_told(response: httpx.Response, call: Call) -> None:
    assert str(response.status_code)[0] in call.statuses, response.text
    media = response.headers["content-type"].partition(";")[0]
    if call.format:
        assert media in _FORMATS[call.format]
    if call.truth is not None:
        assert response.json()["boolean"] is call.truth


@pytest.mark.skipif(not _MANIFEST.is_file(), reason=f"the W3C's tests are not at {PROTOCOL}")
def test_manifest_is_read_as_a_whole() -> None:
    assert len(_tests()) == 34


@pytest.mark.parametrize("name", [name for name in _tests() if not name.startswith("update_")])
def test_w3c_query(server: Server, name: str) -> None:
    calls = list(_calls(name))
    assert calls
    for call in calls:
        _assert_as_told(_sent(server, call), call)


@pytest.mark.parametrize("name", [name for name in _tests() if name.startswith("update_")])
def test_w3c_update_is_refused(server: Server, name: str) -> None:
    update = next(_calls(name))
    response = _sent(server, update)
    assert 400 <= response.status_code < 500
    assert "only reads" in response.text


# The same behaviour, for where the W3C's files are not at hand.

_ASK = "ASK {}"
_FORM = "application/x-www-form-urlencoded"
_SERVICE = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
_ANY = "ASK { ?s ?p ?o }"
_XML = "application/sparql-results+xml"


def _posted(
    server: Server, body: bytes | str, media: str | None, query: str = ""
) -> httpx.Response:
    headers = {"Content-Type": media} if media else {}
    content = body.encode("utf-8") if isinstance(body, str) else body
    return httpx.post(
        f"{server.address}sparql{query}", content=content, headers=headers, timeout=30
    )


def test_three_ways_to_ask(server: Server) -> None:
    answers = [
        server.get("sparql", params={"query": _ASK}),
        _posted(server, "query=ASK%20%7B%7D", _FORM),
        _posted(server, "query=ASK+%7B%7D", f"{_FORM}; charset=UTF-8"),
        _posted(server, _ASK, "application/sparql-query"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.json()["boolean"] for answer in answers] == [True] * 4


@pytest.mark.parametrize(
    ("body", "media", "query", "status"),
    [
        (_ASK, None, "", 415),
        (_ASK, "text/plain", "", 415),
        ("query=ASK+%7B%7D", None, "", 415),
        (_ASK.encode("utf-16"), "application/sparql-query; charset=UTF-16", "", 415),
        (b"ASK { \xff }", "application/sparql-query", "", 400),
        (_ASK, "application/sparql-query", "?query=ASK%20%7B%7D", 400),
        ("query=ASK+%7B%7D&query=ASK+%7B%7D", _FORM, "", 400),
        ("nothing=1", _FORM, "", 400),
        ("query=ASK+%7B", _FORM, "", 400),
        ("query=%ff", _FORM, "", 400),
        ("query=ASK+%7B%7D&default-graph-uri=not+an+iri", _FORM, "", 400),
        ("update=CLEAR+ALL", _FORM, "", 403),
        ("CLEAR ALL", "application/sparql-update", "", 403),
        ("CLEAR ALL", "application/sparql-query", "", 403),
        ("LOAD <http://example.org/x>", "application/sparql-query", "", 403),
        (
            "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            "application/sparql-query",
            "",
            403,
        ),
        (_ASK, "application/sparql-query", "?using-graph-uri=http%3A%2F%2Fe.org%2Fg", 403),
        ("x" * 1_100_000, "application/sparql-query", "", 413),
    ],
)
def test_what_is_refused(
    server: Server, body: bytes | str, media: str | None, query: str, status: int
) -> None:
    response = _posted(server, body, media, query)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/plain")
    assert response.text.strip()


def test_other_methods_are_refused(server: Server) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        response = server.client.request(method, f"{server.address}sparql", params={"query": _ASK})
        assert response.status_code == 405
        assert "GET" in response.headers["allow"]


def test_dataset_of_the_protocol_goes_before_that_of_the_query(server: Server) -> None:
    one, two, three = (f"{KASEI}data{number}.rdf" for number in (1, 2, 3))
    query = f"ASK FROM <{one}> {{ <{two}> a ?kind }}"
    assert server.ask(query, "*/*").json()["boolean"] is False
    assert server.ask(query, "*/*", **{"default-graph-uri": two}).json()["boolean"] is True
    named = "ASK { GRAPH ?g { ?s a ?kind } }"
    assert server.ask(named, "*/*", **{"named-graph-uri": three}).json()["boolean"] is True
    assert server.ask(named, "*/*", **{"default-graph-uri": three}).json()["boolean"] is False
    assert server.ask(_ANY, "*/*", **{"named-graph-uri": one}).json()["boolean"] is False


SELECT = "SELECT ?d { ?d a zr:PolicyDocument } ORDER BY ?d"
CONSTRUCT = "CONSTRUCT { ?d a zr:PolicyDocument } WHERE { ?d a zr:PolicyDocument }"


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        (SELECT, "application/sparql-results+json", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "text/*", "text/csv"),
        (SELECT, "text/csv;q=0.2, text/tab-separated-values;q=0.7", "text/tab-separated-values"),
        (SELECT, "text/turtle, text/csv;q=0.1", "text/csv"),
        (
            SELECT,
            "*/*;q=0.1, application/sparql-results+json;q=0",
            "application/sparql-results+xml",
        ),
        (CONSTRUCT, "text/turtle", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "text/csv, application/ld+json;q=0.1", "application/ld+json"),
        ("DESCRIBE <https://w3id.org/zeren/ontology#Task>", "*/*", "text/turtle"),
    ],
)
def test_formats(server: Server, query: str, accept: str, media: str) -> None:
    response = server.ask(query, accept)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media
    assert "accept" in response.headers["vary"].lower()
    graph = RdfFormat.from_media_type(media)
    if graph is not None:
        assert list(parse(response.content, graph))
    else:
        assert b"https://w3id.org/zeren/doc/" in response.content


def test_no_acceptable_format(server: Server) -> None:
    assert server.ask(SELECT, "image/png").status_code == 406
    assert server.ask(SELECT, "text/turtle").status_code == 406
    assert server.ask(CONSTRUCT, "text/csv").status_code == 406


def test_format_in_the_address_for_those_who_choose_no_header(server: Server) -> None:
    response = server.ask(SELECT, "*/*", format="csv")
    assert response.headers["content-type"].startswith("text/csv")
    assert response.text.splitlines()[0] == "d"


def test_errors_say_where(server: Server) -> None:
    response = server.ask("SELECT ?x {\n  ?x a nope:Thing\n}")
    assert response.status_code == 400
    assert "line 2" in response.text
    assert "nope:" in response.text


def test_service_description(server: Server) -> None:
    response = server.get("sparql", "text/turtle")
    described = Graph().parse(data=response.content, format="turtle")
    sd = Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = next(described.subjects(RDF.type, sd.Service))
    assert str(service) == f"{server.address}sparql"
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in described
    names = {str(name) for name in described.objects(None, sd.name)}
    assert f"{KASEI}data1.rdf" in names
    page = server.get("sparql", "text/html")
    assert (page.status_code, page.headers["location"]) == (303, "/query")

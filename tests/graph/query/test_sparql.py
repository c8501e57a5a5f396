"""What a query must not do, and how a wrong one is explained."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store
from zeren.graph.errors import GraphError
from zeren.graph.query import sparql
from zeren.graph.query.sparql import LONGEST, check, explain
from zeren.graph.store.opening import open_store
from zeren.ontology.terms import PREFIXES

REFUSED = [
    "INSERT DATA { <x:a> <x:b> <x:c> }",
    "PREFIX x: <http://insert/>\n# SELECT\ndelete where { ?s ?p ?o }",
    "base <http://x/> load <file:///etc/passwd> # { }",
    "CLEAR ALL # {}",
    "with <x:g> insert {} where {}",
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://x/> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { ?a ?b '}' SERVICE ?u { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p ?a ; ?q ?b FILTER(?a<?b)SERVICE#>\n<http://x/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?a ; ?q ?b FILTER(?a<?b#>'''\n) SERVICE ?u { ?s ?p ?o } #'''\n}",
    'SELECT * { ?s zr:x#"""\n ?o SERVICE ?u { ?s ?p ?o } #"""\n }',
]
ALLOWED = [
    "SELECT ?service { ?service zr:service 'SERVICE <x>' } # SERVICE <y>",
    'SELECT * { ?x rdfs:comment """insert\nSERVICE""" ; <http://service/> ?insert }',
    "PREFIX service: <http://x/> SELECT * { ?x service:delete service:insert }",
    "SELECT * { ?service zr:a/zr:b|^zr:c ?o FILTER(?o IN (<x:service>, <y:b>) && 1<2) }",
    "# INSERT\nASK { ?s ?p 'it\\'s SERVICE' }",
]
FAULTS = [
    ('SELECT * { ?x zr:text "中文 ; a zr:Task }', 1, 23, "string is not closed"),
    ("SELECT * { ?x a zr:Task", 1, 10, "{ is not closed"),
    ("SELECT * { ?x a zr:Task ] }", 1, 25, "] closes nothing"),
    ("SELECT *\n{ ?任务 foo:x ?y }", 2, 7, "prefix foo: is not declared"),
    ("PREFIX a: <http://a/>\r\nSELECT * { ?x a:b 'c:d' ; b:c ?y }", 2, 27, "prefix b:"),
    ("SELCT * { ?x a zr:Task }", 1, 1, "a query begins with one of SELECT"),
    ("SELECT ?x { ?x a zr:Task } ORDER ?x", 1, 36, "expected BY"),
    ("SELECT (COUNT(?x) AS ?n) ?y { ?x a ?y }", 1, None, "unbound"),
    ("SELECT ?x { ?x a ?y } LIMIT many", 1, 29, "'many' was not expected"),
]


@pytest.mark.parametrize("text", REFUSED)
def test_changes_and_calls_are_refused(text: str) -> None:
    with pytest.raises(GraphError) as caught:
        sparql.check(text)
    assert caught.value.usage


@pytest.mark.parametrize("text", ALLOWED)
def test_words_in_strings_and_names_are_no_keywords(shared: Path, text: str) -> None:
    open_store(shared).query(text)


@pytest.mark.parametrize(("text", "line", "column", "reason"), FAULTS)
def test_faults_are_shown_in_their_place(
    shared: Path, text: str, line: int, column: int | None, reason: str
) -> None:
    with pytest.raises(GraphError) as caught:
        open_store(shared).query(text)
    first, shown, mark = caught.value.what.split("\n")
    assert f"line {line}, column {column or ''}" in first
    assert reason in first
    assert shown.strip() == text.replace("\r\n", "\n").split("\n")[line - 1].strip()
    assert mark.strip() == "^"


def test_mark_stands_under_the_place_in_chinese_text() -> None:
    message = sparql.explain("SELECT * { ?任务 foo:x ?y }", "error at 1:1: x")
    _, shown, mark = message.split("\n")
    assert shown.index("foo") + len("任务") == mark.index("^")


def test_declared_prefix_wins_over_the_default(shared: Path) -> None:
    query = "PREFIX zr: <http://mine/> SELECT * { ?x a zr:Task }"
    assert len(open_store(shared).query(query)) == 0
    assert len(open_store(shared).query("SELECT * { ?x a zr:Task }")) == 7


@pytest.mark.parametrize(
    "text",
    [
        "." * 3_000,
        "SELECT * { ?a ?b " + "x" * 90_000,
        "SELECT * {\n" + " " * 40_000 + "?a no:pe 1 " + "y" * 40_000 + "}",
        'SELECT * { ?a ?b "' + "字" * 90_000,
        "ASK { ?a <" + "b" * 90_000 + " }",
        "SELECT " + "(" * 150,
    ],
)
def test_an_error_is_short_however_long_the_query(text: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        Store().query(text, prefixes=PREFIXES)
    said = explain(text, str(raised.value))
    assert len(said) < 700
    assert not said.startswith("the query cannot be run") or len(said) < 300


def test_the_place_is_under_its_mark_in_a_long_line() -> None:
    text = "SELECT * { ?s a zr:Task . " + "?s ?p ?o . " * 50 + "?s no:pe 1 . " + "?s ?p ?o . " * 50
    _, line, mark = explain(text + "}", "").split("\n")
    assert line[mark.index("^") :].startswith("no:pe")
    assert line.startswith("  …")
    assert line.endswith("…")


def test_a_query_has_an_end() -> None:
    check("ASK {}" + " " * (LONGEST - 6))
    with pytest.raises(GraphError, match="100,000 characters"):
        check("ASK {}" + " " * LONGEST)


@pytest.mark.parametrize("bracket", ["(", "{", "[", "FILTER(", "{ SELECT * "])
def test_brackets_have_a_depth(bracket: str) -> None:
    """Deeper ones end the process: the engine's parser overflows its stack."""
    with pytest.raises(GraphError, match="200 deep"):
        check("SELECT * " + bracket * 5_000)
    check("SELECT * " + bracket * 190)

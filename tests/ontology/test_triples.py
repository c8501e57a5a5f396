"""Shards: one document, one named graph, the same bytes everywhere."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT
from zeren.loaders import Metadata, PolicyDocument, load
from zeren.loaders.records import Assignment, Section, Span, Task
from zeren.ontology.terms import BASE, PREFIXES, ZR, document_iri, term
from zeren.ontology.triples import shard
from zeren.ontology.vocabulary import turtle

EXAMPLES = ROOT / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.txt"))
UNUSED = tomllib.loads(
    (ROOT / "tests" / "data" / "ontology_terms.toml").read_text(encoding="utf-8")
)["unused"]
RDF_TYPE = ox.NamedNode(term("rdf:type"))
SHORTCUTS = {"lead": "leadUnit", "responsible": "responsibleUnit", "cooperating": "cooperatingUnit"}

# rdflib's own parser reads an attribute that rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
examples = pytest.mark.parametrize("name", NAMES)


@cache
def plan(name: str) -> PolicyDocument:
    return load((EXAMPLES / f"{name}.txt").read_bytes(), Metadata(source_file=f"{name}.txt"))


@cache
def shard_of(name: str) -> bytes:
    return shard(plan(name))


def quads(data: bytes) -> list[ox.Quad]:
    return list(ox.parse(data, format=ox.RdfFormat.N_QUADS))


def values(data: bytes, subject: str, predicate: str) -> list[str]:
    wanted = ox.NamedNode(term(predicate))
    return sorted(
        quad.object.value
        for quad in quads(data)
        if quad.subject == ox.NamedNode(subject) and quad.predicate == wanted
    )


def written(unit: str = "甲局", **fields: object) -> PolicyDocument:
    """Return a document made by hand, with one task and one unit that leads it."""
    text = f"一、章\n1.任务。（{unit}牵头）"
    start = text.index(unit)
    given_unit = Assignment(
        role="lead",
        name_as_written=unit,
        local_name=unit,
        office=None,
        collective=False,
        order=1,
        basis="explicit",
        rule="bracket-verb",
        span=Span(start, start + len(unit)),
    )
    task = Task(1, "1", "题", "任务。", 0, Span(4, len(text)), (given_unit,))
    document = PolicyDocument(
        id="d1",
        title="计划",
        issuer=None,
        jurisdiction=None,
        level=None,
        issued=None,
        document_number=None,
        period=None,
        source_file="plan.txt",
        sha256="00",
        encoding="utf-8",
        text=text,
        sections=(Section("一", "章", None, Span(0, 3)),),
        tasks=(task,),
        targets=(),
        edits=(),
        notes=(),
    )
    return replace(document, **fields)  # type: ignore[arg-type]


@examples
def test_lines_are_sorted_and_unique(name: str) -> None:
    """A shard is its lines in the order of their bytes, each once, with a newline at the end."""
    data = shard_of(name)
    lines = data.split(b"\n")
    assert lines.pop() == b""
    assert lines == sorted(set(lines))
    assert all(line.endswith(b" .") for line in lines)
    assert b"\r" not in data


@examples
def test_two_parsers_find_the_same_statements(name: str) -> None:
    """pyoxigraph and rdflib read one statement a line, and the same ones."""
    data = shard_of(name)
    found = {
        (q.subject.value, q.predicate.value, q.object.value, q.graph_name.value)
        for q in quads(data)
    }
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format="nquads")
    other = {(str(s), str(p), str(o), str(g)) for s, p, o, g in dataset.quads() if g is not None}
    assert len(quads(data)) == data.count(b"\n")
    assert found == other


@examples
def test_every_statement_is_in_the_graph_of_its_document(name: str) -> None:
    """There are no blank nodes, and the graph is the document's IRI."""
    graph = ox.NamedNode(document_iri(plan(name).id))
    for quad in quads(shard_of(name)):
        assert quad.graph_name == graph
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)


def terms_of(data: bytes) -> Iterator[str]:
    for quad in quads(data):
        yield quad.predicate.value
        if isinstance(quad.object, ox.NamedNode):
            yield quad.object.value


def defined() -> set[str]:
    found = ox.parse(turtle("zeren.ttl"), format=ox.RdfFormat.TURTLE)
    return {
        quad.subject.value.removeprefix(ZR)
        for quad in found
        if quad.predicate == RDF_TYPE and quad.subject.value.startswith(ZR)  # type: ignore[union-attr]
    }


def test_terms_used_and_terms_defined_are_the_same() -> None:
    """Each zr: term of a shard stands in zeren.ttl; each one there is used, or says why not."""
    used = {
        iri.removeprefix(ZR)
        for name in NAMES
        for iri in terms_of(shard_of(name))
        if iri.startswith(ZR)
    }
    assert used - defined() == set()
    assert defined() - used == set(UNUSED)


def test_foreign_terms_have_a_prefix() -> None:
    """Every predicate is in a namespace that queries need not declare."""
    known = tuple(PREFIXES.values())
    assert all(
        quad.predicate.value.startswith(known) for name in NAMES for quad in quads(shard_of(name))
    )


@examples
def test_shortcuts_are_the_explicit_assignments(name: str) -> None:
    """A task has a shortcut for each explicit assignment, and none for an inherited one."""
    rows: dict[str, dict[str, set[str]]] = {}
    for quad in quads(shard_of(name)):
        subject = rows.setdefault(quad.subject.value, {})  # type: ignore[union-attr]
        subject.setdefault(quad.predicate.value, set()).add(quad.object.value)  # type: ignore[union-attr]
    tasks = {iri: row for iri, row in rows.items() if term("zr:taskNumber") in row}
    assert len(tasks) == len(plan(name).tasks)
    for row in tasks.values():
        nodes = [rows[node] for node in row.get(term("zr:assignment"), ())]
        for role, shortcut in SHORTCUTS.items():
            explicit = {
                unit
                for node in nodes
                if node[term("zr:role")] == {term(f"zr:{role}")}
                and node[term("zr:basis")] == {term("zr:explicit")}
                for unit in node[term("zr:unit")]
            }
            assert row.get(term(f"zr:{shortcut}"), set()) == explicit


@examples
def test_every_assignment_of_a_task_is_a_node(name: str) -> None:
    """No two assignments fall together, and each has one value for all that it must say."""
    document = plan(name)
    single = ("role", "unit", "localName", "nameAsWritten", "order", "basis", "quote")
    counts = Counter(
        (quad.subject.value, quad.predicate.value.removeprefix(ZR))  # type: ignore[union-attr]
        for quad in quads(shard_of(name))
    )
    nodes = {subject for subject, predicate in counts if predicate == "basis"}
    assert len(nodes) == sum(len(task.assignments) for task in document.tasks)
    for node in nodes:
        assert all(counts[node, predicate] == 1 for predicate in (*single, "start", "end"))
        assert counts[node, "rule"] >= 1


@examples
def test_units_have_one_label(name: str) -> None:
    """A node goes by one full name; other ways to write it are alternative labels."""
    labels = Counter(
        quad.subject.value  # type: ignore[union-attr]
        for quad in quads(shard_of(name))
        if quad.predicate.value == term("skos:prefLabel")
    )
    assert labels
    assert set(labels.values()) == {1}


def test_inherited_units_have_a_node_and_no_shortcut() -> None:
    """What a document states once for later tasks is kept apart from what a task states."""
    document = written()
    (task,) = document.tasks
    inherited = replace(task.assignments[0], local_name="乙局", order=2, basis="inherited")
    both = replace(task, assignments=(*task.assignments, inherited))
    data = shard(replace(document, tasks=(both,)))
    iri = f"{BASE}doc/d1/task/1"
    assert values(data, iri, "zr:leadUnit") == [f"{BASE}doc/d1/unit/甲局"]
    assert len(values(data, iri, "zr:assignment")) == 2
    node = f"{iri}/lead/乙局/inherited"
    assert values(data, node, "zr:basis") == [term("zr:inherited")]


HOSTILE = [
    *(
        "甲 局",
        "<甲局>",
        '"甲局"',
        "甲%20局",
        "甲/局",
        "甲\n局",
        "甲\\局",
        "甲{局}|^`",
        "甲?局#一",
        "[甲]",
    ),
    *(
        "甲\x00局",
        "甲\x7f局",
        "甲\x85局",
        "甲\u2028局",
        "甲\u3000局",
        "甲\xa0局",
        "\ue2ae局",
        "\ufffe局",
        "..",
        "𠮷局",
        "> . <a> <b> <c",
    ),
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_no_name_breaks_out_of_its_iri(name: str) -> None:
    """A unit's name, or a document's id, gives one valid IRI, and another name another one."""
    data = shard(written(name, id=name, issuer=name, jurisdiction=name))
    found = quads(data)
    assert len(found) == data.count(b"\n")
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format="nquads")
    assert sum(1 for _ in dataset.quads()) == len(found)
    for quad in found:
        assert quad.graph_name == ox.NamedNode(document_iri(name))
    plain = {q.subject.value for q in quads(shard(written("甲局", id="甲局")))}  # type: ignore[union-attr]
    assert document_iri(name) not in plain
    assert document_iri(name).count("/") == document_iri("甲局").count("/")


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_any_name_gives_valid_iris(name: str) -> None:
    """Every text without surrogates can stand in an IRI."""
    data = shard(written(name, id=name))
    assert len(quads(data)) == data.count(b"\n")
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format="nquads")


LITERALS = [
    '引"号',
    "反\\斜",
    "换\n行",
    "回\r车",
    "制\t表",
    "行\u2028分",
    "段\u2029分",
    "\x0b\x0c\x1c\x85",
    "\\n",
    "𠮷",
]


@pytest.mark.parametrize("text", LITERALS, ids=ascii)
def test_literals_come_back_as_they_were(text: str) -> None:
    """Quotes, backslashes and line ends of every kind survive both parsers."""
    document = written(title=text)
    data = shard(document)
    iri = document_iri("d1")
    assert values(data, iri, "dcterms:title") == [text]
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format="nquads")
    predicate = rdflib.URIRef(term("dcterms:title"))
    assert [str(q[2]) for q in dataset.quads((rdflib.URIRef(iri), predicate, None, None))] == [text]


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_literal_comes_back_as_it_was(text: str) -> None:
    """Every text without surrogates can stand in a literal."""
    assert values(shard(written(title=text)), document_iri("d1"), "dcterms:title") == [text]


@examples
def test_quotes_are_the_words_at_their_offsets(name: str) -> None:
    """``zr:quote`` is the source from ``zr:start`` to ``zr:end``, wherever it stands."""
    text = plan(name).text
    rows: dict[str, dict[str, str]] = {}
    for quad in quads(shard_of(name)):
        if quad.predicate.value in {term("zr:quote"), term("zr:start"), term("zr:end")}:
            key = quad.predicate.value.removeprefix(ZR)
            rows.setdefault(quad.subject.value, {})[key] = quad.object.value  # type: ignore[union-attr]
    assert rows
    for row in rows.values():
        assert row["quote"] == text[int(row["start"]) : int(row["end"])]


def test_an_empty_document_is_its_own_description() -> None:
    """A plan without tasks is still a document in the graph."""
    data = shard(written(tasks=(), sections=()))
    assert {quad.subject.value for quad in quads(data)} == {document_iri("d1")}  # type: ignore[union-attr]


PROGRAM = """
import hashlib, pathlib, sys
from zeren.loaders import load
from zeren.ontology.triples import shard
for name in sys.argv[1:]:
    print(hashlib.sha256(shard(load(pathlib.Path(name).read_bytes()))).hexdigest())
"""


def test_other_processes_write_the_same_bytes() -> None:
    """Neither the hash seed, the locale nor the time zone changes a byte."""
    files = [str(EXAMPLES / f"{name}.txt") for name in NAMES]
    found = []
    for seed, locale, zone in (("1", "C", "UTC"), ("4242", "zh_CN.UTF-8", "Asia/Shanghai")):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *files],
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=True,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "LC_ALL": locale,
                "LANG": locale,
                "TZ": zone,
            },
        )
        found.append(done.stdout.split())
    here = [
        hashlib.sha256(shard(load((EXAMPLES / f"{name}.txt").read_bytes()))).hexdigest()
        for name in NAMES
    ]
    assert found == [here, here]


def test_an_inferred_place_keeps_what_it_was_inferred_from() -> None:
    """Each piece with its rule and its words; a place that is stated or given has none."""
    text = (
        "每季度末向慈溪市人民政府报告进展。我市各部门要抓紧。\n1.办好学校。（责任单位：市教育局）\n"
    )
    inferred = load(text.encode(), Metadata(source_file="a.txt"))
    data = shard(inferred)
    pieces = values(data, document_iri(inferred.id), "zr:jurisdictionEvidence")
    assert pieces
    assert values(data, pieces[0], "zr:rule") == [f"{BASE}rule/origin-body-of-place"]
    assert values(data, pieces[0], "zr:quote") == ["慈溪市"]
    assert values(data, pieces[0], "zr:start") == [str(text.index("慈溪市"))]
    for other in (
        load(text.encode(), Metadata(source_file="a.txt", jurisdiction="慈溪市")),
        load(f"慈溪市教育局\n2024年3月5日\n{text}".encode(), Metadata(source_file="a.txt")),
    ):
        assert not values(shard(other), document_iri(other.id), "zr:jurisdictionEvidence")

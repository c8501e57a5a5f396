"""Exports: other programs read the same graph, and the same store gives the same bytes."""

from __future__ import annotations

import csv
import io
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import ROOT
from support.stores.stores import DATA, Ask, contents
from zeren.graph.build.folder import build
from zeren.graph.export.columns import NAMES
from zeren.graph.export.dictionary import dictionary
from zeren.graph.export.ontology_page import ontology_page
from zeren.graph.export.void import DATASET, describe
from zeren.graph.output.csv_text import MARK, csv_bytes, guarded, unguarded
from zeren.graph.query.named import named
from zeren.graph.store.catalogue.layout import existing
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import documents, open_store
from zeren.ontology.terms import PREFIXES, ZR, document_iri, term
from zeren.ontology.vocabulary import turtle

EXAMPLES = ROOT / "examples"
PARSERS = {
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example plans."""
    store = tmp_path_factory.mktemp("examples") / "store"
    assert not build([EXAMPLES], store).failed
    return store


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the same plans as ``shared``, in another order and by two processes."""
    store = tmp_path_factory.mktemp("other") / "store"
    plans = sorted((DATA / "plans").iterdir(), reverse=True)
    assert not build(plans, store, jobs=2).failed
    return store


def written(ask: Ask, path: Path, *arguments: object) -> bytes:
    """Run the command and return what it wrote to *path*."""
    code, _, err = ask("export", "-o", path, *arguments)
    assert code == 0, err
    return path.read_bytes()


def quads(data: bytes, format: str) -> set[tuple[str, str, str, str]]:
    """Return statements as text; for Turtle the graph is left empty."""
    return {
        (
            str(q.subject),
            str(q.predicate),
            str(q.object),
            "" if format == "ttl" else str(q.graph_name),
        )
        for q in ox.parse(data, PARSERS[format])
    }


def in_store(store: Path) -> set[tuple[str, str, str, str]]:
    return quads(b"".join(contents(store).values()), "nq")


# ---------------------------------------------------------------- RDF


@pytest.mark.parametrize("format", PARSERS)
def test_rdf_holds_every_statement(ask: Ask, tmp_path: Path, examples: Path, format: str) -> None:
    """What is written is read back by pyoxigraph: the documents, and the vocabularies beside."""
    alone = written(
        ask, tmp_path / "a", "--format", format, "--store", examples, "--no-vocabularies"
    )
    expected = in_store(examples)
    if format == "ttl":
        expected = {(*triple, "") for *triple, _ in expected}  # type: ignore[misc]
    assert quads(alone, format) == expected
    whole = quads(written(ask, tmp_path / "b", "--format", format, "--store", examples), format)
    assert expected < whole
    assert any(subject == f"<{ZR}Task>" for subject, *_ in whole)


@pytest.mark.parametrize("format", ["nq", "ttl", "jsonld", "trig"])
def test_rdflib_reads_the_same(ask: Ask, tmp_path: Path, shared: Path, format: str) -> None:
    """Another RDF system holds an isomorphic graph: no statement lost, changed or added."""
    rdflib = pytest.importorskip("rdflib")
    from rdflib.compare import isomorphic

    data = written(
        ask, tmp_path / "x", "--format", format, "--store", shared, "--no-vocabularies"
    ).decode("utf-8")
    names = {"nq": "nquads", "ttl": "turtle", "jsonld": "json-ld", "trig": "trig"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found, expected = rdflib.Dataset(default_union=True), rdflib.Dataset(default_union=True)
        found.parse(data=data, format=names[format])
        for shard in contents(shared).values():
            expected.parse(data=shard, format="nquads")
        assert len(list(expected.triples((None, None, None)))) > 400
        for each in documents(shared):
            graph = rdflib.URIRef(document_iri(each))
            if format != "ttl":
                assert isomorphic(found.graph(graph), expected.graph(graph))
        assert set(found.triples((None, None, None))) == set(expected.triples((None, None, None)))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The server of oxigraph, which is another program with another copy of the engine."""
    program = shutil.which("oxigraph") or shutil.which("oxigraph", path=Path(sys.executable).parent)
    if program is None:
        pytest.skip("the oxigraph server is not installed (pip install oxigraph)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "serve", "--location", str(tmp_path / "ox"), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(address, timeout=1).close()
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        yield address
    finally:
        process.kill()
        process.wait()


def test_oxigraph_server_holds_and_answers_the_same(
    ask: Ask, tmp_path: Path, examples: Path, server: str
) -> None:
    """Loaded over HTTP, dumped again: the same statements; a named query: the same rows."""
    data = written(ask, tmp_path / "x.nq", "--format", "nq", "--store", examples)
    post = urllib.request.Request(
        f"{server}/store", data, {"Content-Type": "application/n-quads"}, method="POST"
    )
    urllib.request.urlopen(post, timeout=60).close()
    get = urllib.request.Request(f"{server}/store", headers={"Accept": "application/n-quads"})
    with urllib.request.urlopen(get, timeout=60) as answer:
        assert quads(answer.read(), "nq") == quads(data, "nq")
    heads = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    query = f"{heads}{named('lead-units').text}".encode()
    ask_it = urllib.request.Request(
        f"{server}/query?union-default-graph",
        query,
        {"Content-Type": "application/sparql-query", "Accept": "text/csv"},
    )
    with urllib.request.urlopen(ask_it, timeout=60) as answer:
        theirs = sorted(answer.read().decode("utf-8").split())
    code, ours, _ = ask("query", "lead-units", "--format", "csv", "--store", examples)
    assert code == 0
    assert theirs == sorted(ours.split())


def test_turtle_is_for_readers(ask: Ask, tmp_path: Path, shared: Path) -> None:
    """Prefixes stand once at the top, the class first, task 2 before task 10, lines in between."""
    text = written(ask, tmp_path / "x.ttl", "--format", "ttl", "--store", shared).decode("utf-8")
    head, _, rest = text.partition("\n\n")
    assert all(line.startswith("@prefix ") for line in head.splitlines())
    assert "@prefix" not in rest
    subjects = re.findall(r"^(doc:\S+) ", rest, re.MULTILINE)
    assert subjects == list(dict.fromkeys(subjects))
    assert not re.search(r"^\ta ", rest, re.MULTILINE)
    tasks = [int(found) for found in re.findall(r"\\/task\\/(\d+) a zr:Task", rest)]
    assert tasks == [1, 2, 3, 1, 2, 3, 4]


@pytest.mark.parametrize("format", [*PARSERS, "graphml", "gexf", "void"])
def test_the_same_plans_give_the_same_bytes(
    ask: Ask, tmp_path: Path, shared: Path, other: Path, format: str
) -> None:
    """Another store of the same plans, built in two processes, is exported to the same bytes."""
    first = written(ask, tmp_path / "a", "--format", format, "--store", shared)
    assert first == written(ask, tmp_path / "b", "--format", format, "--store", other)


def test_one_document(ask: Ask, tmp_path: Path, shared: Path) -> None:
    """--document takes what show takes, and leaves the others out."""
    chosen = next(iter(documents(shared)))
    arguments = ("--format", "nq", "--store", shared, "--no-vocabularies", "--document", chosen)
    assert written(ask, tmp_path / "x", *arguments) == contents(shared)[f"{chosen}.nq"]


def test_stdout_gets_bytes(zeren: object, shared: Path) -> None:
    done = zeren("export", "--format", "nq", "--no-vocabularies", "--store", shared)  # type: ignore[operator]
    assert done.returncode == 0
    assert done.stdout == b"".join(v for _, v in sorted(contents(shared).items())).decode("utf-8")


# ---------------------------------------------------------------- tables


@pytest.fixture
def tables(ask: Ask, tmp_path: Path, examples: Path) -> dict[str, list[dict[str, str]]]:
    """The CSV files of the examples, as a program reads them."""
    code, _, err = ask("export", "--format", "csv", "-o", tmp_path / "csv", "--store", examples)
    assert code == 0, err
    found = {}
    for path in sorted((tmp_path / "csv").iterdir()):
        assert path.read_bytes().startswith(MARK)
        text = path.read_bytes().decode("utf-8-sig")
        found[path.stem] = list(csv.DictReader(io.StringIO(text, newline="")))
    return found


def test_tables_hold_every_record(tables: dict[str, list[dict[str, str]]], examples: Path) -> None:
    """As many rows as the shards have things of that class, and each joins to its document."""
    kinds = Counter(
        quad[2].strip("<>").removeprefix(ZR)
        for quad in in_store(examples)
        if quad[1] == f"<{term('rdf:type')}>"
    )
    classes = {
        "documents": "PolicyDocument",
        "sections": "Section",
        "tasks": "Task",
        "assignments": "Assignment",
        "targets": "Target",
        "sectors": "SectorAssignment",
        "themes": "ThemeAssignment",
        "mentions": "Mention",
    }
    assert {name: len(tables[name]) for name in classes} == {
        name: kinds[kind] for name, kind in classes.items()
    }
    ids = {row["document"] for row in tables["documents"]}
    task_ids = {row["task"] for row in tables["tasks"]}
    unit_ids = {row["unit"] for row in tables["units"]}
    for name in classes:
        assert {row["document"] for row in tables[name]} <= ids
    for name in ("assignments", "sectors", "themes", "mentions"):
        assert {row["task"] for row in tables[name]} <= task_ids
    assert {row["unit"] for row in tables["assignments"] + tables["mentions"]} <= unit_ids
    assert {row["task"] for row in tables["targets"]} <= task_ids | {""}


def test_figures_are_exact(tables: dict[str, list[dict[str, str]]], examples: Path) -> None:
    facts = read_facts(open_store(examples))
    assert sorted(Decimal(row["value"]) for row in tables["targets"]) == sorted(
        target.value for target in facts.targets
    )
    assert all(row["sentence"] for row in tables["targets"])


def test_the_dictionary_explains_every_column(tables: dict[str, list[dict[str, str]]]) -> None:
    """Each column of each file has a row, with a definition in both languages."""
    explained = {(row["table"], row["column"]) for row in tables["dictionary"]}
    assert explained == {(name, column) for name in NAMES for column in tables[name][0]}
    for row in dictionary():
        assert all(row), row


@pytest.mark.parametrize(
    "words", ['=HYPERLINK("http://x")', "+1", "-1+2", "@SUM(1)", "\t=1", "\r=1"]
)
def test_no_cell_is_a_formula(words: str) -> None:
    """A spreadsheet shows the words; a figure stays a figure."""
    data = csv_bytes(["a", "b"], [(words, Decimal("-1.5"))])
    _, row = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row == [f"'{words}", "-1.5"]
    assert guarded("正文") == "正文"


@given(st.text(alphabet="'=+-@\t\r字 a", max_size=6))
def test_the_apostrophe_can_be_taken_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_parquet_has_types_and_meanings(ask: Ask, tmp_path: Path, examples: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    code, _, err = ask("export", "--format", "parquet", "-o", tmp_path / "p", "--store", examples)
    assert code == 0, err
    facts = read_facts(open_store(examples))
    targets = pq.read_table(tmp_path / "p" / "targets.parquet")
    assert targets.num_rows == len(facts.targets)
    assert [str(targets.schema.field(name).type) for name in ("value", "deadline", "start")] == [
        "double",
        "date32[day]",
        "int64",
    ]
    assert targets.schema.field("value").metadata[b"term"] == b"zr:value"
    assert sorted(targets["value"].to_pylist()) == sorted(float(t.value) for t in facts.targets)
    assert {path.stem for path in (tmp_path / "p").iterdir()} == {*NAMES, "dictionary"}


def test_one_table_goes_to_stdout(zeren: object, shared: Path) -> None:
    done = zeren("export", "--format", "csv", "--table", "documents", "--store", shared)  # type: ignore[operator]
    assert done.stdout.startswith("\ufeffdocument,title,file,")
    assert done.stdout.count("\n") == 3


# ---------------------------------------------------------------- networks, descriptions, page


@pytest.mark.parametrize(("format", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networks_are_read_back(
    ask: Ask, tmp_path: Path, examples: Path, format: str, read: object
) -> None:
    """One edge for each explicit assignment, one node for each unit and task in one."""
    written(ask, tmp_path / "net", "--format", format, "--store", examples)
    graph = read(tmp_path / "net")  # type: ignore[operator]
    facts = read_facts(open_store(examples))
    explicit = [part for part in facts.assignments if part.basis == "explicit"]
    assert graph.number_of_edges() == len(explicit)
    nodes = {part.unit for part in explicit} | {part.task for part in explicit}
    assert set(graph.nodes) == nodes
    assert "lastmodified" not in (tmp_path / "net").read_text(encoding="utf-8")


def test_void_counts_what_the_shards_hold(shared: Path) -> None:
    """Statements, documents, classes and properties, counted again from the shards."""
    void = "http://rdfs.org/ns/void#"
    said = {
        (q.subject.value, q.predicate.value): q.object.value  # type: ignore[union-attr]
        for q in ox.parse(describe(open_store(shared)), ox.RdfFormat.TURTLE)
    }
    triples = {triple[:3] for triple in in_store(shared)}
    assert said[DATASET, void + "triples"] == str(len(triples))
    assert said[DATASET, void + "documents"] == str(len(documents(shared)))
    assert said[DATASET, void + "properties"] == str(len({p for _, p, _ in triples}))
    assert said[DATASET, void + "distinctSubjects"] == str(len({s for s, _, _ in triples}))
    for document, data in contents(shared).items():
        iri = document_iri(document.removesuffix(".nq"))
        assert said[iri, void + "triples"] == str(data.count(b"\n"))
    tasks = sum(1 for _, p, o in triples if p.endswith("#type>") and o == f"<{ZR}Task>")
    assert said[f"{DATASET}/class/zr-Task", void + "entities"] == str(tasks)


def test_void_names_endpoint_and_dumps(shared: Path) -> None:
    text = describe(
        open_store(shared), endpoint="http://localhost/sparql", dumps=["http://localhost/x.nq"]
    ).decode("utf-8")
    assert "void:sparqlEndpoint <http://localhost/sparql>" in text
    assert "dcat:downloadURL <http://localhost/x.nq>" in text


class _Page(HTMLParser):
    """Collects the ids of a page and what it would ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self.asks: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            if name == "href" and (value or "").startswith("#"):
                self.targets.add((value or "")[1:])
            if name in {"src", "srcset"} or (tag in {"link", "script"} and name == "href"):
                self.asks.append(value or "")


def test_the_ontology_page_holds_every_term() -> None:
    """Each term has its place, each link leads somewhere, nothing is asked for."""
    page = _Page()
    page.feed(ontology_page())
    terms = {
        quad.subject.value.removeprefix(ZR)  # type: ignore[union-attr]
        for quad in ox.parse(turtle("zeren.ttl"), ox.RdfFormat.TURTLE)
        if quad.subject.value.startswith(ZR)  # type: ignore[union-attr]
    }
    assert terms <= page.ids
    assert page.targets <= page.ids
    assert page.asks == ["data:,"]


def test_the_command_writes_the_page_without_a_store(ask: Ask, tmp_path: Path) -> None:
    data = written(ask, tmp_path / "o.html", "--format", "ontology", "--store", tmp_path / "none")
    assert data.decode("utf-8") == ontology_page()


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "xlsx"], "there is no format 'xlsx'"),
        (["--format", "csv"], "makes several files"),
        (["--format", "csv", "--table", "people"], "there is no table 'people'"),
        (["--format", "nq", "--table", "tasks"], "--table goes with"),
        (["--format", "nq", "--document", "nowhere"], "no document 'nowhere'"),
        (["--format", "void", "--document", "yunling.txt"], "the whole store"),
    ],
)
def test_errors_say_what_to_do(ask: Ask, shared: Path, arguments: list[str], words: str) -> None:
    code, out, err = ask("export", *arguments, "--store", shared)
    assert code == 2
    assert out == ""
    assert words in err
    assert "next: " in err


def test_a_place_that_cannot_be_written(ask: Ask, shared: Path, tmp_path: Path) -> None:
    """The error names the place, and nothing half-written stays."""
    code, _, err = ask("export", "--format", "nq", "-o", tmp_path / "no" / "x", "--store", shared)
    assert code == 1
    assert "cannot be written" in err
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, err = ask("export", "--format", "csv", "-o", tmp_path / "file", "--store", shared)
    assert code == 2
    assert "is a file" in err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_layout_of_the_store_is_untouched(ask: Ask, tmp_path: Path, shared: Path) -> None:
    """An export only reads."""
    before = contents(shared)
    written(ask, tmp_path / "x", "--format", "ttl", "--store", shared)
    assert contents(shared) == before
    assert existing(shared).root == shared

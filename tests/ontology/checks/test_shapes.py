"""The shapes: sound documents pass, each planted fault is found by the shape that is about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from support import ROOT
from zeren.loaders import Metadata, PolicyDocument, load
from zeren.loaders.records import Edit, Span
from zeren.ontology.checks.evidence import Source, nodes
from zeren.ontology.checks.soundness import CHECKED, faults
from zeren.ontology.checks.validate import shapes, validate
from zeren.ontology.terms import ZR, document_iri, term
from zeren.ontology.triples import shard, statements
from zeren.ontology.vocabulary import turtle

EXAMPLES = ROOT / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.txt"))
CORPUS = sorted((ROOT.parent / "shared" / "corpus").glob("*.txt"))

TEXT = (
    "博宁市2031年工作要点\n\n一、重点任务\n"
    "1.新建学校12所。（牵头单位：市教育局；责任单位：市财政局）\n"
    "2.培育企业3—5家，会同市工商联开展服务，增长率不低于8%。（责任单位：市商务局）\n"
    "3.改造□0个小区。（责任单位：市住建局）\n"
)


@cache
def small() -> PolicyDocument:
    """Return a plan of three tasks; in the third one figures are lost."""
    document = load(TEXT.encode(), Metadata(source_file="plan.txt", id="d"))
    box = TEXT.index("□")
    lost = Edit("byte_slip", Span(box, box + 1), "□", "□", "test", lost_digits=True)
    first, second, third = document.tasks
    third = replace(third, damaged=True, targets=())
    return replace(document, edits=(*document.edits, lost), tasks=(first, second, third))


def swap(old: str, new: str) -> Callable[[str], str]:
    """Return a change of all lines that match the pattern *old*; it must match at least once."""

    def change(text: str) -> str:
        changed, count = re.subn(old, new, text, flags=re.MULTILINE)
        assert count, old
        return changed

    return change


TARGET = r"<\S+task/1/target/1>"
LEAD = r"<\S+task/1/lead/市教育局>"
GRAPH = f"<{document_iri('d')}>"
LINE = rf"{GRAPH} \.$\n"


def add(statement: str) -> Callable[[str], str]:
    """Return a change that adds a statement about nodes of the document."""
    task = f"<{document_iri('d')}/task"
    return lambda text: text + statement.replace("TASK", task).replace("zr:", ZR) + f" {GRAPH} .\n"


# The shape that must find it, and what to do to the shard.
PLANTED: list[tuple[str, Callable[[str], str]]] = [
    ("quote-is-source", swap(rf'(?<=task/1/target/1> <{ZR}start> ")\d+', "3")),
    ("quote-is-source", swap(rf'(?<=/市教育局> <{ZR}end> ")\d+', "99999")),
    ("quote-is-source", swap(rf'(?<=/市教育局> <{ZR}quote> ")[^"]+', "市教体局")),
    ("one-quote", swap(rf"^{LEAD} <{ZR}quote> .*{LINE}", "")),
    ("one-start", swap(rf"^{LEAD} <{ZR}start> .*{LINE}", "")),
    ("start-before-end", swap(rf'(?<=/市教育局> <{ZR}start> ")\d+', "99")),
    ("value-parses", swap(rf'(?<=task/1/target/1> <{ZR}value> ")\d+', "120")),
    ("upper-parses", swap(rf'(?<=<{ZR}upperValue> ")\d+', "6")),
    ("range-in-order", swap(rf'(?<=<{ZR}upperValue> ")\d+', "2")),
    ("range-has-upper", swap(rf"^\S+ <{ZR}upperValue> .*{LINE}", "")),
    ("target-comparator", swap(rf"<{ZR}range>", f"<{ZR}roughly>")),
    ("target-measure", swap(rf"^{TARGET} <{ZR}measure> .*{LINE}", "")),
    ("assignment-role", swap(rf"<{ZR}lead>", f"<{ZR}boss>")),
    ("assignment-role", swap(rf"^{LEAD} <{ZR}role> .*{LINE}", "")),
    ("assignment-basis", swap(rf"(?<=/市教育局> <{ZR}basis> )\S+", f"<{ZR}guessed>")),
    ("lead-is-unit", swap(rf"(?<=<{ZR}leadUnit> )\S+", f'"市教育局" {GRAPH} .\n<x:y> <x:z> "q"')),
    ("lead-is-unit", swap(rf"(?<=<{ZR}leadUnit> )\S+", f"<{document_iri('d')}/task/2>")),
    ("assignment-unit", swap(rf"(?<=/市教育局> <{ZR}unit> )\S+", f"<{document_iri('d')}>")),
    ("shortcut-has-assignment", add(f"TASK/1> <zr:leadUnit> <{document_iri('d')}/unit/x>")),
    ("period-in-order", swap(rf'(?<=<{ZR}periodEnd> ")\d+', "2030")),
    ("assignment-has-shortcut", swap(rf"^\S+ <{ZR}leadUnit> .*{LINE}", "")),
    ("positions-count", swap(rf'(?<=task/3> <{ZR}position> ")3', "2")),
    ("positions-count", swap(rf'(?<=task/3> <{ZR}position> ")3', "7")),
    ("task-position", swap(rf'(?<=task/3> <{ZR}position> ")3', "0")),
    ("task-number", swap(rf'(?<=task/3> <{ZR}taskNumber> ")3', "三")),
    (
        "task-title",
        add(
            'TASK/1> <http://purl.org/dc/terms/title> "甲" ' + GRAPH + " .\n"
            'TASK/1> <http://purl.org/dc/terms/title> "乙"'
        ),
    ),
    ("document-level", swap(rf'(?<=<{ZR}level> ")\w+', "village")),
    ("document-digest", swap(rf'(?<=<{ZR}sha256> ")\w+', "00")),
    ("task-damaged", swap(rf"^\S+ <{ZR}damaged> .*{LINE}", "")),
    (
        "task-damaged",
        add('TASK/1> <zr:damaged> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
    ),
    ("unit-label", swap(r"^\S+教育局> <\S+#prefLabel> .*\n", "")),
    ("assignment-resolution", swap(rf"^{LEAD} <{ZR}resolution> .*{LINE}", "")),
    ("task-themes", add("TASK/1> <zr:theme> <x:theme>")),
]


def with_value_from_damage(document: PolicyDocument) -> PolicyDocument:
    """Return *document* with a target whose number stands right behind the lost figures."""
    start = TEXT.index("0个小区")
    target = replace(small().tasks[0].targets[0], span=Span(start, start + 2))
    third = replace(document.tasks[2], targets=(target,))
    return replace(document, tasks=(*document.tasks[:2], third))


def found_by_shapes(data: bytes, document: PolicyDocument) -> set[tuple[str, str]]:
    return {(v.focus, v.shape) for v in validate(data, document.text, document.edits)}


def found_by_build(data: bytes, document: PolicyDocument) -> set[tuple[str, str]]:
    return set(faults(nodes(rows(data)), Source(document.text, document.edits)))


def rows(data: bytes) -> list[tuple[str, str, str]]:
    quads = ox.parse(data, ox.RdfFormat.N_QUADS)
    return [(q.subject.value, q.predicate.value, q.object.value) for q in quads]


def test_the_small_plan_is_what_the_faults_are_planted_in() -> None:
    """It has targets, a range, a lead, a mention and a damaged task, and no fault."""
    data = shard(small())
    for name in ("upperValue", "leadUnit", "damaged", "Mention>", "theme>"):
        assert name in data.decode()
    assert validate(data, TEXT, small().edits) == []


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_sound(name: str) -> None:
    document = load((EXAMPLES / f"{name}.txt").read_bytes(), Metadata(source_file=f"{name}.txt"))
    data = shard(document)
    assert validate(data, document.text, document.edits) == []
    assert found_by_build(data, document) == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_build_looks_at_what_is_written(name: str) -> None:
    """The values that it checks are those that the shard gives back."""
    document = load((EXAMPLES / f"{name}.txt").read_bytes(), Metadata(source_file=f"{name}.txt"))
    stated = statements(document)
    seen = {(s, term(p), v) for s, n in stated.values().items() for p in n for v in n[p]}
    assert seen == set(rows(stated.written()))


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS, reason="the real plans are not here")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_real_plans_are_sound(path: Path) -> None:
    document = load(path.read_bytes(), Metadata(source_file=path.name))
    assert document.tasks
    assert found_by_shapes(shard(document), document) == set()


@pytest.mark.parametrize(
    ("shape", "change"), PLANTED, ids=[f"{n}-{shape}" for n, (shape, _) in enumerate(PLANTED)]
)
def test_each_planted_fault_is_found(shape: str, change: Callable[[str], str]) -> None:
    """The shape about it reports it; the build notices the same, where it looks at all."""
    data = change(shard(small()).decode()).encode()
    by_shapes = found_by_shapes(data, small())
    assert shape in {name for _, name in by_shapes}
    by_build = found_by_build(data, small())
    assert by_build == {each for each in by_shapes if each[1] in CHECKED}


def test_a_value_from_damage_is_found() -> None:
    document = with_value_from_damage(small())
    data = shard(document)
    focus = f"{document_iri('d')}/task/3/target/1"
    assert (focus, "not-from-damage") in found_by_shapes(data, document)
    assert (focus, "not-from-damage") in found_by_build(data, document)


def test_a_span_outside_its_task_is_found() -> None:
    """Each part of a task stands inside the words of the task."""
    first, second, third = small().tasks
    wrong = (
        replace(first, targets=second.targets),
        replace(second, assignments=first.assignments),
        replace(third, mentions=second.mentions),
    )
    document = replace(small(), tasks=wrong)
    data = shard(document)
    shapes_found = {name for _, name in found_by_shapes(data, document)}
    assert {"target-inside-task", "assignment-inside-task", "mention-inside-task"} <= shapes_found
    assert found_by_build(data, document) == {
        each for each in found_by_shapes(data, document) if each[1] in CHECKED
    }


def test_a_violation_says_what_and_where() -> None:
    wrong = swap(rf'(?<=task/1/target/1> <{ZR}value> ")\d+', "120")(shard(small()).decode())
    (violation,) = validate(wrong.encode(), TEXT, small().edits)
    assert violation.focus == f"{document_iri('d')}/task/1/target/1"
    assert violation.path == f"{ZR}value"
    assert violation.value == "120"
    assert violation.zh
    assert violation.en


def test_every_shape_speaks_both_languages() -> None:
    """Every property shape and query that the node shapes use has a message in zh and en."""
    sh = "http://www.w3.org/ns/shacl#"
    used = {
        quad.object.value.rpartition("#")[2]
        for quad in ox.parse(turtle("shapes.ttl"), ox.RdfFormat.TURTLE)
        if quad.predicate.value in {sh + "property", sh + "sparql"}
        and isinstance(quad.object, ox.NamedNode)
    }
    assert len(used) > 60
    assert used <= shapes().keys()
    assert all(zh and en for zh, en in shapes().values())
    assert set(CHECKED) <= shapes().keys()


def test_shapes_name_only_terms_of_the_ontology() -> None:
    """A shape about a term that does not exist would never find anything."""
    defined = {
        quad.subject.value
        for quad in ox.parse(turtle("zeren.ttl"), ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
    }
    named = set(re.findall(r"\bzr:([A-Za-z][\w-]*)", turtle("shapes.ttl").decode("utf-8")))
    assert {ZR + name for name in named} <= defined

"""``zeren validate``: what the shapes forbid in a document, with the place and the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.build.finding import find_document
from zeren.graph.errors import GraphError
from zeren.graph.output.files import is_file
from zeren.graph.output.spans import harmless
from zeren.graph.store.catalogue.layout import existing
from zeren.graph.store.documents.stored import stored_document
from zeren.graph.store.documents.views import DocumentView, TaskView
from zeren.graph.store.opening import documents
from zeren.graph.store.survey import survey
from zeren.loaders.records import Span
from zeren.ontology.checks.evidence import SHAPES, spans_of
from zeren.ontology.checks.validate import Violation, validate
from zeren.ontology.terms import BASE, term

if TYPE_CHECKING:
    from pyoxigraph import Triple

_TASK = re.compile(r"/task/(\d+)(?:/|$)")
_SENTENCE_END = "。；;！？!?\n"
_LONGEST = 120
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation in its place.

    ``task`` is the number of the task as written ("" for the document itself), ``position``
    its position, ``line`` and ``column`` count from 1 in the source text (0 where the node
    names no place), ``sentence`` is the sentence of the source around it.
    """

    violation: Violation
    task: str
    position: int | None
    line: int
    column: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was validated, how many statements it has, and what was found."""

    id: str
    name: str
    statements: int
    findings: tuple[Finding, ...]


def check_all(names: Sequence[str], store: Path) -> Iterator[Checked]:
    """Validate the named documents, or all of the store, one after the other.

    A name is what ``zeren show`` takes: an id, a part of a title, a file to read now.
    Raises GraphError for a name that fits no document.
    """
    if names:
        for name in names:
            yield check(find_document(name, store))
    else:
        for _, entry in sorted(documents(store).items()):
            yield check(stored_document(entry, store))


def store_notes(store: Path) -> tuple[str, ...]:
    """Return what is damaged or behind in a store: such documents are not validated."""
    if not is_file(store / "FORMAT"):
        return ()
    return tuple(survey(existing(store)).notes)


def check(document: DocumentView) -> Checked:
    """Validate one document. Raises GraphError when pyshacl is not installed."""
    try:
        found = validate(document.shard, document.text, document.edits)
    except ModuleNotFoundError as error:
        raise GraphError(
            f"validating needs the package pyshacl, which is not installed ({error})",
            "install it with `pip install 'zeren[validate]'`",
        ) from error
    spans = _spans(document) if found else {}
    tasks = {task.position: task for task in document.tasks}
    return Checked(
        id=document.id,
        name=document.metadata.get("title") or document.metadata.get("source file", document.id),
        statements=document.shard.count(b"\n"),
        findings=tuple(_placed(each, document, tasks, spans) for each in found),
    )


def _spans(document: DocumentView) -> Mapping[str, Span]:
    from pyoxigraph import RdfFormat, parse
    from zeren.ontology.checks.evidence import nodes

    statements = (
        (getattr(q.subject, "value", ""), q.predicate.value, getattr(q.object, "value", ""))
        for q in parse(document.shard, RdfFormat.N_QUADS)
    )
    return spans_of(nodes(statements))


def _placed(
    violation: Violation,
    document: DocumentView,
    tasks: Mapping[int, TaskView],
    spans: Mapping[str, Span],
) -> Finding:
    inside = _TASK.search(violation.focus.removeprefix(document.iri))
    task = tasks.get(int(inside[1])) if inside else None
    span = spans.get(violation.focus) or (task.span if task else None)
    if span is None:
        return Finding(violation, "", None, 0, 0, "")
    start = min(max(span.start, 0), len(document.text))
    line, column = document.place(start)
    return Finding(
        violation=violation,
        task=task.number if task else "",
        position=task.position if task else None,
        line=line,
        column=column,
        sentence=sentence_at(document.text, Span(start, max(start, span.end))),
    )


def sentence_at(text: str, span: Span) -> str:
    """Return the sentence of *text* around the beginning of *span*, cut to a readable length."""
    left = max((text.rfind(sign, 0, span.start) for sign in _SENTENCE_END), default=-1) + 1
    ends = [at for sign in _SENTENCE_END if (at := text.find(sign, span.start)) >= 0]
    right = min(ends, default=len(text) - 1) + 1
    left, right = max(left, span.start - _LONGEST), min(right, span.start + _LONGEST)
    return " ".join(text[left:right].split())


def lines(checked: Checked) -> Iterator[str]:
    """Yield what is to be said about one document: what is wrong, where, which sentence."""
    name = f"{checked.name} ({checked.id})"
    if not checked.findings:
        yield f"{name}: {checked.statements} statements, no violations 无误"
        return
    count = len(checked.findings)
    yield f"{name}: {count} violation{'' if count == 1 else 's'} 处错误"
    for finding in checked.findings[:_LISTED]:
        yield from (f"  {line}" for line in _lines(finding))
    if count > _LISTED:
        yield f"  and {count - _LISTED} more; next: see all with --format json"


def _lines(finding: Finding) -> Iterator[str]:
    violation = finding.violation
    place = f"task {finding.task} (@{finding.position})" if finding.position else "document"
    if finding.line:
        place += f", line {finding.line}:{finding.column}"
    yield harmless(f"{place}: {violation.en} {violation.zh} [{violation.shape}]")
    node = violation.focus.removeprefix(BASE)
    path = _short(violation.path)
    yield harmless(f"  node: {node}" + (f"  {path}" if path else ""))
    if violation.value:
        yield harmless(f"  stated: {' '.join(_short(violation.value).split())}")
    if finding.sentence:
        yield harmless(f"  source: {finding.sentence}")


def _short(iri: str) -> str:
    return iri.replace(term("zr:"), "zr:").removeprefix(BASE)


def as_json(checked: Checked) -> dict[str, object]:
    """Return one document's findings as plain values for JSON."""
    return {
        "id": checked.id,
        "name": checked.name,
        "statements": checked.statements,
        "violations": [
            {
                "shape": found.violation.shape,
                "en": found.violation.en,
                "zh": found.violation.zh,
                "node": found.violation.focus,
                "path": found.violation.path,
                "value": found.violation.value,
                "task": found.task,
                "position": found.position,
                "line": found.line,
                "column": found.column,
                "sentence": found.sentence,
            }
            for found in checked.findings
        ],
    }


def as_report(checked: Iterable[Checked]) -> list[Triple]:
    """Return the findings as the triples of a SHACL validation report."""
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    sh = "http://www.w3.org/ns/shacl#"
    kind = NamedNode(term("rdf:type"))
    report = BlankNode("report")
    found = [finding for each in checked for finding in each.findings]
    conforms = Literal("true" if not found else "false", datatype=NamedNode(term("xsd:boolean")))
    triples = [
        Triple(report, kind, NamedNode(sh + "ValidationReport")),
        Triple(report, NamedNode(sh + "conforms"), conforms),
    ]
    for number, finding in enumerate(found, start=1):
        node, violation = BlankNode(f"result{number:06}"), finding.violation
        triples += [
            Triple(report, NamedNode(sh + "result"), node),
            Triple(node, kind, NamedNode(sh + "ValidationResult")),
            Triple(node, NamedNode(sh + "focusNode"), NamedNode(violation.focus)),
            Triple(node, NamedNode(sh + "sourceShape"), NamedNode(SHAPES + violation.shape)),
            Triple(node, NamedNode(sh + "resultSeverity"), NamedNode(sh + "Violation")),
            Triple(node, NamedNode(sh + "resultMessage"), Literal(violation.zh, language="zh")),
            Triple(node, NamedNode(sh + "resultMessage"), Literal(violation.en, language="en")),
        ]
        if violation.path:
            path = NamedNode(violation.path)
            triples.append(Triple(node, NamedNode(sh + "resultPath"), path))
        if violation.value:
            triples.append(Triple(node, NamedNode(sh + "value"), Literal(violation.value)))
    return triples

"""Reports on tasks in a store: one Turtle file an import, beside the shards, never in them.

``progress/{moment}-{hash}.ttl`` holds what one filled ledger said (PROV): each report with the
task, the words, who said them, when, and in which cells. Nothing that builds or prunes plans
touches these files; queries see them as they see a vocabulary, each file in a graph of its own.
A report on a task that is no longer in the store stays, and points at nothing until the plan
is there again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.model.progress import STATUSES, Report
from zeren.graph.output.files import sha256, write_atomic
from zeren.graph.output.turtle import turtle
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.catalogue.locking import writing
from zeren.graph.store.catalogue.read_with import name_of
from zeren.graph.store.engine.vocabularies import progress
from zeren.loaders.records import ROLES
from zeren.ontology.terms import BASE, ZR, segment, term

if TYPE_CHECKING:
    from pyoxigraph import Triple

_REPORT = term("zr:ProgressReport")
_WORDS = ("progress", "completion", "remark")


def read_reports(layout: Layout) -> list[Report]:
    """Return all reports of a store, the earliest first. Raises OSError."""
    found = [
        report for each in progress(layout.progress) for report in _reports(each.turtle, each.graph)
    ]
    return sorted(found, key=lambda report: (report.at, report.task, report.unit or ""))


def add_reports(layout: Layout, reports: Sequence[Report], ledger: bytes) -> str:
    """Keep *reports*, which the file with the bytes *ledger* held; return the name of the record.

    Raises GraphError when a build is at work, or the store cannot be written.
    """
    moment = datetime.now(UTC)
    begin = f"{moment:%Y%m%dT%H%M%S.%fZ}"
    body = turtle(_statements(reports, sha256(ledger), moment, f"{BASE}progress/{begin}"))
    name = f"{begin}-{name_of(body)}.ttl"
    try:
        with writing(layout, wait=10):
            layout.progress.mkdir(exist_ok=True)
            write_atomic(layout.progress / name, body)
    except OSError as error:
        raise GraphError(
            f"the store {layout.root} cannot be written: {os_reason(error)}",
            "give yourself permission to write there; nothing was taken in",
        ) from error
    return name


def _statements(
    reports: Sequence[Report], digest: str, moment: datetime, here: str
) -> Iterator[Triple]:
    from pyoxigraph import Literal, NamedNode, Triple

    def said(subject: str, predicate: str, value: str, kind: str = "") -> Triple:
        node = (
            NamedNode(value)
            if kind == "iri"
            else Literal(value, datatype=NamedNode(term(kind)))
            if kind
            else Literal(value)
        )
        return Triple(NamedNode(subject), NamedNode(term(predicate)), node)

    yield said(here, "rdf:type", term("prov:Activity"), "iri")
    yield said(here, "prov:endedAtTime", _written(moment), "xsd:dateTime")
    yield said(here, "prov:used", f"urn:sha256:{digest}", "iri")
    for name in sorted({report.file for report in reports}):
        yield said(here, "zr:ledgerFile", name)
    for name in sorted({report.by for report in reports}):
        yield said(_agent(name), "rdf:type", term("prov:Agent"), "iri")
        yield said(_agent(name), "rdfs:label", name)
    for number, report in enumerate(reports, start=1):
        iri = f"{here}/{number}"
        yield said(iri, "rdf:type", _REPORT, "iri")
        yield said(iri, "zr:reportsOn", report.task, "iri")
        yield said(iri, "prov:generatedAtTime", _written(report.at), "xsd:dateTime")
        yield said(iri, "prov:wasAttributedTo", _agent(report.by), "iri")
        yield said(iri, "prov:wasGeneratedBy", here, "iri")
        yield said(iri, "zr:filledIn", report.cells)
        if report.unit:
            yield said(iri, "zr:reportingUnit", report.unit, "iri")
        for role in report.roles:
            yield said(iri, "zr:reportingRole", f"{ZR}{role}", "iri")
        if report.status:
            yield said(iri, "zr:status", f"{ZR}{report.status}", "iri")
        for name in _WORDS:
            if words := getattr(report, name):
                yield said(iri, f"zr:{name}", words)


def _reports(data: bytes, graph: str) -> Iterator[Report]:
    from pyoxigraph import RdfFormat, parse

    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(data, RdfFormat.TURTLE, base_iri=graph):
        subject, value = getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
        nodes[subject][quad.predicate.value].append(value)
    for iri in sorted(nodes):
        node = nodes[iri]
        if _REPORT not in node[term("rdf:type")]:
            continue

        def first(predicate: str, node: dict[str, list[str]] = node) -> str:
            return min(node.get(term(predicate), [""]))

        agent, activity = first("prov:wasAttributedTo"), first("prov:wasGeneratedBy")
        roles = {value.removeprefix(ZR) for value in node[term("zr:reportingRole")]}
        status = first("zr:status").removeprefix(ZR)
        yield Report(
            task=first("zr:reportsOn"),
            unit=first("zr:reportingUnit") or None,
            roles=tuple(role for role in ROLES if role in roles),
            status=status if status in STATUSES else None,
            progress=first("zr:progress"),
            completion=first("zr:completion"),
            remark=first("zr:remark"),
            at=datetime.fromisoformat(first("prov:generatedAtTime")),
            by=_label(nodes[agent].get(term("rdfs:label"), ())),
            file=_label(nodes[activity].get(term("zr:ledgerFile"), ())),
            cells=first("zr:filledIn"),
        )


def _label(values: Iterable[str]) -> str:
    return min(values, default="")


def _agent(name: str) -> str:
    return f"{BASE}agent/{segment(name)}"


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")

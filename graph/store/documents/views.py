"""A document as ``zeren show`` sees it: what the shard says, beside the text it was read from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.graph.model.labels import NO_LABELS, Label
from zeren.graph.store.catalogue.details import read
from zeren.loaders.records import Edit, Note, Span
from zeren.ontology.terms import BASE, PREFIXES, document_iri, term

SIGNS = {
    "at-least": "≥",
    "at-most": "≤",
    "equal": "=",
    "about": "≈",
    "range": "↔",
    "change-at-least": "Δ≥",
    "change-at-most": "Δ≤",
    "change-equal": "Δ=",
    "change-about": "Δ≈",
}
NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """One unit in one role, with the label of the node it was placed on."""

    role: str
    unit: str
    iri: str
    written: str
    name: str
    office: str | None
    basis: str
    rule: str
    order: int
    collective: bool
    span: Span

    @property
    def words(self) -> str:
        """The name as written, with its office behind it where the name does not hold it."""
        office = self.office if self.office and self.office not in self.written else ""
        return f"{self.written} <{office}>" if office else self.written


@dataclass(frozen=True, slots=True)
class TargetView:
    """One number that is committed to. ``value`` and ``upper_value`` are decimal figures."""

    indicator: str
    comparator: str
    value: str
    upper_value: str | None
    base_value: str | None
    measure: str
    deadline: str | None
    rule: str
    span: Span

    @property
    def sign(self) -> str:
        """The comparator as a sign: ≥ ≤ = ≈ ↔ (between), with Δ in front for a change."""
        return SIGNS.get(self.comparator, self.comparator)

    @property
    def figure(self) -> str:
        """The value, or both ends of a range; where it starts from in front (20 → 10)."""
        figure = self.value if self.upper_value is None else f"{self.value}–{self.upper_value}"
        return figure if self.base_value is None else f"{self.base_value} → {figure}"


@dataclass(frozen=True, slots=True)
class ThemeView:
    """One theme, with its labels in Chinese and English, and the words of the task that show it."""

    concept: str
    zh: str
    en: str
    rank: int
    evidence: tuple[Span, ...]

    @property
    def name(self) -> str:
        """The label to show: Chinese, else English, else the end of the IRI."""
        return self.zh or self.en or re.split(r"[/#]", self.concept)[-1]


@dataclass(frozen=True, slots=True)
class SectorView(ThemeView):
    """One sector, as a theme; its score, and the part of it that the plan as a whole gave."""

    score: str
    prior: str


@dataclass(frozen=True, slots=True)
class MentionView:
    """An organisation named in running text, with the label of the node it was placed on."""

    unit: str
    iri: str
    written: str
    name: str
    rule: str
    collective: bool
    span: Span


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task and who answers for it. ``section`` holds the headings above it, outermost first."""

    position: int
    number: str
    title: str | None
    text: str
    section: tuple[str, ...]
    damaged: bool
    deadline: str | None
    span: Span
    assignments: tuple[AssignmentView, ...]
    targets: tuple[TargetView, ...] = ()
    sectors: tuple[SectorView, ...] = ()
    themes: tuple[ThemeView, ...] = ()
    mentions: tuple[MentionView, ...] = ()
    notes: tuple[Note, ...] = ()
    page: int | None = None
    cell: str | None = None

    @property
    def where(self) -> str:
        """The page or the cell in the file, in words; "" where it has none."""
        return f"page {self.page}" if self.page else f"cell {self.cell}" if self.cell else ""


@dataclass(slots=True)
class DocumentView:
    """One document: metadata in the order to show them, tasks, aims, source, and its cleaning."""

    id: str
    iri: str
    metadata: dict[str, str]
    tasks: tuple[TaskView, ...]
    text: str
    encoding: str
    edits: tuple[Edit, ...]
    notes: tuple[Note, ...]
    targets: tuple[TargetView, ...] = ()
    issuers: tuple[str, ...] = ()
    format: str = "txt"
    shard: bytes = field(default=b"", repr=False)
    _starts: list[int] = field(default_factory=list)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both counted from 1."""
        if not self._starts:
            self._starts = [0, *(found.end() for found in NEWLINE.finditer(self.text))]
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def around(self, span: Span) -> Span:
        """Return the paragraph around *span*, at most 100 characters to either side."""
        start = max(self.text.rfind("\n", 0, span.start) + 1, span.start - 100)
        end = self.text.find("\n", span.end)
        return Span(start, min(len(self.text) if end < 0 else end, span.end + 100))


class _Node:
    """The statements about one subject, by predicate."""

    def __init__(self) -> None:
        self._values: dict[str, list[str]] = defaultdict(list)

    def add(self, predicate: str, value: str) -> None:
        self._values[predicate].append(value)

    def all(self, prefixed: str) -> list[str]:
        return self._values.get(term(prefixed), [])

    def get(self, prefixed: str) -> str | None:
        values = self.all(prefixed)
        return min(values) if values else None

    def text(self, prefixed: str) -> str:
        return self.get(prefixed) or ""

    def number(self, prefixed: str) -> int:
        return int(self.get(prefixed) or 0)

    def span(self) -> Span:
        return Span(self.number("zr:start"), self.number("zr:end"))


def caption(task: TaskView, length: int = 40) -> str:
    """Return the title of a task, or the beginning of its text."""
    words = " ".join((task.title or task.text).split())
    return words if len(words) <= length else words[: length - 1] + "…"


def view(
    document_id: str,
    shard: bytes,
    text: str,
    details: bytes,
    labels: Mapping[str, Label] = NO_LABELS,
) -> DocumentView:
    """Return the document that *shard* describes, with its source *text* and reading *details*.

    *labels* are those of the concepts that it may name as themes.
    """
    from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

    nodes: dict[str, _Node] = defaultdict(_Node)
    for quad in parse(shard, RdfFormat.N_QUADS):
        if isinstance(quad.subject, NamedNode | BlankNode):
            value = getattr(quad.object, "value", str(quad.object))
            nodes[quad.subject.value].add(quad.predicate.value, value)
    iri = document_iri(document_id)
    tasks = [
        _task(nodes, node, labels)
        for node in list(nodes.values())
        if term("zr:Task") in node.all("rdf:type")
    ]
    reading = read(details)
    return DocumentView(
        id=document_id,
        iri=iri,
        metadata=_metadata(nodes, nodes[iri]),
        issuers=_issuers(nodes, nodes[iri]),
        tasks=tuple(sorted(tasks, key=lambda task: task.position)),
        text=text,
        encoding=reading.encoding,
        edits=reading.edits,
        notes=reading.notes,
        targets=_targets(nodes, nodes[iri]),
        format=reading.format,
        shard=shard,
    )


def _metadata(nodes: dict[str, _Node], document: _Node) -> dict[str, str]:
    issuers = _issuers(nodes, document)
    years = [document.get("zr:periodStart"), document.get("zr:periodEnd")]
    found = {
        "title": document.get("dcterms:title"),
        "issuer": issuers[0] if issuers else None,
        "jurisdiction": document.get("zr:jurisdiction"),
        "jurisdiction basis": document.text("zr:jurisdictionBasis").removeprefix(PREFIXES["zr"]),
        "jurisdiction evidence": "；".join(_place_evidence(nodes, document)),
        "level": document.get("zr:level"),
        "issued": document.get("dcterms:issued"),
        "document number": document.get("eli:id_local"),
        "index number": document.get("zr:indexNumber"),
        "topic category": document.get("zr:topicCategory"),
        "genre": document.get("zr:genre"),
        "validity": document.get("zr:validity"),
        "addressees": "；".join(sorted(document.all("zr:addressee"))),
        "copied to": "；".join(sorted(document.all("zr:copiedTo"))),
        "period": "-".join(dict.fromkeys(year for year in years if year)),
        "source file": document.get("zr:sourceFile"),
        "sha256": document.get("zr:sha256"),
    }
    return {key: value for key, value in found.items() if value}


def _place_evidence(nodes: dict[str, _Node], document: _Node) -> list[str]:
    """Return what the document's place was inferred from: the rule, and the words."""
    found: list[str] = []
    for iri in sorted(document.all("zr:jurisdictionEvidence"), key=_order_of):
        rule = nodes[iri].text("zr:rule").rpartition("/")[2].removeprefix("origin-")
        quote = " ".join(nodes[iri].text("zr:quote").split())
        found.append(f"{rule} “{quote}”" if quote else rule)
    return found


def _order_of(iri: str) -> int:
    return int(iri.rpartition("/")[2])


def _issuers(nodes: dict[str, _Node], document: _Node) -> tuple[str, ...]:
    """Return the names of the bodies that issued the document, in order.

    A name that was written with more in front than the label has (the province) is given so.
    """
    parts = sorted(
        (nodes[iri].number("zr:issuerOrder"), iri) for iri in document.all("zr:issuance")
    )
    names: list[str] = []
    for _, iri in parts:
        unit, written = nodes[iri].text("zr:unit"), nodes[iri].text("zr:nameAsWritten")
        label = nodes[unit].text("skos:prefLabel") or unit
        names.append(written if written.endswith(label) else label)
    return tuple(names)


def _task(nodes: dict[str, _Node], node: _Node, labels: Mapping[str, Label]) -> TaskView:
    headings: list[str] = []
    section = node.get("zr:inSection")
    while section and term("zr:Section") in nodes[section].all("rdf:type"):
        number, heading = nodes[section].text("zr:number"), nodes[section].text("zr:heading")
        headings.insert(0, f"{number} {heading}".strip())
        section = nodes[section].get("dcterms:isPartOf")
    assignments = [_assignment(nodes, nodes[iri]) for iri in node.all("zr:assignment")]
    assignments.sort(key=lambda part: (part.basis, part.order, part.span, part.role, part.name))
    sectors = [_sector(nodes, nodes[iri], labels) for iri in node.all("zr:sectorAssignment")]
    themes = [_theme(nodes, nodes[iri], labels) for iri in node.all("zr:themeAssignment")]
    mentions = [_mention(nodes, nodes[iri]) for iri in node.all("zr:mention")]
    return TaskView(
        position=node.number("zr:position"),
        number=node.text("zr:taskNumber"),
        title=node.get("dcterms:title"),
        text=node.text("zr:text"),
        section=tuple(headings),
        damaged="true" in node.all("zr:damaged"),
        deadline=node.get("zr:deadline"),
        span=node.span(),
        assignments=tuple(assignments),
        targets=_targets(nodes, node),
        sectors=tuple(sorted(sectors, key=lambda sector: (sector.rank, sector.concept))),
        themes=tuple(sorted(themes, key=lambda theme: (theme.rank, theme.concept))),
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.span, mention.name))),
        notes=tuple(_note(nodes[iri]) for iri in sorted(node.all("zr:note"))),
        page=node.number("zr:page") or None,
        cell=node.get("zr:cell"),
    )


def _note(node: _Node) -> Note:
    return Note(node.text("skos:notation"), node.text("rdfs:comment"), node.span())


def _assignment(nodes: dict[str, _Node], node: _Node) -> AssignmentView:
    unit = node.text("zr:unit")
    return AssignmentView(
        role=node.text("zr:role").removeprefix(PREFIXES["zr"]),
        unit=nodes[unit].text("skos:prefLabel") or unit,
        iri=unit,
        written=node.text("zr:nameAsWritten"),
        name=node.text("zr:localName"),
        office=node.get("zr:office"),
        basis=node.text("zr:basis").removeprefix(PREFIXES["zr"]),
        rule=node.text("zr:rule").removeprefix(f"{BASE}rule/"),
        order=node.number("zr:order"),
        collective=term("zr:UnitGroup") in nodes[unit].all("rdf:type"),
        span=node.span(),
    )


def _targets(nodes: dict[str, _Node], owner: _Node) -> tuple[TargetView, ...]:
    found = [_target(nodes[iri]) for iri in owner.all("zr:target")]
    return tuple(sorted(found, key=lambda target: (target.span, target.indicator, target.value)))


def _target(node: _Node) -> TargetView:
    return TargetView(
        indicator=node.text("zr:indicator"),
        comparator=node.text("zr:comparator").removeprefix(PREFIXES["zr"]),
        value=node.text("zr:value"),
        upper_value=node.get("zr:upperValue"),
        base_value=node.get("zr:baseValue"),
        measure=node.text("zr:measure"),
        deadline=node.get("zr:deadline"),
        rule=node.text("zr:rule").removeprefix(f"{BASE}rule/"),
        span=node.span(),
    )


def _theme(nodes: dict[str, _Node], node: _Node, labels: Mapping[str, Label]) -> ThemeView:
    concept = node.text("zr:concept")
    label = labels.get(concept, Label("", ""))
    spans = [nodes[iri].span() for iri in node.all("zr:evidence")]
    return ThemeView(
        concept, label.zh, label.en, node.number("zr:rank"), tuple(dict.fromkeys(sorted(spans)))
    )


def _sector(nodes: dict[str, _Node], node: _Node, labels: Mapping[str, Label]) -> SectorView:
    theme = _theme(nodes, node, labels)
    score, prior = node.text("zr:score"), node.text("zr:prior")
    return SectorView(theme.concept, theme.zh, theme.en, theme.rank, theme.evidence, score, prior)


def _mention(nodes: dict[str, _Node], node: _Node) -> MentionView:
    unit = node.text("zr:unit")
    return MentionView(
        unit=nodes[unit].text("skos:prefLabel") or unit,
        iri=unit,
        written=node.text("zr:nameAsWritten"),
        name=node.text("zr:localName"),
        rule=node.text("zr:rule").removeprefix(f"{BASE}rule/"),
        collective=term("zr:UnitGroup") in nodes[unit].all("rdf:type"),
        span=node.span(),
    )

"""A document as ``zeren show`` sees it: what the shard says, beside the text it was read from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from zeren.graph.model.facts import (
    SectorFact,
    TaskFact,
    ThemeFact,
    grouped,
)
from zeren.graph.model.labels import NO_LABELS, Label
from zeren.graph.store.catalogue.details import Details, read
from zeren.graph.store.facts.rows import read_shard, rows_of
from zeren.graph.store.facts.tables import (
    ASSIGNMENTS,
    MENTIONS,
    SECTORS,
    TARGETS,
    TASKS,
    THEMES,
    UNITS,
    Node,
    Record,
    Table,
)
from zeren.loaders.records import Edit, Note, Span
from zeren.ontology.terms import PREFIXES, document_iri

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


_METADATA = {
    "title": "dcterms:title",
    "issuer": "zr:issuance",
    "jurisdiction": "zr:jurisdiction",
    "jurisdiction basis": "zr:jurisdictionBasis",
    "jurisdiction evidence": "zr:jurisdictionEvidence",
    "level": "zr:level",
    "issued": "dcterms:issued",
    "document number": "eli:id_local",
    "index number": "zr:indexNumber",
    "topic category": "zr:topicCategory",
    "genre": "zr:genre",
    "validity": "zr:validity",
    "addressees": "zr:addressee",
    "copied to": "zr:copiedTo",
    "period": "zr:periodStart",
    "source file": "zr:sourceFile",
    "sha256": "zr:sha256",
}
"""What is told of a document, in this order, and where the graph has it."""
_SHOWN = (
    *_METADATA.values(),
    *("zr:periodEnd", "zr:jurisdictionEvidence", "zr:nameAsWritten", "zr:rule", "zr:quote"),
    *("zr:note", "skos:notation", "rdfs:comment"),
)


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
    nodes = read_shard(shard, _SHOWN)
    return _Shown(document_id, nodes, labels).view(shard, text, read(details))


class _Shown:
    """The records of one document, made ready to be shown."""

    def __init__(
        self, document_id: str, nodes: Mapping[str, Node], labels: Mapping[str, Label]
    ) -> None:
        self._id, self._iri = document_id, document_iri(document_id)
        self._nodes, self._labels = nodes, labels
        self._rows = rows_of(document_id, nodes)
        self._units = {unit.iri: unit for unit in self._all(UNITS)}
        self._assignments = grouped((each.task, each) for each in self._all(ASSIGNMENTS))
        self._promised = grouped((each.owner, each) for each in self._all(TARGETS))
        self._sectors = grouped((each.task, each) for each in self._all(SECTORS))
        self._themes = grouped((each.task, each) for each in self._all(THEMES))
        self._mentions = grouped((each.task, each) for each in self._all(MENTIONS))

    def view(self, shard: bytes, text: str, reading: Details) -> DocumentView:
        """Return the document with its source *text*."""
        issuers = tuple(self._issuers())
        return DocumentView(
            id=self._id,
            iri=self._iri,
            metadata=self._metadata(issuers),
            issuers=issuers,
            tasks=tuple(map(self._task, self._all(TASKS))),
            text=text,
            encoding=reading.encoding,
            edits=reading.edits,
            notes=reading.notes,
            targets=self._targets(self._iri),
            format=reading.format,
            shard=shard,
        )

    def _all(self, table: Table[Record]) -> list[Record]:
        return list(table.records([(0, *row) for row in self._rows[table.name]], self._iri))

    def _values(self, iri: str, prefixed: str) -> Collection[str]:
        return self._nodes.get(iri, {}).get(prefixed, ())

    def _first(self, iri: str, prefixed: str) -> str:
        return min(self._values(iri, prefixed), default="")

    def _name(self, unit: str) -> str:
        return self._units[unit].label if unit in self._units else unit

    def _is_collective(self, unit: str) -> bool:
        return unit in self._units and self._units[unit].collective

    def _metadata(self, issuers: tuple[str, ...]) -> dict[str, str]:
        found = {name: self._first(self._iri, stated) for name, stated in _METADATA.items()}
        found["issuer"] = issuers[0] if issuers else ""
        found["jurisdiction basis"] = found["jurisdiction basis"].removeprefix(PREFIXES["zr"])
        found["jurisdiction evidence"] = "；".join(self._place_evidence())
        for name in ("addressees", "copied to"):
            found[name] = "；".join(sorted(self._values(self._iri, _METADATA[name])))
        years = filter(None, (found["period"], self._first(self._iri, "zr:periodEnd")))
        found["period"] = "-".join(dict.fromkeys(years))
        return {key: value for key, value in found.items() if value}

    def _issuers(self) -> Iterator[str]:
        """Yield the names of the bodies that issued the document, in order.

        A name that was written with more in front than the label has (the province) is given so.
        """
        parts = self._values(self._iri, "zr:issuance")
        order = {iri: int(self._first(iri, "zr:issuerOrder") or 0) for iri in parts}
        for iri in sorted(order, key=lambda iri: (order[iri], iri)):
            label = self._name(self._first(iri, "zr:unit"))
            written = self._first(iri, "zr:nameAsWritten")
            yield written if written.endswith(label) else label

    def _place_evidence(self) -> Iterator[str]:
        """Yield what the document's place was inferred from: the rule, and the words."""
        found = self._values(self._iri, "zr:jurisdictionEvidence")
        for iri in sorted(found, key=lambda iri: int(iri.rpartition("/")[2])):
            rule = self._first(iri, "zr:rule").rpartition("/")[2].removeprefix("origin-")
            quote = " ".join(self._first(iri, "zr:quote").split())
            yield f"{rule} “{quote}”" if quote else rule

    def _task(self, task: TaskFact) -> TaskView:
        assignments = [
            AssignmentView(
                role=each.role,
                unit=self._name(each.unit),
                iri=each.unit,
                written=each.written,
                name=each.local_name,
                office=each.office,
                basis=each.basis,
                rule=each.rule,
                order=each.order,
                collective=self._is_collective(each.unit),
                span=Span(each.start, each.end),
            )
            for each in self._assignments.get(task.iri, ())
        ]
        assignments.sort(key=lambda part: (part.basis, part.order, part.span, part.role, part.name))
        mentions = [
            MentionView(
                unit=self._name(each.unit),
                iri=each.unit,
                written=each.written,
                name=each.local_name,
                rule=each.rule,
                collective=self._is_collective(each.unit),
                span=Span(each.start, each.end),
            )
            for each in self._mentions.get(task.iri, ())
        ]
        return TaskView(
            position=task.position,
            number=task.number,
            title=task.title,
            text=task.text,
            section=task.headings,
            damaged=task.damaged,
            deadline=task.deadline.isoformat() if task.deadline else None,
            span=Span(task.start, task.end),
            assignments=tuple(assignments),
            targets=self._targets(task.iri),
            sectors=tuple(
                SectorView(*self._concept(each), _plain(each.score), _plain(each.prior))
                for each in self._sectors.get(task.iri, ())
            ),
            themes=tuple(ThemeView(*self._concept(e)) for e in self._themes.get(task.iri, ())),
            mentions=tuple(sorted(mentions, key=lambda mention: (mention.span, mention.name))),
            notes=tuple(map(self._note, sorted(self._values(task.iri, "zr:note")))),
            page=task.page,
            cell=task.cell,
        )

    def _note(self, iri: str) -> Note:
        start, end = self._first(iri, "zr:start") or 0, self._first(iri, "zr:end") or 0
        words = self._first(iri, "skos:notation"), self._first(iri, "rdfs:comment")
        return Note(*words, Span(int(start), int(end)))

    def _targets(self, owner: str) -> tuple[TargetView, ...]:
        found = [
            TargetView(
                indicator=each.indicator,
                comparator=each.comparator,
                value=_plain(each.value),
                upper_value=_plain(each.upper_value) or None,
                base_value=_plain(each.base_value) or None,
                measure=each.measure,
                deadline=each.deadline.isoformat() if each.deadline else None,
                rule=each.rule,
                span=Span(each.start, each.end),
            )
            for each in self._promised.get(owner, ())
        ]
        return tuple(sorted(found, key=lambda each: (each.span, each.indicator, each.value)))

    def _concept(self, fact: SectorFact | ThemeFact) -> tuple[str, str, str, int, tuple[Span, ...]]:
        label = self._labels.get(fact.concept, Label("", ""))
        return fact.concept, label.zh, label.en, fact.rank, fact.evidence


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"

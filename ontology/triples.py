"""Records to quads: one document, one named graph, one shard.

A shard is a pure function of its document: no blank nodes, IRIs derived from
content, statements sorted as UTF-8 bytes. So two builds give the same bytes
whatever the order, the hash seed or the locale, and shards merge by concatenation.
The lines are written in :mod:`zeren.ontology.nquads`: a shard is plain text, and a store
would hand the statements back in an order of its own.
"""

from __future__ import annotations

from zeren.loaders.clauses.rules import parts
from zeren.loaders.records import (
    Assignment,
    Mention,
    Note,
    PolicyDocument,
    Section,
    Sector,
    Span,
    Target,
    Task,
    Theme,
)
from zeren.loaders.structure.origin.notes import place_evidence
from zeren.ontology.changes import Change
from zeren.ontology.checks.evidence import decimal
from zeren.ontology.nquads import About, Statements
from zeren.ontology.resolution.own import NO_OWN_UNITS, OwnUnits
from zeren.ontology.rules import rule_iri
from zeren.ontology.terms import document_iri, segment
from zeren.ontology.units import ResolvedUnit, resolver_of

_SHORTCUT = {
    "lead": "zr:leadUnit",
    "responsible": "zr:responsibleUnit",
    "cooperating": "zr:cooperatingUnit",
    "guiding": "zr:guidingUnit",
}


def shard(document: PolicyDocument, own: OwnUnits = NO_OWN_UNITS) -> bytes:
    """Return *document* as N-Quads: one statement a line, sorted, UTF-8, newline at the end.

    *own* are a user's decisions on what names stand for.
    """
    return statements(document, own).written()


def statements(document: PolicyDocument, own: OwnUnits = NO_OWN_UNITS) -> Statements:
    """Return what a shard of *document* says, before it is written."""
    return _Writer(document, own).statements()


class _Writer:
    """Collects the statements of one document."""

    def __init__(self, document: PolicyDocument, own: OwnUnits) -> None:
        self.document = document
        self.iri = document_iri(document.id)
        self._graph = Statements(self.iri)
        self._resolver = resolver_of(document, own)
        self._stated: set[str] = set()
        self._shows: set[Span] = set()
        self._named: set[tuple[str, bool | None]] = set()

    def statements(self) -> Statements:
        self._document()
        for index, section in enumerate(self.document.sections):
            self._section(index, section)
        for task in self.document.tasks:
            self._task(task)
        return self._graph

    def _quote(self, node: About, span: Span) -> None:
        node.words("zr:quote", span.of(self.document.text))
        node.number("zr:start", span.start)
        node.number("zr:end", span.end)

    def _place(self, node: About, span: Span) -> None:
        """State the page or the cell, where the file has some."""
        if not self.document.places:
            return
        place = self.document.place(span)
        if place and place.page:
            node.number("zr:page", place.page)
        if place and place.cell:
            node.words("zr:cell", place.written)

    def _document(self) -> None:
        document = self.document
        node = self._graph.about(self.iri)
        node.term("rdf:type", "zr:PolicyDocument")
        node.text("dcterms:title", document.title)
        node.text("eli:id_local", document.document_number)
        node.text("zr:sourceFile", document.source_file)
        node.text("zr:sourceRow", document.row)
        node.text("zr:sha256", document.sha256)
        node.text("zr:jurisdiction", document.jurisdiction)
        if document.jurisdiction and document.jurisdiction_basis:
            node.term("zr:jurisdictionBasis", f"zr:{document.jurisdiction_basis}")
        if document.jurisdiction_basis == "inferred":
            self._place_evidence(node)
        node.text("zr:level", document.level)
        node.text("zr:indexNumber", document.index_number)
        node.text("zr:topicCategory", document.topic_category)
        node.text("zr:genre", document.genre)
        node.text("zr:validity", document.validity)
        for name in document.addressees:
            node.text("zr:addressee", name)
        for name in document.copied_to:
            node.text("zr:copiedTo", name)
        if document.url:
            node.node("dcterms:source", document.url)
        if document.issued:
            node.typed("dcterms:issued", document.issued.isoformat(), "xsd:date")
        if document.period:
            node.typed("zr:periodStart", str(document.period[0]), "xsd:gYear")
            node.typed("zr:periodEnd", str(document.period[1]), "xsd:gYear")
        for order, target in enumerate(document.targets, start=1):
            self._target(self.iri, order, target)
        named = filter(None, (document.issuer, *document.issuers))
        for order, name in enumerate(dict.fromkeys(named), start=1):
            self._issuance(node, order, name)

    def _place_evidence(self, owner: About) -> None:
        """State what let the document's place be inferred: each piece, its rule, its words."""
        for order, piece in enumerate(place_evidence(self.document.notes), start=1):
            iri = f"{self.iri}/place-evidence/{order}"
            owner.node("zr:jurisdictionEvidence", iri)
            node = self._graph.about(iri)
            node.term("rdf:type", "zr:JurisdictionEvidence")
            node.text("zr:jurisdiction", piece.place)
            node.node("zr:rule", rule_iri(f"origin-{piece.rule}"))
            if piece.span:
                self._quote(node, piece.span)

    def _issuance(self, owner: About, order: int, name: str) -> None:
        """State one body that issued the document, and its place among them."""
        unit = self._unit_of(name, group=False)
        owner.node("dcterms:publisher", unit.iri)
        iri = f"{self.iri}/issuer/{order}"
        owner.node("zr:issuance", iri)
        node = self._graph.about(iri)
        node.term("rdf:type", "zr:Issuance")
        node.node("zr:unit", unit.iri)
        node.number("zr:issuerOrder", order)
        node.text("zr:nameAsWritten", name)

    def _section(self, index: int, section: Section) -> None:
        node = self._graph.about(self._section_iri(index))
        node.term("rdf:type", "zr:Section")
        node.text("zr:number", section.number)
        node.text("zr:heading", section.heading)
        parent = self.iri if section.parent is None else self._section_iri(section.parent)
        node.node("dcterms:isPartOf", parent)
        self._quote(node, section.span)

    def _section_iri(self, index: int) -> str:
        return f"{self.iri}/section/{index + 1}"

    def _task(self, task: Task) -> None:
        iri = f"{self.iri}/task/{task.position}"
        node = self._graph.about(iri)
        node.term("rdf:type", "zr:Task")
        node.node("dcterms:isPartOf", self.iri)
        if task.section is not None:
            node.node("zr:inSection", self._section_iri(task.section))
        node.number("zr:position", task.position)
        node.text("zr:taskNumber", task.number)
        node.text("dcterms:title", task.title)
        node.text("zr:text", task.text)
        if task.damaged:
            node.typed("zr:damaged", "true", "xsd:boolean")
        if task.deadline:
            node.typed("zr:deadline", task.deadline.isoformat(), "xsd:date")
        self._quote(node, task.span)
        self._place(node, task.span)
        for assignment in task.assignments:
            self._assignment(iri, node, assignment)
        for order, target in enumerate(task.targets, start=1):
            self._target(iri, order, target)
        for sector in task.sectors:
            self._sector(iri, node, sector)
        for theme in task.themes:
            self._theme(iri, node, theme)
        for mention in task.mentions:
            self._mention(iri, node, mention)
        for number, note in enumerate(task.notes, start=1):
            self._note(f"{iri}/note/{number}", node, note)

    def _assignment(self, task: str, owner: About, assignment: Assignment) -> None:
        unit = self._unit_of(assignment.local_name, group=assignment.collective)
        iri = f"{task}/{assignment.role}/{segment(assignment.local_name)}"
        if assignment.basis == "explicit":
            owner.node(_SHORTCUT[assignment.role], unit.iri)
        else:
            iri += "/inherited"
        owner.node("zr:assignment", iri)
        node = self._graph.about(iri)
        node.term("rdf:type", "zr:Assignment")
        node.term("zr:role", f"zr:{assignment.role}")
        node.node("zr:unit", unit.iri)
        node.text("zr:resolution", unit.rule)
        node.text("zr:localName", assignment.local_name)
        node.text("zr:nameAsWritten", assignment.name_as_written)
        node.text("zr:office", assignment.office)
        node.number("zr:order", assignment.order)
        node.term("zr:basis", f"zr:{assignment.basis}")
        for rule in parts(assignment.rule):
            node.node("zr:rule", rule_iri(rule))
        self._quote(node, assignment.span)
        self._place(node, assignment.span)

    def _target(self, owner: str, order: int, target: Target) -> None:
        iri = f"{owner}/target/{order}"
        self._graph.about(owner).node("zr:target", iri)
        node = self._graph.about(iri)
        node.term("rdf:type", "zr:Target")
        node.text("zr:indicator", target.indicator)
        node.term("zr:comparator", f"zr:{target.comparator}")
        node.typed("zr:value", decimal(target.value), "xsd:decimal")
        if target.upper_value is not None:
            node.typed("zr:upperValue", decimal(target.upper_value), "xsd:decimal")
        if target.base_value is not None:
            node.typed("zr:baseValue", decimal(target.base_value), "xsd:decimal")
        node.words("zr:measure", target.measure)
        if target.deadline:
            node.typed("zr:deadline", target.deadline.isoformat(), "xsd:date")
        node.text("zr:sentence", target.sentence)
        node.node("zr:rule", rule_iri(f"target-{target.rule}"))
        self._quote(node, target.span)

    def _sector(self, task: str, owner: About, sector: Sector) -> None:
        """State a sector, and beside it the words that show it and what the plan adds."""
        iri = f"{task}/sector/{sector.rank}"
        owner.node("zr:sector", sector.concept)
        owner.node("zr:sectorAssignment", iri)
        node = self._graph.about(iri)
        node.term("rdf:type", "zr:SectorAssignment")
        node.typed("zr:score", decimal(sector.score), "xsd:decimal")
        node.typed("zr:prior", decimal(sector.prior), "xsd:decimal")
        self._shown(node, sector)

    def _theme(self, task: str, owner: About, theme: Theme) -> None:
        """State a theme, and beside it the words that show it."""
        iri = f"{task}/theme/{theme.rank}"
        owner.node("zr:theme", theme.concept)
        owner.node("zr:themeAssignment", iri)
        node = self._graph.about(iri)
        node.term("rdf:type", "zr:ThemeAssignment")
        self._shown(node, theme)

    def _shown(self, node: About, what: Sector | Theme) -> None:
        """State a concept, its rank and the words that show it."""
        node.node("zr:concept", what.concept)
        node.number("zr:rank", what.rank)
        for span in what.evidence:
            node.node("zr:evidence", self._words(span))

    def _words(self, span: Span) -> str:
        """Return the IRI of words that show something; they are stated once, whatever they show."""
        iri = f"{self.iri}/words/{span.start}-{span.end}"
        if span not in self._shows:
            self._shows.add(span)
            self._quote(self._graph.about(iri), span)
        return iri

    def _mention(self, task: str, owner: About, mention: Mention) -> None:
        unit = self._unit_of(mention.name)
        iri = f"{task}/mention/{segment(mention.name)}"
        owner.node("zr:mention", iri)
        node = self._graph.about(iri)
        node.term("rdf:type", "zr:Mention")
        node.node("zr:unit", unit.iri)
        node.text("zr:resolution", unit.rule)
        node.text("zr:localName", mention.name)
        node.text("zr:nameAsWritten", mention.name_as_written)
        node.node("zr:rule", rule_iri(f"mention-{mention.rule}"))
        self._quote(node, mention.span)

    def _note(self, iri: str, owner: About, note: Note) -> None:
        """State what a reader of the task should know."""
        owner.node("zr:note", iri)
        node = self._graph.about(iri)
        node.term("rdf:type", "zr:Note")
        node.text("skos:notation", note.code)
        node.text("rdfs:comment", note.message)
        if note.span:
            self._quote(node, note.span)

    def _unit_of(self, name: str, *, group: bool | None = None) -> ResolvedUnit:
        """Return the unit that *name* stands for; state it, and by which rule it does."""
        unit = self._resolver.resolve(name, group=group)
        key = (name, group)
        if key not in self._named:
            self._named.add(key)
            self._unit(unit)
            node = self._graph.about(unit.iri)
            node.text("zr:resolution", unit.rule)
            if name != unit.label:
                node.text("skos:altLabel", name)
        return unit

    def _unit(self, unit: ResolvedUnit) -> None:
        """State a unit and what it is part of, once."""
        if unit.iri in self._stated:
            return
        self._stated.add(unit.iri)
        node = self._graph.about(unit.iri)
        node.term("rdf:type", "zr:UnitGroup" if unit.group else "zr:Unit")
        node.text("skos:prefLabel", unit.label)
        node.text("zr:jurisdiction", unit.place)
        node.text("zr:divisionCode", unit.code)
        node.text("zr:level", unit.level)
        if unit.function:
            node.node("org:classification", unit.function)
        if unit.parent:
            node.node(unit.relation, unit.parent.iri)
            self._unit(unit.parent)
        if unit.serves:
            node.node("zr:serves", unit.serves.iri)
            self._unit(unit.serves)
        if unit.later and unit.reform:
            self._change(unit, unit.reform, unit.later)
        for member in unit.members:
            node.node("org:hasMember", member.iri)
            self._unit(member)

    def _change(self, unit: ResolvedUnit, reform: Change, later: ResolvedUnit) -> None:
        """State what a reform made of a unit."""
        node = self._graph.about(f"{unit.iri}/change/{segment(reform.id)}")
        node.term("rdf:type", "org:ChangeEvent")
        node.node("org:originalOrganization", unit.iri)
        node.node("org:resultingOrganization", later.iri)
        node.typed("dcterms:date", reform.year, "xsd:gYear")
        node.node("zr:reform", reform.reform)
        self._unit(later)

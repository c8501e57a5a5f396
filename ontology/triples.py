"""Records to quads: one document, one named graph, one shard.

A shard is a pure function of its document: no blank nodes, IRIs derived from
content, statements sorted as UTF-8 bytes. So two builds give the same bytes
whatever the order, the hash seed or the locale, and shards merge by concatenation.
The writer makes N-Quads lines itself: a shard is plain text, and a store would
hand the statements back in an order of its own.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from zeren.loaders.extraction.mention_rules import MENTION_RULES
from zeren.loaders.extraction.rules import BY_ID, parts
from zeren.loaders.extraction.target_rules import TARGET_RULES
from zeren.loaders.records import (
    Assignment,
    Mention,
    PolicyDocument,
    Section,
    Span,
    Target,
    Task,
    Theme,
)
from zeren.ontology.changes import Change
from zeren.ontology.resolution.own import NO_OWN_UNITS, OwnUnits
from zeren.ontology.terms import BASE, document_iri, segment, term
from zeren.ontology.units import ResolvedUnit, resolver_of

_SHORTCUT = {
    "lead": "zr:leadUnit",
    "responsible": "zr:responsibleUnit",
    "cooperating": "zr:cooperatingUnit",
}
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)


def shard(document: PolicyDocument, own: OwnUnits = NO_OWN_UNITS) -> bytes:
    """Return *document* as N-Quads: one statement a line, sorted, UTF-8, newline at the end.

    *own* are a user's decisions on what names stand for.
    """
    lines = sorted(set(_Writer(document, own).lines()))
    return "".join(line + "\n" for line in lines).encode("utf-8")


class _Explained(Protocol):
    """A rule of any kind that says what it looks for."""

    @property
    def shape(self) -> str: ...
    @property
    def example(self) -> str: ...


_TARGET_RULES = {rule.id: rule for rule in TARGET_RULES}
_MENTION_RULES = {rule.id: rule for rule in MENTION_RULES}


class _Writer:
    """Collects the statements of one document."""

    def __init__(self, document: PolicyDocument, own: OwnUnits) -> None:
        self.document = document
        self.iri = document_iri(document.id)
        self._lines: list[str] = []
        self._resolver = resolver_of(document, own)
        self._stated: set[str] = set()

    def lines(self) -> list[str]:
        self._document()
        for index, section in enumerate(self.document.sections):
            self._section(index, section)
        for task in self.document.tasks:
            self._task(task)
        return self._lines

    def _add(self, subject: str, predicate: str, value: str) -> None:
        self._lines.append(f"<{subject}> <{term(predicate)}> {value} <{self.iri}> .")

    def _type(self, subject: str, *classes: str) -> None:
        for name in classes:
            self._add(subject, "rdf:type", _node(term(name)))

    def _literal(self, subject: str, predicate: str, value: str | None) -> None:
        if value:
            self._add(subject, predicate, _literal(value))

    def _typed(self, subject: str, predicate: str, value: object, datatype: str) -> None:
        self._add(subject, predicate, f"{_literal(str(value))}^^<{term(datatype)}>")

    def _quote(self, subject: str, span: Span) -> None:
        self._add(subject, "zr:quote", _literal(span.of(self.document.text)))
        self._typed(subject, "zr:start", span.start, "xsd:integer")
        self._typed(subject, "zr:end", span.end, "xsd:integer")

    def _place(self, subject: str, span: Span) -> None:
        """State the page or the cell, where the file has some."""
        place = self.document.place(span)
        if place and place.page:
            self._typed(subject, "zr:page", place.page, "xsd:integer")
        if place and place.cell:
            self._add(subject, "zr:cell", _literal(place.written))

    def _document(self) -> None:
        document = self.document
        self._type(self.iri, "zr:PolicyDocument")
        self._literal(self.iri, "dcterms:title", document.title)
        self._literal(self.iri, "eli:id_local", document.document_number)
        self._literal(self.iri, "zr:sourceFile", document.source_file)
        self._literal(self.iri, "zr:sha256", document.sha256)
        self._literal(self.iri, "zr:jurisdiction", document.jurisdiction)
        self._literal(self.iri, "zr:level", document.level)
        if document.url:
            self._add(self.iri, "dcterms:source", _node(document.url))
        if document.issued:
            self._typed(self.iri, "dcterms:issued", document.issued.isoformat(), "xsd:date")
        if document.period:
            self._typed(self.iri, "zr:periodStart", document.period[0], "xsd:gYear")
            self._typed(self.iri, "zr:periodEnd", document.period[1], "xsd:gYear")
        for order, target in enumerate(document.targets, start=1):
            self._target(self.iri, order, target)
        if document.issuer:
            unit = self._resolver.resolve(document.issuer, group=False)
            self._add(self.iri, "dcterms:publisher", _node(unit.iri))
            self._named(unit, document.issuer)

    def _section(self, index: int, section: Section) -> None:
        iri = self._section_iri(index)
        self._type(iri, "zr:Section")
        self._literal(iri, "zr:number", section.number)
        self._literal(iri, "zr:heading", section.heading)
        parent = self.iri if section.parent is None else self._section_iri(section.parent)
        self._add(iri, "dcterms:isPartOf", _node(parent))
        self._quote(iri, section.span)

    def _section_iri(self, index: int) -> str:
        return f"{self.iri}/section/{index + 1}"

    def _task(self, task: Task) -> None:
        iri = f"{self.iri}/task/{task.position}"
        self._type(iri, "zr:Task")
        self._add(iri, "dcterms:isPartOf", _node(self.iri))
        if task.section is not None:
            self._add(iri, "zr:inSection", _node(self._section_iri(task.section)))
        self._typed(iri, "zr:position", task.position, "xsd:integer")
        self._literal(iri, "zr:taskNumber", task.number)
        self._literal(iri, "dcterms:title", task.title)
        self._literal(iri, "zr:text", task.text)
        if task.damaged:
            self._typed(iri, "zr:damaged", "true", "xsd:boolean")
        self._quote(iri, task.span)
        self._place(iri, task.span)
        for assignment in task.assignments:
            self._assignment(iri, assignment)
        for order, target in enumerate(task.targets, start=1):
            self._target(iri, order, target)
        for theme in task.themes:
            self._theme(iri, theme)
        for mention in task.mentions:
            self._mention(iri, mention)

    def _assignment(self, task: str, assignment: Assignment) -> None:
        unit = self._resolver.resolve(assignment.local_name, group=assignment.collective)
        self._named(unit, assignment.local_name)
        node = f"{task}/{assignment.role}/{segment(assignment.local_name)}"
        if assignment.basis == "explicit":
            self._add(task, _SHORTCUT[assignment.role], _node(unit.iri))
        else:
            node += "/inherited"
        self._add(task, "zr:assignment", _node(node))
        self._type(node, "zr:Assignment")
        self._add(node, "zr:role", _node(term(f"zr:{assignment.role}")))
        self._add(node, "zr:unit", _node(unit.iri))
        self._literal(node, "zr:resolution", unit.rule)
        self._literal(node, "zr:localName", assignment.local_name)
        self._literal(node, "zr:nameAsWritten", assignment.name_as_written)
        self._literal(node, "zr:office", assignment.office)
        self._typed(node, "zr:order", assignment.order, "xsd:integer")
        self._add(node, "zr:basis", _node(term(f"zr:{assignment.basis}")))
        for rule in parts(assignment.rule):
            self._rule(node, rule, BY_ID[rule])
        self._quote(node, assignment.span)
        self._place(node, assignment.span)

    def _target(self, owner: str, order: int, target: Target) -> None:
        node = f"{owner}/target/{order}"
        self._add(owner, "zr:target", _node(node))
        self._type(node, "zr:Target")
        self._literal(node, "zr:indicator", target.indicator)
        self._add(node, "zr:comparator", _node(term(f"zr:{target.comparator}")))
        self._typed(node, "zr:value", _decimal(target.value), "xsd:decimal")
        if target.upper_value is not None:
            self._typed(node, "zr:upperValue", _decimal(target.upper_value), "xsd:decimal")
        self._add(node, "zr:measure", _literal(target.measure))
        if target.deadline:
            self._typed(node, "zr:deadline", target.deadline.isoformat(), "xsd:date")
        self._literal(node, "zr:sentence", target.sentence)
        self._rule(node, f"target-{target.rule}", _TARGET_RULES.get(target.rule))
        self._quote(node, target.span)

    def _theme(self, task: str, theme: Theme) -> None:
        """State a theme, and beside it the words that show it."""
        self._add(task, "zr:theme", _node(theme.concept))
        node = f"{task}/theme/{theme.rank}"
        self._add(task, "zr:themeAssignment", _node(node))
        self._type(node, "zr:ThemeAssignment")
        self._add(node, "zr:concept", _node(theme.concept))
        self._typed(node, "zr:rank", theme.rank, "xsd:integer")
        for number, span in enumerate(theme.evidence, start=1):
            word = f"{node}/evidence/{number}"
            self._add(node, "zr:evidence", _node(word))
            self._quote(word, span)

    def _mention(self, task: str, mention: Mention) -> None:
        unit = self._resolver.resolve(mention.name)
        self._named(unit, mention.name)
        node = f"{task}/mention/{segment(mention.name)}"
        self._add(task, "zr:mention", _node(node))
        self._type(node, "zr:Mention")
        self._add(node, "zr:unit", _node(unit.iri))
        self._literal(node, "zr:resolution", unit.rule)
        self._literal(node, "zr:localName", mention.name)
        self._literal(node, "zr:nameAsWritten", mention.name_as_written)
        self._rule(node, f"mention-{mention.rule}", _MENTION_RULES.get(mention.rule))
        self._quote(node, mention.span)

    def _rule(self, node: str, name: str, rule: _Explained | None) -> None:
        """State which rule read *node*, and beside it what the rule looks for."""
        iri = f"{BASE}rule/{segment(name)}"
        self._add(node, "zr:rule", _node(iri))
        self._type(iri, "zr:Rule")
        self._literal(iri, "skos:notation", name)
        if rule:
            self._literal(iri, "skos:definition", rule.shape)
            self._literal(iri, "skos:example", rule.example)

    def _named(self, unit: ResolvedUnit, name: str) -> None:
        """State a unit that a name of the document stands for, and by which rule it does."""
        self._unit(unit)
        self._literal(unit.iri, "zr:resolution", unit.rule)
        self._literal(unit.iri, "skos:altLabel", _other(name, unit.label))

    def _unit(self, unit: ResolvedUnit) -> None:
        """State a unit and what it is part of, once."""
        if unit.iri in self._stated:
            return
        self._stated.add(unit.iri)
        self._type(unit.iri, "zr:UnitGroup" if unit.group else "zr:Unit")
        self._literal(unit.iri, "skos:prefLabel", unit.label)
        self._literal(unit.iri, "zr:jurisdiction", unit.place)
        self._literal(unit.iri, "zr:divisionCode", unit.code)
        self._literal(unit.iri, "zr:level", unit.level)
        if unit.function:
            self._add(unit.iri, "org:classification", _node(unit.function))
        if unit.parent:
            self._add(unit.iri, unit.relation, _node(unit.parent.iri))
            self._unit(unit.parent)
        if unit.later and unit.reform:
            self._change(unit, unit.reform, unit.later)
        for member in unit.members:
            self._add(unit.iri, "org:hasMember", _node(member.iri))
            self._unit(member)

    def _change(self, unit: ResolvedUnit, reform: Change, later: ResolvedUnit) -> None:
        """State what a reform made of a unit."""
        event = f"{unit.iri}/change/{segment(reform.id)}"
        self._add(event, "rdf:type", _node(term("org:ChangeEvent")))
        self._add(event, "org:originalOrganization", _node(unit.iri))
        self._add(event, "org:resultingOrganization", _node(later.iri))
        self._typed(event, "dcterms:date", reform.year, "xsd:gYear")
        self._add(event, "zr:reform", _node(reform.reform))
        self._unit(later)


def _decimal(value: Decimal) -> str:
    """Return *value* in the lexical form of xsd:decimal: no exponent, no empty places."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _other(name: str, label: str) -> str | None:
    return name if name != label else None


def _node(iri: str) -> str:
    return f"<{iri}>"


def _literal(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'

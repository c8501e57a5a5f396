"""The tidy tables: one row a thing, one column a property, keys to join them by.

A column names the term of the ontology that it holds, so that the data dictionary
(:mod:`zeren.graph.export.dictionary`) is made from the ontology and not written twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "decimal", "date", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the term that it holds (prefixed), the kind of its cells.

    ``key`` says that its cells are names to join tables by: an IRI without its beginning.
    """

    name: str
    term: str
    kind: Kind = "text"
    key: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, the class of what a row stands for, its columns."""

    name: str
    term: str
    columns: tuple[Column, ...]


_PLACE = (
    Column("quote", "zr:quote"),
    Column("start", "zr:start", "integer"),
    Column("end", "zr:end", "integer"),
)
_DOCUMENT = Column("document", "zr:PolicyDocument", key=True)
_TASK = Column("task", "zr:Task", key=True)
_UNIT = (Column("unit", "zr:Unit", key=True), Column("unit_label", "skos:prefLabel"))

TABLES: tuple[Table, ...] = (
    Table(
        "documents",
        "zr:PolicyDocument",
        (
            _DOCUMENT,
            Column("title", "dcterms:title"),
            Column("file", "zr:sourceFile"),
            Column("issuer", "dcterms:publisher"),
            Column("jurisdiction", "zr:jurisdiction"),
            Column("level", "zr:level"),
            Column("issued", "dcterms:issued", "date"),
            Column("number", "eli:id_local"),
            Column("period_start", "zr:periodStart", "integer"),
            Column("period_end", "zr:periodEnd", "integer"),
        ),
    ),
    Table(
        "sections",
        "zr:Section",
        (
            _DOCUMENT,
            Column("section", "zr:Section", key=True),
            Column("parent", "dcterms:isPartOf", key=True),
            Column("number", "zr:number"),
            Column("heading", "zr:heading"),
            Column("start", "zr:start", "integer"),
            Column("end", "zr:end", "integer"),
        ),
    ),
    Table(
        "tasks",
        "zr:Task",
        (
            _DOCUMENT,
            _TASK,
            Column("position", "zr:position", "integer"),
            Column("number", "zr:taskNumber"),
            Column("title", "dcterms:title"),
            Column("text", "zr:text"),
            Column("headings", "zr:heading"),
            Column("damaged", "zr:damaged", "boolean"),
            *_PLACE,
        ),
    ),
    Table(
        "assignments",
        "zr:Assignment",
        (
            _DOCUMENT,
            _TASK,
            Column("assignment", "zr:assignment", key=True),
            *_UNIT,
            Column("role", "zr:role"),
            Column("basis", "zr:basis"),
            Column("order", "zr:order", "integer"),
            Column("name_as_written", "zr:nameAsWritten"),
            Column("local_name", "zr:localName"),
            Column("office", "zr:office"),
            Column("rule", "zr:rule"),
            *_PLACE,
        ),
    ),
    Table(
        "targets",
        "zr:Target",
        (
            _DOCUMENT,
            _TASK,
            Column("target", "zr:target", key=True),
            Column("indicator", "zr:indicator"),
            Column("comparator", "zr:comparator"),
            Column("value", "zr:value", "decimal"),
            Column("upper_value", "zr:upperValue", "decimal"),
            Column("measure", "zr:measure"),
            Column("deadline", "zr:deadline", "date"),
            Column("sentence", "zr:sentence"),
            *_PLACE,
        ),
    ),
    Table(
        "sectors",
        "zr:SectorAssignment",
        (
            _DOCUMENT,
            _TASK,
            Column("rank", "zr:rank", "integer"),
            Column("sector", "zr:sector", key=True),
            Column("label_zh", "skos:prefLabel"),
            Column("label_en", "skos:prefLabel"),
        ),
    ),
    Table(
        "themes",
        "zr:ThemeAssignment",
        (
            _DOCUMENT,
            _TASK,
            Column("rank", "zr:rank", "integer"),
            Column("theme", "zr:theme", key=True),
            Column("label_zh", "skos:prefLabel"),
            Column("label_en", "skos:prefLabel"),
            Column("top", "skos:broader", key=True),
        ),
    ),
    Table(
        "mentions",
        "zr:Mention",
        (
            _DOCUMENT,
            _TASK,
            Column("mention", "zr:mention", key=True),
            *_UNIT,
            Column("name_as_written", "zr:nameAsWritten"),
            *_PLACE,
        ),
    ),
    Table(
        "units",
        "zr:Unit",
        (
            Column("unit", "zr:Unit", key=True),
            Column("label", "skos:prefLabel"),
            Column("aliases", "skos:altLabel"),
            Column("collective", "zr:UnitGroup", "boolean"),
            Column("function", "org:classification", key=True),
            Column("function_zh", "org:classification"),
            Column("function_en", "org:classification"),
            Column("jurisdiction", "zr:jurisdiction"),
            Column("level", "zr:level"),
            Column("parent", "org:unitOf", key=True),
            Column("resolution", "zr:resolution"),
        ),
    ),
)
NAMES: tuple[str, ...] = tuple(table.name for table in TABLES)

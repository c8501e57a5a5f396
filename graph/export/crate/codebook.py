"""The codebook of the tables in DDI Codebook 2.5: each variable, what it means, what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import fmean, stdev
from typing import Any

from zeren.graph.export.columns import TABLES, Column, Table
from zeren.graph.export.dictionary import meaning
from zeren.graph.output.version import tool_version

NAMESPACE = "ddi:codebook:2_5"
CODED = ("role", "basis", "comparator", "level", "damaged", "collective", "resolution")
"""Columns that hold one of a few codes, which are listed with how often they come."""
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def codebook(
    rows: Mapping[str, Sequence[Sequence[object]]], *, title: str = "", creator: str = ""
) -> bytes:
    """Return the codebook of the tables with these *rows* (:func:`read_tables`), as XML.

    A variable has labels and definitions in Chinese and English from the ontology, how many
    values there are and how many are missing, for figures the least, the largest, mean and
    standard deviation, for codes how often each comes. The same rows give the same bytes.

    Source: DDI Alliance, DDI Codebook 2.5 (2014), in the order of its schema.
    """
    from lxml import etree

    root = etree.Element(f"{{{NAMESPACE}}}codeBook", nsmap={None: NAMESPACE}, version="2.5")
    root.set(_LANGUAGE, "en")
    study = _add(root, "stdyDscr")
    citation = _add(study, "citation")
    _add(_add(citation, "titlStmt"), "titl", title or "Who answers for what in policy plans")
    if creator:
        _add(_add(citation, "rspStmt"), "AuthEnty", creator)
    _add(_add(citation, "prodStmt"), "software", "Zeren", version=tool_version())
    info = _add(study, "stdyInfo")
    _add(
        info,
        "abstract",
        "Tasks of policy plans of Chinese governments: the units that answer for them, targets,"
        " sectors and themes, with the words of the source.",
    )
    _add_coverage(_add(info, "sumDscr"), rows)
    for number, table in enumerate(TABLES, start=1):
        file = _add(root, "fileDscr", ID=f"F{number}")
        text = _add(file, "fileTxt")
        _add(text, "fileName", f"{table.name}.csv")
        size = _add(text, "dimensns")
        _add(size, "caseQnty", str(len(rows[table.name])))
        _add(size, "varQnty", str(len(table.columns)))
        _add(text, "fileType", "text/csv; charset=utf-8")
    data = _add(root, "dataDscr")
    for number, table in enumerate(TABLES, start=1):
        for place, column in enumerate(table.columns):
            values = [row[place] for row in rows[table.name]]
            _variable(data, f"F{number}", place + 1, table, column, values)
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return found


def _add_coverage(summary: Any, rows: Mapping[str, Sequence[Sequence[object]]]) -> None:
    (documents,) = [table for table in TABLES if table.name == "documents"]
    names = [column.name for column in documents.columns]
    years = sorted(
        year
        for row in rows["documents"]
        for year in (row[names.index("period_start")], row[names.index("period_end")])
        if isinstance(year, int)
    )
    if years:
        _add(summary, "timePrd", str(years[0]), event="start")
        _add(summary, "timePrd", str(years[-1]), event="end")
    _add(summary, "nation", "China", abbr="CN")
    for place in sorted({str(row[names.index("jurisdiction")] or "") for row in rows["documents"]}):
        if place:
            _add(summary, "geogCover", place)


def _variable(
    data: Any, file: str, place: int, table: Table, column: Column, values: Sequence[object]
) -> None:
    said = meaning(column.term)
    there = [value for value in values if value not in {None, ""}]
    figures = [value for value in there if isinstance(value, int | float | Decimal)]
    numeric = column.kind in {"integer", "decimal"}
    found = _add(
        data,
        "var",
        ID=f"{file}_V{place}",
        name=column.name,
        files=file,
        intrvl="contin" if numeric else "discrete",
    )
    for language, label in (("zh", said.label_zh), ("en", said.label_en)):
        if label:
            _add(found, "labl", label).set(_LANGUAGE, language)
    stats = {"vald": str(len(there)), "invd": str(len(values) - len(there))}
    if numeric and figures:
        stats |= {"min": str(min(figures)), "max": str(max(figures))}
        stats["mean"] = f"{fmean(map(float, figures)):.6g}"
        if len(figures) > 1:
            stats["stdev"] = f"{stdev(map(float, figures)):.6g}"
    for kind, value in stats.items():
        _add(found, "sumStat", value, type=kind)
    for language, text in (("zh", said.zh), ("en", said.en)):
        if text:
            _add(found, "txt", text).set(_LANGUAGE, language)
    if column.name in CODED:
        for value, count in sorted(Counter(map(_code, there)).items()):
            category = _add(found, "catgry")
            _add(category, "catValu", value)
            for language, label in _code_labels(value):
                _add(category, "labl", label).set(_LANGUAGE, language)
            _add(category, "catStat", str(count), type="freq")
    _add(found, "concept", column.term, vocab="Zeren ontology")
    kind = "numeric" if numeric else "character"
    category = {"date": {"category": "date"}}.get(column.kind, {})
    _add(found, "varFormat", type=kind, **category)
    _add(found, "notes", f"table {table.name}" + ("; a key to join by" if column.key else ""))


def _code(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _code_labels(value: str) -> list[tuple[str, str]]:
    try:
        said = meaning(f"zr:{value}")
    except KeyError:
        return []
    return [
        (each, label) for each, label in (("zh", said.label_zh), ("en", said.label_en)) if label
    ]


def _add(parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
    from lxml import etree

    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", **attributes)
    if text is not None:
        child.text = "".join(char for char in text if char in "\t\n\r" or char >= " ")
    return child

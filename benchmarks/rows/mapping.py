"""Records to quads, beside morph-kgc mapping the same facts from CSV by RML."""

from __future__ import annotations

import csv
import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Action, Side, best, ratio

from rows import others
from rows.table import Line, Work, plan_files

BASE = "https://w3id.org/zeren/"
BITE = 20
"""Documents written in one round; every round has others."""

IRIS = ("document", "section", "task", "assignment", "target", "unit", "function", "parent")
"""Columns that hold keys, which become IRIs."""


def lines(work: Work) -> Iterator[Line]:
    """Measure both on the documents of the store."""
    python = others.python()
    tables = work.root / "tables"
    mapped = work.root / "mapped"
    _export(work, tables)
    _as_input(tables, mapped)
    found = work.taken(
        Side("zeren", "rows.mapping:ours", (str(work.root / "store-plans"),)),
        Side("morph-kgc", "rows.mapping:morph", (str(mapped),), python),
        rounds=3,
    )
    zeren, morph = found["zeren"], found["morph-kgc"]
    ours, theirs = (
        [took / quads for took, quads in zip(side.cpu, side.results, strict=True)]
        for side in (zeren, morph)
    )
    yield Line(
        what="records → quads, CPU time a quad",
        against="morph-kgc: RML from CSV of the same facts",
        value=ratio(ours, theirs),
        ours=zeren.peak,
        theirs=morph.peak,
        figures=f"{1 / best(ours).middle:,.0f} and {1 / best(theirs).middle:,.0f} quads per CPU"
        f" second; {morph.results[0]:,} quads from tables of"
        f" {_size(mapped) / 1e6:.1f} MB",
    )


def _export(work: Work, tables: Path) -> None:
    main = "from zeren.graph.cli import main; main()"
    command = [sys.executable, "-Pc", main, "export", "--format", "csv", "--store", str(work.store)]
    with (work.root / "log.txt").open("a", encoding="utf-8") as said:
        subprocess.run([*command, "-o", str(tables)], check=True, stdout=said, stderr=said)


def _as_input(tables: Path, mapped: Path) -> None:
    """Write the tables as RML needs them: no byte order mark, and whole IRIs for keys."""
    mapped.mkdir()
    for name in ("tasks", "assignments", "targets", "units"):
        with (tables / f"{name}.csv").open(encoding="utf-8-sig", newline="") as source:
            rows = csv.DictReader(source)
            with (mapped / f"{name}.csv").open("w", encoding="utf-8", newline="") as target:
                # A statement stands in the graph of its document; a unit's have none of their own.
                writer = csv.DictWriter(target, [*(rows.fieldnames or ()), "role_iri"])
                writer.writeheader()
                for row in rows:
                    for key in IRIS:
                        if row.get(key):
                            row[key] = BASE + row[key]
                    row["role_iri"] = BASE + "ontology#" + row["role"] if "role" in row else ""
                    writer.writerow(row)
    (mapped / "mapping.ttl").write_text(_mapping(mapped), encoding="utf-8", newline="\n")
    (mapped / "config.ini").write_text(
        "[CONFIGURATION]\noutput_format: N-QUADS\nnumber_of_processes: 1\nlogging_level: WARNING\n"
        f"[plans]\nmappings: {mapped / 'mapping.ttl'}\n",
        encoding="utf-8",
        newline="\n",
    )


def _mapping(mapped: Path) -> str:
    """Return an RML mapping: for each table its subjects, class, links and literals."""
    maps = [_PREFIXES]
    for table, (subject, kind, links, literals) in _TABLES.items():
        graph = "" if table == "units" else ' rr:graphMap [ rml:reference "document" ] ;'
        source = f'rml:source "{mapped / table}.csv" ; rml:referenceFormulation ql:CSV'
        parts = [
            f"<#{table}> rml:logicalSource [ {source} ]",
            f'rr:subjectMap [ rml:reference "{subject}" ; rr:termType rr:IRI ;{graph}'
            f" rr:class {kind} ]",
        ]
        parts += [_link(prop, column) for prop, column in links.items()]
        parts += [_literal(prop, *column.split("^")) for prop, column in literals.items()]
        maps.append(" ;\n  ".join(parts) + " .")
        if table in _BACK:  # the statement of the task that leads to this node
            prop = _BACK[table]
            maps.append(
                f"<#{table}-of> rml:logicalSource [ {source} ] ;\n"
                f'  rr:subjectMap [ rml:reference "task" ; rr:termType rr:IRI ;{graph} ] ;\n'
                f"  {_link(prop, subject)} ."
            )
    return "\n\n".join(maps) + "\n"


def _link(prop: str, column: str) -> str:
    return (
        f"rr:predicateObjectMap [ rr:predicate {prop} ;"
        f' rr:objectMap [ rml:reference "{column}" ; rr:termType rr:IRI ] ]'
    )


def _literal(prop: str, column: str, datatype: str = "") -> str:
    kind = f" ; rr:datatype xsd:{datatype}" if datatype else ""
    return (
        f"rr:predicateObjectMap [ rr:predicate {prop} ;"
        f' rr:objectMap [ rml:reference "{column}"{kind} ] ]'
    )


_PREFIXES = f"""\
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix zr: <{BASE}ontology#> .
@base <https://example.org/mapping> ."""

_PLACED = {"zr:quote": "quote", "zr:start": "start^integer", "zr:end": "end^integer"}
_TABLES: dict[str, tuple[str, str, dict[str, str], dict[str, str]]] = {
    "tasks": (
        "task",
        "zr:Task",
        {"dcterms:isPartOf": "document"},
        {
            "zr:position": "position^integer",
            "zr:taskNumber": "number",
            "dcterms:title": "title",
            "zr:text": "text",
            **_PLACED,
        },
    ),
    "assignments": (
        "assignment",
        "zr:Assignment",
        {"zr:role": "role_iri", "zr:unit": "unit"},
        {
            "zr:localName": "local_name",
            "zr:nameAsWritten": "name_as_written",
            "zr:office": "office",
            "zr:order": "order^integer",
            "zr:basis": "basis",
            "zr:rule": "rule",
            **_PLACED,
        },
    ),
    "targets": (
        "target",
        "zr:Target",
        {},
        {
            "zr:indicator": "indicator",
            "zr:comparator": "comparator",
            "zr:value": "value^decimal",
            "zr:upperValue": "upper_value^decimal",
            "zr:measure": "measure",
            "zr:deadline": "deadline^date",
            "zr:sentence": "sentence",
            **_PLACED,
        },
    ),
    "units": (
        "unit",
        "zr:Unit",
        {"org:classification": "function", "org:subOrganizationOf": "parent"},
        {
            "skos:prefLabel": "label",
            "zr:jurisdiction": "jurisdiction",
            "zr:level": "level",
            "zr:resolution": "resolution",
        },
    ),
}
_BACK = {"assignments": "zr:assignment", "targets": "zr:target"}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.csv"))


def ours(folder: str) -> Iterator[Action]:
    """Write records that were read before as sorted N-Quads; the result is how many."""
    from zeren.loaders import load
    from zeren.ontology.triples import shard

    documents = [load(path.read_bytes()) for path in plan_files(Path(folder))]
    starts = range(0, len(documents) - BITE + 1, BITE)
    shard(documents[0])
    for start in itertools.cycle(starts):
        bite = documents[start : start + BITE]
        yield lambda bite=bite: sum(shard(document).count(b"\n") for document in bite)


def morph(folder: str) -> Iterator[Action]:
    """Map the tables and write sorted N-Quads; the result is how many."""
    import morph_kgc

    config = (Path(folder) / "config.ini").read_text(encoding="utf-8")
    out = Path(folder) / "out.nq"

    def materialise() -> int:
        quads = sorted(morph_kgc.materialize_set(config))
        out.write_text("".join(f"{quad} .\n" for quad in quads), encoding="utf-8")
        return len(quads)

    return itertools.repeat(materialise)

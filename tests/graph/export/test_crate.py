"""A store as a dataset to cite: the crate holds what it says, the codebook what the tables hold."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from zeren.graph.cli import run
from zeren.graph.export.columns import TABLES
from zeren.graph.export.crate.codebook import NAMESPACE, codebook
from zeren.graph.export.crate.rocrate import (
    CONTEXT,
    MANIFEST,
    METADATA,
    PROFILE,
    About,
    crate_files,
    zipped,
)
from zeren.graph.export.tables import read_tables
from zeren.graph.store.opening import open_store

ABOUT = About("任务数据", "某人", "https://creativecommons.org/licenses/by/4.0/", date(2031, 5, 4))
DDI = {"d": NAMESPACE}
ORDER = ("labl", "sumStat", "txt", "catgry", "concept", "varFormat", "notes")
"""Of the parts of a variable in the schema of DDI Codebook 2.5."""


@pytest.fixture(scope="module")
def crate(examples: Path) -> dict[str, bytes]:
    return dict(crate_files(open_store(examples), ABOUT))


def test_the_same_store_gives_the_same_crate(examples: Path, crate: dict[str, bytes]) -> None:
    again = dict(crate_files(open_store(examples), ABOUT))
    assert again == crate
    assert zipped(again.items()) == zipped(crate.items())


def test_every_file_is_described_with_its_checksum(crate: dict[str, bytes]) -> None:
    said = json.loads(crate[METADATA])
    assert said["@context"] == CONTEXT
    things = {thing["@id"]: thing for thing in said["@graph"]}
    assert len(things) == len(said["@graph"])
    assert things[METADATA]["conformsTo"] == {"@id": PROFILE}
    root = things["./"]
    assert {part["@id"] for part in root["hasPart"]} == set(crate) - {METADATA}
    for name in set(crate) - {METADATA}:
        assert things[name]["sha256"] == hashlib.sha256(crate[name]).hexdigest()
        assert int(things[name]["contentSize"]) == len(crate[name])
    lines = crate[MANIFEST].decode().splitlines()
    assert {line.split("  ")[1] for line in lines} == set(crate) - {METADATA, MANIFEST}
    assert (root["datePublished"], root["name"]) == ("2031-05-04", "任务数据")
    assert things[root["creator"]["@id"]]["name"] == "某人"
    assert root["license"]["@id"] == ABOUT.license
    # Whatever is pointed to is there.
    pointed = {value["@id"] for thing in things.values() for value in thing.values()
               if isinstance(value, dict) and "@id" in value}  # fmt: skip
    assert pointed - {PROFILE} <= set(things)


def test_without_a_licence_it_says_so(examples: Path) -> None:
    files = dict(crate_files(open_store(examples)))
    things = {thing["@id"]: thing for thing in json.loads(files[METADATA])["@graph"]}
    assert things["./"]["license"] == {"@id": "#license"}
    assert "No licence" in things["#license"]["name"]
    (run_file, *_) = sorted((examples / "runs").glob("*.ttl"))
    assert things["./"]["datePublished"].replace("-", "") == run_file.name[:8]


def test_the_library_for_crates_reads_it(crate: dict[str, bytes], tmp_path: Path) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate", reason="reads crates; zeren writes its own")
    for name, data in crate.items():
        (tmp_path / name).write_bytes(data)
    found = rocrate.ROCrate(tmp_path)
    assert found.name == "任务数据"
    assert {entity.id for entity in found.data_entities} == set(crate) - {METADATA}


def test_the_codebook_tells_every_variable(crate: dict[str, bytes]) -> None:
    root = etree.fromstring(crate["codebook.xml"])
    for number, table in enumerate(TABLES, start=1):
        rows = list(csv.DictReader(io.StringIO(crate[f"{table.name}.csv"].decode("utf-8-sig"))))
        file = f"F{number}"
        cases = root.findtext(f"d:fileDscr[@ID='{file}']//d:caseQnty", namespaces=DDI)
        assert int(cases or -1) == len(rows)
        variables = root.findall(f"d:dataDscr/d:var[@files='{file}']", DDI)
        assert [each.get("name") for each in variables] == [c.name for c in table.columns]
        for variable in variables:
            name = variable.get("name") or ""
            stats = {each.get("type"): each.text for each in variable.findall("d:sumStat", DDI)}
            filled = [row[name] for row in rows if row[name]]
            assert int(stats["vald"] or -1) == len(filled)
            assert int(stats["invd"] or -1) == len(rows) - len(filled)
            if "max" in stats:
                assert float(stats["max"] or "nan") == max(map(float, filled))
            codes = {
                category.findtext("d:catValu", namespaces=DDI): int(
                    category.findtext("d:catStat", namespaces=DDI) or -1
                )
                for category in variable.findall("d:catgry", DDI)
            }
            if codes:
                assert codes == {value: filled.count(value) for value in set(filled)}
            assert variable.findall("d:labl", DDI)
            tags = [etree.QName(part).localname for part in variable]
            assert tags == sorted(tags, key=ORDER.index)
    ids = [each.get("ID") for each in root.iter("{*}var", "{*}fileDscr")]
    assert len(set(ids)) == len(ids)


def test_a_codebook_of_nothing_is_one() -> None:
    empty = {table.name: [] for table in TABLES}
    assert len(etree.fromstring(codebook(empty)).findall("d:dataDscr/d:var", DDI)) > 50


def test_the_command_writes_both(examples: Path, tmp_path: Path, crate: dict[str, bytes]) -> None:
    base = ["export", "--store", str(examples)]
    said = ["--title", ABOUT.title, "--creator", ABOUT.creator, "--license", ABOUT.license]
    said += ["--published", "2031-05-04"]
    assert run([*base, "--format", "rocrate", "-o", str(tmp_path / "crate"), *said]) == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "crate").iterdir()} == crate
    assert run([*base, "--format", "rocrate", "-o", str(tmp_path / "c.zip"), *said]) == 0
    with zipfile.ZipFile(tmp_path / "c.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == crate
    assert run([*base, "--format", "codebook", "-o", str(tmp_path / "book.xml")]) == 0
    assert (tmp_path / "book.xml").read_bytes() == codebook(read_tables(open_store(examples)))
    assert run([*base, "--format", "rocrate"]) == 2
    assert run([*base, "--format", "rocrate", "-o", "x", "--published", "May"]) == 2

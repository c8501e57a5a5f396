"""What lies packed in a store, and stores from before anything was packed."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.stores.stores import Ask, assert_tidy, contents
from zeren.graph.build.folder import build
from zeren.graph.build.restore import restore
from zeren.graph.store.catalogue.details import read, written
from zeren.graph.store.catalogue.packing import DamagedFileError, packed, unpacked
from zeren.loaders import Metadata, load
from zeren.loaders.records import PolicyDocument


@given(st.binary(max_size=3000))
def test_packed_is_gzip_and_the_same_each_time(data: bytes) -> None:
    assert gzip.decompress(packed(data)) == data == unpacked(packed(data))
    assert packed(data) == packed(data)
    assert packed(data)[4:8] == bytes(4), "no time is in it"


@given(st.binary(min_size=1, max_size=300), st.data())
def test_damage_is_noticed(data: bytes, draw: st.DataObject) -> None:
    whole = packed(data)
    at = draw.draw(st.integers(0, len(whole) - 1))
    for harmed in (whole[:at], whole + b"x", whole + whole):
        with pytest.raises(DamagedFileError):
            unpacked(harmed)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(DamagedFileError, match="more than 400 times"):
        unpacked(gzip.compress(bytes(50_000_000), 9))


def test_details_come_back() -> None:
    text = "白塔市2032年工作要点\n\n1 .修缮图書室９５%。\ufffd\n2.疏通排水沟95%o。\n"
    document = load(text.encode(), Metadata(source_file="a.txt"))
    assert isinstance(document, PolicyDocument)
    assert document.edits
    found = read(written(document))
    assert found.edits == document.edits
    assert found.notes == document.notes
    assert (found.format, found.encoding) == (document.format, document.encoding)


def as_of_format_one(store: Path) -> None:
    """Make of *store* what the first format had."""
    names = ("kind", "start", "end", "before", "after", "reason", "status", "margin", "lost_digits")
    for path in [*store.glob("shards/*.gz"), *store.glob("texts/*.gz")]:
        data = gzip.decompress(path.read_bytes())
        if path.parent.name == "texts":
            content = json.loads(data)
            content["edits"] = [dict(zip(names, row, strict=True)) for row in content["edits"]]
            notes = [
                dict(zip(("code", "message", "start", "end"), n, strict=True))
                for n in content["notes"]
            ]
            content["notes"] = notes
            data = json.dumps(content).encode()
        path.with_suffix("").write_bytes(data)
        path.unlink()
    (store / "FORMAT").write_text(json.dumps({"format": 1}), encoding="utf-8")


def test_an_old_store_is_packed_by_the_next_build(ask: Ask, plans: Path, built: Path) -> None:
    """Also what lies there of a source that is gone."""
    before = contents(built)
    kept = next(iter(before)).removesuffix(".nq")
    shown = ask("show", kept, "--store", built, "--cleaning")
    as_of_format_one(built)
    for command in (("query", "documents"), ("show", kept), ("export", "--format", "nq")):
        code, _, err = ask(*command, "--store", built)
        assert code == 1
        assert "older zeren" in err
        assert "zeren build SOURCE" in err
    shutil.rmtree(plans)
    plans.mkdir()
    code, _, err = ask("build", plans, "--store", built)
    assert code == 0
    assert err.count("older zeren") == 1
    assert contents(built) == before
    assert ask("show", kept, "--store", built, "--cleaning") == shown
    assert_tidy(built)
    assert build([plans], built).changed is False


def test_an_old_snapshot_is_restored(built: Path, tmp_path: Path) -> None:
    """As a store, and as a bare folder that does not say of which format it is."""
    before = contents(built)
    as_of_format_one(built)
    bare = Path(shutil.copytree(built, tmp_path / "bare", ignore=shutil.ignore_patterns("FORMAT")))
    for number, snapshot in enumerate((built, bare)):
        again = tmp_path / f"again{number}"
        assert not restore(snapshot, again).report.failed
        assert contents(again) == before
        assert_tidy(again)

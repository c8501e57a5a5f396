"""A backup of a store, and the store that is made of it again."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from support.stores.stores import Ask, assert_tidy, contents, everything, held_elsewhere, plan_text
from zeren.graph.build.folder import build
from zeren.graph.build.restore import restore
from zeren.graph.build.sources.themes import Themes
from zeren.graph.errors import GraphError
from zeren.graph.store.backup.snapshot import write_snapshot
from zeren.graph.store.catalogue.layout import FORMAT
from zeren.graph.store.opening import open_store

ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"
THEMES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://plans.example/themes/roads> a skos:Concept ; skos:prefLabel "道路养护"@zh ;
  skos:altLabel "县道"@zh .
"""
UNITS = '[[merge]]\nunit = "青禾县水利局"\nnames = ["县水利局"]\n'


@pytest.fixture
def snapshot(built: Path, tmp_path: Path) -> Path:
    """A snapshot of the two small plans."""
    path = tmp_path / "backup.zip"
    assert not write_snapshot(built, path).problems
    return path


def answers(store: Path) -> set[str]:
    return {str(row) for row in open_store(store).query(ALL)}


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def changed(path: Path, **files: bytes | None) -> Path:
    """Write the snapshot anew with some files changed, added or (None) left out."""
    given = {key.replace("__", "/"): data for key, data in files.items()}
    with zipfile.ZipFile(path) as archive:
        there = {name: archive.read(name) for name in archive.namelist()}
    result = path.with_name("changed.zip")
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (there | given).items():
            if data is not None:
                archive.writestr(name, data)
    return result


def test_restored_store_is_the_same(plans: Path, store: Path, tmp_path: Path) -> None:
    own = Themes((THEMES.encode(),), units=UNITS.encode())
    build([plans], store, themes=own)
    done = write_snapshot(store, tmp_path / "a.zip")
    assert (done.documents, done.problems) == (2, [])
    assert done.size == (tmp_path / "a.zip").stat().st_size
    again = tmp_path / "again"
    restored = restore(tmp_path / "a.zip", again)
    assert (restored.documents, restored.already, restored.report.failed) == (2, False, False)
    assert restored.report.notes == []
    assert contents(again) == contents(store)
    for name in ("sources.jsonl", "FORMAT"):
        assert (again / name).read_bytes() == (store / name).read_bytes()
    for folder in ("runs", "texts", "themes", "units"):
        assert sorted(p.name for p in (again / folder).iterdir()) == sorted(
            p.name for p in (store / folder).iterdir()
        )
    assert answers(again) == answers(store)
    report = build([plans], again, themes=own)
    assert (report.changed, report.unchanged) == (False, 2)
    write_snapshot(again, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert_tidy(again)


def test_what_a_snapshot_holds(snapshot: Path, built: Path) -> None:
    folders = [name.partition("/")[0] for name in names(snapshot)]
    assert names(snapshot) == sorted(names(snapshot))
    assert {folder: folders.count(folder) for folder in folders} == {
        "FORMAT": 1,
        "runs": 1,
        "shards": 2,
        "sources.jsonl": 1,
        "texts": 4,
    }
    with zipfile.ZipFile(snapshot) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("sources.jsonl") == (built / "sources.jsonl").read_bytes()


def test_store_without_documents(tmp_path: Path, store: Path) -> None:
    (tmp_path / "empty").mkdir()
    build([tmp_path / "empty"], store)
    assert write_snapshot(store, tmp_path / "a.zip").documents == 0
    assert restore(tmp_path / "a.zip", tmp_path / "again").report.documents == 0
    assert answers(tmp_path / "again") == answers(store)


def test_folders_are_restored_too(snapshot: Path, built: Path, plans: Path, tmp_path: Path) -> None:
    """A store, an unpacked snapshot, and what a build elsewhere leaves: no FORMAT, no cache."""
    with zipfile.ZipFile(snapshot) as archive:
        archive.extractall(tmp_path / "unpacked")
    for name in ("shards", "texts"):
        shutil.copytree(built / name, tmp_path / "bare" / name)
    shutil.copy(built / "sources.jsonl", tmp_path / "bare")
    for number, folder in enumerate((built, tmp_path / "unpacked", tmp_path / "bare")):
        again = tmp_path / f"again{number}"
        assert not restore(folder, again).report.failed
        assert contents(again) == contents(built)
        assert build([plans], again).changed is False
        assert_tidy(again)


def test_store_packed_by_hand(built: Path, tmp_path: Path) -> None:
    """The folder of a store, as the menu of a desktop packs it."""
    shutil.make_archive(str(tmp_path / "hand"), "zip", built.parent, built.name)
    again = tmp_path / "again"
    assert restore(tmp_path / "hand.zip", again).documents == 2
    assert contents(again) == contents(built)
    assert_tidy(again)


def test_rubbish_of_a_killed_build_is_not_restored(
    plans: Path, built: Path, tmp_path: Path
) -> None:
    """A folder as a kill leaves it: a dead shard, a torn line, files that were being written."""
    dead = sorted((built / "shards").iterdir())[0]
    journal = (built / "sources.jsonl").read_bytes().splitlines(keepends=True)
    (source,) = [
        json.loads(line)["source"]
        for line in journal
        if dead.name.partition(".")[0].encode() in line
    ]
    with (built / "sources.jsonl").open("ab") as file:
        file.write(json.dumps({"removed": source}).encode() + b'\n{"source": "/pl')
    (built / "shards" / ".tmp-7-x.nq").write_bytes(b"<a> <b>")
    again = tmp_path / "again"
    report = restore(built, again).report
    assert (report.failed, report.documents) == (False, 1)
    assert len(contents(again)) == 1
    assert dead.name.removesuffix(".gz") not in contents(again)
    assert_tidy(again)
    assert write_snapshot(built, tmp_path / "a.zip").documents == 1


def test_build_at_work_is_waited_for_or_named(ask: Ask, built: Path, tmp_path: Path) -> None:
    with held_elsewhere(built):
        for command in (
            ("export", "--snapshot", tmp_path / "a.zip", "--store", built),
            ("build", "--from-snapshot", built, "--store", tmp_path / "again"),
        ):
            code, out, err = ask(*command)
            assert (code, out) == (1, "")
            assert "another build or backup is at work" in err
    assert not (tmp_path / "a.zip").exists()
    assert not (tmp_path / "again").exists()


def test_commands_say_what_they_did(ask: Ask, built: Path, plans: Path, tmp_path: Path) -> None:
    path, again = tmp_path / "a.zip", tmp_path / "again"
    code, out, err = ask("export", "--snapshot", path, "--store", built)
    assert (code, out) == (0, "")
    assert err.startswith(f"{path}: 2 documents, 0.0 MB\n")
    assert f"zeren build --from-snapshot {path}" in err
    code, out, err = ask("build", "--from-snapshot", path, "--store", again)
    assert (code, err) == (0, "")
    assert out.startswith("2 documents restored in ")
    assert "2 documents, 7 tasks" in out
    before = everything(again)
    code, out, err = ask("build", "--from-snapshot", path, "--store", again)
    assert (code, err) == (0, "")
    assert "nothing to do" in out
    assert everything(again) == before
    assert "nothing to do: 2 documents unchanged" in ask("build", plans, "--store", again)[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export"], "--snapshot FILE.zip"),
        (["export", "--snapshot", "a.zip", "--format", "nq"], "no other option"),
        (["export", "--snapshot", "a.zip", "-o", "b.zip"], "no other option"),
        (["export", "--snapshot", "a.zip", "--document", "x"], "no other option"),
        (["build", "--from-snapshot", "a.zip", "plans"], "reads no sources"),
        (["build", "--from-snapshot", "a.zip", "--prune"], "reads no sources"),
        (["build", "--from-snapshot", "a.zip", "--encoding", "gbk"], "reads no sources"),
        (["build", "--from-snapshot", "a.zip", "--manifest", "a.csv"], "reads no sources"),
    ],
)
def test_wrong_usage(ask: Ask, arguments: list[str], words: str) -> None:
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    assert words in err


def test_what_is_there_is_left_alone(
    ask: Ask, snapshot: Path, plans: Path, many: Callable[..., Path], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    build([many(1)], other)
    file = tmp_path / "file"
    file.write_text("my notes", encoding="utf-8")
    for place, words in ((other, "a store at"), (plans, "not empty"), (file, "is a file")):
        before = everything(place) if place.is_dir() else file.read_bytes()
        code, out, err = ask("build", "--from-snapshot", snapshot, "--store", place)
        assert (code, out) == (1, "")
        assert words in err
        assert "--store" in err
        after = everything(place) if place.is_dir() else file.read_bytes()
        assert after == before
    code, _, err = ask("build", "--from-snapshot", other, "--store", other)
    assert (code, "another folder" in err) == (2, True)


def test_snapshot_takes_the_place_of_an_older_one(
    ask: Ask, built: Path, snapshot: Path, plans: Path, tmp_path: Path
) -> None:
    (plans / "qinghe.txt").unlink()
    build([plans], built, prune=True)
    (tmp_path / f".tmp-99999-{snapshot.name}").write_bytes(b"what a kill left")
    write_snapshot(built, snapshot)
    assert len([name for name in names(snapshot) if name.startswith("shards/")]) == 1
    assert not list(tmp_path.glob(".tmp-*"))
    for place, words in ((built / "a.zip", "lost with it"), (tmp_path, "is a folder")):
        code, _, err = ask("export", "--snapshot", place, "--store", built)
        assert code == 2
        assert words in err
    code, _, err = ask("export", "--snapshot", tmp_path / "no" / "a.zip", "--store", built)
    assert code == 1
    assert "cannot be written" in err


def test_damaged_shard_is_named_and_the_others_are_saved(
    ask: Ask, plans: Path, built: Path, tmp_path: Path
) -> None:
    """Also where size and time of change are as they were, so that no other look would find it."""
    whole = contents(built)
    path = sorted((built / "shards").iterdir())[0]
    stamp = path.stat()
    data = path.read_bytes()
    path.write_bytes(data[:-20] + bytes(20))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    code, _, err = ask("export", "--snapshot", tmp_path / "a.zip", "--store", built)
    assert code == 1
    assert f"{path}: the shard is not what was written" in err
    assert "next: build " in err
    path.unlink()
    code, _, err = ask("export", "--snapshot", tmp_path / "a.zip", "--store", built)
    assert code == 1
    assert f"{path}: the shard is missing" in err
    again = tmp_path / "again"
    code, out, err = ask("build", "--from-snapshot", tmp_path / "a.zip", "--store", again)
    assert "1 document restored" in out
    assert f"{path.name}: the shard is missing" in err  # the store knows what it lacks
    assert ask("build", plans, "--store", again)[0] == 0
    assert contents(again) == whole
    assert_tidy(again)


def test_shard_that_no_line_names_is_saved(built: Path, tmp_path: Path) -> None:
    (built / "sources.jsonl").unlink()
    assert write_snapshot(built, tmp_path / "a.zip").documents == 2
    restored = restore(tmp_path / "a.zip", tmp_path / "again")
    assert restored.report.documents == 2
    assert answers(tmp_path / "again") == answers(built)


def test_every_damaged_byte_is_found(
    snapshot: Path, built: Path, plans: Path, tmp_path: Path
) -> None:
    """One byte of a file in the archive is changed: what is stored is whole all the same."""
    good = snapshot.read_bytes()
    with zipfile.ZipFile(snapshot) as archive:
        kinds = {re.sub(r"/.*\.", "/.", info.filename): info for info in archive.infolist()}
    shards = contents(built)
    assert len(kinds) == 6
    for number, info in enumerate(kinds.values()):
        bad = bytearray(good)
        bad[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0x10
        path = tmp_path / f"bad{number}.zip"
        path.write_bytes(bad)
        again = tmp_path / f"again{number}"
        if info.filename in {"FORMAT", "sources.jsonl"}:
            with pytest.raises(GraphError, match=info.filename.replace("sources.jsonl", "journal")):
                restore(path, again)
            assert not (again / "FORMAT").exists()
            assert not restore(snapshot, again).report.failed  # nothing stands in its way
            continue
        report = restore(path, again).report
        (problem,) = report.problems
        assert problem.where.endswith(info.filename)
        assert "damaged" in problem.what
        assert contents(again).items() <= shards.items()
        assert not build([plans], again).failed
        assert contents(again) == shards


def test_truncated_file_is_refused(ask: Ask, snapshot: Path, tmp_path: Path) -> None:
    data = snapshot.read_bytes()
    for number, size in enumerate((0, 10, len(data) // 2, len(data) - 1)):
        path = tmp_path / f"cut{number}.zip"
        path.write_bytes(data[:size])
        again = tmp_path / "again"
        code, _, err = ask("build", "--from-snapshot", path, "--store", again)
        assert code == 1
        assert "next: " in err
        assert not again.exists()


def test_no_snapshot(ask: Ask, plans: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("word/document.xml", b"<x/>")
    for place in (tmp_path / "nothing", tmp_path / "other.zip", plans, plans / "qinghe.txt"):
        code, _, err = ask("build", "--from-snapshot", place, "--store", tmp_path / "again")
        assert code == 1
        assert "zeren export --snapshot" in err
        assert not (tmp_path / "again").exists()


def test_snapshot_of_a_newer_version(ask: Ask, snapshot: Path, tmp_path: Path) -> None:
    newer = changed(snapshot, FORMAT=json.dumps({"format": FORMAT + 1}).encode())
    code, _, err = ask("build", "--from-snapshot", newer, "--store", tmp_path / "again")
    assert code == 1
    assert "newer zeren" in err
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(
    "name",
    ["../escaped.nq", "shards/../../escaped.nq", "/escaped.nq", "C:/escaped.nq", "..\\escaped.nq"],
)
def test_names_that_lead_out_are_refused(
    ask: Ask, snapshot: Path, tmp_path: Path, name: str
) -> None:
    with zipfile.ZipFile(snapshot, "a") as archive:
        archive.writestr(name, b"x")
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    code, _, err = ask("build", "--from-snapshot", snapshot, "--store", inside / "again")
    assert code == 1
    assert "outside of it" in err
    assert not list(tmp_path.rglob("*escaped*"))
    assert not (inside / "again").exists()


def test_links_twins_and_locked_files_are_refused(ask: Ask, snapshot: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("texts/link.0123456789ab.txt")
    link.external_attr = 0o120777 << 16
    twin = zipfile.ZipInfo(next(n for n in names(snapshot) if n.startswith("texts/")).upper())
    for number, (info, words) in enumerate(((link, "is a link"), (twin, "the same name"))):
        path = Path(shutil.copy(snapshot, tmp_path / f"{number}.zip"))
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(info, b"/etc/passwd")
        code, _, err = ask("build", "--from-snapshot", path, "--store", tmp_path / "again")
        assert code == 1
        assert words in err
    data = bytearray(snapshot.read_bytes())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    (tmp_path / "locked.zip").write_bytes(data)
    code, _, err = ask(
        "build", "--from-snapshot", tmp_path / "locked.zip", "--store", tmp_path / "again"
    )
    assert code == 1
    assert "password" in err
    assert not (tmp_path / "again").exists()


def test_bombs_are_not_unpacked(ask: Ask, snapshot: Path, tmp_path: Path) -> None:
    """One file of zeros, and many that share the same bytes."""
    zeros = changed(snapshot, **{"texts__bomb.0123456789ab.txt": bytes(80 * 1024 * 1024)})
    code, _, err = ask("build", "--from-snapshot", zeros, "--store", tmp_path / "again")
    assert code == 1
    assert "400 times its size" in err
    small = changed(snapshot, **{"texts__bomb.0123456789ab.txt": bytes(8 * 1024 * 1024)})
    code, _, err = ask("build", "--from-snapshot", small, "--store", tmp_path / "again1")
    assert code == 1
    assert "400 times its size" in err
    assert len(contents(tmp_path / "again1")) == 2
    with zipfile.ZipFile(snapshot, "a") as archive:
        info = archive.infolist()[1]
        other = zipfile.ZipInfo("texts/twice.0123456789ab.txt")
        other.header_offset = info.header_offset
        other.CRC, other.file_size = info.CRC, info.file_size
        other.compress_size, other.compress_type = info.compress_size, info.compress_type
        archive.filelist.append(other)
        archive.NameToInfo[other.filename] = other
        archive.writestr("texts/end.0123456789ab.txt", b"")
    code, _, err = ask("build", "--from-snapshot", snapshot, "--store", tmp_path / "again2")
    assert code == 1
    assert "share their bytes" in err


def test_what_is_no_part_of_a_store_is_not_written(snapshot: Path, tmp_path: Path) -> None:
    more = changed(
        snapshot,
        **{
            "shards__.hidden.nq.gz": b"",
            "shards__NUL.nq.gz": b"",
            "cache__current.json": b"{}",
            "evil.exe": b"MZ",
            "themes__0123456789ab.ttl": b"is not what its name says",
        },
    )
    again = tmp_path / "again"
    (problem,) = restore(more, again).report.problems
    assert "themes/0123456789ab.ttl" in problem.line()
    assert not list(again.rglob("*evil*"))
    assert not list(again.rglob("*NUL*"))
    assert len(contents(again)) == 2
    assert_tidy(again)


def test_shard_that_would_stop_the_engine_is_left_out(
    snapshot: Path, tmp_path: Path, plans: Path
) -> None:
    """No statements, statements of another document, and one that the journal does not know."""
    shard = next(name for name in names(snapshot) if name.startswith("shards/"))
    with zipfile.ZipFile(snapshot) as archive:
        packed = archive.read(shard)
    data = gzip.decompress(packed)
    wrong = {
        "shards__a.nq.gz": gzip.compress(b"<a> <b"),
        "shards__b.nq.gz": packed,
        "shards__c.nq.gz": packed[:-9],
        shard.replace("/", "__"): gzip.compress(data + data[: data.index(b"\n") + 1]),
    }
    again = tmp_path / "again"
    restored = restore(changed(snapshot, **wrong), again)
    assert len(restored.report.problems) == 4
    assert len(contents(again)) == 1
    assert not build([plans], again).failed
    assert len(contents(again)) == 2


def test_lost_text_is_named(ask: Ask, built: Path, tmp_path: Path) -> None:
    path = sorted((built / "texts").iterdir())[0]
    path.unlink()
    code, _, err = ask("export", "--snapshot", tmp_path / "a.zip", "--store", built)
    assert code == 1
    assert str(path) in err
    assert len([n for n in names(tmp_path / "a.zip") if n.startswith("shards/")]) == 2


def test_many_documents(many: Callable[..., Path], store: Path, tmp_path: Path) -> None:
    folder = many(40)
    build([folder], store, jobs=1)
    write_snapshot(store, tmp_path / "a.zip")
    seen: list[tuple[int, int]] = []
    again = tmp_path / "again"
    restore(tmp_path / "a.zip", again, progress=lambda done, total, _: seen.append((done, total)))
    assert seen[-1] == (40 + 80 + 1, 40 + 80 + 1)
    assert contents(again) == contents(store)
    (folder / "plan003.txt").write_text(plan_text(3, "（修订）"), encoding="utf-8")
    report = build([folder], again, jobs=1)
    assert (len(report.built), report.unchanged) == (1, 39)

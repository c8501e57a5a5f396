"""Building again, changing, removing: what the store holds afterwards."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from support.stores.stores import assert_tidy, contents, everything, plan_text, problems
from zeren.graph.build.folder import build
from zeren.graph.store.opening import open_store

COUNT = "SELECT (COUNT(?t) AS ?n) { ?t a zr:Task }"


def count(store: Path, query: str = COUNT) -> object:
    return next(iter(open_store(store).query(query)))["n"]


def test_first_build_reports_what_it_did(plans: Path, store: Path) -> None:
    report = build([plans], store)
    assert (len(report.built), report.documents, report.tasks) == (2, 2, 7)
    assert report.assignments == 18
    assert not report.failed
    assert count(store) == 7
    assert_tidy(store)


def test_a_place_is_inferred_or_not(tmp_path: Path) -> None:
    """What only the text tells is marked so, and not taken where inference is switched off."""
    plan = tmp_path / "plan.txt"
    text = "1.发放补贴，结合慈溪市实际，促进我市消费。（责任单位：市商务局）\n"
    plan.write_text(text, encoding="utf-8")
    question = "SELECT ?place ?basis { ?d zr:jurisdiction ?place ; zr:jurisdictionBasis ?basis }"
    build([plan], tmp_path / "inferred")
    (row,) = open_store(tmp_path / "inferred").query(question)
    assert str(row["place"]) == "慈溪市"
    assert str(row["basis"]).endswith("#inferred")
    build([plan], tmp_path / "plain", infer=False)
    assert list(open_store(tmp_path / "plain").query(question)) == []


def test_second_build_writes_nothing(plans: Path, built: Path) -> None:
    before = everything(built)
    report = build([plans], built)
    assert (report.built, report.unchanged, report.changed) == ([], 2, False)
    assert everything(built) == before


def test_touched_but_equal_file_is_unchanged(plans: Path, built: Path) -> None:
    os.utime(plans / "qinghe.txt", (1, 1))
    assert build([plans], built).built == []


def test_changed_file_replaces_its_document(plans: Path, built: Path) -> None:
    path = plans / "qinghe.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("县水利局", "县林业局"), "utf-8")
    report = build([plans], built)
    assert (len(report.built), report.unchanged, len(report.removed)) == (1, 1, 1)
    assert count(built) == 7
    answer = open_store(built).query('ASK { ?u skos:prefLabel ?l FILTER(CONTAINS(?l, "水利局")) }')
    assert not answer
    assert len(contents(built)) == 2
    assert_tidy(built)


def test_changed_file_keeps_the_id_of_its_sidecar(plans: Path, store: Path) -> None:
    (plans / "qinghe.meta.toml").write_text('id = "qinghe-2031"\n', encoding="utf-8")
    build([plans], store)
    old = contents(store)["qinghe-2031.nq"]
    path = plans / "qinghe.txt"
    path.write_text(
        path.read_text(encoding="utf-8") + "2.养护县道。（责任单位：县交通局）\n", "utf-8"
    )
    report = build([plans], store)
    assert (report.built, report.removed) == (["qinghe-2031"], [])
    assert contents(store)["qinghe-2031.nq"] != old
    assert count(store) == 8
    assert_tidy(store)


def test_changed_sidecar_builds_again(plans: Path, built: Path) -> None:
    (plans / "qinghe.meta.toml").write_text('title = "另一个名称"\n', encoding="utf-8")
    report = build([plans], built)
    assert len(report.built) == 1
    title = open_store(built).query('ASK { ?d dcterms:title "另一个名称" }')
    assert title


def test_removed_file_stays_until_pruned(plans: Path, built: Path) -> None:
    (plans / "qinghe.txt").unlink()
    report = build([plans], built)
    assert report.missing == [str(plans / "qinghe.txt")]
    assert count(built) == 7
    report = build([plans], built, prune=True)
    assert (len(report.removed), report.documents) == (1, 1)
    assert count(built) == 4
    assert_tidy(built)


def test_prune_touches_only_the_sources_given(plans: Path, tmp_path: Path, store: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text(plan_text(1), encoding="utf-8")
    build([plans, other], store)
    (plans / "qinghe.txt").unlink()
    report = build([other], store, prune=True)
    assert report.removed == []
    assert report.documents == 3


def test_prune_keeps_what_cannot_be_read_now(plans: Path, built: Path) -> None:
    (plans / "qinghe.txt").write_bytes(b"")
    report = build([plans], built, prune=True)
    assert report.failed
    assert "kept" in problems(report)
    assert count(built) == 7


def test_two_files_with_the_same_bytes_are_one_document(plans: Path, store: Path) -> None:
    shutil.copy(plans / "qinghe.txt", plans / "a-copy.txt")
    report = build([plans], store)
    assert (report.documents, len(report.built)) == (2, 2)
    assert any("same bytes" in note for note in report.notes)
    assert open_store(store).query('ASK { ?d zr:sourceFile "a-copy.txt" }')
    assert build([plans], store).changed is False
    (plans / "a-copy.txt").unlink()
    report = build([plans], store, prune=True)
    assert report.documents == 2
    assert open_store(store).query('ASK { ?d zr:sourceFile "qinghe.txt" }')


def test_copy_found_later_gives_the_same_store(plans: Path, tmp_path: Path) -> None:
    build([plans], tmp_path / "late")
    shutil.copy(plans / "qinghe.txt", plans / "a-copy.txt")
    build([plans], tmp_path / "late")
    build([plans], tmp_path / "fresh")
    assert contents(tmp_path / "late") == contents(tmp_path / "fresh")


def test_one_id_for_two_texts_is_refused(plans: Path, store: Path) -> None:
    for name in ("qinghe", "yunling"):
        (plans / f"{name}.meta.toml").write_text('id = "same"\n', encoding="utf-8")
    report = build([plans], store)
    assert report.documents == 1
    assert "already that of" in problems(report)
    again = build([plans / "yunling.txt"], store)
    assert "already that of" in problems(again)
    assert again.documents == 1


def test_moved_file_takes_its_id_along(plans: Path, store: Path, tmp_path: Path) -> None:
    (plans / "qinghe.meta.toml").write_text('id = "qinghe"\n', encoding="utf-8")
    build([plans], store)
    moved = tmp_path / "moved"
    plans.rename(moved)
    path = moved / "qinghe.txt"
    path.write_text(
        path.read_text(encoding="utf-8") + "2.养护县道。（责任单位：县交通局）\n", "utf-8"
    )
    report = build([moved], store)
    assert not report.failed
    assert count(store) == 8
    assert build([moved], store).changed is False


def test_store_inside_the_source_is_not_read(plans: Path) -> None:
    store = plans / "zeren-store"
    assert build([plans], store).documents == 2
    report = build([plans], store)
    assert (report.failed, report.changed) == (False, False)


def test_other_version_of_the_reader_builds_again(
    plans: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(built)
    monkeypatch.setattr("zeren.graph.build.folder.fingerprint", lambda: "another")
    assert build([plans / "qinghe.txt"], built).outdated == 1
    assert len(build([plans], built).built) == 1
    assert contents(built) == before


def test_every_changed_run_has_a_record(plans: Path, built: Path) -> None:
    from pyoxigraph import RdfFormat, parse

    def runs() -> list[Path]:
        return sorted((built / "runs").iterdir())

    assert len(runs()) == 1
    build([plans], built)
    assert len(runs()) == 1
    (plans / "qinghe.txt").unlink()
    build([plans], built, prune=True)
    assert len(runs()) == 2
    predicates = {
        quad.predicate.value.rpartition("#")[2]
        for path in runs()
        for quad in parse(path.read_bytes(), RdfFormat.TURTLE)
    }
    assert {"startedAtTime", "endedAtTime", "wasGeneratedBy", "wasInvalidatedBy"} <= predicates


def test_what_lies_beside_plans_is_left_out(plans: Path, store: Path) -> None:
    (plans / "README.md").write_text("about", encoding="utf-8")
    (plans / "gold").mkdir()
    (plans / "gold" / "qinghe.jsonl").write_text("{}", encoding="utf-8")
    for name in (".hidden.txt", "~$plan.txt", "Thumbs.db", "plan.txt~", "plan.txt.part"):
        (plans / name).write_text("rubbish", encoding="utf-8")
    report = build([plans], store)
    assert (report.documents, report.failed) == (2, False)
    assert any("1 .jsonl, 1 .md" in note for note in report.notes)
    assert build([plans / "README.md"], store).documents == 3

"""``zeren validate``: what, where and which sentence; and the warning of a build."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from support.stores.stores import Ask, contents, put_shard
from zeren.graph.analysis.validating import check_all, sentence_at
from zeren.graph.build import reading
from zeren.graph.build.folder import build
from zeren.graph.store.opening import documents
from zeren.loaders import Metadata, PolicyDocument, load
from zeren.loaders.records import Span
from zeren.ontology.terms import ZR, document_iri

SH = "http://www.w3.org/ns/shacl#"


def plant(store: Path, name: str, change: Callable[[str], str]) -> str:
    """Change a shard so that the store takes it for its own; return the document's id.

    Only a fault of the reader can do that: a shard that is changed on the disk is noticed.
    """
    entry = next(entry for entry in documents(store).values() if entry.source.endswith(name))
    before = contents(store)[f"{entry.id}.nq"].decode("utf-8")
    after = change(before)
    assert after != before
    put_shard(store, f"{entry.id}.nq", after.encode("utf-8"))
    digest = hashlib.sha256(after.encode("utf-8")).hexdigest()
    for text in (store / "texts").glob(f"{entry.id}.*"):
        text.rename(text.with_name(text.name.replace(entry.shard[:12], digest[:12])))
    journal = store / "sources.jsonl"
    lines = journal.read_text(encoding="utf-8").replace(entry.shard, digest)
    journal.write_text(lines, encoding="utf-8", newline="\n")
    return entry.id


@pytest.fixture
def wrong(shared: Path, tmp_path: Path) -> tuple[Path, str]:
    """A store in which one value, one role and one offset of a plan are wrong."""
    store = Path(shutil.copytree(shared, tmp_path / "wrong"))

    def change(text: str) -> str:
        text = re.sub(rf'(/task/1/target/1> <{ZR}value> ")\d+', r"\g<1>777", text, count=1)
        text = re.sub(rf"(/task/2/\S+> <{ZR}role> <{ZR})\w+", r"\g<1>boss", text, count=1)
        return re.sub(rf'(/task/3> <{ZR}start> ")\d+', r"\g<1>1", text, count=1)

    return store, plant(store, "yunling.txt", change)


def test_sound_documents_pass(ask: Ask, shared: Path) -> None:
    code, out, err = ask("validate", "--store", shared)
    assert code == 0
    assert out.count("no violations 无误") == len(documents(shared)) == 2
    assert "2 documents: no violations" in err


def test_it_says_what_where_and_which_sentence(ask: Ask, wrong: tuple[Path, str]) -> None:
    store, document = wrong
    code, out, err = ask("validate", document, "--store", store)
    assert code == 1
    assert "violations" in err
    assert "[value-parses]" in out
    assert "stated: 777" in out
    assert "[assignment-role]" in out
    assert "[quote-is-source]" in out
    place = re.search(r"task 1 \(@1\), line (\d+):(\d+): .*数值不是原文所写的数", out)
    assert place
    text = (shared_text(store, document)).splitlines()
    assert text[int(place[1]) - 1][int(place[2]) - 1 :].startswith("两所")
    assert "source: " in out


def shared_text(store: Path, document: str) -> str:
    return next((store / "texts").glob(f"{document}.*.txt")).read_bytes().decode("utf-8")


def test_other_documents_are_not_touched(ask: Ask, wrong: tuple[Path, str]) -> None:
    """Each document is checked by itself: the sound one passes beside the wrong one."""
    code, out, _ = ask("validate", "--store", wrong[0])
    assert code == 1
    assert out.count("无误") == 1


def test_a_damaged_shard_is_not_passed_over(ask: Ask, shared: Path, tmp_path: Path) -> None:
    """What was changed on the disk is not validated, and the exit code says so."""
    store = Path(shutil.copytree(shared, tmp_path / "damaged"))
    path = next((store / "shards").iterdir())
    name = path.name.removesuffix(".gz")
    put_shard(store, name, contents(store)[name].replace(b"lead", b"boss"))
    code, out, err = ask("validate", "--store", store)
    assert code == 1
    assert "not what was written" in err
    assert out.count("无误") == 1


def test_json_has_the_same_findings(ask: Ask, wrong: tuple[Path, str]) -> None:
    store, document = wrong
    code, out, _ = ask("validate", document, "--store", store, "--format", "json")
    assert code == 1
    (content,) = json.loads(out)
    found = {(each["shape"], each["position"]) for each in content["violations"]}
    assert {("value-parses", 1), ("assignment-role", 2), ("quote-is-source", 3)} <= found
    for each in content["violations"]:
        assert each["line"] > 0
        assert each["sentence"] in " ".join(shared_text(store, document).split())


def test_ttl_is_a_shacl_report(ask: Ask, wrong: tuple[Path, str], shared: Path) -> None:
    """Other tools read it; for a sound store it says that it conforms."""
    store, document = wrong
    _, out, _ = ask("validate", "--store", store, "--format", "ttl")
    quads = list(ox.parse(out.encode(), ox.RdfFormat.TURTLE))
    (conforms,) = [q.object.value for q in quads if q.predicate.value == SH + "conforms"]  # type: ignore[union-attr]
    assert conforms == "false"
    focus = {q.object.value for q in quads if q.predicate.value == SH + "focusNode"}  # type: ignore[union-attr]
    assert f"{document_iri(document)}/task/1/target/1" in focus
    code, out, _ = ask("validate", "--store", shared, "--format", "ttl")
    assert code == 0
    assert "sh:conforms true" in out


def test_a_file_is_validated_on_the_spot(ask: Ask, plans: Path, tmp_path: Path) -> None:
    code, out, _ = ask("validate", plans / "yunling.txt", "--store", tmp_path / "none")
    assert code == 0
    assert "无误" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--format", "xml"], "no format 'xml'"), (["nowhere"], "no document 'nowhere'")],
)
def test_errors_say_what_to_do(ask: Ask, shared: Path, arguments: list[str], words: str) -> None:
    code, _, err = ask("validate", *arguments, "--store", shared)
    assert code == 2
    assert words in err
    assert "next: " in err


def test_a_build_warns(ask: Ask, plans: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that makes a value up is told on by the build, which goes on all the same."""

    def wrong(data: bytes, metadata: Metadata, *rest: object) -> PolicyDocument:
        document = load(data, metadata)
        tasks = tuple(
            replace(task, targets=tuple(replace(t, value=t.value + 1) for t in task.targets))
            for task in document.tasks
        )
        return replace(document, tasks=tasks)

    monkeypatch.setattr("zeren.loaders.load", wrong, raising=False)
    code, _, err = ask("build", plans / "yunling.txt", "--store", store, "--jobs", "1")
    assert code == 0
    assert "do not fit their source" in err
    identifier = next(iter(documents(store)))
    assert f"zeren validate {identifier} --store {store}" in err
    (checked,) = check_all([identifier], store)
    assert {finding.violation.shape for finding in checked.findings} == {"value-parses"}


def test_a_sound_build_does_not_warn(plans: Path, store: Path) -> None:
    report = build([plans], store)
    assert not any("zeren validate" in note for note in report.notes)


def test_reading_counts_faults(plans: Path) -> None:
    document = load((plans / "yunling.txt").read_bytes())
    assert reading.reading_of(document).faults == 0
    first = document.tasks[0]
    shifted = replace(first, span=Span(first.span.start, 10**6))
    wrong = replace(document, tasks=(shifted, *document.tasks[1:]))
    assert reading.reading_of(wrong).faults > 0


def test_a_sentence_ends_where_it_ends() -> None:
    text = "一是建设。二是新增床位5张；三是宣传。"
    assert sentence_at(text, Span(text.index("5张"), text.index("5张") + 2)) == "二是新增床位5张；"
    assert sentence_at(text, Span(len(text), len(text))) == ""
    assert len(sentence_at("字" * 1000, Span(500, 501))) <= 240

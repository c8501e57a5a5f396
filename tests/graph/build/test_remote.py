"""Stores at a URL: the bytes of a local build, whatever breaks off on the way."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from support.stores.stores import COMMAND, Ask, everything, plan_text, problems
from zeren.graph.build import committing
from zeren.graph.build.folder import build
from zeren.graph.build.remote import build as remote_build
from zeren.graph.build.remote.place import Remote
from zeren.graph.build.restore import restore
from zeren.graph.build.sources.themes import Themes
from zeren.graph.errors import GraphError
from zeren.graph.store.catalogue.journal import parse, state
from zeren.graph.store.catalogue.packing import hash_of, unpacked
from zeren.graph.store.opening import open_store

fsspec = pytest.importorskip("fsspec", reason="the extra `cluster` is not installed")

Many = Callable[..., Path]
FOLDERS = ("shards", "texts", "themes", "units")
THEME = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:x:s> a skos:ConceptScheme . <urn:x:lamps> a skos:Concept ; skos:inScheme <urn:x:s> ;
  skos:prefLabel "路灯"@zh .
"""


@pytest.fixture
def bucket() -> Iterator[str]:
    """An object store in memory, empty."""
    files = fsspec.filesystem("memory")
    yield "memory://bucket/plans"
    files.rm("/bucket", recursive=True)


def held(url: str) -> dict[str, bytes]:
    """Return the files at *url* that a build promises, by name."""
    remote = Remote(url)
    names = [f"{folder}/{name}" for folder in FOLDERS for name in remote.names(folder)]
    return {name: remote.get(name) or b"" for name in ["FORMAT", "sources.jsonl", *names]}


def local(source: Path, store: Path, **options: object) -> dict[str, bytes]:
    """Build on this machine; return what the store holds."""
    assert not build([source], store, **options).stopped  # type: ignore[arg-type]
    return held(store.as_uri())


def revise(source: Path) -> None:
    """Change a plan, take one away, add one, rename one with other bytes."""
    (source / "plan001.txt").write_text(plan_text(1, "（修订）"), encoding="utf-8")
    (source / "plan002.txt").unlink()
    (source / "plan900.txt").write_text(plan_text(900), encoding="utf-8")
    (source / "plan003.txt").rename(source / "plan903.txt")
    (source / "plan903.meta.toml").write_text('title = "另一个名称"\n', encoding="utf-8")


def test_same_bytes_as_a_local_build(many: Many, tmp_path: Path, bucket: str) -> None:
    source, there = many(5), tmp_path / "there"
    themes = Themes((THEME.encode(),), units=b"")
    whole = local(source, tmp_path / "local", themes=themes)
    for url in (bucket, there.as_uri()):
        report = build([source], url, themes=themes)
        assert not report.failed, problems(report)
        assert held(url) == whole
        assert (report.documents, report.tasks, report.assignments) == (5, 15, 25)
        assert Remote(url).get("BUILDING") is None
    assert any(name.startswith("themes/") for name in whole)
    assert not list(there.rglob(".tmp-*"))


def test_second_build_reads_only_what_changed(many: Many, tmp_path: Path, bucket: str) -> None:
    source, there = many(6), tmp_path / "there"
    for url in (bucket, there.as_uri()):
        build([source], url)
    before = everything(there)
    again = build([source], there.as_uri())
    assert (again.changed, again.unchanged) == (False, 6)
    assert everything(there) == before
    revise(source)
    whole = local(source, tmp_path / "local")
    for url in (bucket, there.as_uri()):
        report = build([source], url, prune=True)
        assert len(report.built) == 3
        assert len(report.missing) == 0
        assert held(url) == whole
    assert len(build([source], bucket).built) == 0


def test_gone_files_stay_without_prune(many: Many, bucket: str) -> None:
    source = many(3)
    build([source], bucket)
    (source / "plan001.txt").unlink()
    report = build([source], bucket)
    assert report.missing == [str(source / "plan001.txt")]
    assert report.documents == 3
    assert len(build([source], bucket, prune=True).removed) == 1
    assert len(held(bucket)) == 2 + 3 * 2


def test_themes_that_nobody_needs_go(many: Many, bucket: str) -> None:
    source = many(2)
    build([source], bucket, themes=Themes((THEME.encode(),)))
    build([source], bucket)
    assert Remote(bucket).names("themes") == []


class _KilledError(BaseException):
    """Nothing of ours catches it, as nothing sees a kill."""


def whole_documents(url: str) -> dict[str, str]:
    """Return the hash of each document in force; make sure that its files are there."""
    remote, found = Remote(url), {}
    lines = parse((remote.get("sources.jsonl") or b"").splitlines(keepends=True))
    shards = {
        name.removesuffix(".nq.gz"): hash_of(remote.get(f"shards/{name}") or b"")
        for name in remote.names("shards")
    }
    for document_id, entry in state(lines, shards.keys(), shards.__getitem__).documents().items():
        assert remote.get(f"texts/{document_id}.{entry.shard[:12]}.txt")
        found[entry.source] = entry.shard
    return found


@pytest.mark.kill
@pytest.mark.parametrize(
    ("failure", "prune"), [(_KilledError, True), (_KilledError, False), (OSError, True)]
)
def test_broken_off_at_each_step(
    many: Many,
    tmp_path: Path,
    bucket: str,
    monkeypatch: pytest.MonkeyPatch,
    failure: type[BaseException],
    prune: bool,
) -> None:
    """Every write and removal in turn is the last: each document is old or new, and it mends."""
    source = many(5)
    monkeypatch.setattr(remote_build, "_TOGETHER", 1)
    monkeypatch.setattr(remote_build, "_SECONDS", 0.0)
    monkeypatch.setattr(committing, "MOST", 2)
    steps, wanted = 0, 0
    put, remove = Remote.put, Remote.remove

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == wanted:
            raise failure

    def put_one_by_one(remote: Remote, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            step()
            put(remote, {name: data})

    def remove_one_by_one(remote: Remote, names: Iterator[str]) -> None:
        for name in list(names):
            step()
            remove(remote, [name])

    build([source], tmp_path / "old")
    build([source], bucket)
    old = whole_documents(bucket)
    files = fsspec.filesystem("memory")
    kept = {path: files.cat_file(path) for path in files.find("/bucket")}
    revise(source)
    build([source], tmp_path / "old", prune=prune)
    whole = held((tmp_path / "old").as_uri())
    new = whole_documents((tmp_path / "old").as_uri())
    monkeypatch.setattr(Remote, "put", put_one_by_one)
    monkeypatch.setattr(Remote, "remove", remove_one_by_one)
    stopped = True
    while stopped:
        files.rm("/bucket", recursive=True)
        files.pipe(kept)
        steps, wanted = 0, wanted + 1
        try:
            stopped = build([source], bucket, prune=prune).stopped is not None
        except (_KilledError, GraphError):
            stopped = True
        wanted_now, wanted = wanted, 0
        for path, digest in whole_documents(bucket).items():
            assert digest in {old.get(path), new.get(path)}, wanted_now
        assert not build([source], bucket, prune=prune).failed
        assert held(bucket) == whole, wanted_now
        assert Remote(bucket).get("BUILDING") is None
        wanted = wanted_now
    assert wanted > 15


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="kills processes with signals")
def test_killed_at_random_moments(many: Many, tmp_path: Path) -> None:
    source, there = many(130), tmp_path / "there"
    whole = local(source, tmp_path / "local")
    chance = random.Random(9)
    for _ in range(20 if os.environ.get("ZEREN_SLOW") else 3):
        process = subprocess.Popen(
            [*COMMAND, "build", str(source), "--store", there.as_uri(), "--jobs", "1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while not list(there.glob("shards/[!.]*")) and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.5)
        process.kill()
        process.wait()
        whole_documents(there.as_uri())
    assert not build([source], there.as_uri()).failed
    assert held(there.as_uri()) == whole


def test_build_stops_when_another_has_begun(many: Many, tmp_path: Path, bucket: str) -> None:
    source = many(3)
    whole = local(source, tmp_path / "local")

    def progress(done: int, *_: object) -> None:
        if done == 1:
            assert not build([source], bucket).failed

    report = build([source], bucket, progress=progress)
    assert report.stopped is not None
    assert "another build has begun" in report.stopped.what
    assert held(bucket) == whole
    assert Remote(bucket).get("BUILDING") is None


def test_what_was_read_is_put_back_now_and_then(
    many: Many, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill after hours must not cost hours."""
    monkeypatch.setattr(remote_build, "_SECONDS", 0.0)
    monkeypatch.setattr(committing, "MOST", 2)
    there: list[int] = []

    def progress(done: int, *_: object) -> None:
        there.append(len(whole_documents(bucket)))

    build([many(6)], bucket, progress=progress)
    assert there == [0, 0, 2, 2, 4, 4, 6]


def test_an_old_store_is_packed(many: Many, bucket: str) -> None:
    source = many(2)
    build([source], bucket)
    whole = held(bucket)
    remote = Remote(bucket)
    for name, data in whole.items():
        if name.startswith("shards/"):
            remote.put({name.removesuffix(".gz"): unpacked(data)})
            remote.remove([name])
    remote.put({"FORMAT": b'{"format": 1}'})
    report = build([source], bucket)
    assert [note for note in report.notes if "older zeren" in note and bucket in note]
    assert held(bucket) == whole


def test_restored_into_a_folder(many: Many, tmp_path: Path, bucket: str) -> None:
    source, here = many(3), tmp_path / "here"
    build([source], bucket)
    restored = restore(bucket, here)
    assert restored.documents == 3
    assert held(here.as_uri()) == held(bucket)
    assert len(list(open_store(here).query("SELECT ?t { ?t a zr:Task }"))) == 9
    assert not build([source], here).built


@pytest.mark.kill
def contents_of(url: str) -> dict[str, bytes]:
    remote = Remote(url)
    return {
        name.removesuffix(".gz"): unpacked(remote.get(f"shards/{name}") or b"")
        for name in remote.names("shards")
    }


def test_only_a_folder_can_be_asked(many: Many, tmp_path: Path, ask: Ask) -> None:
    url = (tmp_path / "there").as_uri()
    code, out, err = ask("build", many(2), "--store", url)
    assert (code, err) == (0, "")
    assert f"next: zeren build --from-snapshot {url}" in out
    code, out, err = ask("query", "lead-units", "--store", url)
    assert code == 1
    assert f"next: zeren build --from-snapshot {url} --store DIR" in err
    code, out, err = ask("build", "--from-snapshot", url, "--store", tmp_path / "here")
    assert code == 0, err
    assert ask("query", "lead-units", "--store", tmp_path / "here")[0] == 0


def test_place_with_other_things_is_left_alone(many: Many, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    (there / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(GraphError, match="is not a store of zeren and is not empty"):
        build([many(1)], there.as_uri())
    assert [path.name for path in there.iterdir()] == ["letters.txt"]


def test_newer_store_is_left_alone(many: Many, bucket: str) -> None:
    Remote(bucket).put({"FORMAT": b'{"format": 99}'})
    with pytest.raises(GraphError, match="newer zeren"):
        build([many(1)], bucket)


@pytest.mark.parametrize("url", ["nonsense://x/y", "s3://bucket/plans"])
def test_place_that_fsspec_does_not_know(url: str, many: Many) -> None:
    if url.startswith("s3"):
        try:
            import s3fs  # noqa: F401
        except ImportError:
            pass
        else:
            pytest.skip("s3fs is installed")
    with pytest.raises(GraphError) as caught:
        build([many(1)], url)
    assert url in caught.value.what
    assert "fsspec" in caught.value.next_step or "name a folder" in caught.value.next_step


def test_place_that_cannot_be_written(many: Many, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(GraphError, match="cannot be read or written"):
        build([many(1)], (tmp_path / "file" / "store").as_uri())


def test_extra_is_not_installed(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(GraphError) as caught:
        build([many(1)], "memory://x")
    assert "pip install 'zeren[cluster]'" in caught.value.next_step


def test_damaged_line_is_told(many: Many, bucket: str) -> None:
    source = many(2)
    build([source], bucket)
    remote = Remote(bucket)
    lines = (remote.get("sources.jsonl") or b"").splitlines(keepends=True)
    remote.put({"sources.jsonl": b"{damaged}\n" + lines[1]})
    report = build([source], bucket)
    assert len(report.built) == 1
    assert report.documents == 2

"""Bad input and bad circumstances: one clear line each, the others are built, nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.stores.stores import (
    DATA,
    Ask,
    Zeren,
    assert_tidy,
    contents,
    everything,
    held_elsewhere,
    plan_text,
)
from zeren.graph.build import worklist as plan
from zeren.graph.build.folder import build
from zeren.graph.store.catalogue.layout import FORMAT

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
ROOT = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="needs root on Linux to set the stage"
)


def error_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("zeren: error:")]


def assert_one_complaint(ask: Ask, source: Path, store: Path, *words: str, built: int = 2) -> None:
    """Assert that the build has one error line with these words, and built the rest."""
    code, out, err = ask("build", source, "--store", store)
    assert code == 1
    (line,) = error_lines(err)
    assert "next: " in line
    for word in words:
        assert word in line
    assert f"{built} built" in out


def test_empty_file(ask: Ask, plans: Path, store: Path) -> None:
    (plans / "empty.txt").write_bytes(b"")
    assert_one_complaint(ask, plans, store, "empty.txt", "Z101")


def test_binary_file(ask: Ask, plans: Path, store: Path) -> None:
    (plans / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40)
    assert_one_complaint(ask, plans, store, "picture.jpg")


def test_encoding_that_does_not_fit(ask: Ask, plans: Path, store: Path) -> None:
    (plans / "gbk.txt").write_bytes(plan_text(1).encode("gb18030"))
    (plans / "gbk.meta.toml").write_text('encoding = "utf-8"\n', encoding="utf-8")
    assert_one_complaint(ask, plans, store, "gbk.txt", "utf-8")


def test_encoding_nobody_knows(ask: Ask, plans: Path, store: Path) -> None:
    code, _, err = ask("build", plans, "--store", store, "--encoding", "gbl2312")
    assert code == 2
    assert "gbl2312" in err
    assert not store.exists()


@POSIX
def test_file_name_that_would_drive_the_terminal(ask: Ask, plans: Path, store: Path) -> None:
    (plans / "empty\n\x1b[2J.txt").write_bytes(b"")
    assert_one_complaint(ask, plans, store, "empty\ufffd\ufffd[2J.txt")
    raw = os.fsencode(plans) + b"/\xc7\xe0.txt"
    with open(raw, "wb") as file:  # noqa: PTH123  (a name in GBK, as an old archive leaves it)
        file.write(plan_text(3).encode("utf-8"))
    assert "1 built" in ask("build", plans, "--store", store)[1]
    assert "1 built" not in ask("build", plans, "--store", store)[1]


@POSIX
def test_directory_loop(ask: Ask, plans: Path, store: Path) -> None:
    (plans / "deep").mkdir()
    (plans / "deep" / "loop").symlink_to(plans)
    assert_one_complaint(ask, plans, store, "loop", "contains it")


@POSIX
def test_link_to_itself_and_to_nothing(ask: Ask, plans: Path, store: Path) -> None:
    (plans / "self.txt").symlink_to("self.txt")
    (plans / "gone.txt").symlink_to("nowhere.txt")
    code, out, err = ask("build", plans, "--store", store)
    assert code == 1
    assert len(error_lines(err)) == 2
    assert "2 built" in out


@POSIX
def test_pipe_does_not_hang_the_build(ask: Ask, plans: Path, store: Path) -> None:
    os.mkfifo(plans / "pipe.txt")
    assert_one_complaint(ask, plans, store, "pipe.txt", "not a regular file")


def test_line_of_50_megabytes(ask: Ask, plans: Path, store: Path) -> None:
    (plans / "long.txt").write_bytes("字".encode() * (50 * 1024 * 1024 // 3))
    assert_one_complaint(ask, plans, store, "long.txt", "too large", "--max-size 50")


def test_file_that_vanishes_after_the_listing(
    ask: Ask, plans: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = plan.metadata_for

    def vanish(path: Path, *others: object, **more: object) -> object:
        if path.name == "victim.txt":
            path.unlink()
        return read(path, *others, **more)  # type: ignore[arg-type]

    (plans / "victim.txt").write_text(plan_text(1), encoding="utf-8")
    monkeypatch.setattr(plan, "metadata_for", vanish)
    assert_one_complaint(ask, plans, store, "victim.txt", "it is gone")


def test_file_that_changes_while_it_is_read(
    ask: Ask, plans: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = plan.read_bytes

    def change(path: str, limit: int) -> bytes:
        data = read(path, limit)
        if path.endswith("victim.txt"):
            Path(path).write_text(plan_text(2), encoding="utf-8")
        return data

    (plans / "victim.txt").write_text(plan_text(1), encoding="utf-8")
    monkeypatch.setattr(plan, "read_bytes", change)
    assert_one_complaint(ask, plans, store, "victim.txt", "changed while")


def test_source_that_does_not_exist(ask: Ask, plans: Path, store: Path) -> None:
    code, out, err = ask("build", plans, plans / "nothing", "--store", store)
    assert code == 1
    assert "no such file or folder" in error_lines(err)[0]
    assert "2 built" in out


def test_nothing_that_exists_makes_no_store(ask: Ask, tmp_path: Path, store: Path) -> None:
    """An empty store would answer every question with no rows, as if that were so."""
    code, _, err = ask("build", tmp_path / "nowhere", tmp_path / "nor here", "--store", store)
    assert code == 2
    assert "there is nothing at" in err
    assert not store.exists()
    assert ask("query", "lead-units", "--store", store)[0] == 1


def test_fault_inside_the_reader_is_one_file(
    ask: Ask, plans: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zeren.loaders

    load = zeren.loaders.load

    def fail(data: bytes, metadata: object, schemes: object) -> object:
        if b"\xe9\x9d\x92" in data:  # 青
            raise RecursionError("too deep\nin two lines")
        return load(data, metadata)  # type: ignore[arg-type]

    monkeypatch.setattr(zeren.loaders, "load", fail, raising=False)
    assert_one_complaint(ask, plans, store, "qinghe.txt", "RecursionError", built=1)


def test_worker_that_dies_is_one_file(
    plans: Path, store: Path, zeren: Zeren, tmp_path: Path, many: Callable[..., Path]
) -> None:
    folder = many(5)
    (folder / "plan002x.txt").write_text("KILL THE WORKER", encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import os, zeren.graph.build.reading as reading\n"
        "good = reading.read_document\n"
        "def read_document(data, metadata, shown, themes):\n"
        "    return os._exit(9) if b'KILL' in data else good(data, metadata, shown)\n"
        "reading.read_document = read_document\n",
        encoding="utf-8",
    )
    environment = {"PYTHONPATH": str(tmp_path / "site")}
    done = zeren("build", folder, "--store", store, "--jobs", "2", env=environment)
    assert done.returncode == 1
    (line,) = error_lines(done.stderr)
    assert "plan002x.txt" in line
    assert "died (exit code 9)" in line
    assert "5 built" in done.stdout


def test_store_of_a_newer_version(ask: Ask, plans: Path, built: Path) -> None:
    (built / "FORMAT").write_text(json.dumps({"format": FORMAT + 1}), encoding="utf-8")
    before = everything(built)
    for command in (("build", plans), ("query", "documents"), ("show", "qinghe")):
        code, _, err = ask(*command, "--store", built)
        assert code == 1
        assert len(error_lines(err)) == 1
        assert "newer zeren" in err
    assert everything(built) == before


def test_damaged_format_file(ask: Ask, plans: Path, built: Path) -> None:
    (built / "FORMAT").write_text("?", encoding="utf-8")
    code, _, err = ask("build", plans, "--store", built)
    assert code == 1
    assert "damaged" in err


def test_store_that_is_a_file(ask: Ask, plans: Path, store: Path) -> None:
    store.write_text("my notes", encoding="utf-8")
    for command in (("build", plans), ("query", "documents")):
        code, _, err = ask(*command, "--store", store)
        assert code == 1
        assert "is a file" in err
    assert store.read_text(encoding="utf-8") == "my notes"


def test_store_that_is_somebody_elses_folder(ask: Ask, plans: Path) -> None:
    before = sorted(plans.iterdir())
    code, _, err = ask("build", plans, "--store", plans)
    assert code == 1
    assert "not empty" in err
    assert sorted(plans.iterdir()) == before


def test_no_store(ask: Ask, store: Path) -> None:
    code, _, err = ask("query", "documents", "--store", store)
    assert code == 1
    assert "zeren build" in err


def test_second_build_at_once_is_refused(ask: Ask, plans: Path, built: Path) -> None:
    with held_elsewhere(built):
        code, _, err = ask("build", plans, "--store", built)
        assert code == 1
        assert "another build or backup is at work" in err
        code, _, err = ask("query", "documents", "--store", built)
        assert code == 0
        shutil.rmtree(built / "cache")
        code, _, err = ask("query", "documents", "--store", built)
        assert code == 1
        assert "first build" in err
    code, _, err = ask("query", "documents", "--store", built)
    assert code == 0


def test_damaged_journal_line(ask: Ask, plans: Path, built: Path) -> None:
    journal = built / "sources.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"{not json}\n" + lines[1])
    shards = contents(built)
    code, out, err = ask("query", "documents", "--store", built)
    assert code == 0
    assert "sources.jsonl:1" in err
    assert "qinghe.txt" in out  # its shard is there, so its document is
    code, _, err = ask("build", plans, "--store", built)
    assert code == 0
    assert contents(built) == shards
    assert ask("build", plans, "--store", built)[2] == ""
    assert_tidy(built)


@pytest.mark.usefixtures("on_disk")
def test_truncated_shard(ask: Ask, plans: Path, built: Path) -> None:
    shards = contents(built)
    path = built / "shards" / f"{next(iter(shards))}.gz"
    path.write_bytes(path.read_bytes()[:500])
    code, out, err = ask("query", "documents", "--store", built)
    assert code == 0
    assert "not what was written" in err
    assert len(out.splitlines()) == 4  # the cache still holds both documents
    shutil.rmtree(built / "cache")
    code, out, err = ask("query", "documents", "--store", built)
    assert len(out.splitlines()) == 3
    code, out, _ = ask("build", plans, "--store", built)
    assert code == 0
    assert "1 built, 1 unchanged" in out
    assert contents(built) == shards
    assert_tidy(built)


def test_missing_shard_is_made_again(ask: Ask, plans: Path, built: Path) -> None:
    shards = contents(built)
    (built / "shards" / f"{next(iter(shards))}.gz").unlink()
    assert "missing" in ask("query", "documents", "--store", built)[2]
    assert ask("build", plans, "--store", built)[0] == 0
    assert contents(built) == shards


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.kill
@ROOT
@pytest.mark.parametrize("free", [0, 8, 40, 160, 400])
def test_full_disk(small_disk: Path, zeren: Zeren, many: Callable[..., Path], free: int) -> None:
    store = small_disk / "store"
    folder = many(12)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(1024 * (1024 - free) - 16384))
    done = zeren("build", folder, "--store", store)
    assert done.returncode == 1
    (line,) = error_lines(done.stderr)
    assert "no space left" in line
    stored = contents(store) if (store / "shards").exists() else {}
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    done = zeren("build", folder, "--store", store)
    assert done.returncode == 0, done.stderr
    assert stored.items() <= contents(store).items()
    assert len(contents(store)) == 12
    assert_tidy(store)


@pytest.mark.kill
@POSIX
def test_limit_on_the_size_of_files(
    plans: Path, built: Path, zeren: Zeren, many: Callable[..., Path]
) -> None:
    """A disk that fills in the middle of a file, and a store that is there already."""
    before = contents(built)
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    done = zeren("build", plans, many(1), "--store", built, preexec_fn=limit)
    assert done.returncode == 1
    assert "file too large" in error_lines(done.stderr)[0]
    assert before.items() <= contents(built).items()
    assert zeren("build", plans, many(1), "--store", built).returncode == 0
    assert_tidy(built)


AS_NOBODY = """
import contextlib, io, os, sys
from zeren.graph import cli
source, store, *arguments = sys.argv[1:]
mute = io.TextIOWrapper(io.BytesIO(), "utf-8")
with contextlib.redirect_stdout(mute), contextlib.redirect_stderr(mute):
    cli.run(["build", source, "--store", store])  # imports what the interpreter of root may read
    cli.run(["query", "documents", "--store", store])
os.setgroups([]); os.setgid(65534); os.setuid(65534)
sys.exit(cli.run(arguments))
"""


@ROOT
def test_no_permission(plans: Path, store: Path, tmp_path: Path) -> None:
    """The build runs as a user who may not read one file and one folder, nor write the store."""
    (plans / "secret.txt").write_text(plan_text(1), encoding="utf-8")
    (plans / "locked").mkdir()
    (plans / "locked" / "plan.txt").write_text(plan_text(2), encoding="utf-8")
    assert not build([plans], store).failed
    (plans / "secret.txt").chmod(0)
    (plans / "locked").chmod(0)
    for parent in [tmp_path, *tmp_path.parents[:3]]:
        parent.chmod(0o755)

    def as_nobody(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        warm = [DATA / "plans", tmp_path / "warm", *arguments]
        return subprocess.run(
            [sys.executable, "-c", AS_NOBODY, *map(str, warm)],
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def give(user: int) -> None:
        for path in [store, *store.rglob("*")]:
            os.chown(path, user, user)

    give(65534)
    before = contents(store)
    done = as_nobody("build", plans, "--store", store, "--prune")
    assert done.returncode == 1
    lines = error_lines(done.stderr)
    assert len(lines) == 2, done
    assert any("locked" in line and "cannot be listed" in line for line in lines)
    assert any("secret.txt" in line and "permission" in line for line in lines)
    assert contents(store) == before

    give(0)
    files = everything(store)
    done = as_nobody("build", plans, "--store", store)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert len(error_lines(done.stderr)) == 1
    done = as_nobody("query", "documents", "--store", store)
    assert (done.returncode, done.stderr) == (0, "4 rows\n")
    assert everything(store) == files
    shutil.rmtree(store / "cache")
    done = as_nobody("query", "documents", "--store", store)
    assert done.returncode == 0
    assert "4 rows" in done.stderr
    assert "into memory" in done.stderr

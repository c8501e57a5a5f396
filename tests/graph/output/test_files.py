"""Files that are complete or not there, whoever has the old one open."""

from __future__ import annotations

import ast
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from support import ROOT
from zeren.graph.errors import os_reason
from zeren.graph.output import files
from zeren.graph.output.files import put_in_place, replacing, write_all, write_atomic


def test_a_file_gets_its_name_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomic(path, b"old")
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_goes_wrong_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_atomic(path, b"old")
    with suppress(RuntimeError), replacing(path) as file:
        file.write(b"new")
        raise RuntimeError
    with pytest.raises(OSError, match="no"):
        write_all([(path, b"newer"), (tmp_path / "no" / "b.txt", b"b")])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_kill_left_goes_first(tmp_path: Path) -> None:
    path = tmp_path / "a[1].zip"
    (tmp_path / ".tmp-0123abcd-a[1].zip").write_bytes(bytes(1000))
    (tmp_path / ".tmp-0123abcd-other.zip").write_bytes(b"somebody else is at it")
    with replacing(path) as file:
        file.write(b"x")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        ".tmp-0123abcd-other.zip",
        "a[1].zip",
    ]


class _Open:
    """A finished file whose name another program holds open, as Windows has it, for some tries."""

    def __init__(self, tries: int) -> None:
        self.tries = tries
        self.placed = False

    def replace(self, path: Path) -> None:
        self.tries -= 1
        if self.tries >= 0:
            raise PermissionError(13, "Access is denied", str(path))
        self.placed = True


@pytest.mark.parametrize(("tries", "placed"), [(0, True), (4, True), (5, False)])
def test_windows_is_waited_for(monkeypatch: pytest.MonkeyPatch, tries: int, placed: bool) -> None:
    waited: list[float] = []
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(files.time, "sleep", waited.append)
    finished = _Open(tries)
    if placed:
        put_in_place(finished, Path("x.csv"))  # type: ignore[arg-type]
    else:
        with pytest.raises(PermissionError) as caught:
            put_in_place(finished, Path("x.csv"))  # type: ignore[arg-type]
        assert os_reason(caught.value) == "another program has the file open, close it"
    assert finished.placed is placed
    assert len(waited) == min(tries, 4)


def test_elsewhere_no_permission_is_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(PermissionError, match="denied"):
        put_in_place(_Open(1), Path("x.csv"))  # type: ignore[arg-type]


def test_nobody_else_renames_files() -> None:
    """Whatever gives a file its name waits where Windows wants that: there is one place for it."""
    found = []
    for path in sorted((ROOT / "graph").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                takes_one = len(node.args) == 1 and not node.keywords
                if node.func.attr in {"replace", "rename"} and takes_one:
                    found.append(path.relative_to(ROOT).as_posix())
    assert set(found) <= {"graph/output/files.py"}

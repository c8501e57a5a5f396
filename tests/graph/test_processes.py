"""A folder's own code never runs: modules planted beside plans, for each way a process starts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from support.stores.stores import DATA

# What Python, multiprocessing, the engine or our own code import early in a fresh process.
PLANTED = (
    "select", "json", "random", "signal", "threading", "selectors", "socket", "struct", "pickle",
    "multiprocessing", "sitecustomize", "usercustomize", "typing", "dataclasses", "re", "sqlite3",
    "pyoxigraph", "zeren", "typer", "lxml", "gzip", "hashlib", "encodings",
)  # fmt: skip
FOLLOWED = [
    {},
    {"PYTHONPATH": os.pathsep},
    {"PYTHONPATH": f".{os.pathsep}"},
    {"PYTHONUSERBASE": "."},
]
ZEREN = Path(sys.executable).with_name("zeren")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder of plans with modules that leave a mark when they are imported."""
    folder = Path(shutil.copytree(DATA / "plans", tmp_path / "下载 plans"))
    mark = f"open({str(tmp_path / 'ran')!r}, 'a').write(__name__ + chr(10))\n"
    for name in PLANTED:
        (folder / f"{name}.py").write_text(mark, encoding="utf-8")
    (folder / "planted.pth").write_text(f"import os; {mark}", encoding="utf-8")
    return folder


def ran(folder: Path) -> str:
    mark = folder.parent / "ran"
    return mark.read_text(encoding="utf-8") if mark.exists() else ""


def in_folder(folder: Path, *command: str | Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_build(hostile: Path, jobs: str) -> None:
    assert "3 built" in in_folder(hostile, ZEREN, "build", ".", "--jobs", jobs, "--store", "../s")
    assert ran(hostile) == ""


@pytest.mark.parametrize("environment", FOLLOWED, ids=str)
def test_processes_of_a_notebook(hostile: Path, environment: dict[str, str]) -> None:
    """Where the caller's own path begins with the folder, ours does not."""
    code = f"""if True:
        import json, multiprocessing.pool, os, random, sys
        from zeren.graph.processes import apart
        os.environ.update({environment!r})
        sys.path.insert(0, "")
        context = apart()
        print(context.Pool(1).apply(len, (["a", "b"],)))
        process = context.Process(target=print)
        process.start()
        process.join()
        print(process.exitcode)
    """
    assert in_folder(hostile, sys.executable, "-P", "-c", code).split() == ["2", "0"]
    assert ran(hostile) == ""


def test_server(hostile: Path) -> None:
    in_folder(hostile, ZEREN, "build", ".", "--store", "../store")
    command = [ZEREN, "serve", "--store", "../store", "--port", "0"]
    server = subprocess.Popen(
        command, cwd=hostile, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    try:
        assert server.stdout
        address = next(
            found.group() for line in server.stdout if (found := re.search(r"http://\S+/", line))
        )
        with urllib.request.urlopen(f"{address}sparql?query=ASK%7B%7D") as answer:
            assert b"true" in answer.read()
    finally:
        server.terminate()
        server.communicate()
    assert ran(hostile) == ""


def test_the_environment_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    from zeren.graph.processes import apart

    monkeypatch.setenv("PYTHONPATH", f".{os.pathsep}/somewhere")
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    path = list(sys.path)
    process = apart().Process(target=print)
    process.start()
    process.join()
    assert process.exitcode == 0
    assert os.environ["PYTHONPATH"] == f".{os.pathsep}/somewhere"
    assert "PYTHONSAFEPATH" not in os.environ
    assert sys.path == path

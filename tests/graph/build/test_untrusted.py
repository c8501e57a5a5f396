"""Hostile files in a build: each is stopped or read with one clear line, and the build goes on."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from support.hostile.files import bombs, calling, pdf_of
from support.stores.stores import plan_text
from zeren.graph.build.folder import build
from zeren.graph.build.workers.pool import ReadingLimits

MEASURED = """
import json, resource, sys
from zeren.graph.build.folder import build

if __name__ == "__main__":
    report = build([sys.argv[1]], sys.argv[2], jobs=1)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(json.dumps([len(report.built), [p.line() for p in report.problems], children]))
"""


@pytest.mark.fuzz
def test_each_bomb_is_stopped_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    expected = {}
    for name, (data, words) in bombs().items():
        (folder / name).write_bytes(data)
        expected[name] = words
    (folder / "plan.txt").write_text(plan_text(1), encoding="utf-8")
    (folder / "zzz.txt").write_text(plan_text(2), encoding="utf-8")
    report = build([folder], tmp_path / "store")
    assert len(report.built) == 2
    lines = {Path(p.where.partition(" (")[0]).name: p.line() for p in report.problems}
    assert lines.keys() == expected.keys()
    assert len(report.problems) == len(expected)
    for name, words in expected.items():
        assert words in lines[name], lines[name]
        assert "next: " in lines[name]
        assert "\\n" not in lines[name]
        assert "report" not in lines[name]


@pytest.mark.fuzz
def test_no_file_reaches_the_network(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    asked: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: _accept(server, asked), daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        secret = tmp_path / "secret.txt"
        secret.write_text("SECRET", encoding="utf-8")
        for name, data in calling(address).items():
            (folder / name).write_bytes(data)
        for name, data in calling(secret.as_uri()).items():
            (folder / f"file_{name}").write_bytes(data)
        report = build([folder], tmp_path / "store")
    assert asked == []
    lines = [problem.line() for problem in report.problems]
    refused = {Path(problem.where.partition(" (")[0]).name for problem in report.problems}
    assert refused == {"entity.docx", "entity.xlsx", "file_entity.docx", "file_entity.xlsx"}, lines
    assert len(report.built) == 2 * len(calling("")) - len(refused)
    for path in (tmp_path / "store").rglob("*"):
        if path.is_file():
            assert b"SECRET" not in path.read_bytes()


def _accept(server: socket.socket, asked: list[object]) -> None:
    try:
        while True:
            connection, address = server.accept()
            connection.close()
            asked.append(address)
    except OSError:
        return


@pytest.mark.fuzz
@pytest.mark.skipif(sys.platform != "linux", reason="the system does not keep the limit")
def test_memory_is_bounded_whatever_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "wide.html").write_bytes(b"<html><body>" + b"<p>x" * 4_000_000)
    (folder / "plan.txt").write_text(plan_text(1), encoding="utf-8")
    script = tmp_path / "measured.py"
    script.write_text(MEASURED, encoding="utf-8")
    command = [sys.executable, str(script), str(folder), str(tmp_path / "store")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    built, problems, peak = json.loads(done.stdout)
    (line,) = problems
    assert built == 1
    assert "wide.html: it takes more than 1024 MB of memory; next: " in line
    assert 500 * 1024**2 < peak <= 1024**3


def test_time_is_bounded(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "slow.pdf").write_bytes(pdf_of(1, "q " * 2_000_000 + "BT (1. x) Tj ET"))
    (folder / "plan.txt").write_text(plan_text(1), encoding="utf-8")
    report = build([folder], tmp_path / "store", jobs=1, limits=ReadingLimits(seconds=2))
    assert len(report.built) == 1
    (problem,) = report.problems
    assert "it takes more than 2 seconds to read" in problem.line()
    assert "--time-limit" in problem.next_step


def test_memory_of_the_parent_is_not_that_of_the_worker(tmp_path: Path) -> None:
    """Linux counts a process's peak from its parent's: a notebook with much data is no reason."""
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "序号,工作任务,责任单位\n1,新建公园3座,市城管局\n2,改造路灯,市住建局\n", encoding="utf-8"
    )
    script = tmp_path / "script.py"
    script.write_text(
        "from zeren.graph.build.folder import build\n"
        "if __name__ == '__main__':\n"
        "    ballast = b'x' * 1_100_000_000\n"
        f"    report = build([{str(plan)!r}], {str(tmp_path / 'store')!r})\n"
        "    print(report.tasks, report.problems)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "2 []"

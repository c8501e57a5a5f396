"""The documentation says what the program does: its commands run and its output is real."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TWIN = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def zeren(*arguments: str, cwd: Path = ROOT) -> str:
    """Run the command line as a user does; return what it prints to stdout."""
    command = [str(Path(sys.executable).with_name("zeren")), *arguments]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of the example plans, named as the README names it."""
    folder = tmp_path_factory.mktemp("demo")
    zeren("build", str(ROOT / "examples"), "--store", "demo-store", cwd=folder)
    return folder


def test_twin_has_the_same_blocks() -> None:
    """The Chinese README shows the same commands, output and code as the English one."""
    assert BLOCK.findall(README) == BLOCK.findall(TWIN)


def test_demo_prints_what_the_readme_shows(demo: Path) -> None:
    """Each line that `make demo` prints stands in the README, but for the seconds."""
    shown = next(text for kind, text in BLOCK.findall(README) if kind == "text")
    recipe = re.findall(r"^\t\$\(ZEREN\) (query|show) (.*)", MAKEFILE, re.MULTILINE)
    assert recipe
    for command, rest in recipe:
        arguments = rest.replace("$(STORE)", "demo-store").split()
        printed = zeren(command, *arguments, cwd=demo)
        assert printed
        assert printed.rstrip() in shown
    assert "demo-store: 7 documents, 128 tasks, 1 damaged, 526 assignments" in shown


def test_every_command_is_documented() -> None:
    """Each command of the program stands in the README, and the README names no other."""
    commands = re.findall(r"^  (\w+)  ", zeren("--help").split("Commands:")[1], re.MULTILINE)
    named = set(re.findall(r"zeren (\w+) ", README))
    assert commands
    assert set(commands) == named


def test_code_of_the_readme_runs(demo: Path) -> None:
    """The Python of the README runs as it stands, against the example store."""
    code = next(text for kind, text in BLOCK.findall(README) if kind == "python")
    result = subprocess.run(
        [sys.executable, "-c", code.replace("zeren-store", "demo-store")],
        cwd=demo,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert "[('区城管局', 'lead'), ('区财政局', 'responsible')]" in result.stdout


def test_query_of_the_readme_answers(demo: Path) -> None:
    """The SPARQL of the README finds something in the examples."""
    text = re.search(r'zeren query "(\w[^"]+)"', README)
    assert text
    answer = json.loads(
        zeren("query", text[1], "--format", "json", "--store", "demo-store", cwd=demo)
    )
    assert answer["results"]["bindings"]

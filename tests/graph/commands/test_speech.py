"""The command line speaks Chinese: all of its help and messages have their Chinese, and say it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from support import ROOT
from support.stores.stores import Ask, Zeren
from zeren.graph.cli import app
from zeren.graph.commands.shared.speech import (
    chosen,
    folded,
    said,
    speak,
    texts_in_chinese,
)
from zeren.graph.output.tables import width

ERRORS = {"GraphError", "BusyError", "say"}
NOT_TOLD = ("graph/web", "graph/notebook")
"""Rooms whose errors a page or a notebook tells."""
VALUES_ALONE = re.compile(r"[{}\s:;,.()/-]*")


def texts_of_help() -> Iterator[str]:
    command = typer.main.get_command(app)
    for each in (command, *command.commands.values()):  # type: ignore[attr-defined]
        yield inspect.cleandoc(each.help or "")
        yield each.epilog or ""
        yield from (getattr(parameter, "help", None) or "" for parameter in each.params)


def written(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression can be, values as {}."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
        yield "".join(parts)
    elif isinstance(node, ast.IfExp):
        yield from written(node.body)
        yield from written(node.orelse)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = list(written(node.left)) or ["{}"], list(written(node.right)) or ["{}"]
        if len(left) == 1 and len(right) == 1:
            yield left[0] + right[0]


def texts_of_messages() -> Iterator[tuple[str, str]]:
    """Yield each message that a command may tell, with the file that has it."""
    for path in sorted((ROOT / "graph").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(NOT_TOLD):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if called in ERRORS:
                    yield from ((text, name) for each in node.args[:2] for text in written(each))
            elif isinstance(node, ast.Yield) and name.endswith("shared/report.py") and node.value:
                yield from ((text, name) for text in written(node.value))


def test_all_help_has_its_chinese() -> None:
    missing = sorted({text for text in texts_of_help() if text} - texts_in_chinese().keys())
    assert not missing, "add to graph/commands/shared/zh.toml: " + "\n".join(missing)


def test_all_messages_have_their_chinese() -> None:
    found = {text: name for text, name in texts_of_messages() if not VALUES_ALONE.fullmatch(text)}
    assert len(found) > 250
    missing = [f"{name}: {text}" for text, name in found.items() if text not in texts_in_chinese()]
    assert not missing, "add to graph/commands/shared/zh.toml:\n" + "\n".join(sorted(missing))


def test_no_value_is_lost() -> None:
    """The Chinese has the values of the English, each once, and is Chinese where that is prose."""
    for english, chinese in texts_in_chinese().items():
        slots = re.findall(r"\{(\d*)\}", chinese)
        assert len(slots) == english.count("{}"), english
        if any(slots):
            assert sorted(slots) == [str(number) for number in range(len(slots))], english
        prose = re.search("[a-z]{3} [a-z]{3}", english)
        assert not prose or re.search(r"[\u4e00-\u9fff]", chinese), english


def test_help_and_errors_in_chinese(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("--lang", "zh", "--help")
    assert code == 0
    assert "用法：zeren" in out
    assert "把文件读入库中。" in out
    assert not re.search("[A-Z][a-z]+ [a-z]+ [a-z]+", out)
    code, out, _ = ask("--lang=zh", "compare", "-h")
    assert "[默认：zeren-store]" in out
    assert all(width(line) <= 82 for line in out.split("\n"))
    code, _, err = ask("--lang", "zh", "due", "--store", tmp_path / "none")
    assert code == 1
    assert err.startswith("zeren：错误：")
    assert "处没有库\n下一步：用 `zeren build SOURCE" in err
    code, _, err = ask("--lang", "zh", "due", "--nope")
    assert "没有选项 --nope" in err
    _, _, err = ask("due", "--nope")
    assert "No such option" in err


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"), ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "zh_CN", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US", "ZEREN_LANG": "zh"}, "zh"), ({"LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_system(environment: dict[str, str], language: str) -> None:
    assert chosen(["due"], environment) == (language, ["due"])


def test_the_option_chooses_before_the_command_alone() -> None:
    """Commands that have a --lang of their own keep it."""
    assert chosen(["--lang", "zh", "map", "--lang", "en"], {}) == ("zh", ["map", "--lang", "en"])
    assert chosen(["map", "--lang", "zh"], {}) == ("en", ["map", "--lang", "zh"])


def test_the_real_command_follows_the_locale(zeren: Zeren) -> None:
    done = zeren("due", "--store", "/nowhere", env={"LC_ALL": "zh_CN.UTF-8"})
    assert done.stderr.startswith("zeren：错误：/nowhere 处没有库")


def test_values_in_a_message_are_said_too() -> None:
    speak("zh")
    try:
        assert said("there is no format 'x'") == "没有格式 'x'"
        assert said("nothing of this is known") == "nothing of this is known"
        two = said("zeren: error: a.txt: it is; next: leave it out")
        assert two == "zeren：错误：a.txt: it is；下一步：去掉它"
    finally:
        speak("en")


def test_lines_are_folded_by_width() -> None:
    assert folded("甲乙丙丁，戊己", 8) == ["甲乙丙丁，", "戊己"]
    assert folded("run `zeren build` 再看", 12) == ["run `zeren", "build` 再看"]

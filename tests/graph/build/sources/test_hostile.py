"""What strangers may put beside plans: each ends in one bounded line, and the plans are built."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from zeren.graph.build.folder import build
from zeren.graph.build.sources.own_units import read_units_file
from zeren.graph.build.sources.sidecars import SidecarError, metadata_for
from zeren.graph.build.sources.themes import read_themes
from zeren.graph.errors import GraphError

DEEP = 20_000
PLAN = "白塔市2032年工作要点\n\n1.修缮甲题图书室。（牵头单位：市文化局）\n"
TOML = {
    "deep lists": "a = " + "[" * DEEP,
    "deep tables": "a = " + "{b=" * DEEP,
    "deep key": "a" + ".a" * DEEP + " = 1",
    "long key": "k" * 500_000 + " = 1",
    "long value": 'level = "' + "x" * 500_000 + '"',
    "long encoding": 'encoding = "' + "x" * 500_000 + '"',
    "control characters": 'title = "a\\u001b[2Jb\\u0000"\nencoding = "\\u001b[2J"',
    "script": 'url = "javascript:alert(1)"',
    "file": 'url = "file:///etc/passwd"',
    "data": 'url = "data:text/html,<script>alert(1)</script>"',
    "not UTF-8": b"title = \xff\xfe",
    "a number without end": "a = " + "9" * 100_000,
    "a date that is none": "issued = 9999-99-99",
}


@pytest.mark.parametrize("name", TOML)
def test_a_sidecar_ends_in_one_line(name: str, tmp_path: Path) -> None:
    content = TOML[name]
    plan = tmp_path / "plan.txt"
    plan.write_text(
        "白塔市2032年工作要点\n\n1.修缮图书室。（牵头单位：市文化局）\n", encoding="utf-8"
    )
    data = content if isinstance(content, bytes) else content.encode()
    plan.with_suffix(".meta.toml").write_bytes(data)
    report = build([plan], tmp_path / "store")
    if name == "control characters" and not report.problems:
        return
    (problem,) = report.problems
    assert len(problem.line()) < 1000
    assert "\n" not in problem.line()


@pytest.mark.parametrize("name", [n for n in TOML if isinstance(TOML[n], str)])
def test_a_file_of_units_ends_in_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "units.toml"
    path.write_text(str(TOML[name]), encoding="utf-8")
    with pytest.raises(GraphError) as refused:
        read_units_file(path)
    assert len(str(refused.value)) < 1000
    assert "\n" not in str(refused.value)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes among its files")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe has no end: to open it would wait for ever."""
    plan = tmp_path / "plan.txt"
    os.mkfifo(tmp_path / "plan.meta.toml")
    with pytest.raises(SidecarError, match="not a regular file"):
        metadata_for(plan)


def test_a_sidecar_is_not_read_without_end(tmp_path: Path) -> None:
    with (tmp_path / "plan.meta.toml").open("wb") as file:
        file.truncate(10**10)
    with pytest.raises(SidecarError, match="too large"):
        metadata_for(tmp_path / "plan.txt")


_HEAD = (
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix x: <http://example.org/> .\n"
)
SCHEMES = {
    "a circle": 'x:a a skos:Concept ; skos:prefLabel "甲"@zh ; skos:broader x:b .\n'
    'x:b a skos:Concept ; skos:prefLabel "乙"@zh ; skos:broader x:a .\n',
    "itself": 'x:a a skos:Concept ; skos:prefLabel "甲"@zh ; skos:broader x:a .\n',
    "a chain": "".join(
        f'x:c{n} a skos:Concept ; skos:prefLabel "题{n}"@zh ; skos:broader x:c{n + 1} .\n'
        for n in range(3000)
    ),
    "a label like a pattern": 'x:a a skos:Concept ; skos:prefLabel "(.*)*(a+)+$[["@zh .\n',
    "a label without end": f'x:a a skos:Concept ; skos:prefLabel "{"甲" * 200_000}"@zh .\n',
    "script": '<javascript:alert(1)> a skos:Concept ; skos:prefLabel "甲题"@zh .\n',
    "broken": 'x:a a skos:Concept ; skos:prefLabel "甲',
    "deep": "x:a x:b " + "[ x:b " * 5000,
}


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_is_read_or_refused_in_one_line(name: str, tmp_path: Path) -> None:
    path = tmp_path / "themes.ttl"
    path.write_text(_HEAD + SCHEMES[name], encoding="utf-8")
    plan = tmp_path / "plan.txt"
    plan.write_text(
        "白塔市2032年工作要点\n\n1.修缮甲题图书室。（牵头单位：市文化局）\n", encoding="utf-8"
    )
    try:
        themes = read_themes([path])
    except GraphError as error:
        told = str(error)
    else:
        report = build([plan], tmp_path / "store", themes=themes)
        told = "".join(problem.line() for problem in report.problems)
        assert not told
    assert len(told) < 1000
    assert "\n" not in told

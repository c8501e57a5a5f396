"""The command line as a user meets it: speed, exit codes, streams, formats, encodings."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.stores.stores import COMMAND, Ask, Zeren
from zeren.graph.output.tables import plain_table, width

HEAVY = {
    *("docx", "jieba", "lxml", "networkx", "opencc", "openpyxl", "pandas", "pdfplumber"),
    *("pyoxigraph", "pyshacl", "pypinyin", "pyvis", "rdflib", "rich", "scipy", "spacy"),
    *("sqlite3", "starlette", "trafilatura", "uvicorn"),
}


def modules_after(code: str) -> set[str]:
    """Return the modules that a new process has imported when it has run *code*."""
    code = f"import json, sys\n{code}\nprint(json.dumps([*sys.modules]), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return set(json.loads(done.stderr))


@pytest.mark.parametrize("command", ["[]", "['build']"])
def test_help_is_instant(command: str) -> None:
    """Help imports the command line alone: no heavy library, no floor below."""
    bare = modules_after("import typer")
    more = modules_after(f"from zeren.graph.cli import run; run([*{command}, '--help'])") - bare
    ours = {name for name in more if name.partition(".")[0] == "zeren"}
    assert not {name.partition(".")[0] for name in more} & HEAVY
    assert {name for name in ours if name.count(".") == 2} <= {
        "zeren.graph.cli",
        "zeren.graph.commands",
        "zeren.graph.errors",
        "zeren.loaders.errors",
    }
    assert len(ours) < 40


@pytest.mark.parametrize("command", [[], ["build"], ["query"], ["show"]])
def test_every_command_has_help(ask: Ask, command: list[str]) -> None:
    code, out, err = ask(*command, "--help")
    assert code == 0
    assert "Usage: zeren" in out
    assert err == ""


def test_version(ask: Ask) -> None:
    assert re.fullmatch(r"zeren \d+\.\d+\.\d+\S*\n", ask("--version")[1])


@pytest.mark.parametrize(
    "arguments",
    [
        ["bild"],
        ["build"],
        ["build", "x", "--jobs", "0"],
        ["build", "x", "--jobs", "many"],
        ["build", "--frobnicate"],
        ["build", "x", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"],
        ["build", "--from-snapshot", "x.zip", "--store", "memory://b"],
        ["query"],
        ["query", "documents", "--format", "yaml"],
        ["show"],
        ["show", "x", "--format", "html"],
    ],
)
def test_wrong_usage_is_two_lines_and_code_2(ask: Ask, arguments: list[str]) -> None:
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    first, second = err.splitlines()
    assert first.startswith("zeren: error: ")
    assert second.startswith("next: ")


def test_summary_of_a_build(ask: Ask, plans: Path, store: Path) -> None:
    code, out, err = ask("build", plans, "--store", store)
    assert (code, err) == (0, "")
    assert re.match(r"2 built, 0 unchanged in \d+\.\d s\n", out)
    assert "2 documents, 7 tasks, 18 assignments" in out
    assert f"next: zeren query lead-units --store {store}" in out
    assert ask("build", plans, "--store", store)[1].startswith("nothing to do: 2 documents")


def test_default_store_is_in_the_working_folder(zeren: Zeren, plans: Path, tmp_path: Path) -> None:
    done = zeren("build", "plans", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.endswith("next: zeren query lead-units\n")
    assert (tmp_path / "zeren-store" / "FORMAT").exists()


def test_real_command_speaks_utf8_in_any_locale(zeren: Zeren, shared: Path) -> None:
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = zeren("query", "lead-units", "--store", shared, env=environment)
    assert done.returncode == 0
    assert "云岭市卫生健康委员会" in done.stdout


def test_reader_that_goes_away_is_no_error(shared: Path) -> None:
    command = " ".join([f"'{part}'" for part in [*COMMAND, "query", "SELECT * { ?s ?p ?o }"]])
    line = f"set -o pipefail; {command} --store '{shared}' | head -n 1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert done.stderr in (b"", re.search(rb"\d+ rows\n|", done.stderr)[0])  # type: ignore[index]
    assert b"Traceback" not in done.stderr


def test_table_is_whole_and_aligned(ask: Ask, shared: Path) -> None:
    out = ask("query", "lead-tasks", "--store", shared)[1]
    header, rule, *rows = out.splitlines()
    assert header.split() == ["name", "written", "number", "document", "sentence"]
    column = rule.index("  ") + 2
    for row in rows:
        cells = re.split(r" {2,}", row)
        assert len(cells) == 5
        start = row.index(cells[1], len(cells[0]))
        assert width(row[:start]) == column
        assert cells[4].endswith("）")


def test_numbers_stand_to_the_right() -> None:
    table = plain_table(["n"], [["5"], ["123"]], numeric=[0])
    assert table == "  n\n---\n  5\n123\n"


def test_cells_with_newlines_stay_in_one_line() -> None:
    assert plain_table(["a", "b"], [["x\r\ny", "z\x1b"]]).splitlines()[2] == "x ↵ y  z\ufffd"


QUERY = """SELECT ?name ?n {
  ?u a zr:Unit ; skos:prefLabel ?name . FILTER(CONTAINS(?name, '水利')) BIND(1 AS ?n)
}"""


def test_json(ask: Ask, shared: Path) -> None:
    found = json.loads(ask("query", QUERY, "--format", "json", "--store", shared)[1])
    assert found["head"]["vars"] == ["name", "n"]
    (row,) = found["results"]["bindings"]
    assert row["name"] == {"type": "literal", "value": "青禾县水利局"}


def test_csv_and_tsv(ask: Ask, shared: Path) -> None:
    out = ask("query", QUERY, "--format", "csv", "--store", shared)[1]
    assert list(csv.reader(io.StringIO(out))) == [["name", "n"], ["青禾县水利局", "1"]]
    out = ask("query", QUERY, "--format", "tsv", "--store", shared)[1]
    assert out == '?name\t?n\n"青禾县水利局"\t1\n'


def test_xml(ask: Ask, shared: Path) -> None:
    out = ask("query", QUERY, "--format", "xml", "--store", shared)[1]
    assert "<literal>青禾县水利局</literal>" in out


def test_ask(ask: Ask, shared: Path) -> None:
    assert ask("query", "ASK { ?t a zr:Task }", "--store", shared)[1] == "true\n"
    assert ask("query", "ASK { ?t a zr:Nothing }", "--store", shared)[1] == "false\n"
    out = ask("query", "ASK { ?t a zr:Task }", "--format", "json", "--store", shared)[1]
    assert json.loads(out)["boolean"] is True


def test_construct(ask: Ask, shared: Path) -> None:
    query = "CONSTRUCT { ?t zr:leadUnit ?u } WHERE { ?t zr:leadUnit ?u }"
    first = ask("query", query, "--store", shared)[1]
    assert ask("query", query, "--format", "ttl", "--store", shared)[1] == first
    prefixes = [line for line in first.splitlines() if line.startswith("@prefix")]
    assert [line.split()[1] for line in prefixes] == ["doc:", "unit:", "zr:"]
    assert first.count("zr:leadUnit") == 5


@pytest.mark.parametrize(
    ("query", "format"), [(QUERY, "ttl"), ("CONSTRUCT { ?s a ?o } { ?s a ?o }", "json")]
)
def test_format_that_does_not_fit(ask: Ask, shared: Path, query: str, format: str) -> None:
    code, out, err = ask("query", query, "--format", format, "--store", shared)
    assert (code, out) == (2, "")
    assert "does not fit" in err


def test_query_from_a_file(ask: Ask, shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("\ufeff# 我的问题\n" + QUERY, encoding="utf-8")
    assert "青禾县水利局" in ask("query", path, "--store", shared)[1]
    path.write_bytes("# 问题\n".encode("gb18030"))
    assert ask("query", path, "--store", shared)[0] == 2
    assert ask("query", tmp_path / "none.rq", "--store", shared)[0] == 2


def test_list_of_queries(ask: Ask) -> None:
    code, out, _ = ask("query", "--list")
    assert code == 0
    assert "哪些单位牵头的任务最多？" in out
    assert "Which units lead the most tasks?" in out


def test_progress_only_on_a_terminal(plans: Path, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    import os

    master, slave = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "build", str(plans), "--store", str(tmp_path / "s")],
        stdout=subprocess.PIPE,
        stderr=slave,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    ) as process:
        os.close(slave)
        seen = b""
        while True:
            try:
                chunk = os.read(master, 4096)
            except OSError:
                break
            if not chunk:
                break
            seen += chunk
        os.close(master)
        assert process.stdout
        assert b"2 built" in process.stdout.read()
    assert b"2/2" in seen
    assert not re.search("[\u2800-\u28ff\U0001f300-\U0001faff]", seen.decode("utf-8"))


def test_colour_on_a_terminal_and_not_with_no_color(shared: Path) -> None:
    pty = pytest.importorskip("pty")
    import os

    for extra, colour in (({}, True), ({"NO_COLOR": "1"}, False)):
        master, slave = pty.openpty()
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **extra}
        environment.pop("NO_COLOR", None) if colour else None
        process = subprocess.Popen(
            [*COMMAND, "show", "qinghe", "2", "--store", str(shared)],
            stdout=slave,
            stderr=subprocess.PIPE,
            env=environment,
        )
        os.close(slave)
        seen = b""
        while True:
            try:
                chunk = os.read(master, 4096)
            except OSError:
                break
            seen += chunk
            if not chunk:
                break
        os.close(master)
        process.communicate()
        assert (b"\x1b[1;30;48;5;" in seen) is colour
        assert ("⟦".encode() in seen) is not colour

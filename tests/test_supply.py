"""What we ship of others: named with version, licence, source and hash; nothing under the GPL."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest
from support import ROOT
from test_dependencies import CORE, closure

VENDORED = tomllib.loads((ROOT / "docs" / "vendored.toml").read_text(encoding="utf-8"))["file"]
_FREE = re.compile(
    r"(?i)\b(mit|bsd|apache|isc|psf|python software foundation|mpl|mozilla public|zlib|unlicense"
    r"|public domain|hpnd|cc0|0bsd)\b"
)
_COPYLEFT = re.compile(r"(?i)\b(a?gpl|gnu (affero )?general public)")


def licence_of(name: str) -> str:
    """Return all that a distribution says of its licence, but the text of it."""
    told = metadata(name)
    classified = [each for each in told.get_all("Classifier") or () if "License" in each]
    named = [str(told.get(key) or "")[:200] for key in ("License-Expression", "License")]
    return " / ".join(filter(None, [*named, *classified]))


def test_no_dependency_of_the_core_is_under_the_gpl_and_each_names_its_licence() -> None:
    found = {name: licence_of(name) for name in sorted(closure(CORE))}
    bound = {name: told for name, told in found.items() if _COPYLEFT.search(told)}
    # "MPL-1.1 OR GPL-2.0-only": one may choose.
    assert {name: told for name, told in bound.items() if " OR " not in told} == {}
    assert {name: told for name, told in found.items() if not _FREE.search(told)} == {}


def test_what_is_installed_fits_together() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, encoding="utf-8", check=False
    )
    if "No module named pip" in done.stderr:
        pytest.skip("this environment has no pip")
    ours = {line for line in done.stdout.splitlines() if line.startswith("zeren ")}
    assert not ours


def test_every_file_of_others_is_in_the_table_as_it_is() -> None:
    """A script that is shipped and not written here has a row; a changed one no longer fits."""
    for each in VENDORED:
        data = (ROOT / each["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == each["sha256"], each["path"]
        assert each["version"]
        assert each["licence"]
        assert each["source"].startswith("https://")
        assert (ROOT / each["licence_file"]).is_file()
    minified = {
        path.relative_to(ROOT).as_posix()
        for room in ("graph", "loaders", "ontology")
        for path in (ROOT / room).rglob("*.min.*")
    }
    assert minified == {each["path"] for each in VENDORED}


def test_a_file_is_put_in_place_by_one_helper_only() -> None:
    """On Windows a file that is open elsewhere cannot be replaced: the helper waits and says so."""
    found = []
    for room in ("graph", "loaders", "ontology"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                name, owner = node.func.attr, node.func.value
                of_os = isinstance(owner, ast.Name) and owner.id in {"os", "shutil"}
                moves = name in {"rename", "renames"} or (of_os and name in {"replace", "move"})
                # Path.replace has one argument, str.replace two.
                moves |= name == "replace" and len(node.args) == 1 and not node.keywords
                if moves:
                    found.append(path.relative_to(ROOT).as_posix())
    assert set(found) == {"graph/output/files.py"}


def test_every_way_to_start_a_process_is_the_one_apart() -> None:
    """``zeren.graph.processes`` alone may start one: others would follow the folder we stand in."""
    found = set()
    for path in (ROOT / "graph").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"get_context\(|multiprocessing\.Process|\bsubprocess\.|os\.fork\b", text):
            found.add(path.relative_to(ROOT).as_posix())
    guard = {"graph/build/workers/guard.py"}  # names what it forbids
    assert found - guard <= {"graph/processes.py"}


def test_the_bill_of_materials_is_complete(tmp_path: Path) -> None:
    """CycloneDX: each library of the core with version and licence, each vendored file."""
    import json

    out = tmp_path / "sbom.json"
    command = [sys.executable, str(ROOT / "docs" / "write_sbom.py"), str(out)]
    subprocess.run(command, check=True, cwd=tmp_path)
    first = out.read_bytes()
    subprocess.run(command, check=True, cwd=tmp_path)
    assert out.read_bytes() == first
    bill = json.loads(first)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    named = {each["name"] for each in bill["components"]}
    assert closure(CORE) <= named
    assert {each["name"] for each in VENDORED} <= named
    assert all(each["version"] for each in bill["components"])


def test_command_lines_of_the_docs_work_in_every_shell() -> None:
    """cmd.exe knows no single quotes, PowerShell takes double ones out of them: only these do."""
    lines = [
        (path.name, line)
        for path in (*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"\s*(\S*/)?zeren \w+", line)
    ]
    assert len(lines) > 20
    for name, line in lines:
        bare = re.sub(r'"[^"]*"', "", line.partition(" # ")[0])
        assert " '" not in bare, (name, line)
        for quoted in re.findall(r'"([^"]*)"', line.partition(" # ")[0]):
            assert not set(quoted) & set("$`%!\\"), (name, line)


def test_a_workbook_holds_texts_and_no_formulas() -> None:
    import io

    from openpyxl import load_workbook
    from zeren.graph.export.sheet import workbook

    cells = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        '=HYPERLINK("http://x.example")',
        "=cmd|'/c calc'!A1",
    ]
    sheet = load_workbook(io.BytesIO(workbook("=1+1", cells, [cells]))).active
    assert sheet is not None
    for row in sheet.iter_rows():
        assert {cell.data_type for cell in row} == {"s"}
        assert [str(cell.value).replace("_x000D_", "\r") for cell in row] == cells

"""The commands of docs/scaling.md that can be run here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT
from zeren.graph.store.opening import open_store

PAGE = ROOT / "docs" / "scaling.md"
PREFIXES = """PREFIX zr: <https://w3id.org/zeren/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
PATTERN = "?t zr:leadUnit ?u . ?u skos:prefLabel ?n"


@pytest.mark.skipif(shutil.which("sed") is None or sys.platform == "win32", reason="a shell page")
def test_oxigraph_takes_the_graph(examples: Path, tmp_path: Path) -> None:
    block = re.search(r"<!-- tried: oxigraph -->\n```sh\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert block
    here = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{here}{os.pathsep}{os.environ['PATH']}"}
    (tmp_path / "zeren-store").symlink_to(examples)
    subprocess.run(
        ["sh", "-e", "-c", block[1]], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    count = f"SELECT (COUNT(*) AS ?n) {{ {PATTERN} }}"
    distinct = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ {PATTERN} }} }}"
    answers = []
    for options, query in ((["plain"], count), (["named", "--union-default-graph"], distinct)):
        command = ["oxigraph", "query", "--location", *options, "--results-format", "csv"]
        done = subprocess.run(
            [str(here / command[0]), *command[1:], "--query", PREFIXES + query],
            cwd=tmp_path, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        answers.append(int(done.stdout.split()[1]))
    (row,) = open_store(examples).query(count)
    assert answers == [int(str(row["n"])), int(str(row["n"]))]
    assert answers[0] > 100

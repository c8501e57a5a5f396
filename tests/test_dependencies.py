"""What is imported is declared, and what people do first works without any extra."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import EXAMPLES, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ROOMS = ("zeren.graph", "zeren.loaders", "zeren.ontology")
BY_DATA = {"jieba"}
"""Libraries whose files are read and whose code is not run."""
FOR_OTHERS = {"lxml-html-clean"}
"""What a library needs and does not ask for."""


def named(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


CORE = named(PROJECT["dependencies"])
EXTRAS = {name: named(each) for name, each in PROJECT["optional-dependencies"].items()}
OURS = CORE.union(*(each for name, each in EXTRAS.items() if name != "test"))


def imported() -> set[str]:
    """Return the distributions of others that a module of the rooms imports anywhere."""
    import grimp

    graph = grimp.build_graph(*ROOMS, include_external_packages=True, cache_dir=None)
    names = {name.partition(".")[0] for name in graph.modules if not name.startswith("zeren.")}
    owners = packages_distributions()
    return {
        canonicalize_name(owner)
        for name in names - sys.stdlib_module_names
        for owner in owners.get(name, [name])[:1]  # an extra that is not installed here
    }


def test_what_is_imported_is_declared_and_what_is_declared_imported() -> None:
    """No module leans on what another library brings, and nothing is asked for in vain."""
    found = imported()
    assert found <= OURS
    assert found >= CORE - BY_DATA - FOR_OTHERS


def closure(names: set[str]) -> set[str]:
    """Return *names* with all that they need in turn, on this system."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            needed = map(Requirement, requires(name) or [])
            waiting += [
                canonicalize_name(each.name)
                for each in needed
                if each.marker is None or each.marker.evaluate({"extra": ""})
            ]
    return seen


CORE_ONLY = """
import sys
from importlib.abc import MetaPathFinder
from importlib.metadata import packages_distributions

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

absent = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Absent())
from zeren.graph.cli import run
for line in sys.stdin.read().splitlines():
    code = run(line.split("\\t"))
    print("#", code, line.partition("\\t")[0])
"""


@pytest.fixture(scope="module")
def absent() -> str:
    """The modules that nobody has who installs zeren without an extra."""
    there = closure(CORE | {"pip", "setuptools"}) | {"zeren"}
    gone = {
        name
        for name, owners in packages_distributions().items()
        if not there & {canonicalize_name(owner) for owner in owners}
    }
    assert {"pandas", "pyarrow", "pyshacl", "fsspec", "distributed"} <= gone
    return ",".join(sorted(gone))


def test_the_main_path_needs_no_extra(absent: str, tmp_path: Path) -> None:
    """Build, ask, show, count and draw; what needs an extra says which."""
    store = ["--store", str(tmp_path / "store")]
    plan = str(EXAMPLES / "boning_business_2024.txt")
    commands = [
        ["build", plan, *store],
        ["query", "lead-units", *store],
        ["query", "SELECT * { ?s ?p ?o } LIMIT 1", *store],
        ["show", "boning", *store],
        ["workload", *store],
        ["centrality", *store],
        ["units", *store],
        ["map", "-o", str(tmp_path / "map.html"), *store],
        ["export", "--format", "csv", "-o", str(tmp_path / "tables"), *store],
        ["validate", *store],
        ["export", "--format", "parquet", "-o", str(tmp_path / "more"), *store],
    ]
    done = subprocess.run(
        [sys.executable, "-c", CORE_ONLY, absent],
        input="\n".join(map("\t".join, commands)),
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
        check=False,
    )
    codes = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("# ")]
    expected = [["0", words[0]] for words in commands[:-2]]
    assert codes == [*expected, ["1", "validate"], ["1", "export"]], done.stderr
    assert "pip install 'zeren[validate]'" in done.stderr
    assert "pip install 'zeren[parquet]'" in done.stderr


def test_the_server_needs_no_extra(absent: str) -> None:
    """All that `zeren serve` imports before it listens is there."""
    code = CORE_ONLY + "import zeren.graph.web.app, zeren.graph.web.server"
    subprocess.run(
        [sys.executable, "-c", code, absent], input="", encoding="utf-8", check=True, timeout=120
    )

"""The package holds what it should, works when installed, and passes the checkers."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ("graph", "loaders", "ontology")
EXAMPLE = ROOT / "examples" / "boning_business_2024.txt"


def files_of(room: str) -> list[Path]:
    return [
        path.relative_to(ROOT)
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command and return what it printed; fail with it when it fails."""
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_folder_with_code_is_a_package() -> None:
    """The list in pyproject.toml is that of the folders with an ``__init__.py``."""
    packages = sorted(
        ".".join(["zeren", *path.parent.relative_to(ROOT).parts])
        for room in ROOMS
        for path in (ROOT / room).rglob("__init__.py")
    )
    assert sorted(PROJECT["tool"]["setuptools"]["packages"]) == packages


def test_every_room_says_that_it_is_typed() -> None:
    """Type checkers of other people look for ``py.typed``."""
    assert all((ROOT / room / "py.typed").is_file() for room in ROOMS)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources, without a network."""
    needed = int(PROJECT["build-system"]["requires"][0].removeprefix("setuptools>="))
    try:
        found = int(version("setuptools").partition(".")[0])
    except PackageNotFoundError:
        found = 0
    if found < needed:
        pytest.skip(f"setuptools {needed} or later is needed to build the wheel")
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for room in ROOMS:
        shutil.copytree(ROOT / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        "pyproject.toml",
        PROJECT["project"]["readme"],
        *PROJECT["project"]["license-files"],
    ):
        shutil.copy(ROOT / name, source / name)
    offline = ("--no-deps", "--no-build-isolation", "--no-index", "-q")
    run(sys.executable, "-m", "pip", "wheel", ".", *offline, "-w", folder, cwd=source)
    (built,) = folder.glob("zeren-*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_rooms(wheel: Path) -> None:
    """Modules and package data (vocabularies, queries, word lists, py.typed), and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {f"zeren/{path.as_posix()}" for room in ROOMS for path in files_of(room)}
    assert found == expected


def test_the_wheel_names_its_entry_points(wheel: Path) -> None:
    """The command, and what spaCy looks up by name, are those of pyproject.toml."""
    parser = configparser.ConfigParser(delimiters="=")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("entry_points.txt"))
        parser.read_string(archive.read(name).decode("utf-8"))
    expected = {**PROJECT["project"]["entry-points"]}
    expected["console_scripts"] = PROJECT["project"]["scripts"]
    assert {section: dict(parser[section]) for section in parser.sections()} == expected


PROGRAM = """
import pathlib, sys
import zeren.graph, zeren.loaders, zeren.ontology
from zeren.ontology.triples import shard
for room in (zeren.graph, zeren.loaders, zeren.ontology):
    print(pathlib.Path(room.__file__).resolve())
document = zeren.loaders.load(pathlib.Path(sys.argv[1]).read_bytes())
print(len(document.tasks), len(shard(document)) > 0)
"""


@pytest.mark.smoke
def test_the_installed_wheel_works_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """Installed into an empty folder and run from another one, it reads an example plan."""
    target, elsewhere = tmp_path / "target", tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = ("-m", "pip", "install", "--no-deps", "--no-index", "-q", "--target", target, wheel)
    run(sys.executable, *command, cwd=elsewhere)
    *places, result = run(
        sys.executable, "-c", PROGRAM, EXAMPLE, cwd=elsewhere, PYTHONPATH=str(target)
    ).splitlines()
    assert len(places) == len(ROOMS)
    assert all(Path(place).is_relative_to(target.resolve()) for place in places)
    assert result == "19 True"


@pytest.mark.wheel
@pytest.mark.parametrize(
    "command",
    [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",)],
    ids=" ".join,
)
def test_the_checkers_are_content(command: tuple[str, ...]) -> None:
    """Style, format and types of the whole repository."""
    run(sys.executable, "-m", *command, cwd=ROOT)


def test_every_file_can_lie_on_any_disk() -> None:
    """Names that Windows refuses, or that differ only by case, cannot be checked out there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    if listed.returncode:
        pytest.skip("this is no checkout")
    names = [name for name in listed.stdout.split("\0") if name]
    assert len({name.casefold() for name in names}) == len(names)
    devices = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
    for name in names:
        assert len(name) < 160, name
        for part in Path(name).parts:
            assert not set(part) & set('<>:"\\|?*'), name
            assert not part.endswith((".", " ")), name
            assert part.split(".")[0].casefold() not in devices, name

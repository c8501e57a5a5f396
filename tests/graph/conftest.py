"""Plans, stores and commands for the tests of the third room."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.pages.chromium import chromium
from support.pages.served import EXAMPLES, Server, serving, with_test_data
from support.stores.stores import COMMAND, DATA, Zeren, plan_text
from zeren.graph import cli
from zeren.graph.build.folder import build
from zeren.graph.store import cache

__all__ = ["chromium"]  # a fixture for all tests of this room


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder with two small plans about invented places."""
    return Path(shutil.copytree(DATA / "plans", tmp_path / "plans"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A place for a store; nothing is there yet."""
    return tmp_path / "store"


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small stores have their statements on the disk too, as large ones do."""
    monkeypatch.setattr(cache, "SMALL", -1)


@pytest.fixture
def built(plans: Path, store: Path) -> Path:
    """A store of the two small plans."""
    report = build([plans], store)
    assert not report.failed
    return store


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the two small plans, for tests that only read."""
    store = tmp_path_factory.mktemp("shared") / "store"
    assert not build([DATA / "plans"], store).failed
    return store


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example plans, with the graphs of the W3C's protocol tests in its cache."""
    store = tmp_path_factory.mktemp("examples") / "store"
    assert not build([EXAMPLES], store).failed
    with_test_data(store)
    return store


@pytest.fixture(scope="session")
def server(examples: Path) -> Iterator[Server]:
    """A server of the example plans, in a process of its own, which stops queries early."""
    with serving(examples, "--timeout", "3") as running:
        yield running


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process: exit code, stdout, stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def zeren() -> Zeren:
    """Run the real command in a process of its own."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **options.pop("env", {})}  # type: ignore[dict-item]
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            env=environment,
            **options,  # type: ignore[call-overload]
        )

    return run


@pytest.fixture
def many(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder with that many plans, each different."""

    def make(count: int, edition: str = "") -> Path:
        folder = tmp_path / "many"
        folder.mkdir(exist_ok=True)
        for number in range(count):
            path = folder / f"plan{number:03}.txt"
            path.write_text(plan_text(number, edition), encoding="utf-8")
        return folder

    return make

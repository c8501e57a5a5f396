"""The same files give the same bytes, whatever the circumstances."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.stores.stores import Zeren, contents, everything
from zeren.graph.build.folder import build


def test_order_of_sources_does_not_matter(many: Callable[..., Path], tmp_path: Path) -> None:
    files = sorted(many(6).iterdir())
    build(files, tmp_path / "forward")
    build(files[::-1], tmp_path / "backward")
    for path in files[3:] + files[:3]:
        build([path], tmp_path / "single")
    assert contents(tmp_path / "forward") == contents(tmp_path / "backward")
    assert contents(tmp_path / "forward") == contents(tmp_path / "single")


@pytest.mark.parametrize(
    ("seed", "locale", "jobs"), [("1", "C", "1"), ("77", "C.UTF-8", "2"), ("random", "POSIX", "3")]
)
def test_hash_seed_locale_and_jobs_do_not_matter(
    plans: Path, shared: Path, store: Path, zeren: Zeren, seed: str, locale: str, jobs: str
) -> None:
    environment = {"PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONUTF8": "0"}
    done = zeren("build", plans, "--store", store, "--jobs", jobs, env=environment)
    assert done.returncode == 0, done.stderr
    assert contents(store) == contents(shared)
    names = {name for name in everything(store) if name.startswith("texts")}
    assert names == {name for name in everything(shared) if name.startswith("texts")}

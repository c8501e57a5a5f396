"""The example plans that come with the sources of Zeren, as a store to try things on."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from zeren.graph.errors import GraphError


def example_plans() -> Path:
    """Return the folder ``examples``, which holds plans and, in ``gold``, their annotations.

    It is looked for beside the notebooks: in the working directory and the folders above
    it, then beside the sources of an editable install. Raises GraphError where it is not.
    """
    for folder in _candidates():
        if any((folder / "gold" / f"{plan.stem}.jsonl").is_file() for plan in folder.glob("*.txt")):
            return folder
    raise GraphError(
        "the folder examples/ is neither here nor beside the sources of zeren",
        "build a store of your own plans (`zeren build plans/`) and name it in ZEREN_STORE, or"
        " start from a copy of the repository, which holds the examples",
    )


@cache
def example_store() -> Path:
    """Return a store of the example plans, made once a process and removed at its end.

    Raises GraphError where the examples are missing, or cannot be built.
    """
    from zeren.graph.build.folder import build

    plans = example_plans()
    folder = Path(tempfile.mkdtemp(prefix="zeren-examples-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    report = build([plans], folder / "zeren-store", jobs=1)
    if report.failed:
        raise GraphError(f"the examples in {plans} cannot be built", report.problems[0].line())
    return folder / "zeren-store"


def _candidates() -> Iterator[Path]:
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[1]):
        yield folder / "examples"

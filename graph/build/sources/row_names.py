"""How the rows of a dataset are named among the files of a build."""

from __future__ import annotations

import re
from typing import Final

ENDINGS: Final = (".xlsx", ".xlsm", ".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
"""Endings of the files that may be a dataset."""
_ROW = re.compile(r"(?P<file>.+)#(?P<row>(?:[^#/\\]+!)?\d+)")


def may_be_dataset(path: str) -> bool:
    """Say whether the file's name is that of a table."""
    return path.lower().endswith(ENDINGS)


def source_of_row(path: str, row: str) -> str:
    """Return what stands for a row where others name a file: ``policies.xlsx#27``."""
    return f"{path}#{row}"


def split_source(source: str) -> tuple[str, str] | None:
    """Return the file and the row of ``policies.xlsx#27``, or None for the name of a file.

    >>> split_source("a/policies.xlsx#27"), split_source("a/plan.txt")
    (('a/policies.xlsx', '27'), None)
    """
    found = _ROW.fullmatch(source)
    if found is None or not may_be_dataset(found["file"]):
        return None
    return found["file"], found["row"]

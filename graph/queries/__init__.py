"""The named queries: one ``.rq`` file each.

The first comments of a file say its question in Chinese and in English, so that the
list of queries, the help and the documentation all come from one place.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from zeren.graph.errors import GraphError

_QUESTION = re.compile(r"^# (zh|en): (.+)$", re.MULTILINE)


class NamedQuery(NamedTuple):
    """A query that comes with zeren: its name, its question in two languages, its SPARQL."""

    name: str
    zh: str
    en: str
    text: str


@cache
def catalogue() -> tuple[NamedQuery, ...]:
    """Return all named queries, sorted by name."""
    found = []
    for file in files(__name__).iterdir():
        if file.name.endswith(".rq"):
            text = file.read_text(encoding="utf-8")
            question = dict(_QUESTION.findall(text))
            name = file.name.removesuffix(".rq")
            found.append(NamedQuery(name, question["zh"], question["en"], text))
    return tuple(sorted(found))


def named(name: str) -> NamedQuery:
    """Return the query of that name. Raises GraphError, which suggests the nearest names."""
    queries = {query.name: query for query in catalogue()}
    if name in queries:
        return queries[name]
    near = difflib.get_close_matches(name, queries, n=3, cutoff=0.5)
    words = set(name.lower().split("-"))
    near += [other for other in queries if words & set(other.split("-")) and other not in near]
    hint = f"did you mean {' or '.join(near[:3])}? " if near else ""
    shown = name if len(name) <= 60 else f"{name[:60]}…"
    raise GraphError(
        f"there is no query named {shown!r}",
        f"{hint}see all with `zeren query --list`",
        usage=True,
    )

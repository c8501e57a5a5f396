"""The named queries: one ``.rq`` file each.

The first comments of a file say its question in Chinese and in English, so that the
list of queries, the help and the documentation all come from one place. A query may
have settings: a line ``# set NAME: 中文 / English`` and in the query one
``VALUES ?NAME { "default" }``, which runs as it stands anywhere and which
``zeren query --set NAME=WORDS`` fills with other words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from zeren.graph.errors import GraphError

_QUESTION = re.compile(r"^# (zh|en): (.+)$", re.MULTILINE)
_SETTING = re.compile(r"^# set (\w+): (.+?) / (.+)$", re.MULTILINE)
_STRING = r'"(?:[^"\\\n]|\\.)*"'
_VALUES = re.compile(
    rf"\bVALUES\s+[?$](\w+)\s*\{{(\s*{_STRING}(?:\s+{_STRING})*\s*)\}}", re.IGNORECASE
)
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Setting(NamedTuple):
    """What a query lets its user choose: a name, what it is, and the words used by default."""

    name: str
    zh: str
    en: str
    default: str


class NamedQuery(NamedTuple):
    """A query that comes with zeren: its name, its question in two languages, its SPARQL."""

    name: str
    zh: str
    en: str
    text: str
    settings: tuple[Setting, ...] = ()


@cache
def catalogue() -> tuple[NamedQuery, ...]:
    """Return all named queries, sorted by name."""
    found = []
    for file in files(__name__).iterdir():
        if file.name.endswith(".rq"):
            text = file.read_text(encoding="utf-8")
            question = dict(_QUESTION.findall(text))
            name = file.name.removesuffix(".rq")
            settings = tuple(
                Setting(each, zh, en, _defaults(text)[each])
                for each, zh, en in _SETTING.findall(text)
            )
            found.append(NamedQuery(name, question["zh"], question["en"], text, settings))
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


def with_settings(text: str, settings: Mapping[str, Sequence[str]]) -> str:
    """Return the query *text* with the words of its ``VALUES ?NAME { "…" }`` put in.

    The words become string literals: nothing in them can change the query. Raises GraphError
    for a name that the query does not have.

    >>> with_settings('SELECT * { VALUES ?word { "a" } }', {"word": ["甲", "乙"]})
    'SELECT * { VALUES ?word { "甲" "乙" } }'
    """
    missing = sorted(settings.keys() - _defaults(text).keys())
    if missing:
        has = ", ".join(_defaults(text)) or "none"
        raise GraphError(
            f"the query has no setting {missing[0]!r}", f"its settings: {has}", usage=True
        )

    def fill(found: re.Match[str]) -> str:
        if found[1] not in settings:
            return found[0]
        words = " ".join(f'"{word.translate(_ESCAPES)}"' for word in settings[found[1]])
        return f"VALUES ?{found[1]} {{ {words} }}"

    return _VALUES.sub(fill, text)


def _defaults(text: str) -> dict[str, str]:
    return {name: words.strip().strip('"') for name, words in _VALUES.findall(text)}

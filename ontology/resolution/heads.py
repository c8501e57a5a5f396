"""Head offices and their branches, as ``vertical.toml`` has them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from zeren.loaders.records import Level

_PLACE = "(?P<place>[\u4e00-\u9fff]{0,12}?)"


@dataclass(frozen=True, slots=True)
class Branches:
    """The branches of one head office: how they are written, and what their full names are."""

    head: str
    prefix: str
    whole_place: bool
    level_word: bool
    tails: Mapping[str, str]
    local: Mapping[str, str]
    former: Mapping[str, str]
    later: str | None
    called: re.Pattern[str]
    local_form: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Written:
    """A branch as a name has it: the words for its place, its tail, and the office inside it."""

    branches: Branches
    place: str
    tail: str
    office: str
    head_named: bool


def branch_written(name: str) -> tuple[Written, ...]:
    """Return the ways to read *name* as a branch of a head office, the likeliest first.

    >>> found = branch_written("人行泊宁市分行")[0]
    >>> found.branches.head, found.place, found.tail
    ('中国人民银行', '泊宁市', '分行')
    >>> branch_written("市财政局")
    ()
    """
    if not _hint().search(name):
        return ()
    found: list[Written] = []
    for each in _table():
        match = each.called.fullmatch(name)
        if match:
            tail = each.tails[match["tail"]]
            found.append(Written(each, match["place"], tail, match["office"], True))
    for each in _table():
        match = each.local_form.fullmatch(name) if each.local_form else None
        if match:
            tail = each.local[match["tail"]]
            found.append(Written(each, match["place"], tail, match["office"], False))
    return tuple(found)


def department_head(name: str, level: Level | None) -> str | None:
    """Return the head office that a department of a place with that full name belongs to.

    >>> department_head("气象局", "city"), department_head("地震局", "city")
    ('中国气象局', None)
    """
    row = _data()["departments"].get(name)
    if row is None or level not in {row.get("level", level)} - {None, "national"}:
        return None
    return cast("str", row["head"])


def level_of_tail(tail: str) -> Level | None:
    """Return the level that a branch's tail shows (监管分局 is a city's), or None."""
    return cast("Level | None", _data()["levels"].get(tail))


def of_region(prefix: str, place: str) -> bool:
    """Say whether a branch with that stem served several provinces: 中国人民银行武汉分行."""
    return place in _data()["regions"].get(prefix, ())


def branches_of(prefix: str) -> Branches | None:
    """Return the branches whose full names begin with *prefix*."""
    return next((each for each in _table() if each.prefix == prefix), None)


@cache
def _table() -> tuple[Branches, ...]:
    return tuple(_branches(row) for row in _data()["branch"])


def _branches(row: Mapping[str, Any]) -> Branches:
    called, tails, local = _any(row["called"].split()), row["tails"], row["local"]
    local_form = rf"{_PLACE}(?P<tail>{_any(local)})(?P<office>[\u4e00-\u9fff]{{0,12}})"
    return Branches(
        head=row["head"],
        prefix=row["prefix"],
        whole_place=row["place"] == "name",
        level_word=row["word"],
        tails=tails,
        local=local,
        former=row.get("former", {}),
        later=row.get("later"),
        called=re.compile(
            rf"(?:{called}){_PLACE}(?P<tail>{_any(tails)})(?P<office>[\u4e00-\u9fff]{{0,12}})"
        ),
        local_form=re.compile(local_form) if local else None,
    )


def _any(words: Any) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def _hint() -> re.Pattern[str]:
    """Return the pattern of a word that every branch's name holds."""
    words: set[str] = set()
    for row in _data()["branch"]:
        words |= {*row["called"].split(), *row["local"]}
    return re.compile(_any(words))


@cache
def _data() -> Mapping[str, Any]:
    text = files("zeren.ontology.vocab").joinpath("vertical.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)

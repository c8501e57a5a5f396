"""What the rules of reading and resolution are called on the pages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from zeren.graph.web.parts.language import Language


class Called(NamedTuple):
    """A rule's name, and what it looks for."""

    name: str
    meaning: str


@cache
def rule_words() -> Mapping[str, Called]:
    """Return the Chinese words of each rule, by its id; reading and resolution share no id."""
    text = files("zeren.graph.web.parts").joinpath("rules.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {id: Called(*said) for table in tables.values() for id, said in table.items()}


def rule_word(ids: str, language: Language) -> str:
    """Return what rules are called: *ids* are one, or several with + between.

    >>> rule_word("first+bracket-label", "zh"), rule_word("issuer", "en")
    ('列第一位的牵头，括号里标明角色', 'issuer')
    """
    if language == "en":
        return ids
    known = rule_words()
    return "，".join(known[id].name if id in known else id for id in ids.split("+"))


def rule_meaning(id: str, otherwise: str, language: Language) -> str:
    """Return what the rule *id* looks for, in *language*; *otherwise* where nothing is known."""
    known = rule_words().get(id)
    return known.meaning if known and language == "zh" else otherwise


def level_word(level: str, words: Mapping[str, str]) -> str:
    """Return what the level of a place is called in the *words* of a page."""
    return words.get(f"level_{level}", level)

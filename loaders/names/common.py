"""Common words: what prose is made of, and what no proper name is."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from zeren.ontology.vocabulary import all_words, words

_MENTION_COMMON = "https://w3id.org/zeren/mention#common"


@cache
def common() -> frozenset[str]:
    """Return the words of two characters that prose is made of, and pairs of department names."""
    text = files("zeren.loaders.names").joinpath("common_words.txt").read_text("utf-8")
    rows = (line.split(" ") for line in text.splitlines() if not line.startswith("#"))
    found = {first + second for first, seconds in rows for second in seconds}
    found.update(words("mentions.ttl", _MENTION_COMMON, "skos:altLabel"))
    names = all_words("functions.ttl", "skos:altLabel", "skos:hiddenLabel")
    found.update(name[i : i + 2] for name in names for i in range(0, len(name) - 1, 2))
    return frozenset(found)

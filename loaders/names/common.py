"""Common words: what prose is made of, and what no proper name is."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from zeren.ontology.vocabulary import all_words, words

_MENTIONS = "https://w3id.org/zeren/mention#"

# Stems that are no name: they hold a character of grammar, or one that counts.
_NO_STEM = re.compile(
    r"[的了是着我本全到在对把被将其等该每某可需按跨须拟购为于以从让使给更最不未没须也还又各及与和或至向由"
    r"个家所座处批支类名间条项次年月日余多第]"
)
_SINGLE = frozenset(
    "级型类性化属直区县市省镇乡村校院厅局委部处站所馆队场园厂制式者业网群圈带链体库员"
)
_NEVER_FIRST = frozenset("在由对为被或的了是把将等以从好含到非无员者性化率度型级属直域辖")
_LEVEL_WORD = re.compile(r"[省市县区州镇乡村校院局委][级属直域内外办]")


@cache
def common() -> frozenset[str]:
    """Return the words of two characters that prose is made of, and pairs of department names."""
    text = files("zeren.loaders.names").joinpath("common_words.txt").read_text("utf-8")
    rows = (line.split(" ") for line in text.splitlines() if not line.startswith("#"))
    found = {first + second for first, seconds in rows for second in seconds}
    found.update(words("mentions.ttl", _MENTIONS + "common", "skos:altLabel"))
    names = all_words("functions.ttl", "skos:altLabel", "skos:hiddenLabel")
    found.update(name[i : i + 2] for name in names for i in range(0, len(name) - 1, 2))
    return frozenset(found)


@cache
def no_level() -> frozenset[str]:
    """Return the words of two characters whose second is no level (城市, 园区)."""
    return frozenset(words("mentions.ttl", _MENTIONS + "no-level", "skos:altLabel"))


@cache
def no_body() -> frozenset[str]:
    """Return the words that end as a body does and are none (机会, 布局, 运行)."""
    return frozenset(words("mentions.ttl", _MENTIONS + "no-body", "skos:altLabel"))


def is_stem(stem: str) -> bool:
    """Say whether *stem* may be a proper name: some of it is no common word.

    >>> is_stem("岚江"), is_stem("综合"), is_stem("全市")
    (True, False, False)
    """
    if not 2 <= len(stem) <= 8 or _NO_STEM.search(stem) or stem[-2:] in no_level():
        return False
    if stem[0] in _NEVER_FIRST or stem[:2] in no_level() or _LEVEL_WORD.match(stem):
        return False
    return not is_common(stem)


def is_common(stretch: str) -> bool:
    """Say whether common words, words of levels and single endings tile *stretch*."""
    reached = [True] + [False] * len(stretch)
    for end in range(1, len(stretch) + 1):
        pair = stretch[max(0, end - 2) : end]
        reached[end] = (
            (end >= 2 and reached[end - 2] and (pair in common() or pair in no_level()))
            or (end >= 3 and reached[end - 3] and stretch[end - 3 : end] in common())
            or (reached[end - 1] and stretch[end - 1] in _SINGLE)
        )
    return reached[-1]

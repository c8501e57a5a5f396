"""How a name is typed on a keyboard: the initials and the whole pinyin of its characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_RARE = re.compile(r"[^0-9a-z]+")


@cache
def typed(name: str) -> tuple[str, str]:
    """Return the initials of *name* and its whole pinyin, both in lower case, without tones.

    What is no Chinese character stands for itself; signs are dropped.

    >>> typed("市教育局")
    ('sjyj', 'shijiaoyuju')
    >>> typed("区重点办(A组)")
    ('qzdbaz', 'quzhongdianbanazu')
    """
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(name, style=Style.NORMAL)
    kept = [_RARE.sub("", syllable.lower()) for syllable in syllables]
    return "".join(syllable[:1] for syllable in kept), "".join(kept)


def search_keys(names: Iterable[str]) -> str:
    """Return what a search by pinyin looks at: initials and pinyin of all *names*, each once."""
    return " ".join(dict.fromkeys(key for name in names for key in typed(name) if key))

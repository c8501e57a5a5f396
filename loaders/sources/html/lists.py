"""The numbers of lists on a page, as a browser shows them (HTML, 4.4.5 the ``ol`` element)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from zeren.loaders.sources.numerals import write_number

if TYPE_CHECKING:
    from lxml.etree import _Element

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]*)", re.IGNORECASE)
_TYPES: Final = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_CSS: Final = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "cjk-decimal": "ideographDigital",
    "simp-chinese-formal": "chineseLegalSimplified",
    "cjk-heavenly-stem": "ideographTraditional",
    "none": "none",
}
_HAN = frozenset(
    ("chineseCounting", "ideographDigital", "chineseLegalSimplified", "ideographTraditional")
)
_NUMBERED = re.compile(
    r"[\s\u3000]*(?:[(（]?[\d一二三四五六七八九十百]{1,3}(?:[)）、．]|[.](?!\d))|[①-⑳⒈-⒛]|第[一二三四五六七八九十\d]+[章节条])"
)
_MOST: Final = 9_999


class Counter:
    """Counts the items of the lists of a page, in the order in which they come."""

    def __init__(self) -> None:
        self._next: dict[_Element, int] = {}

    def number(self, item: _Element) -> str:
        """Return what is shown before *item*: ``3.``, ``三、``, or nothing for no numbers."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol":
            return ""
        backwards = parent.get("reversed") is not None
        if parent not in self._next:
            first = sum(child.tag == "li" for child in parent) if backwards else 1
            self._next[parent] = _whole(parent.get("start"), first)
        value = _whole(item.get("value"), self._next[parent])
        self._next[parent] = value + (-1 if backwards else 1)
        kind = _kind(item) or _kind(parent) or "decimal"
        written = write_number(value, kind) if 0 <= value <= _MOST else str(value)
        return written and written + ("、" if kind in _HAN else ".")

    @staticmethod
    def is_numbered(words: str) -> bool:
        """Say whether *words* open with a number that the writer put there."""
        return bool(_NUMBERED.match(words))


def _kind(element: _Element) -> str | None:
    style = _STYLE.search(element.get("style", ""))
    for word in style.group(1).lower().split() if style else ():
        if word in _CSS:
            return _CSS[word]
    return _TYPES.get(element.get("type", ""))


def _whole(words: str | None, otherwise: int) -> int:
    found = re.match(r"\s*(-?\d{1,6})", words or "")
    return int(found.group(1)) if found else otherwise

"""Do to sound text what a byte slip does to it, so that a repair can be checked against the truth.

The text is taken as GBK bytes in which full-width ASCII has become ASCII, as in the wild.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

FOLDED = {0xBF: "?", 0xBB: ";", 0xAC: ",", 0xBA: ":", 0xA1: "!", 0xA8: "(", 0xA9: ")"}
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class Place(NamedTuple):
    """A border that can be damaged: between the characters at ``index`` and the next.

    ``note`` is the reading that a pinyin note would have there, or empty for a fold.
    """

    index: int
    note: str


class Damaged(NamedTuple):
    """The text shown, the range that is not as it was, and what was meant there."""

    text: str
    start: int
    end: int
    meant: str
    swallowed: str


def halfwidth(text: str) -> str:
    return text.translate(_WIDTHS)


def _code(char: str) -> bytes:
    try:
        data = char.encode("gb18030")
    except UnicodeEncodeError:
        return b""
    return data if len(data) == 2 else b""


def places(text: str, readings: dict[str, str]) -> list[Place]:
    """Return the borders that a fold or a note can hit; *readings* leads from character to note."""
    found = []
    for index, (left, right) in enumerate(pairwise(text)):
        before, after = _code(left), _code(right)
        if not before or not after or not "\u4e00" <= left <= "\u9fff":
            continue
        if before[1] == 0xA3 and after[0] in FOLDED and "\u4e00" <= right <= "\u9fff":
            found.append(Place(index, ""))
        if "\u4e00" <= right <= "\u9fff" and before[1] > 0x80:
            between = bytes((before[1], after[0])).decode("gb18030", "replace")
            if between in readings:
                found.append(Place(index, readings[between]))
    return found


def damage(text: str, place: Place, *, vanish: bool = False) -> Damaged:
    """Return *text* with the border at *place* hit.

    A fold turns the two bytes across the border to one ASCII sign; a note is put in the middle of
    the second character, and the byte before it swallows the opening bracket. From there pairs are
    read shifted to the next byte that stands alone. *vanish*: private-use signs are not shown.
    """
    index, note = place
    lead, pending = _code(text[index + 1])
    if note:
        start, shown = index + 1, ["?", note, ")"]
    else:
        start, shown = index, ["?", FOLDED[lead]]
    at, swallowed = index + 2, ""
    if pending < 0x80:
        shown.append(chr(pending))
    else:
        while True:
            char = text[at] if at < len(text) else "\n"
            data = _code(char)
            if not data or char in "、。":
                if "@" <= char <= "~":
                    shown.append(_show(pending, ord(char), vanish=vanish))
                    at += 1
                else:
                    shown.append("?")
                    if char in "0123456789(":
                        swallowed = char
                        at += 1
                break
            shown.append(_show(pending, data[0], vanish=vanish))
            pending = data[1]
            at += 1
            if pending < 0x80:
                shown.append(chr(pending))
                break
    return Damaged(
        text[:start] + "".join(shown) + text[at:],
        start,
        start + len("".join(shown)),
        text[start:at],
        swallowed,
    )


def _show(lead: int, trail: int, *, vanish: bool) -> str:
    if lead == 0xA3 and trail > 0xA0:
        return chr(trail & 0x7F)
    char = bytes((lead, trail)).decode("gb18030", "replace")
    return "" if vanish and "\ue000" <= char <= "\uf8ff" else char

"""What GBK bytes can be: the arithmetic under the repair of a byte slip.

Two codecs of the standard library are used on purpose. *Shown* characters go
back to bytes by ``gb18030``, because it gives every two-byte code a character,
the user-defined rows too (F9BD is U+E2AE), which is how a browser showed them.
*Meant* characters are read by ``gbk``, which knows assigned characters only: a
repair may not invent a private-use character.
"""

from __future__ import annotations

from functools import cache, lru_cache

HIGH = range(0x81, 0xFF)
"""The bytes that can open a pair."""

FOLDED_ROW = 0xA3
"""The row of full-width ASCII: A3 followed by an ASCII code with its top bit set."""

_PUNCTUATION = frozenset("、。“”‘’《》〈〉〔〕【】…—·")
"""What a plan is punctuated with, outside the row A3, besides Han characters.

Row A3 is left out: the tool that did the damage turned it to ASCII wherever it saw it.
"""


def is_han(char: str) -> bool:
    """Tell whether *char* is a Han character that GBK can hold."""
    return "\u4e00" <= char <= "\u9fff"


@lru_cache(maxsize=4096)
def code(char: str) -> bytes:
    """Return the two bytes of *char*, or nothing where it is no double-byte character."""
    try:
        data = char.encode("gb18030")
    except UnicodeEncodeError:
        return b""
    return data if len(data) == 2 else b""


@cache
def meant(lead: int, trail: int) -> str:
    """Return the character of a pair, or nothing where no plan would hold it.

    >>> meant(0xBB, 0xFA), meant(0xA3, 0xBB), meant(0xF9, 0xBD)
    ('机', '', '')
    """
    try:
        char = bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return ""
    return char if len(char) == 1 and (is_han(char) or char in _PUNCTUATION) else ""


@cache
def leads(trail: int) -> tuple[tuple[int, str], ...]:
    """Return all (lead, character) whose pair with *trail* is a character a plan may hold."""
    return tuple((lead, char) for lead in HIGH if (char := meant(lead, trail)))


@cache
def trails(lead: int) -> tuple[tuple[int, str], ...]:
    """Return all (trail, character) whose pair with *lead* is a character a plan may hold."""
    return tuple((trail, char) for trail in range(0x40, 0xFF) if (char := meant(lead, trail)))


def opens_unassigned(lead: int) -> bool:
    """Tell whether *lead* opens user-defined codes, which pages show as private-use signs or not.

    These are the rows AA to AF and F8 to FE, and the lower half of A1 to A7
    (GB 18030, user-defined areas 1 to 3).
    """
    return opens_wide_unassigned(lead) or 0xA1 <= lead <= 0xA7


def opens_wide_unassigned(lead: int) -> bool:
    """Tell the same of the areas 1 and 2 only, whose second bytes are the usual ones."""
    return 0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE

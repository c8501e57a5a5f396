r"""Line ends, blanks and characters that nobody sees.

Noise: a page saved on Windows, copied from a browser or taken out of an office file
has line ends of seven kinds, blanks of twenty, and characters without a width.

Rule: every line end becomes one ``\n``, every blank one space, and what has no width
or is a control character goes. Tabs stay: they separate the cells of a table.

Cost: the blank of two spaces that indents a Chinese paragraph is kept as two spaces,
but a table drawn with ideographic spaces loses its alignment. Joiners that shape
Arabic or emoji are lost; no plan has them.
"""

from __future__ import annotations

import re

from zeren.loaders.text.aligned import Change

KIND = "lines"

_BREAK = r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
_BLANK = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+"
_BLANK_NAME = r"&(?:nbsp|ensp|emsp|\#160);"
_INVISIBLE = (
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, without tab, line ends and NEL
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, directions, BOM
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variants of a character
    "\U000e0000-\U000e007f"  # tags
    "]+"
)
_NOISE = re.compile(
    f"(?P<line_end>{_BREAK})|(?P<blank>{_BLANK})|(?P<blank_name>{_BLANK_NAME})"
    f"|(?P<invisible>{_INVISIBLE})"
)
_REASONS = {
    "line_end": "line end of another kind",
    "blank": "blank of another kind",
    "blank_name": "blank written as its HTML name",
    "invisible": "character without a width",
}
# The cheap question first: most pages hold none of all this.
_ANY = re.compile(f"[&\r\x0b\x0c\x85\u2028\u2029]|{_BLANK[:-1]}|{_INVISIBLE[:-1]}")


def changes(text: str) -> list[Change]:
    r"""Return the changes that leave only ``\n``, space, tab and visible characters."""
    if not _ANY.search(text):
        return []
    found = []
    for match in _NOISE.finditer(text):
        group = str(match.lastgroup)
        size = match.end() - match.start()
        after = {"line_end": "\n", "blank": " " * size, "blank_name": " "}.get(group, "")
        found.append(Change(match.start(), match.end(), after, _REASONS[group], len(after) == size))
    return found

"""Traditional script to simplified.

Noise: sites of the mainland republish plans in traditional script, at times only part
of a page. Names of departments must be one spelling before they can be resolved.

Rule: the script is decided for the page, by characters that only one of the two has:
those in Big5 and not in GB 2312 are traditional, those in GB 2312 and not in Big5 are
simplified. A traditional page is converted as a whole by OpenCC, whose phrases know
that 乾坤 and 著名 stay (its hk2s, which is t2s and the shapes of Hong Kong: 衞, 敍).
On a simplified page only sentences are converted that are traditional without doubt:
several such characters and hardly a simplified one; and short ones next to these.

Cost: a book title or a quotation in traditional script of some length is converted on
a simplified page; a single word is not. Characters both scripts share (后, 里, 系, 干)
are never evidence.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Any

from zeren.loaders.text.aligned import Change

KIND = "script"

# A stretch of a simplified page is converted from so many traditional characters on,
# and when they outnumber the simplified ones so many times.
_STRETCH_MIN = 4
_STRETCH_RATIO = 5
_PAGE_MIN = 2

_STRETCH = re.compile(r"[^\n。；]+[。；]?")


def changes(text: str) -> list[Change]:
    """Return one change for each line or stretch with traditional characters.

    All changes are aligned: the text keeps its length, character by character.
    """
    traditional, simplified = _evidence()
    if not traditional.search(text):
        return []
    count = len(traditional.findall(text))
    if count < _PAGE_MIN:
        return []
    if count > len(simplified.findall(text)):
        return _convert(text, [(0, len(text))])
    return _convert(text, _stretches(text, traditional, simplified))


def _stretches(
    text: str, traditional: re.Pattern[str], simplified: re.Pattern[str]
) -> list[tuple[int, int]]:
    """Return the sentences of a simplified page that are traditional without doubt.

    A short one (a heading) is believed next to one that is without doubt.
    """
    found: list[tuple[int, int]] = []
    doubtful: list[tuple[int, int]] = []
    sure = False
    for match in _STRETCH.finditer(text):
        old = len(traditional.findall(match[0]))
        # Most stretches have none of the old, and then it counts only whether any is new.
        new = len(simplified.findall(match[0])) if old else bool(simplified.search(match[0]))
        if old >= _STRETCH_MIN and old > _STRETCH_RATIO * new:
            found += [*doubtful, match.span()]
            doubtful, sure = [], True
        elif new:
            doubtful, sure = [], False
        elif old and sure:
            found.append(match.span())
        elif old:
            doubtful.append(match.span())
    return found


def _convert(text: str, stretches: list[tuple[int, int]]) -> list[Change]:
    found = []
    for start, end in stretches:
        before = text[start:end]
        after = to_simplified(before)
        for left, right in _differences(before, after):
            found.append(
                Change(start + left, start + right, after[left:right], "traditional script", True)
            )
    return found


def to_simplified(text: str) -> str:
    """Convert *text* without changing its length.

    Where a phrase would change it, the line is converted character by character.
    """
    whole = _convert_with_opencc(text)
    if len(whole) == len(text):
        return whole
    lines = []
    for line in text.split("\n"):
        after = _convert_with_opencc(line)
        if len(after) != len(line):
            singles = (_convert_with_opencc(character) for character in line)
            after = "".join(
                new if len(new) == 1 else old for old, new in zip(line, singles, strict=True)
            )
        lines.append(after)
    return "\n".join(lines)


def _differences(before: str, after: str) -> list[tuple[int, int]]:
    """Return, for each line, the range from its first changed character to its last.

    One range a line keeps the record readable: a traditional page changes every third
    character.
    """
    if before == after:
        return []
    breaks = [-1, *(m.start() for m in re.finditer("\n", before)), len(before)]
    ranges = []
    for left, right in pairwise(breaks):
        start, end = left + 1, right
        if before[start:end] == after[start:end]:
            continue
        while before[start] == after[start]:
            start += 1
        while before[end - 1] == after[end - 1]:
            end -= 1
        ranges.append((start, end))
    return ranges


@cache
def _evidence() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for the characters of the traditional and of the simplified script only."""
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    in_big5 = set(han.encode("big5", "ignore").decode("big5"))
    in_gb = set(han.encode("gb2312", "ignore").decode("gb2312"))
    traditional = "".join(sorted(in_big5 - in_gb))
    simplified = "".join(sorted(in_gb - in_big5))
    return re.compile(f"[{traditional}]"), re.compile(f"[{simplified}]")


@cache
def _opencc() -> Any:
    import opencc  # here: a simplified page need not pay for its dictionaries

    return opencc.OpenCC("hk2s")


def _convert_with_opencc(text: str) -> str:
    return str(_opencc().convert(text))

"""Joining what a line break parted, and leaving apart what it was meant to part."""

from __future__ import annotations

import re

_HYPHENATED = re.compile(r"[A-Za-z]{2}[-\u00ad]$")
_LETTER_END = re.compile(r"[A-Za-z]$")
_ALNUM_END = re.compile(r"[A-Za-z0-9]$")


def join_words(before: str, after: str) -> str:
    """Return *before* and *after* as one text, as if the line had not ended between them.

    >>> join_words("推进重点", "工作"), join_words("smart", "city"), join_words("govern-", "ment")
    ('推进重点工作', 'smart city', 'government')
    """
    if _HYPHENATED.search(before) and after[:1].islower() and after[:1].isascii():
        return before[:-1] + after
    first = after[:1]
    if (_LETTER_END.search(before) and first.isascii() and first.isalnum()) or (
        _ALNUM_END.search(before) and first.isascii() and first.isalpha()
    ):
        return f"{before} {after}"
    return before + after


_UNIT_END = re.compile(r"(?:[局厅委办院部署会社处科室队站所行团校司企]|政府|中心|集团)[）)]?$")
# 各 and the names of places open the name of a unit; 市场监管局 and 区划科 are no such openings.
_UNIT_BEGIN = re.compile(r"各|[省市县区州镇乡](?![场划际级内外属直容民])[\u4e00-\u9fff]")
_ONE_WORD = {"社区", "校区", "院区", "站区", "所区", "行区"}
_PROSE = re.compile(r"[，。；;\d]")
_LONGEST_UNIT = 24


def are_two_units(before: str, after: str) -> bool:
    """Say whether two lines of a cell name two units, one below the other.

    The last line of *before* ends as units do, *after* begins as they do, and neither text is
    prose. What it costs: a name that holds another one (市委 + 市直机关工委) and is broken right
    between the two.

    >>> are_two_units("市教育局", "市财政局"), are_two_units("市人民政府办", "公室")
    (True, False)
    """
    if _PROSE.search(before) or _PROSE.search(after):
        return False
    begins = _UNIT_BEGIN.match(after) and before[-1:] + after[:1] not in _ONE_WORD
    return bool(begins) and names_a_unit(before)


def names_a_unit(words: str) -> bool:
    r"""Say whether the last line of *words* ends as the name of a unit does.

    >>> names_a_unit("市教育局\n市财政局"), names_a_unit("市教育局负责")
    (True, False)
    """
    line = words.rsplit("\n", 1)[-1].strip()
    return len(line) <= _LONGEST_UNIT and bool(_UNIT_END.search(line))

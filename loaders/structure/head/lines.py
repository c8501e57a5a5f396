"""The lines of a head: what stands on each, and where."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

HEAD: Final = 6000
"""Characters at the beginning in which a document says what it is."""

HAN: Final = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")
_NOT_ASCII_BESIDE = re.compile(r"(?<=[\x21-\x7e]) (?=[\x21-\x7e])")
_MARKDOWN = re.compile(r"^(?:#{1,6}[ \t]+|>[ \t]*|\*\*(?=.*\*\*$))+|\*\*$")
_MOST: Final = 80


class HeadLine(NamedTuple):
    """A line that is not blank: its words, and where they begin and end in the text."""

    words: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        """The words without the blanks inside them."""
        return without_blanks(self.words)


def head_lines(text: str) -> list[HeadLine]:
    """Return the first lines of *text* that are not blank, without the marks of Markdown."""
    found: list[HeadLine] = []
    for line in re.finditer(r"[^\n]+", text[:HEAD]):
        start, _end = line.span()
        words = line.group().strip(" \t\u3000\xa0")
        if not words:
            continue
        start += line.group().index(words)
        mark = _MARKDOWN.match(words)
        if mark:
            words, start = words[mark.end() :], start + mark.end()
        words = words.removesuffix("**").strip(" \t\u3000\xa0")
        if words:
            found.append(HeadLine(words, start, start + len(words)))
        if len(found) == _MOST:
            break
    return found


def without_blanks(words: str) -> str:
    """Return *words* without blanks, but for one between two words of Latin letters.

    >>> without_blanks("关于 印发　方案"), without_blanks("Open  Data 计划")
    ('关于印发方案', 'Open Data计划')
    """
    if not _BLANKS.search(words):
        return words
    single = _BLANKS.sub(" ", words)
    kept = _NOT_ASCII_BESIDE.sub("\0", single)
    return kept.replace(" ", "").replace("\0", " ")

"""Brackets of any width and shape, and a view of the text in which they are alike."""

from __future__ import annotations

import re
from typing import NamedTuple

# One character for one character, so that offsets in the folded text hold in the text.
# One after the other, by replace(): four times as fast as translate().
_FOLD = tuple(
    zip(
        "（）［］【】〔〕｛｝{}〖〗＜＞〈〉，：；．＊　\t",
        "()[][][][][][]<><>,:;.*  ",
        strict=True,
    )
)
_OPEN = "([<"
_CLOSE = ")]>"
_BRACKET = re.compile(r"[()\[\]]")


LONGEST = 1500
"""Characters that a bracket may hold; the longest clauses name some hundred bodies."""


class Group(NamedTuple):
    """A bracket: ``text[start]`` opens it, ``text[end - 1]`` closes it.

    ``closed`` is False where the writer forgot to close it; the group then ends
    with its line.
    """

    start: int
    end: int
    closed: bool = True

    @property
    def inner(self) -> tuple[int, int]:
        """Offsets of what stands inside."""
        return self.start + 1, self.end - 1 if self.closed else self.end


def fold(text: str) -> str:
    """Return *text* with brackets, commas, colons and spaces in one width; the length is kept.

    >>> fold("（责任单位：甲局，乙局）")
    '(责任单位:甲局,乙局)'
    """
    if text.isalnum():  # most names are nothing but characters
        return text
    for char, plain in _FOLD:
        if char in text:
            text = text.replace(char, plain)
    return text


def outer_groups(folded: str) -> list[Group]:
    """Return the outermost round and square brackets of a folded text, in order.

    A closing bracket closes the innermost open one whatever its shape, since writers
    mix them. A bracket may run over lines, but not over :data:`LONGEST` characters: one
    that nothing closes by then ends with its line.
    """
    groups: list[Group] = []
    stack: list[int] = []
    index = 0
    while found := _BRACKET.search(folded, index):
        if stack and found.start() - stack[0] > LONGEST + 1:
            index = _cut_short(folded, stack, groups)
            continue
        index = found.end()
        if found.group() in "([":
            stack.append(found.start())
        elif stack:
            start = stack.pop()
            if not stack:
                groups.append(Group(start, index))
        if stack and not _BRACKET.search(folded, index):
            index = _cut_short(folded, stack, groups)
    return groups


def _cut_short(folded: str, stack: list[int], groups: list[Group]) -> int:
    """End the outermost open bracket, which nothing closes, with its line; return where that is."""
    start = stack[0]
    stack.clear()
    line_end = folded.find("\n", start)
    line_end = len(folded) if line_end < 0 else line_end
    groups += _closed_within(folded, start, line_end)
    return max(line_end, start + 1)


def _closed_within(folded: str, start: int, end: int) -> list[Group]:
    """Return the group at *start*, which its line does not close, or those inside it."""
    inner: list[Group] = []
    stack: list[int] = []
    for index in range(start + 1, end if end - start <= LONGEST else start):
        if folded[index] in "([":
            stack.append(index)
        elif folded[index] in ")]" and stack:
            opened = stack.pop()
            while inner and inner[-1].start > opened:
                inner.pop()
            inner.append(Group(opened, index + 1))
    labelled = folded.find(":", start, end)
    if inner and not 0 <= labelled < inner[0].start:
        return inner
    return [Group(start, end, closed=False)]


def depths(folded: str) -> list[int]:
    """Return for each character how many brackets are open around it.

    The brackets themselves count as inside, so that a separator at depth 0 really separates.
    """
    result: list[int] = []
    depth = 0
    for char in folded:
        if char in _OPEN:
            depth += 1
            result.append(depth)
        elif char in _CLOSE and depth:
            result.append(depth)
            depth -= 1
        else:
            result.append(depth)
    return result

r"""Numbered chunks that a document was chopped into, in mid-word.

Noise: document-sharing sites show a text in chunks of equal length, each with a number
of its own: ``…放在优先发展的位\n\n2、置，牢固树立…``. The numbers look like tasks.

Rule: marks ``1、 2、 3、 …`` at line starts are chunk marks when they run on without a
gap, when most chunks stop in the middle of a sentence, and when the chunks are long
and of about equal length. The mark and the line break before it are removed, so that
the word is whole again.

Cost: a list of at least three long numbered paragraphs of equal length, most of them
without any punctuation at their end, is taken for chunks. Sites that chop at the ends of
words, into chunks of unequal length, are not seen.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

from zeren.loaders.text.aligned import Change

KIND = "chunk_marks"

_MIN_MARKS = 3
_BROKEN_SHARE = 2 / 3
# Characters of a chunk. Sites in practice cut after 300 to 500.
_MIN_LENGTH = 80
# Sites cut by count: a chunk may differ from the middle one only by what was cleaned out of it.
_UNEVEN = 0.15

_MARK = re.compile(r"^[ \t]*(\d{1,3})、", re.MULTILINE)
_CLOSED = frozenset("。！？!?；;：:…”』》）)】〕］]〗＞>｝}")
_FIELD = re.compile(r"[ \t]*\S{2,8}[:：]")  # a line such as 责任单位：甲局、乙局 ends where it ends
_SENTENCE = re.compile("[，。；、,;]")


def changes(text: str) -> list[Change]:
    """Return the removal of each chunk mark, with the line break in front of it."""
    chain = _chain(text)
    if len(chain) < _MIN_MARKS or not _are_chunks(text, chain):
        return []
    first, *others = chain
    found = [Change(first.start(), first.end(), "", "mark of the first chunk")]
    for mark in others:
        start = _end_before(text, mark)
        found.append(Change(start, mark.end(), "", "chunk mark and the break before it"))
    return found


def _chain(text: str) -> list[re.Match[str]]:
    """Return the marks 1, 2, 3 … in order; where a number stands twice, the broken one."""
    by_number: dict[int, list[re.Match[str]]] = {}
    for mark in _MARK.finditer(text):
        by_number.setdefault(int(mark[1]), []).append(mark)
    chain: list[re.Match[str]] = []
    at = -1
    for number in range(1, len(by_number) + 1):
        later = [mark for mark in by_number.get(number, ()) if mark.start() > at]
        if not later:
            break
        broken = (mark for mark in later if number > 1 and _is_broken(text, mark, at))
        chain.append(next(broken, later[0]))
        at = chain[-1].end()
    return chain


def _are_chunks(text: str, chain: list[re.Match[str]]) -> bool:
    joints = list(pairwise(chain))
    broken = sum(_is_broken(text, mark, before.end()) for before, mark in joints)
    if broken < _BROKEN_SHARE * len(joints):
        return False
    lengths = [mark.start() - before.end() for before, mark in joints]
    usual = median(lengths)
    return all(abs(length - usual) <= _UNEVEN * usual for length in lengths)


def _is_broken(text: str, mark: re.Match[str], begin: int) -> bool:
    """Say whether the chunk from *begin* to *mark* is long and stops in mid-sentence."""
    end = _end_before(text, mark)
    return (
        end - begin >= _MIN_LENGTH
        and text[end - 1] not in _CLOSED
        and not _FIELD.match(text, text.rfind("\n", begin, end) + 1, end)
        and _SENTENCE.search(text, begin, end) is not None
    )


def _end_before(text: str, mark: re.Match[str]) -> int:
    """Return where the text in front of *mark* ends."""
    end = mark.start()
    while end and text[end - 1].isspace():
        end -= 1
    return end

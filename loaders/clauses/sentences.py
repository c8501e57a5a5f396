"""Clauses in prose, without bracket or label (甲局牵头，乙局、丙局按职责分工负责).

The danger is prose that looks alike: 政府负责、社会协同, 支持甲医院牵头组建联合体,
建立由甲局牵头的工作机制. So every part of the clause must read as units and verbs, and
inside a longer sentence it must open with 由, open the sentence, or close it by duty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zeren.loaders.clauses.grammar import Reading, read_parties
from zeren.loaders.clauses.rules import BY_ID
from zeren.loaders.names import lexicon

_SENTENCE = re.compile(r"[^。!\n;]+")
_ANY_VERB = re.compile("牵头|负责|配合|落实|参与|协办|主办|承办|实施")
_BY_DUTY = re.compile(r"按照?(?:各自)?职责|分工负责|牵头")
# 由甲局牵头、乙局参与的机制: what is set up, not who answers.
_SET_UP = re.compile(r"的[^,。]{0,6}(?:机制|体系|格局|制度|模式|专班|体制|平台)")
# 支持龙头企业牵头: who is helped to act, not who answers.
_MADE_TO_ACT = re.compile("支持|鼓励|引导|推动|推进|依托|发挥|聚合|联合|动员|督促|吸引|培育")
_LONGEST_SENTENCE = 600
_LONGEST_CLAUSE = 300
_LEAD_IN = 12


class Sentence(NamedTuple):
    """A clause in prose: where it stands, and what was read there."""

    start: int
    end: int
    reading: Reading


def find_sentences(text: str, folded: str, start: int, end: int) -> Iterator[Sentence]:
    """Return the clauses that stand as prose in ``text[start:end]``, at most one a sentence."""
    for sentence in _SENTENCE.finditer(folded, start, end):
        left, right = sentence.span()
        if right - left > _LONGEST_SENTENCE or not _ANY_VERB.search(folded, left, right):
            continue
        colon = folded.rfind(":", left, min(right, left + _LEAD_IN))
        left = max(left, colon + 1)
        found = _Finder(text, folded, left, right).find()
        if found:
            yield found


class _Finder:
    """Looks for a clause in one sentence, ``folded[left:right]``."""

    def __init__(self, text: str, folded: str, left: int, right: int) -> None:
        self.text = text
        self.folded = folded
        while left < right and folded[left] == " ":
            left += 1
        while right > left and folded[right - 1] == " ":
            right -= 1
        self.left = left
        self.right = right
        commas = [left + found.end() for found in re.finditer(",", folded[left:right])]
        self.cuts = [left, *commas, right]

    def find(self) -> Sentence | None:
        whole = self._read(self.left, self.right)
        return whole or self._closing() or self._run()

    def _read(self, start: int, end: int, *, objects: bool = False) -> Sentence | None:
        """Read ``folded[start:end]``, when it is nothing but units and verbs."""
        reading = read_parties(
            self.text, self.folded, start, end, None, objects=objects, strict=True
        )
        names = [self.folded[party.start : party.end] for party in reading.parties]
        sound = (
            BY_ID["sentence-verb"].fits(reading.kinds)
            and bool(names)
            and not reading.unreadable
            and all(lexicon.is_unit(name) and len(name) > 2 for name in names)
            and not any(map(_MADE_TO_ACT.match, names))
            and any(lexicon.is_government(n) or lexicon.is_collective(n) for n in names)
        )
        return Sentence(start, end, reading) if sound else None

    def _closing(self) -> Sentence | None:
        """Read the parts that close a sentence by duty: …2个，甲局、乙局按职责分工负责."""
        for begin in self.cuts[1:-1]:
            if self.right - begin > _LONGEST_CLAUSE:
                continue
            if not _BY_DUTY.search(self.folded, begin, self.right):
                break
            found = self._read(begin, self.right)
            parties = found.reading.parties if found else ()
            if any(not party.collective and len(party.name) > 3 for party in parties):
                return found
        return None

    def _run(self) -> Sentence | None:
        """Read the longest run of parts from 由, or from the start of the sentence on."""
        for number, begin in enumerate(self.cuts[:-1]):
            by = self.folded.find("由", begin, self.cuts[number + 1])
            found = None
            if by > begin:
                found = self._inside(by, self.cuts[number + 1])
            elif by == begin or number == 0:
                found = self._longest(number, opened=by == begin)
            if found:
                return found
        return None

    def _inside(self, by: int, part_end: int) -> Sentence | None:
        """Read 由… behind other words of its part: 经费由甲局负责; 治理由甲局牵头，整合…."""
        if self.right - by <= _LONGEST_CLAUSE:
            found = self._read(by, self.right)
            if found:
                return found
        stop = part_end - (self.folded[part_end - 1] == ",")
        if "牵头" not in self.folded[by:stop] or _SET_UP.search(self.folded, by, self.right):
            return None
        return self._read(by, stop)

    def _longest(self, number: int, *, opened: bool) -> Sentence | None:
        begin = self.cuts[number]
        for end in reversed(self.cuts[number + 1 :]):
            stop = end - (self.folded[end - 1] == ",")
            if stop - begin > _LONGEST_CLAUSE:
                continue
            found = self._read(begin, stop, objects=opened)
            if found is None:
                continue
            roles = {party.role for party in found.reading.parties}
            if opened or "lead" in roles or len(roles) > 1:
                return found
        return None

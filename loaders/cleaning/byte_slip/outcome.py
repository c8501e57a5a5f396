"""The judgement on the readings of a slipped run: which is best, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from zeren.loaders.cleaning.byte_slip import gbk
from zeren.loaders.cleaning.byte_slip.fluency import Fluency
from zeren.loaders.cleaning.byte_slip.steps import ORPHANS, Opening

CONTEXT = 6
"""Characters before and after the run that a reading is judged with."""

LOST = "□"
"""Stands for a digit that went with an orphan byte."""

_CLOSING = frozenset("。;:!?")
_MARKS = frozenset("、。,;:!?")
_OPENER = dict(zip("”’》〉〕】", "“‘《〈〔【", strict=True))
_STARTERS = frozenset("一二三四五六七八九十在对按由到以为将把各经从要凡自向就是")
"""Single characters that a sentence may begin with."""

_AWKWARD_PRICE = 6.0
"""For what hardly stands in a plan, and a model of words without order cannot see."""

_LINE = 400
"""Characters of the line in front that are searched for the sign that opens a quotation."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a run: what is shown at ``opening.start:end`` means ``text``.

    ``score`` is the log probability of the window around the place, at the price of what was
    assumed; ``vanished`` counts the private-use characters assumed that are not shown.
    """

    end: int
    text: str
    score: float
    vanished: int

    @property
    def core(self) -> str:
        """The characters that were read back, without what an orphan swallowed."""
        return self.text.rstrip(LOST + "(")


class Doubts(NamedTuple):
    """What speaks against a reading, however well it reads.

    ``bare``: no shown character was read back, so that only the bytes of the trigger speak for it.
    ``joined``: it makes a word with what stands in front (this speaks for it).
    ``guessed``: the second byte of its last character is gone and no word holds that character
    in place, or one more orphan follows. ``odd``: it has a single character that seldom is a word.
    ``cut_short``: its last byte, an orphan, may also have opened a pair that is not shown, so
    that characters may be missing behind it (标准化 may have been 标准化水平).
    """

    bare: bool = False
    joined: bool = False
    guessed: bool = False
    odd: bool = False
    cut_short: bool = False


class Outcome(NamedTuple):
    """The readings of one place, the best first, and the score of what is shown there."""

    ranked: tuple[Reading, ...]
    shown: float
    doubts: Doubts = Doubts()

    @property
    def best(self) -> Reading | None:
        """The best reading, where the bytes allow any."""
        return self.ranked[0] if self.ranked else None

    @property
    def gain(self) -> float:
        """How much better the best reads than what is shown; 0 where there is none."""
        return self.ranked[0].score - self.shown if self.ranked else 0.0

    @property
    def margin(self) -> float:
        """How much better the best reads than the second; without a second, than what is shown."""
        if len(self.ranked) > 1:
            return self.ranked[0].score - self.ranked[1].score
        return self.gain


NOTHING = Outcome((), 0.0)
"""The outcome where the bytes allow no reading."""


def judge(
    finished: list[tuple[str, int, float, int]],
    text: str,
    opening: Opening,
    before: str,
    model: Fluency,
) -> Outcome:
    """Rank *finished* readings: text, end, price and vanished characters of each.

    All are scored over one and the same window, so that readings of different length can be
    compared; of those with the same result the best is kept.
    """
    if not finished:
        return NOTHING
    context = before[-CONTEXT:]
    stop = max(end for _, end, _, _ in finished) + CONTEXT
    line = text[max(text.rfind("\n", 0, opening.start), opening.start - _LINE, 0) : opening.start]
    by_result: dict[str, Reading] = {}
    for meant, end, price, vanished in finished:
        rest = text[end:stop]
        whole = context + meant + rest
        awkward = _awkward(model.words(whole[-len(meant + rest) - 2 :])) + _unopened(meant, line)
        score = model.score(whole) - price - _AWKWARD_PRICE * awkward
        result = (meant + rest).replace(LOST, "")
        known = by_result.get(result)
        if known is None or known.score < score:
            by_result[result] = Reading(end, meant, score, vanished)
    ranked = sorted(by_result.values(), key=lambda reading: (-reading.score, reading.text))
    shown = model.score(context + text[opening.start : stop])
    return Outcome(tuple(ranked), shown, _doubts(ranked[0], text, opening, context, model))


def _awkward(words: list[str]) -> int:
    """Count what hardly stands in a plan: a mark behind a mark, a sentence that begins oddly."""
    count = 0
    for word, following in pairwise(words):
        if word in _MARKS and following in "、。":
            count += 1
        elif word in _CLOSING and len(following) == 1 and gbk.is_han(following):
            count += following not in _STARTERS
    return count


def _unopened(meant: str, line: str) -> int:
    """Count the signs in *meant* that close what was not opened, there or in the *line* before."""
    count = 0
    for at, char in enumerate(meant):
        opener = _OPENER.get(char)
        if opener is not None:
            so_far = line + meant[:at]
            count += so_far.count(opener) <= so_far.count(char)
    return count


def _doubts(best: Reading, text: str, opening: Opening, context: str, model: Fluency) -> Doubts:
    """Return what speaks against *best*, however well it reads."""
    core, end = best.core, best.end
    orphan = text[end - 1] in ORPHANS
    before = model.words(context + core)
    whole = model.words(context + best.text + text[end : end + CONTEXT])
    first, last = len(context), len(context) + len(core)
    spans = zip(whole, accumulate(map(len, whole)), strict=True)
    inside = [word for word, stop in spans if first < stop < last + len(word)]
    return Doubts(
        bare=orphan and end == opening.end + 1,
        joined=first > 0 and first not in accumulate(map(len, before)),
        guessed=orphan and (text[end : end + 1] in tuple(ORPHANS) or len(before[-1]) == 1),
        odd=any(map(model.odd, inside)),
        cut_short=orphan and gbk.opens_wide_unassigned(gbk.code(core[-1])[1]),
    )

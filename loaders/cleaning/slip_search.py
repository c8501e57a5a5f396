"""The readings that the bytes of a slipped run allow, found by a search from left to right.

In a *run*, shown text pairs its bytes one byte late. One byte of the meant text is always
in hand (the *pending* byte): with the first byte of the next shown character it makes a
meant character, and the second byte of that shown character is pending then. The run ends
where a byte is taken alone: at an ASCII letter that is a trail byte in truth, at a shown
character that swallowed an ASCII letter, or at a ``?`` that stands for an orphan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest
from itertools import accumulate
from typing import NamedTuple

from zeren.loaders.cleaning import gbk
from zeren.loaders.cleaning.fluency import BEGIN, Best, Fluency

LONGEST_RUN = 48
"""Shown characters that a run may have after its trigger; the wild ones have up to 13."""

CONTEXT = 6
"""Characters before and after the run that a reading is judged with."""

ORPHANS = "?\ufffd"
"""What a byte that fits no pair is shown as: saved pages have ``?``, some decoders U+FFFD."""

LOST = "□"
"""Stands for a digit that went with an orphan byte."""

_ANY = 0
"""A pending byte that is not known, after a private-use character that vanished."""

_BEAM, _VANISHING_BEAM, _FINAL = 64, 48, 32
_MOST_VANISHED = 2
_FOLDED_PRICE, _VANISHED_PRICE, _SWALLOWED_PRICE, _FOREIGN_PRICE = 1.0, 2.0, 2.0, 4.0

_CLOSING = frozenset("。;:!?")
_MARKS = frozenset("、。,;:!?")
_STARTERS = frozenset("一二三四五六七八九十在对按由到以为将把各经从要凡自向就是")
"""Single characters that a sentence may begin with."""

_OPENER = dict(zip("”’》〉〕】", "“‘《〈〔【", strict=True))

_AWKWARD_PRICE = 6.0
"""For what hardly stands in a plan, and a model of words without order cannot see."""

_LINE = 400
"""Characters of the line in front that are searched for the sign that opens a quotation."""

_NUMBER_SIGNS = frozenset("0123456789.%‰-—～~")
_MEASURES = frozenset("個个家所名人項项張张萬万億亿元年月日次件處处座類类批條条支場场間间歲岁天")
NOTE = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ]+\)")


class Opening(NamedTuple):
    """A place where a run may begin.

    ``start:end`` is the shown trigger; each of ``starts`` is a way to read it: the
    characters it means, the byte that is left pending, and the price of the assumption.
    ``shift`` says what happened; ``is_note`` that it was a pinyin note.
    """

    start: int
    end: int
    starts: tuple[tuple[str, int, float], ...]
    shift: str
    is_note: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a run: what is shown at ``opening.start:end`` means ``text``.

    ``vanished`` counts the private-use characters it takes that are not shown.
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
    """

    bare: bool = False
    joined: bool = False
    guessed: bool = False
    odd: bool = False


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

    def first(self, count: int) -> tuple[Reading, ...]:
        """Return the best *count* readings."""
        return self.ranked[:count]


NOTHING = Outcome((), 0.0)
"""The outcome where the bytes allow no reading."""


class _Step(NamedTuple):
    """What a pending byte and a shown character mean: characters and the byte left, at a price.

    ``over`` says that no byte is left, so that the run ends here. ``folded`` is ``chars`` as
    the language model sees them.
    """

    chars: str
    left: int
    over: bool = False
    price: float = 0.0
    folded: str = ""


class _State(NamedTuple):
    """A reading on its way. ``best`` holds the scores of its last cuts, nearest first."""

    text: str
    pending: int
    best: Best
    tail: str
    price: float
    vanished: int


_Tried = tuple[float, _State, _Step]


def feasible(text: str, opening: Opening) -> bool:
    """Tell whether the bytes alone allow a run from *opening* on that comes to an end.

    No language model is needed for this, and sound text nearly always fails it.
    """
    states = {(pending, False) for _, pending, _ in opening.starts}
    for shown in text[opening.end : opening.end + LONGEST_RUN]:
        states |= {(_ANY, True) for pending, gone in states if not gone and _vanishing(pending)}
        following = set()
        for pending, gone in states:
            for step in _steps(pending, shown):
                if step.over:
                    return True
                following.add((step.left, gone))
        states = following
        if not states:
            return False
    return False


def readings(
    text: str, opening: Opening, before: str, model: Fluency, *, vanishing: bool
) -> Outcome:
    """Return the readings of the run at *opening*, each result once.

    *before* is the (repaired) text in front of the opening. Scores are log
    probabilities of one and the same window, so that readings of different length
    can be compared. *vanishing* also tries one private-use pair that is not shown
    at all, which takes some ten times as long.
    """
    states = _first_states(opening, before, model)
    done: list[tuple[_State, int]] = []
    for at in range(opening.end, min(len(text), opening.end + LONGEST_RUN)):
        if vanishing and text[at] not in ORPHANS:
            states += _after_vanishing(states, model)
        tried = _tried(states, text[at], model)
        ended = nlargest(_BEAM, (each for each in tried if each[2].over), _by_rank)
        for _, state, step in ended:
            done.extend(_endings(_grow(state, step, model), text, at + 1, model))
        following = nlargest(_BEAM, (each for each in tried if not each[2].over), _by_rank)
        states = [_grow(state, step, model) for _, state, step in following]
        if not states:
            break
    return _judge(done, text, opening, before, model)


def _first_states(opening: Opening, before: str, model: Fluency) -> list[_State]:
    best, tail = BEGIN
    for char in model.fold(before[-CONTEXT:]):
        best, tail = model.step(best, tail, char)
    start = _State("", _ANY, best, tail, 0.0, 0)
    return [
        _grow(start, _weigh(_Step(chars, pending, price=price), model), model)
        for chars, pending, price in opening.starts
        if all(map(model.usual, chars))
    ]


def _grow(state: _State, step: _Step, model: Fluency) -> _State:
    best, tail = state.best, state.tail
    for folded in step.folded:
        best, tail = model.step(best, tail, folded)
    text, price = state.text + step.chars, state.price + step.price
    return _State(text, step.left, best, tail, price, state.vanished)


def _weigh(step: _Step, model: Fluency) -> _Step:
    """Return *step* with its characters folded, at the price of those in the wrong script."""
    foreign = sum(map(model.foreign, step.chars))
    price = step.price + _FOREIGN_PRICE * foreign
    return step._replace(price=price, folded=model.fold(step.chars))


def _tried(states: list[_State], shown: str, model: Fluency) -> list[_Tried]:
    """Return each way to go on from each state, ranked but not yet taken."""
    tried = []
    for state in states:
        steps = _usual_steps(state.pending, shown, model)
        scores = model.tries(state.best, state.tail, [step.folded for step in steps])
        tried += [
            (score - state.price - step.price, state, step)
            for score, step in zip(scores, steps, strict=True)
        ]
    return tried


def _by_rank(tried: _Tried) -> float:
    return tried[0]


@lru_cache(maxsize=1 << 14)
def _steps(pending: int, shown: str) -> tuple[_Step, ...]:
    """Return all that *pending* and the *shown* character can mean, by the bytes alone."""
    if shown in ORPHANS:
        if pending == _ANY:
            return ()  # neither byte is known: this says nothing
        return tuple(_Step(char, _ANY, over=True) for _, char in gbk.trails(pending))
    if not shown.isascii():
        data = gbk.code(shown)
        return tuple(_paired(pending, data[0], data[1])) if data else ()
    if shown <= " ":
        return ()
    letter = [_Step(char, _ANY, over=True) for char in _pairs(pending, ord(shown))]
    folded = _paired(pending, gbk.FOLDED_ROW, ord(shown) | 0x80, _FOLDED_PRICE)
    return (*letter, *folded)


def _paired(pending: int, first: int, second: int, price: float = 0.0) -> Iterator[_Step]:
    """Yield what it means that *first* belongs to *pending*, and *second* to what follows."""
    for char in _pairs(pending, first):
        if second in gbk.HIGH:
            yield _Step(char, second, price=price)
        elif chr(second).isalpha():
            yield _Step(char + chr(second), _ANY, over=True, price=price)


def _pairs(pending: int, trail: int) -> Iterator[str]:
    if pending == _ANY:
        yield from (char for _, char in gbk.leads(trail))
    elif char := gbk.meant(pending, trail):
        yield char


def _usual_steps(pending: int, shown: str, model: Fluency) -> tuple[_Step, ...]:
    """Return the steps, weighed; where a byte is open, those to usual characters only.

    No shown character stands for a private-use character that is not there.
    """
    known = model.memo.get((pending, shown))
    if known is None:
        steps = _steps(pending, shown) if shown else _vanishing(pending)
        if len(steps) > 2:
            steps = tuple(step for step in steps if all(map(model.usual, step.chars)))
        known = model.memo[pending, shown] = tuple(_weigh(step, model) for step in steps)
    return known


@cache
def _vanishing(pending: int) -> tuple[_Step, ...]:
    """Return what *pending* can mean with the first byte of a user-defined pair."""
    if pending == _ANY:
        return ()
    leads = filter(gbk.opens_unassigned, gbk.HIGH)
    chars = (gbk.meant(pending, lead) for lead in leads)
    return tuple(_Step(char, _ANY, price=_VANISHED_PRICE) for char in chars if char)


def _after_vanishing(states: list[_State], model: Fluency) -> list[_State]:
    tried = _tried([state for state in states if state.vanished < _MOST_VANISHED], "", model)
    return [
        _grow(state, step, model)._replace(vanished=state.vanished + 1)
        for _, state, step in nlargest(_VANISHING_BEAM, tried, _by_rank)
    ]


def _endings(state: _State, text: str, end: int, model: Fluency) -> Iterator[tuple[_State, int]]:
    """Yield *state* as it may stand after its last byte, with what an orphan swallowed.

    An orphan byte takes a digit or an opening bracket with it, but leaves other ASCII
    and 、 and 。 alone. So a digit is gone for certain where the rest of a number follows,
    and something is gone where a Han character follows.
    """
    shown, following = text[end - 1], text[end : end + 1]
    if shown not in ORPHANS:
        note = NOTE.match(text, end)
        yield state, note.end() if note else end
    elif not following or not (following in _NUMBER_SIGNS or gbk.is_han(following)):
        yield state, end
    elif following in _NUMBER_SIGNS or following in _MEASURES:
        yield _grow(state, _Step(LOST, _ANY, folded="0"), model), end
    elif _closes_unopened(text, end):
        yield _grow(state, _Step("(", _ANY, folded="("), model), end
    else:
        yield state._replace(price=state.price + _SWALLOWED_PRICE), end


def _closes_unopened(text: str, at: int) -> bool:
    """Tell whether a bracket closes soon after *at* that was not opened after it."""
    for char in text[at : at + LONGEST_RUN]:
        if char in ")）":
            return True
        if char in "(（。\n":
            return False
    return False


def _judge(
    done: list[tuple[_State, int]], text: str, opening: Opening, before: str, model: Fluency
) -> Outcome:
    """Rank the finished readings, scored over one and the same window."""
    if not done:
        return NOTHING
    context = before[-CONTEXT:]
    stop = max(end for _, end in done) + CONTEXT
    rests = {end: model.score(text[end:stop]) for end in sorted({end for _, end in done})}
    finalists = nlargest(_FINAL, done, key=lambda item: item[0].best[0] - item[0].price + rests[item[1]])
    line = text[max(text.rfind("\n", 0, opening.start), opening.start - _LINE) : opening.start]
    by_result: dict[str, Reading] = {}
    for state, end in finalists:
        rest = text[end:stop]
        score = model.score(context + state.text + rest) - state.price
        awkward = _awkward(model.words(context[-2:] + state.text + rest))
        awkward += _unopened(state.text, line)
        score -= _AWKWARD_PRICE * awkward
        result = (state.text + rest).replace(LOST, "")
        known = by_result.get(result)
        if known is None or known.score < score:
            by_result[result] = Reading(end, state.text, score, state.vanished)
    ranked = sorted(by_result.values(), key=lambda reading: (-reading.score, reading.text))
    shown = model.score(context + text[opening.start : stop])
    return Outcome(tuple(ranked), shown, _doubts(ranked[0], text, opening, context, model))


def _awkward(words: list[str]) -> int:
    """Count what hardly stands in a plan: a mark behind a mark, a sentence that begins oddly."""
    count = 0
    for word, following in zip(words, words[1:], strict=False):
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


def _doubts(
    best: Reading, text: str, opening: Opening, context: str, model: Fluency
) -> Doubts:
    """Return what speaks against *best*, however well it reads."""
    core, end = best.core, best.end
    orphan = text[end - 1] in ORPHANS
    before = model.words(context + core)
    whole = model.words(context + best.text + text[end : end + CONTEXT])
    ends = list(accumulate(map(len, whole)))
    first, last = len(context), len(context) + len(core)
    inside = [word for word, stop in zip(whole, ends, strict=True) if first < stop < last + len(word)]
    return Doubts(
        bare=orphan and end == opening.end + 1,
        joined=first > 0 and first not in accumulate(map(len, before)),
        guessed=orphan and (text[end : end + 1] in tuple(ORPHANS) or len(before[-1]) == 1),
        odd=any(map(model.odd, inside)),
    )

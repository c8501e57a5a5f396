"""The readings that the bytes of a slipped run allow, found by a beam search from left to right."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from heapq import heappush, heapreplace, nlargest
from typing import NamedTuple

from zeren.loaders.cleaning.byte_slip import gbk
from zeren.loaders.cleaning.byte_slip.fluency import BEGIN, Best, Choices, Fluency
from zeren.loaders.cleaning.byte_slip.outcome import CONTEXT, LOST, Outcome, judge
from zeren.loaders.cleaning.byte_slip.steps import (
    ANY,
    LONGEST_RUN,
    ORPHANS,
    Opening,
    Step,
    steps,
    vanishing,
)

_BEAM, _VANISHING_BEAM, _FINAL = 40, 24, 24
_MOST_VANISHED = 2
_SWALLOWED_PRICE = 2.0
"""For an orphan before a Han character that cannot have taken a digit or a bracket."""

_FOREIGN_PRICE = 4.0
"""For a character of the script that the document is not written in."""

_NUMBER_SIGNS = frozenset("0123456789.%‰-—～~")
_MEASURES = frozenset("個个家所名人項项張张萬万億亿元年月日次件處处座類类批條条支場场間间歲岁天")
_NOTE = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ]+\)")


class _State(NamedTuple):
    """A reading on its way. ``best`` holds the scores of its last cuts, nearest first."""

    text: str
    pending: int
    best: Best
    tail: str
    price: float
    vanished: int

    def grow(self, step: Step, model: Fluency) -> _State:
        best, tail = self.best, self.tail
        for folded in step.folded:
            best, tail = model.step(best, tail, folded)
        text, price = self.text + step.chars, self.price + step.price
        return _State(text, step.left, best, tail, price, self.vanished)


class _Steps(NamedTuple):
    """Steps, and what the model makes of their characters."""

    steps: tuple[Step, ...]
    choices: Choices
    prices: list[float]


class SlipSearch:
    """The search in one document, whose *model* says what is fluent there."""

    def __init__(self, model: Fluency) -> None:
        self._model = model
        self._weights: dict[str, tuple[float, str]] = {}
        self._known_steps: dict[tuple[int, str], tuple[_Steps | None, _Steps | None]] = {}

    def readings(self, text: str, opening: Opening, before: str, *, with_vanished: bool) -> Outcome:
        """Return the readings of the run at *opening*, ranked.

        *before* is the (repaired) text in front of the opening. *with_vanished* also tries
        private-use pairs that are not shown at all, two at most; that takes ten times as long.
        """
        model = self._model
        states = self._first(opening, before)
        done: list[tuple[_State, int]] = []
        for at in range(opening.end, min(len(text), opening.end + LONGEST_RUN)):
            if "\ue000" <= text[at] <= "\uf8ff":
                with_vanished = False  # a run that shows one such character shows all
                states = [state for state in states if not state.vanished]
            if with_vanished and text[at] not in ORPHANS:
                states += self._after_vanishing(states)
            for state, step in self._best_steps(states, text[at], _BEAM, over=True):
                done.extend(self._endings(state.grow(step, model), text, at + 1))
            following = self._best_steps(states, text[at], _BEAM, over=False)
            states = [state.grow(step, model) for state, step in following]
            if not states:
                break
        return judge(self._best_of(done, text), text, opening, before, model)

    def _first(self, opening: Opening, before: str) -> list[_State]:
        model = self._model
        best, tail = BEGIN
        for char in model.fold(before[-CONTEXT:]):
            best, tail = model.step(best, tail, char)
        start = _State("", ANY, best, tail, 0.0, 0)
        return [
            start.grow(self._weigh(Step(chars, pending, price=price)), model)
            for chars, pending, price in opening.starts
            if all(map(model.usual, chars))
        ]

    def _weigh(self, step: Step) -> Step:
        """Return *step* with its characters folded, at the price of those in the wrong script."""
        known = self._weights.get(step.chars)
        if known is None:
            foreign = sum(map(self._model.foreign, step.chars))
            known = _FOREIGN_PRICE * foreign, self._model.fold(step.chars)
            self._weights[step.chars] = known
        price, folded = known
        return Step(step.chars, step.left, step.over, step.price + price, folded)

    def _steps(self, pending: int, shown: str) -> tuple[_Steps | None, _Steps | None]:
        """Return the steps that go on and those that end the run, weighed.

        Where a byte is open, only those to usual characters. No shown character stands for a
        private-use character that is not there.
        """
        known = self._known_steps.get((pending, shown))
        if known is None:
            found = steps(pending, shown) if shown else vanishing(pending)
            if len(found) > 2:
                usual = self._model.usual
                found = tuple(step for step in found if all(map(usual, step.chars)))
            weighed = [self._weigh(step) for step in found]
            known = self._known_steps[pending, shown] = (
                self._scored([step for step in weighed if not step.over]),
                self._scored([step for step in weighed if step.over]),
            )
        return known

    def _scored(self, found: list[Step]) -> _Steps | None:
        if not found:
            return None
        choices = self._model.choices([step.folded for step in found])
        return _Steps(tuple(found), choices, [step.price for step in found])

    def _best_steps(
        self, states: list[_State], shown: str, count: int, *, over: bool
    ) -> list[tuple[_State, Step]]:
        """Return the *count* best ways to go on (or to end) from *states*, the best first.

        Of equals the first one stays. Most ways are no better than those already found; they
        are dropped as bare numbers, which takes a third of the time of ranking them all.
        """
        best: list[tuple[float, int, _State, Step]] = []  # a heap, the worst first
        lowest, number = -math.inf, 0
        for state in states:
            known = self._steps(state.pending, shown)[over]
            if known is None:
                continue
            found, choices, prices = known
            scores = self._model.tries(state.best, state.tail, choices)
            for at, score in enumerate(scores):
                rank = score - state.price - prices[at]
                if rank <= lowest:
                    continue
                number -= 1
                if len(best) < count:
                    heappush(best, (rank, number, state, found[at]))
                else:
                    heapreplace(best, (rank, number, state, found[at]))
                if len(best) == count:
                    lowest = best[0][0]
        return [(state, step) for _, _, state, step in sorted(best, reverse=True)]

    def _after_vanishing(self, states: list[_State]) -> list[_State]:
        states = [state for state in states if state.vanished < _MOST_VANISHED]
        return [
            state.grow(step, self._model)._replace(vanished=state.vanished + 1)
            for state, step in self._best_steps(states, "", _VANISHING_BEAM, over=False)
        ]

    def _endings(self, state: _State, text: str, end: int) -> Iterator[tuple[_State, int]]:
        """Yield *state* as it may stand after its last byte, with what an orphan swallowed.

        An orphan byte takes a digit or an opening bracket with it, but leaves other ASCII
        and 、 and 。 alone. So a digit is gone for certain where the rest of a number follows,
        and something is gone where a Han character follows.
        """
        shown, following = text[end - 1], text[end : end + 1]
        if shown not in ORPHANS:
            note = _NOTE.match(text, end)
            yield state, note.end() if note else end
        elif not following or not (following in _NUMBER_SIGNS or gbk.is_han(following)):
            yield state, end
        elif following in _NUMBER_SIGNS or following in _MEASURES:
            yield state.grow(Step(LOST, ANY, folded="0"), self._model), end
        elif _closes_unopened(text, end):
            yield state.grow(Step("(", ANY, folded="("), self._model), end
        else:
            yield state._replace(price=state.price + _SWALLOWED_PRICE), end

    def _best_of(
        self, done: list[tuple[_State, int]], text: str
    ) -> list[tuple[str, int, float, int]]:
        """Return the finished readings worth judging."""
        stop = max((end for _, end in done), default=0) + CONTEXT
        rests = {end: self._model.score(text[end:stop]) for end in {end for _, end in done}}
        ranked = ((state.best[0] - state.price + rests[end], state, end) for state, end in done)
        best = nlargest(_FINAL, ranked, key=lambda each: each[0])
        return [(state.text, end, state.price, state.vanished) for _, state, end in best]


def _closes_unopened(text: str, at: int) -> bool:
    """Tell whether a bracket closes soon after *at* that was not opened after it."""
    for char in text[at : at + LONGEST_RUN]:
        if char in ")）":
            return True
        if char in "(（。\n":
            return False
    return False

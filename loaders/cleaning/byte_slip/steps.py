"""What slipped bytes can mean, one shown character at a time, by the bytes alone.

In a *run*, shown text pairs its bytes one byte late. One byte of the meant text is always
in hand (the *pending* byte): with the first byte of the next shown character it makes a
meant character, and the second byte of that shown character is pending then. The run ends
where a byte is taken alone: at an ASCII letter that is a trail byte in truth, at a shown
character that swallowed an ASCII letter, or at a ``?`` that stands for an orphan.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from zeren.loaders.cleaning.byte_slip import gbk

LONGEST_RUN = 48
"""Shown characters that a run may have after its trigger; the wild ones have up to 13."""

ORPHANS = "?\ufffd"
"""What a byte that fits no pair is shown as: saved pages have ``?``, some decoders U+FFFD."""

ANY = 0
"""A pending byte that is not known, after a private-use character that is not shown."""

_FOLDED_PRICE = 1.0
"""For an ASCII sign taken as a pair of the row A3, and not as itself."""

_VANISHED_PRICE = 2.0
"""For a private-use character that is not shown; about half of them are."""


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


class Step(NamedTuple):
    """What a pending byte and a shown character mean: characters and the byte left, at a price.

    ``over`` says that no byte is left, so that the run ends here. ``folded`` is ``chars`` as
    a language model sees them, where one has looked.
    """

    chars: str
    left: int
    over: bool = False
    price: float = 0.0
    folded: str = ""


def feasible(text: str, opening: Opening) -> bool:
    """Tell whether the bytes alone allow a run from *opening* on that comes to an end.

    No language model is needed for this, and sound text nearly always fails it.
    """
    states = {(pending, False) for _, pending, _ in opening.starts}
    for shown in text[opening.end : opening.end + LONGEST_RUN]:
        states |= {(ANY, True) for pending, gone in states if not gone and vanishing(pending)}
        following = set()
        for pending, gone in states:
            for step in steps(pending, shown):
                if step.over:
                    return True
                following.add((step.left, gone))
        states = following
        if not states:
            return False
    return False


@lru_cache(maxsize=1 << 14)
def steps(pending: int, shown: str) -> tuple[Step, ...]:
    """Return all that *pending* and the *shown* character can mean."""
    if shown in ORPHANS:
        if pending == ANY:
            return ()  # neither byte is known: this says nothing
        return tuple(Step(char, ANY, over=True) for _, char in gbk.trails(pending))
    if not shown.isascii():
        data = gbk.code(shown)
        return tuple(_paired(pending, data[0], data[1])) if data else ()
    if shown <= " ":
        return ()
    letter = [Step(char, ANY, over=True) for char in _pairs(pending, ord(shown))]
    return (*letter, *_paired(pending, gbk.FOLDED_ROW, ord(shown) | 0x80, _FOLDED_PRICE))


def _paired(pending: int, first: int, second: int, price: float = 0.0) -> Iterator[Step]:
    """Yield what it means that *first* belongs to *pending*, and *second* to what follows."""
    for char in _pairs(pending, first):
        if second in gbk.HIGH:
            yield Step(char, second, price=price)
        elif chr(second).isalpha():
            yield Step(char + chr(second), ANY, over=True, price=price)


def _pairs(pending: int, trail: int) -> Iterator[str]:
    if pending == ANY:
        yield from (char for _, char in gbk.leads(trail))
    elif char := gbk.meant(pending, trail):
        yield char


@cache
def vanishing(pending: int) -> tuple[Step, ...]:
    """Return what *pending* can mean with the first byte of a user-defined pair not shown."""
    if pending == ANY:
        return ()
    chars = (gbk.meant(pending, lead) for lead in gbk.HIGH if gbk.opens_unassigned(lead))
    return tuple(Step(char, ANY, price=_VANISHED_PRICE) for char in chars if char)

"""Keeps pdfminer from filling the memory or going round for ever over a broken PDF.

A font may state one width for a range of characters (``/W [1 2147483647 500]``), and pdfminer
writes down each of them. No font has more than 65,536 characters (ISO 32000-1, 9.7.5), so a
longer range is cut there. An object may be a reference to itself (``3 0 obj 3 0 R``), and pdfminer
follows it for ever; such an object is taken to be missing. pdfminer has no setting for either, so
its functions are wrapped.
Found by fuzzing (``benchmarks/fuzz.py pdf``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from pdfminer import pdffont
from pdfminer.pdftypes import PDFObjRef, resolve1

MOST: Final = 65_535
"""The highest number of a character."""


def bound_widths() -> None:
    """Make pdfminer read widths of fonts within bounds. Doing it twice changes nothing."""
    for name in ("get_widths", "get_widths2"):
        original = getattr(pdffont, name)
        if not hasattr(original, "bounded"):
            setattr(pdffont, name, _bounded(original))


def bound_references() -> None:
    """Make pdfminer give up on references that lead back. Doing it twice changes nothing."""
    original = PDFObjRef.resolve
    if hasattr(original, "bounded"):
        return

    def resolve(self: PDFObjRef, default: object = None) -> object:
        seen = {self.objid}
        found = original(self, default)
        while isinstance(found, PDFObjRef):
            if found.objid in seen:
                return default
            seen.add(found.objid)
            found = original(found, default)
        return found

    resolve.bounded = True  # type: ignore[attr-defined]
    PDFObjRef.resolve = resolve  # type: ignore[method-assign]


def _bounded(original: Callable[[Iterable[object]], object]) -> Callable[..., object]:
    def widths(stated: Iterable[object]) -> object:
        return original(_in_range(stated))

    widths.bounded = True  # type: ignore[attr-defined]
    return widths


def _in_range(stated: Iterable[object]) -> Iterator[object]:
    """Yield the numbers and lists of *stated*, no whole number beyond the last character."""
    for value in stated:
        value = resolve1(value)
        if isinstance(value, list):
            yield value[: MOST + 1]
        elif isinstance(value, int) and not isinstance(value, bool):
            yield max(-MOST, min(MOST, value))
        else:
            yield value

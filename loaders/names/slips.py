"""Evident slips in a unit's name: ``管禾仝`` for 管委会, ``科教教育处`` for 科技教育处.

A name is corrected only on evidence from the same document, where the right name
stands. Three kinds of evidence count:

* *no such body*: the name ends in no form that a body's name can have, and another
  name of the document has its length and differs in at most two characters;
* *unknown department*: no department goes by the name's ending, none has the pairs of
  characters around the wrong one, and that character is rare in any word, but one goes by the
  ending of a name that the document has and that differs in just that character (民玫局, 民政局);
  果业局 beside 农业局 and 城发集团 beside 城投集团 are bodies of their own;
* *doubled character*: the name repeats a character of its neighbour (教教), is written
  once, and a name that the document has at least three times differs in just that character.

What it costs: two bodies whose names differ in a doubled character would be made one, and
so would a department that the vocabulary does not have with one that differs in a
character; none is known. 医政处 and 医管处, one character apart, stay two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from operator import ne

from zeren.loaders.names import lexicon
from zeren.loaders.names.common import is_rare

_SHORTEST = 4
_OFTEN = 3
_MOST_WRONG = 2


def corrections(names: Iterable[str]) -> dict[str, str]:
    """Return for each slip among *names* (as often as they occur) the name that it stands for."""
    counts = Counter(names)
    known = sorted(counts, key=lambda name: (-counts[name], name))
    # By length: each name, and its tail behind a one-character prefix.
    candidates: dict[int, list[tuple[str, str]]] = {}
    for right in known:
        candidates.setdefault(len(right), []).append((right, right))
        candidates.setdefault(len(right) - 1, []).append((right[1:], right))
    found: dict[str, str] = {}
    for name in sorted(counts):
        # A name that looks like a unit's and stands twice is no slip, whatever resembles it.
        if len(name) < _SHORTEST or (counts[name] > 1 and lexicon.is_unit(name)):
            continue
        for candidate, right in candidates[len(name)]:
            # Most names have nothing in common: they are sorted out by calls that stay inside C.
            if sum(map(ne, name, candidate)) <= _MOST_WRONG and _is_slip(
                name, candidate, counts[name], counts[right]
            ):
                found[name] = candidate
                break
    return found


def _is_slip(name: str, right: str, count: int, right_count: int) -> bool:
    wrong = [i for i, (a, b) in enumerate(zip(name, right, strict=True)) if a != b]
    if not wrong:
        return False
    if not lexicon.is_unit(name) and lexicon.is_unit(right):
        return len(wrong) <= _MOST_WRONG and len(wrong) * 3 <= len(name)
    if len(wrong) != 1 or count > 1:
        return False
    index = wrong[0]
    known = lexicon.function_ending(right) >= len(right) - index
    unknown = not lexicon.function_ending(name) and lexicon.is_strange_at(name, index)
    if known and unknown and is_rare(name[index]):
        return True
    if right_count < _OFTEN:
        return False
    return name[index] in {name[index - 1 : index], name[index + 1 : index + 2]}

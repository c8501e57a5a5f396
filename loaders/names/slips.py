"""Evident slips in a unit's name: ``管禾仝`` for 管委会, ``科教教育处`` for 科技教育处.

A correction never invents: a name is changed only to a form that the same document writes
right, and never where both forms stand in one list, which shows that the writer means two
bodies. Beyond that, one of three kinds of evidence is needed:

* *looks alike*: the changed characters are ones that are taken for one another
  (``confusable.toml``: 民玫局, 民政局), and no department goes by the name's ending;
* *no such body*: the name's last characters are no ending that a body's name can have, those of
  the right form are, and the names differ in at most two characters, all at the end (管禾仝);
* *doubled character*: the name repeats a character of its neighbour (教教), is written
  once, and a name that the document has at least three times differs in just that character.

What it costs: two bodies whose names differ in a doubled character, or in one of two characters
that look alike where the vocabulary has neither, would be made one; none is known. 果业局 and
农业局, 医政处 and 医管处, one character apart, stay two.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from operator import ne

from zeren.loaders.names import lexicon

_SHORTEST = 4
_OFTEN = 3
_MOST_WRONG = 2


def corrections(lists: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return for each slip the name that it stands for.

    *lists* are the names as they stand together, one list a task, each as often as it occurs.

    >>> corrections([["市民政局", "市财政局"], ["市民玫局"], ["市果业局"], ["市农业局"]])
    {'市民玫局': '市民政局'}
    """
    kept = [list(names) for names in lists]
    together = [frozenset(names) for names in kept]
    counts = Counter(name for names in kept for name in names)
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
            if (
                sum(map(ne, name, candidate)) <= _MOST_WRONG
                and _is_slip(name, candidate, counts[name], counts[right])
                and not any(name in names and right in names for names in together)
            ):
                found[name] = candidate
                break
    return found


def _is_slip(name: str, right: str, count: int, right_count: int) -> bool:
    wrong = [i for i, (a, b) in enumerate(zip(name, right, strict=True)) if a != b]
    if not wrong or not lexicon.is_unit(right):
        return False
    if not lexicon.is_unit(name):
        at_end = wrong[-1] == len(name) - 1 and wrong[-1] - wrong[0] == len(wrong) - 1
        enough = len(wrong) * 3 <= len(name)
        return enough and (at_end or _look_alike(name, right, wrong))
    if len(wrong) != 1 or count > 1:
        return False
    index = wrong[0]
    known = lexicon.function_ending(right) >= len(right) - index
    if known and not lexicon.function_ending(name) and _look_alike(name, right, wrong):
        return True
    return right_count >= _OFTEN and name[index] in {
        name[index - 1 : index],
        name[index + 1 : index + 2],
    }


def _look_alike(name: str, right: str, wrong: Sequence[int]) -> bool:
    return all(right[index] in _confusable().get(name[index], "") for index in wrong)


@cache
def _confusable() -> dict[str, frozenset[str]]:
    text = files("zeren.ontology.vocab").joinpath("confusable.toml").read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for group in tomllib.loads(text)["groups"]:
        for character in group:
            found[character] = found.get(character, frozenset()) | frozenset(group)
    return found

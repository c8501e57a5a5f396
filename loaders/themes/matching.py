"""Finding the words of a scheme in a text."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import compress, count
from operator import add

from zeren.ontology.schemes import Scheme, Word


class Matcher:
    """Finds the words of a scheme in a text, in time linear in the text.

    A dictionary of the first two characters of all words gives the lengths of the words that
    begin with them, the longest first, and one of four characters those of the words that have as
    many; it needs no Doc. A word inside a longer one is not
    found (健康教育 in 心理健康教育), words that overlap are.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._words = {word.text: word for word in scheme.words}
        lengths: dict[str, set[int]] = {}
        for text in self._words:
            lengths.setdefault(text[:2], set())
            lengths.setdefault(text[: 4 if len(text) > 3 else 2], set()).add(len(text))
        self._lengths = {
            begin: tuple(sorted(each | lengths[begin[:2]], reverse=True))
            for begin, each in lengths.items()
        }
        self._latin = {
            word.text
            for word in scheme.words
            if _is_latin(word.text[:1]) or _is_latin(word.text[-1:])
        }

    def find(self, text: str) -> list[tuple[int, Word]]:
        """Return where words begin, and the words, in order; Latin letters in either case."""
        lower = text.lower()
        folded = lower if len(lower) == len(text) else text
        words, lengths, latin, last = self._words, self._lengths, self._latin, 0
        found: list[tuple[int, Word]] = []
        # Most places begin no word: they are sorted out by calls that stay inside C.
        begins = map(lengths.__contains__, map(add, folded, folded[1:]))
        for index in compress(count(), begins):
            two, four = folded[index : index + 2], folded[index : index + 4]
            for length in lengths[four if four in lengths else two]:
                word = words.get(folded[index : index + length])
                if word is not None:
                    end = index + len(word.text)
                    if word.text in latin and not _stands_alone(folded, index, end):
                        continue
                    if end > last:
                        last = end
                        found.append((index, word))
                    break
        return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether Latin letters and figures at the edges go no further: AI, not in MAIN."""
    return not (
        (_is_latin(text[start]) and _is_latin(text[start - 1 : start]))
        or (_is_latin(text[end - 1]) and _is_latin(text[end : end + 1]))
    )


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


@cache
def matcher(scheme: Scheme) -> Matcher:
    """Return the matcher of *scheme*, compiled once."""
    return Matcher(scheme)


@lru_cache(maxsize=256)
def words_of(heading: str, scheme: Scheme) -> list[tuple[int, Word]]:
    """Return what the matcher finds in *heading*: tasks of a section share their headings."""
    return matcher(scheme).find(heading)

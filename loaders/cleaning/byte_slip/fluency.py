"""How natural a stretch of Chinese reads: the judge between two readings of the same bytes.

A text is cut into words so that the product of their probabilities is greatest
(the unigram word lattice that segmenters use), and its logarithm is the score.
Words come from three places:

* the dictionary of jieba, with its frequencies;
* ``policy_words.txt``, words of the genre that a general dictionary lacks;
* the document itself: neighbouring words of its sound parts, up to four characters together, count
  as a word, for a plan repeats its own phrases. (Whole words only: were 有害因素 to give
  the piece 害因素, it would make ``的。害因素`` read well.)

Everything is compared in simplified script: jieba's dictionary is simplified,
and folding some twenty thousand characters once is cheaper (6 ms) than
converting 100,000 words to traditional script, and loses nothing: two readings
of the same bytes hardly ever differ only in script.

Cost: the dictionary takes about 0.2 s and 30 MB, once for each process, on the first
call; a document of 10,000 characters about 25 ms. It knows no grammar, and a
name that is in no dictionary reads as badly as nonsense.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from zeren.loaders.cleaning.byte_slip import gbk

LONGEST = 4
"""The longest word looked up, in characters."""

Best = tuple[float, float, float, float]
BEGIN: tuple[Best, str] = ((0.0, -math.inf, -math.inf, -math.inf), "\0\0\0")
"""What :meth:`Fluency.step` starts from."""

_PHRASE_LIMIT = 300_000
"""Characters of a document that phrases are counted in; a plan has 5,000 to 50,000."""

_DOCUMENT_SHARE = 0.3
"""The weight of the document against the dictionary in a word's probability."""

_DISCOUNT = 0.7
"""Taken off each phrase count: most phrases seen once are accidents of where words meet."""

_GENRE_COUNT = 5000
"""The frequency given to a genre word, on the dictionary's scale of 59 million words."""

_LONE_PRICE = 1.0
"""Taken off for a word of one character: plans have fewer of them than the newspapers counted."""

_USUAL = 200
"""How often the dictionary must count a word for its characters to be tried where any byte fits."""

_COMMON = math.log(15_000 / 59e6) - _LONE_PRICE
"""How common a character must be to stand as a word without raising doubt: 的 和 在 对 各 年 …"""

_SMALLEST = 2000
"""A shorter document is taken to be this long, so that its phrases do not weigh too much."""

_NEVER = -math.inf
_UNSEEN = math.log(0.2 / 59e6)
_DIGIT, _MARK, _RARE_MARK, _LETTER = map(math.log, (0.02, 0.02, 0.003, 1e-4))
_QUESTION = 1e-3
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DIGITS = dict.fromkeys(map(ord, "0123456789□"), "0")
_WIDTHS: dict[int, int | str] = {**_FULLWIDTH, **_DIGITS}


class Lexicon(NamedTuple):
    """What is known before any document is: words, and the two scripts.

    ``costs`` holds the log probability of each simplified word, ``usual`` the characters of
    common words, ``folds`` leads from the code of a character to its simplified form,
    ``simplified_only`` no traditional text holds. ``stems`` are the first two and the first
    three characters of longer words: most text is none of them, and needs no further look-up.
    """

    costs: dict[str, float]
    stems: frozenset[str]
    usual: frozenset[str]
    folds: dict[int, str]
    simplified_only: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Read the dictionaries, once for each process.

    Only jieba's word list is read, by path: importing jieba itself costs more than the
    list and sets up logging. Names of persons (part of speech nr) are left out: plans name
    none, and nearly any two characters are somebody's name. Words counted fewer than ten times
    are left out too; they are two thirds of the list and say little.

    Raises ModuleNotFoundError where jieba is not installed.
    """
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the word list of jieba is needed to repair text", name="jieba")
    listing = Path(spec.submodule_search_locations[0], "dict.txt").read_text(encoding="utf-8")
    pairs = re.findall(rf"^(\S{{1,{LONGEST}}}) (\d\d+) (?!nr)", listing, re.MULTILINE)
    counts = {word: int(count) for word, count in pairs}
    total = sum(counts.values()) / (1 - _DOCUMENT_SHARE)
    counts |= {word: max(counts.get(word, 0), _GENRE_COUNT) for word in _genre_words()}
    costs = {word: math.log(count / total) for word, count in counts.items()}
    costs |= {word: cost - _LONE_PRICE for word, cost in costs.items() if len(word) == 1}
    usual = frozenset("".join(word for word, count in counts.items() if count >= _USUAL))
    return Lexicon(costs, frozenset(_stems(costs)), usual, *_folds())


def _stems(words: Iterable[str]) -> set[str]:
    longer = [word for word in words if len(word) > 2]
    return {word[:2] for word in longer}.union(word[:3] for word in longer if len(word) > 3)


def _genre_words() -> list[str]:
    text = (
        files("zeren.loaders.cleaning.byte_slip")
        .joinpath("policy_words.txt")
        .read_text(encoding="utf-8")
    )
    lines = (line.partition("#")[0] for line in text.splitlines())
    return [word for line in lines for word in line.split()]


def _folds() -> tuple[dict[int, str], frozenset[str]]:
    """Return the simplified form of each Han character, and those no traditional text holds.

    The latter are simplified forms that Big5, the code of traditional text, lacks.
    """
    from opencc import OpenCC  # costs 15 ms, and only damaged text needs it

    han = [chr(code) for code in range(0x4E00, 0x9FA6)]  # the Han characters of GBK
    simple = OpenCC("t2s").convert("\n".join(han)).split("\n")
    folds = {ord(old): new for old, new in zip(han, simple, strict=True) if old != new}
    forms = "".join(sorted(set(folds.values())))
    traditional = forms.encode("big5", "ignore").decode("big5")
    return folds, frozenset(forms).difference(traditional)


class Fluency:
    """The judge for one document.

    *sound* holds the stretches of the document that are not damaged; phrases are not counted
    across their ends.
    """

    def __init__(self, sound: list[str]) -> None:
        self._lexicon = lexicon()
        raw = "\n".join(sound)[:_PHRASE_LIMIT]
        self._characters = Counter(raw)
        changed = sum(n for char, n in self._characters.items() if ord(char) in self._lexicon.folds)
        simplified = sum(
            n for char, n in self._characters.items() if char in self._lexicon.simplified_only
        )
        self._traditional = changed > simplified
        self._usual: dict[str, bool] = {}
        self._table: dict[int, int | str] = {**self._lexicon.folds, **_WIDTHS}
        # A question mark may be an orphan, and one must not make the next look usual.
        folded = self.fold(raw)
        marks = folded.count("?")
        folded = folded.replace("?", "\n")
        self._costs = _Costs(self._lexicon.costs)
        self._stems = self._lexicon.stems
        # Where question marks are usual, one more is no sign of damage.
        self._costs["?"] = math.log(max(_QUESTION, marks / max(len(folded), _SMALLEST)))
        self._learn(folded)

    def _learn(self, folded: str) -> None:
        """Let neighbouring words of the document, up to four characters together, be words."""
        share = _DOCUMENT_SHARE / max(len(folded), _SMALLEST)
        cuts = [0, *accumulate(map(len, self._cut(folded)))]
        lengths = range(2, LONGEST + 1)
        behind = frozenset(cuts)
        phrases = Counter(
            [folded[cut : cut + size] for cut in cuts for size in lengths if cut + size in behind]
        )
        self._stems = self._stems.union(_stems(phrases))
        counts = set(phrases.values())
        new = {count: math.log(share * (count - _DISCOUNT)) for count in counts}
        known = self._costs.get
        for phrase, count in phrases.items():
            cost = known(phrase)
            if cost is not None:
                self._costs[phrase] = math.log(math.exp(cost) + share * (count - _DISCOUNT))
            else:
                self._costs[phrase] = new[count]

    def fold(self, text: str) -> str:
        """Return *text* in simplified script, with half-width marks and one digit for all."""
        return text.translate(self._table)

    def foreign(self, char: str) -> bool:
        """Tell whether *char* belongs to the script that the document is not written in."""
        if char in self._characters:
            return False
        if self._traditional:
            return char in self._lexicon.simplified_only
        return ord(char) in self._lexicon.folds

    def usual(self, char: str) -> bool:
        """Tell whether a plan may well hold *char*: it stands in this one, or is not rare."""
        known = self._usual.get(char)
        if known is None:
            known = self._usual[char] = (
                char in self._characters
                or self._table.get(ord(char), char) in self._lexicon.usual
                or not gbk.is_han(char)
            )
        return known

    def step(self, best: Best, tail: str, folded: str) -> tuple[Best, str]:
        """Return the scores and the tail of a text that grew by one *folded* character.

        *best* holds the scores of the text as it was and cut by 1, 2 and 3 characters;
        *tail* is its last three characters. Both begin as :data:`BEGIN`.
        """
        word = tail + folded
        whole, one, two, three = best
        known = self._costs.get
        score = max(whole + self._costs[folded], one + known(word[2:], _NEVER))
        if word[1:3] in self._stems:
            score = max(score, two + known(word[1:], _NEVER))
        if tail in self._stems:
            score = max(score, three + known(word, _NEVER))
        return (score, whole, one, two), word[1:]

    def words(self, text: str) -> list[str]:
        """Return the words of the best cut of *text*, folded, in order."""
        return self._cut(self.fold(text))

    def odd(self, word: str) -> bool:
        """Tell whether *word* is a single Han character that is seldom a word of its own."""
        return len(word) == 1 and gbk.is_han(word) and self._costs[word] < _COMMON

    def score(self, text: str) -> float:
        """Return the log probability of *text* under its best cut into words."""
        return self._lattice(self.fold(text))[0][-1]

    def choices(self, folded: Sequence[str]) -> Choices:
        """Return the *folded* ways to go on, to be scored behind many texts."""
        return Choices(folded, self._costs)

    def tries(self, best: Best, tail: str, choices: Choices) -> list[float]:
        """Return the score after each of *choices*: :meth:`step`, many at a time."""
        if choices.several:
            return [self._grown(best, tail, folded) for folded in choices.folded]
        whole, one, two, three = best
        ways = [(one, choices.behind(tail[2:]))]
        if tail[1:] in self._stems:
            ways.append((two, choices.behind(tail[1:])))
        if tail in self._stems:
            ways.append((three, choices.behind(tail)))
        scores = [whole + cost for cost in choices.costs]
        for score, words in ways:
            for at, cost in words:
                if score + cost > scores[at]:
                    scores[at] = score + cost
        return scores

    def _grown(self, best: Best, tail: str, folded: str) -> float:
        for char in folded:
            best, tail = self.step(best, tail, char)
        return best[0]

    def _lattice(self, folded: str) -> tuple[list[float], list[int]]:
        """Return for each length the best score of that much of *folded* and its last word's width.

        Of equal cuts the one with the shorter last word is taken.
        """
        costs, known, stems = self._costs, self._costs.get, self._stems
        scores = [0.0] + [_NEVER] * (len(folded) + LONGEST)
        widths = [0] * len(scores)
        for at, char in enumerate(folded):
            here = scores[at]
            if (score := here + costs[char]) >= scores[at + 1]:
                scores[at + 1], widths[at + 1] = score, 1
            word = folded[at : at + 2]
            if (cost := known(word)) is not None and (score := here + cost) >= scores[at + 2]:
                scores[at + 2], widths[at + 2] = score, 2
            if word not in stems:
                continue
            word = folded[at : at + 3]
            if (cost := known(word)) is not None and (score := here + cost) >= scores[at + 3]:
                scores[at + 3], widths[at + 3] = score, 3
            if word not in stems:
                continue
            word = folded[at : at + 4]
            if (cost := known(word)) is not None and (score := here + cost) >= scores[at + 4]:
                scores[at + 4], widths[at + 4] = score, 4
        return scores[: len(folded) + 1], widths

    def _cut(self, folded: str) -> list[str]:
        """Return the words of the best cut of *folded*, in order."""
        widths = self._lattice(folded)[1]
        words, at = [], len(folded)
        while at:
            words.append(folded[at - widths[at] : at])
            at -= widths[at]
        return words[::-1]


class Choices:
    """Folded ways to go on. ``several`` says that one of them has more than one character."""

    __slots__ = ("_behind", "_known", "costs", "folded", "several")

    def __init__(self, folded: Sequence[str], costs: _Costs) -> None:
        self.folded = folded
        self.several = any(len(each) > 1 for each in folded)
        self.costs = [] if self.several else [costs[char] for char in folded]
        self._known = costs
        self._behind: dict[str, list[tuple[int, float]]] = {}

    def behind(self, stem: str) -> list[tuple[int, float]]:
        """Return the places and costs of the choices that make a word with *stem* in front.

        Kept, as many readings of a place end in the same characters.
        """
        words = self._behind.get(stem)
        if words is None:
            costs = map(self._known.get, [stem + char for char in self.folded])
            words = [(at, cost) for at, cost in enumerate(costs) if cost is not None]
            self._behind[stem] = words
        return words


class _Costs(dict[str, float]):
    """Log probabilities of words; a character that is none gets one when it is first asked for."""

    def __missing__(self, char: str) -> float:
        self[char] = cost = _single(char)
        return cost


def _single(char: str) -> float:
    """Return the log probability of a character that is no word of the dictionary."""
    if char == "0":
        return _DIGIT
    if char in "、。,\n":
        return _MARK
    if char in ";:!()“”‘’《》〈〉〔〕【】…—· .-%":
        return _RARE_MARK
    if char.isascii():
        return _LETTER
    return _UNSEEN

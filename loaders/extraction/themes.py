"""The themes of a task, ranked by the words that show them.

The words come from the SKOS vocabularies (``ontology/themes.ttl``, ``sectors.ttl``, or a
user's own). What a word counts for depends on where it stands and whether it names the
theme or only hints at it (:class:`Weights`). Words of one theme in one clause, between two
commas, count once: a list of near synonyms weighs no more than one of them, and a theme
that a task comes back to in clause after clause weighs more than one it mentions.

The strongest theme is given, and those about half as strong, up to the limit: a task about
two things names both in its title, or spends half as much text on the second.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress, count
from operator import add
from typing import Literal, NamedTuple

from zeren.ontology.schemes import SECTORS, THEMES, Scheme, Word, built_in

Where = Literal["title", "lead", "text", "heading"]

LIMIT = 3
"""The most themes that a task gets."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the places of words count for, and how strong a theme must be.

    The order is the genre's: a title says what the task is about; an untitled task says it in
    its first sentence; a heading is shared with the tasks beside it and only breaks ties. The
    numbers are round, about half of them picked by F1 on annotated plans. Halving or raising
    any of them by half moves F1 by one or two points; only a ``share`` of a quarter loses three.

    ``hint`` is the factor of a word that only hints (of a hidden label), of a name inside the
    name of a body (审计局), and of a name in a clause that tells the circumstances (围绕…).

    The strongest theme needs a score of ``first`` (a hint in the title). A further one needs
    ``share`` of the strongest's, though no more than ``enough`` (five clauses are no aside,
    however long the task), and no less than ``least``: one name in passing makes no theme.
    """

    title: float = 3.0
    lead: float = 2.0
    text: float = 1.0
    heading: float = 0.5
    hint: float = 0.25
    first: float = 0.75
    share: float = 0.5
    enough: float = 5.0
    least: float = 1.5


WEIGHTS = Weights()


class Evidence(NamedTuple):
    """A word that shows a theme.

    ``start`` and ``end`` are half open offsets in the task's text, or, where ``heading`` is
    not None, in ``headings[heading]`` as given (-1: in a title that the text does not open with).
    """

    start: int
    end: int
    word: str
    where: Where
    heading: int | None = None


@dataclass(frozen=True, slots=True)
class ThemeDraft:
    """A theme by its IRI, its score, and the words behind it: the text's, then the headings'.

    ``narrower`` are the concepts below the theme that the words belong to, strongest first.
    """

    concept: str
    score: float
    evidence: tuple[Evidence, ...]
    narrower: tuple[str, ...] = ()


def rank_themes(
    text: str,
    *,
    title: str | None = None,
    headings: Sequence[str] = (),
    clauses: Iterable[tuple[int, int]] = (),
    schemes: Sequence[Scheme] | None = None,
    limit: int = LIMIT,
    weights: Weights = WEIGHTS,
) -> list[ThemeDraft]:
    """Return the themes of a task, at most *limit*, the most important first; none for no evidence.

    *title* is the lead sentence of *text*, where it has one, *headings* those of the sections
    around it. *clauses* are spans of *text* that say who is responsible: what a body is called
    is not what the task is about, so words in them do not count.

    Without *schemes* the themes are those of ``themes.ttl``. A task for which none of them that
    belongs to a sector was found (人才, 审计, 项目建设 belong to every sector) gets its sector of
    ``sectors.ttl`` as well, behind them and within the limit, when that is not health.

    With *schemes* it gets the themes of each, *limit* for each scheme, in the order given: a
    user's own instead of the built-in ones, or added with ``(built_in(), own)``.
    """
    task = _Task(text, title, headings, clauses)
    themes = built_in(THEMES)
    found: list[ThemeDraft] = []
    for scheme in (themes,) if schemes is None else schemes:
        chosen = _choose(_weigh(task, scheme, weights), limit, weights)
        sectored = any(draft.concept in themes.sectors for draft in chosen)
        if scheme is themes and len(chosen) < limit and not sectored:
            sector = _choose(_weigh(task, built_in(SECTORS), weights), 1, weights)
            chosen += [draft for draft in sector if _is_told(draft, weights)]
        found += chosen
    return found


class Matcher:
    """Finds the words of a scheme in a text, in time linear in the text.

    A dictionary of the first two characters of all words, then the longest word that fits;
    it needs no Doc. A word inside a longer one is not
    found (健康教育 in 心理健康教育), words that overlap are.
    """

    def __init__(self, scheme: Scheme) -> None:
        self._words = {word.text: word for word in scheme.words}
        self._latin = {text for text in self._words if _is_latin(text[:1]) or _is_latin(text[-1:])}
        sizes: dict[str, set[int]] = {}
        for text in self._words:
            sizes.setdefault(text[:2], set()).add(len(text))
        self._sizes = {pair: tuple(sorted(each, reverse=True)) for pair, each in sizes.items()}

    def find(self, text: str) -> Iterator[tuple[int, Word]]:
        """Yield where words begin, and the words, in order; Latin letters in either case."""
        lower = text.lower()
        folded = lower if len(lower) == len(text) else text
        sizes, words, latin, last = self._sizes, self._words, self._latin, 0
        # Most places begin no word: they are sorted out by calls that stay inside C.
        begins = map(sizes.__contains__, map(add, folded, folded[1:]))
        for index in compress(count(), begins):
            for size in sizes[folded[index : index + 2]]:
                end = index + size
                word = words.get(folded[index:end])
                if (
                    word is not None
                    and end <= len(folded)
                    and (word.text not in latin or _stands_alone(folded, index, end))
                ):
                    if end > last:
                        last = end
                        yield index, word
                    break


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
def _words_of(heading: str, scheme: Scheme) -> tuple[tuple[int, Word], ...]:
    """Return what the matcher finds in *heading*: tasks of a section share their headings."""
    return tuple(matcher(scheme).find(heading))


_STOP = re.compile(r"[。！？!?\n，,；;：:()（）]")
_SENTENCE_END = re.compile(r"[。！？!?\n；;]")
_BRACKET = re.compile(r"[(（][^()（）]*")
# 围绕老年健康等需求，建设…: what the task looks at, not what it does.
_CIRCUMSTANCE = re.compile(
    r"(?:紧紧|紧密|充分|坚持|要|全面)?(?:围绕|按照|根据|结合|依托|对照|针对|遵循|参照)"
)
# 审计局, 消防救援支队: the word belongs to the name of a body.
_BODY = re.compile(
    r"(?:管理|监督管理|监管|保障|救援|工作)?"
    r"(?:局|厅|委(?!托)|处(?![理置于罚])|科(?![学技普室])|股|署|部门|支队|大队|集团)"
)


class _Task:
    """A text with its places marked: title or lead, clauses, brackets, and where commas stand."""

    def __init__(
        self,
        text: str,
        title: str | None,
        headings: Sequence[str],
        clauses: Iterable[tuple[int, int]],
    ) -> None:
        self.text = text
        self.aside: list[tuple[str, Where, int]] = [
            (heading, "heading", index) for index, heading in enumerate(headings)
        ]
        start = len(text) - len(text.lstrip())
        self._title_end = self._lead_end = 0
        if title and text.startswith(title, start):
            self._title_end = start + len(title)
        elif title:
            self.aside.insert(0, (title, "title", -1))
        else:
            found = _SENTENCE_END.search(text, start)
            self._lead_end = found.start() if found else len(text)
        self._clauses = _Spans(clauses)
        self._brackets = _Spans(
            found.span() for found in _BRACKET.finditer(text, 0, self._lead_end)
        )
        self.begins = [0, *(found.end() for found in _STOP.finditer(text))]
        self._circumstances: dict[int, bool] = {}

    def place(self, offset: int) -> Where | None:
        """Return what place *offset* is, or None inside a clause."""
        if self._clauses.hold(offset):
            return None
        if offset < self._title_end:
            return "title"
        if offset < self._lead_end and not self._brackets.hold(offset):
            return "lead"
        return "text"

    def segment(self, offset: int) -> int:
        """Return the number of the piece between two commas that *offset* is in."""
        return bisect_right(self.begins, offset) - 1

    def is_faint(self, start: int, end: int) -> bool:
        """Say whether a word names a body, or stands in a clause that tells circumstances."""
        if _BODY.match(self.text, end):
            return True
        begin = self.begins[self.segment(start)]
        known = self._circumstances.get(begin)
        if known is None:
            known = self._circumstances[begin] = bool(_CIRCUMSTANCE.match(self.text, begin))
        return known


class _Spans:
    """Spans that are asked which offsets they hold."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            self._starts.append(start)
            self._ends.append(max(end, self._ends[-1] if self._ends else end))

    def hold(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]


class _Tally:
    """What was found for one theme."""

    def __init__(self, theme: str) -> None:
        self.theme = theme
        self.evidence: list[Evidence] = []
        self._segments: dict[tuple[int | None, int], float] = {}
        self._concepts: dict[str, float] = {}

    def add(self, concept: str, evidence: Evidence, segment: int, weight: float) -> None:
        key = (evidence.heading, segment)
        if weight > self._segments.get(key, 0.0):
            self._segments[key] = weight
        self._concepts[concept] = self._concepts.get(concept, 0.0) + weight
        if not self.evidence or self.evidence[-1] != evidence:
            self.evidence.append(evidence)

    @property
    def score(self) -> float:
        """The sum of the best weight of each clause and heading."""
        return round(sum(self._segments.values()), 3)

    def rank(self) -> tuple[float, bool, int, str]:
        """Order by score; of equals, the theme that the text names first."""
        first = self.evidence[0]
        return -self.score, first.heading is not None, first.start, self.theme

    def draft(self) -> ThemeDraft:
        """Return the theme, with all that speaks for it."""
        below = sorted(
            (-weight, each) for each, weight in self._concepts.items() if each != self.theme
        )
        return ThemeDraft(
            concept=self.theme,
            score=self.score,
            evidence=tuple(self.evidence),
            narrower=tuple(each for _, each in below),
        )


def _weigh(task: _Task, scheme: Scheme, weights: Weights) -> list[_Tally]:
    """Return the themes of *scheme* that *task* has any word of, strongest first."""
    find = matcher(scheme).find
    by_place = {
        "title": weights.title,
        "lead": weights.lead,
        "text": weights.text,
        "heading": weights.heading,
    }
    tallies: dict[str, _Tally] = {}

    def add_up(word: Word, evidence: Evidence, segment: int, *, faint: bool) -> None:
        weight = by_place[evidence.where] * (1.0 if word.is_name and not faint else weights.hint)
        for concept in word.concepts:
            for top in scheme.tops[concept]:
                tally = tallies.get(top)
                if tally is None:
                    tally = tallies[top] = _Tally(top)
                tally.add(concept, evidence, segment, weight)

    for start, word in find(task.text):
        where = task.place(start)
        if where is not None:
            end = start + len(word.text)
            evidence = Evidence(start, end, task.text[start:end], where)
            faint = word.is_name and task.is_faint(start, end)
            add_up(word, evidence, task.segment(start), faint=faint)
    for words, where, index in task.aside:
        for start, word in _words_of(words, scheme):
            end = start + len(word.text)
            add_up(word, Evidence(start, end, words[start:end], where, index), 0, faint=False)
    return sorted(tallies.values(), key=_Tally.rank)


def _choose(ranked: list[_Tally], limit: int, weights: Weights) -> list[ThemeDraft]:
    if limit < 1 or not ranked or ranked[0].score < weights.first:
        return []
    bar = max(weights.least, min(weights.share * ranked[0].score, weights.enough))
    further = (tally for tally in ranked[1:] if tally.score >= bar)
    return [tally.draft() for tally in [ranked[0], *further][:limit]]


def _is_told(draft: ThemeDraft, weights: Weights) -> bool:
    """Say whether a sector was named, and is not health, which has themes of its own."""
    return draft.score >= weights.least and draft.concept != f"{SECTORS}#health"

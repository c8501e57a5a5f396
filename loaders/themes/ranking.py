"""The themes of a task, ranked by the words that show them.

The words come from the SKOS vocabularies (``ontology/vocab/themes.ttl``, ``sectors.ttl``, or a
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
from itertools import chain, compress, count
from operator import add
from typing import Literal, NamedTuple

from zeren.loaders.text.spans import Spans
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

    def own_words(self) -> Iterator[Evidence]:
        """Return the words behind the theme that stand in the task's text."""
        return (word for word in self.evidence if word.heading is None)


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
    task = TaskWords(text, title, headings, clauses)
    return rank_each([task], schemes=schemes, limit=limit, weights=weights)[0]


def rank_each(
    tasks: Sequence[TaskWords],
    *,
    schemes: Sequence[Scheme] | None = None,
    limit: int = LIMIT,
    weights: Weights = WEIGHTS,
) -> list[list[ThemeDraft]]:
    """Return the themes of each of *tasks*, as :func:`rank_themes` does of one.

    All tasks are searched for the words of a scheme before anything else is done, for then the
    words stay in the cache of the processor.
    """
    themes = built_in(THEMES)
    found: list[list[ThemeDraft]] = [[] for _ in tasks]
    for scheme in (themes,) if schemes is None else schemes:
        chosen = _strongest(tasks, scheme, limit, weights)
        for own, more in zip(found, chosen, strict=True):
            own += more
        if scheme is themes:
            open_ = [
                index
                for index, drafts in enumerate(chosen)
                if len(drafts) < limit and not any(d.concept in themes.sectors for d in drafts)
            ]
            sectors = _strongest([tasks[index] for index in open_], built_in(SECTORS), 1, weights)
            for index, drafts in zip(open_, sectors, strict=True):
                found[index] += [draft for draft in drafts if _is_told(draft, weights)]
    return found


def rank_sectors(
    tasks: Sequence[TaskWords], *, limit: int = 2, weights: Weights = WEIGHTS
) -> list[list[ThemeDraft]]:
    """Return the sectors of each of *tasks*, at most *limit*."""
    return _strongest(tasks, built_in(SECTORS), limit, weights)


def _strongest(
    tasks: Sequence[TaskWords], scheme: Scheme, limit: int, weights: Weights
) -> list[list[ThemeDraft]]:
    find = matcher(scheme).find
    words = [find(task.text) for task in tasks]
    return [
        _choose(_weigh(task, own, scheme, weights), limit, weights)
        for task, own in zip(tasks, words, strict=True)
    ]


class Matcher:
    """Finds the words of a scheme in a text, in time linear in the text.

    A dictionary of the first two characters of all words, then the longest word that fits;
    it needs no Doc. A word inside a longer one is not
    found (健康教育 in 心理健康教育), words that overlap are.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.shows = {
            word.text: tuple((top, each) for each in word.concepts for top in scheme.tops[each])
            for word in scheme.words
        }
        """The themes that a word shows, each with the concept below it that has the word."""
        self._longest_first: dict[str, list[tuple[str, Word]]] = {}
        for word in sorted({word.text: word for word in scheme.words}.values(), key=_by_length):
            self._longest_first.setdefault(word.text[:2], []).append((word.text, word))
        self._latin = {text for text in self.shows if _is_latin(text[:1]) or _is_latin(text[-1:])}

    def find(self, text: str) -> list[tuple[int, Word]]:
        """Return where words begin, and the words, in order; Latin letters in either case."""
        lower = text.lower()
        folded = lower if len(lower) == len(text) else text
        words, latin, last = self._longest_first, self._latin, 0
        found: list[tuple[int, Word]] = []
        # Most places begin no word: they are sorted out by calls that stay inside C.
        begins = map(words.__contains__, map(add, folded, folded[1:]))
        for index in compress(count(), begins):
            for known, word in words[folded[index : index + 2]]:
                if folded.startswith(known, index):
                    end = index + len(known)
                    if known in latin and not _stands_alone(folded, index, end):
                        continue
                    if end > last:
                        last = end
                        found.append((index, word))
                    break
        return found


def _by_length(word: Word) -> int:
    return -len(word.text)


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
def _words_of(heading: str, scheme: Scheme) -> list[tuple[int, Word]]:
    """Return what the matcher finds in *heading*: tasks of a section share their headings."""
    return matcher(scheme).find(heading)


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
_BODY_OPENS = frozenset("管监保救工局厅委处科股署部支大集")


_Placed = tuple[Word, Evidence, int, bool]
"""A word that was found, its place, the number of the piece between two commas it is in, and
whether it names its theme and does not only hint at it."""


class TaskWords:
    """A text with its places marked: title or lead, clauses, brackets, and where commas stand.

    *title*, *headings* and *clauses* are those that :func:`rank_themes` tells of.
    """

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
        self._clauses = Spans(clauses)
        self._brackets = Spans(found.span() for found in _BRACKET.finditer(text, 0, self._lead_end))
        self._begins = [0, *(found.end() for found in _STOP.finditer(text))]

    def places(self, words: Iterable[tuple[int, Word]]) -> Iterator[_Placed]:
        """Yield the *words* (in order of where they begin) that stand in no clause, with places."""
        text, begins, segment, after = self.text, self._begins, -1, 0
        circumstance = False
        for start, word in words:
            if self._clauses.touch(start, start + 1):
                continue
            if start >= after:
                segment = bisect_right(begins, start, segment + 1) - 1
                after = begins[segment + 1] if segment + 1 < len(begins) else len(text)
                circumstance = _CIRCUMSTANCE.match(text, begins[segment]) is not None
            where: Where = "text"
            if start < self._title_end:
                where = "title"
            elif start < self._lead_end and not self._brackets.touch(start, start + 1):
                where = "lead"
            end = start + len(word.text)
            # A name inside the name of a body, or where circumstances are told, only hints.
            full = word.is_name and not circumstance and not _opens_body(text, end)
            yield word, Evidence(start, end, text[start:end], where), segment, full

    def places_aside(self, scheme: Scheme) -> Iterator[_Placed]:
        """Yield the words of the headings, and of a title that the text does not open with."""
        for words, where, index in self.aside:
            segment = -2 - index  # unlike all segments of the text
            for start, word in _words_of(words, scheme):
                end = start + len(word.text)
                evidence = Evidence(start, end, words[start:end], where, index)
                yield word, evidence, segment, word.is_name


def _opens_body(text: str, end: int) -> bool:
    return text[end : end + 1] in _BODY_OPENS and _BODY.match(text, end) is not None


class _Tally:
    """What was found for one theme."""

    __slots__ = ("_concepts", "_segments", "evidence", "theme")

    def __init__(self, theme: str) -> None:
        self.theme = theme
        self.evidence: list[Evidence] = []
        self._segments: dict[int, float] = {}
        self._concepts: dict[str, float] = {}

    def add(self, concept: str, evidence: Evidence, segment: int, weight: float) -> None:
        if weight > self._segments.get(segment, 0.0):
            self._segments[segment] = weight
        self._concepts[concept] = self._concepts.get(concept, 0.0) + weight
        if not self.evidence or self.evidence[-1] is not evidence:
            self.evidence.append(evidence)

    def score(self) -> float:
        """Return the sum of the best weight of each clause and heading."""
        return round(sum(self._segments.values()), 3)

    def draft(self, score: float) -> ThemeDraft:
        """Return the theme, with all that speaks for it."""
        below = sorted(
            (-weight, each) for each, weight in self._concepts.items() if each != self.theme
        )
        return ThemeDraft(
            concept=self.theme,
            score=score,
            evidence=tuple(self.evidence),
            narrower=tuple(each for _, each in below),
        )


def _weigh(
    task: TaskWords, words: Sequence[tuple[int, Word]], scheme: Scheme, weights: Weights
) -> Iterable[_Tally]:
    """Return the themes of *scheme* that *task* has any word of; *words* are those of its text."""
    shows = matcher(scheme).shows
    by_place = {
        "title": weights.title,
        "lead": weights.lead,
        "text": weights.text,
        "heading": weights.heading,
    }
    tallies: dict[str, _Tally] = {}
    for word, evidence, segment, full in chain(task.places(words), task.places_aside(scheme)):
        weight = by_place[evidence.where] * (1.0 if full else weights.hint)
        for top, concept in shows[word.text]:
            tally = tallies.get(top)
            if tally is None:
                tally = tallies[top] = _Tally(top)
            tally.add(concept, evidence, segment, weight)
    return tallies.values()


def _choose(tallies: Iterable[_Tally], limit: int, weights: Weights) -> list[ThemeDraft]:
    """Return the strongest theme and those nearly as strong; of equals, the text's first."""
    scored = [(tally.score(), tally) for tally in tallies]
    best = max((score for score, _ in scored), default=0.0)
    if limit < 1 or not scored or best < weights.first:
        return []
    bar = max(weights.least, min(weights.share * best, weights.enough))
    ranked = sorted(
        (-score, tally.evidence[0].heading is not None, tally.evidence[0].start, tally.theme, tally)
        for score, tally in scored
        if score >= min(bar, best)
    )
    enough = len(ranked) if best >= bar else 1
    return [tally.draft(-score) for score, *_, tally in ranked[: min(limit, enough)]]


def _is_told(draft: ThemeDraft, weights: Weights) -> bool:
    """Say whether a sector was named, and is not health, which has themes of its own."""
    return draft.score >= weights.least and draft.concept != f"{SECTORS}#health"

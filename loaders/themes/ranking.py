"""What a task is about: its sectors and its themes, chosen by the words that show them.

The words come from the tree of policy fields (``ontology/vocab/sectors.ttl``, ``themes.ttl``) and
from a user's own vocabularies. The score of a sector or a theme is a sum: what a word counts for
depends on where it stands and whether it names or only hints (:class:`.Weights`). Words
of one theme in one clause, between two commas, count once: a list of near synonyms weighs no
more than one of them, and a theme that a task comes back to in clause after clause weighs more
than one it mentions.

Sectors are chosen first, and the plan has a say in it: what its issuers do, what its title names
and what its other tasks are about (:mod:`.plans`). Themes follow: those of the task's sectors and
of the plan's fields. The plan of a health commission has its own division into themes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from zeren.loaders.themes.matching import matcher
from zeren.loaders.themes.places import Evidence, Placed, TaskWords
from zeren.loaders.themes.plans import NO_PLAN, Plan, bodies_of, prior_of
from zeren.loaders.themes.weights import LIMIT, SECTOR_LIMIT, WEIGHTS, Weights
from zeren.ontology.schemes import HEALTH, Kind, Scheme, built_in, fields


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


@dataclass(frozen=True, slots=True)
class SectorDraft:
    """A sector by its IRI, its score, the part that the plan gave, and the words behind it."""

    concept: str
    score: float
    prior: float
    evidence: tuple[Evidence, ...]

    def own_words(self) -> Iterator[Evidence]:
        """Return the words behind the sector that stand in the task's text."""
        return (word for word in self.evidence if word.heading is None)


class Subjects(NamedTuple):
    """What a task is about, the most important first."""

    sectors: tuple[SectorDraft, ...]
    themes: tuple[ThemeDraft, ...]


def rank_themes(
    text: str,
    *,
    title: str | None = None,
    headings: Sequence[str] = (),
    clauses: Iterable[tuple[int, int]] = (),
    plan: Plan = NO_PLAN,
    schemes: Sequence[Scheme] | None = None,
    limit: int = LIMIT,
    weights: Weights = WEIGHTS,
) -> list[ThemeDraft]:
    """Return the themes of a task, at most *limit*, the most important first; none for no evidence.

    *title* is the lead sentence of *text*, where it has one, *headings* those of the sections
    around it, *plan* what is known of the plan. *clauses* are spans of *text* that say who is
    responsible: what a body is called is not what the task is about, so words in them do not count.

    Without *schemes* the themes are those of the built-in tree. With them the task gets the
    themes of each, *limit* for each scheme, in the order given: a user's own instead of the
    built-in ones, or added with ``(built_in(), own)``.
    """
    task = TaskWords(text, title, headings, clauses)
    (found,) = read_subjects([task], plan, schemes=schemes, limit=limit, weights=weights)
    return list(found.themes)


def read_subjects(
    tasks: Sequence[TaskWords],
    plan: Plan = NO_PLAN,
    *,
    schemes: Sequence[Scheme] | None = None,
    limit: int = LIMIT,
    weights: Weights = WEIGHTS,
) -> list[Subjects]:
    """Return the sectors and the themes of each of the *tasks* of a plan.

    Sectors are those of the built-in tree, whatever the *schemes* of the themes.
    """
    tree = built_in()
    # All tasks are searched before anything else is done, for then the words stay in the cache
    # of the processor.
    placed = _find(tasks, tree)
    common = _common(placed, weights)
    shown = [_SectorTally.of(words, common, weights) for words in placed]
    firsts = [tally.first() for tally in shown]
    prior = prior_of(plan, firsts, weights)
    plan_fields = frozenset(each for each, score in prior.items() if score >= weights.field)
    sectors = [
        _choose_sectors(tally, bodies_of(task.bodies, weights), prior, plan_fields, weights)
        for task, tally in zip(tasks, shown, strict=True)
    ]
    themes: list[list[ThemeDraft]] = [[] for _ in tasks]
    for scheme in (tree,) if schemes is None else schemes:
        if scheme is tree:
            more = [
                _themes_of(words, chosen, prior, plan_fields, limit, weights)
                for words, chosen in zip(placed, sectors, strict=True)
            ]
        else:
            more = [
                _choose(_weigh(words, _shows(scheme), weights), limit, weights)
                for words in _find(tasks, scheme)
            ]
        for found, own in zip(themes, more, strict=True):
            found += own
    return [Subjects(tuple(a), tuple(b)) for a, b in zip(sectors, themes, strict=True)]


def _find(tasks: Sequence[TaskWords], scheme: Scheme) -> list[list[Placed]]:
    find = matcher(scheme).find
    words = [find(task.text) for task in tasks]
    return [
        [*task.places(own), *task.places_aside(scheme)]
        for task, own in zip(tasks, words, strict=True)
    ]


_Shows = Mapping[str, Sequence[tuple[str, str, Kind, float]]]
"""What a word shows: the theme, the concept that has the word, what it is to the concept, and a
factor on it."""


@cache
def _shows(scheme: Scheme) -> _Shows:
    return {
        word.text: tuple(
            (top, each, kind, 1.0) for each, kind in word.concepts for top in scheme.tops[each]
        )
        for word in scheme.words
    }


@cache
def _shows_in_tree(*, health: bool) -> _Shows:
    """Return the themes that words show: in the plan of a health commission, or in another."""
    tree = fields()
    of = tree.health if health else tree.themes
    return {
        word.text: tuple(
            (top, each, kind, 1.0 if health else tree.weights[each])
            for each, kind in word.concepts
            for top in of[each]
        )
        for word in built_in().words
    }


@cache
def _sectors_of_words() -> Mapping[str, Sequence[tuple[str, float, Kind]]]:
    """Return the sectors that words show, the factor on each word, and what it is to the sector."""
    tree = fields()
    found: dict[str, list[tuple[str, float, Kind]]] = {}
    for word in built_in().words:
        best: dict[str, tuple[str, float, Kind]] = {}
        for concept, kind in word.concepts:
            for sector in tree.sectors[concept]:
                here = (sector, tree.weights[concept] * tree.facets[sector], kind)
                if sector not in best or _RANKS[kind] < _RANKS[best[sector][2]]:
                    best[sector] = here
        found[word.text] = list(best.values())
    return found


@cache
def _words_of_sectors() -> Mapping[str, set[str]]:
    """Return the words that show each sector."""
    found: dict[str, set[str]] = defaultdict(set)
    for text, shown in _sectors_of_words().items():
        for sector, *_ in shown:
            found[sector].add(text)
    return found


_RANKS: Mapping[Kind, int] = {"name": 0, "field": 1, "hint": 2}


_NOTHING: Mapping[int, tuple[float, bool]] = {}


class _SectorTally:
    """What was found for the sectors of one task, before the plan is asked."""

    __slots__ = ("hinted", "named", "words")

    def __init__(self, words: Sequence[Placed]) -> None:
        self.words = words
        self.named: dict[str, dict[int, float]] = {}
        self.hinted: dict[str, dict[int, tuple[float, bool]]] = {}

    @classmethod
    def of(
        cls, words: Sequence[Placed], common: Mapping[str, float], weights: Weights
    ) -> _SectorTally:
        """Return what *words* show; *common* is the factor on those that the plan repeats."""
        tally, shows = cls(words), _sectors_of_words()
        named, hinted = tally.named, tally.hinted
        by_place = {
            "title": weights.sector_title,
            "lead": weights.sector_lead,
            "text": weights.text,
            "heading": weights.sector_heading,
        }
        for word, evidence, segment, full in words:
            place = by_place[evidence.where]
            if word.text in common:
                place *= common[word.text]
            for sector, factor, kind in shows[word.text]:
                weight = place * factor
                if kind == "name" and full:
                    names = named.get(sector)
                    if names is None:
                        named[sector] = {segment: weight}
                    elif weight > names.get(segment, 0.0):
                        names[segment] = weight
                else:
                    hints = hinted.get(sector)
                    here = (weight, kind == "field" and full)
                    if hints is None:
                        hinted[sector] = {segment: here}
                    elif here > hints.get(segment, (0.0, False)):
                        hints[segment] = here
        return tally

    def evidence(self, sector: str) -> tuple[Evidence, ...]:
        """Return the words that speak for *sector*, in the order in which they were found."""
        showing = _words_of_sectors()[sector]
        return tuple(evidence for word, evidence, *_ in self.words if word.text in showing)

    def first(self) -> str | None:
        """Return the sector that the task's names speak for most, or None for no name."""
        best = min(
            ((-sum(named.values()), sector) for sector, named in self.named.items()),
            default=None,
        )
        return best[1] if best else None

    def score(self, sector: str, *, within: bool, weights: Weights) -> float:
        """Return what the task's words add up to; *within* says that the plan is of the sector.

        The best word of each clause counts, the second clause less than the first, and so on:
        a long task says no more of what it is about than a short one.
        """
        best = dict(self.named.get(sector, ()))
        for segment, (weight, is_field) in self.hinted.get(sector, _NOTHING).items():
            value = weight if within and is_field else weight * weights.hint
            if value > best.get(segment, 0.0):
                best[segment] = value
        return _faded(best.values(), weights.fading)


def _faded(values: Collection[float], fading: float) -> float:
    """Return the sum of *values*, each times *fading* once more than the greater one before it."""
    if len(values) < 2:
        return sum(values, 0.0)
    total, factor = 0.0, 1.0
    for value in sorted(values, reverse=True):
        total += value * factor
        factor *= fading
    return total


def _common(placed: Sequence[Sequence[Placed]], weights: Weights) -> dict[str, float]:
    """Return a factor for each word: the more tasks of the plan have it, the less it tells."""
    if len(placed) < weights.few:
        return {}
    tasks = Counter(text for words in placed for text in {word.text for word, *_ in words})
    return {
        text: 1.0 - weights.common * number / len(placed)
        for text, number in tasks.items()
        if number > 1
    }


def _choose_sectors(
    tally: _SectorTally,
    bodies: Mapping[str, float],
    prior: Mapping[str, float],
    plan_fields: frozenset[str],
    weights: Weights,
) -> tuple[SectorDraft, ...]:
    """Return the strongest sector, and the second where it is about half of the matter."""
    # Hints open nothing: a sector is named by the task or its bodies, or is a field of the plan.
    candidates = tally.named.keys() | bodies.keys() | plan_fields
    scored = []
    for sector in candidates:
        own = tally.score(sector, within=sector in plan_fields, weights=weights)
        own += bodies.get(sector, 0.0)
        given = prior.get(sector, 0.0)
        scored.append((-(own + given), sector, own, given))
    scored.sort()
    chosen: list[SectorDraft] = []
    for rank, (score, sector, own, given) in enumerate(scored[:SECTOR_LIMIT]):
        if rank:
            _, _, most, beside = scored[0]
            bar = weights.second * (most + weights.second_prior * beside)
            if own < weights.sector_least or own + weights.second_prior * given < bar:
                break
        if -score < weights.sector_first:
            break
        evidence = tally.evidence(sector)
        chosen.append(SectorDraft(sector, round(-score, 2), round(given, 2), evidence))
    return tuple(chosen)


class _Tally:
    """What was found for one theme."""

    __slots__ = ("concepts", "evidence", "names", "segments", "theme")

    def __init__(self, theme: str) -> None:
        self.theme = theme
        self.evidence: list[Evidence] = []
        self.names: set[str] = set()
        self.segments: dict[int, float] = {}
        self.concepts: dict[str, float] = {}

    def score(self) -> float:
        """Return the sum of the best weight of each clause and heading."""
        return round(sum(self.segments.values()), 3)

    def draft(self, score: float) -> ThemeDraft:
        """Return the theme, with all that speaks for it."""
        below = sorted(
            (-weight, each) for each, weight in self.concepts.items() if each != self.theme
        )
        return ThemeDraft(
            concept=self.theme,
            score=score,
            evidence=tuple(self.evidence),
            narrower=tuple(each for _, each in below),
        )


def _weigh(words: Iterable[Placed], shows: _Shows, weights: Weights) -> list[_Tally]:
    """Return the themes that *words* show, each with what speaks for it."""
    by_place = {
        "title": weights.title,
        "lead": weights.lead,
        "text": weights.text,
        "heading": weights.heading,
    }
    tallies: dict[str, _Tally] = {}
    for word, evidence, segment, full in words:
        place = by_place[evidence.where]
        for top, concept, kind, factor in shows[word.text]:
            tally = tallies.get(top)
            if tally is None:
                tally = tallies[top] = _Tally(top)
            weight = place * factor
            if kind == "hint" or not full:
                weight *= weights.hint
            elif kind == "name":
                tally.names.add(word.text)
            if weight > tally.segments.get(segment, 0.0):
                tally.segments[segment] = weight
            tally.concepts[concept] = tally.concepts.get(concept, 0.0) + weight
            if not tally.evidence or tally.evidence[-1] is not evidence:
                tally.evidence.append(evidence)
    return list(tallies.values())


def _themes_of(
    words: Sequence[Placed],
    sectors: Sequence[SectorDraft],
    prior: Mapping[str, float],
    plan_fields: frozenset[str],
    limit: int,
    weights: Weights,
) -> list[ThemeDraft]:
    """Return the themes of a task in the built-in tree."""
    main = max(prior, key=lambda each: (prior[each], each), default=None)
    told = {main} if main in plan_fields else {sector.concept for sector in sectors}
    if HEALTH in told:
        return _choose(_weigh(words, _shows_in_tree(health=True), weights), limit, weights)
    near = plan_fields | {sector.concept for sector in sectors}
    tallies = _weigh(words, _shows_in_tree(health=False), weights)
    of = fields().sectors
    kept = [
        tally
        for tally in tallies
        if tally.names
        and (not near.isdisjoint(of[tally.theme]) or len(tally.names) >= weights.foreign)
    ]
    return _choose(kept, limit, weights)


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

"""What of a document decides how its names are read: place, level, issuer, its names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from zeren.loaders.records import Level, PolicyDocument
from zeren.ontology.centre import central_body
from zeren.ontology.places import CHINA, Place, above, place_at_start, place_of_plan, zone_at_start
from zeren.ontology.places.own import NO_OWN_PLACES, OwnPlaces
from zeren.ontology.resolution.bodies import national, unit_in
from zeren.ontology.resolution.records import ResolvedUnit, Scope, scope_of
from zeren.ontology.terms import document_iri

_WORDS = {
    "省": ("省",),
    "市": ("市",),
    "自治区": ("自治区", "区"),
    "自治州": ("自治州", "州"),
    "自治县": ("自治县", "县"),
    "自治旗": ("自治旗", "旗"),
    "州": ("州",),
    "盟": ("盟",),
    "县": ("县",),
    "旗": ("旗",),
    "地区": ("地区",),
    "区": ("区",),
    "特别行政区": ("特别行政区",),
}
_LEVEL_WORDS = (
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "省",
    "市",
    "州",
    "盟",
    "县",
    "区",
    "旗",
)
_LEVEL_OF_WORD: dict[str, Level] = {
    "省": "province",
    "自治区": "province",
    "州": "city",
    "自治州": "city",
    "盟": "city",
    "县": "county",
    "自治县": "county",
    "旗": "county",
    "自治旗": "county",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What decides the reading of names; two documents with equal contexts read them alike.

    ``home`` is the place of the plan (the whole country for one of the centre) and ``issuer`` its
    issuer's node, None where not known;
    ``house`` the character by which the plan calls its issuer; ``names`` are the names of
    the document's units and mentions, ``own_places`` the user's places.
    """

    document: str
    home: Place | None
    level: Level | None
    issuer: ResolvedUnit | None
    issuer_name: str | None
    house: str | None
    names: frozenset[str]
    own_places: OwnPlaces = NO_OWN_PLACES

    @property
    def here(self) -> Scope:
        """The scope of the plan's own place, or of the document where that is not known."""
        return self.scope(self.home) if self.home else self.within("")

    def scope(self, place: Place) -> Scope:
        """Return the scope of *place*: inside the document where the name is not its alone."""
        if not place.shared:
            return scope_of(place)
        return replace(self.within(place.key, place.level), place=place)

    def within(self, label: str, level: Level | None = None) -> Scope:
        """Return a scope inside the document only, with *label* before the names in it."""
        return Scope(f"{document_iri(self.document)}/unit", label, None, level)

    def level_word(self, word: str) -> Scope | None:
        """Return what the level word 省, 市 or 区 means in this plan.

        The plan's own place first, then those it lies in; None for a level that the plan
        leaves open (县 in the plan of a city), for which :meth:`within` is the scope.
        """
        if self.home is None:
            return None
        place = _places_by_word(self.home).get(word)
        return None if place is None else self.scope(place)

    def open_level(self, word: str) -> Scope:
        """Return the scope of a level word whose place is not known."""
        level = _LEVEL_OF_WORD.get(word)
        if level is None and self.home is None:
            level = self.level
        return self.within(word, level)


def context_of(document: PolicyDocument, own_places: OwnPlaces = NO_OWN_PLACES) -> Context:
    """Return the context of *document*."""
    names = [a.local_name for task in document.tasks for a in task.assignments]
    names += [m.name for task in document.tasks for m in task.mentions]
    return make_context(
        document.id,
        document.jurisdiction,
        document.level,
        document.issuer,
        frozenset(names),
        own_places,
    )


def make_context(
    document: str,
    jurisdiction: str | None,
    level: Level | None,
    issuer: str | None,
    names: frozenset[str],
    own_places: OwnPlaces = NO_OWN_PLACES,
) -> Context:
    """Return the context of the document with the id *document* and that metadata."""
    home = None
    if jurisdiction:
        home = own_places.named(jurisdiction) or place_of_plan(jurisdiction)
    if home is None and (level == "national" or (issuer and central_body(issuer))):
        home = CHINA
    bare = Context(document, home, level, None, None, None, names, own_places)
    if not issuer:
        return bare
    house = issuer_word(_without_place(issuer, home)) or None
    return replace(bare, issuer=_issuer(issuer, home, bare), issuer_name=issuer, house=house)


@lru_cache(maxsize=64)
def _places_by_word(home: Place) -> Mapping[str, Place]:
    """Return what each level word means in a plan of *home*: itself first, then those above."""
    found: dict[str, Place] = {}
    for place in (home, *above(home)):
        for word in words_of(place):
            found.setdefault(word, place)
    return found


def words_of(place: Place) -> tuple[str, ...]:
    """Return the words by which a plan of *place* calls it: 州 and 自治州, 市, 省."""
    for ending in ("特别行政区", "自治区", "自治州", "自治县", "自治旗"):
        if place.name.endswith(ending):
            return _WORDS[ending]
    if place.zone:
        return ("区", "新区") if place.zone == "新区" else ("区", place.zone)
    if place.code and place.level == "city" and place.name.endswith("地区"):
        return ("地区",)
    return _WORDS.get(place.name[-1:], ())


def level_words() -> tuple[str, ...]:
    """Return all level words, the longest first."""
    return _LEVEL_WORDS


def issuer_word(issuer: str) -> str:
    """Return the one character by which a plan calls its issuer: 委, 局, 厅, 办 or 部.

    >>> issuer_word("卫生健康委员会"), issuer_word("教育局")
    ('委', '局')
    """
    trimmed = issuer.removesuffix("员会").removesuffix("公室").removesuffix("公厅")
    return trimmed[-1:] if trimmed[-1:] in "委局厅办部院署" else ""


def _issuer(name: str, home: Place | None, context: Context) -> ResolvedUnit:
    if home == CHINA or (home is None and re.match(r"国务院|国家|中共中央|全国", name)):
        return national(name, "issuer", in_plan_of_centre=True)
    plain = name.removeprefix("中共")
    zoned = zone_at_start(plain, home)
    if zoned and zoned[1]:
        return unit_in(context.scope(zoned[0]), zoned[1], "issuer")
    place, rest = place_at_start(plain, home) or (None, "")
    if place is None or (home and home.name in plain):
        place, rest = home, _without_place(name, home)
    return unit_in(context.scope(place) if place else context.within(""), rest, "issuer")


def _without_place(name: str, home: Place | None) -> str:
    """Return the issuer's name without 中共 and without the plan's place in front."""
    rest = name.removeprefix("中共")
    if home is None:
        return rest
    for place in reversed((home, *above(home))):
        for form in (place.key, place.name):
            rest = rest.removeprefix(form) if len(rest) > len(form) else rest
    return rest

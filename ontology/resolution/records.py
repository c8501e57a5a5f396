"""What resolution works with and returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zeren.loaders.records import Level
from zeren.ontology.changes import Change
from zeren.ontology.places import CHINA, Place
from zeren.ontology.terms import BASE, segment

Relation = Literal["org:unitOf", "org:subOrganizationOf"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An alternative that was not taken: the rule that would have, and why it did not."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResolvedUnit:
    """A unit's node: its IRI and full name, the rule that placed it, and where it stands.

    ``parent`` is what it is part of and ``relation`` how; ``place`` the key of its place
    and ``code`` that place's GB/T 2260 code; ``members`` those of a collective, where they
    are known; ``function`` a concept of ``functions.ttl``; ``later`` the unit that ``reform``
    made of it. ``serves`` is the government of the place that a branch of a head office works
    for: it is no part of that government.
    """

    iri: str
    label: str
    rule: str
    parent: ResolvedUnit | None = None
    relation: Relation = "org:subOrganizationOf"
    function: str | None = None
    place: str | None = None
    level: Level | None = None
    code: str | None = None
    group: bool = False
    members: tuple[ResolvedUnit, ...] = ()
    reform: Change | None = None
    later: ResolvedUnit | None = None
    serves: ResolvedUnit | None = None

    @property
    def placed(self) -> bool:
        """Whether the node is more than a name inside one document."""
        return not self.iri.startswith(f"{BASE}doc/")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a body's name is read in: a place, the whole country, or one document only.

    ``root`` is the IRI that nodes hang below, ``label`` what stands before a body's name (a
    district's city with it, which its key and so its IRI do not have).
    """

    root: str
    label: str
    place: Place | None = None
    level: Level | None = None

    @property
    def key(self) -> str:
        """The key of the place, or what stands for it: names that IRIs are made of have it."""
        return self.place.key if self.place else self.label

    @property
    def named(self) -> bool:
        """Whether nodes below it are the same in every document."""
        return not self.root.startswith(f"{BASE}doc/")


NATION = Scope(f"{BASE}unit/中国", "", None, "national")


def scope_of(place: Place) -> Scope:
    """Return the scope of a place; that of the whole country has no place of its own."""
    if place == CHINA:
        return NATION
    return Scope(f"{BASE}unit/{segment(place.key)}", place.full_name, place, place.level)

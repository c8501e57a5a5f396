"""What says who issued a plan, for where, or when: each piece with its rule and its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zeren.loaders.records import JurisdictionBasis, Level

About = Literal["title", "number", "issuer", "jurisdiction", "level", "issued"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What says who issued a plan, for where, or when. Offsets are of the cleaned text.

    Both offsets are 0 where it stands outside the text: in the tags or the address of a page.
    """

    about: About
    value: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of the page that a plan was published on: its addresses, its sites' names."""

    urls: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Issuers, place and level as read, the evidence taken, and what contradicts it.

    ``missing`` says, where no place was taken, what a manifest would have to state.
    """

    issuers: tuple[str, ...]
    jurisdiction: str | None
    level: Level | None
    basis: JurisdictionBasis | None
    evidence: tuple[Evidence, ...]
    contradictions: tuple[Evidence, ...]
    missing: str | None = None


NO_PAGE = Page()
"""Nothing is known of a page."""

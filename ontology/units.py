"""Which node a unit's name stands for: the door to :mod:`zeren.ontology.resolution`."""

from __future__ import annotations

import re

from zeren.loaders.records import PolicyDocument
from zeren.ontology.resolution.context import context_of, issuer_word
from zeren.ontology.resolution.own import NO_OWN_UNITS, OwnUnits
from zeren.ontology.resolution.records import ResolvedUnit
from zeren.ontology.resolution.resolver import Resolver

_PLACE = re.compile(r"\w{2,}?(?:特别行政区|自治[区州县旗]|省|市|区|县|州|盟|旗)")


def resolver_of(document: PolicyDocument, own: OwnUnits = NO_OWN_UNITS) -> Resolver:
    """Return what places the names of *document*; it remembers what it has placed.

    *own* are a user's decisions (:func:`~zeren.ontology.resolution.own.read_own_units`).
    """
    return Resolver(context_of(document, own.places), own)


def resolve(name: str, document: PolicyDocument, own: OwnUnits = NO_OWN_UNITS) -> ResolvedUnit:
    """Return the node that *name* (prefix restored) stands for in *document*.

    For many names of one document use :func:`resolver_of`.
    """
    return resolver_of(document, own).resolve(name)


def place_of(name: str) -> str | None:
    """Return the place that an organisation's full name begins with, or None.

    >>> place_of("云岭省卫生健康委员会"), place_of("卫生健康委员会")
    ('云岭省', None)
    """
    found = _PLACE.match(name)
    return found.group() if found and found.end() < len(name) else None


__all__ = ["ResolvedUnit", "issuer_word", "place_of", "resolve", "resolver_of"]

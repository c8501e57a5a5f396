"""Which node a unit's name stands for.

Only what the document itself makes certain is placed: a name that leans on the
issuer (``委综合处``), on the place of the plan (``省财政厅``), or that says it is
national. Everything else keeps a node of its own inside the document, so that the
education bureaus of two districts are never one by accident.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zeren.loaders.extraction.lexicon import is_collective
from zeren.loaders.extraction.prefixes import prefix_of
from zeren.loaders.records import PolicyDocument
from zeren.ontology.terms import BASE, document_iri, segment

_NATIONAL = re.compile(r"(?:国家|中央|中共中央|国务院|全国|中国|最高人民)\w")
_PLACE = re.compile(r"\w{2,}?(?:特别行政区|自治[区州县旗]|省|市|区|县|州|盟|旗)")
_LEVEL_WORD = {
    "province": ("省", "自治区", "区", "市"),
    "city": ("市", "州", "盟"),
    "county": ("县", "区", "市", "旗"),
}
# 办公室, 委员会…: the first character belongs to a word and does not stand for the issuer.
_NO_HOUSE = re.compile("办公|委员|局长|部长|厅长|部队|部分")
_OFFICE = re.compile(r"\w+(?:处|科|室|办|股|局|中心|党委|纪委|党办|团委|工会)(?:[（(<〔].*)?")


@dataclass(frozen=True, slots=True)
class ResolvedUnit:
    """A unit's node: its IRI, its full name, the rule that placed it, and what it belongs to."""

    iri: str
    label: str
    rule: str
    parent: str | None = None
    parent_label: str | None = None


def resolve(name: str, document: PolicyDocument) -> ResolvedUnit:
    """Return the node that *name* (prefix restored) stands for in *document*.

    The rules, the first that fits wins: ``issuer`` (the name is the issuer's own),
    ``issuer-office`` (its first character stands for the issuer: 委综合处),
    ``place`` (it begins with the level word or the name of the plan's place: 省财政厅),
    ``national``, and last ``document`` (a node inside this document only).
    """
    place = document.jurisdiction
    if document.issuer and place:
        issuer = document.issuer.removeprefix(place)
        root = _unit_iri(place, issuer)
        if name == document.issuer:
            return ResolvedUnit(root, document.issuer, "issuer")
        stands_for_issuer = name[0] in "委局厅办部" and not _NO_HOUSE.match(name)
        if issuer and stands_for_issuer and issuer_word(issuer) == name[0]:
            office = name[1:]
            if _OFFICE.fullmatch(office):
                label = document.issuer + office
                return ResolvedUnit(
                    f"{root}/{segment(office)}", label, "issuer-office", root, document.issuer
                )
    if _NATIONAL.match(name) and not is_collective(name):
        return ResolvedUnit(_unit_iri("中国", name), name, "national")
    if place:
        if name.startswith(place) and len(name) > len(place) + 1:
            return ResolvedUnit(_unit_iri(place, name.removeprefix(place)), name, "place")
        words = _LEVEL_WORD.get(document.level or "", ())
        for word in words:
            rest = name.removeprefix(word)
            carries = prefix_of(name) in {word, word + "委"}
            if place.endswith(word) and carries and len(rest) > 1:
                return ResolvedUnit(_unit_iri(place, rest), place + rest, "place")
    return ResolvedUnit(f"{document_iri(document.id)}/unit/{segment(name)}", name, "document")


def issuer_word(issuer: str) -> str:
    """Return the one character by which a plan calls its issuer: 委, 局, 厅, 办 or 部.

    >>> issuer_word("卫生健康委员会"), issuer_word("教育局")
    ('委', '局')
    """
    trimmed = issuer.removesuffix("员会").removesuffix("公室")
    return trimmed[-1:]


def place_of(name: str) -> str | None:
    """Return the place that an organisation's full name begins with, or None.

    >>> place_of("云岭省卫生健康委员会"), place_of("卫生健康委员会")
    ('云岭省', None)
    """
    found = _PLACE.match(name)
    return found.group() if found and found.end() < len(name) else None


def _unit_iri(place: str, name: str) -> str:
    return f"{BASE}unit/{segment(place)}/{segment(name)}"

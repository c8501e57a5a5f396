"""What only hints at a plan's place: its number, campaigns, telephone numbers, its house."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zeren.loaders.structure.head.lines import HAN, HEAD
from zeren.loaders.structure.origin.evidence import Evidence
from zeren.ontology.canonical import stems
from zeren.ontology.functions import is_known
from zeren.ontology.places import (
    place_named,
    prefecture_of_stem,
    province_of_abbreviation,
    province_of_area_code,
)

_SLOGAN = re.compile(rf"(?:健康|平安|美丽|数字|法治|幸福)(?P<place>{HAN}{{2,5}})")
_TELEPHONE = re.compile(r"(?<!\d)[(（]?(?P<code>0\d{2,3})[)）]?[-—－ ]?\d{7,8}(?!\d)")
_TELEPHONE_HINT = re.compile(r"0\d{2,3}[)）]?[-—－ ]?\d{7}")  # found at a tenth of the cost
_HOUSE_OFFICE = re.compile(rf"(?<!{HAN})(?P<house>[委局厅])(?:机关|直属|{HAN}{{2,9}}[处科室])")
_HOUSE_ENDING = {"委": ("委员会",), "局": ("局",), "厅": ("厅",)}
_OFTEN = 3


def hints(text: str, number: str | None) -> Iterator[Evidence]:
    """Yield what hints at a province or a city, the strongest kind first."""
    province = province_of_abbreviation(number[0]) if number else None
    if province and number:
        start = max(0, text.find(number[:4]))
        yield Evidence("jurisdiction", province.key, "number", start, start + 1)
    seen: set[str] = set()
    for found in _SLOGAN.finditer(text):
        hit = prefecture_of_stem(found.group("place") + "。")
        if hit and hit[0].key not in seen:
            seen.add(hit[0].key)
            end = found.start("place") + hit[1]
            yield Evidence("jurisdiction", hit[0].key, "slogan", found.start(), end)
    for start, part in ((0, text[:HEAD]), (max(HEAD, len(text) - 1500), text[-1500:])):
        if (start and len(text) <= HEAD) or not _TELEPHONE_HINT.search(part):
            continue
        for number_ in _TELEPHONE.finditer(part):
            where = province_of_area_code(number_.group("code"))
            if where and where.key + " tel" not in seen:
                seen.add(where.key + " tel")
                begin, end = number_.span("code")
                yield Evidence("jurisdiction", where.key, "area-code", start + begin, start + end)


def by_house(text: str, title: str, place: str) -> Evidence | None:
    """Return the department whose offices the plan calls by one character: 委规划信息处."""
    counts: dict[str, list[re.Match[str]]] = {}
    for found in _HOUSE_OFFICE.finditer(text):
        counts.setdefault(found.group("house"), []).append(found)
    often = [house for house, all_ in counts.items() if len(all_) >= _OFTEN]
    if len(often) != 1:
        return None
    for ending in _HOUSE_ENDING[often[0]]:
        bodies = _bodies_in(title, ending)
        if len(bodies) == 1:
            first = counts[often[0]][0]
            return Evidence("issuer", place + bodies.pop(), "house-and-title", *first.span())
    return None


def contradictions(found: Sequence[Evidence], place: str | None) -> Iterator[Evidence]:
    """Yield hints at another province than that of the place taken."""
    known = place_named(place) if place else None
    if known is None or known.code is None:
        return
    mine = {known.key, *known.above}
    for hint in found:
        other = place_named(hint.value)
        if other and not mine & {other.key, *other.above} and hint.rule in {"number", "area-code"}:
            yield hint


def _bodies_in(title: str, ending: str) -> set[str]:
    """Return the full names of the departments whose field *title* names: 卫生健康 in it."""
    for size in range(10, 1, -1):
        fields = (title[start : start + size] for start in range(len(title) - size + 1))
        found = {
            stems().get(field, field) + ending
            for field in fields
            if is_known(stems().get(field, field) + ending) and not field.endswith("工作")
        }
        if found:
            return found
    return set()

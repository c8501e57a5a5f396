"""Who issued a plan, for which place, on which level, and what says so.

Everything is read by a rule of :mod:`zeren.loaders.structure.origin_rules`, and what was found is
kept as :class:`Evidence`, also where something stronger spoke: a reader can see why, and
what contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from zeren.loaders.names.lexicon import any_of
from zeren.loaders.records import JurisdictionBasis, Level
from zeren.ontology.canonical import full_name, stems
from zeren.ontology.functions import is_known
from zeren.ontology.places import (
    Place,
    above,
    level_of,
    place_at_start,
    place_named,
    places_named,
    prefecture_of_stem,
    province_of_abbreviation,
    province_of_area_code,
)

HEAD = 6000
"""Characters at the beginning in which a document says what it is."""

HAN = r"[\u4e00-\u9fff]"
YEAR = r"(?:19|20)\d{2}"
DAY = rf"(?P<y>{YEAR}) ?年 ?(?P<m>\d{{1,2}}) ?月 ?(?P<d>\d{{1,2}}) ?日"

_ENDS = any_of(
    "委员会 人民政府 政府 办公室 办公厅 局 厅 委 办 部 院 会 领导小组 指挥部 署 管委会 党组 党委"
)
_ORGANISATION = re.compile(rf"(?:中共)?(?:{HAN}|[（）()]){{2,40}}?(?:{_ENDS})")
_DAY_OF_SIGNATURE = re.compile(rf"[^\n]{{0,4}}?{DAY}")
_LETTERHEAD = re.compile(
    rf"(?m)^[ \u3000]*(?P<issuer>(?:{HAN}|[（）()]){{4,40}}?)[ \u3000]*文[ \u3000]*件[ \u3000]*$"
)
_LETTERHEAD_HINT = re.compile("文[ \u3000]*件[ \u3000]*\n")
PRINTED = re.compile(rf"(?P<issuer>(?:{HAN}){{4,40}})?[ \u3000]*{DAY}\s*印发")
PRINTED_HINT = re.compile(r"日\s*印发")  # PRINTED is slow, and most texts have no such line
_LABELLED = re.compile(
    r"(?:发布机构|发文机关|发文单位|制发机关|发布单位|公开责任部门|责任部门)\s*[:：]?\s*"
    rf"(?P<issuer>{HAN}{{3,30}})"
)
NOTICE = re.compile(
    rf"(?P<issuer>(?:{HAN}|[（）()、 ]){{2,60}}?)?关于(?:印发|下发|转发|公布|发布|做好|贯彻落实)"
    r"(?P<name>[^\n]{4,90}?)的?(?:通知|函|公告|决定)"
)
_TITLE_ISSUER = re.compile(rf"(?P<issuer>{HAN}{{4,30}}?(?:{_ENDS}))(?={YEAR}年?)")
_PLACE = re.compile(rf"{HAN}{{2,8}}?(?:特别行政区|自治[区州县旗]|[省市区县州盟旗])")
_NO_PLACE = re.compile(
    r".*(?:城市|都市|社区|园区|景区|地区|灾区|辖区|小区|片区|校区|[全各][省市区县州])$"
)
_LEVEL_WORDS: tuple[tuple[str, Level], ...] = (
    ("全省", "province"),
    ("全自治区", "province"),
    ("全市", "city"),
    ("全州", "city"),
    ("全盟", "city"),
    ("全县", "county"),
    ("全区", "county"),
    ("全旗", "county"),
    ("全国", "national"),
)
_SLOGAN = re.compile(rf"(?:健康|平安|美丽|数字|法治|幸福)(?P<place>{HAN}{{2,5}})")
_TELEPHONE = re.compile(r"(?<!\d)[(（]?(?P<code>0\d{2,3})[)）]?[-—－ ]?\d{7,8}(?!\d)")
_TELEPHONE_HINT = re.compile(r"0\d{2,3}[)）]?[-—－ ]?\d{7}")  # found at a tenth of the cost
_HOUSE_OFFICE = re.compile(rf"(?<!{HAN})(?P<house>[委局厅])(?:机关|直属|{HAN}{{2,9}}[处科室])")
_HOUSE_ENDING = {"委": ("委员会",), "局": ("局",), "厅": ("厅",)}
_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What says who issued a plan, for where, or when. Offsets are of the cleaned text."""

    about: Literal["issuer", "jurisdiction", "level", "issued"]
    value: str
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Issuer, place and level as read, the evidence taken, and what contradicts it."""

    issuers: tuple[str, ...]
    jurisdiction: str | None
    level: Level | None
    basis: JurisdictionBasis | None
    evidence: tuple[Evidence, ...]
    contradictions: tuple[Evidence, ...]


def read_origin(text: str, head: str, title: str | None, number: str | None) -> Origin:
    """Return what cleaned *text* says of its origin.

    *head* is its beginning up to the first numbered item, *title* and *number* (文号) are
    what was read there.
    """
    issued = _issuer(text, head, title)
    issuer = issued.value if issued else None
    taken = [issued] if issued else []
    placed = _place(issuer, title, issued, text)
    place_name = placed.value if placed else None
    if issuer and place_name and issuer[0] == place_name[-1] and not issuer.startswith(place_name):
        issuer = place_name + issuer[1:]  # 市教育局 of 青沅市
    hints = list(_hints(text, number))
    level = _level(text, title, place_name, issuer, placed)
    if placed is None:
        placed = _by_hints(hints, level.value if level else None)
        if placed:
            place_name = placed.value
            level = _level(text, title, place_name, issuer, placed) or level
            taken += [hint for hint in hints if hint.value == placed.value and hint != placed]
    if issuer is None and placed and title:
        by_house = _by_house(text, title, placed)
        if by_house:
            issuer = by_house.value
            taken.append(by_house)
    if placed:
        taken.append(placed)
    if level:
        taken.append(level)
    return Origin(
        issuers=(issuer,) if issuer else (),
        jurisdiction=place_name,
        level=level.value if level else None,  # type: ignore[arg-type]
        basis=_basis(placed),
        evidence=tuple(taken),
        contradictions=tuple(_contradictions(hints, place_name)),
    )


def issuers_named(words: str) -> tuple[str, ...]:
    """Return the bodies that *words* name, with 、 or a blank between them.

    >>> issuers_named("甲市教育局 甲市财政局")
    ('甲市教育局', '甲市财政局')
    """
    parts = re.split(r"[、，,；;\s]+", words.strip())
    return tuple(dict.fromkeys(part for part in parts if part))


def _basis(placed: Evidence | None) -> JurisdictionBasis | None:
    if placed is None:
        return None
    return "inferred" if placed.rule in {"number", "slogan", "area-code"} else "stated"


def signatures(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each line above a line that is a date: its words, its start, the end of the date."""
    above_, start, offset = "", 0, 0
    for line in text.split("\n"):
        begin = offset
        offset += len(line) + 1
        words = line.strip()
        if len(words) < 24 and _DAY_OF_SIGNATURE.fullmatch(words):
            yield above_, start, offset - 1
        if words:
            above_, start = words, begin + line.index(words)


def _issuer(text: str, head: str, title: str | None) -> Evidence | None:
    for words, start, _ in signatures(text):
        if len(words) <= 40 and _ORGANISATION.fullmatch(words):
            return Evidence("issuer", words, "signature", start, start + len(words))
    if _LETTERHEAD_HINT.search(head):
        for found in _LETTERHEAD.finditer(head):
            if _ORGANISATION.fullmatch(found.group("issuer")):
                return _evidence("letterhead", found)
    labelled = _LABELLED.search(head)
    if labelled:
        return _evidence("label", labelled)
    printed = PRINTED.search(text) if PRINTED_HINT.search(text) else None
    if printed and _ORGANISATION.fullmatch(printed.group("issuer") or ""):
        return _evidence("printed", printed)
    notice = next((n for n in NOTICE.finditer(head) if not _is_quoted(head, n.start())), None)
    named = (notice.group("issuer") or "").strip() if notice else ""
    if notice and _ORGANISATION.fullmatch(named):
        start = notice.start("issuer") + notice.group("issuer").index(named)
        return Evidence("issuer", named, "notice", start, start + len(named))
    own = _TITLE_ISSUER.match(title) if title else None
    if own and title and _is_body(own.group("issuer")):
        start = max(0, text.find(title))
        return Evidence("issuer", own.group("issuer"), "title", start, start + own.end())
    return None


def _is_quoted(head: str, at: int) -> bool:
    """Say whether *at* stands inside 《…》: 根据《甲省人民政府关于印发…》 is of another issuer."""
    line = head.rfind("\n", 0, at) + 1
    return head.rfind("《", line, at + 1) > head.rfind("》", line, at + 1)


def _evidence(rule: str, found: re.Match[str]) -> Evidence:
    return Evidence("issuer", found.group("issuer"), rule, *found.span("issuer"))


def _is_body(words: str) -> bool:
    """Say whether *words* are a place and a department behind it."""
    found = place_at_start(words)
    rest = found[1] if found else _PLACE.sub("", words, count=1)
    return rest != words and is_known(full_name(rest))


def _place(
    issuer: str | None, title: str | None, issued: Evidence | None, text: str
) -> Evidence | None:
    """Return the place of the issuer; of the title where that lies inside the issuer's."""
    of_issuer, of_title = (_front_of(words) for words in (issuer, title))
    places = [(issuer, "issuer", of_issuer), (title, "title", of_title)]
    wide = place_named(of_issuer) if of_issuer else None
    narrow = place_named(of_title) if of_title else None
    if wide and narrow and wide.key in narrow.above:
        places.reverse()
    for words, rule, name in places:
        if not words or name is None:
            continue
        at = issued.start if issued and rule == "issuer" else max(0, text.find(title or ""))
        start = max(text.find(name, at, at + len(words) + 1), 0)
        place = _told_apart(name, text)
        if place is None:
            return Evidence("jurisdiction", name, rule, start, start + len(name))
        if place.key != name and place_named(name) is None:
            return Evidence("jurisdiction", place.key, "parent-in-text", start, start + len(name))
        return Evidence("jurisdiction", name, rule, start, start + len(name))
    return None


def _front_of(words: str | None) -> str | None:
    return _place_in_front(re.sub(r"^(?:中共)?(?:\d{4}年)?", "", words)) if words else None


def _place_in_front(words: str) -> str | None:
    """Return the name of the place that *words* begin with; the last of several (省市区)."""
    place, rest = place_at_start(words) or (None, "")
    if place:
        name = words[: len(words) - len(rest)]
        return place.key if place_named(name) is None or len(name) > len(place.name) else name
    by_form = _PLACE.match(words)
    if by_form and by_form.end() < len(words) and not _NO_PLACE.match(by_form.group()):
        return by_form.group()
    return None


def _told_apart(name: str, text: str) -> Place | None:
    """Return the place of the table that *name* means in *text*, or None."""
    candidates = places_named(name)
    if len(candidates) < 2:
        return candidates[0] if candidates else place_named(name)
    near = [p for p in candidates if any(up.name in text for up in above(p)[:1])]
    return near[0] if len(near) == 1 else None


def _level(
    text: str, title: str | None, place: str | None, issuer: str | None, placed: Evidence | None
) -> Evidence | None:
    at = (placed.start, placed.end) if placed else (0, 0)
    if place:
        known = place_named(place)
        candidates = places_named(place)
        if known and known.code:
            return Evidence("level", known.level, "place-table", *at)
        if candidates:
            return Evidence("level", candidates[0].level, "place-table", *at)
        level = level_of(place)
        if level:
            return Evidence("level", level, "place-form", *at)
    if issuer and re.match(r"国务院|国家|中共中央|全国", issuer):
        return Evidence("level", "national", "issuer", 0, 0)
    for words, offset in ((title or "", max(0, text.find(title or "\0"))), (text, 0)):
        # The level that is named most; of equals the highest. 全省 may stand in a plan of a city,
        # and 全国 in any plan.
        counts = {pair: words.count(pair[0]) for pair in _LEVEL_WORDS}
        local = [pair for pair, count in counts.items() if count and pair[1] != "national"]
        word, level = max(local or _LEVEL_WORDS, key=lambda pair: counts[pair])
        if word in words:
            start = words.find(word) + offset
            return Evidence("level", level, "level-words", start, start + len(word))
    return None


def _hints(text: str, number: str | None) -> Iterator[Evidence]:
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


def _by_hints(hints: Sequence[Evidence], level: str | None) -> Evidence | None:
    """Return the place that the hints agree on, for a plan of *level*."""
    places = {hint.value: place_named(hint.value) for hint in hints}
    provinces = {key for key, p in places.items() if p and p.level == "province"}
    cities = {key for key, p in places.items() if p and p.level == "city"}
    if level == "province":
        homes = provinces | {p.above[0] for key, p in places.items() if p and p.above}
        return _first(hints, homes) if len(homes) == 1 and homes <= provinces else None
    if level == "city":
        municipal = {key for key in provinces if key.endswith("市")}
        if not cities and len(provinces) == 1 and municipal:
            return _first(hints, municipal)
        fits = {c for c in cities if all(p == _province(places[c]) for p in provinces)}
        return _first(hints, fits) if len(cities) == 1 and fits else None
    return None


def _province(place: Place | None) -> str | None:
    return place.above[0] if place and place.above else None


def _first(hints: Sequence[Evidence], keys: set[str]) -> Evidence | None:
    return next((hint for hint in hints if hint.value in keys), None)


def _by_house(text: str, title: str, placed: Evidence) -> Evidence | None:
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
            value = placed.value + bodies.pop()
            return Evidence("issuer", value, "house-and-title", *first.span())
    return None


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


def _contradictions(hints: Sequence[Evidence], place: str | None) -> Iterator[Evidence]:
    """Yield hints at another province than that of the place taken."""
    known = place_named(place) if place else None
    if known is None or known.code is None:
        return
    mine = {known.key, *known.above}
    for hint in hints:
        other = place_named(hint.value)
        if other and not mine & {other.key, *other.above} and hint.rule in {"number", "area-code"}:
            yield hint

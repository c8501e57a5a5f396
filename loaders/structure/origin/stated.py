"""The place that a head states: in the names of its issuers, or in its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from zeren.loaders.records import Level
from zeren.loaders.structure.head.dates import YEAR
from zeren.loaders.structure.head.forms import Named, place_in_front
from zeren.loaders.structure.head.lines import HEAD
from zeren.loaders.structure.origin.evidence import Evidence
from zeren.loaders.structure.origin.named_places import named_places
from zeren.loaders.structure.origin.weighing import NATION
from zeren.ontology.places import Place, above, level_of, place_named, places_named

_IN_FRONT = re.compile(
    rf"^(?:中共|共青团|中国共产党|关于)?(?:{YEAR}\s*年?(?:\s*[-—–－~至]+\s*(?:{YEAR}|\d\d))?年?度?)?[“\"《]?(?:关于)?(?:印发|下发|转发|公布|发布)?"
)
_STATE: Final = re.compile(
    r"国务院|国家(?!级)|中共中央|中央|全国|最高人民|共青团中央|中华|中国(?!(?:石油|移动|联通|电信|银行|农业银行|工商银行|建设银行))|海关总署|审计署|.{2,10}总局"
    r"|(?:外交|国防|教育|科学技术|科技|工业和信息化|工信|公安|民政|司法|财政|人力资源和?社会保障|自然资源|生态环境|环境保护|住房和?城乡建设|交通运输"
    r"|水利|农业农村|农业|商务|文化和旅游|文化|退役军人事务|退役军人|应急管理|应急|铁道|卫生|国土资源|国家安全)部"
)
# 各省、自治区、直辖市人民政府：only the centre writes to them.
_TO_ALL = re.compile(
    r"^[ \t\u3000]*(?:主送[:：])?(?P<whom>各省[(（]?[、，,][ ]?(?:自治区|直辖市))"
    r"[^\n。]{0,200}[:：]",
    re.MULTILINE,
)
_NATIONAL_BRANCH = re.compile(
    r"^(?:国家税务总局|中国人民银行|国家金融监督管理总局|国家外汇管理局|中国气象局|国家统计局|国家邮政局|中华人民共和国)(?P<rest>.+)$"
)


def stated_place(
    issuers: Sequence[str], title: str | None, at: tuple[int, int], text: str
) -> Evidence | None:
    """Return the place of the issuers; of the title where that lies inside the issuers'.

    *at* is the range of the issuers in *text*.
    """
    of_issuer = next(filter(None, map(_front_of, issuers)), None)
    of_title = _front_of(title) if title else None
    if issuers and of_issuer is None and _STATE.match(issuers[0]):
        return Evidence("jurisdiction", NATION, "state", at[0], at[1])
    wide = place_named(of_issuer.name) if of_issuer else None
    narrow = place_named(of_title.name) if of_title else None
    choices = [("issuer", of_issuer, at), ("title", of_title, _range(title, text))]
    if wide and narrow and wide.key in narrow.above:
        choices.reverse()
    for rule, named, (start, end) in choices:
        if named is not None:
            return _placed(named, rule, start, end, text)
    return _in_title(title, text) if title else None


def addressed(text: str) -> Evidence | None:
    """Return the whole country where the plan is sent to all provinces (主送机关)."""
    found = _TO_ALL.search(text, 0, HEAD)
    if found is None:
        return None
    return Evidence("jurisdiction", NATION, "addressed-to", *found.span("whom"))


def is_of_state(name: str) -> bool:
    """Say whether a body's name is one of the state's own: 国务院, 财政部."""
    return bool(_STATE.match(name)) and _front_of(name) is None


def _front_of(words: str) -> Named | None:
    branch = _NATIONAL_BRANCH.match(words)
    if branch:
        return place_in_front(branch["rest"])
    return place_in_front(words[_IN_FRONT.match(words).end() :])  # type: ignore[union-attr]


def _range(title: str | None, text: str) -> tuple[int, int]:
    start = text.find(title) if title else -1
    return (start, start + len(title or "")) if start >= 0 else (0, 0)


def _placed(named: Named, rule: str, at: int, end: int, text: str) -> Evidence:
    name = named.name
    start = text.find(name, at, max(end, at) + 1)
    start, stop = (start, start + len(name)) if start >= 0 else (at, end)
    place = _told_apart(name, text)
    if place is not None and place.key != name and place_named(name) is None:
        return Evidence("jurisdiction", place.key, "parent-in-text", start, stop)
    if place is not None and place.code and not name.endswith(place.name):
        return Evidence("jurisdiction", place.key, rule, start, stop)  # 黔西南州 in full
    return Evidence("jurisdiction", name, rule, start, stop)


def _told_apart(name: str, text: str) -> Place | None:
    """Return the place of the table that *name* means in *text*, or None."""
    candidates = places_named(name)
    if len(candidates) < 2:
        return candidates[0] if candidates else place_named(name)
    near = [p for p in candidates if any(up.name in text for up in above(p)[:1])]
    return near[0] if len(near) == 1 else None


def _in_title(title: str, text: str) -> Evidence | None:
    """Return the one place of the table that the title names somewhere: 促进甲县房地产…."""
    found = [each for each in named_places(title) if each.how in {"name", "body"}]
    keys = {place.key for each in found for place in each.places}
    if len(keys) != 1 or len(found[0].places) != 1:
        return None
    start = _range(title, text)[0]
    at = start + found[0].start if start or text.startswith(title) else 0
    size = found[0].end - found[0].start if start or text.startswith(title) else 0
    return Evidence("jurisdiction", found[0].places[0].key, "title-names", at, at + size)


def level_of_place(place: str, placed: Evidence) -> Evidence | None:
    """Return the level of a place: of the table, else of its form."""
    at = (placed.start, placed.end)
    if place == NATION:
        return Evidence("level", "national", placed.rule, *at)
    known = place_named(place)
    if known and known.code:
        return Evidence("level", known.level, "place-table", *at)
    candidates = places_named(place)
    if candidates:
        return Evidence("level", candidates[0].level, "place-table", *at)
    level: Level | None = known.level if known else level_of(place)
    return Evidence("level", level, "place-form", *at) if level else None

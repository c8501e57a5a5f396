"""Places that only the form of a name tells of: 枫屿区, 岭东高新区; and words that are none.

A place is one of the table, of the user's, or of a form that cannot be anything else. 房地产市场
has the form of a city, and so has 区 in 区域; so the words around a name, and the pairs of
characters that departments and titles are made of, are looked at before a form is believed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from zeren.loaders.names.lexicon import any_of
from zeren.loaders.structure.head.lines import HAN
from zeren.ontology.places import Place, place_at_start, place_named, zone_at_start
from zeren.ontology.vocabulary import all_words

ZONE: Final = any_of(
    "新区 开发区 高新区 经开区 自贸区 自由贸易试验区 示范区 度假区 管理区 保税区 功能区 实验区 "
    "试验区 综合保税区 合作区 "
    "高新技术产业开发区 经济技术开发区 高新技术开发区 经济开发区 工业园区 产业园区 新城 风景区 "
    "风景名胜区"
)
_FORM = re.compile(rf"(?P<stem>{HAN}{{2,5}}?)(?P<last>自治[区州县旗]|[省市区县州盟旗])")
_ZONE = re.compile(rf"(?P<stem>{HAN}{{2,5}}?)(?P<last>{ZONE})")
# 市场, 区域, 县域, 省级: the last character of the form is the first of a word.
_A_WORD = re.compile(
    r"(?:市[场民政容值区县郊域直属级辖财花树徽价售面中]|区[域块位间别县直级属划划片]|县[域级城乡直区际]|省[级会直市份际内外]|州[县市]|旗[帜县下舰])"
)
_ORDINARY = re.compile(
    r"^(?:(?:开发|高新|经开|示范|保税|自贸|度假|功能|管理|合作|试验|实验|工业园|产业园)$|关于|全|各|我|本|对|为|在|以|于|及|和|与|向|从|这|该|其|一|二|三|有|无|新型|智慧|数字|重点|中心|老旧|城|农|大型|现代|特色|美丽"
    r"|推进|促进|加强|加快|支持|提升|深化|建设|发展|打造|实施|开展|做好|规范|鼓励|落实|完善|优化|培育|推动|统筹|保障|扩大|激发|印发"
    r"|中共|共青团|国家|省|市|区|县|直辖|副省级|地级|县级|设区|计划单列|进一步|高质量|年度|工业|农业|产业|旅游|商业|住宅|社会|公共|中国|沿海|沿边|边境)"
)
_NO_STEM = re.compile(
    r"[的了和与及在对为是将并等个条项第全各我本该其促推加强提升改革设施规划计方案措意见通知务管理保障治造场产业经济\d]|关于|发展|建设|园|小$|社$|城$|都$|地$|校$|景$|灾$|辖$|片$|库$|院$|库$|贫困$|试点$|示范$|超$|股$|夜$|早$|门$|菜$|房$|楼$"
)


class Named(NamedTuple):
    """A place at the beginning of words: what it is called, what the table has, its length."""

    name: str
    place: Place | None
    size: int


def place_in_front(words: str) -> Named | None:
    """Return the place that *words* begin with; of several (省市区) the last.

    >>> place_in_front("青沅市教育局").name
    '青沅市'
    >>> place_in_front("关于促进房地产市场平稳健康发展的若干措施") is None
    True
    """
    zoned = zone_at_start(words)
    if zoned:
        return Named(zoned[0].key, zoned[0], len(words) - len(zoned[1]))
    found = place_at_start(words)
    if found:
        place, rest = found
        size = len(words) - len(rest)
        name = words[:size]
        zone = _zone(rest)
        if zone:
            return Named(f"{place.name if place else name}{zone}", None, size + len(zone))
        inner = _form(rest) if place and place.level in {"province", "city"} else None
        if inner:
            return Named(inner, None, size + len(inner))
        if place:
            whole = place.key if place_named(name) is None or len(name) > len(place.name) else name
            return Named(whole, place, size)
        return Named(name, None, size)
    zone = _zone(words)
    if zone:
        return Named(zone, None, len(zone))
    form = _form(words)
    if form is None:
        return None
    size = len(form)
    while (inner := _form(words[size:])) is not None:
        form, size = inner, size + len(inner)
    return Named(form, None, size)


def _form(words: str) -> str | None:
    """Return the place that *words* begin with by its form, or None."""
    found = _FORM.match(words)
    if found is None:
        return None
    name, rest = found.group(), words[found.end() :]
    if not rest or _is_ordinary(found["stem"]):
        return None
    if len(found["last"]) == 1 and _A_WORD.match(found["last"] + rest[:1]):
        return None
    return name


def _zone(words: str) -> str | None:
    found = _ZONE.match(words)
    if found is None or found.end() == len(words) or _is_ordinary(found["stem"]):
        return None
    return found.group()


def _is_ordinary(stem: str) -> bool:
    """Say whether *stem* is made of the words that titles and departments are made of."""
    if _ORDINARY.match(stem) or _NO_STEM.search(stem):
        return True
    return len(stem) > 2 and any(stem[at : at + 2] in _pairs() for at in range(len(stem) - 1))


@cache
def _pairs() -> frozenset[str]:
    """Return the pairs of characters in the names of departments."""
    names = all_words("functions.ttl", "skos:altLabel", "skos:hiddenLabel")
    return frozenset(name[at : at + 2] for name in names for at in range(len(name) - 1))

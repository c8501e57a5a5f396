"""The places that an address of a government site may be of: www.qingyuan.gov.cn.

Sites of governments are named after the pinyin of the place (国办发〔2018〕72号, names of sites
under gov.cn), some after its initials. One spelling may stand for several places: all are given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Final

from zeren.ontology.places import Place, all_places

_HOST = re.compile(r"^(?:[a-z]+:)?(?://)?(?:[^/@\s]*@)?(?P<host>[a-z0-9.-]+)", re.IGNORECASE)
_GENERIC: Final = frozenset(("www", "zwgk", "xxgk", "zfxxgk", "zwfw", "m", "wap", "xxgkml", "zw"))
# Provinces whose site is not called by the pinyin of the name or by its first letters.
_SPECIAL: Final = {
    "shaanxi": "陕西省",
    "nmg": "内蒙古自治区",
    "xizang": "西藏自治区",
    "hlj": "黑龙江省",
}


def places_of_host(url: str) -> tuple[Place, ...]:
    """Return the places that the host of *url* may be of.

    Empty for a host that is not under gov.cn. The part next to gov.cn decides; what stands
    before it (jyj. of an education bureau) does not.
    """
    found = _HOST.match(url.strip())
    host = found["host"].lower() if found else ""
    if not host.endswith(".gov.cn"):
        return ()
    for label in reversed(host.removesuffix(".gov.cn").split(".")):
        if label in _GENERIC:
            continue
        for word in dict.fromkeys(
            (label, re.sub(r"^(?:cn|zg)|(?:city|xian|shi|zf|gov)$", "", label))
        ):
            places = _by_spelling().get(word, ())
            if places:
                return places
        return ()
    return ()


@cache
def _by_spelling() -> Mapping[str, tuple[Place, ...]]:
    """Return the places by the pinyin of stem and name; provinces and cities by initials too."""
    from pypinyin import Style, lazy_pinyin

    found: dict[str, list[Place]] = defaultdict(list)
    seen: set[str] = set()
    for places in all_places().values():
        for place in places:
            if place.key in seen:
                continue
            seen.add(place.key)
            spellings = {"".join(lazy_pinyin(word)) for word in (place.stem, place.name)}
            if place.level != "county":
                initials = "".join(lazy_pinyin(place.stem, style=Style.FIRST_LETTER))
                spellings |= {initials} if len(initials) > 1 else set()
            for spelling in spellings:
                found[spelling.replace("v", "u")].append(place)
    for spelling, name in _SPECIAL.items():
        found[spelling] = list(all_places().get(name, ()))
    rank = {"province": 0, "city": 1, "county": 2}
    return {
        spelling: tuple(sorted(places, key=lambda p: (rank.get(p.level, 3), p.code or "")))
        for spelling, places in found.items()
    }

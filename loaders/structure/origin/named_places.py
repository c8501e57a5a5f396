"""The places of the table that a text names: by name, by stem, in the names of bodies.

国家金融监督管理总局青沅监管分局, 青沅市住房公积金管理中心 and 青沅海关 carry a place as much as
青沅市 itself does. A stem alone (青沅) is looked at too: it counts little, and that of a
county only inside the name of a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, Literal, NamedTuple

from zeren.loaders.names.lexicon import branches
from zeren.loaders.structure.head.lines import HAN
from zeren.ontology.places import Place, all_places, is_word

How = Literal["own", "body", "name", "cited", "stem"]

_TAILS = re.compile(
    r"(?:[省市区县州盟旗]|自治[区州县旗])?(?:金融)?(?:监管(?:分局|支局|局)|银保监|银监|保监|金融监管|海关|海事局|(?:市)?住房公积金|公积金"
    r"|供电|电力|中心支行|中支|支行|分行|营业管理部|营管部|税务局|税务分局|仲裁委|国家高新区|高新区|高新技术产业开发区|经开区|经济技术开发区"
    r"|人民政府|委、[省市区县州盟旗]政府|经济开发区|开发区|军分区|警备区|邮政管理局|烟草专卖局|气象局|通信管理|国安|出入境边防|铁路局|机场集团)"
)
_HEADS = re.compile(
    r"(?:公安(?:局)?|人民银行|人行|金融监督管理总局|金融监管总局|税务总局|外汇管理局|外汇局|国网|银保监会|规划资源局|自然资源局|联通|移动|电信|铁塔|农发行"
    r"|开发银行|邮储银行|烟草专卖局)$"
)
_OWN = re.compile("结合$")  # 结合甲县实际: nobody says so of another place
# Districts that are called by what they are; everywhere else the words are no name.
_KINDS_OF_DISTRICT: Final = frozenset(("城区", "郊区", "矿区", "市区"))
# Before a name of two characters: 健康县区, 市和县 hold no 康县 and no 和县.
_IN_A_WORD = re.compile(HAN)
_BEFORE_A_NAME = re.compile("[在于到对至向由从为及与省市州区]")
# Another place that a plan looks at, and is not of.
_ELSEWHERE = re.compile(
    r"(?:学习|借鉴|对标|协作|对口|支援|援建|帮扶|赴|前往|推广)[\u4e00-\u9fff、]{0,4}$"
)
_FRAME_LENGTH: Final = 12


class Mention(NamedTuple):
    """A place named in a text: the places that the words may mean, how, and where."""

    places: tuple[Place, ...]
    how: How
    start: int
    end: int


def named_places(text: str) -> Iterator[Mention]:
    """Yield the places of the table that *text* names, in order."""
    names, stems = _words()
    inside = _quoted(text)
    for found in _pattern().finditer(text):
        word = found.group()
        start, end = found.span()
        if _ELSEWHERE.search(text, max(0, start - _FRAME_LENGTH), start):
            continue
        places = names.get(word)
        framed = bool(_TAILS.match(text, end)) or bool(
            _HEADS.search(text, max(0, start - _FRAME_LENGTH), start)
            and re.match(
                r"[省市区县州]?(?:分|支|中心|营|公司|市|县|监管|税务)", text[end : end + 4]
            )
        )
        if places is not None:
            if word in _KINDS_OF_DISTRICT or (not framed and _is_in_a_word(text, word, start)):
                continue
            if word[-1] in "市区县州" and re.match(r"[场域块民]", text[end : end + 1]):
                continue
            how: How = "body" if framed else "name"
            if any(a <= start < b for a, b in inside):
                how = "cited"
            elif _OWN.search(text, max(0, start - 2), start) and text.startswith("实际", end):
                how = "own"
            yield Mention(places, how, start, end)
            continue
        places = stems[word]
        if framed:
            yield Mention(places, "body", start, end)
        elif places[0].level in {"province", "city"}:
            yield Mention(places, "stem", start, end)


def _is_in_a_word(text: str, word: str, start: int) -> bool:
    if len(word) > 2 or not start or not _IN_A_WORD.match(text, start - 1):
        return False
    return word == "和县" or not _BEFORE_A_NAME.match(text, start - 1)


def _quoted(text: str) -> list[tuple[int, int]]:
    """Return the ranges of the titles that the text cites, with the number behind each."""
    return [
        found.span()
        for found in re.finditer(r"《[^》\n]{2,120}》(?:[（(][^（）()\n]{2,40}[)）])?", text)
    ]


@cache
def _words() -> tuple[Mapping[str, tuple[Place, ...]], Mapping[str, tuple[Place, ...]]]:
    names: dict[str, list[Place]] = {}
    stems: dict[str, list[Place]] = {}
    for name, places in all_places().items():
        names.setdefault(name, []).extend(places)
        for place in places:
            stem = place.stem
            if (
                place.code
                and len(stem) > 1
                and stem != name
                and (place.level == "province" or not is_word(stem))
            ):
                known = stems.setdefault(stem, [])
                if place not in known:
                    known.append(place)
    ordered = {
        stem: tuple(sorted(places, key=lambda p: (p.level == "county", p.level == "city", p.key)))
        for stem, places in stems.items()
        if stem not in names
    }
    return {name: tuple(places) for name, places in names.items()}, ordered


@cache
def _pattern() -> re.Pattern[str]:
    names, stems = _words()
    words = {*names, *stems}
    heads = "".join(sorted({word[0] for word in words}))
    return re.compile(rf"(?=[{heads}])(?:{branches(dict.fromkeys(words, ''))})")

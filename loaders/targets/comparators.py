"""How a number binds: at least, at most, about, exactly, and whether it is a change.

The words stand before the number (不低于, 达到, 增长) or behind its measure (以上, 左右).
Those behind win, for they come last: 控制在7天左右 is about seven days.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from zeren.loaders.names.lexicon import any_of
from zeren.loaders.records import Comparator

SIGNS: dict[Comparator, str] = {
    "at-least": ">=",
    "at-most": "<=",
    "equal": "=",
    "about": "~",
    "range": "range",
    "change-at-least": "delta>=",
    "change-at-most": "delta<=",
    "change-equal": "delta=",
    "change-about": "delta~",
}
"""The comparators, and the signs that the gold files write for them."""

Level = Literal["at-least", "at-most", "equal", "about"]
CHANGES: dict[Level, Comparator] = {
    "at-least": "change-at-least",
    "at-most": "change-at-most",
    "equal": "change-equal",
    "about": "change-about",
}


class Suffix(NamedTuple):
    """What stands behind a measure: the comparator, and where the words end."""

    level: Level
    end: int


_SUFFIX = re.compile(
    r"\s?(?:\(含[^()]{0,6}\))?\s?(?:(?P<least>及?以上|之上|及其以上)|(?P<most>及?以下|及?以内|之内|之下)"
    r"|(?P<about>左右|上下)|(?P<inside>内(?=[,;。、)\n]|$|全部|全面"
    r"|完成|办[结完好]|到达|解决|到账|修复|送达|处置|清零)))(?:\(含[^()]{0,6}\))?"
)
_LEAST = (
    "不低于|不少于|不小于|不宜低于|不宜小于|不应低于|不应小于|不应少于|不下于|不得低于|不得少于|不得小于|至少|最少|最低|超过|超出|突破|大于等于|"
    "大于|高于|多于|优于|不弱于|不劣于|不短于|超额|超|≥|>=|>|≧"
)
_MOST = (
    "不超过|不高于|不大于|不宜大于|不宜高于|不宜超过|不应大于|不应高于|不应超过|不得大于|不多于|不突破|不超出|不得超过|不得高于|不得多于|不得突破|不长于|不超|不晚于|"
    "至多|最多|低于|少于|小于|小于等于|≤|<=|<|≦|控制到|压降到"
)
_ABOUT = "约|约为|大约|接近|将近|近|大致|大概"
_HOLD = "控制在|压控在|限制在|控制至"
_FILL = r"(?:[的每平均在为了\s:]|我[市省县区]|全[市省县区])*"
_WORDS: dict[Level, str] = {"about": _ABOUT, "at-least": _LEAST, "at-most": f"{_MOST}|{_HOLD}"}
_LEVELS = {word: level for level, words in _WORDS.items() for word in words.split("|")}
_ADJACENT = re.compile(rf"(?P<word>{any_of(_LEVELS)}){_FILL}$")
_AHEAD = re.compile(
    any_of("至少 最少 不低于 不少于 不得少于 不得低于 最多 至多 不超过 不多于 不得超过")
)
_CHANGE_WORDS = (
    "增长率?|下降率?|提高|降低|减少|提升|上升|压减|缩短|压缩|提速|缩减|下浮|上浮|回落|递增|递减|增速|增幅|"
    "降幅|涨幅|减幅|跌幅|增长幅度|下降幅度|提升幅度|提高幅度|上涨|下调|上调|削减|消减|减排|增量|降速|扩大|"
    "延长|收窄|改善|同比|环比|翻"
)
_OF_RATES = frozenset({"扩大", "延长", "改善", "同比", "环比", "翻", "收窄"})
_OF_AMOUNTS = frozenset({"提升", "提高", "上升", "降低"})
_LINK = (
    r"(?:幅度|比例|比率|速度|率)?(?:[,、和及与]|分别|均|都|各|约|近|要|应|须|力争|争取|确保|平均|总体|年均|在|为|超过|超|"
    r"不低于|不少于|不超过|不高于|不小于|不大于|高于|低于|大于|小于|突破|保持|控制|稳定|维持|实现|至少|最少|最多|"
    r"以|了|达到?(?!到)|\s)*"
)
_CHANGE = re.compile(rf"(?P<word>{_CHANGE_WORDS})(?P<link>{_LINK})$")
_RANKED = re.compile("位次|排名|名次|位居")
_MOVES = re.compile(r"(?:前移|上移|前进|提前|晋升|晋位|上升|提升)(?:了|约|至少|不少于|不低于)?$")
"""A rank that moves by so many places (位次前移2位)."""
_MORE = re.compile(rf"(?:增加|增多|增值|增产|增收|节约|节省|减负){_LINK}$")
_RATE_OF_CHANGE = re.compile(
    r"(?:增速|增幅|降幅|涨幅|减幅|增长率|下降率|降低率|增长幅度|下降幅度|增长速度|波动幅度)[^,;。、]{0,8}$"
)
_CHANGE_OF_OBJECT = re.compile(
    r"(?:提高|降低|减少|提升|压减|缩短|压缩|缩减|削减|下降|增加(?!值)|上升|增长)(?![到至])(?P<object>[^,;。、到至]{1,14})$"
)
_RATES_OF_CHANGE = ("%", "‰", "个百分点", "百分点", "倍", "番")
_OTHER_VERB = re.compile(r"达|为|占|控制|保持|稳定|不低于|不少于|覆盖|比例|率$|完成|建")


def suffix(folded: str, end: int, *, time: bool = False) -> Suffix | None:
    """Return the comparator behind a measure that ends at *end*, or None.

    *time* allows 内 alone (30分钟内), which binds only spans of time.
    """
    found = _SUFFIX.match(folded, end)
    if not found:
        return None
    if found["least"]:
        return Suffix("at-least", found.end())
    if found["about"]:
        return Suffix("about", found.end())
    if found["inside"] and not time:
        return None
    return Suffix("at-most", found.end())


def prefix(left: str) -> Level | None:
    """Return the comparator that *left*, the words before a number, ends in, or None.

    >>> prefix("比例不低于"), prefix("每万人口至少配备"), prefix("比例达到")
    ('at-least', 'at-least', None)
    """
    found = _ADJACENT.search(left, max(0, len(left) - 20))
    if found:
        return _LEVELS[found["word"]]
    # 至少配备1名: the word stands before the verb.
    words = _AHEAD.findall(left, max(0, len(left) - 30))
    return _LEVELS[words[-1]] if words else None


def is_change(left: str, measure: str, kind: str) -> bool:
    """Say whether the number behind *left* is a change, not a level.

    >>> is_change("同比增长", "%", "rate"), is_change("提高到", "%", "rate")
    (True, False)
    """
    tail = left[-40:]
    found = _CHANGE.search(tail)
    if found:
        word = found["word"]
        if word in _OF_RATES:
            return measure in _RATES_OF_CHANGE
        if word in _OF_AMOUNTS:
            # 改造提升750座 counts what is improved; 标准提高50元 is a change.
            return kind not in {"things", "events", "people", "length", "area"}
        return True
    if _RATE_OF_CHANGE.search(tail):
        return True
    if measure in {"位", "名", "个位次", "位次"} and _RANKED.search(tail):
        return bool(_MOVES.search(tail))
    if measure in _RATES_OF_CHANGE:
        if _MORE.search(tail):
            return True
        of_object = _CHANGE_OF_OBJECT.search(tail)
        return bool(of_object and not _OTHER_VERB.search(of_object["object"]))
    return False


def combine(level: Level, *, change: bool, upper: bool) -> Comparator:
    """Return the comparator of a target from its parts."""
    if upper:
        return "range"
    return CHANGES[level] if change else level

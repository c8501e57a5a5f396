"""Numbers with what they count: 2—3个, 0.8:1, 12/10万, 5000余人次, 60%以上.

A quantity is only words here; whether it is a target is decided by
:mod:`zeren.loaders.targets.refusals` and :mod:`zeren.loaders.targets.finding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from zeren.loaders.names.lexicon import branches
from zeren.loaders.text.numbers import (
    DIGITS,
    HAN,
    MAGNITUDE,
    digits_value,
    han_value,
    multiplier,
    plain,
)
from zeren.ontology.measures import Measure, measures


class Quantity(NamedTuple):
    """A number and its measure word, with offsets into the text that was read.

    ``start`` to ``end`` covers number and measure, ``measure_start`` is where the measure
    begins. ``kind`` is the kind of the measure ("" where none stands), ``han`` says that the
    number is written in Chinese numerals, ``scaled`` that 万 or 亿 multiplies it, ``more``
    that 余 or 多 follows it.
    """

    start: int
    end: int
    measure_start: int
    value: Decimal
    upper: Decimal | None
    measure: str
    kind: str
    han: bool = False
    scaled: bool = False
    more: bool = False


# Every dash and tilde that Unicode has for a range; − is the minus sign.
_RANGE = r"\s?(?:-{1,2}|—{1,2}|[‐‑‒–―−⁃﹣－]|[~～〜˜∼]|至|到)\s?"
ANY_NUMERAL = re.compile(rf"[\d{HAN[1:-1]}]")
"""What every number has: a text without one of these characters holds no quantity."""
# Where a number can begin. One search over a set of characters is many times faster than trying
# the whole pattern everywhere, so the set comes first and what it must be behind it; a Chinese
# numeral needs the next characters to look right too.
_CANDIDATE = re.compile(
    rf"{ANY_NUMERAL.pattern}(?:(?<=\d)|(?<=[百千万十])[百千万十]?分之"
    rf"|(?<!{HAN}.){HAN}{{0,16}}(?![{HAN[1:-1]}\d年月日、，。；：（）“”方级重五届是切]))"
)
_PER = "(?:10|100|十|百|千)?[百千万]|10"
# A denominator: 管/日, 公里/平方公里, 张/千人.
_DENOMINATOR = (
    r"(?:/每?|每(?=立方米|平方米|平方公里|公里|升|小时|千瓦时))(?:\d+|[百千十])?[万千]?(?:{words}|年|月|日|时|季度|秒|人口|公民|居民|学生|病例|床日)"
    r"(?:·(?:{words}|年|月|日))?(?![A-Za-z])"
)


@cache
def _words() -> dict[str, Measure]:
    """Return the measure words; brackets of both widths (台(套), 台（套）)."""
    known = dict(measures())
    for word, measure in measures().items():
        if "(" in word:
            wide = word.replace("(", "（").replace(")", "）")
            known[wide] = measure._replace(written=wide)
    return known


def _alternatives(*, guarded: bool) -> str:
    conditions: dict[str, str] = {}
    for word, measure in _words().items():
        rests = [other[len(word) :] for other in measure.not_within] if guarded else []
        condition = rf"(?!{'|'.join(map(re.escape, rests))})" if rests else ""
        if word[-1].isascii() and word[-1].isalpha():
            condition += "(?![A-Za-z0-9])"
        conditions[word] = condition
    return branches(conditions)


@cache
def _pattern() -> re.Pattern[str]:
    word = _alternatives(guarded=True)
    denominator = _DENOMINATOR.format(words=_alternatives(guarded=False))
    measure = rf"(?:{word})(?:{denominator})?"
    rate = r"%|％|﹪|‰"
    return re.compile(
        rf"""
        (?<!\d[:：∶])(?P<ratio_left>{DIGITS})\s?[:：∶]\s?(?P<ratio_right>{DIGITS})(?![\d:：])
        | (?P<base>百分之|千分之|万分之|十万分之|百万分之)
          (?P<share>{DIGITS}|{HAN}{{1,6}}(?:点[〇零一二三四五六七八九]{{1,3}})?)
          (?:{_RANGE}(?:百分之)?(?P<share_upper>{DIGITS}|{HAN}{{1,6}}))?
        | (?P<low>{DIGITS})\s?(?P<low_scale>{MAGNITUDE})?
          (?: (?P<low_measure>{rate}|{word})?{_RANGE}
              (?P<high>{DIGITS})\s?(?P<high_scale>{MAGNITUDE})? )?
          (?P<compound>(?<=[亿万])(?P<rest>\d+(?:\.\d+)?)(?P<rest_scale>{MAGNITUDE}))?
          \s?(?P<more>余|多)?(?P<late_scale>(?<=[余多]){MAGNITUDE})?
          \s?(?: (?P<per>/\s?(?:{_PER})(?:人口?)?) | (?P<measure>{measure}) )?
        | (?P<han>{HAN}{{1,17}})(?:[至到](?P<han_upper>{HAN}{{1,9}}))?(?P<han_more>余|多)?
          (?P<han_measure>{measure})(?P<half>(?<=成)[一二三四五六七八九半](?=[^\u4e00-\u9fff]|[以左的]|$))?
        """,
        re.VERBOSE,
    )


def find_quantities(text: str, start: int, end: int) -> Iterator[Quantity]:
    """Yield the numbers of ``text[start:end]`` that have a value, in order.

    A number without a measure word is yielded too (kind ""); the caller decides. Digits
    with a thousands separator count as one number only with a half-width comma.
    """
    pattern = _pattern()
    at = start
    while True:
        candidate = _CANDIDATE.search(text, at, end)
        if candidate is None:
            return
        found = pattern.match(text, candidate.start(), end)
        if found is None:
            at = candidate.end()
            continue
        at = found.end()
        if found["low"]:
            quantity = _plain(found)
        elif found["ratio_left"]:
            quantity = _ratio(found)
        elif found["base"]:
            quantity = _share(found)
        else:
            quantity = _han(found)
        if quantity is not None:
            yield quantity


def _ratio(found: re.Match[str]) -> Quantity | None:
    left, right = digits_value(found["ratio_left"]), digits_value(found["ratio_right"])
    if left == 1 and right is not None and right > 0:
        return Quantity(*found.span(), found.end(), plain(right), None, "1:", "rate")
    if right == 1 and left is not None and left > 0:
        return Quantity(*found.span(), found.end(), plain(left), None, ":1", "rate")
    return None


_SHARES = {"百": "%", "千": "‰", "万": "/万", "十": "/10万"}


def _share(found: re.Match[str]) -> Quantity | None:
    value = _either(found["share"])
    upper = _either(found["share_upper"]) if found["share_upper"] else None
    base = found["base"]
    unit = "/100万" if base.startswith("百万") else _SHARES[base[0]]
    if value is None:
        return None
    return Quantity(*found.span(), found.end(), value, upper, unit, "rate")


def _either(words: str) -> Decimal | None:
    """Return the value of digits, of Chinese numerals, or of both sides of 点."""
    if words[0].isascii():
        value = digits_value(words)
        return None if value is None else plain(value)
    whole, point, rest = words.partition("点")
    value = han_value(whole)
    if value is None or not point:
        return value
    figures = [han_value(char) for char in rest]
    return Decimal(f"{value}.{''.join(str(figure) for figure in figures)}")


def _plain(found: re.Match[str]) -> Quantity | None:
    low, low_scale, late_scale, high, high_scale, rest, rest_scale = found.group(
        "low", "low_scale", "late_scale", "high", "high_scale", "rest", "rest_scale"
    )
    scale = (low_scale or "") + (late_scale or "")
    if high is None and rest is None:
        value, upper = _scaled(low, scale), None
    else:
        value, upper = _range(low, low_scale or "", scale, high, high_scale or "")
        if rest is not None and value is not None:
            more = _scaled(rest, rest_scale)
            least = multiplier(low_scale[-1]) if low_scale else 0
            value = plain(value + more) if more is not None and more < least else None
    if value is None or (high is not None and (upper is None or upper <= value)):
        return None
    start, end = found.span()
    words, kind, measure_start = "", "", end
    per, measure, more_words = found.group("per", "measure", "more")
    if per:
        measure_start = found.start("per")
        words, kind = per.replace(" ", "").rstrip("人口"), "rate"
        words = words.replace("十", "10").replace("百万", "100万")
    elif measure:
        measure_start = found.start("measure")
        words, kind = _measure(measure)
    scale += high_scale or ""
    return _tenths(
        Quantity(
            start,
            end,
            measure_start,
            value,
            upper,
            words,
            kind,
            scaled="万" in scale or "亿" in scale,
            more=bool(more_words),
        )
    )


@lru_cache(maxsize=4096)
def _scaled(digits: str, scale: str) -> Decimal | None:
    """Return the value of *digits* times that of *scale*: 2.8 and 万 are 28000."""
    value = digits_value(digits)
    return None if value is None else plain(value * multiplier(scale))


def _range(
    low: str, low_scale: str, scale: str, high: str | None, high_scale: str
) -> tuple[Decimal | None, Decimal | None]:
    """Return both ends of a range; the scale of the upper one is meant for both (2—3万人)."""
    value = digits_value(low)
    if high is None or value is None:
        return _scaled(low, scale), None
    upper = _scaled(high, high_scale)
    if upper is None:
        return None, None
    if not low_scale and value < upper:
        # 5000—1万 has a number of its own.
        both = plain(value * multiplier(high_scale))
        value = both if both < upper else value
    return plain(value * multiplier(scale)), upper


def _han(found: re.Match[str]) -> Quantity | None:
    value = han_value(found["han"])
    upper = han_value(found["han_upper"]) if found["han_upper"] else None
    if value is None or (found["han_upper"] and (upper is None or upper <= value)):
        return None
    words, kind = _measure(found["han_measure"])
    quantity = Quantity(
        found.start(),
        found.end(),
        found.start("han_measure"),
        value,
        upper,
        words,
        kind,
        han=True,
        more=bool(found["han_more"]),
    )
    return _tenths(quantity, found["half"] or "")


def _tenths(quantity: Quantity, half: str = "") -> Quantity:
    """Return 九成 as 90 %, 九成五 as 95 %: a tenth is another way to write a percentage."""
    if quantity.measure != "成":
        return quantity
    upper = None if quantity.upper is None else quantity.upper * 10
    behind = 5 if half == "半" else (han_value(half) or 0) if half else 0
    return Quantity(
        quantity.start,
        quantity.end,
        quantity.measure_start,
        quantity.value * 10 + behind,
        upper,
        "%",
        "rate",
        more=quantity.more,
    )


@lru_cache(maxsize=1024)
def _measure(words: str) -> tuple[str, str]:
    """Return how a measure is written down, and its kind."""
    known = _words()
    if words in known:
        return known[words].written, known[words].kind
    sign = "/" if "/" in words else "每"
    head, _, denominator = words.partition(sign)
    return known[head].written + sign + denominator.removeprefix("每"), known[head].kind

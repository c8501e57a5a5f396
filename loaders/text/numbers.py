"""The value of a number as it is written: 2.8万, 1,200, 三百二十, 2亿5000万.

Values are exact decimals in base figures. A number of more digits than any plan can mean
has no value: it is noise, and must not become a target.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

MOST_DIGITS = 13
"""Digits before the point; a trillion yuan has thirteen."""

HAN_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}

DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?![\d,，])(?:\.\d+)?|\d+(?:\.\d+)?"
"""A number in digits, with thousands separators or without."""

# 千 and 百 multiply, except where they begin a unit (千瓦, 千米) or another word (千村).
_THOUSAND = "千(?!瓦|伏|米|克|卡|赫|字节|兆|分|年|村|乡|校)"
_HUNDRED = "百(?!分|年|强|姓|货|日)"
MAGNITUDE = (
    rf"(?:(?:{_THOUSAND}|{_HUNDRED})?(?:万亿|万(?!分之)|亿)|{_THOUSAND}|{_HUNDRED}|十[万亿])"
)
"""A multiplier behind digits: 万, 亿, 千万, 百."""

HAN = "[〇零一二两三四五六七八九十百千万亿]"
"""A character of a Chinese number."""

_COMPOUND = re.compile(rf"({DIGITS})([亿万])({DIGITS})({MAGNITUDE})")
_WITH_MAGNITUDE = re.compile(rf"({DIGITS})({MAGNITUDE})?")


@cache
def multiplier(words: str) -> int:
    """Return what a magnitude multiplies by.

    >>> multiplier("千万"), multiplier("万亿")
    (10000000, 1000000000000)
    """
    product = 1
    for char in words:
        product *= _SMALL.get(char) or _LARGE[char]
    return product


def value_of(words: str) -> Decimal | None:
    """Return the value of a number in digits or Chinese numerals, or None where it is none.

    >>> value_of("2.8万"), value_of("三百二十"), value_of("2亿5000万"), value_of("1,200")
    (Decimal('28000'), Decimal('320'), Decimal('250000000'), Decimal('1200'))
    """
    compound = _COMPOUND.fullmatch(words)
    if compound:
        left, right = digits_value(compound[1]), digits_value(compound[3])
        if left is None or right is None:
            return None
        return plain(left * multiplier(compound[2]) + right * multiplier(compound[4]))
    found = _WITH_MAGNITUDE.fullmatch(words)
    if found:
        value = digits_value(found[1])
        return None if value is None else plain(value * multiplier(found[2] or ""))
    return han_value(words)


@lru_cache(maxsize=4096)
def digits_value(words: str) -> Decimal | None:
    """Return the value of digits (1,200.5), or None where they are too many."""
    figures = words.replace(",", "").replace("，", "")
    if len(figures.partition(".")[0]) > MOST_DIGITS or len(figures) > 2 * MOST_DIGITS:
        return None
    return Decimal(figures)


def plain(value: Decimal) -> Decimal:
    """Return *value* without an exponent and without zeros behind the point.

    >>> plain(Decimal("2.80E+4")), plain(Decimal("3.50"))
    (Decimal('28000'), Decimal('3.5'))
    """
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value.normalize()


def han_value(words: str) -> Decimal | None:
    """Return the value of Chinese numerals, or None where they are no number.

    A row of digits without a multiplier (二〇) is read digit by digit; 两三 (two or three)
    is no number.

    >>> han_value("十五"), han_value("两千"), han_value("一万二"), han_value("两三")
    (Decimal('15'), Decimal('2000'), Decimal('12000'), None)
    """
    if not words or len(words) > 2 * MOST_DIGITS or not re.fullmatch(f"{HAN}+", words):
        return None
    total = section = digit = 0
    last = 1
    seen_digit = False
    for char in words:
        if char in HAN_DIGITS:
            value = HAN_DIGITS[char]
            if seen_digit and value:
                return None
            digit, seen_digit = value, bool(value)
            if not value:
                last = 10
        elif char in _SMALL:
            last = _SMALL[char]
            section += (digit or 1) * last
            digit, seen_digit = 0, False
        else:
            last = _LARGE[char]
            total = (total + section + digit or 1) * last
            section, digit, seen_digit = 0, 0, False
    # 一万二 means 12 000: the last digit counts a tenth of the multiplier before it.
    tail = digit * (last // 10 if last >= 100 else 1)
    return Decimal(total + section + tail)

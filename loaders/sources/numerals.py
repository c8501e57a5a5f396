"""The numbers of lists as office programs write them.

The names of the formats are those of ECMA-376 part 1, 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

_HAN = "〇一二三四五六七八九"
_LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳叄肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 9_999
"""Above it every format is written in plain digits: no list is that long."""


def write_number(value: int, format_name: str) -> str:
    """Return *value* as a list shows it; a format we do not know counts in plain digits.

    >>> [write_number(21, name) for name in ("chineseCounting", "ideographDigital", "lowerRoman")]
    ['二十一', '二一', 'xxi']
    """
    write = _FORMATS.get(format_name, str)
    return write(value) if 0 <= value <= _MOST else str(value)


def _han(value: int, digits: str = _HAN, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    """Return *value* in words: 十, 二十一, 一百零五."""
    if value == 0:
        return digits[0]
    words, gap = "", False
    for place, figure in zip(range(len(str(value)) - 1, -1, -1), str(value), strict=True):
        if figure == "0":
            gap = True
            continue
        zero = "零" if gap and words else ""
        words += zero + digits[int(figure)] + units[place]
        gap = False
    return words[1:] if digits is _HAN and 10 <= value < 20 else words


def _legal(digits: str) -> Callable[[int], str]:
    return lambda value: _han(value, digits, ("", "拾", "佰", "仟"))


def _each_digit(digits: str) -> Callable[[int], str]:
    return lambda value: "".join(digits[int(figure)] for figure in str(value))


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)] if value else "0"


def _letters(first: str) -> Callable[[int], str]:
    """Word goes on with aa, bb … behind z."""

    def write(value: int) -> str:
        if not 0 < value <= 780:
            return str(value)
        rounds, letter = divmod(value - 1, 26)
        return chr(ord(first) + letter) * (rounds + 1)

    return write


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    words = ""
    for size, sign in _ROMAN:
        count, value = divmod(value, size)
        words += sign * count
    return words


def _signs(*ranges: tuple[int, int]) -> Callable[[int], str]:
    """Return a writer for signs of one character: ① or ⒈. Ranges: first code, how many."""
    signs = [chr(code) for first, count in ranges for code in range(first, first + count)]
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


_circled = _signs((0x2460, 20), (0x3251, 15), (0x32B1, 15))
_FORMATS: Final[Mapping[str, Callable[[int], str]]] = MappingProxyType(
    {
        "none": lambda value: "",
        "bullet": lambda value: "",
        "decimalZero": lambda value: f"{value:02}",
        "chineseCounting": _han,
        "chineseCountingThousand": _han,
        "japaneseCounting": _han,
        "taiwaneseCounting": _han,
        "taiwaneseCountingThousand": _han,
        "koreanDigital2": _each_digit(_HAN),
        "ideographDigital": _each_digit(_HAN),
        "japaneseDigitalTenThousand": _each_digit(_HAN),
        "taiwaneseDigital": _each_digit("○一二三四五六七八九"),
        "chineseLegalSimplified": _legal(_LEGAL_SIMPLIFIED),
        "ideographLegalTraditional": _legal(_LEGAL_TRADITIONAL),
        "japaneseLegal": _legal(_LEGAL_TRADITIONAL),
        "ideographTraditional": _cycle(_STEMS),
        "ideographZodiac": _cycle(_BRANCHES),
        "ideographEnclosedCircle": _signs((0x3280, 10)),
        "decimalFullWidth": _each_digit("０１２３４５６７８９"),
        "decimalFullWidth2": _each_digit("０１２３４５６７８９"),
        "decimalEnclosedCircle": _circled,
        "decimalEnclosedCircleChinese": _circled,
        "decimalEnclosedFullstop": _signs((0x2488, 20)),
        "decimalEnclosedParen": _signs((0x2474, 20)),
        "numberInDash": lambda value: f"- {value} -",
        "upperRoman": lambda value: _roman(value).upper(),
        "lowerRoman": _roman,
        "upperLetter": _letters("A"),
        "lowerLetter": _letters("a"),
    }
)

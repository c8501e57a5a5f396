"""The value of a spreadsheet cell as it is shown: dates, per cent, units in the format.

Of the formats of ECMA-376 part 1, 18.8.30 (number formats) those that plans have: decimals,
thousands, per cent, dates, and words around a number. Colours, conditions and fractions are
not shown.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[0#?]+)?")
_GENERAL: Final = frozenset(("", "general", "@", "g/通用格式"))
_STANDS_IN: Final = 0xE000  # private characters stand for the words of a format
_DATE_PARTS = re.compile(r"y+|m+|d+|h+|s+", re.IGNORECASE)


def shown(value: object, number_format: str | None) -> str:
    """Return the words that a cell shows.

    >>> shown(0.955, "0.0%"), shown(30, '0"家"'), shown(datetime(2024, 6, 1), 'yyyy"年"m"月"')
    ('95.5%', '30家', '2024年6月')
    """
    form = (number_format or "").split(";")[0]
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    if isinstance(value, datetime | date):
        return _day(value, form)
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, form)
    words = str(value)
    if re.fullmatch(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)", words):
        return ""
    return (
        words.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("_x000D_", "")
        .replace("\t", " ")
        .strip()
    )


def _number(value: float, form: str) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return ""
    if not number.is_finite():
        return ""
    if form.lower() in _GENERAL:
        return _plain(number)
    pieces: list[str] = []

    def keep(found: re.Match[str]) -> str:
        pieces.append(found.group(1) or found.group(2) or "")
        return chr(_STANDS_IN + len(pieces) - 1)

    bare = _QUOTED.sub(keep, form)
    digits = _DIGITS.search(bare)
    if not digits or re.search(r"[eE/]", bare):
        return _plain(number)
    percent = "%" in bare
    places = digits.group().partition(".")[2]
    number = number * 100 if percent else number
    number = number.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    written = f"{number:,f}" if "," in digits.group() else f"{number:f}"
    for _ in range(len(places) - len(places.rstrip("#"))):
        written = written.removesuffix("0") if "." in written else written
    written = written.removesuffix(".")
    whole = bare[: digits.start()] + written + bare[digits.end() :]
    for index, piece in enumerate(pieces):
        whole = whole.replace(chr(_STANDS_IN + index), piece)
    return whole.strip()


def _plain(number: Decimal) -> str:
    """Return a number without an exponent and without empty decimals; fifteen figures at most."""
    rounded = number if number == number.to_integral_value() else Decimal(f"{number:.15g}")
    written = f"{rounded:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _day(value: date, form: str) -> str:
    """Return a date in the order and with the words of its format; ISO 8601 for others."""
    words = re.sub(r"\[[^\]]*\]", "", form)
    order = "".join(part[0].lower() for part in _DATE_PARTS.findall(re.sub(r'"[^"]*"', "", words)))
    if "年" in form or "月" in form:
        written = ""
        if "y" in order:
            written += f"{value.year}年"
        if "m" in order:
            written += f"{value.month}月"
        if "d" in order:
            written += f"{value.day}日"
        return written or value.strftime("%Y-%m-%d")
    if order.startswith("ym") and "d" not in order:
        return f"{value.year}年{value.month}月"
    if order in {"md", "mmd"} or (order.startswith("md") and "y" not in order):
        return f"{value.month}月{value.day}日"
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"

"""Days as heads and signatures write them: 2024年3月5日, 二〇二四年三月五日, 2024-03-05.

GB/T 9704-2012 has the day of the signature in Arabic figures, GB/T 9704-1999 had it in Chinese
ones; pages of sites write it with strokes.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_FIGURES: Final = "〇○零O０一二三四五六七八九"
_DIGIT = {"〇": 0, "○": 0, "零": 0, "O": 0, "０": 0} | {
    each: value for value, each in enumerate("一二三四五六七八九", start=1)
}
YEAR: Final = r"(?:19|20)\d{2}"
_Y = rf"(?P<y>{YEAR}|[一二][九〇○零O０][{_FIGURES}]{{2}})"
_PART = r"\d{1,2}|[一二三四五六七八九十廿卅]{1,3}"
DAY: Final = rf"{_Y}[ \t]*年[ \t]*(?P<m>{_PART})[ \t]*月[ \t]*(?P<d>{_PART})[ \t]*日"
"""A day in words; :func:`day_of` reads what it finds."""

MONTH: Final = rf"{_Y}年(?P<m>{_PART})月"
"""A month in words, as title pages have it."""

NUMERIC: Final = (
    rf"(?P<y>{YEAR})[ \t]*[-年/.][ \t]*(?P<m>\d{{1,2}})[ \t]*[-月/.][ \t]*(?P<d>\d{{1,2}})"
)
"""A day in figures, as tables of data and labels have it."""

_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")
_ANY = re.compile(rf"{DAY}")
_ANY_NUMERIC = re.compile(NUMERIC)


def day_of(found: re.Match[str]) -> date | None:
    """Return the day that the groups y, m and d of *found* name, or None where there is none.

    >>> day_of(re.match(DAY, "二〇二四年十二月二十五日"))
    datetime.date(2024, 12, 25)
    """
    year = found.group("y")
    number = int(year) if year.isascii() else int("".join(str(_DIGIT[each]) for each in year))
    try:
        return date(number, _number(found.group("m")), _number(found.group("d")))
    except ValueError:
        return None


def day_in(words: str) -> tuple[date, int, int] | None:
    """Return the first day in *words*, however it is written, with its offsets; or None."""
    for pattern in (_ANY, _ANY_NUMERIC, _COMPACT):
        for found in pattern.finditer(words):
            day = day_of(found)
            if day:
                return day, found.start("y"), found.end()
    return None


def _number(words: str) -> int:
    if words.isascii():
        return int(words)
    words = words.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = words.partition("十")
    if not ten:
        return _DIGIT[words] if len(words) == 1 else 0
    return (_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0)

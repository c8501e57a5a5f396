"""Tables as CSV (RFC 4180) in which no cell computes, for Excel on a Chinese Windows too.

A plan may come from anybody, and a formula in it could send data away: a text that a spreadsheet
would take for one begins with an apostrophe here, and :func:`unguarded` takes it off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

MARK = b"\xef\xbb\xbf"
"""The byte order mark, by which Excel knows UTF-8."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def csv_bytes(
    names: Sequence[str],
    rows: Iterable[Iterable[object]],
    *,
    raw: bool = False,
    mark: bool = True,
) -> bytes:
    """Return a table as CSV, with the heads *names*.

    What is not known is empty, true and false are words, figures are exact. Texts are
    :func:`guarded`, unless *raw*; numbers and dates are left as they are. *mark* puts the
    byte order mark in front.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(value, raw) for value in row])
    return (MARK if mark else b"") + out.getvalue().encode("utf-8")


def guarded(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula.

    >>> guarded("=HYPERLINK(1)"), guarded("市教育局"), guarded("'=1")
    ("'=HYPERLINK(1)", '市教育局', "''=1")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return what *text* was before :func:`guarded`.

    >>> unguarded("'=1"), unguarded("''=1"), unguarded("'quoted'")
    ('=1', "'=1", "'quoted'")
    """
    return text[1:] if _GUARDED.match(text) else text


def _cell(value: object, raw: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if raw else guarded(str(value))

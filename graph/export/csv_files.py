"""The tables as CSV that Excel opens on a Chinese Windows: UTF-8 with a mark, CRLF (RFC 4180)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from zeren.graph.export.columns import Column

MARK = b"\xef\xbb\xbf"
"""The byte order mark, by which Excel knows UTF-8."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV.

    What is not known is empty, true and false are words, figures are exact. A text that a
    spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a line end)
    gets an apostrophe in front: a plan may come from anybody, and a formula can send data
    away. Numbers and dates are left as they are.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return MARK + out.getvalue().encode("utf-8")


def guarded(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula.

    >>> guarded("=HYPERLINK(1)"), guarded("市教育局")
    ("'=HYPERLINK(1)", '市教育局')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return guarded(str(value))

"""Which format a file has, by what is in it: the endings of published files often lie."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Final, Literal

from zeren.loaders.errors import BinaryFileError, DamagedFileError, ReadError
from zeren.loaders.sources import archives
from zeren.loaders.sources.refused import (
    XML,
    XML_ROOTS,
    ZIP,
    ZIP_MEMBERS,
    ZIP_TYPES,
    refusal,
    refuse_known,
)
from zeren.loaders.sources.text import decode

Kind = Literal["txt", "html", "docx", "pdf", "xlsx", "csv"]

_HEAD: Final = 64 * 1024
_PDF_HEAD: Final = 1024  # Acrobat reads a file whose mark stands within its first kilobyte

_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|link|base|style|script|div|table|tbody|tr|td"
    r"|p|span|br|h[1-6]|font|center|ul|ol|section|article|main)(?=[\s/>])",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:\s+|<\?xml[^>]{0,500}\?>|<!--.{0,5000}?-->)*", re.DOTALL)
_WHOLE_PAGE = re.compile(r"^[ \t]*<(?:!doctype\s+html|html|body)(?=[\s/>])", re.IGNORECASE | re.M)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})(?=[\s/>])")
_HEADERS = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]*\n)*){2,}")
_RELATED = re.compile(r"^content-type:\s*multipart/(?:related|alternative)", re.I | re.M)

_HEADING = re.compile(
    "序号|编号|任务|工作|内容|举措|措施|事项|项目|指标|目标|单位|部门|责任|牵头|配合|处室|科室"
    "|领导|时限|时间|进度|期限|备注|類別|类别|分工|工程|序號|編號|內容|單位|部門|責任|牽頭"
)
_SENTENCE = re.compile("[。；;！!？?]")
_MIN_WIDTH = 3
_HEADER_CELL = 24
_REGULAR = 0.9
_TITLES = 4  # lines of one cell that may stand above the header


def kind_of(data: bytes, encoding: str | None = None) -> Kind:
    """Return the format of the file with the bytes *data*; ``txt`` when nothing else is proven.

    *encoding* is that of a text file when the user has named it. A saved page in one file
    (MHTML) is ``html``, a file with macros or a template the ``docx`` or ``xlsx`` that it
    holds. Raises a ReadError for a format that is known and not read (with the command that
    converts it), for a locked file and for an archive that is damaged or made to do harm.
    """
    refuse_known(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    if _is_pdf(data):
        return "pdf"
    head = head_of(data)
    start = _BEFORE.match(head)
    rest = head[start.end() :] if start else head
    if _TAG.match(rest) or _WHOLE_PAGE.search(head[:4096]) or is_mhtml(data):
        return "html"
    if head.lstrip().startswith("<?xml") or "<?mso-application" in head[:500]:
        _refuse_xml(head)
    if _may_be_csv(head) and _is_csv(data, encoding):
        return "csv"
    return "txt"


def is_plain(data: bytes) -> bool:
    """Return whether *data* is plain text, whatever its words. Opens no archive; quick."""
    try:
        return not data.startswith(b"PK") and kind_of(data) == "txt"
    except ReadError:
        return True  # it is refused in one line, which takes no worker


def head_of(data: bytes) -> str:
    """Return the first characters of a text file, good enough to know ASCII marks in it.

    Bytes of any encoding stand for themselves (Latin-1), unless zero bytes show UTF-16.
    """
    head = data[:_HEAD]
    if head.startswith(b"\xff\xfe"):
        return head[2:].decode("utf-16-le", "replace")
    if head.startswith(b"\xfe\xff"):
        return head[2:].decode("utf-16-be", "replace")
    if head[1:8:2].count(0) == len(head[1:8:2]) > 0 and head[:1] != b"\0":
        return head.decode("utf-16-le", "replace")
    if head[0:8:2].count(0) == len(head[0:8:2]) > 0 and head[1:2] != b"\0":
        return head.decode("utf-16-be", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def is_mhtml(data: bytes) -> bool:
    """Return whether *data* is a page saved with its pictures in one file (.mht, .mhtml)."""
    head = data[:8192].removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip()
    headers = _HEADERS.match(head)
    return bool(headers and _RELATED.search(headers.group()))


def csv_delimiter(text: str) -> str | None:
    r"""Return what separates the cells of *text* when it is a table, else None.

    A table has a header of short words in at least three columns, one of which is a word
    that tables of tasks use, and nine in ten of its rows have as many cells as the header.

    >>> csv_delimiter("序号,任务,责任单位\n1,修桥,市交通局\n2,种树,市林业局\n")
    ','
    >>> csv_delimiter("1.修桥，种树，清淤。（责任单位：市交通局）\n") is None
    True
    """
    cut = len(text) > _HEAD
    for delimiter in ",\t;|":
        rows = _rows(text[:_HEAD], delimiter)
        if _is_table(rows[:-1] if cut else rows):
            return delimiter
    return None


def _is_pdf(data: bytes) -> bool:
    at = data.find(b"%PDF-", 0, _PDF_HEAD)
    return at == 0 or (at > 0 and b" obj" in data and b"stream" in data)


def _zip(data: bytes) -> Kind:
    names = archives.names(data)
    types = archives.member(data, "[Content_Types].xml")
    if b"wordprocessingml" in types or b"ms-word" in types or "word/document.xml" in names:
        return "docx"
    for name, known in ZIP_MEMBERS.items():
        if name in names:
            raise refusal(known)
    if b"spreadsheetml" in types or b"ms-excel" in types or "xl/workbook.xml" in names:
        return "xlsx"
    mimetype = archives.member(data, "mimetype", 200)
    for start, known in ZIP_TYPES.items():
        if mimetype.startswith(start):
            raise refusal(known)
    if types:
        raise DamagedFileError(
            "The file is an office file without a document in it",
            next_step="Open it in an office program and save it again.",
        )
    raise refusal(ZIP)


def _refuse_xml(head: str) -> None:
    for root in _ROOT.finditer(head):
        known = XML_ROOTS.get(root.group(1))
        raise refusal(known or XML)


def _may_be_csv(head: str) -> bool:
    return any(head.count(delimiter) >= 2 * (_MIN_WIDTH - 1) for delimiter in ",\t;|")


def _is_csv(data: bytes, encoding: str | None) -> bool:
    try:
        return csv_delimiter(decode(data, encoding).text) is not None
    except (ReadError, BinaryFileError):
        return False  # reading it as text says what is wrong


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the rows that are not empty."""
    lines = io.StringIO(text, newline="")
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return []
    return [row for row in rows if any(row)]


def _is_above(row: list[str]) -> bool:
    """Say whether a row stands above the header: a title; 填报单位：…, 单位：万元."""
    filled = [cell for cell in row if cell]
    return len(filled) == 1 or all(re.search("[:：]", cell) for cell in filled)


def _is_table(rows: list[list[str]]) -> bool:
    titles = 0
    while titles < min(_TITLES, len(rows)) and _is_above(rows[titles]):
        titles += 1
    rows = rows[titles:]
    if len(rows) < 2:
        return False
    header = rows[0]
    filled = [cell for cell in header if cell]
    if len(filled) < _MIN_WIDTH or len(set(filled)) < len(filled):
        return False
    if any(len(cell) > _HEADER_CELL or _SENTENCE.search(cell) for cell in filled):
        return False
    if not any(_HEADING.search(cell) for cell in filled):
        return False
    widths = Counter(len(row) for row in rows)
    return widths[len(header)] >= _REGULAR * len(rows)

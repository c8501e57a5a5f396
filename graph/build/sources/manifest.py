"""Manifests: one table (CSV) that names the files of a collection and what is known of each."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from zeren.graph.build.sources.bounded import UnreadableError, read_bytes
from zeren.graph.build.sources.sidecars import CHECKS
from zeren.graph.errors import GraphError, Problem
from zeren.loaders.errors import ReadError
from zeren.loaders.sources.text import decode

LIMIT: Final = 50 * 1024 * 1024
"""Bytes of the largest manifest that is read."""

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "path": ("path", "file", "filename", "路径", "文件", "文件名", "文件路径"),
    "title": ("title", "标题", "文件标题", "文件名称", "名称", "题名"),
    "issuer": (
        "issuer", "发文机关", "发文单位", "发文机构", "发布机关", "发布机构", "发布单位",
        "印发机关", "制定机关",
    ),
    "jurisdiction": ("jurisdiction", "地区", "行政区", "行政区划", "辖区", "区域"),
    "level": ("level", "级别", "层级", "行政级别", "行政层级"),
    "issued": (
        "issued", "date", "发文日期", "印发日期", "发布日期", "成文日期", "发文时间", "印发时间",
        "发布时间", "日期",
    ),
    "document_number": ("documentnumber", "number", "文号", "发文字号", "发文文号", "文件编号"),
    "url": ("url", "link", "source", "网址", "链接", "来源", "来源网址", "原文链接"),
    "id": ("id", "标识", "标识符"),
    "encoding": ("encoding", "编码", "文字编码"),
}  # fmt: skip
"""The columns of a manifest, and how they may be headed; spaces, ``_`` and case do not count."""

_KEY_OF = {name: key for key, names in COLUMNS.items() for name in names}
_LEVELS = {
    "national": "国家 国家级 中央 全国",
    "province": "省 省级 自治区 直辖市",
    "city": "市 市级 地市 地级 地市级 设区市 州",
    "county": "县 县级 区 区县 区县级 县区",
    "township": "乡 镇 乡镇 乡镇级 镇级 街道",
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words.split()}
_DATE = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]00?:00(?::00)?)?"
)
_NOT_IN_NAMES = re.compile(r"[\s_\-*:：]+")


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files that a manifest names, in its order, and what it states of each.

    ``stated`` goes from the absolute path of a file to fields of
    :class:`~zeren.loaders.records.Metadata`; ``problems`` are lines that cannot be used.
    """

    path: str | None = None
    stated: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The absolute paths of the files."""
        return tuple(self.stated)


NO_MANIFEST: Final = Manifest()


def read_manifest(path: Path) -> Manifest:
    """Return what the CSV file at *path* names and states.

    Its first row heads the columns (:data:`COLUMNS`), in English or Chinese and in any order;
    ``path`` alone must be there. Paths count from the folder of the manifest. An empty cell
    states nothing. Cells are separated by commas, semicolons or tabs; the encoding is
    UTF-8, GB18030 or another that is recognised. Raises GraphError when no line can be used.
    """
    rows = _rows(path)
    line, header = next(rows, (1, []))
    keys = [key_of(name) for name in header]
    _check_header(path, line, header, keys)
    stated: dict[str, Mapping[str, object]] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for line, row in rows:
        where = f"{path}:{line}"
        cells = {
            key: cell for key, cell in zip(keys, map(str.strip, row), strict=False) if key and cell
        }
        if not cells:
            continue
        try:
            if len(row) > len(keys) and any(map(str.strip, row[len(keys) :])):
                raise ValueError(
                    f"it has {len(row)} cells, the header has {len(keys)}; put quotes around a"
                    " cell with a comma"
                )
            file = _file(path, cells.pop("path", ""))
            if file in lines:
                raise ValueError(f"the file is already named in line {lines[file]}")
            values = {key: value_of(key, cell) for key, cell in cells.items()}
        except ValueError as error:
            problems.append(Problem(where, str(error), "correct the line"))
        else:
            lines[file] = line
            stated[file] = values
    unused = [name for name, key in zip(header, keys, strict=True) if name.strip() and not key]
    notes = [f"{path}: columns not used: {', '.join(unused)}; next: {_KNOWN}"] if unused else []
    return Manifest(os.path.abspath(path), stated, tuple(problems), tuple(notes))  # noqa: PTH100


_KNOWN = f"the columns are {', '.join(COLUMNS)}"


def _check_header(path: Path, line: int, header: list[str], keys: list[str | None]) -> None:
    if "path" not in keys:
        raise GraphError(
            f"{path}:{line}: the manifest has no column for the path of a file",
            f"head it path or 路径; {_KNOWN}",
        )
    known = [key for key in keys if key]
    twice = next((key for key in known if known.count(key) > 1), None)
    if twice:
        names = [name for name, key in zip(header, keys, strict=True) if key == twice]
        raise GraphError(
            f"{path}:{line}: {' and '.join(names)} mean the same", "leave one of the columns"
        )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, each with the number of its first line."""
    try:
        text = decode(read_bytes(str(path), LIMIT), max_bytes=LIMIT).text
    except UnreadableError as error:
        raise GraphError(f"{path}: {error}", error.next_step) from error
    except ReadError as error:
        raise GraphError(f"{path}: {error.what}", "save the manifest as CSV, UTF-8") from error
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(map(str.strip, row)):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise GraphError(
            f"{path}:{line}: the manifest is no CSV: {error}", "look for a quote without its pair"
        ) from error


def _file(manifest: Path, cell: str) -> str:
    """Return the absolute path of the file that a cell names."""
    if not cell:
        raise ValueError("it names no file")
    if re.match(r"[A-Za-z]{2,}://", cell):
        raise ValueError(
            "the path is an address; nothing is fetched: save the page beside the manifest,"
            " name its file here and put the address under url"
        )
    if "\0" in cell:
        raise ValueError("the path has a zero byte")
    folder = manifest.parent
    if os.sep == "/" and "\\" in cell and not (folder / cell).exists():
        cell = cell.replace("\\", "/")  # written on Windows
    path = os.path.abspath(folder / cell)  # noqa: PTH100  (keeps links)
    if Path(path).is_dir():
        raise ValueError(f"{cell} is a folder, name the files in it")
    if not Path(path).exists():
        raise ValueError(f"there is no file {cell}")
    return path


def key_of(name: str) -> str | None:
    """Return the key that a column headed *name* states, or None."""
    return _KEY_OF.get(_NOT_IN_NAMES.sub("", name).lower())


def value_of(key: str, cell: str) -> object:
    """Return what a cell states, its lines joined. Raises ValueError, which names the key."""
    cell = _folded(key, cell)
    value: object = cell
    if key == "level":
        value = _LEVEL_OF.get(cell, cell.lower())
    elif key == "issued":
        value = _date(cell)
    try:
        return CHECKS[key](value)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from error


def _folded(key: str, cell: str) -> str:
    """Return a cell on one line: people break titles, and name one issuer a line."""
    lines = [line.strip() for line in cell.splitlines() if line.strip()]
    if key == "issuer":
        return " ".join(lines)
    return re.sub(r"(?<=[A-Za-z0-9,.])\n(?=[A-Za-z0-9])", " ", "\n".join(lines)).replace("\n", "")


def _date(cell: str) -> object:
    found = _DATE.fullmatch(cell)
    if not found:
        return cell
    year, *rest = found.groups()
    month, day = rest[:2] if rest[0] else rest[2:]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return cell

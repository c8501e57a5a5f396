"""A list as a table: its columns, how it is sorted and cut into pages, and how it is taken along.

The state of a list is a URL. The same URL with ``format=csv`` or ``format=xlsx`` gives the rows
that the list has on all its pages, in the same order and with the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple
from urllib.parse import urlencode

from zeren.graph.errors import GraphError
from zeren.graph.export.sheet import workbook
from zeren.graph.output.csv_text import csv_bytes
from zeren.graph.web.lists.facets import Parameters

TAKEN: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The formats in which a list can be taken along, with their media types."""
SHEET_MOST: Final = 20_000
"""Rows that a spreadsheet is written with; CSV has no such limit."""


class Link(NamedTuple):
    """A word in a cell that leads somewhere, and a note beside it."""

    text: str
    address: str
    note: str = ""


Value = str | int | tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in addresses, the key of its head, and what kind of cells it has."""

    key: str
    word: str
    number: bool = False
    sorts: bool = True
    shown: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """How a list is looked at; ``pairs`` are its filters, which stay as they are.

    ``sort`` is the key of a column or another order, ``down`` whether it is turned round.
    """

    path: str
    pairs: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    chosen: tuple[str, ...] = ()
    sort: str = ""
    down: bool = False
    page: int = 1
    form: str = ""

    @classmethod
    def read(
        cls,
        path: str,
        pairs: Iterable[tuple[str, str]],
        columns: Sequence[Column],
        parameters: Parameters,
        orders: Sequence[str] = (),
        form: str = "",
    ) -> View:
        """Return the view that the parameters of a URL stand for; nonsense is left out.

        *orders* are ways to sort by no column, *form* what the list looks like by default.
        """
        keys = [column.key for column in columns]
        asked = set(parameters.getlist("col"))
        sort = _one(parameters, "sort")
        key = sort.removeprefix("-")
        sortable = {column.key for column in columns if column.sorts} | set(orders)
        page = _one(parameters, "page")
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1
        view = _one(parameters, "view")
        return cls(
            path=path,
            pairs=tuple(pairs),
            columns=tuple(columns),
            chosen=tuple(key for key in keys if key in asked),
            sort=key if key in sortable else "",
            down=sort.startswith("-") and key in sortable,
            page=max(1, number),
            form=view if view in {"list", "table"} else form,
        )

    @property
    def shown(self) -> list[Column]:
        """The columns that are shown: those chosen, else those that are by default."""
        if self.chosen:
            return [column for column in self.columns if column.key in self.chosen]
        return [column for column in self.columns if column.shown]

    @property
    def state(self) -> list[tuple[str, str]]:
        """All of the state but the page, as names and values of a URL."""
        found = [*self.pairs, *(("col", key) for key in self.chosen)]
        if self.sort:
            found.append(("sort", f"{'-' * self.down}{self.sort}"))
        if self.form:
            found.append(("view", self.form))
        return found

    def address(self, page: int = 1, **more: str) -> str:
        """Return the address of a page of this list, with parameters beyond its state."""
        pairs = [*self.state, *more.items()]
        if page > 1:
            pairs.append(("page", str(page)))
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    def sorted_by(self, key: str) -> str:
        """Return the address of the list sorted by *key*, the other way round if it is already.

        Numbers begin with the greatest.
        """
        number = any(column.key == key and column.number for column in self.columns)
        down = not self.down if key == self.sort else number
        return replace(self, sort=key, down=down).address()

    def direction(self, key: str) -> Literal["ascending", "descending", "none"]:
        """Return how the list is sorted by *key*, in the words of ARIA."""
        if key != self.sort:
            return "none"
        return "descending" if self.down else "ascending"

    def looking(self, form: str) -> str:
        """Return the address of the list in another form."""
        return replace(self, form=form).address()

    def without(self, *names: str) -> list[tuple[str, str]]:
        """Return the state without some parameters: what a form has to carry along."""
        return [(name, value) for name, value in self.state if name not in names]

    def downloads(self) -> list[tuple[str, str]]:
        """Return the formats to take the list along in, with their addresses."""
        return [(name.upper(), self.address(format=name)) for name in TAKEN]


class Paged(NamedTuple):
    """Where a page lies: its number, how many there are, the first and the last row of it."""

    page: int
    pages: int
    begin: int
    end: int

    @classmethod
    def of(cls, count: int, size: int, page: int) -> Paged:
        """Return the page of so many rows, *size* to a page; the nearest where there is none."""
        pages = max(1, -(-count // size))
        page = min(max(1, page), pages)
        return cls(page, pages, (page - 1) * size, min(count, page * size))


def taken(
    format: str,
    title: str,
    columns: Sequence[Column],
    words: Mapping[str, str],
    rows: Sequence[Callable[[], Mapping[str, Value]]] | Sequence[Mapping[str, Value]],
) -> bytes:
    """Return *rows* as a file in *format*, with the heads of the *columns* in *words*.

    Raises GraphError for more rows than a spreadsheet is written with.
    """
    if format == "xlsx" and len(rows) > SHEET_MOST:
        raise GraphError(
            f"{len(rows)} rows are more than the {SHEET_MOST} of a spreadsheet here",
            "take it as CSV, or narrow the list",
        )
    heads = [words[column.word] for column in columns]
    lines = ([plain(_read(row)[column.key]) for column in columns] for row in rows)
    return workbook(title, heads, lines) if format == "xlsx" else csv_bytes(heads, lines)


def plain(value: Value) -> str | int:
    """Return what a cell says, without where it leads.

    >>> plain((Link("市财政局", "/unit/a"), Link("市教育局", "/unit/b")))
    '市财政局、市教育局'
    """
    return "、".join(each.text for each in value) if isinstance(value, tuple) else value


def _read(row: Callable[[], Mapping[str, Value]] | Mapping[str, Value]) -> Mapping[str, Value]:
    return row() if callable(row) else row


def filters_in(parameters: Parameters, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the filters *names* of a list that the parameters of a URL set."""
    found = ((name, _one(parameters, name).strip()[:200]) for name in names)
    return [(name, value) for name, value in found if value]


def _one(parameters: Parameters, name: str) -> str:
    return next(iter(parameters.getlist(name)), "")

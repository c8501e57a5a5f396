"""The words of a page as a browser shows them: lines, numbers of lists, cells of tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lxml import etree
from zeren.loaders.errors import OverLimitError
from zeren.loaders.sources import limits
from zeren.loaders.sources.html.lists import Counter
from zeren.loaders.sources.html.tables import cells_of, rows_of
from zeren.loaders.sources.writer import DraftCell, TextWriter
from zeren.loaders.structure.head.fields import read_fields
from zeren.loaders.structure.tables.columns import column_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "iframe", "object", "embed"),
        *("applet", "canvas", "audio", "video", "map", "area", "select", "option", "datalist"),
        *("textarea", "button", "input", "nav", "aside", "footer", "head", "title", "link"),
        *("meta", "xml", "rp", "rt", "rtc", "dialog", "img"),
        *("del", "s", "strike"),  # words that hold no more
    )
)
_SKIPPED_ROLES = frozenset(("navigation", "search", "contentinfo", "complementary", "menu"))
_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "body", "caption", "center", "dd", "details"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "form", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|text-decoration(?:-line)?\s*:[^;]*line-through"
    r"|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|crumbs?|breadcrumbs?|bread|share|sharing|foot"
    r"|footer|sidebar|side|copyright|pager|pagination|toolbar|topbar|search|login|qrcode|related"
    r"|recommend|dh|daohang|position|location|weizhi)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_SMALL: Final = 400
"""Characters of a part that its class can prove to be furniture."""
_TALL: Final = 12
"""Characters of a line that is more than a label."""
_TITLE = re.compile(r"(?:^|[-_\s])(?:title|tit|bt|biaoti|headline|subject)", re.IGNORECASE)
_KEPT_LINK = re.compile(
    r"附\s*件|附\s*表|\.(?:docx?|xlsx?|pdf|wps)\b|^[\d一二三四五六七八九十]+[、.]"
)
_LONGEST_LINK: Final = 60
_GENRE = re.compile("要点|计划|方案|措施|意见|分工|分解|通知|清单|规划|任务|台账")
_NO_WORD = re.compile(r"[\s\d()（）\[\]/:：.·|>-]+")  # the date beside a link
# The sign of a footnote behind a word; m<sup>2</sup> and 10<sup>8</sup> are figures.
_FOOTNOTE = re.compile(r"\s*(?:[\[(（【〔]?\s*(?:注\s*)?\d{1,3}\s*[\])）】〕]?|注|[①-⑳*＊†‡※])\s*")
_POWER = re.compile(r"(?:[A-Za-z米里]|10)\s*$")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_ASCII = re.compile(r"[\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as shown: its words, the element they stand in, how many are links.

    ``number`` is what a list shows before it.
    """

    element: _Element
    text: str
    linked: int
    number: str = ""

    @property
    def is_link(self) -> bool:
        """Whether nearly all of the line is a link."""
        return self.linked * 10 >= 9 * len(_NO_WORD.sub("", self.text))


@dataclass(frozen=True, slots=True)
class Table:
    """A table with data: its cells."""

    element: _Element
    cells: tuple[DraftCell, ...]


@dataclass(slots=True)
class _Open:
    """What is being collected: the words of the line, and what surrounds them."""

    blocks: list[_Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    pre: int = 0
    number: str = ""


def _is_footnote(element: _Element) -> bool:
    """Say whether raised words only point to a note: 公园<sup>1</sup>3个."""
    if not _FOOTNOTE.fullmatch("".join(element.itertext())):
        return False
    previous, around = element.getprevious(), element.getparent()
    before = previous.tail if previous is not None else around.text if around is not None else ""
    return not _POWER.search(before or "")


def page_of(text: str) -> Page | None:
    """Return the page with the source *text*, or None when it has no body.

    Raises OverLimitError for elements nested deeper than any page has them.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    data = text.replace("\0", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    if any("depth" in error.message for error in parser.error_log):
        raise OverLimitError(
            "The page has elements nested too deep to be a page of text",
            next_step="Open it in a browser and save it as plain text (.txt, UTF-8).",
        )
    if root is None:
        return None
    body = root.find(".//body")
    return Page(root, root if body is None else body)


class Page:
    """A page that was parsed; ``body`` is its body."""

    def __init__(self, root: _Element, body: _Element) -> None:
        self.root = root
        self.body = body
        self._data: dict[_Element, bool] = {}

    @cached_property
    def blocks(self) -> list[tuple[_Element, str, bool]]:
        """The lines of the page, with the element each stands in, and whether it is a link.

        The lines in cells of tables are among them.
        """
        return [
            (line.element, line.text, line.is_link)
            for line in self._flow(self.body, tables=False)
            if isinstance(line, Line)
        ]

    def is_table(self, element: _Element) -> bool:
        """Say whether *element* is a table that holds data, and does not only place text."""
        if element.tag != "table":
            return False
        if element not in self._data:
            self._data[element] = self._holds_data(element)
        return self._data[element]

    def write(self, part: _Element) -> TextWriter:
        """Return the text of *part*, with the title and the data of publication before it."""
        writer = TextWriter()
        content = list(self._flow(part))
        shown = [item for item in content if not (isinstance(item, Line) and _is_furniture(item))]
        if not any(isinstance(item, Table) or len(item.text) > _TALL for item in shown):
            shown = content  # a page of links; who reads it is told that it has no task
        here = {item.text for item in shown if isinstance(item, Line)}
        head = [] if part is self.body else self._head(part)
        before = [line for line in head if line not in here]
        title = self._page_title()
        if title and not any(title in words for words in [*before, *list(here)[:200]]):
            before.insert(0, title)
        for words in dict.fromkeys(before):
            writer.paragraph(words)
        for item in shown:
            if isinstance(item, Table):
                writer.table(item.cells)
            else:
                writer.paragraph(item.number + item.text)
        return writer

    def _head(self, part: _Element) -> list[str]:
        """Return the title and the fields of publication that stand before *part*, as lines."""
        inside = {id(each) for each in part.iter()}
        lines: list[str] = []
        titles: set[int] = set()
        for item in self._flow(self.body):
            if id(item.element) in inside:
                break
            if isinstance(item, Table):
                lines += _rows(item)
                continue
            if not item.is_link and _is_title(item):
                titles.add(len(lines))
            lines.append(item.text)
        kept = titles | _field_lines(lines)
        return [line for number, line in enumerate(lines) if number in kept]

    def _page_title(self) -> str | None:
        words = _SPACE.sub(" ", self.root.findtext(".//title") or "").strip()
        for piece in re.split(r"\s*[-_|—–>]+\s*|\s{2,}", words):
            if len(piece) >= 8 and _GENRE.search(piece) and len(piece) <= 80:
                return piece.strip()
        return None

    # ------------------------------------------------------------ the walk

    def _flow(self, root: _Element, *, tables: bool = True) -> Iterator[Line | Table]:
        """Yield the lines of *root*, and its tables of data as wholes where *tables* says so."""
        now = _Open(blocks=[root])
        counter = Counter()
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: set[_Element] = set()
        for event, element in walker:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if self._is_skipped(element, tag, root):
                    skipped.add(element)
                    walker.skip_subtree()
                    continue
                if tag == "br" or tag in _BLOCKS:
                    yield from self._line(now)
                if tables and tag == "table" and self.is_table(element):
                    caption = element.find("caption")
                    if caption is not None:
                        yield from self._flow(caption)
                    yield Table(element, tuple(self._cells(element)))
                    skipped.add(element)
                    walker.skip_subtree()
                    continue
                if tag in _BLOCKS:
                    now.blocks.append(element)
                if tag == "li":
                    now.number = counter.number(element)
                now.links += tag == "a" and _is_link(element)
                now.pre += _is_pre(element, tag)
                yield from self._text(now, element.text)
            else:
                if element in skipped:
                    skipped.discard(element)
                else:
                    if tag in _BLOCKS:
                        yield from self._line(now)
                        now.blocks.pop()
                    if tag == "li":
                        now.number = ""
                    now.links -= tag == "a" and _is_link(element)
                    now.pre -= _is_pre(element, tag)
                if element is not root:
                    yield from self._text(now, element.tail)
        yield from self._line(now)

    def _text(self, now: _Open, words: str | None) -> Iterator[Line]:
        if not words:
            return
        if now.pre:
            first, *rest = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._add(now, first)
            for line in rest:
                yield from self._line(now)
                self._add(now, line)
            return
        self._add(now, _collapsed(words))

    def _add(self, now: _Open, words: str) -> None:
        now.words.append(words)
        if now.links:
            now.linked += len(_NO_WORD.sub("", words))

    def _line(self, now: _Open) -> Iterator[Line]:
        words = "".join(now.words)
        words = words.strip(" \t") if now.pre else re.sub(" {2,}", " ", words).strip(" \t\n")
        linked, now.words, now.linked = now.linked, [], 0
        if words.strip():
            number = now.number if not Counter.is_numbered(words) else ""
            now.number = ""
            yield Line(now.blocks[-1], words, linked, number)

    def _is_skipped(self, element: _Element, tag: str, root: _Element) -> bool:
        if element is root:
            return False
        if not tag or tag in _SKIPPED or element.get("role", "") in _SKIPPED_ROLES:
            return True
        if element.get("hidden") is not None or element.get("aria-hidden") == "true":
            return True
        if _HIDDEN.search(element.get("style", "")) or (tag == "sup" and _is_footnote(element)):
            return True
        names = f"{element.get('class', '')} {element.get('id', '')}"
        return (
            tag in _BLOCKS
            and bool(_FURNITURE.search(names))
            and len("".join(element.itertext())) <= _SMALL
        )

    # ------------------------------------------------------------ tables

    def _cells(self, table: _Element) -> Iterator[DraftCell]:
        shown = cells_of(table, lambda e: self._is_skipped(e, str(e.tag), table))
        for count, cell in enumerate(shown, start=1):
            limits.check(count, limits.CELLS, "cells")
            lines = [line for line in self._flow(cell.element) if isinstance(line, Line)]
            words = "\n".join(line.number + line.text for line in lines)
            yield DraftCell(cell.row, cell.column, words, cell.rows, cell.columns)

    def _holds_data(self, table: _Element) -> bool:
        if table.get("role") in {"presentation", "none"}:
            return False
        rows = [row for row, _ in zip(rows_of(table), range(limits.CELLS), strict=False)]
        if len(rows) < 2 or table.find(".//table") is not None:
            return False
        words = [["".join(cell.itertext()).strip() for cell in row] for row in rows]
        if max(map(len, words)) < 2:
            return False
        if any(sum(column_of(cell) is not None for cell in row) > 1 for row in words[:8]):
            return True
        sizes = [len(cell) for row in words for cell in row]
        return max(sizes) <= max(300, 0.6 * sum(sizes))


def _rows(table: Table) -> list[str]:
    """Return the rows of a table as lines, with a tab between the cells."""
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text.replace("\n", " "))
    return ["\t".join(cells) for _, cells in sorted(rows.items())]


def _field_lines(lines: Sequence[str]) -> set[int]:
    """Return the numbers of the lines that hold a field of publication, label and value."""
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    kept: set[int] = set()
    for field_ in read_fields(text):
        number = bisect_right(starts, field_.start) - 1
        kept.add(number)
        if field_.start == starts[number] and number:
            kept.add(number - 1)  # the label stands on a line of its own
    return kept


def _collapsed(words: str) -> str:
    """Return *words* with each run of blanks as one; a line break between Han is none."""

    def blank(found: re.Match[str]) -> str:
        start, end = found.span()
        before, behind = words[start - 1 : start], words[end : end + 1]
        between = before and behind and not _ASCII.match(before) and not _ASCII.match(behind)
        return "" if between and "\n" in found.group() else " "

    return _SPACE.sub(blank, words)


def _is_link(element: _Element) -> bool:
    return bool(element.get("href"))


def _is_pre(element: _Element, tag: str) -> bool:
    return tag in {"pre", "listing", "xmp"} or bool(_PRE.search(element.get("style", "")))


def _is_furniture(line: Line) -> bool:
    """Say whether a line is nothing but a link to another page."""
    return line.is_link and len(line.text) <= _LONGEST_LINK and not _KEPT_LINK.search(line.text)


def _is_title(line: Line) -> bool:
    for element in (line.element, *line.element.iterancestors()):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag in {"h1", "h2"} or _TITLE.search(names):
            return 6 <= len(line.text) <= 100
        if len("".join(element.itertext()).strip()) > 2 * len(line.text):
            return False
    return False

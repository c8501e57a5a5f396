"""What a plan says of itself: title, issuers, place, level, date, number, period.

Everything is read where official documents put it (GB/T 9704-2012: title, 发文字号,
signature and date of issue) and left out where the text does not give it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from zeren.loaders.structure.head.addressees import addressees, copied_to
from zeren.loaders.structure.head.dates import DAY, NUMERIC, YEAR, day_in, day_of
from zeren.loaders.structure.head.fields import Field, field_starts, first, read_fields
from zeren.loaders.structure.head.lines import HEAD, HeadLine, head_lines
from zeren.loaders.structure.head.numbers import number_behind, read_number
from zeren.loaders.structure.head.signatures import Signature, signatures
from zeren.loaders.structure.head.titles import Titles, is_title, of_page, read_titles
from zeren.loaders.structure.numbering import Mark
from zeren.loaders.structure.origin.evidence import Evidence, Origin, Page
from zeren.loaders.structure.origin.issuers import PRINTED, PRINTED_HINT, read_issuers
from zeren.loaders.structure.origin.reading import read_origin
from zeren.loaders.text.brackets import fold

_SPAN_OF_YEARS = re.compile(rf"({YEAR})\s*年?\s*[-—–－~至到]+\s*((?:19|20)?\d{{2}})\s*年?")
_PUBLISHED = (
    re.compile(rf"{DAY}[ \t\u3000]*(?:发布|公布|颁布)(?=[。；;\s）)]|$)", re.MULTILINE),
    re.compile(rf"自(?:发布|公布|颁布|印发)之日[（(]{DAY}[）)]起"),
)
_ITEM_OR_TABLE = re.compile(
    r"序号\t|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]\D"
)
# 2024-03-05 10:20 来源：…: a page says on a line of its own when it was put there.
_SHOWN = re.compile(
    rf"{NUMERIC}(?:日)?(?:[ \t\u3000]+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
    r"(?:[ \t\u3000]+(?:来源|作者|编辑|责任编辑|信息来源|浏览|字体|字号|访问|阅读|分享)[^\n]*)?"
)
_NEAR_THE_TOP: Final = 12
_A_DAY = re.compile(r"\d{1,2}(?:月|[./-]\d{1,2}[./-]\d)")
# 1. 当前位置： 2. 首页 > 政务公开: where a page stands in its site.
_WAY = re.compile(r"[ \t\u3000]*(?:您?(?:的)?当前位置|您的位置|首页|[>»›])")
_WRITTEN_ON_FILES = re.compile(
    r"\.(?:docx?|pdf|wps|txt|html?|xlsx?|csv|md|et|mhtml?)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file gives of its own metadata, and the offset where the plan's body begins.

    ``others`` are the titles of further plans that the same notice passes on.
    """

    title: str | None
    origin: Origin
    issued: date | None
    document_number: str | None
    period: tuple[int, int] | None
    body: int
    others: tuple[str, ...] = ()
    index_number: str | None = None
    topic_category: str | None = None
    genre: str | None = None
    validity: str | None = None
    addressees: tuple[str, ...] = ()
    copied_to: tuple[str, ...] = ()


def first_number(text: str, marks: Iterable[Mark]) -> int:
    """Return where the first number of an item opens a line, or 0.

    A day (10月14日, 6.5.2014) opens none, and a figure without a dot only where it is the first.
    """
    for mark in marks:
        if not mark.line_start or (mark.bare and mark.ordinal != 1):
            continue
        if not _A_DAY.match(text, mark.start) and not _WAY.match(text, mark.end):
            return mark.start
    return 0


def read_front_matter(
    text: str,
    first_mark: int,
    *,
    fields_until: int = 0,
    stated: Sequence[tuple[str, str]] = (),
    urls: Sequence[str] = (),
    file_name: str = "",
    infer: bool = True,
) -> FrontMatter:
    """Read cleaned *text*; *first_mark* is where its first number or table begins, or 0.

    Fields may stand in a table of their own: they are looked for up to *fields_until*, the first
    line with a number.
    *stated* are fields that the file gives beside its text (the tags of a page), *urls* the
    addresses of the page, *file_name* its name, which is believed least. *infer* says whether a
    place that the head does not state may be inferred from the text.
    """
    limit = min(first_mark, HEAD) if first_mark else 0
    lines = head_lines(text)
    if (
        not limit
        and lines
        and _ITEM_OR_TABLE.match(lines[0].words)
        and not _WAY.search(lines[0].words)
    ):
        limit = lines[0].start + 1  # the text begins with its first item or row: it has no head
    fields = read_fields(text[: max(limit, min(fields_until, HEAD)) or HEAD // 2], stated)
    all_signed = list(signatures(text))
    signed = next((each for each in all_signed if each.names), None)
    early = next((each.end for each in all_signed if each.end < HEAD), None)
    titles = read_titles(text, lines, limit, early, field_starts(fields))
    titles = _with_fields(titles, fields, file_name)
    number = read_number(lines, fields, limit, (titles.start, titles.end))
    if number is None and titles.rule == "run-on":
        number = number_behind(text, titles.end)
    issuers = read_issuers(text, lines, limit, titles, signed, fields)
    origin = read_origin(
        text,
        titles.title,
        number[0] if number else None,
        issuers,
        Page(tuple(urls), tuple(words for kind, words in stated if kind == "site")),
        infer=infer,
    )
    dated = _issued(text, all_signed, fields, lines, titles)
    more = [] if titles.title is None else [_title_evidence(titles)]
    more += [Evidence("number", *_ordered(number))] if number else []
    more += [dated[1]] if dated else []
    return FrontMatter(
        title=titles.title,
        origin=replace(origin, evidence=(*origin.evidence, *more)),
        issued=dated[0] if dated else None,
        document_number=number[0] if number else None,
        period=_period(titles.title),
        body=titles.body,
        others=titles.others,
        index_number=_words(fields, "index"),
        topic_category=_words(fields, "topic"),
        genre=_words(fields, "genre"),
        validity=_words(fields, "validity"),
        addressees=addressees(lines, limit),
        copied_to=copied_to(text),
    )


def _words(fields: Sequence[Field], kind: str) -> str | None:
    field = first(fields, kind)
    return field.words if field else None


def _ordered(number: tuple[str, int, int]) -> tuple[str, str, int, int]:
    return number[0], "number-line", number[1], number[2]


def _title_evidence(titles: Titles) -> Evidence:
    return Evidence("title", titles.title or "", titles.rule, titles.start, titles.end)


def _with_fields(titles: Titles, fields: Sequence[Field], file_name: str) -> Titles:
    """Return *titles*, or where the text has none what its page or its file is called."""
    if titles.title is not None:
        return titles
    field = first(fields, "title")
    found = of_page(field.words, field.start, field.end, "field") if field else None
    if found is None and file_name:
        name = _WRITTEN_ON_FILES.sub("", file_name)
        name = re.sub(r"^[\d_.\-—\s]+(?!年)|[_\-—\s]*(?:\(\d+\)|\d{6,})$", "", name)
        if re.search(r"[\u4e00-\u9fff]{5}", name) and is_title(name):
            found = of_page(name, 0, 0, "file-name")
    return found or titles


def _issued(
    text: str,
    signed: Sequence[Signature],
    fields: Sequence[Field],
    lines: Sequence[HeadLine],
    titles: Titles,
) -> tuple[date, Evidence] | None:
    """Return the day of the signature, else of writing, printing, publication, and where it is."""
    for each in signed:
        if each.names:
            return each.day, Evidence(
                "issued", each.day.isoformat(), "signature", each.day_start, each.day_end
            )
    written = _labelled(fields, "written")
    if written:
        return written
    for each in signed:
        return each.day, Evidence(
            "issued", each.day.isoformat(), "signature", each.day_start, each.day_end
        )
    if PRINTED_HINT.search(text):
        for found in PRINTED.finditer(text):
            day = day_of(found)
            if day:
                where = (found.start("y"), found.end("d"))
                return day, Evidence("issued", day.isoformat(), "printed", *where)
    if titles.rule == "news":
        line = next(each for each in lines if each.start <= titles.start < each.end)
        reported = re.compile(DAY).search(text, line.start, titles.start)
        day = day_of(reported) if reported else None
        if reported and day:
            where = (reported.start("y"), reported.end("d"))
            return day, Evidence("issued", day.isoformat(), "news", *where)
    labelled = _labelled(fields, "issued", "published")
    if labelled:
        return labelled
    for line in lines[:_NEAR_THE_TOP] if titles.rule != "news" else ():
        shown = _SHOWN.fullmatch(line.words)
        day = day_of(shown) if shown else None
        if shown and day:
            where = (line.start + shown.start("y"), line.start + shown.end("d"))
            return day, Evidence("issued", day.isoformat(), "page-day", *where)
    for pattern in _PUBLISHED:
        published = pattern.search(text)
        day = day_of(published) if published else None
        if published and day:
            where = (published.start("y"), published.end("d"))
            return day, Evidence("issued", day.isoformat(), "published", *where)
    return None


def _labelled(fields: Sequence[Field], *kinds: str) -> tuple[date, Evidence] | None:
    for kind in kinds:
        field = first(fields, kind)
        found = day_in(field.words) if field else None
        if field and found:
            day, start, end = found
            where = (field.start + start, field.start + end) if field.end else (0, 0)
            return day, Evidence("issued", day.isoformat(), "label", *where)
    return None


def _period(title: str | None) -> tuple[int, int] | None:
    """Return the first and last year that the title names, or None."""
    years = _SPAN_OF_YEARS.search(fold(title)) if title else None
    if years:
        first_year = int(years.group(1))
        last = int(years.group(2))
        last = last if last > 99 else first_year // 100 * 100 + last
        return (first_year, last) if first_year <= last else None
    single = re.search(rf"({YEAR})\s*年", title) if title else None
    return (int(single.group(1)), int(single.group(1))) if single else None

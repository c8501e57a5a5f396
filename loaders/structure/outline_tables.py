"""What tables do to an outline: rows for marks, titles of rows, tables that stand apart."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from zeren.loaders.structure.numbering import Kind, Mark
from zeren.loaders.structure.tables.grids import Tables
from zeren.loaders.structure.tables.text import Table
from zeren.loaders.structure.task_rows import Row
from zeren.loaders.text.spans import Spans

TITLE_MAX = 40
"""Characters of a title."""
TAIL_LINE = re.compile(
    r"""\s*(?:
      附\s*[件表录图](?:\s*\d{1,2})?\s*(?:[:：.、]|$) | 抄\s*[送报]\s*[:：] | 主题词\s*[:：]
    | [(（]?此件(?:主动|依申请|不予)?公开.* | 公开(?:属性|方式|范围)\s*[:：].*
    | 信息公开(?:选项|类别).*
    | 备?注\s*[:：] | 编\s*辑\s*[:：] | 责任编辑.*
    | [(（]?\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日(?:印发)?[)）]?\s*$
    | [二〇○零一三四五六七八九十]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日\s*$
    | [\u4e00-\u9fff]{2,30}(?:办公室|办公厅|秘书处|综合科|办)\s*\d{4}年\d{1,2}月\d{1,2}日\s*印发
    )""",
    re.VERBOSE,
)
ONLY_CLAUSE = re.compile(
    r"[(（\[［【〔][^)）]*(?:单位|部门|负责|牵头|局|委|办|科|处|股|街道|大队)"
    r"|(?:牵头|责任|主办|协办|配合|承办|完成|参与)(?:单位|部门|处室|科室|时限|时间|领导|人)"
)
_TITLE_OF_TABLE = re.compile(
    r"\s*(?![一二三四五六七八九十（(\d]{1,3}[、.．）)])[^。；;：:]{4,50}"
    r"(?:表|清单|台账|分工|一览)(?:[(（][^()（）]{1,20}[)）])?\s*$"
)
_LITTLE = 30


def with_rows(marks: Sequence[Mark], tables: Sequence[Table], known: Tables) -> list[Mark]:
    """Put the rows of tables in place of the marks inside them, but for headings between rows."""
    if known.any:
        inside = Spans(known.ranges())
        marks = [mark for mark in marks if not inside.touch(mark.start, mark.end)]
        tables = [table for table in tables if not inside.touch(table.start, table.end)]
        of_cells = [mark for table in known.tasks for mark in table.marks()]
        marks = sorted([*marks, *of_cells], key=lambda mark: (mark.start, mark.kind))
    if not tables:
        return list(marks)
    begins = [table.start for table in tables]
    rows = {row.start: row for table in tables for row in table.rows}

    def stays(mark: Mark) -> bool:
        index = bisect_right(begins, mark.start) - 1
        if index < 0 or mark.start >= tables[index].end:
            return True
        return mark.kind < Kind.NAMED and mark.line_start and mark.start not in rows

    of_rows = [
        Mark(Kind.ARABIC, row.ordinal, row.start, row.body, str(row.ordinal), True, row=row)
        for row in rows.values()
    ]
    return sorted([*filter(stays, marks), *of_rows], key=lambda mark: mark.start)


def title_of_row(text: str, row: Row) -> str | None:
    """Return the first of several cells of words, when it is short; else the lead sentence."""
    words = ["".join(text[start:end].split()) for start, end in row.parts]
    if re.match(r"[(（]?\d{1,2}[)）.．、]", words[0]):
        return None
    if len(words) > 1:
        return words[0] if len(words[0]) <= TITLE_MAX and "。" not in words[0] else None
    first = text[slice(*row.parts[0])]
    found = re.match(r"([^。\n；;，:：]{2,32}?)(?:[。:：]|(?=\n))", first)
    rest = first[found.end() :].strip() if found else ""
    return found.group(1).strip() if found and rest and not ONLY_CLAUSE.match(rest) else None


def stands_apart(text: str, start: int, end: int) -> bool:
    """Say whether a table at *end* is an annex: it does not belong to the item from *start* on."""
    lines = [line for line in text[start:end].split("\n")[1:] if line.strip()]
    return any(map(TAIL_LINE.match, lines)) or any(map(_TITLE_OF_TABLE.match, lines[-3:]))


def before_table(text: str, start: int, stop: int, tables: Tables, begins: Sequence[int]) -> int:
    """Return where an item ends that a table stands in: before it, unless much follows it."""
    for index in range(bisect_left(begins, start), len(begins)):
        begin = begins[index]
        if begin >= stop:
            break
        end = tables.data_from(begin)
        if end is None or len(text[end:stop].strip()) <= _LITTLE:
            return begin
    return stop

"""Where a plan is over: supplementary provisions, notes, explained terms, contacts, annexed lists.

What stands there may be numbered as tasks are, but commits nobody. An annex is looked at: a
table of tasks or a second plan belongs to the document, a list of kinds or conditions does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from zeren.loaders.clauses.labels import find_labels
from zeren.loaders.structure.numbering import HAN_NUMERAL, Kind, Mark
from zeren.loaders.text.brackets import fold

_NUMBER = (
    rf"(?:(?:第?{HAN_NUMERAL}{{1,3}}(?:[章节部]分?|[、.．])|[(（]{HAN_NUMERAL}{{1,3}}[)）]"
    r"|\d{1,2}[.．、])\s*)?"
)
# A heading of its own line. What it heads ends with the plan, or at the next annex.
_ENDING = re.compile(
    rf"""(?m)^[ \t\u3000]*[【\[]?{_NUMBER}(?:
      附\s*则 | 补充规定
    | (?:名词|术语|词语|专业术语|有关名词|相关名词|主要名词)(?:解释|说明|注释|解读)
    | 指标(?:解释|说明|释义)
    | (?:联\s*系|咨询)(?:方式|电话|人员?名单|人及电话)
    | 政策解读 | 相关(?:链接|阅读|附件|文件|新闻) | 附件下载 | 扫一扫.*
    )[】\]]?[ \t\u3000]*[:：]?[ \t\u3000]*$""",
    re.VERBOSE,
)
# 注：1.… 2.…: to the next heading.
_NOTES = re.compile(
    r"(?m)^[ \t\u3000]*+[(（【]?(?:备|附)?[ \t\u3000]*注(?:释|解)?[】]?\s*(?:[:：]|\n)"
)
_ANNEX = re.compile(
    rf"(?m)^[ \t\u3000]*附\s*[件表录](?:\s*(?:\d{{1,2}}|{HAN_NUMERAL}{{1,3}}))?"
    r"[ \t\u3000]*(?:$|[-— \u3000](?P<title>[^\n。；:：]{2,60})$)"
)
_OF_A_PLAN = re.compile("方案|计划|规划|要点|措施|意见|任务|分工|台账|行动|责任清单|工作清单")
_CLAUSE = re.compile(r"[(\[][^()\[\]]{2,80}(?:牵头|负责|配合|落实)[)\]]")
_LONG = 20
"""Characters of an item that is prose."""


def closed(text: str, start: int, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return the ranges of *text*, from *start* on, whose numbers are no tasks', in order.

    *marks* are those from *start* on.
    """
    lines = [mark.start for mark in marks if mark.line_start]
    annexes = list(_ANNEX.finditer(text, start))
    edges = [*(found.start() for found in annexes), len(text)]
    headings = list(_ENDING.finditer(text, start))
    often = Counter("".join(found.group().split()) for found in headings)
    ranges = [
        (found.start(), min(edge for edge in edges if edge > found.start()))
        for found in headings
        # A page may open with contacts, and each item may have its own.
        if bisect_left(lines, found.start()) > 1 and often["".join(found.group().split())] == 1
    ]
    ranges += _notes(text, start, marks, edges)
    for found, end in zip(annexes, edges[1:], strict=True):
        is_first = bisect_left(lines, found.start()) == 0
        if not is_first and not _counts(text, found, end, marks):
            ranges.append((found.start(), end))
    return sorted(ranges)


def _notes(
    text: str, start: int, marks: Sequence[Mark], edges: Sequence[int]
) -> Iterator[tuple[int, int]]:
    for found in _NOTES.finditer(text, start):
        wider = (
            mark.start
            for mark in marks
            if mark.start > found.end() and mark.line_start and mark.kind <= Kind.HAN_BRACKET
        )
        edge = next(edge for edge in edges if edge > found.start())
        yield found.start(), min(next(wider, edge), edge)


def _counts(text: str, found: re.Match[str], end: int, marks: Sequence[Mark]) -> bool:
    """Say whether an annex holds tasks: with clauses, in a table, or in sentences of a plan."""
    inside = [mark for mark in marks if found.end() <= mark.start < end]
    if any(mark.in_table or mark.row for mark in inside):
        return True
    folded = fold(text[found.end() : end])
    if _CLAUSE.search(folded) or any(label.role for label in find_labels(folded, 0, len(folded))):
        return True
    title = found["title"] or text[found.end() : end].lstrip().split("\n", 1)[0]
    if not _OF_A_PLAN.search(title):
        return False
    lines = [text[mark.start : text.find("\n", mark.start)] for mark in inside if mark.line_start]
    return sum(len(line) > _LONG and "。" in line for line in lines) * 2 > len(lines)

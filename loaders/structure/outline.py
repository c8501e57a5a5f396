"""The outline of a plan: its sections, and its tasks.

A task is the smallest numbered item with a text of its own. Which marks number
items is decided from all marks of the page together: a mark counts where the number
is due (the next of an open list, or the first of a new one), so that a figure at the
start of a line, or a list inside a sentence, does not cut a task in two. This also
reads a plan that lost its line breaks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from zeren.loaders.clauses.finding import find_clauses
from zeren.loaders.clauses.labels import find_labels
from zeren.loaders.structure.blocks import find_blocks
from zeren.loaders.structure.closing import closed
from zeren.loaders.structure.numbering import Kind, Mark, find_marks
from zeren.loaders.structure.outline_tables import (
    ONLY_CLAUSE,
    TAIL_LINE,
    TITLE_MAX,
    before_table,
    stands_apart,
    title_of_row,
    with_rows,
)
from zeren.loaders.structure.tables.grids import Tables
from zeren.loaders.structure.tables.text import find_tables
from zeren.loaders.text.brackets import fold
from zeren.loaders.text.spans import Spans

_NO_TABLES = Tables()

_SENTENCE_PART = re.compile(r"[。；;]")
_LEAD_TITLE = re.compile(rf"([^。\n；;]{{2,{TITLE_MAX}}}?)(?:[。:：]|(?=\n)|(?<=[^\w]) (?=\w))")
_HEADING_END = re.compile(r"[。:：\n]")
_FULL_STOP = tuple("。！？!?）)】］]〕”")
_HEADING_MAX = 45


# Sections that state aims and principles: they hold numbers of the document, not tasks.
_AIM = (
    "(?:总体|工作|基本|主要|发展|指导|行动|总|年度|预期|阶段性?|具体|建设|目标|实施|编制|规划)*"
    "(?:要求|思路|思想|目标|原则|考虑|指标|形势|背景|基础|现状|情况|依据|意义|定位|回顾|范围|对象"
    "|概况|愿景|(?:申请|申报|报名|办理|所需|报送)(?:材料|条件|资料|对象))"
)
_AIMS = re.compile(rf"{_AIM}(?:[和与及、，以]+{_AIM})*")
# A heading such as 工作要求 closes many plans and numbers real duties: it is no aim.
_NO_AIM = re.compile(r"(?:工作|有关|相关|几点|实施|组织|保障)要求|工作任务")
_ATTACHMENT = re.compile(r"\s*(?:附\s*[件表录]?\s*(?:[:：]|\d)|专栏\s*[\d一二三四五六七八九十])")
_CONTENTS_LINE = re.compile(r"(?:…{2}|\.{4}|·{4}|-{6})\s*\d{1,3}\s*$")
_SIGNATURE = re.compile(
    r"\s*(?:中共)?[\u4e00-\u9fff（）()]{2,40}"
    r"(?:委员会|人民政府|政府|办公室|办公厅|局|厅|委|办|部|中心|领导小组|指挥部|院|署|会)\s*"
)
_GAP = 4
"""Numbers that may be missing in a run."""
_LONG_LINE = 15
_A_YEAR = re.compile(r"20\d\d年")
# 3家, 20个: a count, not the number of an item that lost its dot.
_COUNTED = (
    "年月日个家项所人名张种条次户亩件台套场座处支岁度时分秒级类批期周天多余万亿千百十米吨元位份"
)


@dataclass(slots=True)
class Item:
    """A numbered item of the cleaned text: ``text[body:end]`` is what stands behind its number."""

    mark: Mark
    parent: Item | None
    body: int
    end: int
    children: list[Item] = field(default_factory=list)
    kin: list[Item] | None = None
    """The items of its list, itself among them."""

    def lineage(self) -> list[Item]:
        """Return the items around this one, outermost first."""
        above: list[Item] = []
        item = self.parent
        while item is not None:
            above.append(item)
            item = item.parent
        return above[::-1]


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections (items with items below them) and tasks, each in document order.

    An item with a clause of its own above items that have theirs is both.
    ``aims`` are the leaves that state general aims: their numbers are the document's.
    """

    sections: tuple[Item, ...]
    tasks: tuple[Item, ...]
    aims: tuple[Item, ...] = ()


def read_outline(
    text: str,
    start: int = 0,
    marks: Sequence[Mark] | None = None,
    tables: Tables = _NO_TABLES,
) -> Outline:
    """Return the outline of cleaned *text* from offset *start* on, where the plan's body begins.

    *marks* are those of the whole text, where they were already looked for; *tables* those
    whose cells are known.
    """
    found = find_marks(text) if marks is None else marks
    marks = [mark for mark in found if mark.start >= start]
    marks = with_rows(marks, find_tables(text), tables)
    marks = _without_lists_of_attachments(text, marks)
    over = closed(text, start, marks)
    if over:
        behind = Spans(over)
        marks = [mark for mark in marks if not behind.touch(mark.start, mark.start + 1)]
    chosen = _choose(text, [mark for mark in marks if mark.kind is not Kind.CIRCLED])
    # ① numbers points inside an item, unless it is the only numbering there is.
    chosen = chosen or _choose(text, marks)
    ends = [at for at, _ in over]
    if not chosen:
        blocks = find_blocks(text, start)
        chosen = [mark for mark, _ in blocks]
        ends = sorted([*ends, *(end for _, end in blocks)])
    items = _tree(text, chosen, tables, ends)
    aims = _aims(text, items)
    tasks = [
        item
        for item in items
        if id(item) not in aims
        and (_has_words(text, item) if not item.children else _answers_itself(text, item))
    ]
    if any(item.mark.kind > Kind.HAN for item in tasks):
        tasks = [item for item in tasks if not _is_closing(text, item)]
    kept = {id(above) for task in tasks for above in task.lineage()}
    return Outline(
        sections=tuple(item for item in items if id(item) in kept),
        tasks=tuple(tasks),
        aims=tuple(item for item in items if not item.children and id(item) in aims),
    )


def heading(text: str, item: Item) -> str:
    """Return the words of the heading that *item* opens with, without its number."""
    if item.mark.until is not None:
        return " ".join(text[item.body : item.mark.until].split())
    stop = item.children[0].mark.start if item.children else item.end
    line = text[item.body : stop].lstrip().split("\n", 1)[0]
    return _SENTENCE_PART.split(line, maxsplit=1)[0].strip(" 　:：")


def lead_title(text: str, item: Item) -> str | None:
    """Return the short lead sentence of a task, when more follows it; else None."""
    row = item.mark.row
    if row and row.parts:
        return title_of_row(text, row)
    body = text[item.body : item.end].lstrip(" 　")
    found = _LEAD_TITLE.match(body)
    if not found:
        return None
    title, rest = found.group(1).strip(), body[found.end() :].strip()
    if not rest or ONLY_CLAUSE.match(rest):
        return None
    if "，" in title or len(title) > 32:
        return None
    return title


def _without_lists_of_attachments(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Drop marks that number attachments (附件：1.…) or lines of a table of contents."""
    dropped: list[tuple[int, int]] = []
    offset, in_list = 0, False
    for line in text.split("\n"):
        end = offset + len(line)
        if _ATTACHMENT.match(line):
            in_list = True
        elif in_list and (not line.strip() or not _looks_like_attachment(line)):
            in_list = in_list and not line.strip()
        if (in_list and len(line) < 200) or _CONTENTS_LINE.search(line[-20:]):
            dropped.append((offset, end))
        offset = end + 1
    if not dropped:
        return list(marks)
    starts = [begin for begin, _ in dropped]

    def inside(mark: Mark) -> bool:
        index = bisect_left(starts, mark.start + 1) - 1
        return index >= 0 and mark.start < dropped[index][1]

    return [mark for mark in marks if not inside(mark)]


def _looks_like_attachment(line: str) -> bool:
    numbered = re.match(r"\s*\d{1,2} ?[.．、]", line)
    return bool(numbered) and len(line.strip()) < 60 and "。" not in line


class _Chooser:
    """Walks the marks in order and keeps those whose number is due."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self.text = text
        self.marks = marks
        wide = [m for m in marks if m.kind in {Kind.HAN, Kind.HAN_BRACKET} and not m.bare]
        # The page lost its line breaks when most wide marks stand inside a line.
        self.one_line = sum(not m.line_start for m in wide) * 2 > len(wide)
        self.widest = min((m.kind for m in wide), default=None)
        self.stack: list[Mark] = []
        self.last: dict[Kind, int] = {}
        self.chosen: list[Mark] = []

    def run(self) -> list[Mark]:
        for index, mark in enumerate(self.marks):
            if self.chosen and mark.start < self.chosen[-1].end:
                continue
            if self._counts(index, mark):
                while self.stack and self.stack[-1].kind >= mark.kind:
                    self.stack.pop()
                self.stack.append(mark)
                self.last[mark.kind] = mark.ordinal
                self.chosen.append(mark)
        return self.chosen

    def _counts(self, index: int, mark: Mark) -> bool:
        if mark.row is not None or mark.in_table:
            return True
        open_at = next((m.ordinal for m in self.stack if m.kind == mark.kind), None)
        due = {open_at + 1} if open_at is not None else {1}
        if open_at is None and mark.kind in self.last:
            due.add(self.last[mark.kind] + 1)
        if mark.bare:
            return self._bare_counts(index, mark, due)
        if mark.tight:
            return mark.ordinal in due and self._tight_counts(index, mark)
        if not mark.line_start:
            if mark.ordinal in due:
                return self._inline_counts(index, mark)
            return self.one_line and self._begins_or_skips(index, mark, open_at)
        if mark.ordinal in due or (open_at is not None and self._follows_loosely(mark, open_at)):
            return True
        if mark.ordinal == 1 or mark.ordinal > self.last.get(mark.kind, mark.ordinal):
            return True
        if mark.kind in self.last:
            return self._successor(index, mark, inline=False)
        # The first of its kind: an excerpt, or a run that goes on from another page.
        return self._goes_on(index, mark) or self._is_sentence(mark)

    @staticmethod
    def _follows_loosely(mark: Mark, open_at: int) -> bool:
        """Say whether a line counts though its number is not due: skipped, or given twice."""
        return open_at - 1 <= mark.ordinal <= open_at + 4

    def _bare_counts(self, index: int, mark: Mark, due: set[int]) -> bool:
        follows = self.text[mark.end : mark.end + 1]
        if follows in _COUNTED:
            return False
        if mark.ordinal not in due:  # 02 is written for an item only
            first = mark.kind not in self.last and self.text[mark.start] == "0"
            return first and self._goes_on(index, mark)
        return mark.ordinal > 1 or self._successor(index, mark, inline=False)

    def _tight_counts(self, index: int, mark: Mark) -> bool:
        """Say whether 3.2025年… is the third item, and no decimal at the start of a line.

        It is none where a plain mark of the same number follows in the list, or where the line
        before goes on.
        """
        before = self.text[max(0, mark.start - 40) : mark.start].rstrip()
        closed = not before or before.endswith((*_FULL_STOP, "；", ";"))
        opens = mark.ordinal == 1 and self._successor(index, mark, inline=False)
        if not (closed or opens or self._is_under(mark) or _A_YEAR.match(self.text, mark.end)):
            return False
        for later in self.marks[index + 1 : index + 60]:
            if later.kind < mark.kind and later.line_start:
                break
            if later.kind == mark.kind and later.line_start and not later.bare:
                return later.ordinal != mark.ordinal
        return True

    def _is_under(self, mark: Mark) -> bool:
        """Say whether only the line of a heading stands between the last item and *mark*."""
        if not self.chosen or self.chosen[-1].kind >= mark.kind:
            return False
        between = self.text[self.chosen[-1].end : mark.start].strip()
        return len(between) <= _HEADING_MAX and "\n" not in between

    def _begins_or_skips(self, index: int, mark: Mark, open_at: int | None) -> bool:
        """Say whether a number inside a line opens a run, or goes on behind a gap."""
        if open_at is None:
            due = self.last.get(mark.kind)
            if due is not None and not due < mark.ordinal <= due + _GAP:
                return False
        elif not open_at < mark.ordinal <= open_at + _GAP or self._is_to_come(index, open_at + 1):
            return False
        before = self.text[max(0, mark.start - 8) : mark.start].rstrip(" 　")
        return before.endswith(_FULL_STOP) and self._goes_on(index, mark)

    def _is_to_come(self, index: int, ordinal: int) -> bool:
        kind = self.marks[index].kind
        for later in self.marks[index + 1 : index + 60]:
            if later.kind < kind:
                return False
            if later.kind == kind and later.ordinal == ordinal:
                return True
        return False

    def _goes_on(self, index: int, mark: Mark) -> bool:
        """Say whether a run that begins at *mark* goes on, under whatever heading."""
        return any(
            later.kind == mark.kind
            and mark.ordinal < later.ordinal <= mark.ordinal + _GAP
            and later.start > mark.end
            and (later.line_start or later.bare or self.one_line)
            for later in self.marks[index + 1 : index + 200]
        )

    def _is_sentence(self, mark: Mark) -> bool:
        """Say whether the line of *mark* is long and closed, so that it is no broken line."""
        stop = self.text.find("\n", mark.end)
        line = self.text[mark.end : stop if stop >= 0 else len(self.text)].strip()
        return len(line) >= _LONG_LINE and line.endswith(_FULL_STOP)

    def _inline_counts(self, index: int, mark: Mark) -> bool:
        before = self.text[max(0, mark.start - 8) : mark.start].rstrip(" 　")
        after_heading = self._only_heading_since(mark)
        apart = self.text[mark.start - 1] in " 　"  # 安排 一、…: a break was saved as a space
        # 提出以下意见：一、… in a page that lost its breaks
        first = self.one_line and mark.kind is self.widest and before.endswith(("：", ":"))
        if not (before.endswith(_FULL_STOP) or after_heading or apart or first):
            return False
        return mark.ordinal > 1 or self._successor(index, mark, inline=True)

    def _only_heading_since(self, mark: Mark) -> bool:
        if not self.chosen or self.chosen[-1].kind >= mark.kind:
            return False
        between = self.text[self.chosen[-1].end : mark.start]
        return 2 <= len(between) <= _HEADING_MAX and not re.search(r"[。；;，\n]", between)

    def _successor(self, index: int, mark: Mark, *, inline: bool) -> bool:
        """Look ahead for the next number of the same list, before a wider item opens."""
        for later in self.marks[index + 1 : index + 400]:
            follows = later.ordinal == mark.ordinal + 1 and later.start > mark.end
            if later.kind == mark.kind and follows:
                before = self.text[max(0, later.start - 8) : later.start].rstrip(" 　\n")
                if later.line_start or (inline and (self.one_line or before.endswith(_FULL_STOP))):
                    return True
            if later.line_start and later.kind < mark.kind and not later.bare:
                return False
        return False


def _choose(text: str, marks: Sequence[Mark]) -> list[Mark]:
    return _Chooser(text, marks).run()


def _tree(text: str, marks: Sequence[Mark], tables: Tables, over: Sequence[int] = ()) -> list[Item]:
    """Return the items of *marks*; none goes on behind a place of *over*, where the plan ends."""
    items: list[Item] = []
    top: list[Item] = []
    stack: list[Item] = []
    begins = tables.starts()
    for index, mark in enumerate(marks):
        if mark.in_table and items and not items[-1].mark.in_table:
            table = begins[bisect_right(begins, mark.start) - 1]
            if stands_apart(text, items[-1].mark.end, table):
                stack.clear()
        while stack and stack[-1].mark.kind >= mark.kind:
            stack.pop()
        parent = stack[-1] if stack else None
        stop = marks[index + 1].start if index + 1 < len(marks) else len(text)
        stop = min(stop, mark.row.end) if mark.row else stop
        ending = bisect_left(over, mark.end)
        stop = min(stop, over[ending]) if ending < len(over) else stop
        if mark.in_table or mark.row:
            end = mark.until or stop
        else:
            end = _body_end(text, mark.end, before_table(text, mark.end, stop, tables, begins))
        item = Item(mark, parent, mark.end, end)
        item.kin = parent.children if parent else top
        item.kin.append(item)
        items.append(item)
        stack.append(item)
    return items


def _body_end(text: str, start: int, stop: int) -> int:
    """Return where the item's own text ends: before signatures, dates, attachments, notes."""
    offset = start
    for number, line in enumerate(text[start:stop].split("\n")):
        if number and TAIL_LINE.match(line):
            stop = offset
            break
        offset += len(line) + 1
    body = text[start:stop].rstrip()
    if stop == len(text) or offset >= len(text):
        return start + len(body)
    lines = body.split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or _is_signature(lines[-1])):
        lines.pop()  # plans of several issuers have as many signatures
    if lines[-1].rstrip().endswith(("：", ":")):  # the names that a label waits for
        return start + len(body)
    return start + len("\n".join(lines).rstrip())


def _is_signature(line: str) -> bool:
    return bool(_SIGNATURE.fullmatch(line)) and "：" not in line and ":" not in line


def _aims(text: str, items: Sequence[Item]) -> set[int]:
    """Return the identities of the items that state aims, or stand below one that does."""
    aims: set[int] = set()
    for item in items:  # parents come before their children
        within = item.parent is not None and id(item.parent) in aims
        if (within and not _is_assigned(text, item)) or _is_aim(text, item):
            aims.add(id(item))
    return aims


# 一、主要目标 1.…（责任单位：甲局）: an aim that somebody has to answer for is a task.
def _is_assigned(text: str, item: Item) -> bool:
    if item.children:
        return False
    folded = fold(text[item.body : item.end])
    return any(label.role is not None for label in find_labels(folded, 0, len(folded)))


def _is_aim(text: str, item: Item) -> bool:
    if item.mark.row and item.mark.row.parts:
        return False
    if _SUPPLEMENT.match(text, item.body):
        return True
    words = [heading(text, item)]
    if not item.children:
        words.append(_HEADING_END.split(text[item.body : item.end].strip(), maxsplit=1)[0])
        if _AIMS_RUN_ON.match(text[item.body : item.end].lstrip()):
            return True
    return any(_AIMS.fullmatch(each) and not _NO_AIM.fullmatch(each) for each in words)


# 本措施自印发之日起施行: a supplementary provision, not a task.
_SUPPLEMENT = re.compile(
    r"\s*本(?:方案|措施|意见|计划|要点|办法|规划|清单|行动计划|实施方案|政策)"
    r"(?:由[^。]{2,30}负责解释|自[^。]{2,20}(?:施行|实施|起执行))"
)
# In a page without line breaks the heading runs into its text: 总体要求坚持以….
_AIMS_RUN_ON = re.compile(
    r"(?:总体要求|指导思想|基本原则|总体目标|主要目标|总体思路|工作目标)"
    r"(?:坚持|以习近平|全面|深入|认真|高举|到\d{4}年)"
)


# How a plan with numbered tasks closes: 三、组织实施 and a paragraph. Items below it do count.
_CLOSING = re.compile(
    r"(?:加强|强化|切实)?(?:组织|实施|工作|监督|督导|政策|有关|相关|几点|保障)*"
    r"(?:实施|领导|保障|措施|要求|检查|考核|落实)(?:[和与及、](?:实施|保障|落实|考核|要求|检查))?"
)


_CLOSING_RUN_ON = re.compile(
    "(?:组织实施|组织领导|组织保障|保障措施|工作要求)(?=各|要|切实|加强|成立)"
)


def _is_closing(text: str, item: Item) -> bool:
    if item.mark.kind > Kind.HAN:
        return False
    first = _HEADING_END.split(text[item.body : item.end].strip(), maxsplit=1)[0]
    return bool(_CLOSING.fullmatch(first) or _CLOSING_RUN_ON.match(first))


_SENTENCE = 12
"""Characters of a sentence that is more than a heading."""


def _answers_itself(text: str, item: Item) -> bool:
    """Say whether an item with smaller ones below is a task too: a text and a clause of its own.

    The smaller ones must have clauses as well; else they are points under its clause.
    """
    if item.mark.in_table:
        return False
    words = text[item.body : item.end]
    if "(" not in words and "（" not in words and "\n" not in words.strip():
        return False
    clauses = [clause for clause in find_clauses(words) if clause.units]
    if not clauses:
        return False
    own = words[: clauses[0].start].rstrip(" （(\n")
    if "。" not in own or len(own) < _SENTENCE:
        return False
    return any(
        clause.units
        for child in item.children
        for clause in find_clauses(text[child.body : child.end])
    )


_TWO_CHARACTERS = re.compile(r"[\u4e00-\u9fff][^\u4e00-\u9fff]*[\u4e00-\u9fff]")


def _has_words(text: str, item: Item) -> bool:
    """Say whether an item without smaller ones has a text, and is no heading that lost them."""
    if not _TWO_CHARACTERS.search(text, item.body, item.end):
        return False
    if item.mark.in_table or item.mark.row or item.mark.kind > Kind.HAN_BRACKET:
        return True
    words = text[item.body : item.end].strip()
    if "\n" in words or len(words) > _HEADING_MAX or re.search("[。；;（(]", words):
        return True
    return item.kin is None or not any(each.children for each in item.kin)

"""A document as one self-contained HTML page: ``zeren show DOC --html FILE``.

The page asks for nothing from anywhere and needs no script; its content security policy
forbids both. The pages themselves are templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from jinja2 import Environment
from markupsafe import Markup
from zeren.graph.output.html import environment
from zeren.graph.output.spans import nest
from zeren.graph.show.marks import KINDS, ROLES, Mark, all_marks, marks_of, within
from zeren.graph.store.documents.views import DocumentView, TargetView, TaskView, caption
from zeren.loaders.records import Span

_FACTS = {
    "issuer": "发文机关 issuer",
    "jurisdiction": "辖区 jurisdiction",
    "issued": "发布日期 issued",
    "document number": "文号 number",
    "period": "期间 period",
    "source file": "来源文件 source file",
}
_NO_WORDS = Markup("")


class Table(NamedTuple):
    """A table of a page."""

    caption: str
    columns: list[str]
    rows: list[list[str]]

    @property
    def used(self) -> set[int]:
        """The columns that are not empty in all rows."""
        return {n for n in range(len(self.columns)) if any(row[n] for row in self.rows)}


class Part(NamedTuple):
    """A stretch of the source, marked; a task's with its tables."""

    words: Markup
    task: TaskView | None = None
    caption: str = ""
    tables: Sequence[Table] = ()


@cache
def templates() -> Environment:
    """Return the templates of this room."""
    return environment("zeren.graph.show.templates")


def page(document: DocumentView, task: TaskView | None = None) -> str:
    """Return the page of *document* with its whole source text, or of one *task* of it."""
    tasks = [task] if task else sorted(document.tasks, key=lambda each: each.span)
    marks = marks_of(task) if task else all_marks(document)
    known = [(name, document.metadata.get(key)) for key, name in _FACTS.items()]
    parts = [_one(document, task, marks)] if task else list(_whole(document, tasks, marks))
    return (
        templates()
        .get_template("document.html")
        .render(
            title=title_of(document),
            iri=document.iri,
            facts=[(name, value) for name, value in known if value],
            kinds=kinds_of(marks),
            contents=[] if task else [(each, caption(each)) for each in tasks],
            headings=task.section if task else (),
            parts=parts,
            elsewhere=list(_elsewhere(document, task, marks)) if task else (),
            aims=Table("", [], []) if task else _targets(document.targets),
        )
        + "\n"
    )


def title_of(document: DocumentView) -> str:
    """Return what a document is called."""
    known = document.metadata
    return known.get("title") or known.get("source file") or document.id


def kinds_of(marks: Sequence[Mark]) -> list[tuple[str, str]]:
    """Return the kinds of *marks* with their Chinese names, in the order of the legend."""
    there = {mark.kind for mark in marks}
    return [(kind, name) for kind, name in KINDS.items() if kind in there]


def _whole(
    document: DocumentView, tasks: Sequence[TaskView], marks: Sequence[Mark]
) -> Iterator[Part]:
    """Yield the source from its first character to its last, each task in a section."""
    at = 0
    for task in tasks:
        start, end = max(at, task.span.start), max(at, task.span.end)
        yield Part(marked_text(document, Span(at, start), marks))
        yield _part(document, task, Span(start, end), marks)
        at = end
    yield Part(marked_text(document, Span(at, len(document.text)), marks))


def _one(document: DocumentView, task: TaskView, marks: Sequence[Mark]) -> Part:
    return _part(document, task, task.span, within(marks, task.span))


def _elsewhere(
    document: DocumentView, task: TaskView, marks: Sequence[Mark]
) -> Iterator[tuple[str, Markup]]:
    """Yield what is said elsewhere for a task."""
    here = within(marks, task.span)
    elsewhere = [mark for mark in marks if mark not in here]
    for span in dict.fromkeys(mark.span for mark in elsewhere):
        merged = any(
            p.span == span and "merged-cell" in p.rule.split("+") for p in task.assignments
        )
        what = "合并单元格 in a merged cell:" if merged else "统一规定 said once for all:"
        yield what, marked_text(document, document.around(span), elsewhere)


def _part(document: DocumentView, task: TaskView, whole: Span, marks: Sequence[Mark]) -> Part:
    tables = [
        _units(task),
        _targets(task.targets),
        _sectors(document, task),
        _themes(document, task),
        _mentions(task),
    ]
    return Part(marked_text(document, whole, marks), task, caption(task), tables)


def marked_text(document: DocumentView, whole: Span, marks: Sequence[Mark]) -> Markup:
    """Return a stretch of the source with its *marks*; nothing when it is blank."""
    if not document.text[whole.start : whole.end].strip():
        return _NO_WORDS
    near = [m for m in marks if m.span.start < whole.end and whole.start < m.span.end]
    tree = nest(whole, [(mark.span, mark) for mark in near])
    return Markup(templates().get_template("marks.html").render(text=document.text, tree=tree))


def _units(task: TaskView) -> Table:
    rows = [
        [
            f"{ROLES.get(part.role, '')} {part.role}",
            part.unit + ("（集体 collective）" if part.collective else ""),
            part.words,
            part.rule,
            "" if part.basis == "explicit" else part.basis,
        ]
        for part in task.assignments
    ]
    columns = ["角色 role", "单位 unit", "原文 as written", "规则 rule", "依据 basis"]
    return Table("单位 units", columns, rows)


def _targets(targets: Sequence[TargetView]) -> Table:
    rows = [[t.indicator, t.sign, t.figure, t.measure, t.deadline or "", t.rule] for t in targets]
    columns = ["指标 indicator", "比较 sign", "数值 value", "量词 measure", "时限 deadline"]
    return Table("目标 targets", [*columns, "规则 rule"], rows)


def _sectors(document: DocumentView, task: TaskView) -> Table:
    rows = [
        [
            str(sector.rank),
            sector.name,
            sector.en,
            sector.score,
            sector.prior,
            _words(document, sector.evidence),
        ]
        for sector in task.sectors
    ]
    heads = ["排位 rank", "领域", "sector", "分数 score", "计划给出 of the plan", "依据 shown by"]
    return Table("领域 sectors", heads, rows)


def _themes(document: DocumentView, task: TaskView) -> Table:
    rows = [
        [str(theme.rank), theme.name, theme.en, _words(document, theme.evidence)]
        for theme in task.themes
    ]
    return Table("主题 themes", ["排位 rank", "主题", "theme", "依据 shown by"], rows)


def _mentions(task: TaskView) -> Table:
    rows = [
        [mention.unit + ("（集体 collective）" if mention.collective else ""), mention.written]
        for mention in task.mentions
    ]
    return Table("提及 mentions", ["组织 organisation", "原文 as written"], rows)


def _words(document: DocumentView, spans: Sequence[Span]) -> str:
    return "、".join(dict.fromkeys(span.of(document.text) for span in spans))

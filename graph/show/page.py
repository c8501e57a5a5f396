"""A document as one self-contained HTML page: ``zeren show DOC --html FILE``.

The page asks for nothing from anywhere and needs no script; its content security policy
forbids both. All text of the document is escaped by :mod:`zeren.graph.output.html`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zeren.graph.output.html import Html, element, head, table
from zeren.graph.output.spans import Node, nest
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
_SIGNS = (
    "≥ 不低于 at least　≤ 不超过 at most　= 达到 equal　≈ 左右 about　↔ 区间 between　Δ 变化 change"
)


def page(document: DocumentView, task: TaskView | None = None) -> str:
    """Return the page of *document* with its whole source text, or of one *task* of it."""
    title = document.metadata.get("title") or document.metadata.get("source file") or document.id
    tasks = [task] if task else sorted(document.tasks, key=lambda each: each.span)
    marks = all_marks(document)
    content = list(_one(document, task) if task else _whole(document, tasks, marks))
    body = element(
        "body",
        element("header", element("h1", title), _facts(document)),
        _legend({mark.kind for mark in (marks_of(task) if task else marks)}),
        Html("") if task else _contents(tasks),
        element("main", *content),
        Html("") if task else _aims(document),
        element("footer", "Zeren 责任 · ", document.iri),
    )
    return f"<!DOCTYPE html>\n{element('html', head(title), body, lang='zh-CN')}\n"


def _facts(document: DocumentView) -> Html:
    known = [(name, document.metadata.get(key)) for key, name in _FACTS.items()]
    pairs = [
        element("div", element("dt", name), element("dd", value)) for name, value in known if value
    ]
    return element("dl", *pairs)


def _legend(kinds: set[str]) -> Html:
    items = [
        element("li", element("mark", f"{name} {kind}", class_=kind))
        for kind, name in KINDS.items()
        if kind in kinds
    ]
    if not items:
        return Html("")
    signs = [element("p", _SIGNS)] if "target" in kinds else []
    return element(
        "section", element("ul", *items), *signs, class_="legend", aria_label="图例 legend"
    )


def _contents(tasks: Sequence[TaskView]) -> Html:
    if not tasks:
        return Html("")
    links = [
        element("li", element("a", f"{task.number} {caption(task)}", href=f"#task-{task.position}"))
        for task in tasks
    ]
    summary = element("summary", f"目录 contents（{len(tasks)}）")
    return element("nav", element("details", summary, element("ul", *links)))


def _whole(
    document: DocumentView, tasks: Sequence[TaskView], marks: Sequence[Mark]
) -> Iterator[Html]:
    """Yield the source from its first character to its last, each task in a section."""
    at = 0
    for task in tasks:
        start, end = max(at, task.span.start), max(at, task.span.end)
        yield marked_text(document, Span(at, start), marks)
        yield _section(document, task, Span(start, end), marks)
        at = end
    yield marked_text(document, Span(at, len(document.text)), marks)


def _one(document: DocumentView, task: TaskView) -> Iterator[Html]:
    """Yield one task, and what is said elsewhere for it."""
    marks = marks_of(task)
    here = within(marks, task.span)
    for heading in task.section:
        yield element("p", heading, class_="heading")
    yield _section(document, task, task.span, here)
    elsewhere = [mark for mark in marks if mark not in here]
    for span in dict.fromkeys(mark.span for mark in elsewhere):
        merged = any(p.span == span and p.rule == "merged-cell" for p in task.assignments)
        what = "合并单元格 in a merged cell:" if merged else "统一规定 said once for all:"
        yield element("p", what, class_="heading")
        yield marked_text(document, document.around(span), elsewhere)


def _section(document: DocumentView, task: TaskView, whole: Span, marks: Sequence[Mark]) -> Html:
    name = f"task-{task.position}"
    damaged = [element("span", "数字缺损 damaged", class_="damaged")] if task.damaged else []
    place = [element("small", f" {_where(task)}")] if task.where else []
    if task.deadline:
        place.append(element("small", f" 时限 due {task.deadline}"))
    heading = element(
        "h2", element("a", task.number, href=f"#{name}"), " ", caption(task), *damaged, *place
    )
    tables = [
        _units(task),
        _targets(task.targets, "目标 targets"),
        _sectors(document, task),
        _themes(document, task),
    ]
    tables.append(_mentions(task))
    tables += [element("p", f"说明 note: {note.message}") for note in task.notes]
    return element("section", heading, marked_text(document, whole, marks), *tables, id=name)


def _where(task: TaskView) -> str:
    zh = f"第{task.page}页" if task.page else "单元格"
    return f"{zh} {task.where}"


def marked_text(document: DocumentView, whole: Span, marks: Sequence[Mark]) -> Html:
    """Return a stretch of the source with its *marks*; nothing when it is blank."""
    if not document.text[whole.start : whole.end].strip():
        return Html("")
    near = [m for m in marks if m.span.start < whole.end and whole.start < m.span.end]
    tree = nest(whole, [(mark.span, mark) for mark in near])
    return element("div", *_marked(document.text, tree, ()), class_="text")


def _marked(text: str, node: Node[Mark], above: tuple[str, ...]) -> Iterator[str]:
    """Yield the words of *node*; a mark's title also says what the marks around it say."""
    at = node.span.start
    for inner in node.inside:
        yield text[at : inner.span.start]
        at = inner.span.end
        if inner.mark is not None:
            says = (inner.mark.says, *above)
            span = inner.mark.span
            yield element(
                "mark",
                *_marked(text, inner, says),
                class_=inner.mark.kind,
                title="\n".join(says),
                data_span=f"{span.start}-{span.end}",
            )
    yield text[at : node.span.end]


def _units(task: TaskView) -> Html:
    if not task.assignments:
        return element("p", "未写明负责单位 no unit is named", class_="none")
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
    return table(columns, rows, "单位 units")


def _targets(targets: Sequence[TargetView], name: str) -> Html:
    if not targets:
        return Html("")
    rows = [[t.indicator, t.sign, t.figure, t.measure, t.deadline or "", t.rule] for t in targets]
    columns = [
        "指标 indicator",
        "比较 sign",
        "数值 value",
        "量词 measure",
        "时限 deadline",
        "规则 rule",
    ]
    return table(columns, rows, name)


def _sectors(document: DocumentView, task: TaskView) -> Html:
    if not task.sectors:
        return Html("")
    rows = [
        [
            str(sector.rank),
            sector.name,
            sector.en,
            sector.score,
            sector.prior,
            "、".join(dict.fromkeys(span.of(document.text) for span in sector.evidence)),
        ]
        for sector in task.sectors
    ]
    heads = ["排位 rank", "领域", "sector", "分数 score", "计划给出 of the plan", "依据 shown by"]
    return table(heads, rows, "领域 sectors")


def _themes(document: DocumentView, task: TaskView) -> Html:
    if not task.themes:
        return Html("")
    rows = [
        [
            str(theme.rank),
            theme.name,
            theme.en,
            "、".join(dict.fromkeys(span.of(document.text) for span in theme.evidence)),
        ]
        for theme in task.themes
    ]
    return table(["排位 rank", "主题", "theme", "依据 shown by"], rows, "主题 themes")


def _mentions(task: TaskView) -> Html:
    if not task.mentions:
        return Html("")
    rows = [
        [mention.unit + ("（集体 collective）" if mention.collective else ""), mention.written]
        for mention in task.mentions
    ]
    return table(["组织 organisation", "原文 as written"], rows, "提及 mentions")


def _aims(document: DocumentView) -> Html:
    if not document.targets:
        return Html("")
    heading = element("h2", "全文目标 targets of the document")
    return element("section", heading, _targets(document.targets, "目标 targets"), id="targets")

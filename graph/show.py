"""``zeren show``: a document, a task, or what cleaning did, on the screen or as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from zeren.graph.finding import caption
from zeren.graph.marking import bracketed, harmless, pieces
from zeren.graph.tables import print_table
from zeren.graph.views import AssignmentView, DocumentView, TaskView
from zeren.loaders.records import Edit, Span

if TYPE_CHECKING:
    from rich.console import Console

ROLES = {"lead": "牵头", "responsible": "责任", "cooperating": "配合"}
_STYLES = {"lead": "bold red", "responsible": "bold green", "cooperating": "bold cyan"}
BULK = frozenset(("script", "ruby", "width", "lines", "lost_spaces"))
"""Kinds of edits that come by the hundred: they are counted, with a few examples."""
_EXAMPLES = 3


def show_document(console: Console, document: DocumentView) -> None:
    """Print title, metadata, and the list of tasks with the number of units in each role."""
    _heading(console, document)
    for name, value in document.metadata.items():
        if name != "title":
            _line(console, f"{name + ':':17}{value}")
    _line(console, f"{'encoding:':17}{document.encoding}")
    _line(console, f"{'id:':17}{document.id}")
    repaired = sum(edit.status == "repaired" for edit in document.edits)
    flagged = len(document.edits) - repaired
    _line(console, f"{'cleaning:':17}{repaired} repairs, {flagged} places flagged")
    for note in document.notes:
        where = f" (at {_place(document, note.span)})" if note.span else ""
        _line(console, f"{'note:':17}[{note.code}] {note.message}{where}")
    _line(console, "")
    rows = []
    for task in document.tasks:
        roles = Counter(part.role for part in task.assignments if part.basis == "explicit")
        inherited = sum(part.basis == "inherited" for part in task.assignments)
        counts = [str(roles[role] or "") for role in ROLES] + [str(inherited or "")]
        mark = "damaged" if task.damaged else ""
        rows.append([f"@{task.position}", task.number, *counts, caption(task), mark])
    columns = ["at", "no.", *ROLES.values(), "inherited", "task", ""]
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    print_table(console, columns, rows, numeric=(0, 1, 2, 3, 4, 5))


def show_task(console: Console, document: DocumentView, task: TaskView) -> None:
    """Print a task in the words of its source, its units marked there and listed below."""
    _heading(console, document)
    for heading in task.section:
        _line(console, harmless(heading))
    state = ", figures damaged in the source" if task.damaged else ""
    place = _place(document, task.span)
    _line(console, f"task {task.number} (@{task.position}) at {place}{state}\n")
    explicit = [part for part in task.assignments if _inside(part.span, task.span)]
    _marked(console, document, task.span, explicit)
    elsewhere = [part for part in task.assignments if part not in explicit]
    for span in dict.fromkeys(part.span for part in elsewhere):
        around = _sentence(document.text, span)
        _line(console, f"\nsaid once for all, at {_place(document, span)}:")
        _marked(console, document, around, [part for part in elsewhere if part.span == span])
    _line(console, "")
    if not task.assignments:
        _line(console, "no unit is named in this task")
        return
    rows = [
        [
            f"{part.role} {ROLES.get(part.role, '')}".strip(),
            part.unit + (" (collective)" if part.collective else ""),
            part.written + (f" <{part.office}>" if part.office else ""),
            part.rule,
            part.basis,
        ]
        for part in task.assignments
    ]
    print_table(console, ["role", "unit", "as written", "rule", "basis"], rows)


def show_cleaning(
    console: Console, document: DocumentView, edits: Sequence[Edit], *, everything: bool
) -> None:
    """Print what cleaning did: every single repair and flag, and the bulk of each kind counted."""
    _heading(console, document)
    counts = Counter(edit.kind for edit in edits)
    if not edits:
        _line(console, "cleaning changed nothing")
        return
    bulk = set() if everything else {kind for kind in counts if kind in BULK}
    for kind in sorted(bulk):
        some = [edit for edit in edits if edit.kind == kind and edit.status == "repaired"]
        if not some:
            continue
        _line(console, f"{kind}: {len(some)} times, {some[0].reason}")
        for edit in list({(e.before, e.after): e for e in some}.values())[:_EXAMPLES]:
            _line(console, f"    {_place(document, edit.span)}  {_change(edit)}")
    for edit in edits:
        if edit.kind in bulk and edit.status == "repaired":
            continue
        margin = "" if edit.margin is None else f", margin {edit.margin:.2f}"
        lost = ", digits lost" if edit.lost_digits else ""
        _line(console, f"{edit.kind} [{edit.status}] at {_place(document, edit.span)}")
        _line(console, f"    {_change(edit)}")
        _line(console, f"    {edit.reason}{margin}{lost}")
    flagged = sum(edit.status == "flagged" for edit in edits)
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
    _line(console, f"\n{len(edits) - flagged} repairs, {flagged} flagged: {kinds}")
    if bulk:
        _line(console, "frequent kinds are shown by example; see each with --all")


def document_json(document: DocumentView) -> dict[str, object]:
    """Return a document as plain values for JSON."""
    return {
        "id": document.id,
        "iri": document.iri,
        **{name.replace(" ", "_"): value for name, value in document.metadata.items()},
        "encoding": document.encoding,
        "notes": [asdict(note) for note in document.notes],
        "tasks": [task_json(document, task) for task in document.tasks],
    }


def task_json(document: DocumentView, task: TaskView) -> dict[str, object]:
    """Return a task as plain values for JSON, with the source words of each span."""
    content = asdict(task)
    content["quote"] = task.span.of(document.text)
    for part in content["assignments"]:
        part["quote"] = Span(*part["span"]).of(document.text)
    return content


def edit_json(document: DocumentView, edit: Edit) -> dict[str, object]:
    """Return an edit as plain values for JSON, with its line and column."""
    line, column = document.place(edit.span.start)
    return {**asdict(edit), "line": line, "column": column}


def _heading(console: Console, document: DocumentView) -> None:
    title = document.metadata.get("title") or document.metadata.get("source file") or document.id
    console.print(harmless(title), style="bold", markup=False, highlight=False, soft_wrap=True)


def _line(console: Console, text: str) -> None:
    console.print(harmless(text), markup=False, highlight=False, soft_wrap=True)


def _marked(
    console: Console, document: DocumentView, whole: Span, parts: Sequence[AssignmentView]
) -> None:
    if not console.is_terminal or console.no_color:
        spans = [part.span for part in parts]
        _line(console, bracketed(document.text, whole, spans).strip("\r\n"))
        return
    from rich.text import Text

    text = Text()
    for piece in pieces(document.text, whole, [(part.span, part.role) for part in parts]):
        style = _STYLES.get(piece.marks[0], "bold") if piece.marks else ""
        text.append(harmless(piece.text), style=style)
    console.print(text, soft_wrap=True)


def _place(document: DocumentView, span: Span) -> str:
    line, column = document.place(span.start)
    return f"{line}:{column} (characters {span.start}-{span.end})"


def _change(edit: Edit) -> str:
    if edit.status == "flagged":
        return f"“{_visible(edit.before)}” left as it is"
    return f"“{_visible(edit.before)}” -> “{_visible(edit.after)}”"


def _visible(text: str) -> str:
    shown = harmless(text).replace("\n", "↵").replace("\u00a0", "⍽").replace("\t", "⇥")
    return shown if len(shown) <= 120 else f"{shown[:80]}…{shown[-30:]}"


def _inside(span: Span, whole: Span) -> bool:
    return whole.start <= span.start and span.end <= whole.end


def _sentence(text: str, span: Span) -> Span:
    """Return the paragraph around *span*, at most 100 characters to either side."""
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - 100)
    end = text.find("\n", span.end)
    return Span(start, min(len(text) if end < 0 else end, span.end + 100))

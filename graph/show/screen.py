"""``zeren show``: a document, a task, or what cleaning did, on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zeren.graph.output.spans import bracketed, harmless, pieces
from zeren.graph.output.tables import print_table
from zeren.graph.show.marks import KINDS, ROLES, Mark, marks_of, uncovered, within
from zeren.graph.store.documents.views import (
    AssignmentView,
    DocumentView,
    TargetView,
    TaskView,
    ThemeView,
    caption,
)
from zeren.loaders.records import Edit, Span

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    "lead": "bold black on #e69f00",
    "responsible": "black on #56b4e9",
    "cooperating": "black on #cc79a7",
    "guiding": "black on #5cc9a7",
    "target": "bold reverse",
    "mention": "italic black on #c8c8c8",
    "theme": "underline",
}
"""The palette of Okabe and Ito, which colour-blind readers tell apart, on black letters: it can
be read on a dark and on a light terminal."""
_BRACKETS = {
    "unit": ("⟦", "⟧"),
    "target": ("«", "»"),
    "mention": ("‹", "›"),
    "theme": ("_", "_"),
}
_LEGEND = {"unit": "单位 unit", "target": "目标 target", "mention": "提及 mention"}
_LEGEND["theme"] = "主题词 theme word"
BULK = frozenset(("script", "ruby", "width", "lines", "lost_spaces"))
"""Kinds of edits that come by the hundred: they are counted, with a few examples."""
_EXAMPLES = 3


def show_document(console: Console, document: DocumentView) -> None:
    """Print title, metadata, and the list of tasks with the number of units in each role."""
    _heading(console, document)
    for name, value in document.metadata.items():
        if name != "title":
            _line(console, f"{name + ':':17}{value}")
    if document.format != "txt":
        _line(console, f"{'format:':17}{document.format}")
    if document.encoding:
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
        counts = [roles[role] for role in ROLES] + [inherited, len(task.targets)]
        cells = [str(count or "") for count in counts]
        theme = task.themes[0].name if task.themes else ""
        mark = "damaged" if task.damaged else ""
        rows.append([f"@{task.position}", task.number, *cells, caption(task), theme, mark])
    columns = ["at", "no.", *ROLES.values(), "inherited", "targets", "task", "first theme", ""]
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    print_table(console, columns, rows, numeric=range(7))
    if document.targets:
        _line(console, "\ntargets of the document:")
        _targets(
            console, document.targets, [document.place(t.span.start) for t in document.targets]
        )


def show_task(console: Console, document: DocumentView, task: TaskView) -> None:
    """Print a task in the words of its source, with all that was read in it marked, and tables."""
    _heading(console, document)
    for heading in task.section:
        _line(console, harmless(heading))
    state = f", due {task.deadline}" if task.deadline else ""
    state += ", figures damaged in the source" if task.damaged else ""
    place = f"{task.where}, " if task.where else ""
    place += _place(document, task.span)
    _line(console, f"task {task.number} (@{task.position}) at {place}{state}\n")
    marks = marks_of(task)
    here = within(marks, task.span)
    shown = _marked(console, document, task.span, here)
    elsewhere = [mark for mark in marks if mark not in here]
    for span in dict.fromkeys(mark.span for mark in elsewhere):
        around = document.around(span)
        merged = any(
            p.span == span and "merged-cell" in p.rule.split("+") for p in task.assignments
        )
        what = "in a merged cell" if merged else "said once for all"
        _line(console, f"\n{what}, at {_place(document, span)}:")
        shown |= _marked(console, document, around, [m for m in elsewhere if m.span == span])
    _line(console, "")
    _legend(console, shown)
    _units(console, task.assignments)
    for note in task.notes:
        _line(console, f"note: [{note.code}] {harmless(note.message)}")
    if task.targets:
        _line(console, "")
        _targets(console, task.targets)
    if task.sectors:
        _line(console, "")
        rows = [
            [str(s.rank), s.zh, s.en, s.score, s.prior, _evidence(document, s)]
            for s in task.sectors
        ]
        heads = ["rank", "领域", "sector", "score", "of the plan", "shown by"]
        print_table(console, heads, rows, numeric=[0, 3, 4])
    if task.themes:
        _line(console, "")
        rows = [[str(t.rank), t.zh, t.en, _evidence(document, t)] for t in task.themes]
        print_table(console, ["rank", "主题", "theme", "shown by"], rows, numeric=[0])
    if task.mentions:
        _line(console, "")
        rows = [
            [mention.unit + (" (collective)" if mention.collective else ""), mention.written]
            for mention in task.mentions
        ]
        print_table(console, ["mentioned", "as written"], rows)


def _units(console: Console, assignments: Sequence[AssignmentView]) -> None:
    if not assignments:
        _line(console, "no unit is named in this task")
        return
    rows = [
        [
            f"{part.role} {ROLES.get(part.role, '')}".strip(),
            part.unit + (" (collective)" if part.collective else ""),
            part.words,
            part.rule,
            part.basis,
        ]
        for part in assignments
    ]
    print_table(console, ["role", "unit", "as written", "rule", "basis"], rows)


def _targets(
    console: Console, targets: Sequence[TargetView], places: Sequence[tuple[int, int]] = ()
) -> None:
    """Print a table of targets; a column that is empty in all rows is left out."""
    columns = ["indicator", "", "value", "measure", "deadline", "rule", "line"]
    rows = [
        [t.indicator, t.sign, t.figure, t.measure, t.deadline or "", t.rule, ""] for t in targets
    ]
    for row, (line, column) in zip(rows, places, strict=False):
        row[-1] = f"{line}:{column}"
    used = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    print_table(
        console,
        [columns[index] for index in used],
        [[row[index] for index in used] for row in rows],
        numeric=[used.index(2)],
    )


def _evidence(document: DocumentView, theme: ThemeView) -> str:
    words = dict.fromkeys(span.of(document.text) for span in theme.evidence)
    return "、".join(words) or "(heading)"


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


def _heading(console: Console, document: DocumentView) -> None:
    title = document.metadata.get("title") or document.metadata.get("source file") or document.id
    console.print(harmless(title), style="bold", markup=False, highlight=False, soft_wrap=True)


def _line(console: Console, text: str) -> None:
    console.print(harmless(text), markup=False, highlight=False, soft_wrap=True)


def _marked(
    console: Console, document: DocumentView, whole: Span, marks: Sequence[Mark]
) -> set[str]:
    """Print ``text[whole]`` with its marks; return the kinds of marks that were shown."""
    if not _colours(console):
        plain = [(m.span, "unit" if m.kind in ROLES else m.kind) for m in uncovered(marks)]
        words = bracketed(document.text, whole, plain, _BRACKETS, runs={"theme"})
        _line(console, words.strip("\r\n"))
        return {kind for _, kind in plain}
    from rich.text import Text

    text = Text()
    for piece in pieces(document.text, whole, [(m.span, m.kind) for m in marks]):
        # What stands first in KINDS gives the ground; a theme word only underlines.
        styles = [_STYLES[kind] for kind in reversed(KINDS) if kind in piece.marks]
        text.append(harmless(piece.text), style=" ".join(styles))
    console.print(text, soft_wrap=True)
    return {m.kind for m in marks}


def _legend(console: Console, kinds: set[str]) -> None:
    if not kinds:
        return
    if not _colours(console):
        parts = [f"{a}{_LEGEND[kind]}{b}" for kind, (a, b) in _BRACKETS.items() if kind in kinds]
        _line(console, "  ".join(parts) + "\n")
        return
    from rich.text import Text

    text = Text("  ").join(
        Text(f"{name} {kind}", _STYLES[kind]) for kind, name in KINDS.items() if kind in kinds
    )
    console.print(text + Text("\n"), soft_wrap=True)


def _colours(console: Console) -> bool:
    return console.is_terminal and not console.no_color and console.color_system is not None


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

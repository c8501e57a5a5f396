"""What ``zeren show`` marks in the words of the source: units, targets, mentions, theme words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from zeren.graph.model.labels import ROLES_ZH
from zeren.graph.store.documents.views import (
    AssignmentView,
    DocumentView,
    MentionView,
    TargetView,
    TaskView,
)
from zeren.loaders.records import Span

ROLES: Mapping[str, str] = dict[str, str](ROLES_ZH.items())
KINDS = {**ROLES, "target": "目标", "mention": "提及", "theme": "主题词"}
"""The kinds of marks with their Chinese names; the keys are the English ones."""


class Mark(NamedTuple):
    """A stretch of the source, the kind of its mark, and in a line what it says."""

    span: Span
    kind: str
    says: str


def marks_of(task: TaskView) -> list[Mark]:
    """Return the marks of a task: the widest reading of it, inherited units included."""
    marks = [unit_mark(part) for part in task.assignments]
    marks += [target_mark(target) for target in task.targets]
    marks += [_mention(mention) for mention in task.mentions]
    themes: dict[Span, list[str]] = {}
    for theme in task.themes:
        for span in theme.evidence:
            themes.setdefault(span, []).append(" ".join(filter(None, (theme.name, theme.en))))
    sectors: dict[Span, list[str]] = {}
    for sector in task.sectors:
        for span in sector.evidence:
            sectors.setdefault(span, []).append(" ".join(filter(None, (sector.name, sector.en))))
    for span in sorted(sectors.keys() | themes.keys()):
        shown = [("领域 sector", sectors.get(span)), ("主题 theme", themes.get(span))]
        words = "; ".join(f"{what}: {'; '.join(on)}" for what, on in shown if on)
        marks.append(Mark(span, "theme", words))
    return marks


def all_marks(document: DocumentView) -> list[Mark]:
    """Return the marks of all tasks and of the document's own targets, each once."""
    marks = [mark for task in document.tasks for mark in marks_of(task)]
    marks += [target_mark(target, "全文目标 target of the document") for target in document.targets]
    return list(dict.fromkeys(marks))


def unit_mark(part: AssignmentView) -> Mark:
    """Return the mark of a unit: its role, the node it was placed on, the rule that read it."""
    group = "，集体 collective" if part.collective else ""
    basis = "" if part.basis == "explicit" else f"，{part.basis}"
    rule = f"，规则 rule: {part.rule}" if part.rule else ""
    role = f"{ROLES.get(part.role, '')} {part.role}".strip()
    return Mark(part.span, part.role, f"{role}: {part.unit}{group}{basis}{rule}")


def target_mark(target: TargetView, name: str = "目标 target") -> Mark:
    """Return the mark of a target: what is promised, how much, and until when."""
    until = f"，截至 by {target.deadline}" if target.deadline else ""
    rule = f"，规则 rule: {target.rule}" if target.rule else ""
    number = f"{target.sign} {target.figure}{target.measure}"
    return Mark(target.span, "target", f"{name}: {target.indicator} {number}{until}{rule}")


def _mention(mention: MentionView) -> Mark:
    group = "，集体 collective" if mention.collective else ""
    rule = f"，规则 rule: {mention.rule}" if mention.rule else ""
    return Mark(mention.span, "mention", f"提及 mention: {mention.unit}{group}{rule}")


def within(marks: Iterable[Mark], whole: Span) -> list[Mark]:
    """Return the marks that lie in *whole*."""
    return [m for m in marks if whole.start <= m.span.start and m.span.end <= whole.end]


def uncovered(marks: Sequence[Mark]) -> list[Mark]:
    """Return *marks* without the theme words that another mark covers or cuts.

    Brackets inside brackets cannot be read; colours can.
    """
    others = sorted({mark.span for mark in marks if mark.kind != "theme"})
    return [
        mark
        for mark in marks
        if mark.kind != "theme"
        or not any(o.start < mark.span.end and mark.span.start < o.end for o in others)
    ]

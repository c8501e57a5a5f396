"""A task: its words with the clause marked, who answers for it, and how that was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from zeren.graph.model.facts import TaskFact
from zeren.graph.model.progress import by_task
from zeren.graph.show.marks import KINDS, marks_of, within
from zeren.graph.show.page import marked_text
from zeren.graph.store.documents.views import DocumentView, TaskView, ThemeView
from zeren.graph.web.parts.items import Named, concept
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore


def values(snapshot: ServedStore, language: Language, iri: str) -> Mapping[str, object]:
    """Return what the page of the task *iri* shows."""
    facts = snapshot.facts
    task = facts.tasks[iri]
    document = facts.documents[task.document]
    view = snapshot.document(document.id)
    seen = _seen(view, task)
    parts = facts.assignments_of.get(iri, ())
    siblings = snapshot.index.tasks_of_document(task.document)
    at = siblings.index(task)
    rules = {name for part in parts for name in part.rule.split("+") if name}
    if seen:
        rules |= {f"{each.rule}" for each in seen.targets} | {each.rule for each in seen.mentions}
    known = snapshot.rules
    return {
        "task": task,
        "document": document,
        "text": _text(view, seen) if view and seen else None,
        "elsewhere": _elsewhere(view, seen) if view and seen else [],
        "legend": _legend(seen) if seen else [],
        "parts": [
            (part, snapshot.index.label(part.unit), facts.units.get(part.unit)) for part in parts
        ],
        "targets": facts.targets_of.get(iri, ()),
        "views": seen.targets if seen else (),
        "sectors": _shown(snapshot, language, view, seen.sectors if seen else (), task.sectors),
        "themes": _shown(snapshot, language, view, seen.themes if seen else (), task.themes),
        "mentions": [
            (Named(mention.unit, snapshot.index.label(mention.unit)), mention.written)
            for mention in snapshot.index.source.parts_of(iri).mentions.get(iri, ())
        ],
        "rules": [(name, known[name]) for name in sorted(rules) if name in known],
        "line": view.place(task.start) if view else None,
        "sha256": view.metadata.get("sha256", "") if view else "",
        "reports": by_task(snapshot.reports).get(iri, ()),
        "previous": siblings[at - 1] if at else None,
        "following": siblings[at + 1] if at + 1 < len(siblings) else None,
    }


def _seen(view: DocumentView | None, task: TaskFact) -> TaskView | None:
    if view is None:
        return None
    return next((each for each in view.tasks if each.position == task.position), None)


def _text(view: DocumentView, task: TaskView) -> Markup:
    return marked_text(view, task.span, within(marks_of(task), task.span))


def _elsewhere(view: DocumentView, task: TaskView) -> list[Markup]:
    """Return what is said in another place for this task, too."""
    marks = marks_of(task)
    here = within(marks, task.span)
    there = [mark for mark in marks if mark not in here]
    spans = dict.fromkeys(mark.span for mark in there)
    return [marked_text(view, view.around(span), there) for span in spans]


def _legend(task: TaskView) -> list[tuple[str, str]]:
    kinds = {mark.kind for mark in marks_of(task)}
    return [(kind, name) for kind, name in KINDS.items() if kind in kinds]


def _shown(
    snapshot: ServedStore,
    language: Language,
    view: DocumentView | None,
    seen: Sequence[ThemeView],
    concepts: Sequence[str],
) -> list[tuple[Named, str]]:
    """Return *concepts*, each with the words that show it where *view* has them."""
    evidence = {
        each.concept: "、".join(dict.fromkeys(span.of(view.text) for span in each.evidence))
        for each in seen
        if view
    }
    return [(concept(snapshot, iri, language), evidence.get(iri, "")) for iri in concepts]

"""A document, a task or an edit as plain values for JSON: ``zeren show --format json``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from zeren.graph.store.documents.views import DocumentView, TargetView, TaskView, ThemeView
from zeren.loaders.records import Edit, Span


def document_json(document: DocumentView) -> dict[str, object]:
    """Return a document as plain values for JSON."""
    return {
        "id": document.id,
        "iri": document.iri,
        **{name.replace(" ", "_"): value for name, value in document.metadata.items()},
        "issuers": list(document.issuers),
        "format": document.format,
        "encoding": document.encoding,
        "notes": [asdict(note) for note in document.notes],
        "targets": [_target(document, target) for target in document.targets],
        "tasks": [task_json(document, task) for task in document.tasks],
    }


def task_json(document: DocumentView, task: TaskView) -> dict[str, object]:
    """Return a task as plain values for JSON, with the source words of each span."""
    content = asdict(task)
    content["quote"] = task.span.of(document.text)
    for kind in ("assignments", "mentions"):
        content[kind] = [_quoted(document, part) for part in content[kind]]
    content["targets"] = [_target(document, target) for target in task.targets]
    content["sectors"] = [_theme(document, sector) for sector in task.sectors]
    content["themes"] = [_theme(document, theme) for theme in task.themes]
    return content


def edit_json(document: DocumentView, edit: Edit) -> dict[str, object]:
    """Return an edit as plain values for JSON, with its line and column."""
    line, column = document.place(edit.span.start)
    return {**asdict(edit), "line": line, "column": column}


def _quoted(document: DocumentView, part: dict[str, object]) -> dict[str, object]:
    span: Sequence[int] = part["span"]  # type: ignore[assignment]
    return {**part, "quote": Span(*span).of(document.text)}


def _target(document: DocumentView, target: TargetView) -> dict[str, object]:
    content = asdict(target)
    content["sign"] = target.sign
    content["value"] = _number(target.value)
    content["upper_value"] = _number_or_none(target.upper_value)
    content["base_value"] = _number_or_none(target.base_value)
    return _quoted(document, content)


def _theme(document: DocumentView, theme: ThemeView) -> dict[str, object]:
    words = [_quoted(document, {"span": span}) for span in theme.evidence]
    return {**asdict(theme), "evidence": words}


def _number_or_none(value: str | None) -> int | float | None:
    return None if value is None else _number(value)


def _number(value: str) -> int | float:
    return float(value) if "." in value else int(value)

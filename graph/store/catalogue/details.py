"""What a reading did beside the statements: how the text was decoded, cleaned, and doubted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zeren.loaders.records import Edit, Note, PolicyDocument, Span

_Row = list[Any]


@dataclass(frozen=True, slots=True)
class Details:
    """The format and the encoding of a file, what cleaning did to its text, and the notes."""

    format: str
    encoding: str
    edits: tuple[Edit, ...]
    notes: tuple[Note, ...]


def written(document: PolicyDocument) -> bytes:
    """Return the details of *document* as JSON, an array for each edit and for each note."""
    content = {
        "format": document.format,
        "encoding": document.encoding,
        "edits": [_edit_row(edit) for edit in document.edits],
        "notes": [_note_row(note) for note in document.notes],
    }
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return body.encode("utf-8") + b"\n"


def read(data: bytes) -> Details:
    """Read the bytes that :func:`written` made. Raises ValueError."""
    try:
        content = json.loads(data)
        edits = tuple(_edit(*row) for row in content["edits"])
        notes = tuple(_note(*row) for row in content["notes"])
        return Details(str(content["format"]), str(content["encoding"]), edits, notes)
    except (KeyError, TypeError) as error:
        raise ValueError(f"these are no details of a reading: {error!r}") from error


def modern(data: bytes) -> bytes:
    """Return details of the first format, an object for each edit, as arrays. Raises ValueError."""
    content = json.loads(data)
    for name in ("edits", "notes"):
        content[name] = [list(each.values()) for each in content.get(name, ())]
    content.setdefault("format", "txt")
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def _edit_row(edit: Edit) -> _Row:
    row = [edit.kind, *edit.span, edit.before, edit.after, edit.reason]
    return [*row, edit.status, edit.margin, edit.lost_digits]


def _edit(kind: str, start: int, end: int, *rest: Any) -> Edit:
    return Edit(kind, Span(start, end), *rest)


def _note_row(note: Note) -> _Row:
    return [note.code, note.message, *(note.span or (None, None))]


def _note(code: str, message: str, start: int | None, end: int | None) -> Note:
    return Note(code, message, None if start is None or end is None else Span(start, end))


__all__: Sequence[str] = ("Details", "modern", "read", "written")

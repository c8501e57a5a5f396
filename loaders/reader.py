"""The main job of the room: one file's bytes to one document's records."""

from __future__ import annotations

import hashlib
from bisect import bisect_left

from zeren.loaders.aligned import AlignedText
from zeren.loaders.cleaning import clean
from zeren.loaders.extraction.assignments import Draft, read_assignments
from zeren.loaders.frontmatter import read_front_matter
from zeren.loaders.numbering import find_marks
from zeren.loaders.outline import Item, heading, lead_title, read_outline
from zeren.loaders.records import (
    Assignment,
    Edit,
    Metadata,
    Note,
    PolicyDocument,
    Section,
    Task,
)
from zeren.loaders.sources.text import decode

ID_LENGTH = 12
"""Hex digits of the SHA-256 that name a document without an id of its own."""


def load(data: bytes, metadata: Metadata | None = None) -> PolicyDocument:
    """Read a plan from the bytes of its file.

    A pure function: the same bytes and metadata give the same document, on any machine.
    What *metadata* states wins over what the text says of itself. Raises a subclass of
    :class:`~zeren.loaders.errors.ReadError` when the bytes are no text that can be read.
    """
    given = metadata or Metadata()
    digest = hashlib.sha256(data).hexdigest()
    decoded = decode(data, given.encoding)
    cleaned = clean(decoded.text)
    text = cleaned.text
    front = read_front_matter(text, _first_mark(text))
    outline = read_outline(text, front.body)
    if not outline.tasks and front.body:
        outline = read_outline(text)
    assignments, doubtful = read_assignments(text, outline)
    aligned = cleaned.aligned
    numbers = {id(item): index for index, item in enumerate(outline.sections)}
    sections = tuple(
        Section(
            number=item.mark.written,
            heading=heading(text, item),
            parent=_index(numbers, item.parent),
            span=aligned.source_span(item.mark.start, _heading_end(text, item)),
        )
        for item in outline.sections
    )
    damage = _Damage(cleaned.edits)
    tasks = tuple(
        _task(text, aligned, position, item, drafts, _index(numbers, item.parent), damage)
        for position, (item, drafts) in enumerate(
            zip(outline.tasks, assignments, strict=True), start=1
        )
    )
    notes = [
        Note("unread-unit", f"no unit read from “{words}”", aligned.source_span(c.start, c.end))
        for c in doubtful
        for words in c.unreadable
    ]
    if decoded.replaced:
        notes.append(Note("undecodable", f"{decoded.replaced} bytes fit no character"))
    if not tasks:
        notes.append(Note("no-tasks", "no numbered task was found"))
    return PolicyDocument(
        id=given.id or digest[:ID_LENGTH],
        title=given.title or front.title,
        issuer=given.issuer or front.issuer,
        jurisdiction=given.jurisdiction or front.jurisdiction,
        level=given.level or front.level,
        issued=given.issued or front.issued,
        document_number=given.document_number or front.document_number,
        period=front.period,
        source_file=given.source_file,
        sha256=digest,
        encoding=decoded.encoding,
        text=decoded.text,
        sections=sections,
        tasks=tasks,
        edits=cleaned.edits,
        notes=tuple(notes),
    )


def _first_mark(text: str) -> int:
    return next((mark.start for mark in find_marks(text[:20_000]) if mark.line_start), 0)


def _index(numbers: dict[int, int], item: Item | None) -> int | None:
    return numbers[id(item)] if item is not None else None


def _heading_end(text: str, item: Item) -> int:
    words = heading(text, item)
    start = text.index(words, item.body) if words else item.body
    return start + len(words)


class _Damage:
    """The places of the source where figures are lost."""

    def __init__(self, edits: tuple[Edit, ...]) -> None:
        self._places = sorted(edit.span.start for edit in edits if edit.lost_digits)

    def inside(self, start: int, end: int) -> bool:
        """Say whether one of the places lies in ``source[start:end]``."""
        index = bisect_left(self._places, start)
        return index < len(self._places) and self._places[index] < end


def _task(
    text: str,
    aligned: AlignedText,
    position: int,
    item: Item,
    drafts: list[Draft],
    section: int | None,
    damage: _Damage,
) -> Task:
    span = aligned.source_span(item.mark.start, item.end)
    return Task(
        position=position,
        number=str(item.mark.ordinal),
        title=lead_title(text, item),
        text=text[item.body : item.end].strip(),
        section=section,
        span=span,
        assignments=tuple(
            Assignment(
                role=draft.party.role,
                name_as_written=draft.party.surface,
                local_name=draft.party.name,
                office=draft.party.office,
                collective=draft.party.collective,
                order=order,
                basis=draft.basis,
                rule=draft.rule,
                span=aligned.source_span(draft.party.start, draft.party.end),
            )
            for order, draft in enumerate(drafts, start=1)
        ),
        damaged=damage.inside(*span),
    )

"""The main job of the room: one file's bytes to one document's records."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from zeren.loaders.assignments import read_assignments
from zeren.loaders.cleaning import clean
from zeren.loaders.commitments import Recorder, within
from zeren.loaders.records import Metadata, Note, PolicyDocument, Section, Task
from zeren.loaders.sources import extract
from zeren.loaders.structure.front_matter import first_number, read_front_matter
from zeren.loaders.structure.genres import no_plan
from zeren.loaders.structure.numbering import find_marks
from zeren.loaders.structure.origin.notes import origin_notes
from zeren.loaders.structure.origin.reading import issuers_named
from zeren.loaders.structure.outline import Item, Outline, heading, read_outline
from zeren.loaders.structure.rejoining import rejoin_names
from zeren.loaders.structure.tables.grids import Tables, moved, read_tables
from zeren.loaders.themes.plans import Plan
from zeren.ontology.schemes import Scheme

ID_LENGTH = 12
"""Hex digits of the SHA-256 that name a document without an id of its own."""

_NOTHING = Outline((), ())
_HEAD = 20_000
"""Characters in which the first number of a plan stands, where it has one."""


def load(
    data: bytes, metadata: Metadata | None = None, schemes: Sequence[Scheme] | None = None
) -> PolicyDocument:
    """Read a plan from the bytes of its file.

    A pure function: the same bytes and metadata give the same document, on any machine.
    What *metadata* states wins over what the text says of itself. *schemes* are themes of a
    user's own, instead of the built-in ones or with them. Raises a subclass of
    :class:`~zeren.loaders.errors.ReadError` when the bytes hold no text that can be read.
    """
    given = metadata or Metadata()
    digest = hashlib.sha256(data).hexdigest()
    source = extract(data, given.encoding)
    cleaned = clean(source.text)
    cleaned = rejoin_names(cleaned, source.grids)
    aligned, text = cleaned.aligned, cleaned.text
    tables = read_tables(text, moved(aligned, source.grids)) if source.grids else Tables()
    marks = find_marks(text)
    numbered = first_number(text, marks)
    first = min([*filter(None, [numbered]), *tables.starts()[:1]], default=0)
    front = read_front_matter(
        text,
        first if first < _HEAD else 0,
        fields_until=numbered,
        stated=source.stated,
        urls=tuple(filter(None, (given.url, *source.urls))),
        file_name=given.source_file,
        infer=given.infer,
    )
    origin = front.origin
    other = None if given.as_plan else no_plan(text)
    outline = _NOTHING if other else read_outline(text, front.body, marks, tables)
    if not outline.tasks and front.body and not other:
        outline = read_outline(text, marks=marks, tables=tables)
    readings = read_assignments(text, outline)
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
    issuers = issuers_named(given.issuer) if given.issuer else origin.issuers
    recorder = Recorder(
        aligned,
        cleaned.edits,
        period=front.period,
        issued=given.issued or front.issued,
        known=sorted({d.party.name for reading in readings for d in reading.drafts}),
        schemes=schemes,
        plan=Plan(given.title or front.title, issuers),
    )
    tasks = recorder.tasks(
        outline.tasks, readings, [_index(numbers, item.parent) for item in outline.tasks]
    )
    notes = [note for task in tasks for note in task.notes if note.code != "no-date"]
    notes += source.notes
    if source.replaced:
        notes.append(Note("undecodable", f"{source.replaced} bytes fit no character"))
    notes += origin_notes(origin, given, aligned)
    if front.others:
        notes.append(Note("several-plans", several_plans(front.others)))
    if recorder.inferred and _names_days(tasks):
        words = f"days are read as of {recorder.inferred}, the year that the text names most"
        notes.append(Note("year-inferred", words))
    if other:
        notes.append(Note("no-plan", f"this is {other.said}, no plan: no task is read"))
    elif not tasks:
        notes.append(Note("no-tasks", "no numbered task was found"))
    return PolicyDocument(
        id=given.id or digest[:ID_LENGTH],
        title=given.title or front.title,
        issuer=issuers[0] if issuers else None,
        issuers=issuers,
        jurisdiction=given.jurisdiction or origin.jurisdiction,
        jurisdiction_basis="given" if given.jurisdiction else origin.basis,
        level=given.level or origin.level,
        issued=given.issued or front.issued,
        document_number=given.document_number or front.document_number,
        url=given.url,
        row=given.row,
        index_number=front.index_number,
        topic_category=front.topic_category,
        genre=front.genre,
        validity=front.validity,
        addressees=front.addressees,
        copied_to=front.copied_to,
        period=front.period,
        source_file=given.source_file,
        sha256=digest,
        encoding=source.encoding,
        text=source.text,
        sections=sections,
        tasks=tasks,
        targets=tuple(
            target
            for start, end in _aims(outline, front.body)
            for target in recorder.targets(start, end, within(tables.ranges(), start, end))
        ),
        edits=cleaned.edits,
        notes=tuple(notes),
        format=source.format,
        places=source.places,
    )


def several_plans(others: Sequence[str]) -> str:
    """Return the note on a file that holds more plans than the one it is read as."""
    named = "、".join(f"《{name}》" for name in others)
    return (
        f"the notice passes on more plans: {named}; they are read as one document, as they have"
        " one number and one signature"
    )


def _names_days(tasks: Sequence[Task]) -> bool:
    return any(task.deadline or any(t.deadline for t in task.targets) for task in tasks)


def _index(numbers: dict[int, int], item: Item | None) -> int | None:
    return numbers[id(item)] if item is not None else None


def _heading_end(text: str, item: Item) -> int:
    if item.mark.until is not None:
        return item.mark.until
    words = heading(text, item)
    start = text.index(words, item.body) if words else item.body
    return start + len(words)


def _aims(outline: Outline, body: int) -> list[tuple[int, int]]:
    """Return where the document states its aims: before its first item, and in items of aims."""
    if not outline.tasks:
        return []
    items = [*outline.sections, *outline.tasks, *outline.aims]
    first = min(item.mark.start for item in items)
    preamble = [(body, first)] if body < first else []
    return [*preamble, *((item.body, item.end) for item in outline.aims)]

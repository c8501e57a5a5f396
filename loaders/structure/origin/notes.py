"""Notes on where a plan's issuer, place and level come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from zeren.loaders.records import Metadata, Note, Span
from zeren.loaders.structure.origin.evidence import Evidence, Origin
from zeren.loaders.text.aligned import AlignedText


def origin_notes(origin: Origin, given: Metadata, aligned: AlignedText) -> list[Note]:
    """Return one note for each piece of evidence taken, and for each that contradicts.

    The code is ``origin-issuer``, ``-jurisdiction``, ``-level``, ``-issued``, ``-title`` or
    ``-number`` (and ``origin-contradiction``); the message begins with the id of the rule. What
    the sidecar states is noted under the rule ``sidecar``. ``origin-missing`` says what a
    manifest would have to state.
    """
    stated = {
        "title": given.title,
        "number": given.document_number,
        "issuer": given.issuer,
        "jurisdiction": given.jurisdiction,
        "level": given.level,
        "issued": given.issued,
    }
    notes = [
        Note(f"origin-{about}", f"sidecar: {value}") for about, value in stated.items() if value
    ]
    for each in origin.evidence:
        if not stated[each.about]:
            notes.append(_note(f"origin-{each.about}", each, aligned))
    if not given.jurisdiction:
        notes += [_note("origin-contradiction", each, aligned) for each in origin.contradictions]
        if origin.missing:
            notes.append(Note("origin-missing", origin.missing))
    return notes


class PlaceEvidence(NamedTuple):
    """What told the place of a plan: the rule, the place that it speaks for, and where it stands.

    ``span`` is None where it stands outside the text.
    """

    rule: str
    place: str
    span: Span | None


def place_evidence(notes: Iterable[Note]) -> list[PlaceEvidence]:
    """Return the evidence of a document's place that :func:`origin_notes` noted, in order."""
    found: list[PlaceEvidence] = []
    for note in notes:
        if note.code == "origin-jurisdiction":
            rule, _, place = note.message.partition(": ")
            found.append(PlaceEvidence(rule, place, note.span))
    return found


def _note(code: str, evidence: Evidence, aligned: AlignedText) -> Note:
    span = None
    if evidence.start < evidence.end:
        span = aligned.source_span(evidence.start, evidence.end)
    return Note(code, f"{evidence.rule}: {evidence.value}", span)

"""Notes on where a plan's issuer, place and level come from."""

from __future__ import annotations

from zeren.loaders.records import Metadata, Note
from zeren.loaders.structure.origin import Evidence, Origin
from zeren.loaders.text.aligned import AlignedText


def origin_notes(origin: Origin, given: Metadata, aligned: AlignedText) -> list[Note]:
    """Return one note for each piece of evidence taken, and for each that contradicts.

    The code is ``origin-issuer``, ``-jurisdiction``, ``-level`` or ``-issued`` (and
    ``origin-contradiction``); the message begins with the id of the rule. What the
    sidecar states is noted under the rule ``sidecar``.
    """
    stated = {
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
    notes += [_note("origin-contradiction", each, aligned) for each in origin.contradictions]
    return notes


def _note(code: str, evidence: Evidence, aligned: AlignedText) -> Note:
    span = None
    if evidence.start < evidence.end:
        span = aligned.source_span(evidence.start, evidence.end)
    return Note(code, f"{evidence.rule}: {evidence.value}", span)

"""From the text as decoded to the text that can be read, with the way back.

Each kind of noise has a module of its own: ``KIND``, a docstring that says what the
noise is, what the rule is and what it costs, and ``changes(text)``. The steps run one
after the other, each on the result of the one before; the order matters:

1. ``lines`` first, so that all others know one line end and one blank;
2. ``ruby`` before ``byte_slip``, whose windows would be cut by the notes;
3. ``byte_slip`` before ``lost_spaces``: what is left of its ``?`` is flagged damage;
4. ``lost_spaces`` before ``script``, which has no opinion on either;
5. ``script`` before the word lists of ``furniture`` and ``ocr``, which are simplified;
6. ``furniture`` before ``chunk_marks``: what stands around a document is no chunk;
7. ``ocr`` before ``width``, as a half-width character is the sign of some slips.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from zeren.loaders.cleaning import (
    chunk_marks,
    furniture,
    lines,
    lost_spaces,
    ocr,
    ruby,
    script,
    width,
)
from zeren.loaders.cleaning.byte_slip import repair
from zeren.loaders.records import Edit
from zeren.loaders.text.aligned import AlignedText, Change


class Step(NamedTuple):
    """One kind of noise: its id, as it stands in every edit, and what finds it.

    ``changes`` returns the changes to a text, in order and not overlapping.
    """

    kind: str
    changes: Callable[[str], list[Change]]


STEPS = (
    Step(lines.KIND, lines.changes),
    Step(ruby.KIND, ruby.changes),
    Step("byte_slip", repair.changes),
    Step(lost_spaces.KIND, lost_spaces.changes),
    Step(script.KIND, script.changes),
    Step(furniture.KIND, furniture.changes),
    Step(chunk_marks.KIND, chunk_marks.changes),
    Step(ocr.KIND, ocr.changes),
    Step(width.KIND, width.changes),
)


class Cleaned(NamedTuple):
    """A cleaned text that knows its source, and all that was changed or flagged.

    The edits stand in source order; their spans are offsets into the source. A step
    that works on the result of another one reports the source under both.
    """

    aligned: AlignedText
    edits: tuple[Edit, ...]

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.aligned.text


def clean(text: str) -> Cleaned:
    """Return *text* without the noise of all steps. A clean text comes back as it is."""
    aligned = AlignedText.of(text)
    edits: list[Edit] = []
    for step in STEPS:
        found = step.changes(aligned.text)
        if found:
            edits += aligned.explain(step.kind, found)
            aligned = aligned.edit(found)
    edits.sort(key=lambda edit: edit.span)
    return Cleaned(aligned, tuple(edits))

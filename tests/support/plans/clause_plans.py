"""Plans made of nothing but clauses: tasks one below the other, read as a document is."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.loaders.assignments import Draft, read_assignments
from zeren.loaders.cleaning import lines, script, width
from zeren.loaders.structure.numbering import Kind, Mark
from zeren.loaders.structure.outline import Item, Outline
from zeren.loaders.text.aligned import AlignedText


def cleaned(text: str) -> str:
    """Return *text* as the extraction is given it; steps that look at a whole page stay out."""
    aligned = AlignedText.of(text)
    for step in (lines, script, width):
        aligned = aligned.edit(step.changes(aligned.text))
    return aligned.text


def read_tasks(tasks: Sequence[str], preamble: str = "") -> list[list[Draft]]:
    """Return the assignments of each of *tasks*, numbered from 1 below the preamble.

    The outline is given, not found, so that a case about clauses fails for its clauses.
    """
    text = cleaned(preamble) + "\n"
    items = []
    for number, task in enumerate(tasks, start=1):
        start = len(text)
        text += f"{number}."
        body = len(text)
        text += cleaned(task)
        mark = Mark(Kind.ARABIC, number, start, body, str(number), line_start=True)
        items.append(Item(mark, None, body, len(text)))
        text += "\n"
    return [list(task.drafts) for task in read_assignments(text, Outline((), tuple(items)))]

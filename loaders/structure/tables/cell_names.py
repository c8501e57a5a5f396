"""Names of units that a line break inside a cell took apart: 住房和城乡 ⏎ 建设局.

Noise: narrow columns make their writers, and the programs that saved the table, break a name
where the cell ends.

Rule: a break goes when the words around it, joined, are the name of a unit, and either the words
before it or behind it alone are none, or what a department is called stands across the break.

Cost: two lines that happen to make up a name. Cells with a full stop are left alone: they are
prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.loaders.cleaning import Cleaned
from zeren.loaders.names import lexicon
from zeren.loaders.sources.extracted import Grid
from zeren.loaders.text.aligned import Change
from zeren.loaders.text.brackets import fold

KIND = "cell_names"

_LONGEST_CELL = 400
_BREAK = re.compile(r"[ \u3000]*\n[ \u3000]*")
_APART = re.compile(r"[、,;:/\s()]")


def rejoin_names(cleaned: Cleaned, grids: Sequence[Grid]) -> Cleaned:
    """Return *cleaned* without the breaks inside names; *grids* have spans of the source."""
    aligned, text = cleaned.aligned, cleaned.text
    changes: list[Change] = []
    for grid in grids:
        for cell in grid.cells:
            if cell.span.end - cell.span.start < 3:
                continue
            start, end = aligned.text_range(cell.span)
            words = text[start:end]
            if "\n" in words.strip() and len(words) <= _LONGEST_CELL and "。" not in words:
                changes += _changes(fold(words), start)
    if not changes:
        return cleaned
    edits = sorted([*cleaned.edits, *aligned.explain(KIND, changes)], key=lambda edit: edit.span)
    return Cleaned(aligned.edit(changes), tuple(edits))


def _changes(words: str, offset: int) -> list[Change]:
    found: list[Change] = []
    for gap in _BREAK.finditer(words):
        before = _APART.split(words[: gap.start()])[-1]
        behind = _APART.split(words[gap.end() :], maxsplit=1)[0]
        if not before or not behind or not lexicon.is_unit(before + behind):
            continue
        crosses = lexicon.function_ending(before + behind) > len(behind)
        if lexicon.is_unit(before) and lexicon.is_unit(behind) and not crosses:
            continue
        found.append(
            Change(offset + gap.start(), offset + gap.end(), "", "line break inside a name")
        )
    return found

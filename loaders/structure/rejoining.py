"""Names of units that a line break took apart: 住房和城乡 ⏎ 建设局.

Noise: narrow columns make their writers, and the programs that saved the table, break a name
where the cell ends; a text with hard line ends breaks it inside the bracket of a clause.

Rule: a break goes when the words around it, joined, are the name of a unit or a label, and either
the words before it or behind it alone are none, or what a department is called stands across the
break. In running text the pieces must stand between the separators of a list, and a word of
clauses before them.

Cost: two lines that happen to make up a name. Cells with a full stop are left alone: they are
prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zeren.loaders.clauses.labels import is_label
from zeren.loaders.cleaning import Cleaned
from zeren.loaders.names import lexicon
from zeren.loaders.text.aligned import Change
from zeren.loaders.text.brackets import fold
from zeren.loaders.text.extracted import Grid

KIND = "cell_names"

_LONGEST_CELL = 400
_BREAK = re.compile(r"[ \u3000]*\n[ \u3000]*")
_APART = re.compile(r"[、,;:/\s()]")
_HAN = r"[\u4e00-\u9fff]"
_WRAPPED = re.compile(
    rf"(?<=[、,;:(\[])(?P<before>{_HAN}{{1,16}})(?P<gap>(?: {{0,2}}\n){{1,2}} {{0,2}})"
    rf"(?P<behind>{_HAN}{{1,16}})(?=[、,;:)\]])"
)
_OF_A_CLAUSE = re.compile(r"单位|部门|处室|科室|牵头|责任|负责|配合|主办|协办")
_LOOK_BACK = 300
_REASON = "line break inside a name"


def rejoin_names(cleaned: Cleaned, grids: Sequence[Grid]) -> Cleaned:
    """Return *cleaned* without the breaks inside names; *grids* have spans of the source."""
    aligned, text = cleaned.aligned, cleaned.text
    changes: list[Change] = [] if grids else list(_wrapped(fold(text)))
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


def _wrapped(folded: str) -> Iterator[Change]:
    """Yield the breaks inside names of lists in running text."""
    for found in _WRAPPED.finditer(folded):
        before, behind = found.group("before"), found.group("behind")
        sentence = folded[max(0, found.start() - _LOOK_BACK) : found.start()]
        in_clause = _OF_A_CLAUSE.search(sentence[sentence.rfind("。") + 1 :])
        # Behind a line of prose a list may begin: …记录报送 ⏎ 教育部、财政部.
        begins = lexicon.is_unit(behind) and not _crosses(before, behind)
        broken = in_clause and not begins and _is_broken(before, behind)
        if is_label(before + behind) or broken:
            yield Change(*found.span("gap"), "", _REASON)


def _is_broken(before: str, behind: str) -> bool:
    if not lexicon.is_unit(before + behind):
        return False
    return _crosses(before, behind) or not (lexicon.is_unit(before) and lexicon.is_unit(behind))


def _crosses(before: str, behind: str) -> bool:
    """Say whether what a department is called stands across the break."""
    return lexicon.function_ending(before + behind) > len(behind)


def _changes(words: str, offset: int) -> list[Change]:
    found: list[Change] = []
    for gap in _BREAK.finditer(words):
        before = _APART.split(words[: gap.start()])[-1]
        behind = _APART.split(words[gap.end() :], maxsplit=1)[0]
        if before and behind and _is_broken(before, behind):
            found.append(Change(offset + gap.start(), offset + gap.end(), "", _REASON))
    return found

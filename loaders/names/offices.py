"""Inner offices and second plates, which stand in a bracket behind a name: 甲局（综合科）."""

from __future__ import annotations

import re
from typing import NamedTuple

from zeren.loaders.names import lexicon
from zeren.loaders.names.persons import is_person

_IN_BRACKET = re.compile(r"(?P<name>[^()\[\]<>]{2,}?)[(\[<](?P<office>[^()\[\]<>]+)[)\]>]")
_REMARK = re.compile(r"含|包括|负责|除|限|原|以下简称|不含|按")


class Written(NamedTuple):
    """A name as it is written: where the name itself ends, and the office in its bracket."""

    name_end: int
    office: tuple[int, int] | None = None
    person: bool = False

    def moved(self, by: int) -> Written:
        """Return the same *by* characters farther on."""
        office = (self.office[0] + by, self.office[1] + by) if self.office else None
        return Written(self.name_end + by, office, self.person)


def written(words: str, *, collective: bool) -> Written:
    """Return how *words* (folded), a name, are written; ``person`` where its bracket holds one.

    A remark (甲局（含下属单位）) is neither office nor name; a kind of place (区县（市）) is part
    of the name.

    >>> written("市教育局(体卫艺科)", collective=False).office
    (5, 9)
    """
    within = _IN_BRACKET.fullmatch(words)
    if within is None:
        return Written(len(words))
    office = within.group("office")
    if _REMARK.match(office):
        return Written(within.end("name"))
    if collective or lexicon.is_place_words(office):
        return Written(len(words))
    return Written(within.end("name"), within.span("office"), is_person(office))

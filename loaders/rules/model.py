"""One model of a rule: what it looks for, what it gives, what it must leave alone, what it costs.

A rule's *pattern* is written in named parts (``{LABEL}{ANY}*``): what a reader is shown is what
runs, :meth:`Rule.compiled` only puts each part's own pattern in its place. The patterns of clauses
are over the kinds of tokens, one letter each; those of other rules over the folded text. A rule
that is read step by step, by no one pattern, has none, and its ``shape`` says what is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

Kind = Literal["clause", "target", "deadline", "mention", "refusal", "origin", "cleaning"]

KINDS: Final[dict[Kind, str]] = {
    "clause": "责任条款",
    "target": "目标",
    "deadline": "时限",
    "mention": "提及",
    "refusal": "不作目标的数字",
    "origin": "文件出处",
    "cleaning": "清理",
}
"""The kinds of rules, with their Chinese names."""

_PART = re.compile(r"\{([A-Z]+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of reading.

    ``gives`` is what the example gives, in order: (name, role) of a clause, (comparator, value,
    measure) of a target, a name of a mention. ``where`` is the place that a clause's rule looks at.
    """

    id: str
    shape: str
    example: str
    gives: tuple[tuple[str, ...], ...]
    counter_example: str
    cost: str
    kind: Kind = "clause"
    where: str = ""
    pattern: str = ""
    parts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def name(self) -> str:
        """The name in the graph, of its own among all kinds: ``mention-level``."""
        return self.id if self.kind == "clause" else f"{self.kind}-{self.id}"

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern with its parts in place. Raises KeyError for an unknown part."""
        return _compiled(self.pattern, tuple(sorted(self.parts.items())))

    def fits(self, words: str) -> bool:
        """Say whether the pattern matches the whole of *words*."""
        return self.compiled().fullmatch(words) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str, parts: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    table = dict(parts)
    return re.compile(_PART.sub(lambda found: f"(?:{table[found.group(1)]})", pattern))


def first_that_fits(rules: Iterable[Rule], words: str) -> Rule | None:
    """Return the first of *rules* that matches the whole of *words*, or None."""
    return next((rule for rule in rules if rule.fits(words)), None)

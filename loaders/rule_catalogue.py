"""All rules by which a plan is read, of all kinds, in one table."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache

from zeren.loaders import cleaning
from zeren.loaders.clauses.rules import RULES
from zeren.loaders.mentions.rules import MENTION_RULES
from zeren.loaders.rules.model import Rule
from zeren.loaders.structure.origin.rules import ORIGIN_RULES
from zeren.loaders.targets.rules import DEADLINE_RULES, REFUSALS, TARGET_RULES


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return all rules: of clauses, targets, deadlines, mentions, refusals, origins, cleaning.

    >>> all_rules()[0].name
    'bracket-label'
    """
    return (
        *RULES,
        *TARGET_RULES,
        *DEADLINE_RULES,
        *MENTION_RULES,
        *REFUSALS,
        *ORIGIN_RULES,
        *_cleaning(),
    )


@cache
def by_name() -> dict[str, Rule]:
    """Return all rules by the names that they have in the graph."""
    return {rule.name: rule for rule in all_rules()}


def _cleaning() -> Iterator[Rule]:
    """Yield a rule for each step of cleaning, in the words of its own module."""
    for step in cleaning.STEPS:
        module = inspect.getmodule(step.changes)
        says = inspect.getdoc(module) or ""
        yield Rule(
            step.kind,
            _paragraph(says, "Rule") or says.partition("\n")[0],
            _paragraph(says, "Noise"),
            (),
            "",
            _paragraph(says, "Costs?"),
            kind="cleaning",
        )


def _paragraph(says: str, word: str) -> str:
    found = re.search(rf"(?ms)^{word}: (.*?)(?:\n\n|\Z)", says)
    return " ".join(found.group(1).split()) if found else ""

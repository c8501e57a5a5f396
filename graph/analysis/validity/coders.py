"""How far coders agree on tasks, by category: people with each other, and Zeren with them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from zeren.graph.analysis.measures.agreement.kappa import kappa_sums
from zeren.graph.analysis.measures.agreement.krippendorff import alpha_sums
from zeren.graph.analysis.measures.agreement.resampling import DRAWS, Estimate, resampled_sums

Codes = Mapping[str, frozenset[tuple[str, ...]]]
"""What one coder gave one task: by category the codes; a category that is not coded is missing."""
Coding = Mapping[Hashable, Codes]
"""What one coder gave, by task."""

ZEREN = "zeren"
CLOSED = ("sectors", "themes")
"""Categories of which a coder chooses from a list: whether each code is given is a decision."""
ROLES_OF = "units"
"""The category in which each unit that anybody names has a role, or none."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of some coders on one category.

    ``tasks`` are those that all of them coded (alpha takes those of any two). ``kappa`` is
    Cohen's for two coders and Fleiss' for more; None where the category has no decisions to
    count, as any name may be given. ``alpha`` is Krippendorff's on sets, task by task.
    """

    category: str
    coders: tuple[str, ...]
    tasks: int
    kappa: Estimate | None
    alpha: Estimate


def agreements(
    coders: Mapping[str, Coding], *, draws: int = DRAWS, seed: int = 0
) -> tuple[Agreement, ...]:
    """Return the agreement of the people among *coders*, and of Zeren with each of them.

    The coder named :data:`ZEREN` is Zeren. Intervals are from tasks drawn anew. Kappa counts
    decisions: for sectors and themes whether each code that anybody used is given, for units
    which role each unit has that anybody names in the task, "" for none. Names that nobody
    gave are no decisions, so that kappa of units is a strict figure.
    """
    people = tuple(name for name in coders if name != ZEREN)
    groups = [people] if len(people) > 1 else []
    groups += [(name, ZEREN) for name in people if ZEREN in coders]
    categories = dict.fromkeys(
        category for coding in coders.values() for codes in coding.values() for category in codes
    )
    return tuple(
        found
        for group in groups
        for category in categories
        if (found := _agreement(category, group, coders, draws, seed))
    )


def _agreement(
    category: str, group: tuple[str, ...], coders: Mapping[str, Coding], draws: int, seed: int
) -> Agreement | None:
    tasks = sorted({task for name in group for task in coders[name]}, key=str)
    items = [[coders[name].get(task, {}).get(category) for name in group] for task in tasks]
    items = [item for item in items if sum(codes is not None for codes in item) > 1]
    if not items:
        return None
    whole = [
        [codes for codes in item if codes is not None]
        for item in items
        if all(codes is not None for codes in item)
    ]
    kappa = None
    if whole and (category in CLOSED or category == ROLES_OF):
        used = sorted({code for item in whole for codes in item for code in codes})
        decisions = [_decisions(category, item, used) for item in whole]
        kappa = resampled_sums(*kappa_sums(decisions), draws=draws, seed=seed)
    alpha = resampled_sums(*alpha_sums(items, "sets"), draws=draws, seed=seed)
    return Agreement(category, group, len(whole), kappa, alpha)


def _decisions(
    category: str, item: Sequence[frozenset[tuple[str, ...]]], used: Sequence[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Return what each coder decided, decision after decision, for one task."""
    if category == ROLES_OF:
        names = sorted({code[0] for codes in item for code in codes})
        return [
            tuple("+".join(sorted(code[1] for code in codes if code[0] == name)) for codes in item)
            for name in names
        ]
    return [tuple(str(code in codes) for codes in item) for code in used]

"""What speaks for a sector or a theme, in figures: the one place to tune the choice."""

from __future__ import annotations

from dataclasses import dataclass

LIMIT = 3
"""The most themes that a task gets."""
SECTOR_LIMIT = 2
"""The most sectors that a task gets."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the places of words count for, and how strong a sector or a theme must be.

    The order is the genre's: a title says what the task is about; an untitled task says it in
    its first sentence; a heading is shared with the tasks beside it. The numbers are round, about
    half of them picked by F1 on annotated plans; docs/themes.md says what others would do.

    ``hint`` is the factor of a word that only hints (of a hidden label, of a field's word outside
    its field), of a name inside the name of a body (审计局), and of a name in a clause that tells
    the circumstances (围绕…).

    *Themes.* The strongest theme needs a score of ``first`` (a hint in the title). A further one
    needs ``share`` of the strongest's, though no more than ``enough`` (five clauses are no aside,
    however long the task), and no less than ``least``: one name in passing makes no theme. A theme
    of none of the plan's fields, nor of the task's sectors, needs ``foreign`` names.

    *Sectors.* Titles, first sentences and headings count ``sector_title``, ``sector_lead`` and
    ``sector_heading``. A word that other tasks of the plan have as well tells less (up to
    ``common`` less, in plans of ``few`` tasks or more), and each further clause counts ``fading``
    of the one before. The lead body of the clause adds ``lead_body`` to the sectors of its
    function, each other one ``body``, together no more than ``bodies``. The plan adds ``issuer``
    for what its issuers do, ``plan_title`` for what its title names, and ``plan_tasks`` times the
    share of its tasks that name the sector first; a sector with ``field`` of these is a field
    of the plan. The first sector needs ``sector_first``; a second one ``second`` of the first one's
    score, what the plan adds counted at ``second_prior``, and ``sector_least`` of its own.
    """

    title: float = 3.0
    lead: float = 2.0
    text: float = 1.0
    heading: float = 0.5
    hint: float = 0.2
    first: float = 0.75
    share: float = 0.5
    enough: float = 5.0
    least: float = 1.5
    foreign: int = 2
    sector_title: float = 1.5
    sector_lead: float = 1.25
    sector_heading: float = 1.0
    common: float = 0.6
    few: int = 4
    fading: float = 0.7
    lead_body: float = 1.0
    body: float = 0.4
    bodies: float = 1.5
    issuer: float = 1.0
    plan_title: float = 1.0
    plan_tasks: float = 2.0
    field: float = 1.0
    sector_first: float = 1.0
    second: float = 0.7
    second_prior: float = 0.25
    sector_least: float = 1.25


WEIGHTS = Weights()

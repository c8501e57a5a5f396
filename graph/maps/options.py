"""How a map opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

View = Literal["responsibility", "network", "department", "theme", "compare"]
VIEWS: tuple[View, ...] = get_args(View)
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class MapOptions:
    """What a reader sees first; on the page all of it can be changed.

    ``view`` is the picture: who carries which tasks (``responsibility``), who works with
    whom (``network``), the world of one ``department`` or ``theme``, two plans side by side
    (``compare``). ``focus`` is the IRI of a unit or a concept, ``compare`` the ids of two
    documents. An empty ``title`` stands for the title of the only plan, or the number of plans.
    """

    view: View = "responsibility"
    focus: str | None = None
    compare: tuple[str, str] | None = None
    lang: str = "zh"
    title: str = ""

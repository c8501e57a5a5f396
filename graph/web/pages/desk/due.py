"""What falls due, month by month: what is late, what comes next, and how it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from zeren.graph.desk.calendar import calendar
from zeren.graph.desk.due import DueItem, due
from zeren.graph.model.progress import status_of_tasks
from zeren.graph.web.lists.listing import Paged
from zeren.graph.web.parts.charts import months as months_of
from zeren.graph.web.parts.language import Language, words
from zeren.graph.web.served import ServedStore
from zeren.loaders.records import ROLES
from zeren.ontology.terms import BASE

WINDOWS: Final = ("late", "30", "90", "coming", "all")
"""What the page can show: what is late, the next days, all that comes, all there is."""
_PER_PAGE: Final = 100


class DueChoice:
    """What was asked: a window, words that a unit or task must have, a page, a day as today."""

    def __init__(self, parameters: Mapping[str, str], today: date) -> None:
        self.window = parameters.get("show", "")
        self.words = parameters.get("q", "").strip()[:100]
        unit = parameters.get("unit", "").strip()[:500]
        self.unit = unit if "://" in unit or not unit else f"{BASE}{unit}"
        number = parameters.get("page", "1")
        self.page = (
            int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
        )
        self.month = parameters.get("month", "")[:7]
        self.today = today

    def address(self, path: str = "/due", **changed: object) -> str:
        """Return the address of this choice with some of it *changed*."""
        now = {
            **{"show": self.window, "q": self.words, "unit": self.unit, "month": self.month},
            **changed,
        }
        query = urlencode({key: value for key, value in now.items() if value not in ("", 1)})
        return f"{path}?{query}" if query else path

    def takes(self, item: DueItem, window: str) -> bool:
        """Return whether *window* has *item*."""
        if window == "late":
            return item.state == "late"
        if window == "all":
            return True
        if item.day < self.today:
            return False
        return window == "coming" or item.day <= self.today + timedelta(days=int(window))


def items_of(snapshot: ServedStore, choice: DueChoice) -> list[DueItem]:
    """Return all that has a day and fits the words and the unit, the earliest first."""
    found = _all(snapshot, choice.today)
    if choice.unit:
        mine = {part.task for part in snapshot.source.assignments_of_unit(choice.unit)}
        found = [item for item in found if item.task in mine]
    if choice.words:
        found = [item for item in found if choice.words in _text(item)]
    return found


def in_window(found: Sequence[DueItem], choice: DueChoice) -> list[DueItem]:
    """Return the items of the window that was asked for; else what comes, or is late."""
    if choice.window not in WINDOWS:
        coming = any(choice.takes(item, "coming") for item in found)
        choice.window = "coming" if coming else "late"
    return [item for item in found if choice.takes(item, choice.window)]


def values(snapshot: ServedStore, language: Language, choice: DueChoice) -> Mapping[str, object]:
    """Return what the page shows."""
    w = words(language)
    every = items_of(snapshot, choice)
    found = in_window(every, choice)
    months = Counter(map(_month, found))
    if choice.month:
        found = [item for item in found if _month(item) == choice.month]
    paged = Paged.of(len(found), _PER_PAGE, choice.page)
    page, pages = paged.page, paged.pages
    shown = found[paged.begin : paged.end]
    return {
        "q": choice.words,
        "unit": snapshot.index.label(choice.unit) if choice.unit else "",
        "windows": [
            {
                "name": w[f"due_{window}"],
                "count": sum(choice.takes(item, window) for item in every),
                "address": choice.address(show=window, month=""),
                "here": window == choice.window,
            }
            for window in WINDOWS
        ],
        "hidden": [("show", choice.window), ("unit", choice.unit)],
        "count": len(found),
        "months": [
            {
                "month": month,
                "count": months[month],
                "items": [_row(snapshot, each) for each in group],
            }
            for month, group in groupby(shown, _month)
        ],
        "columns": months_of(months, lambda month: choice.address(month=month), [choice.month]),
        "page": page,
        "pages": pages,
        "previous": choice.address(page=page - 1) if page > 1 else None,
        "following": choice.address(page=page + 1) if page < pages else None,
        "calendar": choice.address("/due.ics"),
        "today": choice.today,
    }


def as_calendar(snapshot: ServedStore, choice: DueChoice) -> bytes:
    """Return what was asked for as a calendar."""
    return calendar(snapshot.facts, in_window(items_of(snapshot, choice), choice))


def _all(snapshot: ServedStore, today: date) -> list[DueItem]:
    kept = snapshot.kept
    key = ("due", today)
    if key not in kept:
        kept[key] = due(snapshot.facts, status_of_tasks(snapshot.reports), today)
    return kept[key]  # type: ignore[return-value]


def _month(item: DueItem) -> str:
    return f"{item.day:%Y-%m}"


def _text(item: DueItem) -> str:
    return " ".join([item.number, item.name, item.what, item.who(*ROLES)])


def _row(snapshot: ServedStore, item: DueItem) -> Mapping[str, object]:
    return {"item": item, "plan": snapshot.facts.documents[item.document].name}

"""What falls due as a calendar (iCalendar, RFC 5545), to subscribe to or to open once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Final

from zeren.graph.desk.due import DueItem
from zeren.graph.desk.words import STATES_ZH
from zeren.graph.model.facts import Facts
from zeren.graph.output.spans import harmless

_DONE: Final = "COMPLETED"
_UNTOLD: Final = datetime(2000, 1, 1, tzinfo=UTC)


def calendar(facts: Facts, items: Sequence[DueItem], name: str = "责任 · 到期") -> bytes:
    """Return *items* as a calendar of events of a whole day, none of which blocks time.

    An event keeps its UID as long as task and day are the same, so that a calendar that is read
    again updates what it has. It bears no time of writing: the same items give the same bytes.
    """
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//Zeren//zeren due//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", harmless(name))
    for item in items:
        document = facts.documents[item.document]
        event = Event()
        key = f"{item.task or item.document} {item.day}"
        event.add("uid", f"{sha256(key.encode()).hexdigest()[:32]}@zeren")
        issued = document.issued
        event.add("dtstamp", datetime.combine(issued, time(), UTC) if issued else _UNTOLD)
        event.add("dtstart", item.day)
        event.add("transp", "TRANSPARENT")
        head = f"{item.number} {item.name}".strip()
        event.add("summary", harmless(f"[{STATES_ZH[item.state]}] {head}"))
        lines = [
            item.what,
            item.who("lead", "responsible", "cooperating", "guiding"),
            f"文件：{document.name}",
            item.task or item.document,
        ]
        event.add("description", harmless("\n".join(filter(None, lines))))
        event.add("url", item.task or item.document)
        made.add_component(event)
    return bytes(made.to_ical())

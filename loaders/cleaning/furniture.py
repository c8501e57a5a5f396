"""What stands around a document on a web page: menus, buttons, licences, spam.

Noise: a saved page holds the site's own lines before, inside and behind the plan. The
last task would swallow the foot, and the first lines would pass for the title.

Rule: whole lines go, by the rules in ``furniture_rules``, each with examples and what
it costs. From a foot (a licence, a copyright line) or the mark of a sharing site that
the preview ends here, all that follows goes too, unless a line of it looks like part
of a plan. A file name alone on the first line is the title and loses its suffix.

Left alone: lines with the data of a publication, contacts of the notice, attachments,
and every line that is not furniture as a whole.

Cost: each rule names its own. Furniture that a text conversion glued to the end of a
sentence stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from zeren.loaders.cleaning.furniture_rules import (
    FILE_NAME,
    PLAN_LINE,
    PUBLICATION,
    RULES,
    Rule,
    Zone,
)
from zeren.loaders.text.aligned import Change

KIND = "furniture"

# A foot of more characters than that is no foot.
_LONGEST_FOOT = 4000


class _Line(NamedTuple):
    """A line of furniture, or a range of several, and what says so."""

    start: int
    end: int
    reason: str
    zone: Zone = "any"


def changes(text: str) -> list[Change]:
    """Return one removal for each line of furniture, with the blank lines behind it."""
    lines = _matching_lines(text)
    title = _title(text, lines)
    if title:
        lines = sorted(lines + _repeated(text, title, {line.start for line in lines}))
    found = [Change(line.start, line.end, "", line.reason) for line in _with_tail(text, lines)]
    if title:
        found.append(Change(*title.span("suffix"), "", "suffix of a file name"))
        found.sort(key=lambda change: change.start)
    return [change for change in found if change.start < change.end]


def _matching_lines(text: str) -> list[_Line]:
    """Return the lines that a rule takes for furniture, in order."""
    matches: dict[int, _Line] = {}
    characters = frozenset(text)
    for rule in RULES:
        for start, end in _candidates(text, characters, rule):
            line = text[start:end].strip()
            if (
                start not in matches
                and len(line) <= rule.longest
                and rule.pattern.match(line)
                and not PUBLICATION.search(line)
            ):
                matches[start] = _Line(start, end, rule.id, rule.zone)
    return sorted(matches.values())


def _candidates(text: str, characters: frozenset[str], rule: Rule) -> Iterator[tuple[int, int]]:
    """Yield the lines that hold one of the strings without which the rule cannot match.

    *characters* are those of *text*: for most strings they lack one, and no search is needed.
    """
    for needed in rule.needs:
        at = text.find(needed) if characters.issuperset(needed) else -1
        while at >= 0:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            yield text.rfind("\n", 0, at) + 1, end
            at = text.find(needed, end)


def _with_tail(text: str, lines: list[_Line]) -> list[_Line]:
    """Return what goes: the lines, the blank lines behind them, and what follows a foot."""
    removed: list[_Line] = []
    last: int | None = None
    for line in lines:
        end = _after_blank_lines(text, line.end)
        removed.append(line._replace(end=end))
        if line.zone == "any" or (line.zone == "foot" and len(text) - end > _LONGEST_FOOT):
            continue
        if last is None:
            last = _last_plan_line(text, {line.start for line in lines})
        if last < end:
            removed.append(_Line(end, len(text), f"behind {line.reason}"))
            break
    return _without_blank_lines_at_the_end(text, removed)


def _last_plan_line(text: str, furniture: set[int]) -> int:
    """Return where the last line starts that could be part of a plan, or -1."""
    end = len(text)
    while end >= 0:
        start = text.rfind("\n", 0, end) + 1
        if start not in furniture and PLAN_LINE.match(text, start, end):
            return start
        end = start - 1
    return -1


def _after_blank_lines(text: str, end: int) -> int:
    """Return where the first line behind *end* begins that is not blank."""
    stop = end
    while stop < len(text) and text[stop] in " \t\n":
        stop += 1
    return stop if stop == len(text) else max(end, text.rfind("\n", end, stop) + 1)


def _without_blank_lines_at_the_end(text: str, removed: list[_Line]) -> list[_Line]:
    """Take the blank lines in front along, where the removed lines are the last of the text."""
    if not removed or removed[-1].end != len(text):
        return removed
    first = len(removed) - 1
    while first and removed[first - 1].end == removed[first].start:
        first -= 1
    start = len(text[: removed[first].start].rstrip())
    if first and start < removed[first - 1].end:
        start = removed[first - 1].end
    return [*removed[:first], removed[first]._replace(start=start), *removed[first + 1 :]]


def _title(text: str, furniture: list[_Line]) -> re.Match[str] | None:
    """Return the first line that stays, where it is the name of a file."""
    start = _after_blank_lines(text, 0)
    for line in furniture:
        if line.start > start:
            break
        start = _after_blank_lines(text, line.end)
    end = text.find("\n", start)
    return FILE_NAME.match(text, start, len(text) if end < 0 else end)


def _repeated(text: str, title: re.Match[str], known: set[int]) -> list[_Line]:
    """Return the other lines that hold nothing but the name of the file."""
    again = re.compile(rf"^{re.escape(title[0])}[ \t]*$", re.MULTILINE)
    return [
        _Line(line.start(), line.end(), "file name again")
        for line in again.finditer(text, title.end())
        if line.start() not in known
    ]

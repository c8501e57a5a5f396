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

from zeren.loaders.aligned import Change
from zeren.loaders.cleaning.furniture_rules import FILE_NAME, PLAN_LINE, PUBLICATION, RULES, Rule

KIND = "furniture"

# A foot of more characters than that is no foot.
_LONGEST_FOOT = 4000

_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\n|\Z))*")


class _Removed(NamedTuple):
    """A range of the text that goes, and why."""

    start: int
    end: int
    reason: str


def changes(text: str) -> list[Change]:
    """Return one removal for each line of furniture, with the blank lines behind it."""
    lines = _matching_lines(text)
    removed = _with_tail(text, lines)
    found = [Change(start, end, "", reason) for start, end, reason in removed if start < end]
    return _title(text, removed) + found


def _matching_lines(text: str) -> list[tuple[_Removed, Rule]]:
    """Return the lines that a rule takes for furniture, in order."""
    matches: dict[int, tuple[_Removed, Rule]] = {}
    for rule in RULES:
        for start, end in _candidates(text, rule):
            line = text[start:end].strip()
            if (
                start not in matches
                and len(line) <= rule.longest
                and rule.pattern.match(line)
                and not PUBLICATION.search(line)
            ):
                matches[start] = (_Removed(start, end, rule.id), rule)
    return [matches[start] for start in sorted(matches)]


def _candidates(text: str, rule: Rule) -> Iterator[tuple[int, int]]:
    """Yield the lines that hold one of the strings without which the rule cannot match."""
    for needed in rule.needs:
        at = text.find(needed)
        while at >= 0:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            yield text.rfind("\n", 0, at) + 1, end
            at = text.find(needed, end)


def _with_tail(text: str, lines: list[tuple[_Removed, Rule]]) -> list[_Removed]:
    """Return what goes: the lines, the blank lines behind them, and what follows a foot."""
    removed: list[_Removed] = []
    last: int | None = None
    for line, rule in lines:
        end = _after_blank_lines(text, line.end)
        removed.append(_Removed(line.start, end, line.reason))
        if rule.zone == "any" or end == len(text):
            continue
        if rule.zone == "foot" and len(text) - end > _LONGEST_FOOT:
            continue
        if last is None:
            last = _last_plan_line(text, {line.start for line, _ in lines})
        if last < end:
            removed.append(_Removed(end, len(text), f"behind {rule.id}"))
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
    match = _BLANK_LINES.match(text, end)
    return match.end() if match else end


def _without_blank_lines_at_the_end(text: str, removed: list[_Removed]) -> list[_Removed]:
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


def _title(text: str, removed: list[_Removed]) -> list[Change]:
    """Return the removal of the suffix, where the first line that stays is a file name."""
    start = _after_blank_lines(text, 0)
    for line in removed:
        if line.start > start:
            break
        start = line.end
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    name = FILE_NAME.match(text, start, end)
    if not name:
        return []
    return [Change(name.start("suffix"), name.end("suffix"), "", "suffix of a file name")]

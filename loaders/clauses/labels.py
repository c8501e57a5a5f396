"""Labels before a list of units: 牵头单位：, 责任单位：, and the labels that end such a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from zeren.loaders.names import lexicon
from zeren.loaders.records import ROLES, Role
from zeren.ontology.vocabulary import words

# What may stand between a label and its colon: 责任单位及责任人：, 责任单位（处室）：.
_RIDER = (
    r"(?:(?:及|和|与|、|/)(?:责任人|负责人|责任领导|配合单位|责任单位|联系人|分工|完成时限))?"
    r"(?:[(\[][^()\[\]]{1,12}[)\]])?"
)
_BEFORE = " ,;。、\n([:—-–*●·"
# Words that make a label part of a sentence: 各责任单位：…, 由牵头单位：….
_OF_A_SENTENCE = re.compile(r"(?:各|由|与|向|报|送|对|和|相关|有关|明确|落实|其他|第[一二三])$")
_NOT_FIRST = ("要", "应", "须", "需")


class Label(NamedTuple):
    """A label at ``folded[start:end]``, colon included. ``role`` is None where no unit follows."""

    start: int
    end: int
    role: Role | None


@cache
def _pattern() -> re.Pattern[str]:
    roles = [
        f"(?P<{role}>{lexicon.any_of(words('zeren.ttl', f'zr:{role}', 'zr:clauseLabel'))})"
        for role in ROLES
    ]
    others = lexicon.any_of(words("zeren.ttl", "zr:roles", "zr:fieldLabel"))
    return re.compile(rf"(?:(?P<other>{others})|{'|'.join(roles)}){_RIDER} ?(?::|为(?!了)|是)?")


@cache
def _any_label() -> re.Pattern[str]:
    """Return a pattern of the bare labels, that scans ten times as fast as the whole one."""
    labels = {
        label for role in ROLES for label in words("zeren.ttl", f"zr:{role}", "zr:clauseLabel")
    }
    return re.compile(lexicon.any_of(labels.union(words("zeren.ttl", "zr:roles", "zr:fieldLabel"))))


def _candidates(folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what ``_pattern().finditer`` would: the whole pattern matches where a bare label is."""
    while bare := _any_label().search(folded, start, end):
        found = _pattern().match(folded, bare.start(), end)
        assert found is not None
        start = found.end()
        yield found


def find_labels(folded: str, start: int, end: int) -> list[Label]:
    """Return the labels in ``folded[start:end]`` that open a list of units or another field."""
    labels: list[Label] = []
    led = False
    for found in _candidates(folded, start, end):
        colon = found.group().endswith(":")
        opens = found.start() == start or folded[found.start() - 1] in _BEFORE
        if not (colon and opens) and not _units_follow(folded, found, end, opens=opens):
            continue
        role = next((r for r in ROLES if found.group(r)), None)
        led = led or "牵头" in found.group()
        if led and found.group().startswith(("主责", "主要责任")):
            role = "responsible"  # 牵头部门：…；主责单位：…: another leads
        labels.append(Label(found.start(), found.end(), role))
    return labels


def _units_follow(folded: str, found: re.Match[str], end: int, *, opens: bool) -> bool:
    """Say whether units follow a label that lacks its colon, or that words stand before.

    牵头单位甲局,责任单位乙局 · 年度实事责任部门:甲科. But 各责任单位:一要… is prose.
    """
    label = found.group().strip().rstrip(":")
    if found.group("other") or len(label) < 4:
        return False
    before = folded[max(0, found.start() - 4) : found.start()]
    if not opens and (not found.group().endswith(":") or _OF_A_SENTENCE.search(before)):
        return False
    stretch = folded[found.end() : min(end, found.end() + 60)].lstrip()
    first = re.split(r"[、,;。\n]", stretch, maxsplit=1)[0].strip()
    return lexicon.is_unit(first) and not first.startswith(_NOT_FIRST)

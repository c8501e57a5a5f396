"""Targets: the numbers that a text commits to, with comparator, value, measure and deadline.

The text is read sentence by sentence. The numbers of a sentence are found with their
measure words, those that commit to nothing are refused, and the rest are gathered in
*chains* (36小时、1.5小时以内), whose members share their comparator and take turns with the
indicators and deadlines that are listed before them (分别).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zeren.loaders.records import Comparator
from zeren.loaders.targets.comparators import (
    Level,
    Suffix,
    combine,
    is_change,
    prefix,
    suffix,
)
from zeren.loaders.targets.deadlines import Deadline, Governing, find_dates
from zeren.loaders.targets.indicators import (
    indicator_of,
    listed,
    shared_by,
)
from zeren.loaders.targets.quantities import ANY_NUMERAL, Quantity, find_quantities
from zeren.loaders.targets.refusals import Around, refusal
from zeren.loaders.text.brackets import fold
from zeren.loaders.text.spans import Spans, sentences

_QUOTED = re.compile(
    r"《[^《》\n]{1,80}》|〔[^〔〕\n]{1,20}〕|“[^“”\n]{1,30}”|‘[^‘’\n]{1,30}’|\"[^\"\n]{1,30}\""
)
_BREAKS = ",;:()"
_BRACKET = re.compile(r"\([^()]{0,60}\)")
_CONNECTED = re.compile(r"\s?(?:、|和|及|与|以及|或)\s?(?P<hold>不低于|不少于|达到?|至少)?\s?$")
_COMMA = re.compile(r"\s?[,;]\s?$")
_RESPECTIVELY = re.compile(r"分别|依次|各自")
_JOINS = ("及", "和", "与")
_GOES_ON = re.compile(r"[\u4e00-\u9fff)](?:及|和|与|以及)$")
_AT_VERB = re.compile(r"(?:至少|不少于|不低于)[\u4e00-\u9fff]{1,8}$")
_LOOK_BACK = 120
_LOOK_AHEAD = 40


_OF_A_LIST = frozenset({"award", "condition", "size-of-things"})
"""Reasons that hold for all numbers of one measure in a list (、)."""
_NO_BREAK = frozenset({"per", "part-of-name", "size-of-things", "age", "han-numeral"})
"""Refused numbers that belong to the words of the next one: 3岁以下婴幼儿托位数, 亿元以上项目."""


class TargetDraft(NamedTuple):
    """A target as read: what is promised (indicator), how much, and by when.

    ``value`` is in base figures (2.8万 is 28000), ``upper_value`` the end of a range;
    ``measure`` is the measure word, "" where none stands. ``start`` to ``end`` are offsets
    of the number, its measure and what stands behind it (以上), in the text that was read.
    ``rule`` is the id of the rule that read it, ``base`` where a change starts (由20天压缩到10天).
    """

    indicator: str
    comparator: Comparator
    value: Decimal
    upper_value: Decimal | None
    measure: str
    deadline: date | None
    rule: str
    start: int
    end: int
    base: Decimal | None = None


class _Found(NamedTuple):
    """A number that commits, with what stands around it."""

    quantity: Quantity
    around: Around
    suffix: Suffix | None
    linked: bool = False
    held: bool = False
    base: Decimal | None = None

    @property
    def end(self) -> int:
        return self.suffix.end if self.suffix else self.quantity.end


def find_targets(
    text: str,
    *,
    year: int | None,
    period: tuple[int, int] | None = None,
    skip: Sequence[tuple[int, int]] = (),
    damaged: Sequence[tuple[int, int]] = (),
    folded: str | None = None,
    dates: Sequence[Deadline] | None = None,
) -> list[TargetDraft]:
    """Return the targets of *text*, in the order in which their numbers stand.

    *year* is the year that relative deadlines mean, *period* the years of the plan. Numbers
    inside *skip* (responsibility clauses) and beside *damaged* places give nothing.

    *folded* is the text in one width (:func:`~zeren.loaders.text.brackets.fold`), where
    the caller has it already, *dates* what :func:`dates_of` found there.

    >>> [(t.comparator, str(t.value)) for t in find_targets("接种率达到90%以上。", year=None)]
    [('at-least', '90')]
    """
    folded = fold(text) if folded is None else folded
    found = dates_of(text, folded, year, period) if dates is None else dates
    governing = Governing(folded, found)
    reader = _Reader(text, folded, governing, Spans(skip), Spans(damaged))
    drafts: list[TargetDraft] = []
    for start, end in sentences(folded):
        if ANY_NUMERAL.search(text, start, end):
            drafts += reader.read(start, end)
    return drafts


def dates_of(
    text: str, folded: str, year: int | None, period: tuple[int, int] | None
) -> list[Deadline]:
    """Return the dates of *text*, *folded* in one width, that may govern its targets.

    That is without 全年 in a plan of several years: it may mean each of them.
    """
    if year is None and period is not None and period[0] == period[1]:
        year = period[0]
    dates = find_dates(folded, text, year)
    if period is not None and period[0] != period[1]:
        return [d for d in dates if d.rule != "whole-year"]
    return dates


def _without_brackets(folded: str) -> str:
    return _BRACKET.sub("", folded) if "(" in folded else folded


class _Reader:
    def __init__(
        self, text: str, folded: str, governing: Governing, skip: Spans, damaged: Spans
    ) -> None:
        self._text = text
        self._folded = folded
        self._governing = governing
        self._skip = skip
        self._damaged = damaged
        self._last_indicator = ""
        self._carried: Level | None = None

    def read(self, start: int, end: int) -> list[TargetDraft]:
        """Return the targets of the sentence ``start:end``."""
        self._carried = None
        found = self._numbers(start, end)
        drafts: list[TargetDraft] = []
        index = 0
        while index < len(found):
            stop = index + 1
            while stop < len(found) and found[stop].linked:
                stop += 1
            drafts += self._chain(found[index:stop])
            index = stop
        return drafts

    # ------------------------------------------------------------ numbers

    def _numbers(self, start: int, end: int) -> list[_Found]:
        """Return the numbers of a sentence that commit, each linked to the one before or not."""
        found: list[_Found] = []
        names: Spans | None = None
        previous = start
        previous_kept = False
        old: Quantity | None = None
        refused: tuple[int, str, str] | None = None
        for quantity in find_quantities(self._text, start, end):
            if names is None:
                names = Spans([n.span() for n in _QUOTED.finditer(self._text, start, end)])
            if self._is_out(quantity, names):
                continue
            behind = suffix(self._folded, quantity.end, time=quantity.kind == "time-span")
            around = self._around(quantity, behind, start, end, previous)
            if around.left == "" and quantity.measure == "" and not quantity.scaled:
                continue
            linked, held = False, False
            if previous_kept and found:
                linked, held = self._linked(found[-1], quantity, around)
            reason = refusal(quantity, around, behind)
            if (
                reason is None
                and refused
                and refused[1] == quantity.measure
                and _CONNECTED.match(self._folded[refused[0] : quantity.start])
            ):
                reason = refused[2]  # 分别奖励10万元、20万元: the first says what all are
            while reason in _OF_A_LIST and linked and found:
                if found[-1].quantity.measure != quantity.measure:
                    break
                linked = found.pop().linked  # 达到1亿元、2亿元的企业: the last says it
            if linked and reason == "span-of-time" and found[-1].quantity.kind == quantity.kind:
                reason = None
            base = self._base(old, quantity)
            old = quantity if reason == "old-level" else None
            refused = None
            if reason is not None:
                end_ = behind.end if behind else quantity.end
                refused = (end_, quantity.measure, reason) if reason in _OF_A_LIST else None
                if quantity.measure and reason not in _NO_BREAK:
                    previous, previous_kept = quantity.end, False
                continue
            entry = _Found(quantity, around, behind, linked, held, base)
            found.append(entry)
            previous, previous_kept = entry.end, True
        return [entry for entry in found if not self._past(entry)]

    def _base(self, old: Quantity | None, quantity: Quantity) -> Decimal | None:
        """Return the level that *quantity* changes from: *old*, where no comma parts them."""
        apart = old and re.search("[,;]", self._folded[old.end : quantity.start])
        return None if old is None or apart else old.value

    def _is_out(self, quantity: Quantity, names: Spans) -> bool:
        at, until = quantity.start, quantity.end
        return (
            self._skip.touch(at, until)
            or names.touch(at, until)
            or self._damaged.touch(max(0, at - 2), until + 1)
        )

    def _past(self, entry: _Found) -> bool:
        deadline = self._governing.at(entry.quantity.start)
        return deadline is not None and deadline.past

    def _around(
        self, quantity: Quantity, behind: Suffix | None, start: int, end: int, previous: int
    ) -> Around:
        at = quantity.start
        window = max(start, at - _LOOK_BACK)
        clear = _without_brackets(self._folded[window:at])
        # A bracket that is still open also begins a part: 1270个(其中普惠托位762个).
        clause = clear[max(map(clear.rfind, _BREAKS)) + 1 :]
        left = clause
        if previous > window:
            since = _without_brackets(self._folded[previous:at])
            if len(since) < len(clause):
                left = since
        stop = min(end, quantity.end + _LOOK_AHEAD)
        raw = self._folded[quantity.end : stop]
        right = self._folded[behind.end : stop] if behind else raw
        return Around(left.strip(), clause.strip(), clear.rstrip(), right, raw)

    def _linked(self, last: _Found, quantity: Quantity, around: Around) -> tuple[bool, bool]:
        """Say whether a number goes on from the one before, and whether it says how itself."""
        between = self._folded[last.end : quantity.start]
        joined = _CONNECTED.match(between)
        if joined:
            return True, bool(joined["hold"])
        if _COMMA.match(between):
            return bool(_RESPECTIVELY.search(last.around.before[-40:])), False
        return False, False

    # ------------------------------------------------------------ chains

    def _chain(self, chain: Sequence[_Found]) -> list[TargetDraft]:
        head = chain[0]
        respectively = bool(_RESPECTIVELY.search(head.around.clause))
        change = is_change(head.around.left, head.quantity.measure, head.quantity.kind)
        level = self._levels(chain, respectively=respectively)
        deadline = self._governing.at(head.quantity.start)
        deadlines = self._governing.group(deadline) if deadline else []
        names = listed(head.around.clause, len(chain)) if len(chain) > 1 else []
        rule = "respectively" if respectively and len(chain) > 1 else "number"
        drafts: list[TargetDraft] = []
        for index, entry in enumerate(chain):
            quantity = entry.quantity
            here = deadline if index == 0 else self._governing.at(quantity.start)
            if len(chain) > 1 and len(deadlines) == len(chain) and here == deadline and not names:
                here = deadlines[index]
            changes = (
                change
                if index == 0 or not entry.around.left
                else (is_change(entry.around.left, quantity.measure, quantity.kind) or change)
            )
            name = (
                names[index]
                if names
                else indicator_of(
                    head.around if index and not entry.around.right.strip() else entry.around,
                    head.around,
                    self._last_indicator,
                )
            )
            self._last_indicator = name or self._last_indicator
            draft = TargetDraft(
                indicator=name,
                comparator=combine(level[index], change=changes, upper=quantity.upper is not None),
                value=quantity.value,
                upper_value=quantity.upper,
                measure=quantity.measure,
                deadline=here.day if here else None,
                rule=rule,
                start=quantity.start,
                end=entry.end,
                base=entry.base,
            )
            drafts += self._shared(draft, entry) if len(chain) == 1 else [draft]
        return drafts

    def _levels(self, chain: Sequence[_Found], *, respectively: bool) -> list[Level]:
        """Return how each number of a chain binds; words before the first hold for all."""
        left = chain[0].around.left
        ahead = prefix(left)
        goes_on = left.endswith(_JOINS) and _GOES_ON.search(left)
        if ahead is None and goes_on:
            ahead = self._carried
        own = [entry.suffix.level if entry.suffix else None for entry in chain]
        spread = own[-1] if len(chain) > 1 and not any(own[:-1]) else None
        levels: list[Level] = []
        for entry, mine in zip(chain, own, strict=True):
            first = ahead
            if entry.held:
                first = prefix(entry.around.left)
            level = mine or spread or first
            if level is None and entry.quantity.more:
                level = "at-least"
            levels.append(level or "equal")
        # 至少配备1名医师及1名护士: what stands before the verb holds for both.
        self._carried = ahead if _AT_VERB.search(left) or goes_on else None
        return levels

    def _shared(self, draft: TargetDraft, entry: _Found) -> list[TargetDraft]:
        """Return one target for each indicator that shares the number (均, 各)."""
        names = shared_by(entry.around.clause, entry.around.left)
        if len(names) < 2:
            return [draft]
        word = "each"
        return [draft._replace(indicator=name, rule=word) for name in names]

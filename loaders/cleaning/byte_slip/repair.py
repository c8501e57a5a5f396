"""Bytes that slipped: GBK text whose pairs were broken, read one byte late ever since.

What happened to such a page
----------------------------
In GBK a Chinese character is two bytes. A tool that replaced byte pairs in the page,
without asking whether a pair was one character, broke some characters apart:

* *A fold.* Full-width marks became ASCII: A3BB, the code of ``；``, became ``;``. But A3BB also
  stands across a border wherever a character that ends in A3 meets one that begins with BB, as
  in 日常会议: 常会 is B3[A3 BB]E1 and became B3 3B E1.
* *A note.* A pinyin note such as ``(lián)`` was put behind a pair that looked like the character
  聯 (C293) but was the second byte of one character and the first of the next.

The byte in front (B3 above) is an *orphan* now and is shown as ``?``. The byte behind (E1)
takes the first byte of the next character as its partner, and so on: 日常会议制度 is
shown as ``日?;嵋橹贫?``. The run ends where a byte is taken alone. That is an ASCII letter,
which may be the second byte of a traditional character, or the next orphan. On the way

* a shifted pair of the row A3 is shown as an ASCII sign, for the fold hits it too;
* a pair that GBK leaves to its users is shown as a private-use sign (U+E2AE for F9BD), or not;
* an orphan in front of a digit takes it along: 停靠站20处 is shown as ``??空?0处``. That digit
  is gone for good. The repair writes □ in its place and never makes up a number.

How it is repaired
------------------
By evidence, not by a table of words. *Bytes*: each opening is read in all the ways that its
bytes allow (:mod:`~zeren.loaders.cleaning.byte_slip.steps`); for nearly all sound text there is
none, and then no language model is loaded. *Language*: the readings are ranked by how naturally
they read (:mod:`~zeren.loaders.cleaning.byte_slip.fluency`). The best is put in place when it
reads far better than what is shown (:data:`GAIN`) and clearly better than the second
(:data:`MARGIN`); otherwise the text stays as it is and the place is flagged.

The method is our own: a noisy channel, as in spelling correction, whose channel is the
arithmetic of GBK. The habit of explaining each fix and of rather doing nothing is ftfy's, which
has no fix for slipped bytes. It was checked on real slips and on damage done on purpose
(``tests/support/plans/damage.py``).

What it costs: a pattern search where there is no opening; about 0.2 s once for each process to
read the dictionary; then 10 to 50 ms a place. What it cannot do: bring back a digit; see damage
without an orphan in front, or whose orphan was removed from the page; tell names apart that no
dictionary knows; follow a run that lost more than two private-use pairs. And it can be fooled
where a pair vanished whole and a shorter reading fits bytes and language as well (see the known
failures in the tests). Of some 600 places damaged on purpose, in both scripts, 7 in 10 were
repaired rightly, none wrongly, and the others flagged; the rules were made with most of these
places in view, so that a wrong repair in a hundred would be no surprise elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from zeren.loaders.cleaning.byte_slip import gbk
from zeren.loaders.cleaning.byte_slip.fluency import Fluency
from zeren.loaders.cleaning.byte_slip.outcome import CONTEXT, LOST, NOTHING, Outcome
from zeren.loaders.cleaning.byte_slip.search import SlipSearch
from zeren.loaders.cleaning.byte_slip.steps import LONGEST_RUN, Opening, feasible
from zeren.loaders.text.aligned import Change

MARGIN = 2.3
"""How much better the best reading must be than the second, as a difference of log probability
(e to the 2.3: ten times as likely). At 2.0, one of 40 places in a plan that was not looked at while
the rules were made was repaired wrongly; at 2.3 none."""

GUESS_MARGIN = 5.0
"""The margin asked for where the last character of a run lost its second byte and is no part of a
word: then only its neighbours speak for it."""

GAIN = 6.0
"""How much better the best reading must be than the text as shown. This is what keeps
sound text sound: a question mark before a bracket gains nothing from being read as bytes."""

MOST_PLACES = 100
"""Places examined in one text. A page with more is no damaged plan but something else."""

_FOLDS = {"?": 0xBF, ";": 0xBB, ",": 0xAC, ":": 0xBA, "!": 0xA1, "(": 0xA8, ")": 0xA9}
_NOTE_MISMATCH = 12.0

_CLAUSE = "\n,，。、;；:："
_CLAUSE_END = re.compile(f"[{_CLAUSE}]")

_OPENING = re.compile(
    r"""
    [?\ufffd]                       # the orphan
    (?<=[^\s?\ufffdA-Za-z/=&\#_].)   # a line that begins with ? has lost no-break spaces; behind
                                    # a Latin letter it is a question or a link (damage there is
                                    # not seen)
    (?: [?;,:!()]                   # a mark folded across a border
      | (?P<note>                   # or a note whose bracket went with the orphan
          [a-z]{0,5} [āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ] [a-zü]{0,4} ) \)
    )
    """,
    re.VERBOSE,
)


def changes(text: str) -> list[Change]:
    """Return the repairs of slipped bytes in *text*, and the places flagged, in order.

    *text* is a decoded page, in the script it was written in, whose complete pinyin notes
    behind Han characters were taken out. Offsets are positions in *text*; changes do
    not overlap. A repair carries its margin and states the bytes; ``lost_digits``
    says that □ stands for a digit that is gone, or that one may be gone at a flagged place.
    The same text always gives the same changes.
    """
    openings: list[Opening] = []
    hopeless: list[Opening] = []
    for opening in _openings(text):
        (openings if feasible(text, opening) else hopeless).append(opening)
    flags = [_flag(text, opening, NOTHING) for opening in hopeless if _is_damage(text, opening)]
    if not openings:
        return flags
    found = _examine(text, openings[:MOST_PLACES], _sound(text, openings))
    at = found[-1].end if found else 0
    rest = [opening for opening in openings[MOST_PLACES:] if opening.start >= at]
    if rest:
        found.append(_unexamined(text, rest))
    return _merged(found, flags)


def _examine(text: str, openings: list[Opening], sound: list[str]) -> list[Change]:
    """Return what is found at *openings*: repairs, and flags where the proof is missing."""
    search = SlipSearch(Fluency(sound))
    known = "\n".join(sound)
    found: list[Change] = []
    doubtful: list[tuple[int, Opening, Outcome]] = []
    before, at = "", 0
    for opening in openings:
        if opening.start < at:
            continue
        before = (before + text[at : opening.start])[-CONTEXT:]
        at = opening.start
        outcome = _read(text, opening, before, search)
        if _proven(text, outcome, known):
            found.append(_repair(text, opening, outcome))
            known += "\n" + found[-1].replacement
        elif outcome.gain > 0 or _is_damage(text, opening):
            doubtful.append((len(found), opening, outcome))
            found.append(_flag(text, opening, outcome))
        else:
            continue
        before = (before + found[-1].replacement)[-CONTEXT:]
        at = found[-1].end
    for index, opening, outcome in doubtful:  # a later repair may have shown the word
        if _proven(text, outcome, known):
            found[index] = _repair(text, opening, outcome)
    return found


def _merged(found: list[Change], flags: list[Change]) -> list[Change]:
    """Return both in order, without the flags that stand inside a place already found."""
    taken = [(change.start, change.end) for change in found]
    at = 0
    free = []
    for flag in flags:
        while at < len(taken) and taken[at][1] <= flag.start:
            at += 1
        if at == len(taken) or flag.end <= taken[at][0]:
            free.append(flag)
    return sorted(found + free, key=lambda change: change.start)


def _is_damage(text: str, opening: Opening) -> bool:
    """Tell whether a place that no bytes explain is damaged for all that.

    Half a note never stands in sound text, and private-use signs hardly ever do.
    """
    near = text[opening.end : opening.end + CONTEXT]
    return opening.is_note or any("\ue000" <= char <= "\uf8ff" for char in near)


def _openings(text: str) -> Iterator[Opening]:
    """Yield each place that looks like the beginning of a run, with the ways to read it."""
    for match in _OPENING.finditer(text):
        start, end = match.span()
        note = match["note"]
        if note is None:
            lead = _FOLDS[match[0][1]]
            shift = f"A3{lead:02X} shown as {match[0][1]}"
            yield Opening(start, end, _fold_starts(lead), shift, False)
        elif (shown := gbk.code(text[start - 1])) and gbk.is_han(text[start - 1]):
            shift = f"the note ({note}) put into the character behind {shown[1]:02X}"
            yield Opening(start, end, _note_starts(shown[1], note), shift, True)


@cache
def _fold_starts(lead: int) -> tuple[tuple[str, int, float], ...]:
    """Return what can stand in front of a folded mark: all that ends in A3, and 。."""
    return tuple((char, lead, 0.0) for _, char in gbk.leads(gbk.FOLDED_ROW))


@cache
def _note_starts(first: int, note: str) -> tuple[tuple[str, int, float], ...]:
    """Return the bytes that can follow *first* in a character with the reading *note*.

    Where the table knows such a character in this row of GBK, the others are very unlikely.
    """
    known = _readings().get(note, "")
    row = [(trail, char) for trail, char in gbk.trails(first) if trail in gbk.HIGH]
    match = any(char in known for _, char in row)
    return tuple(
        ("", trail, _NOTE_MISMATCH if match and char not in known else 0.0)
        for trail, char in row
        if gbk.is_han(char)
    )


@cache
def _readings() -> dict[str, str]:
    path = files("zeren.loaders.cleaning.byte_slip").joinpath("note_readings.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return {reading: characters for reading, _, characters in rows}


def _sound(text: str, openings: list[Opening]) -> list[str]:
    """Return the clauses of *text* without those that hold an opening and what may be its run.

    Whole clauses, because the piece in front of the damage would speak for itself: the end of
    实现规 (from 实现规模) would count as a word of the page.
    """
    stretches, at = [], 0
    for opening in openings:
        start = opening.start
        if start >= at:
            floor = max(at, start - LONGEST_RUN)
            stretches.append(text[at : max(floor, *(text.rfind(m, floor, start) for m in _CLAUSE))])
        match = _CLAUSE_END.search(text, opening.end + LONGEST_RUN // 2)
        at = max(at, match.start() if match else len(text))
    stretches.append(text[at:])
    return stretches


def _read(text: str, opening: Opening, before: str, search: SlipSearch) -> Outcome:
    """Return the readings of one place; the dear search only where the cheap one leaves doubt.

    A note says little of the bytes around it, so that it always takes the dear one.
    """
    if not opening.is_note:
        outcome = search.readings(text, opening, before, with_vanished=False)
        if outcome.gain >= GAIN and outcome.margin >= MARGIN and not outcome.doubts.odd:
            return outcome
    return search.readings(text, opening, before, with_vanished=True)


def _proven(text: str, outcome: Outcome, known: str) -> bool:
    """Tell whether the best reading may be put in place of what is shown.

    *known* is the sound part of the page and what was repaired already. A *bare*
    reading, as of ``???``, fits too many words to be believed for its sound alone: it must make a
    word with what stands in front, or stand elsewhere in the page; and question marks
    at the end of a line are lost spaces.
    """
    best, doubts = outcome.best, outcome.doubts
    if best is None or outcome.gain < GAIN or doubts.cut_short:
        return False
    if doubts.bare:
        at_line_end = not text[best.end : best.end + 1].strip()
        if at_line_end or not (doubts.joined or (len(best.core) > 1 and best.core in known)):
            return False
    return outcome.margin >= (GUESS_MARGIN if doubts.guessed or doubts.odd else MARGIN)


def _repair(text: str, opening: Opening, outcome: Outcome) -> Change:
    best = outcome.best
    assert best is not None
    lost = LOST in best.text
    return Change(
        opening.start,
        best.end,
        best.text,
        _evidence(opening, best.text, best.vanished),
        margin=round(outcome.margin, 1),
        lost_digits=lost,
    )


def _evidence(opening: Opening, meant: str, vanished: int) -> str:
    """Return what a reader needs to check the repair: the shift, and the bytes meant."""
    codes = [gbk.code(char).hex().upper() or char for char in meant if char != LOST]
    parts = [f"GBK bytes read one late: {opening.shift}; the bytes are {' '.join(codes)}"]
    if vanished:
        parts.append(f"{vanished} private-use pair(s) among them are not shown")
    if LOST in meant:
        parts.append("a digit went with the orphan byte and cannot be recovered")
    return "; ".join(parts)


def _flag(text: str, opening: Opening, outcome: Outcome) -> Change:
    end = opening.end if outcome.best is None else outcome.best.end
    lost = text[end : end + 1].isdigit() or (outcome.best is not None and LOST in outcome.best.text)
    why = "no reading of the bytes is fluent"
    if outcome.best is not None and outcome.gain > 0:
        others = ", ".join(repr(reading.text) for reading in outcome.ranked[:2])
        why = f"the bytes allow several readings: {others}"
    return Change(
        opening.start,
        end,
        text[opening.start : end],
        f"GBK bytes may be read one late: {opening.shift}; {why}; the text was left as it is",
        status="flagged",
        margin=round(outcome.margin, 1) if outcome.best is not None else None,
        lost_digits=lost,
    )


def _unexamined(text: str, rest: list[Opening]) -> Change:
    first = rest[0]
    return Change(
        first.start,
        first.end,
        text[first.start : first.end],
        f"{len(rest)} places from here on look like slipped bytes and were not examined, "
        f"since a page with more than {MOST_PLACES} of them is something else",
        status="flagged",
    )

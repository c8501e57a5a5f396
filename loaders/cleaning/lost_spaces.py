"""Question marks where a no-break space was: ``??? 各县区``, ``联?系?人``.

Noise: a page passed through an encoding without U+00A0, and each no-break space came
out as ``?``: at the start and the end of paragraphs, behind a number, between the
characters of a spaced-out word.

Rule: some places prove themselves, as no sentence has a question mark there: two or
more at the start of a line, one behind ``。；：`` at the end of a line, single ones
between single characters (``联?系?人``). Other places are only believed on a page with
several proven ones: one at the start of a line, behind a Chinese character at the end
of a line that asks nothing, behind a full stop, inside a date, inside a two-character
name. Each ``?`` becomes one space.

Left alone: every full-width question mark; ``?`` behind a question word; two or more
``?`` inside a sentence, which are damage of another kind (see ``byte_slip``).

Cost: on a page with lost spaces, a question in a heading without a question word
(``条件成熟?``) loses its mark.
"""

from __future__ import annotations

import re

from zeren.loaders.text.aligned import Change

KIND = "lost_spaces"

# Proven places on a page before the others are believed.
_ENOUGH = 3

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
_RUN = re.compile(r"\?[? \t]*")
_ENDS_SENTENCE = frozenset("。；：;:！，,、")
_NUMERAL = r"[一二三四五六七八九十百\d]{1,4}"
_ITEM_NUMBER = re.compile(
    rf"[ \t]*(?:[(（]?{_NUMERAL}[)）][、.．]?|{_NUMERAL}[、.．]|第{_NUMERAL}[章节条])\Z"
)
_ASKS = re.compile(
    "什么|什麼|甚麼|吗|嗎|呢|如何|怎|为何|為何|为啥|哪|谁|誰"
    "|多少|多久|多大|几|幾|是否|能否|可否"
    r"|(?:么|麼|不|没有|沒有)\Z"
)
_SPACED = re.compile(f"(?<![{_HAN}?])[{_HAN}](?:\\?[{_HAN}])+(?![{_HAN}?])")
_NAME_BEFORE = re.compile(f"[：:，,、(（][{_HAN}]\\Z")
_NAME_AFTER = re.compile(f"[{_HAN}](?:[\\s，,、；;。)）(（]|\\Z)")


def changes(text: str) -> list[Change]:
    """Return one aligned change for each run of question marks that were spaces."""
    if "?" not in text:
        return []
    spaced = {
        at
        for word in _SPACED.finditer(text)
        if word[0].count("?") > 1
        for at in range(word.start() + 1, word.end(), 2)
    }
    proven: list[re.Match[str]] = []
    believed: list[re.Match[str]] = []
    for run in _RUN.finditer(text):
        if run.start() in spaced or _is_proven(text, run):
            proven.append(run)
        elif _is_likely(text, run):
            believed.append(run)
    if len(proven) + _at_line_starts(text, believed) >= _ENOUGH:
        proven = sorted(proven + believed, key=lambda run: run.start())
    return [_spaces(run) for run in proven]


def _spaces(run: re.Match[str]) -> Change:
    marks = run[0].rstrip(" \t")
    end = run.start() + len(marks)
    return Change(run.start(), end, marks.replace("?", " "), "space lost as ?", aligned=True)


def _at_line_starts(text: str, runs: list[re.Match[str]]) -> int:
    """Count the single marks at line starts: many of them prove each other."""
    return sum(1 for run in runs if _before(text, run.start()) in {"\n", ""})


def _is_proven(text: str, run: re.Match[str]) -> bool:
    before, after = _before(text, run.start()), text[run.end() : run.end() + 1]
    at_start, at_end = before in {"", "\n"}, after in {"", "\n"}
    if at_start:
        return at_end or run[0].count("?") > 1
    if at_end:
        return before in _ENDS_SENTENCE
    return bool(_ITEM_NUMBER.match(_line_before(text, run.start())))


def _is_likely(text: str, run: re.Match[str]) -> bool:
    before, after = _before(text, run.start()), text[run.end() : run.end() + 1]
    if before in {"", "\n"}:
        return not after.isascii() or after.isalnum()
    single = run[0].count("?") == 1
    if after in {"", "\n"}:
        line = _line_before(text, run.start())
        return not _ASKS.search(re.split("[。；！，,]", line)[-1].rstrip())
    if before in "。；;":
        return True
    if before in "：:年月" and after.isdigit() and after.isascii():
        return True
    if single and _NAME_BEFORE.search(text, max(0, run.start() - 2), run.start()):
        return bool(_NAME_AFTER.match(text, run.end()))
    return False


def _before(text: str, at: int) -> str:
    """Return the last character in front of *at* that is no blank, or nothing."""
    while at and text[at - 1] in " \t":
        at -= 1
    return text[at - 1 : at]


def _line_before(text: str, at: int) -> str:
    """Return the line up to *at*, or its last hundred characters."""
    start = max(text.rfind("\n", max(0, at - 100), at) + 1, at - 100)
    return text[start:at]

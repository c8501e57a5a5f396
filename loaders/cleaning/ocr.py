"""Slips of text recognition that are common in plans: ``95%o``, ``2O25年``.

Each rule is data: what it matches, what it writes, an example, a text it must leave
alone, and what it costs. The example and the counter-example of every rule are tests.

Not here: numbers with a space before their dot (``1 .``), which the outline reads, and
misread names of departments, which need a list of departments to be recognised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zeren.loaders.text.aligned import Change

KIND = "ocr"


@dataclass(frozen=True, slots=True)
class Rule:
    """One slip. ``needs`` are strings, one of which is in every text with the slip."""

    id: str
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    replacement: str
    example: tuple[str, str]
    counter_example: str
    cost: str


# A pattern begins with what is rare, and looks behind from there: that is searched fastest.
_MEASURE = "[年月日个名家张万亿项次所处例人岁元%％]"

RULES = (
    Rule(
        id="permille-read-as-percent-o",
        needs=("%", "％"),
        pattern=re.compile(r"[%％](?<=\d.)[oO0](?=以[内下上]|之内|左右|及以|[、，,。；;)）])"),
        replacement="‰",
        example=("死亡率控制在5%o以内", "死亡率控制在5‰以内"),
        counter_example="覆盖率达到95%以上",
        cost="A stop read as o in front of one of these words is taken for a permille sign.",
    ),
    Rule(
        id="stop-read-as-o",
        needs=("o", "O"),
        pattern=re.compile(r"[oO](?<=\d[%％].)(?![A-Za-z0-9])"),
        replacement="。",
        example=("建档率达到90%o全面推进签约", "建档率达到90%。全面推进签约"),
        counter_example="含量为5%ox",
        cost="A permille sign read as %o at the very end of a sentence without a stop.",
    ),
    Rule(
        id="comma-read-as-point-between-rates",
        needs=("%", "％"),
        pattern=re.compile(r"\.(?<=\d[%％].)(?=\d{1,3}(?:\.\d+)?[%％])"),
        replacement="、",
        example=("分别达到50%.100%", "分别达到50%、100%"),
        counter_example="达到50.5%、100%",
        cost="None known.",
    ),
    Rule(
        id="zero-read-as-o",
        needs=("o", "O"),
        pattern=re.compile(rf"(?<![A-Za-z0-9_./-])(?:\d+[oO]{{1,2}}\d*|[oO]\d+)(?={_MEASURE})"),
        replacement="0",
        example=("到2O25年底建成1o个", "到2025年底建成10个"),
        counter_example="型号A2O3，O型血20人，PO2项",
        cost="A name such as 5O个 for a brand is read as a figure.",
    ),
    Rule(
        id="one-read-as-l",
        needs=("l",),
        pattern=re.compile(rf"(?<![A-Za-z0-9_./-])(?:l\d+|\d+l\d*)(?={_MEASURE})"),
        replacement="1",
        example=("建成l5个站点，覆盖3l个村，2l人", "建成15个站点，覆盖31个村，21人"),
        counter_example="每人500ml，PM2.5，5l装",
        cost="A volume in litres directly before 个 or 次 is read as a figure.",
    ),
    Rule(
        id="doubled-separator",
        needs=(",、", "，、", "、,", "、，", "、、"),
        pattern=re.compile(r"(?<=[^\s\d])(?:[,，]+、[,，、]*|、[,，、]+)(?=[^\s\d])"),
        replacement="、",
        example=("发展改革局,、财政局", "发展改革局、财政局"),
        counter_example="发展改革局、财政局，教育局",
        cost="A blank between two separators that was left out on purpose is closed.",
    ),
)

_SINGLE = {"zero-read-as-o": re.compile("[oO]"), "one-read-as-l": re.compile("l")}


def changes(text: str) -> list[Change]:
    """Return the corrections of all rules, in order; the first rule wins where two meet."""
    found: list[Change] = []
    for rule in RULES:
        if not any(needed in text for needed in rule.needs):
            continue
        for match in rule.pattern.finditer(text):
            single = _SINGLE.get(rule.id)
            after = single.sub(rule.replacement, match[0]) if single else rule.replacement
            same = len(after) == len(match[0])
            found.append(Change(match.start(), match.end(), after, rule.id, same))
    found.sort(key=lambda change: change.start)
    kept: list[Change] = []
    for change in found:
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept

"""To whom a plan is sent: 主送机关 in the line below the title, 抄送 at the foot."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.loaders.structure.head.lines import HeadLine
from zeren.loaders.text.brackets import fold

_LINE = re.compile(
    r"(?:主送[:：]\s*)?(?P<names>[^。；;！？\n]{2,400}?"
    r"(?:政府|部门|单位|机构|管委会|委员会|局|委|办|厅|公司|企业|学校|高校|银行|处|科室|街道|办事处|中心|集团|院|会|组织|行|社|队)"
    r"(?:[(（][^()（）]{0,40}[)）])?)[ \t]*[:：]"
)
_COPIED = re.compile(
    r"^[ \t\u3000]*抄[ \t\u3000]*送[ "
    r"\t\u3000]*[:：](?P<names>[^\n]{2,400}(?:\n[^\n。]{2,200}){0,2}?)(?:。|\n|$)",
    re.M,
)
_NO_NAME = re.compile(r"通知如下|如下|意见|措施|要求|责任单位|牵头单位|配合单位|联系")


def addressees(lines: Sequence[HeadLine], limit: int) -> tuple[str, ...]:
    """Return whom the plan is addressed to, as written: 各县（市、区）人民政府, 市政府各部门."""
    for line in lines:
        if limit and line.start >= limit:
            break
        found = _LINE.fullmatch(line.words)
        if found and not _NO_NAME.search(found["names"]):
            return _parts(found["names"])
    return ()


def copied_to(text: str) -> tuple[str, ...]:
    """Return who has a copy of the plan (抄送), as written."""
    found = _COPIED.search(text)
    return _parts(found["names"].replace("\n", "")) if found else ()


def _parts(words: str) -> tuple[str, ...]:
    """Return the parts of *words* between commas that stand in no bracket."""
    folded, depth, start = fold(words), 0, 0
    parts: list[str] = []
    for index, char in enumerate(folded + ","):
        depth += (char in "([<") - (char in ")]>")
        if char in ",;" and depth <= 0:
            part = words[start:index].strip(" \t\u3000。")
            if part:
                parts.append(part)
            start = index + 1
    return tuple(dict.fromkeys(parts))

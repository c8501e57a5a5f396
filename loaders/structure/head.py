"""What a plan says of itself: title, issuer, place, level, date, number, period.

Everything is read where official documents put it (GB/T 9704-2012: title, 发文字号,
signature and date of issue) and left out where the text does not give it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from zeren.loaders.names.lexicon import any_of
from zeren.loaders.structure.origin import (
    DAY,
    HAN,
    HEAD,
    NOTICE,
    PRINTED,
    PRINTED_HINT,
    YEAR,
    Evidence,
    Origin,
    read_origin,
    signatures,
)
from zeren.loaders.text.brackets import fold

_GENRE = any_of(
    "工作要点 重点工作 行动计划 工作计划 实施计划 三年计划 行动方案 实施方案 工作方案 总体方案 "
    "整改方案 分工方案 任务分工 任务分解 任务清单 责任清单 重点任务 工作任务 主要任务 目标任务 "
    "若干措施 政策措施 实施意见 指导意见 意见 规划 纲要 要点 计划 方案 措施 安排 分工 台账 "
    "分解表 分工表 任务表 责任表 进度表 安排表 一览表 项目清单 事项清单 工作清单 项目表"
)
_YEARS = rf"[(（\[〔]?{YEAR}(?:\s*[-—–－~至]+\s*\d{{2,4}})?年?度?[)）\]〕]?"
_TITLE = re.compile(
    rf"[^\n。；;！!?：:]{{2,70}}(?:{_GENRE})(?:的通知)?(?:\s*{_YEARS})?(?:\s*[(（][^()（）]{{2,20}}[)）])?"
)
_TITLE_RUN_ON = re.compile(
    rf"[^\n。；，;,：:]{{4,50}}?(?:行动计划|工作要点|(?:实施|行动|工作)方案|工作计划)(?:{_YEARS})?"
    "(?=为|根据|按照|以习近平|一、)"
)
_NUMBERED = re.compile(
    r"第?[一二三四五六七八九十\d]{1,3}[、.．章条]|[(（][一二三四五六七八九十\d]{1,3}[)）]|附件"
)
_NOTICE_OF = re.compile(r"印发[^\n]{0,20}?《(?P<name>[^》\n]{4,80})》")
_DATED_LINE = re.compile(rf"(?m)^ *[(（]?{DAY}[)）]? *$")
_LABELLED_DATE = re.compile(
    r"(?:成文|发文|印发|发布|公开|生成|制发|签发)(?:日期|时间)\s*[:：]?\s*"
    rf"(?P<y>{YEAR})\s*[-年/.]\s*(?P<m>\d{{1,2}})\s*[-月/.]\s*(?P<d>\d{{1,2}})"
)
_DOCUMENT_NUMBER = re.compile(
    r"(?:.*(?:文\s*号|字\s*号|发文字号|文件编号)\s*[:：]?\s*)?"
    rf"(?P<number>{HAN}{{1,14}}[〔\[(（【]\s*{YEAR}\s*[〕\])）】]\s*第?\s*\d{{1,4}}\s*号)"
)
_SPAN_OF_YEARS = re.compile(rf"({YEAR})\s*年?\s*[-—–－~至到]+\s*((?:19|20)?\d{{2}})\s*年?")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the text gives of its own metadata, and the offset where the plan's body begins."""

    title: str | None
    origin: Origin
    issued: date | None
    document_number: str | None
    period: tuple[int, int] | None
    body: int


def read_front_matter(text: str, first_mark: int) -> FrontMatter:
    """Read cleaned *text*; *first_mark* is where its first line with a number begins, or 0."""
    head = text[: min(first_mark, HEAD)] if first_mark else text[:HEAD]
    title, body = _title(text, head)
    number = _document_number(head)
    origin = read_origin(text, head, title, number)
    dated = _issued(text)
    if dated:
        origin = replace(origin, evidence=(*origin.evidence, dated[1]))
    return FrontMatter(
        title=title,
        origin=origin,
        issued=dated[0] if dated else None,
        document_number=number,
        period=_period(title),
        body=body,
    )


def _title(text: str, head: str) -> tuple[str | None, int]:
    """Return the plan's title and the offset behind it, where its body begins."""
    lines = list(re.finditer(r"[^\n]+", text[:HEAD]))
    signed = next((end for _, _, end in signatures(text[:HEAD])), None)
    if signed and "印发" in text[:signed]:
        # A covering notice, signed and dated; the plan's own title stands below it.
        for line in [line for line in lines if line.start() > signed][:4]:
            if _is_title(line.group().strip()):
                return line.group().strip(), line.end()
    quoted = _NOTICE_OF.search(head)
    notice = NOTICE.search(head)
    name = quoted.group("name") if quoted else None
    if name is None and notice:
        name = notice.group("name").strip("《》 ")
    if name:
        plain = re.sub(r"\s", "", name)
        for line in reversed(lines):
            words = re.sub(r"\s", "", line.group())
            if words.strip("《》") == plain:
                return name, line.end()
    for line in lines:
        if line.start() < len(head) and _is_title(line.group().strip()):
            return line.group().strip(), line.end()
    if name:
        return name, notice.end() if notice and not quoted else 0
    run_on = _TITLE_RUN_ON.match(text.lstrip())
    return (run_on.group(), 0) if run_on else (None, 0)


def _is_title(words: str) -> bool:
    return "关于" not in words and not _NUMBERED.match(words) and bool(_TITLE.fullmatch(words))


def _issued(text: str) -> tuple[date, Evidence] | None:
    """Return the date of the signature, else of printing, else of publication, and where it is."""
    for pattern, rule in (
        (_DATED_LINE, "signature"),
        (PRINTED, "printed"),
        (_LABELLED_DATE, "label"),
    ):
        if pattern is PRINTED and not PRINTED_HINT.search(text):
            continue
        for found in pattern.finditer(text):
            try:
                day = date(*(int(found.group(part)) for part in "ymd"))
            except ValueError:
                continue
            start, end = found.start("y"), found.end("d")
            return day, Evidence("issued", day.isoformat(), rule, start, end)
    return None


def _document_number(head: str) -> str | None:
    for line in head.split("\n"):
        found = _DOCUMENT_NUMBER.fullmatch(line.strip())
        if found:
            return re.sub(r"\s", "", found.group("number"))
    return None


def _period(title: str | None) -> tuple[int, int] | None:
    """Return the first and last year that the title names, or None."""
    years = _SPAN_OF_YEARS.search(fold(title)) if title else None
    if years:
        first = int(years.group(1))
        last = int(years.group(2))
        last = last if last > 99 else first // 100 * 100 + last
        return (first, last) if first <= last else None
    single = re.search(rf"({YEAR})\s*年", title) if title else None
    return (int(single.group(1)), int(single.group(1))) if single else None

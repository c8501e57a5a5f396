"""Deadlines: by which day something is to be done.

A date is read as the last day it means: 2025年底 and 2025年 are 31 December, 6月底前 is
30 June of the plan's year, 一季度 ends on 31 March. Recurring dates (每月25日前), dates that
only compare (较2020年) and dates inside names (《2025年方案》, “十四五”规划) are no deadlines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from zeren.loaders.text.brackets import fold
from zeren.loaders.text.numbers import han_value
from zeren.loaders.text.spans import Spans, sentences
from zeren.ontology.vocabulary import words

EARLIEST, LATEST = 1990, 2060
"""Years that a plan can speak of; a number outside is not read as one."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline: the last day meant, where it is written, and the rule that read it.

    ``scope_start`` and ``scope_end`` bound the words it governs: the rest of its sentence,
    or the whole text for a line of its own (rule ``deadline-line``). ``day`` is None where
    such a line says that there is none (长期坚持). ``group`` counts the deadlines that are
    listed together (2023年底、2024年底), ``index`` says which of them it is. ``trailing``: in a
    bracket behind the words it governs. ``closing``: behind a comma, with nothing but a verb
    (，2025年底前完成): it governs what stands before it. ``past``: before the plan's year, so no
    deadline.
    """

    day: date | None
    start: int
    end: int
    rule: str
    scope_start: int
    scope_end: int
    group: int = 1
    index: int = 0
    whole_task: bool = False
    trailing: bool = False
    closing: bool = False
    past: bool = False


_HAN_MONTH = "十[一二]?|[一二三四五六七八九]"
_MONTH = rf"(?:1[0-2]|0?[1-9](?!\d)|{_HAN_MONTH})"
_YEAR = r"(?:20\d\d|[二][〇○零][〇○零一二三四五六][〇○零一二三四五六七八九])"
_PART = rf"""
    (?P<month>{_MONTH})\s?月(?:份)?\s?(?:(?P<day>[0-3]?\d|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s?[日号]|(?P<tenth>[上中下]旬)|(?:底|末)?)
    | (?P<half>上半年|下半年)
    | 第?(?P<quarter>[一二三四1-4])季度(?:底|末)?
    | 前(?P<first>[二两三2-3])个?季度
    | [Qq](?P<q>[1-4])(?!\d)
    | (?P<yearend>底|末|终|内)
    | (?P<early>初)(?![步级中次期心始一二三创审])
    | (?P<middle>中)(?![国央心医学小高考期级药标层型东西部共华秋介试职间断止转长])
"""
# With the first characters of all that it may be in front: most places fail at these.
_DATE = re.compile(
    rf"""
    (?= ["“十年] | 20\d | 二[〇○零] | [今本当明次全]年
      | [Qq][1-4]
      | \s?(?:[\d一二三四五六七八九十][\s\d月季一二至到~～—–-]|[上下]半年|[第前][一二两三四1-4]))
    (?: (?P<plan>["“]?(?P<five>十[三四五六七])五["”]?(?:规划)?(?:期?末|期间末?|时期末))
    | (?P<span>(?P<from_year>20\d\d)\s?年?\s?(?:-|—|–|至|到|~|～){{1,2}}\s?(?P<to_year>20\d\d)\s?年)
    | (?P<since>(?P<since_year>20\d\d)\s?年\s?(?:起|开始),?\s?用?
        (?P<lasting>[1-9]|[二两三四五六七八九十])\s?年(?:之?内|时间))
    | (?P<iso>(?P<iso_year>20\d\d)[-./](?P<iso_month>1[0-2]|0?[1-9])[-./]
        (?P<iso_day>[0-3]?\d)(?!\d))
    | (?P<dotted>(?P<dot_year>20\d\d)[./](?P<dot_month>1[0-2]|0?[1-9])(?![\d%万亿.]))
    | (?:(?P<year>{_YEAR})\s?(?:年(?:度|年(?=[底末终初中]))?|(?=底|末))
        |(?P<this>今年|本年度?|当年|年)
        |(?P<next>明年|次年)|(?P<quarter_year>20\d\d)(?=[Qq][1-4]))?
      \s?(?: (?:1|一)(?:月份?)?\s?(?:-|—|–|至|到|~|～){{1,2}}\s?
            (?P<to_month>{_MONTH})\s?月(?:份|底|末)?
        | {_PART})
    | (?P<bare>{_YEAR})\s?年(?!代|\s?\d+月|[一二三四五六七八九十]+月)
    | (?P<current>今年|本年度|本年)(?![初底末终内\d一二三四五六七八九十上下第前])
    | (?P<whole>全年)(?!龄|级|制|段|性|候) )
    """,
    re.VERBOSE,
)
_TO = re.compile(r"\s?起?(?:至|到|-{1,2}|—{1,2}|–|~|～)\s?")
_LAST = re.compile(r"\s?(?:年?(?:之|以)?前)")
_RECURRING = re.compile(
    r"(?:每|隔|逐|历|各|下一?|上一?)(?:年|月|季度?|学期|半年|周|个月)?度?(?:的|末)?$|每[^,;。\n]{0,3}$"
)
_COMPARES = re.compile(
    r"(?:较|比|与|同|自|从|截至|截止|截止到|据|以|由|对|完成|落实|巩固|总结|关于|印发|超过|高于|低于|相比|持平|"
    r"编制|制定|修订|做好|组织|开展|启动|公布|发布|列入|纳入|上|下|原)(?:全[国省市县区])?$"
)
_BARE_AFTER = re.compile(
    r"\s?(?:以来|以后|之后|后(?!续|备|勤|台|方)|以前建|建成的|版|度?(?:工作|任务|计划|目标任务|预算|决算|考核|报告|招生|高考|中考|"
    r"行动|方案|清单|项目|系列|基数|水平|同期|财政|政府|中央|省级|市级|立项|入选|活动|专项|重点|民生)|的|"
    r"[春秋中国元五][节庆秋旦一]|[汛主]汛?期|[春夏秋冬]季|今?[冬春]|[寒暑]假|基础|相比|增长率|出台|印发)"
)
_DESCRIBES = re.compile(
    r"(?:建成|完工|竣工|登记|注册|购买|出台|形成|办理|出生|参加)[^,;。\n]{0,8}的|(?:建成|竣工)(?:项目|住宅|小区|房屋)"
)
_UNTIL = re.compile(
    r"(?:到|至|于|在|截至|截止|截止到|力争|争取|确保|计划|预计|原则上|须|应|并|且|,|;|:|、|和|及|与|\(|\)|率|数|量|"
    r"全[国省市县区州]|[本我][省市县区州]|^)"
    r"(?:到|至|在|于)?\s?$"
)
_LISTED = re.compile(r"\s?(?:前|之前|以前)?\s?(?:、|和|及|与|以及|,)\s?(?:到|至)?\s?")
_ATTRIBUTE = re.compile(r"(?:对|将|把|为|给|以)$")
_OF = re.compile(r"[^,;。\n]{1,30}的")
_QUOTED = re.compile(r"《[^《》\n]{1,80}》|〔[^〔〕\n]{1,20}〕|“[^“”\n]{1,30}”")
_SIGN = re.compile(r"[年月底末季](?:(?<!季)|度)|20\d\d[-./]\d|[Qq][1-4]")
_CLOSES = re.compile(
    r"(?:全部|全面|基本|正式|力争|确保|如期|按期)*(?:完成|建成|完工|竣工|投用|投产|投运|交付|启用|到位|落实|验收"
    r"|投入(?:使用|运营|运行)|开工|开放|办结|实现|达标|见效)[^,;。\d]{0,10}(?=[,;。)\n]|$)"
)
_NONE = re.compile(
    r"长期|持续|常年|常态化|任期|全年|贯穿|按要求|按(?:国家|省|市|上级)|按时|序时|每年|每月|每季"
)
_LABEL_WORDS = ("时限", "期限", "时间", "日期", "节点", "进度", "起止")


def find_deadlines(text: str, year: int | None) -> list[Deadline]:
    """Return the deadlines of *text*, in order; *year* is the one the plan is for, if known.

    A relative date (年底前, 6月底前) gives nothing where *year* is None. Impossible dates
    (13月, 2月30日) give nothing. Offsets are offsets in *text*.

    >>> [str(d.day) for d in find_deadlines("到2025年底建成5个，9月底前开工。", 2024)]
    ['2025-12-31', '2024-09-30']
    """
    return [found for found in find_dates(fold(text), text, year) if not found.past]


def find_dates(folded: str, text: str, year: int | None) -> list[Deadline]:
    """Return the deadlines of *text*, and the past dates that stand where one could."""
    found, values = _lines(folded, year)
    covered = Spans(values)
    for start, end in sentences(folded) if _SIGN.search(folded) else ():
        if _SIGN.search(folded, start, end):
            found += _in_sentence(text, folded, start, end, year, covered)
    return sorted(found, key=lambda deadline: deadline.start)


def last_day(text: str, year: int | None) -> date | None:
    """Return the last day that the cell of a deadline means, or None when it names none.

    >>> str(last_day("6月底前完成方案，12月底前建成", 2024)), last_day("长期坚持", 2024)
    ('2024-12-31', None)
    """
    folded = fold(text)
    return max((day for day, *_ in _dates(folded, 0, len(folded), year)), default=None)


_NAMED_YEAR = re.compile(r"(?<![\d〔\[])20[0-4]\d(?!\d)(?=年|[^〕\]]|$)")
_SHARE = 0.4
"""Of the years that a text names, those that name the plan's."""


def year_named(text: str) -> int | None:
    """Return the year that a text without a date of its own is of: the first it names often.

    >>> year_named("办好2023年夏季赛，2023年底前建成三座，到2025年建成五座。")
    2023
    """
    named = Counter(int(found.group()) for found in _NAMED_YEAR.finditer(text))
    often = [year for year, count in named.items() if count > 1]
    return min((y for y in often if named[y] >= _SHARE * named.total()), default=None)


def last_of(dates: Sequence[Deadline]) -> date | None:
    """Return the day by which a text with these *dates* is done: of its line, else the latest.

    None where there is no date, or a line says that there is none (长期坚持).
    """
    lines = [deadline for deadline in dates if deadline.whole_task]
    days = [d.day for d in lines or dates if d.day is not None and not d.past]
    return max(days, default=None)


_OPEN_END = re.compile(
    r"长期(?:坚持|推进|任务|实施|工作)?|常态化(?:推进|开展)?|(?:持续|全年)(?:推进|坚持|实施)"
    r"|(?:本届)?(?:政府)?任期内?|常年(?:坚持|推进)?"
)


def open_end(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return where a clause or a cell says that a task has no last day (长期坚持), or None."""
    found = _OPEN_END.search(folded, start, end)
    return found.span() if found else None


@cache
def _label() -> re.Pattern[str]:
    """Return the pattern of the label of a line such as 完成时限."""
    known = [w for w in words("zeren.ttl", "zr:roles", "zr:fieldLabel") if w.endswith(_LABEL_WORDS)]
    names = sorted({*known, "办结期限", "完成时间节点", "计划完成时间", "完成时间要求"}, key=len)
    any_name = "|".join(map(re.escape, reversed(names)))
    return re.compile(
        rf"(?:^|(?<=[\n,;。([ ]))\s*(?:{any_name})\s?[:]\s?(?P<value>[^\n;。)\]]{{1,60}})"
    )


def _lines(folded: str, year: int | None) -> tuple[list[Deadline], list[tuple[int, int]]]:
    """Return the deadlines behind labels, which hold for the whole text, and the labels' fields."""
    found: list[Deadline] = []
    fields: list[tuple[int, int]] = []
    if not any(word in folded for word in _LABEL_WORDS):
        return found, fields
    for label in _label().finditer(folded):
        start, end = label.span("value")
        fields.append((start, end))
        days = [(d, s, e) for d, s, e, _ in _dates(folded, start, end, year)]
        rule = "deadline-line"
        if days:
            day, at, until = max(days, key=lambda entry: entry[0])
            found.append(Deadline(day, at, until, rule, 0, len(folded), whole_task=True))
        elif _NONE.search(folded, start, end):
            found.append(Deadline(None, start, end, rule, 0, len(folded), whole_task=True))
    return found, fields


def _in_sentence(
    text: str,
    folded: str,
    start: int,
    end: int,
    year: int | None,
    covered: Spans,
) -> list[Deadline]:
    names: Spans | None = None
    entries = []
    for day, at, until, rule in _dates(folded, start, end, year):
        if names is None:
            names = Spans(span.span() for span in _QUOTED.finditer(text, start, end))
        if covered.touch(at, until) or (rule != "five-year-plan" and names.touch(at, until)):
            continue
        if not _is_deadline(folded, start, at, until, rule):
            continue
        entries.append((day, at, until, rule))
    result: list[Deadline] = []
    index = 0
    while index < len(entries):
        stop = index + 1
        while stop < len(entries) and _LISTED.fullmatch(
            folded, entries[stop - 1][2], entries[stop][1]
        ):
            stop += 1
        for position in range(index, stop):
            day, at, until, rule = entries[position]
            trailing = _closes_bracket(folded, at, until)
            result.append(
                Deadline(
                    day,
                    at,
                    until,
                    rule,
                    until,
                    end,
                    stop - index,
                    position - index,
                    trailing=trailing,
                    closing=folded[at - 1 : at] in {",", "、", ";"}
                    and _CLOSES.match(folded, until) is not None,
                    past=year is not None and day.year < year,
                )
            )
        index = stop
    return result


def _closes_bracket(folded: str, start: int, end: int) -> bool:
    """Say whether the deadline fills a bracket behind words: 建成5个（6月底前）."""
    return folded[max(0, start - 2) : start].rstrip("到至").endswith("(") and folded[
        end : end + 3
    ].lstrip("之前以完成").startswith(")")


def _is_deadline(folded: str, sentence: int, start: int, end: int, rule: str) -> bool:
    before = folded[max(sentence, start - 12) : start]
    if _RECURRING.search(before):
        return False
    # 对年内列入计划的6辆: the date belongs to what is counted.
    if _DESCRIBES.match(folded, end) or (_ATTRIBUTE.search(before) and _OF.match(folded, end)):
        return False
    last = folded[end - 1] == "前"
    if rule == "year" and not last:
        if _COMPARES.search(before) or _BARE_AFTER.match(folded, end):
            return bool(re.search(r"(?:到|至)$", before)) and not re.match(
                "的|相比", folded[end : end + 2]
            )
        return bool(_UNTIL.search(before))
    if rule in {"month", "date"} and re.match(
        r"\s?(?:起|开始|以来|以后|印发|召开|出台|举行)", folded[end : end + 4]
    ):
        return False
    if rule in {"year-end", "month-end"} or last:
        return not re.search(r"(?:较|比|与|同|自|从|去|上|往|截至|截止|去年|上年)$", before)
    return not re.search(r"(?:较|比|与|同|自|从|去|上|往|由)$", before)


def _dates(folded: str, start: int, end: int, year: int | None) -> list[tuple[date, int, int, str]]:
    """Return the days that are written in ``folded[start:end]``, with their rules."""
    found: list[tuple[date, int, int, str]] = []
    for match in _DATE.finditer(folded, start, end):
        # 8月15日至12月31日: the second ends it, in the year of the first.
        since = found[-1] if found and _TO.fullmatch(folded, found[-1][2], match.start()) else None
        read = _read(match, since[0].year if since else year)
        if read is None:
            continue
        if since and since[3] == "date" and read[0] > since[0]:
            found.pop()
        day, rule = read
        # a digit before: 12024年底 is no year
        at = match.start()
        if at and folded[at].isdigit() and (folded[at - 1].isdigit() or folded[at - 1] in "./"):
            continue
        if folded[at - 1 : at] == "十" and folded[at] in "一二三四五六七八九十":
            continue
        # 5年内 is a span of time, not this year.
        if folded[at] == "年" and at and folded[at - 1] in "0123456789一二两三四五六七八九十几数多":
            continue
        last = _LAST.match(folded, match.end())
        stop = last.end() if last else match.end()
        if rule == "whole-year" and re.match(r"龄|级", folded[match.end() : match.end() + 1]):
            continue
        found.append((day, at, stop, rule))
    return found


def _read(match: re.Match[str], year: int | None) -> tuple[date, str] | None:
    """Return the last day that a match of the date pattern means, and its rule."""
    if match["plan"]:
        # 十四五 ends in 2025, each plan lasts five years.
        number = han_value(match["five"])
        return None if number is None else (date(1955 + 5 * int(number), 12, 31), "five-year-plan")
    if match["span"]:
        first, last = int(match["from_year"]), int(match["to_year"])
        return (date(last, 12, 31), "year-span") if first < last <= LATEST else None
    if match["since"]:  # 2022年起3年内: 2022, 2023 and 2024
        last = int(match["since_year"]) + _number(match["lasting"]) - 1
        return (date(last, 12, 31), "year-span") if last <= LATEST else None
    if match["iso"]:
        day = _day(int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"]))
        return None if day is None else (day, "date")
    if match["dotted"]:
        return _month_end(int(match["dot_year"]), int(match["dot_month"])), "month-end"
    if match["bare"]:
        written = _year(match["bare"])
        return None if written is None else (date(written, 12, 31), "year")
    if match["whole"]:
        return None if year is None else (date(year, 12, 31), "whole-year")
    if match["current"]:
        return None if year is None else (date(year, 12, 31), "year")
    governing = year
    if match["year"] or match["quarter_year"]:
        governing = _year(match["year"] or match["quarter_year"])
    elif match["next"] and year is not None:
        governing = year + 1
    if governing is None:
        return None
    return _part(match, governing)


def _part(match: re.Match[str], year: int) -> tuple[date, str] | None:
    if match["to_month"]:
        month = _number(match["to_month"])
        return _month_end(year, month), "month-span"
    if match["month"]:
        month = _number(match["month"])
        if match["day"]:
            day = _day(year, month, _number(match["day"]))
            return None if day is None else (day, "date")
        if match["tenth"] and match["tenth"] != "下旬":
            return date(year, month, 10 if match["tenth"] == "上旬" else 20), "month-tenth"
        ended = match.group().rstrip().endswith(("底", "末"))
        return _month_end(year, month), "month-end" if ended else "month"
    if match["half"]:
        return _month_end(year, 6 if match["half"] == "上半年" else 12), "half-year"
    quarter = match["quarter"] or match["first"] or match["q"]
    if quarter:
        return _month_end(year, 3 * _number(quarter)), "quarter"
    dated = match["year"] or match["this"] or match["next"]
    if match["early"] or match["middle"]:
        # The beginning of a year is its first quarter, the middle ends with June.
        month = 3 if match["early"] else 6
        return (_month_end(year, month), "part-of-year") if dated else None
    if match["yearend"]:
        return (date(year, 12, 31), "year-end") if dated else None
    return None


def _number(words_: str) -> int:
    if words_.isdigit():
        return int(words_)
    value = han_value(words_)
    return 0 if value is None else int(value)


def _year(words_: str) -> int | None:
    digits = (
        words_
        if words_.isdigit()
        else "".join(str(_number(c if c != "○" else "零")) for c in words_)
    )
    return int(digits) if EARLIEST <= int(digits) <= LATEST else None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_NEAR = 80
"""Characters between a number and the date behind it."""


class Governing:
    """Which deadline governs a place of the text: asked with growing offsets or not."""

    def __init__(self, folded: str, deadlines: Sequence[Deadline]) -> None:
        self._folded = folded
        self._lines = [d for d in deadlines if d.whole_task]
        self._line_starts = [d.start for d in self._lines]
        self._trailing = [d for d in deadlines if d.trailing]
        self._trailing_starts = [d.start for d in self._trailing]
        self._flowing = [d for d in deadlines if not d.whole_task and not d.trailing]
        self._ends = [d.end for d in self._flowing]
        self._closing = [d for d in self._flowing if d.closing]
        self._closing_starts = [d.start for d in self._closing]
        self._index = {d.start: index for index, d in enumerate(self._flowing)}

    def at(self, offset: int) -> Deadline | None:
        """Return the deadline for a number at *offset*: of its line, else of its sentence."""
        if self._lines:
            following = bisect_right(self._line_starts, offset)
            return self._lines[min(following, len(self._lines) - 1)]
        index = bisect_right(self._ends, offset) - 1
        if index >= 0:
            deadline = self._flowing[index]
            if offset < deadline.scope_end:
                return deadline
        return self._next(offset, self._trailing, self._trailing_starts) or self._next(
            offset, self._closing, self._closing_starts
        )

    def _next(
        self, offset: int, behind: Sequence[Deadline], starts: Sequence[int]
    ) -> Deadline | None:
        """Return the first deadline *behind* a number, where it stands near in its sentence."""
        following = bisect_right(starts, offset)
        if following == len(behind):
            return None
        deadline = behind[following]
        between = self._folded[offset : min(deadline.start, offset + _NEAR)]
        near = deadline.start - offset < _NEAR and not re.search(r"[。;\n]", between)
        return deadline if near else None

    def group(self, deadline: Deadline) -> list[Deadline]:
        """Return the deadlines that are listed together with *deadline*, in order."""
        index = self._index.get(deadline.start, -1)
        if index < 0 or deadline.group == 1:
            return [deadline]
        first = index - deadline.index
        return self._flowing[first : first + deadline.group]

"""What a plan says once about how its clauses are to be read.

列第一位的为牵头单位，下同 decides the roles from there on; 以下均需各区落实，不再列出
makes units take part in all later tasks. All functions take a folded text
(:func:`zeren.loaders.text.brackets.fold`); offsets are those of the text.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from zeren.loaders.names.lexicon import any_of
from zeren.loaders.records import Role

Way = Literal["first", "first-comma", "star"]

_BODY = "(?:单位|部门|处室|科室|股室|机构|局办|委局|地区)"
_LEAD = (
    r"(?:总?牵头|主办|主要责任|第一责任|主责|主要负责|主要)(?:责任|负责)?"
    rf"(?:{_BODY}(?:[或和]{_BODY})?)?"
)
_UNIT = rf"(?:责任|承办|负责|落实|实施)?的?{_BODY}?"
_IS = r"均?(?:为|是|系|即为?|作为|视为)[该本]?项?(?:工作|任务)?的?"
_RANKED = any_of("排 列 位 名列 位列 排名 排列 排序 居 署名 列名 标注")
_FIRST_PLACE = r"(?:第[一1]|首|最前面?)[位个名家]?"
_FIRST_ONE = r"首[位个家]|第[一1](?:[个位家名]|(?=责任))"
FIRST = re.compile(
    rf"[^、,;。:\n()\[\]]{{0,12}}?(?:(?:{_RANKED})[在于名列]?{_FIRST_PLACE}|{_FIRST_ONE})"
    rf"[的者]?{_UNIT}{_IS}{_LEAD}"
)
FIRST_COMMA = re.compile(rf"第一个(?:逗号|分号|句号)[之以]?前面?的?{_UNIT}(?:{_IS})?{_LEAD}")
_SIGN = r"[“\"'‘]?(?:[★☆*※▲△●◆◎#]{1,5}|星号|星)[”\"'’]?(?:号|标记|标识|符号)?[的者]?"
STAR = re.compile(rf"(?:[带标加注画打]|标注)?[有注]?{_SIGN}{_UNIT}{_IS}{_LEAD}")
_REST = re.compile(
    rf"[,;]?(?:其余|其他|其它|后面|之后)(?:有关|相关|[的各])*"
    rf"(?:{_UNIT}{_IS}(?P<role>责任|配合|协办|参与|参加|协同)(?:责任)?{_BODY}?"
    rf"|{_BODY}(?:[和、]{_BODY})?按照?职责(?:分工)?(?P<duty>负责|落实|配合|参与)(?:落实|实施)?)"
)
_SAME_BELOW = re.compile(r"[,;]?[以下]下?均?同[此上前]?(?=[。,;:)\]\n]|$)|[,;]?下同")

_LATER = any_of("以下 以上 上述 下列 后续 今后 后面 下面")
_ITEMS = any_of("任务 工作 措施 事项 内容 条目 项目 重点任务 工作任务")
_MUST = any_of("需 需要 须 应 要 由 涉及 请 包括 包含")
_THOROUGHLY = any_of("贯彻 组织 具体 共同 分别 抓好 做好 同步 认真 一并 按职责 按照职责 按职责分工")
_DO = any_of("负责 落实 实施 配合 参与 执行 参加 协同 推进")
_LISTED = any_of("列出 列明 列举 注明 标注 赘述 列 标出 写明 说明 重复")
LATER_UNITS = re.compile(
    rf"[,;。]?\s{{0,4}}(?:{_LATER})?的?(?:各项|所有|全部|各条|每项|有关)?(?:{_ITEMS})?"
    rf"[均都还亦也]?(?:{_MUST})由?(?P<units>[^。;:]{{2,60}}?)(?P<verb>(?:{_THOROUGHLY})*(?:{_DO})*)"
    rf"[,;](?:以下|后续|下文|下同)?,?[均都]?不再?(?:一一|逐一|逐项|单独|另行|分别|重复)?(?:{_LISTED})(?:,?下同)?"
)
_TAKES_PART = re.compile("配合|参与|参加|协同")
_RESPONSIBLE = frozenset({"责任", "负责", "落实"})


# What a text must hold for a pattern to match: most texts state no convention, and a search
# for these words takes a tenth of the time.
_ANY_HINT = re.compile("[第首最★☆*※▲△●◆◎#星]")  # of those that find() looks for
_HINTS = {
    FIRST: re.compile("第[一1]|首|最前"),
    FIRST_COMMA: re.compile("第一个"),
    STAR: re.compile("[★☆*※▲△●◆◎#星]"),
    _REST: re.compile("其余|其他|其它|后面|之后"),
    _SAME_BELOW: re.compile("[以下均]同"),
    LATER_UNITS: re.compile("不[再一逐单另分重列举注标赘写说]"),
}


_WAYS: tuple[tuple[Way, re.Pattern[str]], ...] = (
    ("first-comma", FIRST_COMMA),
    ("star", STAR),
    ("first", FIRST),
)


class Convention(NamedTuple):
    """How clauses without a stated lead are read.

    ``way`` picks the leads, ``rest`` is the role of the others.
    """

    way: Way
    rest: Role
    start: int
    end: int


class LaterUnits(NamedTuple):
    """Units that the document says take part in all later tasks: offsets of their list."""

    start: int
    end: int
    units_start: int
    units_end: int
    role: Role


def find(folded: str) -> Convention | None:
    """Return the first convention that a folded text states, or None.

    >>> find("(责任单位:甲局、乙局,列第一位的为牵头单位,下同)").way
    'first'
    """
    if not _ANY_HINT.search(folded):
        return None
    for way, pattern in _WAYS:
        found = pattern.search(folded) if _HINTS[pattern].search(folded) else None
        if found:
            rest = _REST.match(folded, found.end())
            end = rest.end() if rest else found.end()
            return Convention(way, _role_of_rest(rest), found.start(), end)
    return None


def _role_of_rest(rest: re.Match[str] | None) -> Role:
    if rest is None or (rest.group("role") or rest.group("duty")) in _RESPONSIBLE:
        return "responsible"
    return "cooperating"


def find_later_units(folded: str) -> LaterUnits | None:
    """Return the statement that units take part in all later tasks, or None."""
    found = LATER_UNITS.search(folded) if _HINTS[LATER_UNITS].search(folded) else None
    if not found or not found.group("units").strip():
        return None
    role: Role = "cooperating" if _TAKES_PART.search(found.group("verb")) else "responsible"
    return LaterUnits(*found.span(), *found.span("units"), role)


def blank(folded: str) -> str:
    """Return *folded* with the words of conventions made commas, so that no list holds them."""
    for pattern in (LATER_UNITS, FIRST_COMMA, STAR, FIRST, _SAME_BELOW, _REST):
        if _HINTS[pattern].search(folded):
            folded = pattern.sub(_commas, folded)
    return folded


def _commas(found: re.Match[str]) -> str:
    return "," * len(found.group())

"""What a plan says once about how its clauses are to be read.

``列第一位的为牵头单位，下同`` decides the roles from there on; ``以下均需各区落实，
不再列出`` makes units take part in all later tasks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from zeren.loaders.records import Role

Way = Literal["first", "first-comma", "star"]

_LEAD = r"(?:总?牵头|主办|主要责任|第一责任|主责|主要负责|主要)(?:责任|负责)?(?:(?:单位|部门|处室|科室|机构|股室|地区)(?:[或和](?:单位|部门))?)?"
_UNIT = r"(?:责任|承办|负责|落实|实施)?(?:的)?(?:单位|部门|科室|处室|股室|局办|委局)?"
_IS = r"(?:均)?(?:为|是|系|即为|即|作为|视为)(?:该|本)?(?:项)?(?:工作|任务)?(?:的)?"
_FIRST = re.compile(
    rf"""[^、,;。:\n()\[\]]{{0,12}}?
    (?:(?:排|列|位|名列|位列|排名|排列|排序|居|署名|列名|标注)(?:在|于|名|列)?(?:第一|首|最前|第1|最前面)(?:位|个|名|家)?
      |首(?:位|个|家)|第(?:一|1)(?:个|位|家|名|(?=责任)))(?:的|者)?{_UNIT}{_IS}{_LEAD}""",
    re.VERBOSE,
)
_FIRST_COMMA = re.compile(rf"第一个(?:逗号|分号|句号)(?:之|以)?前(?:的|面的)?{_UNIT}{_IS}?{_LEAD}")
_STAR = re.compile(
    rf"(?:带|标|加|注|标注|画|打)(?:有|注)?[“\"'‘]?(?:[★☆*※▲△●◆◎#]|星号|星)+[”\"'’]?(?:号|标记|标识|符号)?(?:的|者)?{_UNIT}{_IS}{_LEAD}"
    rf"|[“\"'‘]?[★☆*※▲△●◆◎]+[”\"'’]?(?:号)?(?:的|者)?{_UNIT}?{_IS}{_LEAD}"
)
_REST = re.compile(rf"[,;]?(?:其余|其他|其它)(?:有关|相关|各)*(?:部门|单位|地区)(?:[和、](?:部门|单位|地区))?按(?:照)?职责(?:分工)?(?P<duty>负责|落实|配合|参与)(?:落实|实施)?|[,;]?(?:其余|其他|其它|后面|之后)(?:的|各)?{_UNIT}{_IS}(?P<role>责任|配合|协办|参与|参加|协同)(?:责任)?(?:单位|部门|处室|科室)?")
_SAME_BELOW = re.compile(r"[,;]?(?:以|下)下?(?:均)?同(?:[此上]|前)?(?=[。,;:)\]\n]|$)|[,;]?下同")
_LATER_UNITS = re.compile(
    r"""(?P<all>[,;。]?\s*(?:以下|以上|上述|下列|后续|今后|后面|下面)?(?:的)?(?:各项|所有|全部|各条|每项|有关)?(?:任务|工作|措施|事项|内容|条目|项目|重点任务|工作任务)?
    (?:均|都|还|亦|也)?(?:需要?|须|应|要|由|涉及|请|包括|包含)(?:由)?(?P<units>[^。;:]{2,60}?)(?P<verb>(?:按(?:照)?职责(?:分工)?)?(?:贯彻|组织|具体|共同|分别|抓好|做好|同步|认真|一并)*(?:负责|落实|实施|配合|参与|执行|参加|协同)?(?:落实|实施|执行|推进|配合)?)
    [,;](?:以下|后续|下文|下同)?[,]?(?:均|都)?(?:不再|不)(?:一一|逐一|逐项|单独|另行|分别|重复)?(?:列出|列明|列举|注明|标注|赘述|列|标出|写明|说明|重复)(?:[,]?下同)?)""",
    re.VERBOSE,
)
_REST_ROLE: dict[str, Role] = {
    "责任": "responsible",
    "负责": "responsible",
    "落实": "responsible",
}


@dataclass(frozen=True, slots=True)
class Convention:
    """How clauses without a stated lead are read: ``way`` picks the leads, ``rest`` the others' role."""

    way: Way
    rest: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LaterUnits:
    """Units that the document says take part in all later tasks: offsets of their list."""

    start: int
    end: int
    units_start: int
    units_end: int
    role: Role


def find(folded: str) -> Convention | None:
    """Return the first convention that a folded text states, or None."""
    ways: tuple[tuple[Way, re.Pattern[str]], ...] = (
        ("first-comma", _FIRST_COMMA),
        ("star", _STAR),
        ("first", _FIRST),
    )
    for way, pattern in ways:
        found = pattern.search(folded)
        if found:
            rest = _REST.match(folded, found.end())
            role: Role = "responsible"
            if rest:
                word = rest.group("role") or rest.group("duty")
                role = _REST_ROLE.get(word, "cooperating")
            return Convention(way, role, found.start(), rest.end() if rest else found.end())
    return None


def find_later_units(folded: str) -> LaterUnits | None:
    """Return the statement that units take part in all later tasks, or None."""
    found = _LATER_UNITS.search(folded)
    if not found or not found.group("units").strip():
        return None
    role: Role = "cooperating" if re.search("配合|参与|参加|协同", found.group("verb")) else "responsible"
    return LaterUnits(found.start(), found.end(), found.start("units"), found.end("units"), role)


def blank(folded: str) -> str:
    """Return *folded* with the words of conventions blanked out, so that no list holds them."""
    for pattern in (_LATER_UNITS, _FIRST_COMMA, _STAR, _FIRST, _SAME_BELOW):
        folded = pattern.sub(lambda found: _spaces(found, pattern), folded)
    return _REST.sub(lambda found: "," * len(found.group()), folded)


def _spaces(found: re.Match[str], pattern: re.Pattern[str]) -> str:
    return "," * len(found.group())

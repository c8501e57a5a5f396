"""On which level a plan speaks of itself: 我市, 全县, 市财政局, 区教育局."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from zeren.loaders.records import Level
from zeren.loaders.structure.head.lines import HAN, HEAD

WORDS: Final = ("自治区", "地区", "省", "市", "州", "盟", "县", "区", "旗")
_WORD = "|".join(WORDS)
_SELF = re.compile(rf"(?!本地区)(?P<who>[我本全])(?P<word>{_WORD})(?![场域块位民际直级属])")
_BODY = re.compile(
    rf"(?:(?<=[、，,；;：:（(〔\[【\s])|(?<=[由经])|(?<=以及))(?P<word>{_WORD})(?![场域块级])(?={HAN}{{1,12}}?(?:局|厅|委|办|部|政府|中心|法院|公司|联社|院|会)(?:[、，,；;）)〕\]】。\s负牵配按等会和及]|$))"
)
# 省政府各部门, 市直有关单位: whom the plan is sent to.
_SENT_TO = re.compile(
    rf"(?:(?<=[、，,；;：:\s])|^)(?P<word>{_WORD})(?:(?:人民)?政府(?:各|直属|有关|相关|所属)|[级直](?:各|有关|相关)?(?:部门|单位|机关|委))"
)
_NOT_OWN = re.compile(r"[各县区市省州盟旗]")
_WEIGHT: Final = {"我": 3, "本": 2, "全": 1}
_SENT: Final = 2
_STATE = re.compile(
    r"(?:(?<=[、，,；;：:（(〔\[【\s])|^)(?:国家发展改革委|国家[\u4e00-\u9fff]{2,10}(?:局|委|委员会|署)|工业和信息化部|财政部|教育部|科技部|公安部|民政部|司法部"
    r"|人力资源社会保障部|自然资源部|生态环境部|住房城乡建设部|交通运输部|水利部|农业农村部|农业部|商务部|文化和旅游部|退役军人事务部"
    r"|应急管理部|应急部|审计署|国务院国资委|海关总署|税务总局|市场监管总局|广电总局|体育总局|中央[\u4e00-\u9fff]{2,10}(?:部|办)|中国科学院"
    r"|中国工程院|证监会|银保监会|金融监管总局)(?=[、，,；;）)〕\]】。\s负牵配按等会和及]|$)",
    re.MULTILINE,
)
_STATE_ENOUGH: Final = 3
LEVELS: Final[Mapping[str, Level]] = {
    "自治区": "province",
    "地区": "city",
    "省": "province",
    "市": "city",
    "州": "city",
    "盟": "city",
    "县": "county",
    "区": "county",
    "旗": "county",
}


def own_word(text: str) -> tuple[str, int, int] | None:
    """Return the word for the level of the plan's own place, and where it first stands; or None.

    The word that the plan uses most for itself (我市) and for its bodies (市财政局) counts.
    """
    scores: dict[str, int] = {}
    at: dict[str, tuple[int, int]] = {}
    for found in _SELF.finditer(text):
        word = found["word"]
        scores[word] = scores.get(word, 0) + _WEIGHT[found["who"]]
        at.setdefault(word, found.span())
    for found in _BODY.finditer(text):
        word = found["word"]
        scores[word] = scores.get(word, 0) + 1
        at.setdefault(word, found.span())
    for found in _SENT_TO.finditer(text, 0, HEAD):
        word = found["word"]
        scores[word] = scores.get(word, 0) + _SENT
        at.setdefault(word, found.span())
    if not scores:
        return None
    best = max(scores.values())
    word = next(each for each in WORDS if scores.get(each) == best)
    return word, *at[word]


def state_bodies(text: str) -> tuple[int, int] | None:
    """Return where the first of the bodies of the state stands that tasks are given to.

    None where there are fewer than three: every plan names one or two.
    """
    found = list(_STATE.finditer(text))
    return found[0].span() if len({each.group() for each in found}) >= _STATE_ENOUGH else None

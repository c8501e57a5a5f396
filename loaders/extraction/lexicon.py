"""What the name of a unit looks like: the questions that the grammar asks of a word."""

from __future__ import annotations

import re
from functools import cache

LONGEST_NAME = 40
"""Characters; the longest full names of committees stay below it."""

_FORMS = (
    "局 委 委员会 厅 部 办 办公室 办公厅 处 科 室 股 中心 院 所 站 队 支队 大队 总队 会 协会 联合会 学会 商会 工会 总工会 "
    "公司 集团 银行 分行 支行 央行 法院 检察院 大学 学院 学校 医院 馆 台 社 园 园区 开发区 管委会 管理区 新区 高新区 经开区 "
    "街道 街道办 办事处 镇 乡 村 社区 政府 人民政府 人大 政协 党委 党组 工委 党工委 专班 指挥部 领导小组 小组 工作组 组 局机关 分局 中队 基地 "
    "妇联 残联 文联 社联 侨联 台联 工商联 团委 科协 计生协 贸促会 红十字会 党校 党办 纪委 监委 纪委监委 编办 网信办 巡察办 巡视办 文明办 "
    "海关 税务 消防 电网 电力 铁塔 邮政 移动 联通 电信 烟草 气象 地震 供电 武警 省 市 县 区 州 盟 旗 地区 单位 部门 机构 企业 "
    "署 总局 总社 行 署名 团 院校 高校 协 联 署办 法制办 中学 小学 幼儿园 书院 报社 电视台 广播台 融媒体 作社 合作社 厂 矿 场 林场 农场 景区 港 机场 车站 "
    "铁路局 省军区 军分区 人武部 警备区 总医院 疾控 血站 医共体 党组织 成员单位 督查室 研究室 史志办 参事室 机关工委 直属机关 代表处 专员办 特派办 联社 信用社 保险 证券 "
).split()
_GOVERNMENT = (
    "局 委 委员会 厅 部 办 办公室 办公厅 处 科 室 股 政府 人民政府 管委会 分局 党委 党组 工委 党工委 署 总局 街道 办事处 街道办 "
    "镇 乡 县 区 市 州 省 妇联 残联 工会 总工会 团委 科协 工商联 纪委 监委 编办 支队 大队 总队 海关 法院 检察院 单位 部门 组 专班"
).split()
_COLLECTIVE = re.compile(
    r"^(?:各|有关|相关|其他|其它|其余|所有|全体|属地|沿线|沿江|沿海|涉及|辖区|所在地|项目所在地|相应)"
    r"|(?:各(?!自)|有关|相关|其他|其它|成员单位|各级|所属|直属单位|直属各单位|下属)"
)
_PLACE_WORD = (
    "省|自治区|直辖市|市|州|自治州|盟|县|区|旗|县级市|市州|市县|县区|区县|县市区|县市|市区|设区市|地级市|地级以上市|"
    "乡|镇|乡镇|镇街|街镇|街道|街|镇乡|村|社区|村居|园区|开发区|功能区|管理区|地区|地方|地|"
    "场|农场|林场|团场|室|处|局|科|股|中心|部|办|院|校|站|所|委|单位|部门|公司|企业|集团|工业区|示范区|管委会|先行区|试验区|办事处"
)
_PLACE_WORDS = re.compile(rf"(?:{_PLACE_WORD})(?:[、,/和及与](?:各)?(?:{_PLACE_WORD}))*")
# 各区、县级市政府: what may follow inside one collective.
_PLACE_TAIL = re.compile(
    rf"(?:{_PLACE_WORD})(?:[(\[](?:{_PLACE_WORD})(?:[、,](?:{_PLACE_WORD}))*[)\]])?"
    r"(?:人民政府|政府|办事处|办|党委|党工委|管委会|党委政府|委)?|(?:人民)?政府"
)
_BAD = re.compile(r"[的了是把被将其着等:“”《》\"'!?%]|\d{2,}|以上|以下|推进|加强|完善|提升|建立|健全|开展|实施|制定|组织开展|确保")


@cache
def _form_end() -> re.Pattern[str]:
    words = sorted(set(_FORMS), key=lambda w: (-len(w), w))
    return re.compile(rf"(?:{'|'.join(words)})$")


@cache
def _government_end() -> re.Pattern[str]:
    words = sorted(set(_GOVERNMENT), key=lambda w: (-len(w), w))
    return re.compile(rf"(?:{'|'.join(words)})$")


def bare(words: str) -> str:
    """Return *words* without a bracket at the end (机关党办 in X<机关党办>)."""
    return re.sub(r"[(\[<][^()\[\]<>]*[)\]>]$", "", words)


def is_collective(words: str) -> bool:
    """Say whether *words* name bodies only together: 各…, 有关…, 相关…."""
    return bool(_COLLECTIVE.search(words))


def is_unit(words: str) -> bool:
    """Say whether *words* look like a unit or a collective: the form of their end, no prose inside."""
    core = bare(words)
    if not 2 <= len(core) <= LONGEST_NAME or _BAD.search(core):
        return False
    return bool(_form_end().search(core)) or (is_collective(core) and bool(_PLACE_WORDS.search(core)))


def is_government(words: str) -> bool:
    """Say whether a unit's name ends as that of a public office, not of a hospital or a firm."""
    return bool(_government_end().search(bare(words)))


def is_name(words: str) -> bool:
    """Say whether *words*, verb-like end and all, are a known name (市机关事务管理局 …)."""
    return bool(_form_end().search(bare(words)))


def is_place_words(words: str) -> bool:
    """Say whether *words* are kinds of places or offices only: 市、区 · 室 · 街道."""
    return bool(_PLACE_WORDS.fullmatch(words))


def is_collective_of_places(words: str) -> bool:
    """Say whether *words* are 各 and kinds of places: 各区, 各镇、街道, 各县（市、区）人民政府."""
    flat = re.sub(r"[(\[][^()\[\]]*[)\]]", "", words)
    return flat.startswith("各") and all(map(continues_collective, re.split("[、和及与]", flat[1:])))


def continues_collective(words: str) -> bool:
    """Say whether *words* go on with a collective before them: 县级市政府 behind 各区."""
    return bool(_PLACE_TAIL.fullmatch(words))


def joins_units(left: str, right: str) -> bool:
    """Say whether 和 between *left* and *right* joins two units, not two words of one name."""
    right = re.split(r"[、,和与及]|以及", right, maxsplit=1)[0] if not is_unit(right) else right
    if is_collective(left) and not is_collective(right):
        return is_unit(left) and is_unit(right) and len(bare(right)) > 2
    return len(left) >= 2 and is_unit(left) and is_unit(right) and _whole(left) and len(right) >= 2


def _whole(words: str) -> bool:
    """Say whether *words* end as a body of their own; 工业园区 before 和 does, 市规划 does not."""
    return bool(_form_end().search(bare(words)))

"""Elided prefixes: 省科技厅、工业和信息化厅 means 省科技厅、省工业和信息化厅.

A writer who gives the prefix once means it for the bare names that follow. So a bare
name takes the prefix of the unit before it, unless a collective stands between, names
of its kind stood bare before any prefix of the list, or it cannot carry one (a firm,
a named place).

What it costs: a bare name that is meant to be bare behind one with a prefix
(市财政局、税务局 where the tax office is the state's) gets the prefix all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from zeren.loaders.names.common import is_common
from zeren.loaders.names.lexicon import any_of, bare, is_function
from zeren.ontology.places.table import place_of_stem

_HAN = r"[\u4e00-\u9fff]"
_LEVELS = frozenset("省市县区州盟旗镇乡")
_HOUSES = frozenset("委局厅部办院署")
_REMEMBERED = 4096  # names whose answers are kept

_INNER_OFFICE = "(?:处|科|室|股|(?<!公)司)"
_OFFICE = any_of("司 处 科 室 股 办 局 中心 队 站 所 院 党委 纪委 党办 工会 团委 部")
_DEPARTMENT = (
    any_of(
        "局 委 办 厅 部 办公室 委员会 会 联 协 法院 检察院 中心 大队 支队 总队 党校 机关 署 总社 "
        "供销社 社 队 小组 指挥部 税务 消防 气象 电力 邮政 台"
    )
    + r"|(?:供电|电信|移动|联通|铁塔|网络|邮政|自来水|燃气)公司|院(?<!学院)(?<!医院)"
)
_OFFICE_END = re.compile(rf"(?:{_OFFICE})$")
_INNER_OFFICE_END = re.compile(rf"{_INNER_OFFICE}$")
_DEPARTMENT_END = re.compile(rf"(?:{_DEPARTMENT})$")

# 城市, 园区: words that end like a level and name no place.
_NO_PLACE = re.compile(
    r"(?:城乡|(?:[城都超夜早股楼门集上房车菜花街])市"
    r"|(?:[园社新景片辖地小灌牧库林校厂山矿特湖战军]|开发|保护|示范|试验|度假|合作|工业|功能|先行)区)$"
)
_NAMED_PLACE = re.compile(
    rf"(?P<prefix>{_HAN}{{2,7}}?(?:省|自治区|自治州|[市州盟县区旗镇乡]))(?P<rest>{_HAN}{{2,}})"
)
# A level word, and what behind it makes another word of it (市场, 市民, 区域, 县域).
_NOT_BEHIND = {
    "省": "直级属",
    "市": "场容域民直级属管区州县内外里辖",
    "县": "域直级区属",
    "区": "域直级属块县划间内",
    "州": "直级属市县",
    "盟": "直级属市",
    "旗": "直级属县",
    "镇": "街乡级村直",
    "乡": "镇村级",
}
_PARTY_DEPARTMENT = any_of(
    "组织部 宣传部 统战部 政法委 政法委员会 编办 机构编制委员会办公室 网信办 巡察办 巡视办 "
    "老干部局 老干局 政研室 政策研究室 党校 直属机关工委 机关工委 直属工委 社会工作部 社工部 "
    "农办 财经办 财办 改革办 深改办 台办 保密办 机要局 机要和保密局 密码管理局 文明办 外办 "
    "国安办 党史研究室 党史办 党史和地方志研究室 两新工委 统筹办 军民融合办 督查室 目标办 信访局"
)
# Those that stand under the committee at every level, whatever was written before.
_UNDER_COMMITTEE = frozenset(
    {
        "组织部",
        "宣传部",
        "统战部",
        "政法委",
        "编办",
        "网信办",
        "巡察办",
        "社会工作部",
        "社工部",
    }
)
_PARTY = re.compile(
    rf"(?P<prefix>{_HAN}{{0,7}}?(?:(?:省|[市县区州盟旗]|自治区)委|自治区党委))"
    rf"(?:{_PARTY_DEPARTMENT}|办|办公室|办公厅)"
)
_PARTY_ONLY = re.compile(f"(?:{_PARTY_DEPARTMENT})")
_HOUSE = re.compile(rf"(?P<prefix>[委局厅部院署]|办(?!公)){_HAN}+(?:{_OFFICE})")
_OFFICE_OF = re.compile(
    rf"(?P<house>{_HAN}{{2,}}?(?:局|委|厅|办公室|委员会|中心|总队|集团)){_HAN}{{2,}}{_INNER_OFFICE}"
)
# Names of the vocabulary that hold a prefix of their own: 市委办, 区政府办公室, 委办公室.
_LABEL_WITH_PREFIX = re.compile(
    r"[省市县区州盟旗镇乡](?:委|政府|府|人民政府|直(?!辖)|军区)|[委局厅](?:办|机关)"
)
# Names that stand alone: a body of the centre, a firm, a named place.
_OF_THE_CENTRE = any_of(
    "国家 中央 中国 全国 国网 国务院 中石 中铁 共青团 人行 人民银行 银保监 金融监管总局 银监 "
    "证监 海关 最高 武警 解放军 军分区 新疆生产建设兵团"
)
_BRANCH_OF_THE_CENTRE = any_of(
    "金融监管 银保监 银监 证监 检验检疫 能源监管 电力监管 海事 铁路 民航"
)
# What a firm of a place does, in its short name: 城投, 创投, 文旅, 水务.
_OF_A_FIRM = frozenset("城交文旅水务国产农建科能金控创投资发展粮路桥地公铁港航煤电热燃气轨道")
_ALONE = re.compile(
    rf"^(?:{_OF_THE_CENTRE}|团[省市县区州]委|省|[市县区][直级属])"
    rf"|^(?!地方){_HAN}{{2,}}(?:{_BRANCH_OF_THE_CENTRE})(?:管理)?(?:局|分局|支局|监管组|办)$"
    rf"|^{_HAN}{{2,6}}新城{_HAN}{{2,}}$|分中心$"
    rf"|(?<!供电)(?<!电信)(?<!移动)(?<!联通)(?<!铁塔)(?<!网络)(?<!邮政)(?<!自来水)(?<!燃气)公司$"
    rf"|(?:学院|集团|银行|分行|支行|海关|大学|政府|管委会|街道|街道办|办事处|园区|新区|镇|乡|村|社区|供电局|电网|企业|学校|院校|高校|医院"
    r"|开发区|高新区|经开区|度假区|示范区|产业园|保税区|[省市县区州盟旗])$"
)


@lru_cache(maxsize=_REMEMBERED)
def prefix_of(name: str) -> str | None:
    """Return the prefix that *name* carries for those after it: 省, 市委, 委, 青沅市; or None.

    The vocabulary decides first: 市场监管局 is a department's whole name, 市民政局 is
    one behind a prefix. The patterns speak only for names that it does not have.

    >>> prefix_of("省科技厅"), prefix_of("市委组织部"), prefix_of("市场监管局")
    ('省', '市委', None)
    """
    core = bare(name)
    if is_function(core) and not _LABEL_WITH_PREFIX.match(core):
        return None
    party = _PARTY.fullmatch(core)
    if party:
        return party.group("prefix")
    if core[:1] in _LEVELS and is_function(core[1:]):
        return core[0]
    named = _NAMED_PLACE.fullmatch(core)
    if named and not _NO_PLACE.search(named.group("prefix")):
        rest = named.group("rest")
        if is_function(rest) or (_DEPARTMENT_END.search(rest) and not _ALONE.search(rest)):
            return named.group("prefix")
    if core.startswith("自治区") and len(core) > 4:
        return "自治区"
    if core.startswith("地区") and is_function(core[2:]):
        return "地区"
    if len(core) > 2 and core[1] not in _NOT_BEHIND.get(core[0], core[1]):
        return core[0]
    house = _HOUSE.fullmatch(core)
    return house.group("prefix") if house else None


@lru_cache(maxsize=_REMEMBERED)
def house_of(name: str) -> str | None:
    """Return the body that an office's name opens with: 省疾控局 in 省疾控局综合处; or None."""
    found = _OFFICE_OF.fullmatch(bare(name))
    return found.group("house") if found else None


@lru_cache(maxsize=_REMEMBERED)
def can_take_prefix(name: str, prefix: str) -> bool:
    """Say whether *name* is a bare department that the elided *prefix* may belong to.

    An office (规划处) goes with a house prefix (委), a department (财政局) with a place.
    """
    core = bare(name)
    if core.endswith("集团"):  # 省交投集团、城投集团: named by what it does, not by a stem
        of_place = is_common(core[:-2]) or set(core[:-2]) <= _OF_A_FIRM
        return 2 < len(core) <= 6 and len(prefix) == 1 and of_place
    ending = _OFFICE_END if prefix in _HOUSES else _DEPARTMENT_END
    return (
        2 <= len(core) <= 20
        and prefix_of(core) is None
        and bool(ending.search(core))
        and not _ALONE.search(core)
        and not opens_with_a_city(core)
    )


def opens_with_a_city(name: str) -> bool:
    """Say whether *name* opens with a city or province of the table: 成都公积金中心."""
    found = place_of_stem(name[:2]) or place_of_stem(name[:3])
    return found is not None and found.code is not None and found.level != "county"


def restore(names: Sequence[tuple[str, bool]]) -> list[str]:
    """Return the names of one clause with their elided prefixes; True marks a collective.

    >>> restore([("省科技厅", False), ("财政厅", False), ("有关部门", True), ("教育厅", False)])
    ['省科技厅', '省财政厅', '有关部门', '教育厅']
    """
    restored: list[str] = []
    bare_endings = _bare_endings(names)
    prefix: str | None = None
    house: str | None = None
    for name, collective in names:
        core = bare(name)
        own = prefix_of(name)
        if collective:
            prefix = house = None
        elif own is None and house and _INNER_OFFICE_END.search(core):
            name = house + name
        elif own is not None:
            prefix, house = own, house_of(name)
        else:
            house = house_of(name)
            takes = prefix and core[-1:] not in bare_endings and can_take_prefix(core, prefix)
            if prefix and takes and not _opens_with(prefix, core):
                name = _prefix_for(prefix, core) + name
        restored.append(name)
    return restored


def _opens_with(prefix: str, name: str) -> bool:
    """Say whether *name* opens with the level of *prefix*, and is no department's whole name."""
    level = prefix.removesuffix("委")[-1:]
    return name[0] in _LEVELS and name[0] == level and not is_function(name)


def _bare_endings(names: Sequence[tuple[str, bool]]) -> set[str]:
    """Return the endings (厅, 局) that stand bare before any prefix of the list: their habit."""
    endings: set[str] = set()
    for name, collective in names:
        if prefix_of(name) is not None:
            break
        if not collective and can_take_prefix(name, "省"):
            endings.add(bare(name)[-1:])
    return endings


def _prefix_for(prefix: str, core: str) -> str:
    """Return what a name takes of *prefix*: a party department the committee, others its level.

    市委组织部、宣传部、教育局 means 市委宣传部 and 市教育局.
    """
    if len(prefix) > 1 and prefix.endswith("委"):
        level = prefix.removesuffix("委").removesuffix("党")
        return prefix if _PARTY_ONLY.fullmatch(core) else level
    if prefix in _LEVELS and core in _UNDER_COMMITTEE:
        return prefix + "委"
    return prefix

"""Elided prefixes: ``省科技厅、工业和信息化厅`` means 省科技厅、省工业和信息化厅.

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
from dataclasses import replace

from zeren.loaders.extraction.lexicon import bare, is_function
from zeren.loaders.extraction.parties import Party

_OFFICE = r"(?:司|处|科|室|股|办|局|中心|队|站|所|院|党委|纪委|党办|工会|团委|部)"
_OFFICE_ONLY = r"(?:处|科|室|股|司)"
_BODY = (
    r"(?:局|委|办|厅|部|办公室|委员会|会|联|协|法院|检察院|中心|大队|支队|总队|党校|机关|署|总社|供销社|社|队|小组|指挥部|税务|消防|气象|电力|邮政|台|院(?<!学院)(?<!医院))"
)
_NOT_PLACE = re.compile(r"(?:城乡|(?:城|都|超|夜|早|股|楼|门|集|上|房|车|菜|花|街)市|(?:园|社|新|开发|景|片|辖|地|小|灌|牧|库|林|校|厂|山|矿|特|湖|保护|示范|试验|度假|合作|工业|功能|先行|战|军|库|牧|林)区)$")
_NAMED_PLACE = re.compile(
    rf"(?P<prefix>[\u4e00-\u9fff]{{2,7}}?(?:省|自治区|自治州|市|州|盟|县|区|旗|镇|乡))(?P<rest>[\u4e00-\u9fff]{{2,}})"
)
_LEVEL = re.compile(
    r"(?P<prefix>省|(?<!城)市(?!场|政(?!府|协|法|务|数)|容|域|民(?!政|宗|族|航|防|委|进|革|建|盟)|直|级|属|管|区|州|县|内|外|里|本级|辖)|县(?!域|直|级|区|市(?!场)|属|乡(?!村))|区(?!域|直|级|属|块|县|划|间|内)|州(?!直|级|属|市|县)|盟(?!直|级|属|市)|旗(?!直|级|属|县)|镇(?!街|乡|级|村|直)|乡(?!镇|村|级)|自治区)"
    r"(?P<rest>[\u4e00-\u9fff]{2,})"
)
_PARTY_DEPARTMENT = (
    r"(?:组织部|宣传部|统战部|政法委|政法委员会|编办|机构编制委员会办公室|网信办|巡察办|巡视办|老干部局|老干局|政研室|政策研究室|党校|直属机关工委|机关工委|直属工委|"
    r"社会工作部|社工部|农办|财经办|财办|改革办|深改办|台办|保密办|机要局|机要和保密局|密码管理局|文明办|外办|国安办|党史研究室|党史办|党史和地方志研究室|两新工委|统筹办|军民融合办|督查室|目标办|信访局(?!长))"
)
_PARTY = re.compile(rf"(?P<prefix>[\u4e00-\u9fff]{{0,7}}?(?:(?:省|市|县|区|州|盟|旗|自治区)委|自治区党委))(?P<rest>{_PARTY_DEPARTMENT}|办|办公室|办公厅)(?:[(\[<].*)?")
_PARTY_ONLY = re.compile(rf"(?:{_PARTY_DEPARTMENT})")
_HOUSE = re.compile(rf"(?P<prefix>委|局|厅|部|办(?!公)|院|署)(?P<rest>[\u4e00-\u9fff]+{_OFFICE})")
_OFFICE_OF = re.compile(
    rf"(?P<house>[\u4e00-\u9fff]{{2,}}?(?:局|委|厅|办公室|委员会|中心|总队|集团))[\u4e00-\u9fff]{{2,}}{_OFFICE_ONLY}"
)
_LEVELS = frozenset("省市县区州盟旗镇乡")
# Names of the vocabulary that hold a prefix of their own: 市委办, 区政府办公室, 委办公室.
_LABEL_WITH_PREFIX = re.compile(
    r"[省市县区州盟旗镇乡](?:委|政府|府|人民政府|直(?!辖)|军区)|[委局厅](?:办|机关)"
)
_BODY_END = re.compile(rf"{_BODY}$")
_OFFICE_END = re.compile(rf"{_OFFICE}$")
_OFFICE_ONLY_END = re.compile(rf"{_OFFICE_ONLY}$")
_HOUSES = frozenset("委局厅部办院署")
# Names that stand alone: a firm, a bank, a body of the centre, a named place.
_ALONE = re.compile(
    r"^(?:国家|中央|中国|全国|国网|国务院|中石|中铁|共青团|团[省市县区州]委|人行|人民银行|银保监|金融监管总局|银监|证监|海关|最高|武警|解放军|军分区|省|市(?:直|级|属)|县(?:直|级|属)|区(?:直|级|属))"
    r"|[\u4e00-\u9fff]{2,}(?:金融监管|银保监|银监|证监|检验检疫|能源监管|电力监管|海事|铁路|民航)(?:管理)?(?:局|分局|办)$"
    r"|(?<!供电)(?<!电信)(?<!移动)(?<!联通)(?<!铁塔)(?<!网络)(?<!邮政)(?<!自来水)(?<!燃气)公司$|(?:学院|集团|银行|分行|支行|海关|大学|政府|管委会|街道|街道办|办事处|开发区|园区|新区|高新区|经开区|度假区|示范区|产业园|镇|乡|村|社区|供电局|电网|企业|学校|院校|高校|保税区|医院|省|市|县|区|州|盟|旗)$"
)


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
    if (
        named
        and not _NOT_PLACE.search(named.group("prefix"))
        and (is_function(named.group("rest")) or _takes(named.group("rest")))
    ):
        return named.group("prefix")
    level = _LEVEL.fullmatch(core)
    if level:
        return level.group("prefix")
    house = _HOUSE.fullmatch(core)
    return house.group("prefix") if house else None


def house_of(name: str) -> str | None:
    """Return the body that an office's name opens with: 省疾控局 in 省疾控局综合处; or None."""
    found = _OFFICE_OF.fullmatch(bare(name))
    return found.group("house") if found else None


def _takes(rest: str) -> bool:
    return bool(_BODY_END.search(rest)) and not _ALONE.search(rest)


def can_take_prefix(name: str, prefix: str) -> bool:
    """Say whether *name* is a bare department that the elided *prefix* may belong to.

    An office (规划处) goes with a house prefix (委), a department (财政局) with a place.
    """
    core = bare(name)
    ending = _OFFICE_END if prefix in _HOUSES else _BODY_END
    return (
        2 <= len(core) <= 20
        and prefix_of(core) is None
        and bool(ending.search(core))
        and not _ALONE.search(core)
    )


def restore(parties: Sequence[Party]) -> tuple[Party, ...]:
    """Return the parties of one clause with elided prefixes restored in their names."""
    restored: list[Party] = []
    bare_endings = _bare_endings(parties)
    prefix: str | None = None
    house: str | None = None
    for party in parties:
        if party.collective:
            prefix = house = None
            restored.append(party)
            continue
        own = prefix_of(party.name)
        if house and own is None and _OFFICE_ONLY_END.search(bare(party.name)):
            restored.append(replace(party, name=house + party.name))
            continue
        house = house_of(party.name)
        if own is not None:
            prefix = own
            restored.append(party)
            continue
        endings = bare(party.name)[-1:]
        if prefix and _opens_with(prefix, party.name):
            restored.append(party)
            continue
        if prefix and endings not in bare_endings and can_take_prefix(party.name, prefix):
            restored.append(replace(party, name=_prefix_for(prefix, party.name) + party.name))
            continue
        restored.append(party)
    return tuple(restored)


def _opens_with(prefix: str, name: str) -> bool:
    """Say whether *name* opens with the level word of *prefix* and is no department's whole name."""
    return name[0] in _LEVELS and name[0] == prefix.removesuffix("委")[-1:] and not is_function(name)


def _bare_endings(parties: Sequence[Party]) -> set[str]:
    """Return the endings (厅, 局) that stand bare before any prefix of the list: their habit."""
    endings: set[str] = set()
    for party in parties:
        if prefix_of(party.name) is not None:
            break
        if not party.collective and can_take_prefix(party.name, "省"):
            endings.add(bare(party.name)[-1:])
    return endings


def _prefix_for(prefix: str, name: str) -> str:
    """Return what *name* takes of *prefix*: a party department the committee, others its level.

    ``市委组织部、宣传部、教育局`` means 市委宣传部 and 市教育局.
    """
    is_party = bool(_PARTY_ONLY.fullmatch(bare(name)))
    if len(prefix) > 1 and prefix.endswith("委"):
        return prefix if is_party else prefix[:-1]
    return prefix + "委" if is_party and prefix in _LEVELS_WITH_COMMITTEE and _under_committee(name) else prefix


_LEVELS_WITH_COMMITTEE = frozenset("省市县区州盟旗")


def _under_committee(name: str) -> bool:
    return bool(re.fullmatch(r"组织部|宣传部|统战部|政法委|编办|网信办|巡察办|社会工作部|社工部", bare(name)))

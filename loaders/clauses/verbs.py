"""The verbs that give units their role, behind the units: 甲局牵头，乙局按职责分工负责.

A verb phrase is built from named parts: by what duty (按职责分工), in what manner
(共同), the verb itself, and what it runs on with (落实到位). The verbs of each role
stand in ``zeren.ttl`` (``zr:clauseVerb``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from zeren.loaders.names.lexicon import any_of, is_unit
from zeren.loaders.records import ROLES, Role
from zeren.ontology.vocabulary import words

Verb = Role | Literal["none"]
"""What a verb makes of the units before it; ``none`` for those who only supervise (督办)."""

# The longest verb phrases met have some thirty characters; a window keeps the search linear.
_WINDOW = 48

_DUTY = any_of(
    "职责 职能 分工 责任 任务 职权 权限 实际 工作 领域 属地 要求 部门 行业 条线 区域 安排 范围 "
    "管辖 情况 边界 原则 内"
)
_BY_DUTY = (
    rf"(?:(?:按照?|依据?|根据|结合|围绕|立足)(?:各自|本?部门|有关|相关|工作|实际|单位)*的?"
    rf"(?:{_DUTY})+(?:[和与及、](?:{_DUTY})+)?,?"
    r"|在?各自的?(?:职责|职能|权限)?(?:范围)?内?)"
)
_MANNER = any_of(
    "分别 分工 共同 联合 协同 各自 具体 积极 主动 密切 全力 抓好 抓紧 做好 统一 一并 认真 切实 "
    "结合实际 组织 同步 自行 对应 会同"
)
_RUNS_ON = any_of(
    "抓总 抓好 做好 负责 组织 协调 推进 推动 落实 实施 到位 执行 统筹 具体 工作 相关 有关 任务 "
    "开展 贯彻 完成 该项 承办 办理 制定 共同 督导 指导 支持 配合 参与 协办 协助 单位 和 并 、"
)
_GUIDES = (
    r"(?:负责|加强|做好|加以|给予)*(?:工作|政策|业务|技术|监督|督促|检查|协调)*(?:指导|督导)"
    r"(?:[和与、]|督促|监督|检查|指导|督导|服务)*"
)
_ALSO: dict[Role, str] = {
    "lead": r"为主|统筹|(?:作)?为总?牵头(?:责任)?(?:单位|部门)",
    "responsible": "各负其责|各司其职|推进|推动|贯彻|执行|主管|完成|开展|抓落实",
    "cooperating": r"支持|提供(?:技术|资金|政策)?(?:支持|支撑|保障)"
    r"|为(?:配合|参与|协办)(?:责任)?(?:单位|部门)",
    "guiding": _GUIDES,
}
_SUPERVISES = (
    r"(?:负责|加强|做好)*(?:督办|验收|督查|考核|监督|监管|审核)"
    r"(?:落实|工作|推进|[和与、](?:考核|督查|验收))*"
)
_OBJECT_VERBS: dict[str, Role] = {
    "负责": "responsible",
    "落实": "responsible",
    "牵头": "lead",
    "配合": "cooperating",
}
_WITH_OBJECT = re.compile(
    rf"(?P<units>[^负牵配]{{2,}}?):?(?P<verb>{any_of(_OBJECT_VERBS)})[^的]{{2,20}}"
)
_ACT = re.compile(
    r"(?P<units>[\u4e00-\u9fff]{3,40}?)"
    r"(?:开展|制定|推进|组织|做好|研究|出台|建立|加快|实施|起草|编制|推动|落实)[^的]{2,40}"
)


class Found(NamedTuple):
    """A verb behind units: the role it gives, and the offset where the units end."""

    verb: Verb
    start: int


@cache
def _at_end() -> re.Pattern[str]:
    def core(role: Role) -> str:
        return f"总?(?:{any_of(words('zeren.ttl', f'zr:{role}', 'zr:clauseVerb'))}|{_ALSO[role]})"

    def phrase(role: Role) -> str:
        return rf"(?:{_BY_DUTY})?(?:{_MANNER})*(?:{core(role)})(?:{_RUNS_ON})*"

    return re.compile(
        rf"(?:(?P<lead>{phrase('lead')})|(?P<cooperating>{phrase('cooperating')})"
        rf"|(?P<guiding>{phrase('guiding')})|(?P<none>{_SUPERVISES})"
        rf"|(?P<responsible>{phrase('responsible')}|{_BY_DUTY}(?:{_MANNER})*))$"
    )


def verb_at_end(folded: str, start: int, end: int) -> Found | None:
    """Return the verb phrase that ``folded[start:end]`` ends in, or None.

    >>> verb_at_end("甲局按职责分工负责", 0, 9)
    Found(verb='responsible', start=2)
    """
    begin = max(start, end - _WINDOW)
    found = _verb_of(folded[begin:end])
    return Found(found.verb, begin + found.start) if found else None


@lru_cache(maxsize=4096)
def _verb_of(words_: str) -> Found | None:
    """Return the verb that *words_* end in; kept, since lists repeat their units and verbs."""
    found = _at_end().search(words_)
    if not found:
        return None
    verb = next((role for role in reversed(ROLES) if found.group(role) is not None), None)
    return Found(verb or "none", found.start())


def is_verb(folded: str, start: int, end: int) -> bool:
    """Say whether ``folded[start:end]`` is a verb phrase and nothing else."""
    found = verb_at_end(folded, start, end)
    return found is not None and found.start == start


def verb_with_object(folded: str, start: int, end: int) -> Found | None:
    """Return the verb between a unit and its object (甲局负责县道养护), or None."""
    found = _WITH_OBJECT.fullmatch(folded, start, end) if end - start < 2 * _WINDOW else None
    if found and is_unit(found.group("units")):
        return Found(_OBJECT_VERBS[found.group("verb")], found.end("units"))
    return None


def units_before_act(folded: str, start: int, end: int) -> int:
    """Return where the unit ends that acts in ``folded[start:end]`` (甲局开展…), or *end*."""
    found = _ACT.fullmatch(folded, start, end) if end - start < 2 * _WINDOW else None
    return found.end("units") if found and is_unit(found.group("units")) else end

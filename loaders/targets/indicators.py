"""What a number measures: the indicator, in the words of the plan.

The indicator is read from the words before the number (接种率达到90%) or from the verb and
the words behind (建设10个脊柱健康服务站). It is a label for people to read; the numbers do
not depend on it, save where several indicators share one number or take turns.
"""

from __future__ import annotations

import re

from zeren.loaders.targets.refusals import Around

_LONGEST = 40
_HAN = r"[\u4e00-\u9fff“]"
_REACH_WORDS = (
    "达到|达|提高到|提高至|提升到|提升至|增加到|增至|扩大到|扩大至|扩展到|压缩至|"
    "压缩到|缩短至|缩短到|降低到|降低至|降至|降到|下降到|下降至|优化到|优化至|控制在|"
    "保持在|稳定在|维持在|保持|稳定|维持|不低于|不少于|不超过|不高于|不大于|不小于|"
    "≥|>=|>|≧|≤|<=|<|≦|超过|突破|高于|低于|为|占|有|至少|最少|约|近|超|分别|均|各|共"
)
_REACH = re.compile(
    r"(?:(?:分别|均|都|各|力争|争取|确保|实现|要|应|须|累计|总体|全部|平均)*"
    rf"(?:{_REACH_WORDS})+)+(?:约|近|在|到|至)?$"
)
_REACH_ENDS = frozenset(word[-1] for word in (*_REACH_WORDS.split("|"), *"约近在到至"))
_LEAD = re.compile(
    r"^(?:(?:到(?![位岗账期])|至|在|力争|争取|确保|实现|推动|推进|使|让|其中|并|且|同时|全市|全省|全县|全区|全国|我市|我省|我县|我区|全州|"
    r"20\d\d年(?:底|末)?(?:前|之前|以前)?|"
    r"(?:[\d一二两三四五六七八九十]{1,2}年)?内(?=[^部容外科镜分陆蒙涝])|"
    r"年内|全年|今年|年[底初中末]前?|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份|底|末|[上中下]旬)?前?|"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})日前?|20\d\d[-/.]\d{1,2}[-/.]\d{1,2}前?|"
    r"(?:20\d\d)?[Qq][1-4]|第?[一二三四1-4]季度[底末]?前?|[上下]半年|(?:本届)?任期内|[之以]?[前后](?=[建完新])|"
    r"[,、;: ])\s?)+"
)
_RIGHT = re.compile(r"(?:\[\d{1,2}\])?(?:“[^“”,;。\n]{1,20}”|[^,;。、()\n\d“”]){0,30}")
# 200名甲、300名乙: what stands before a number that a join opens belongs to the one before.
_OPENED = re.compile(r"(?:、|和|及|与)\s*$")
_NO_NAME = re.compile("标准|目标|要求|任务|水平|和|及|与")
_JOINS = re.compile(r"、|和|以及|及|与")
# 和, 及, 与 as words of their own, not in 普及率, 参与率, 和谐.
_AND = re.compile(
    r"以及|(?<![普涉顾波触])及(?!时|格|其|早)|(?<![总饱共缓温])和(?!谐|平|解|睦|美)|(?<!参)与"
)
_EACH = re.compile(
    r"(?:均(?!次|等|价|衡|为?每)|都(?!市)|分别都)(?:要|应|须|需|能|已|力争|全部)?"
    r"(?=达|不|保持|控制|稳定|在|为|超|实现|提高|提升|高|低|增|下降|完成|新|建|配|设|要|有|突破|维持|$|\d|降|占)"
)
_EACH_OF = re.compile(
    r"各(?=$|\d|建|设|新|完|配|打|培|创|开|举|确|选|至少|不|有|组|引|增|改|遴|安|申|推|实施|办|达|约|布|启)"
)
_GENERIC = re.compile(r"^(?:各|每|所有|全|有条件)|[各每]")


def indicator_of(around: Around, head: Around, last: str) -> str:
    """Return the indicator of a number; *last* is the one before, used where none is written."""
    left = _LEAD.sub("", around.left).strip(" 、,和及与")
    behind_another = around.left != around.clause and len(around.left) < len(around.clause)
    if behind_another and _OPENED.search(around.left) and re.match(_HAN, around.right):
        left = ""
    elif behind_another:
        # Behind another number the words after the last join are this number's own.
        left = _JOINS.split(left)[-1].removeprefix("的")
    reached = _reached(left)
    if reached:
        left = left[: reached.start()].strip(" 、,")
    found = _RIGHT.match(around.right)
    right = found.group().strip().removeprefix("的").rstrip("和及与") if found else ""
    right = "" if _NO_NAME.match(right) else right
    words = f"{left}{right}" or (_from_clause(head.clause) if reached else "") or last
    if words.count("“") > words.count("”"):
        words = words.removeprefix("“")
    return words[-_LONGEST:]


def _reached(left: str) -> re.Match[str] | None:
    """Return the words of reaching that *left* ends in; the last character rules most out."""
    return _REACH.search(left) if left[-1:] in _REACH_ENDS else None


# 公示期由20天压缩到: the old level is no part of the indicator.
_FROM = re.compile(r"(?:由|从|自)[^,;。由从自]*\d[^,;。]*$")
_MAKE = re.compile("^(?:将|把|使|推动|实现)")


def _from_clause(clause: str) -> str:
    left = _LEAD.sub("", clause)
    old = _FROM.search(left)
    if old and old.start():
        return _MAKE.sub("", left[: old.start()])
    reached = _reached(left)
    return left[: reached.start()] if reached else ""


def listed(clause: str, count: int) -> list[str]:
    """Return the *count* indicators that a chain of numbers shares out, or [] where not so many.

    >>> listed("艾滋病检测率、治疗率分别达到", 2)
    ['艾滋病检测率', '治疗率']
    """
    found = re.search(r"分别|依次|各自", clause)
    if not found:
        return []
    left = _LEAD.sub("", clause[: found.start()])
    items = _items(left)
    return items if len(items) == count else []


def _items(words: str) -> list[str]:
    by_comma = [item for item in re.split("、", words) if item]
    items: list[str] = []
    for item in by_comma:
        items += [piece for piece in _AND.split(item) if piece]
    return items


def shared_by(clause: str, left: str) -> list[str]:
    """Return the indicators that share one number (均, 各), or [] where there is only one.

    >>> shared_by("接听比例、出车率均达到", "接听比例、出车率均达到")
    ['接听比例', '出车率']
    """
    if not ("均" in clause or "各" in clause or "都" in clause):
        return []
    since = max(len(clause) - len(left), len(clause) - 18, 0)
    found = list(_EACH.finditer(clause, since)) or list(_EACH_OF.finditer(clause, since))
    if not found:
        return []
    words = _LEAD.sub("", clause[: found[-1].start()])
    words = re.sub(r"^(?:在|由|为|对|于)", "", words)
    if _GENERIC.search(words) or not words:
        return []
    return _items(words)

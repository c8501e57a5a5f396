"""The bodies that a head names: one, or several that issue a plan together.

Several stand one a line, side by side with blanks between them, or run together where a page
lost its line breaks; a name may also be spread with blanks (省 财 政 厅).
"""

from __future__ import annotations

import re
from typing import Final

from zeren.loaders.names.lexicon import any_of, is_function
from zeren.loaders.structure.head.lines import HAN, without_blanks
from zeren.ontology.canonical import full_name
from zeren.ontology.functions import is_known
from zeren.ontology.places import place_at_start

ENDS: Final = any_of(
    "委员会 人民政府 政府 办公室 办公厅 局 厅 委 办 部 院 会 署 党组 党委 领导小组 指挥部 "
    "管委会 联席会议 专班 工作组 "
    "总队 支队 大队 中心 分行 支行 总社 总行 公司 集团 管理部 办事处 秘书处 行 社"
)
_CENTRE = "中共中央"
_BODY = re.compile(
    rf"{_CENTRE}|"
    r"[省市区县州盟旗](?:委|(?:人民)?政府)(?:办公[厅室])?|"
    rf"(?:{HAN}|[（）()〈〉<>“”·、]){{2,45}}?(?:{ENDS})(?:[（(][^（）()]{{2,24}}[)）])?"
)
_STATE: Final = (
    *("国务院", "国家", "中共中央", "中央", "全国", "中国", "中华", "最高人民"),
    *("共青团中央", "海关总署", "工业和信息化部"),
)
_NO_BODY = re.compile(
    r"^(?:联系|各|附件|抄送|主送|责任|关于|有关|相关|牵头|配合|主办|承办|其他|全体|经|由|为|以|现|本|该|根据|按照|并|请|对|将|在|从)"
    r"|印发|通知|贯彻|落实|实施|下发|召开|提出|加快|现就|要求|[，,。；;：:！？!?《》\d]"
)
# 战略实施工作联席会议办公室: such bodies are named after what they are for.
_NAMED_AFTER = re.compile(
    r"(?:印发|贯彻|落实|实施|加快|推进)(?=.{2,30}(?:领导小组|联席会议|指挥部|专班|工作组|委员会|协调机制)"
    r"(?:办公室)?(?:[(（].*)?$)"
)
_OTHERS = re.compile(
    r"等(?:[0-9一二三四五六七八九十]{0,3}[个]?)?(?:部门|单位|机关|委局|局委|厅局)$"
)
_BREAKS = re.compile(r"[、，,；;/\s]+")
_WORD_OF_BODY = re.compile(rf"(?:{ENDS})(?=.)")


def is_body(words: str) -> bool:
    """Say whether *words* are the name of one body, or of several run together."""
    plain = without_blanks(words)
    return (
        3 <= len(plain) <= 120
        and not _NO_BODY.search(_NAMED_AFTER.sub("", plain.replace("、", "")))
        and all(_BODY.fullmatch(part) or len(part) > 45 for part in plain.split("、") if part)
        and bool(re.search(rf"(?:{ENDS}|{_CENTRE})(?:[（(][^（）()]+[)）])?$", plain))
    )


def bodies_in(words: str) -> tuple[str, ...]:
    """Return the bodies that *words* name, in order; none where they are no names of bodies.

    The place that only the first has in front is given to the others: 甲市教育局 财政局.

    >>> bodies_in("青沅市教育局　青沅市财政局")
    ('青沅市教育局', '青沅市财政局')
    >>> bodies_in("青 沅 市 教 育 局")
    ('青沅市教育局',)
    >>> bodies_in("国家发展改革委教育部财政部")
    ('国家发展改革委', '教育部', '财政部')
    """
    words = re.sub(r"^中共中央(?=国务院)", "中共中央、", _OTHERS.sub("", words.strip()))
    parts = [part for part in _BREAKS.split(words) if part]
    if len(parts) > 1 and not all(is_body(part) and len(part) > 2 for part in parts):
        spaced = all(len(part) <= 2 for part in parts) or "、" not in words
        parts = ["".join(parts)] if spaced else parts
    if not parts or not all(is_body(part) for part in parts):
        return ()
    names: list[str] = []
    for part in parts:
        names += _run(part)
    return tuple(dict.fromkeys(_with_place(name, names[0]) for name in names))


def _run(words: str) -> list[str]:
    """Return the bodies that *words* without blanks run together: as many as are sure names."""
    starts = [0]
    place = _place(words)
    for found in _WORD_OF_BODY.finditer(words):
        at = found.end()
        head, rest = words[starts[-1] : at], words[at:]
        if len(head) < 3 or rest.startswith(_TAILS):
            continue
        if head.endswith("政府") and not _has_place(rest, place):
            continue  # an office of the government: 甲市人民政府防汛抗旱指挥部
        if _has_place(rest, place) or (_is_department(head) and _begins_department(rest)):
            starts.append(at)
    return [words[a:b] for a, b in zip(starts, [*starts[1:], len(words)], strict=True)]


_TAILS: Final = ("员会", "公室", "公厅", "办公室", "办公厅")


def _has_place(rest: str, place: str) -> bool:
    """Say whether *rest* begins with a body of the first body's place, or of the state."""
    begin = rest.removeprefix("中共")
    if place:
        return begin.startswith(place) and len(begin) > len(place) + 1
    return rest.startswith(_STATE)


def _is_department(words: str) -> bool:
    bare = words.removeprefix(_place(words)).removeprefix("国家")
    return is_function(bare) or is_known(full_name(bare))


def _begins_department(rest: str) -> bool:
    if _place(rest):
        return False  # a branch of the body in front: 国家税务总局甲市税务局
    ends = [found.end() for found in _WORD_OF_BODY.finditer(rest)]
    return any(end >= 3 and _is_department(rest[:end]) for end in [*ends, len(rest)])


def _place(words: str) -> str:
    """Return the place that *words* begin with, as written; "" for none, or for the state's."""
    bare = words.removeprefix("中共")
    found = place_at_start(bare)
    if found:
        return bare[: len(bare) - len(found[1])]
    by_form = re.match(rf"{HAN}{{2,5}}?(?:自治[区州县旗]|[省市区县州盟旗])", bare)
    if by_form and not bare.startswith(_STATE) and len(by_form.group()) < len(bare):
        return by_form.group()
    return ""


def _with_place(name: str, leader: str) -> str:
    """Return *name* with the place of *leader* where it is a plain department without one."""
    place = _place(leader)
    if (
        place
        and name != leader
        and name[0] == place[-1]
        and re.match(r".(?:委|(?:人民)?政府)", name)
    ):
        return place + name[1:]  # 省政府 beside 云岭省委
    if not place or name == leader or _place(name) or name.startswith(("中共", *_STATE)):
        return name
    return place + name if is_function(name) or is_known(full_name(name)) else name

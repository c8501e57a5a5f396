"""The words that the finder of mentions asks about, compiled from the vocabularies.

``mentions.ttl`` has the words of running text, ``bodies.ttl`` the forms of names,
``functions.ttl`` the names of departments, and ``common_words.txt`` what prose is made of.
"""

from __future__ import annotations

import re
from functools import cache

from zeren.loaders.names import lexicon
from zeren.loaders.names.common import common
from zeren.loaders.names.lexicon import any_of, branches
from zeren.ontology.vocabulary import words, words_below

_MENTIONS = "mentions.ttl"
_BODIES = "bodies.ttl"
_NAMESPACE = "https://w3id.org/zeren/mention#"

LEVELS = ("省", "市州盟", "县区旗", "乡镇")
"""Characters of the levels of government, the highest first."""

_FIGURE = re.compile(r"\d")
# Endings of bodies.ttl that need a level before them, whatever name stands there.
_TOO_SHORT = frozenset("会团联协行社台院校厂场港矿宫馆段站所")


def group(concept: str) -> tuple[str, ...]:
    """Return the words of a concept of ``mentions.ttl``: ``group("particle")``."""
    return words(_MENTIONS, _NAMESPACE + concept, "skos:altLabel")


def is_prose(words: str) -> bool:
    """Say whether *words* hold a figure, or a word that stands in no name."""
    return bool(_FIGURE.search(words)) or lexicon.is_prose(words)


@cache
def verbs() -> frozenset[str]:
    """Return the words that stand before a name and never in one."""
    return frozenset((*group("hard-verb"), *group("causative")))


@cache
def particles() -> frozenset[str]:
    """Return the single characters that may stand before a name."""
    return frozenset(group("particle"))


@cache
def hard_verb() -> re.Pattern[str]:
    """Return the pattern of words that no name holds."""
    return re.compile(any_of(group("hard-verb")))


@cache
def strong_forms() -> frozenset[str]:
    """Return the endings that make a name of a stem: 龙山医院, 青石农业大学, 青石集团."""
    kinds = "hospital school academy bank company association media court"
    found = {w for kind in kinds.split() for w in words_below(_BODIES, f"zb:form-{kind}")}
    found = {w for w in found if w not in _TOO_SHORT} - {"景区", "车站", "机场", "央行"}
    return frozenset(found) | frozenset(group("form-part")) | frozenset(_numbered_schools())


# What follows a character and makes another word of it: 委员, 办理, 部门, 布局.
_NOT_BEFORE = {
    "委": "员托派任培属内机屈",
    "办": "理法公好学案结事证件税实成赛展医园校托班刊节会得完到主协承",
    "部": "门署分位件级长属落省际里首下",
    "局": "面势部限长地域促",
    "会": "议上同计员商展务费诊晤考场后前址风客谈签演堂",
    "处": "理置于罚分在长方所",
    "科": "学技研普室教目创幻协",
    "室": "内外",
    "社": "会区保工团康",
    "队": "伍员列",
    "联": "合动盟系网络通办防席",
    "台": "账阶风湾",
    "协": "同调商作议力助定和会",
    "院": "校士内前所长感外",
    "所": "有需在属得以谓长",
    "站": "点位长在台房区",
    "馆": "藏长员",
    "署": "名",
    "政府": "采购投债主引定令性职网部储",
    "大学": "生城",
    "中学": "生",
    "小学": "生",
    "学院": "派",
    "公司": "法化制治",
    "医院": "",
    "中心": "城任组镇",
    "银行": "业卡",
    "海关": "特",
    "厅": "",
}
_NOT_BEHIND = {
    "局": "布格大结全开时",
    "厅": "大展客餐",
    "部": "全内外中西东南北上下干各",
    "会": "社机大晚国体约都",
    "处": "各到好之",
    "室": "教温卧",
    "台": "平阳舞后前柜",
    "联": "物互关串并蝉首",
    "站": "网车",
    "协": "统",
    "所": "场厕",
    "小学": "中",
    "科": "学专全各本百",
}


@cache
def weak_forms() -> frozenset[str]:
    """Return the endings that make a name only behind a level or a known place (中心, 基地)."""
    return frozenset(group("form-weak"))


_NUMBERS = "一二三四五六七八九十"
_NOT_BEFORE_NUMBERED = "学心小期国央西型间部医高专职士校长等全会"  # 一中心, 十中全会


@cache
def ending() -> re.Pattern[str]:
    """Return the pattern of all endings that a name may have."""
    conditions: dict[str, str] = {}
    for form in {*strong_forms(), *weak_forms(), *group("form-department")}:
        not_before = "士" if form.endswith("院") else ""
        not_before += _NOT_BEFORE.get(form, _NOT_BEFORE_NUMBERED if form[0] in _NUMBERS else "")
        behind = _NOT_BEHIND.get(form, "")
        before = f"(?<![{behind}]{re.escape(form)})" if behind else ""
        after = f"(?![{not_before}])" if not_before else ""
        conditions[form] = before + after
    return re.compile(branches(conditions))


def _numbered_schools() -> list[str]:
    return [number + kind for number in _NUMBERS for kind in "中院"]


@cache
def new_sentence() -> re.Pattern[str]:
    """Return the pattern of words behind a whole name that do not go on with it."""
    return re.compile(any_of((*group("new-sentence"), *group("hard-verb"))))


@cache
def officer() -> re.Pattern[str]:
    """Return the pattern of titles behind a name, with which a person is meant."""
    return re.compile(rf"(?:{any_of(group('officer'))})(?!会)")


@cache
def place_kinds() -> str:
    """Return a pattern of kinds of place for collectives: 县(市、区), 乡镇(街道)."""
    return any_of(
        set(words_below(_BODIES, "zb:place")) - {"地", "地方", "居", "村", "林区", "地区"}
    )


def opens_stem(stretch: str, at: int) -> bool:
    """Say whether a stem may open at *at*: no common word runs over the boundary (扶贫困…)."""
    if at == 0:
        return True
    over = {stretch[at - 1 : at + 1], stretch[max(0, at - 2) : at + 1], stretch[at - 1 : at + 2]}
    return opens_name(stretch, at) and not over & common()


def closes_stem(stretch: str, at: int) -> bool:
    """Say whether a stem may end at *at*: no common word runs over the boundary."""
    return stretch[at - 1 : at + 1] not in common()


def opens_name(stretch: str, at: int) -> bool:
    """Say whether a name may open at *at*: at the start, or behind a common word or a particle."""
    if at == 0:
        return True
    if stretch[at - 1] in particles():
        return True
    pair, three = stretch[max(0, at - 2) : at], stretch[max(0, at - 3) : at]
    return pair in common() or pair in verbs() or three in common() or three in verbs()


@cache
def named_bodies() -> re.Pattern[str]:
    """Return the pattern of bodies of the centre and ministries, which need no prefix."""
    return re.compile(rf"(?:{any_of((*group('centre'), *group('ministry')))})(?!门|[机关]制)")

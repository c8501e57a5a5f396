"""Labels before a list of units: 牵头单位：, 责任单位：, and the labels that end such a list.

A label is composed: a level (市级), words of roles (牵头, 责任, 牵头考核), and a word for bodies
(单位, 部门, 部门及单位); some stand without one (主办：). The words are in ``zeren.ttl``. Of
several words the first that says more than 责任 gives the role: 责任配合单位 cooperate. A label
of words that give no role (考核单位), and that of another field (适用范围), ends the list before.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from zeren.loaders.names import lexicon
from zeren.loaders.records import ROLES, Role
from zeren.ontology.vocabulary import words

_FILE: Final = "zeren.ttl"
_JOINT = "(?:[及和与或、/]|以及)"
# What may stand between a label and its colon: 责任单位及责任人：, 责任单位（处室）：.
_RIDER = (
    rf"(?:{_JOINT}(?:责任人|负责人|责任领导|联系人|分工|完成时限))?"
    r"(?:[(\[][^()\[\]:]{1,12}[)\]])?"
)
_COLON = "(?::|—{1,2})"
_BEFORE = " ,;。、\n([:—-–*●·"
# Words that make a label part of a sentence: 各责任单位：…, 由牵头单位：….
_OF_A_SENTENCE = re.compile(r"(?:各|由|与|向|报|送|对|和|相关|有关|明确|落实|其他|第[一二三])$")
_NOT_FIRST = ("要", "应", "须", "需")
# A label whose characters are spread out: 牵 头 单 位.
_SPREAD = re.compile(
    r"[牵主责配承协参负落指督] ?[头办任责合助同与导实加管] ?[单部处科] ?[位门室](?= ?:)"
)
# Any other short heading behind a separator, with a colon of its own: 适用范围：.
_OTHER_FIELD = re.compile(r"(?<=[,;。\n])[ \u3000]?[\u4e00-\u9fff]{2,6} ?:")
_NO_FIELD = frozenset(("其中", "包括", "分别"))


class Label(NamedTuple):
    """A label at ``folded[start:end]``, colon included. ``role`` is None where no unit follows."""

    start: int
    end: int
    role: Role | None


@cache
def _roles() -> dict[str, Role]:
    """Return the role of each label word and of each label without a body."""
    return {
        word: role
        for role in ROLES
        for word in words(_FILE, f"zr:{role}", "zr:labelWord", "zr:clauseLabel")
    }


@cache
def _composed() -> str:
    """Return the pattern of a label of label words and bodies, without its level."""
    heads = {word for role in ROLES for word in words(_FILE, f"zr:{role}", "zr:labelWord")}.union(
        words(_FILE, "zr:roles", "zr:otherWord")
    )
    head = f"(?:{lexicon.any_of(heads)})"
    body = f"(?:{lexicon.any_of(words(_FILE, 'zr:roles', 'zr:labelBody'))})"
    inner = rf"(?:{body}?{_JOINT}?\(?{head}\)?){{0,2}}"
    return rf"{head}{inner}的?\(?{body}\)?(?:{_JOINT}?\(?{body}\)?){{0,2}}"


@cache
def _scope() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.any_of(words(_FILE, 'zr:roles', 'zr:labelScope'))})$")


@cache
def _word() -> re.Pattern[str]:
    heads = set(_roles()).union(words(_FILE, "zr:roles", "zr:otherWord"))
    return re.compile(lexicon.any_of(heads))


@cache
def _pattern() -> re.Pattern[str]:
    fields = lexicon.any_of(words(_FILE, "zr:roles", "zr:fieldLabel"))
    alone = {word for role in ROLES for word in words(_FILE, f"zr:{role}", "zr:clauseLabel")}
    return re.compile(
        rf"(?:(?P<composed>{_composed()}){_RIDER} ?(?:{_COLON}|为(?!了)|是)?"
        rf"|(?P<alone>{lexicon.any_of(alone)}){_RIDER} ?{_COLON}|(?:{fields}){_RIDER} ?:)"
    )


@cache
def _heading() -> re.Pattern[str]:
    scope = lexicon.any_of(words(_FILE, "zr:roles", "zr:labelScope"))
    alone = {word for role in ROLES for word in words(_FILE, f"zr:{role}", "zr:clauseLabel")}
    return re.compile(rf"(?:{scope})?(?:{_composed()}|{lexicon.any_of(alone)})(?:{_JOINT}责任人)?")


@lru_cache(maxsize=1024)
def role_of_label(label: str) -> Role | None:
    """Return the role that a whole *label* gives; None for one that gives none.

    >>> role_of_label("市级牵头单位"), role_of_label("牵头（责任）单位"), role_of_label("考核单位")
    ('lead', 'lead', None)
    """
    return _role_of(label.replace("（", "(").replace("）", ")"))


@lru_cache(maxsize=1024)
def is_label(plain: str) -> bool:
    """Say whether *plain* (folded, without its colon) is a label of units and nothing else."""
    return _heading().fullmatch(plain) is not None


def _role_of(label: str) -> Role | None:
    found = [_roles().get(word) for word in _word().findall(label)]
    roles = [role for role in found if role is not None]
    return next((role for role in roles if role != "responsible"), roles[0] if roles else None)


def find_labels(folded: str, start: int, end: int) -> list[Label]:
    """Return the labels in ``folded[start:end]`` that open a list of units or another field."""
    labels: list[Label] = []
    led = False
    for found in _pattern().finditer(folded, start, end):
        word = found.group("composed") or found.group("alone")
        scope = _scope().search(folded, max(start, found.start() - 2), found.start())
        begin = scope.start() if scope and word else found.start()
        colon = found.group().endswith((":", "—"))
        opens = begin == start or folded[begin - 1] in _BEFORE
        if not (colon and opens) and not _units_follow(folded, found, end, opens=opens):
            continue
        role = _role_of(word) if word else None
        led = led or bool(word and "牵头" in word)
        if led and word and word.startswith(("主责", "主要责任")):
            role = "responsible"  # 牵头部门：…；主责单位：…: another leads
        labels.append(Label(begin, found.end(), role))
    labels += _spread(folded, start, end)
    if labels:
        labels += _fields_behind(folded, labels, end)
        labels.sort()
    return labels


def _spread(folded: str, start: int, end: int) -> list[Label]:
    return [
        Label(found.start(), folded.index(":", found.end()) + 1, _role_of(plain))
        for found in _SPREAD.finditer(folded, start, end)
        if " " in found.group() and (plain := found.group().replace(" ", "")) and is_label(plain)
    ]


def _fields_behind(folded: str, labels: list[Label], end: int) -> list[Label]:
    """Return the headings that are no labels of ours, behind the first: they end a list."""
    known = {label.end for label in labels}
    return [
        Label(found.start(), found.end(), None)
        for found in _OTHER_FIELD.finditer(folded, labels[0].end, end)
        if found.end() not in known
        and not lexicon.is_unit(name := found.group().strip(" :"))
        and name not in _NO_FIELD
    ]


def _units_follow(folded: str, found: re.Match[str], end: int, *, opens: bool) -> bool:
    """Say whether units follow a label that lacks its colon, or that words stand before.

    牵头单位甲局,责任单位乙局 · 年度实事责任部门:甲科. But 各责任单位:一要… is prose.
    """
    if not found.group("composed") or len(found.group("composed")) < 4:
        return False
    before = folded[max(0, found.start() - 4) : found.start()]
    if not opens and (not found.group().endswith((":", "—")) or _OF_A_SENTENCE.search(before)):
        return False
    stretch = folded[found.end() : min(end, found.end() + 60)].lstrip()
    first = re.split(r"[、,;。\n]", stretch, maxsplit=1)[0].strip()
    return lexicon.is_unit(first) and not first.startswith(_NOT_FIRST)

"""What the columns of a table hold, by the words they are headed with.

One vocabulary serves tables that came as plain text (:mod:`zeren.loaders.structure.tables.text`)
and tables whose cells are known (:mod:`zeren.loaders.structure.tables.grids`): the labels of the
roles and of the fields of a task, and ``zr:columns``, all in ``zeren.ttl``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal

from zeren.loaders.clauses.labels import is_label, role_of_label
from zeren.loaders.names.lexicon import any_of
from zeren.loaders.records import ROLES, Role
from zeren.loaders.text.brackets import fold
from zeren.ontology.vocabulary import words

Kind = Literal["number", "task", "indicator", "category", "deadline", "person", "unit", "other"]
"""What a column holds, where it does not hold units in a stated role."""

LONGEST_LABEL: Final = 14
"""Characters of a label, without blanks and line breaks; longer words are text."""

_LONGEST_WITH_BRACKET = 40  # 责任单位（列第一位的为牵头单位）
_BODY = "(?:单位|部门|科室|处室|股室|主体|机构)"
_ROLE = re.compile(
    rf"(?:(?P<lead>牵头|主办|主责)|(?P<responsible>责任|承办|落实)"
    rf"|(?P<cooperating>配合|协办|协同|参与)|(?P<guiding>指导|督导)).*{_BODY}"
)
_ENDS = r"(?:[及和与、](?:主要|具体)?(?:目标|措施|内容|要求|任务|举措|标准))?"
_YEAR = r"(?:(?:20\d\d|本|今|当|全)年(?:度)?)?"
_BRACKET = re.compile(r"\(.*\)$")


@cache
def _fields() -> frozenset[str]:
    return frozenset(words("zeren.ttl", "zr:roles", "zr:fieldLabel"))


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    return re.compile(any_of(words("zeren.ttl", f"zr:column-{kind}", "zr:columnLabel")))


@cache
def _modified(kind: Kind) -> re.Pattern[str]:
    modifiers = any_of(words("zeren.ttl", "zr:columns", "zr:columnModifier"))
    return re.compile(rf"{_YEAR}(?:{modifiers})*(?:{_pattern(kind).pattern}){_ENDS}")


def column_of(label: str) -> Role | Kind | None:
    """Return what a column headed *label* holds: units in a role, or a kind; None for no label.

    >>> [column_of(label) for label in ("牵头单位", "年度重点任务", "完成时限", "市教育局")]
    ['lead', 'task', 'deadline', None]
    """
    words_ = "".join(label.split()).strip(":：")
    if not words_ or len(words_) > _LONGEST_WITH_BRACKET:
        return None
    plain = fold(words_)
    short = _BRACKET.sub("", plain)
    if len(short) > LONGEST_LABEL:
        return None
    for each in (plain, short):
        if is_label(each) and (role := role_of_label(each)):
            return role
    for each in (plain, short):
        kind = _kind(each)
        if kind:
            return kind
    return None


def _kind(plain: str) -> Role | Kind | None:
    if _pattern("number").fullmatch(plain):
        return "number"
    if _modified("indicator").fullmatch(plain):
        return "indicator"
    if _modified("category").fullmatch(plain):
        return "category"
    if plain in _fields() and _pattern("person").search(plain):
        return "person"
    if _modified("task").fullmatch(plain):
        return "task"
    role = _ROLE.search(plain)
    if role and plain not in _fields():
        return next(each for each in ROLES if role.group(each))
    if _pattern("unit").fullmatch(plain):
        return "unit"
    for kind in ("person", "deadline", "other"):
        if _pattern(kind).search(plain):
            return kind
    return "other" if plain in _fields() else None

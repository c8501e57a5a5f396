"""What stands at a name's place: a unit, several units under one name, a person, or no name.

A name is read from its end: its form (局, 领导小组, 支行), else a department's whole name, else
what a department is about (市公安), else a stem that is no common word (云轮水务). Before the form
stand level or place, and the stem. What none of this fits is no name, and the reason is kept: it
is told to the reader instead of a unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from zeren.loaders.names import lexicon
from zeren.loaders.names.common import is_common, is_stem
from zeren.loaders.names.persons import is_person
from zeren.loaders.names.prefixes import prefix_of

Kind = Literal["unit", "group", "person", "none"]
Reason = Literal[
    "form", "department", "sector", "stem", "group", "person", "length", "figures", "prose",
    "look-alike", "common", "role", "label",
]  # fmt: skip

SAYS: Final[dict[str, str]] = {
    "person": "a person",
    "length": "too short or too long for a name",
    "figures": "no Chinese word",
    "prose": "words of a sentence",
    "look-alike": "a word that only ends as a body does",
    "common": "common words, and no form of a body",
    "role": "a unit that only supervises",
    "label": "words of a label",
}
"""What each reason for taking words for no unit says to the reader."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_TITLED = re.compile(
    r"(?:(?:常务)?副?(?:省|市|州|县|区|镇|乡)长|(?:党?组?|党委|纪委|工委)?副?书记|副?(?:主任|局长|部长|厅长|处长|科长"
    r"|主席|秘书长|校长|院长|经理|董事长|组长|调研员))"
)
# Words for bodies in general: without level or place they name many (施工单位, 部门和企业).
_GENERAL = re.compile(
    r"(?:企业|单位|部门|机构|院校|高校|党组织|运营商|科研院所)(?:[和与及](?:企业|单位|部门|机构|地区))?$"
)
_LABEL = re.compile(r"(?:责任|牵头|配合|主办|承办|负责|落实|协办|参与)(?:单位|部门|人|领导)?")


@dataclass(frozen=True, slots=True)
class Name:
    """Words at a name's place, as read.

    ``place`` is the place before it (沙洛县), ``level`` a bare one (市, 委), ``form`` what it ends
    in, ``stem`` what stands between; ``reason`` says by what it is a name, or why it is none.
    """

    words: str
    kind: Kind
    reason: Reason
    place: str = ""
    level: str = ""
    stem: str = ""
    form: str = ""

    @property
    def is_body(self) -> bool:
        """Whether it is a unit, or units under one name."""
        return self.kind in {"unit", "group"}


@lru_cache(maxsize=8192)
def parse(words: str) -> Name:
    """Return what *words* (folded) are.

    >>> parse("沙洛县水务局").place, parse("沙洛县水务局").form
    ('沙洛县', '局')
    >>> parse("市公安").reason, parse("各镇").kind, parse("产业布局").reason, parse("王某某").kind
    ('sector', 'group', 'look-alike', 'person')
    """
    core = lexicon.bare(words)
    if not _HAN.search(words):
        return Name(words, "none", "figures")
    if not 2 <= len(words) <= lexicon.LONGEST_NAME:
        return Name(words, "none", "length")
    if _LABEL.fullmatch(core):
        return Name(words, "none", "label")
    if lexicon.is_collective(words) and (lexicon.is_unit(words) or not lexicon.is_prose(core)):
        return _taken_apart(words, core, "group", "group")
    if lexicon.is_unit(words):
        return _taken_apart(words, core, "unit", "form")
    if _sector(core):
        return _taken_apart(words, core, "unit", "sector")
    if is_person(words) or _TITLED.search(core):
        return Name(words, "person", "person")
    if lexicon.is_prose(core):
        return Name(words, "none", "prose")
    if lexicon.ends_as_no_body(core):
        return Name(words, "none", "look-alike")
    if lexicon.is_place_words(core):
        return _taken_apart(words, core, "group", "group")
    if not is_common(core) and any(is_stem(core[:size]) for size in (2, 3, 4)):
        return _taken_apart(words, core, "unit", "stem")
    return Name(words, "none", "common")


def _sector(core: str) -> bool:
    """Say whether what a department is about makes up the name: 市公安, 县卫健, 公积金."""
    return core in sectors() or (core[:1] in "省市州县区" and core[1:] in sectors())


@cache
def sectors() -> frozenset[str]:
    """Return what departments are about: their names without their form (公安, 卫健)."""
    return frozenset(
        name[: -len(form)]
        for name in lexicon.function_names()
        for form in ("局", "委", "厅", "部", "管理中心", "服务中心")
        if name.endswith(form) and len(name) > len(form) + 1
    )


def _taken_apart(words: str, core: str, kind: Kind, reason: Reason) -> Name:
    form = lexicon.form_of(core)
    prefix = prefix_of(core) or ""
    place = prefix if len(prefix) > 2 and prefix[-1] in "省市州盟县区旗镇乡" else ""
    stem = core[len(prefix) : len(core) - len(form)]
    general = _GENERAL.search(core) if kind == "unit" and not prefix else None
    about = core[: general.start()] if general else ""
    if general and about not in sectors() and (not about or is_common(about)):
        kind, reason = "group", "group"
    elif reason == "form" and not form:
        reason = "department"
    return Name(words, kind, reason, place, "" if place else prefix, stem, form)

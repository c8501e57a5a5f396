"""The full name of a body: 卫健委 is 卫生健康委员会, whatever the place in front.

What is short for what stands in ``full_names.toml``; here is only how the words combine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

from zeren.ontology.functions import is_known

_ENDINGS = {
    "委员会": "委员会",
    "委": "委员会",
    "总局": "总局",
    "分局": "分局",
    "支局": "支局",
    "局": "局",
    "厅": "厅",
    "部": "部",
}
_BRACKETS = str.maketrans("()<>", "（）（）")


@lru_cache(maxsize=4096)
def full_name(name: str) -> str:
    """Return the full name of the body that *name* (without its place) is short for.

    A department of the party's committee comes with 委 in front (编办 is
    委机构编制委员会办公室). A name that is not short for anything is returned as it is.

    >>> full_name("卫健委"), full_name("市监局"), full_name("编办"), full_name("养老服务处")
    ('卫生健康委员会', '市场监督管理局', '委机构编制委员会办公室', '养老服务处')
    """
    name = with_full_brackets(name)
    whole = short_names().get(name)
    if whole:
        return whole
    for ending, full in _ENDINGS.items():
        stem = name.removesuffix(ending)
        if stem and stem != name:
            candidate = stems().get(stem, stem) + full
            return candidate if is_known(candidate) or stem in stems() else name
    return name


def with_full_head(name: str) -> str:
    """Return the name of a national body's branch with that body's full name in front.

    >>> with_full_head("人行泊宁市分行")
    '中国人民银行泊宁市分行'
    """
    for head, full in _words()["heads"].items():
        if name.startswith(head):
            return full + name.removeprefix(head)
    return name


def with_full_brackets(name: str) -> str:
    """Return *name* with the brackets that Chinese text has, so that two widths are one name."""
    return name.translate(_BRACKETS)


@cache
def stems() -> Mapping[str, str]:
    """Return what the words before 局, 厅, 委 are short for."""
    return _words()["stems"]


@cache
def short_names() -> Mapping[str, str]:
    """Return the whole names that are short for another."""
    return _words()["names"]


@cache
def government_functions() -> tuple[str, ...]:
    """Return the ids of the functions whose bureaus and commissions are the government's own."""
    return tuple(_table()["government"]["functions"])


def _words() -> Mapping[str, Mapping[str, str]]:
    return cast("Mapping[str, Mapping[str, str]]", _table())


@cache
def _table() -> Mapping[str, Any]:
    text = files("zeren.ontology.vocab").joinpath("full_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)

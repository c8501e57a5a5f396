"""The bodies of the centre: which of them a name stands for, from ``centre.toml``.

Some names can only be the centre's (海关总署). Others (医保局) are the centre's
in a plan of the centre, and a local department's in any other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CentralBody:
    """A body of the centre: its full name, its others, and whether it is the State Council's."""

    name: str
    others: tuple[str, ...]
    of_council: bool


def central_body(name: str, *, in_plan_of_centre: bool = False) -> CentralBody | None:
    """Return the body of the centre that *name* as a whole stands for, or None.

    >>> central_body("税务总局").name, central_body("医保局")
    ('国家税务总局', None)
    >>> central_body("医保局", in_plan_of_centre=True).name
    '国家医疗保障局'
    """
    found = _anywhere().get(name)
    return found or (_here().get(name) if in_plan_of_centre else None)


def central_body_at_start(name: str) -> tuple[CentralBody, str] | None:
    """Return the body of the centre that *name* begins with, and what stands behind it.

    >>> body, rest = central_body_at_start("商务部条约法律司")
    >>> body.name, rest
    ('商务部', '条约法律司')
    """
    for size in range(min(len(name), _longest()), 1, -1):
        body = _anywhere().get(name[:size])
        if body:
            return body, name[size:]
    return None


@cache
def _anywhere() -> Mapping[str, CentralBody]:
    return _read("any")


@cache
def _here() -> Mapping[str, CentralBody]:
    return _read("here")


@cache
def _longest() -> int:
    return max(map(len, _anywhere()))


def _read(which: str) -> dict[str, CentralBody]:
    text = files("zeren.ontology.vocab").joinpath("centre.toml").read_text(encoding="utf-8")
    found: dict[str, CentralBody] = {}
    for group, bodies in tomllib.loads(text).items():
        for full, names in bodies.items():
            others = (*names.get("any", "").split(), *names.get("here", "").split())
            body = CentralBody(full, others, group == "government" and full != "国务院")
            own = [full] if which == "any" else []
            for name in (*own, *names.get(which, "").split()):
                found[name] = body
    return found

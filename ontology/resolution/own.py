"""A user's own decisions: ``units.toml`` merges, splits and renames units.

The format is described in ``docs/units.md``. A decision wins over every rule; what the rules
would have said is kept as a refused alternative.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast, get_args

from zeren.loaders.records import Level
from zeren.ontology.canonical import with_full_brackets
from zeren.ontology.places import Place
from zeren.ontology.places.own import NO_OWN_PLACES, OwnPlaces, own_place, own_places

Kind = Literal["merge", "split", "rename"]
_KEYS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "merge": (frozenset({"unit", "names"}), frozenset({"places", "documents", "note"})),
    "split": (frozenset({"names"}), frozenset({"unit", "places", "documents", "note"})),
    "rename": (frozenset({"unit", "to"}), frozenset({"note"})),
}
_PLACE_KEYS = frozenset({"name", "level", "in", "also", "zone", "note"})
_LISTS = frozenset({"names", "places", "documents"})


_LONGEST = 300


class OwnUnitsError(ValueError):
    """A ``units.toml`` cannot be used: what is wrong, in which line, and what to write."""

    def __init__(self, line: int, what: str, next_step: str) -> None:
        what = what if len(what) <= _LONGEST else what[:_LONGEST] + "…"  # a stranger's words
        super().__init__(f"line {line}: {what}")
        self.line = line
        self.what = what
        self.next_step = next_step


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """One table of the file. ``unit`` is None for a split that keeps the name in its document."""

    kind: Kind
    unit: str | None
    names: frozenset[str]
    places: frozenset[str]
    documents: frozenset[str]
    note: str
    line: int

    def speaks_of(self, names: frozenset[str], place: str | None, document: str) -> bool:
        """Say whether the decision is about one of *names* in that document."""
        if not self.names & names:
            return False
        if self.places and place not in self.places:
            return False
        return not self.documents or document in self.documents


@dataclass(frozen=True, slots=True)
class OwnUnits:
    """What a user decided: in the order of the file, a split before a merge; and own places."""

    decisions: tuple[OwnDecision, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    places: OwnPlaces = NO_OWN_PLACES

    def about(self, name: str, label: str, place: str | None, document: str) -> OwnDecision | None:
        """Return the decision on *name*, which the rules would call *label*, or None."""
        names = frozenset({with_full_brackets(name), label})
        hits = (each for each in self.decisions if each.speaks_of(names, place, document))
        return next(hits, None)

    def label_of(self, label: str) -> str:
        """Return what the user calls the unit with that full name."""
        return dict(self.renamed).get(label, label)


NO_OWN_UNITS = OwnUnits()


@lru_cache(maxsize=8)
def read_own_units(data: bytes) -> OwnUnits:
    r"""Return the decisions of a ``units.toml``. Raises OwnUnitsError.

    >>> own = read_own_units('[[rename]]\nunit = "甲市乙局"\nto = "甲市乙委员会"'.encode())
    >>> own.label_of("甲市乙局")
    '甲市乙委员会'
    """
    if not data.strip():
        return NO_OWN_UNITS
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise OwnUnitsError(line, "it is not UTF-8", "save it as UTF-8") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise OwnUnitsError(
            line, f"it is not TOML: {what[:1].lower()}{what[1:]}", "see docs/units.md"
        ) from error
    except (RecursionError, ValueError) as error:  # brackets, or digits, without end
        raise OwnUnitsError(1, "it is nested too deeply", "see docs/units.md") from error
    found = [each for kind in ("split", "merge") for each in _tables(kind, content, text)]
    renames = _tables("rename", content, text)
    for kind in content:
        if kind not in _KEYS and kind != "place":
            line = _line_of(text, rf"\s*\[?\[?\s*{re.escape(kind)}\b", 0)
            raise OwnUnitsError(
                line,
                f"unknown table {kind!r}",
                "the tables are [[merge]], [[split]], [[rename]], [[place]]",
            )
    _refuse_twice(found)
    return OwnUnits(
        tuple(found),
        tuple((each.unit or "", next(iter(each.names))) for each in renames),
        own_places([_place(table, text, head) for table, head in _heads("place", content, text)]),
    )


def _place(table: dict[str, object], text: str, head: int) -> tuple[Place, tuple[str, ...]]:
    """Return a [[place]] and its other names. Raises OwnUnitsError."""
    for key, value in table.items():
        at = _line_of(text, rf"\s*{re.escape(key)}\s*=", head)
        if key not in _PLACE_KEYS:
            keys = ", ".join(sorted(_PLACE_KEYS))
            raise OwnUnitsError(at, f"unknown key {key!r}", f"the keys are {keys}")
        fits = {
            "also": isinstance(value, list) and all(map(_is_text, value)),
            "zone": isinstance(value, bool),
            "level": value in get_args(Level),
        }.get(key, _is_text(value))
        if not fits:
            levels = ", ".join(get_args(Level))
            raise OwnUnitsError(
                at, f"{key} cannot be used", f"levels are {levels}; see docs/units.md"
            )
    missing = sorted({"name", "level"} - table.keys())
    if missing:
        raise OwnUnitsError(head, f"[[place]] has no {missing[0]}", f"add {missing[0]} = …")
    inside = cast("str | None", table.get("in"))
    made = own_place(
        str(table["name"]), cast("Level", table["level"]), inside, zone=bool(table.get("zone"))
    )
    if made is None:
        raise OwnUnitsError(head, f"{inside} is no place", "write its full name: 云岭省泊宁市")
    return made, tuple(cast("list[str]", table.get("also", [])))


def _tables(kind: str, content: Mapping[str, object], text: str) -> list[OwnDecision]:
    return [_decision(kind, table, text, head) for table, head in _heads(kind, content, text)]


def _heads(
    kind: str, content: Mapping[str, object], text: str
) -> list[tuple[dict[str, object], int]]:
    """Return the tables of a kind, each with the line of its head. Raises OwnUnitsError."""
    tables = content.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        line = _line_of(text, rf"\s*\[?\s*{kind}\b", 0)
        raise OwnUnitsError(line, f"{kind} is no list of tables", f"write [[{kind}]]")
    heads = [
        number
        for number, words in enumerate(text.splitlines(), start=1)
        if re.match(rf"\s*\[\[\s*{kind}\s*\]\]", words)
    ]
    return list(zip(tables, [*heads, *[1] * len(tables)], strict=False))


def _decision(kind: str, table: dict[str, object], text: str, head: int) -> OwnDecision:
    needed, allowed = _KEYS[kind]

    def line(key: str) -> int:
        return _line_of(text, rf"\s*{re.escape(key)}\s*=", head)

    for key in table:
        if key not in needed | allowed:
            keys = ", ".join(sorted(needed | allowed))
            raise OwnUnitsError(line(key), f"unknown key {key!r}", f"the keys are {keys}")
    missing = sorted(needed - table.keys())
    if missing:
        raise OwnUnitsError(head, f"[[{kind}]] has no {missing[0]}", f"add {missing[0]} = …")
    for key, value in table.items():
        if key in _LISTS:
            if not isinstance(value, list) or not value or not all(map(_is_text, value)):
                step = f'write {key} = ["…", "…"]'
                raise OwnUnitsError(line(key), f"{key} must be a list of texts", step)
        elif not _is_text(value):
            raise OwnUnitsError(line(key), f"{key} must be a text", f'write {key} = "…"')
    if kind == "split" and not table.keys() & {"places", "documents"}:
        raise OwnUnitsError(
            head, "[[split]] does not say where", "add documents = [...] or places = [...]"
        )
    names = cast("list[str]", table.get("names", [table.get("to", "")]))
    return OwnDecision(
        kind=cast("Kind", kind),
        unit=cast("str | None", table.get("unit")),
        names=frozenset(with_full_brackets(name.strip()) for name in names),
        places=frozenset(cast("list[str]", table.get("places", []))),
        documents=frozenset(cast("list[str]", table.get("documents", []))),
        note=str(table.get("note", "")),
        line=head,
    )


def _refuse_twice(found: list[OwnDecision]) -> None:
    """Refuse a name that two tables of one kind give to different units in one place."""
    for index, one in enumerate(found):
        for other in found[:index]:
            both = one.names & other.names
            apart = _apart(one.places, other.places) or _apart(one.documents, other.documents)
            if both and one.kind == other.kind and not apart and one.unit != other.unit:
                raise OwnUnitsError(
                    max(one.line, other.line),
                    f"{min(both)} stands in two tables (lines {other.line} and {one.line})",
                    "leave it in one, or give both documents or places",
                )


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\n" not in value


def _line_of(text: str, pattern: str, after: int) -> int:
    lines = text.splitlines()
    hits = (n for n in range(max(after, 1), len(lines) + 1) if re.match(pattern, lines[n - 1]))
    return next(hits, max(after, 1))

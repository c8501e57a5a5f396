"""The options by which commands say what is counted, and the words for what was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from zeren.graph.analysis.choice import Choice

_Name = TypeVar("_Name", bound=str)

DocumentOption = Annotated[
    list[str] | None,
    typer.Option(
        "--document", help="Only this document: its id, or a part of its title.", metavar="DOC"
    ),
]
YearOption = Annotated[
    list[int] | None, typer.Option("--year", help="Only plans that begin in it.", metavar="YEAR")
]
PlaceOption = Annotated[
    list[str] | None,
    typer.Option("--place", help="Only plans of this place and those in it.", metavar="PLACE"),
]
RoleOption = Annotated[
    list[str] | None,
    typer.Option("--role", help="Only lead, responsible, cooperating or guiding.", metavar="ROLE"),
]
BasisOption = Annotated[
    str,
    typer.Option(
        "--basis",
        help="explicit: what tasks say themselves; all: also what is said once for many.",
        metavar="BASIS",
    ),
]
CollectivesOption = Annotated[
    str,
    typer.Option(
        "--collectives",
        help="Groups such as 各县（区）: keep each as one unit, drop, or expand to known members.",
        metavar="HOW",
    ),
]
BASIS = "explicit"
COLLECTIVES = "keep"


def one_of(value: str, known: Sequence[_Name], what: str) -> _Name:
    """Return the name among *known* that *value* is. Raises GraphError when it is none."""
    from zeren.graph.errors import GraphError

    for name in known:
        if name == value:
            return name
    raise GraphError(f"there is no {what} {value!r}", f"use one of {', '.join(known)}", usage=True)


def choice_from(
    entries: Iterable[tuple[str, str]],
    documents: list[str] | None,
    years: list[int] | None,
    places: list[str] | None,
    roles: list[str] | None,
    basis: str,
    collectives: str,
) -> Choice:
    """Return the choice that the options make; *entries* are the ids and names of documents.

    Raises GraphError for a value that is none, and for a document that is not there or
    could be several.
    """
    from zeren.graph.analysis import choice
    from zeren.loaders.records import ROLES

    known = list(entries)
    return choice.Choice(
        documents=tuple(_document(name, known) for name in documents or ()),
        years=tuple(years or ()),
        places=tuple(places or ()),
        roles=tuple(one_of(role, ROLES, "role") for role in roles or ROLES),
        basis=one_of(basis, choice.COUNTED, "basis"),
        collectives=one_of(collectives, choice.COLLECTIVES, "way with collectives"),
    )


def counted_line(counted: dict[str, Any], choice: Choice) -> str:
    """Return in words what was counted.

    >>> from zeren.graph.analysis.choice import Choice
    >>> counted_line(
    ...     {"documents": 1, "tasks": 9, "tasks_without_unit": 2, "ties": 20,
    ...      "collectives_left_out": 3}, Choice(collectives="drop", roles=["lead"]))
    'counted: 20 assignments in 9 tasks of 1 document (lead only; inherited ones left out; \
3 collectives left out); 2 tasks name no such unit'
    """
    parts = []
    if len(set(choice.roles)) < _ALL_ROLES:
        parts.append(f"{' and '.join(choice.roles)} only")
    parts.append("inherited ones left out" if choice.basis == "explicit" else "inherited ones too")
    if choice.collectives == "keep":
        parts.append("a collective counts as one unit")
    else:
        done = "left out" if choice.collectives == "drop" else "left out or expanded"
        parts.append(f"{_number(counted['collectives_left_out'], 'collective')} {done}")
    without = counted["tasks_without_unit"]
    return (
        f"counted: {_number(counted['ties'], 'assignment')} in"
        f" {_number(counted['tasks'], 'task')} of {_number(counted['documents'], 'document')}"
        f" ({'; '.join(parts)})"
        + (
            f"; {_number(without, 'task')} name{'s' if without == 1 else ''} no such unit"
            if without
            else ""
        )
    )


_ALL_ROLES = 3


def _number(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def _document(wanted: str, entries: Sequence[tuple[str, str]]) -> str:
    from zeren.graph.errors import GraphError

    folded = wanted.casefold()
    found = [id for id, _ in entries if id == wanted]
    found = found or [id for id, _ in entries if wanted and id.startswith(wanted)]
    found = found or [id for id, name in entries if wanted and folded in name.casefold()]
    if len(found) == 1:
        return found[0]
    names = dict(entries)
    several = "; ".join(f"{id} ({names[id]})" for id in found[:5])
    raise GraphError(
        f"{wanted!r} fits {len(found)} documents: {several}"
        if found
        else f"there is no document {wanted!r} in the store",
        "give more of the name, or the id" if found else "see `zeren query documents`",
        usage=True,
    )

"""Errors of the store and its commands: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from zeren.loaders.errors import ZerenError


class GraphError(ZerenError):
    """A command cannot go on.

    ``what`` says in one line what happened and where, ``next_step`` what to do about
    it. ``usage`` marks a command that was written wrongly (exit code 2).
    """

    code: ClassVar[str] = "Z300"

    def __init__(self, what: str, next_step: str, *, usage: bool = False) -> None:
        super().__init__(what, "", next_step)
        self.usage = usage


def known_name(what: str, name: object, names: Collection[str]) -> None:
    """Raise GraphError, which lists *names*, unless *name* is one of them.

    >>> known_name("network", "unit", ["units", "tasks"])
    Traceback (most recent call last):
    zeren.graph.errors.GraphError: [Z300] there is no network 'unit'. use one of units, tasks
    """
    if name not in names:
        raise GraphError(
            f"there is no {what} {name!r}", f"use one of {', '.join(names)}", usage=True
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """One file that could not be built: where, what, and what to do next."""

    where: str
    what: str
    next_step: str

    def line(self) -> str:
        """Return the problem as one line."""
        return f"{self.where}: {self.what}; next: {self.next_step}"


def os_reason(error: OSError) -> str:
    """Return the system's own words for *error*, without numbers and paths.

    >>> os_reason(PermissionError(13, "Permission denied", "/x"))
    'permission denied'
    >>> os_reason(OSError("IO error: while writing: /x/1.log: No space left on device"))
    'no space left on device'
    """
    # The engine's errors have no number: they end with the system's words.
    reason = error.strerror or str(error).rpartition(": ")[2] or type(error).__name__
    return reason[:1].lower() + reason[1:]

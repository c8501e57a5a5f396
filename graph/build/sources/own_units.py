"""A user's ``units.toml``: read for a build, and kept in the store that it made.

Every document remembers in its fingerprint the file that it was read with, as it does for
themes. So a changed file makes its documents be read again, and ``zeren units --why`` can say
years later which line of which file decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.build.sources.inputs import UnreadableError, read_bytes
from zeren.graph.build.sources.themes import name_of
from zeren.graph.errors import GraphError
from zeren.graph.output.files import is_file, write_atomic

if TYPE_CHECKING:
    from zeren.ontology.resolution.own import OwnUnits

_LIMIT = 4 * 1024 * 1024
_MARK = re.compile("~([0-9a-f]{12})")


def read_units_file(path: str | Path | None) -> bytes:
    """Return the bytes of the ``units.toml`` at *path*, checked; nothing for None.

    Raises GraphError, which names file and line, when it cannot be read or used.
    """
    from zeren.ontology.resolution.own import OwnUnitsError, read_own_units

    if path is None:
        return b""
    if not is_file(Path(path)):
        raise GraphError(f"there is no file {path}", "name your units.toml", usage=True)
    try:
        data = read_bytes(str(path), _LIMIT)
        read_own_units(data)
    except UnreadableError as error:
        raise GraphError(f"{path}: {error.what}", error.next_step, usage=True) from error
    except OwnUnitsError as error:
        raise GraphError(
            f"{path}:{error.line}: {error.what}", error.next_step, usage=True
        ) from error
    return data


def keep_units(folder: Path, data: bytes) -> None:
    """Put a ``units.toml`` into the store's *folder*, where it is missing or damaged."""
    path = folder / f"{name_of(data)}.toml"
    if data and (not is_file(path) or path.read_bytes() != data):
        folder.mkdir(exist_ok=True)
        write_atomic(path, data)


def units_read_with(folder: Path, fingerprint: str) -> OwnUnits:
    """Return the decisions that a document of *fingerprint* was read with."""
    from zeren.ontology.resolution.own import NO_OWN_UNITS, read_own_units

    found = _MARK.search(fingerprint)
    if not found:
        return NO_OWN_UNITS
    path = folder / f"{found.group(1)}.toml"
    if not is_file(path) or name_of(path.read_bytes()) != found.group(1):
        raise GraphError(
            f"the units file {path} that this document was read with is lost",
            "build the document again",
        )
    return read_own_units(path.read_bytes())


def unit_names_in(fingerprint: str) -> list[str]:
    """Return the name of the ``units.toml`` that a document with this fingerprint was read with.

    >>> unit_names_in("0123456789abcdef+aaaaaaaaaaaa~bbbbbbbbbbbb")
    ['bbbbbbbbbbbb']
    """
    return _MARK.findall(fingerprint)


def superfluous_units(folder: Path, fingerprints: Iterable[str]) -> list[Path]:
    """Return the files in *folder* that no document of these *fingerprints* was read with."""
    wanted = {name for each in fingerprints for name in unit_names_in(each)}
    return sorted(path for path in folder.glob("*.toml") if path.stem not in wanted)

"""A user's ``units.toml``, read for a build."""

from __future__ import annotations

from pathlib import Path

from zeren.graph.build.sources.bounded import UnreadableError, read_bytes
from zeren.graph.errors import GraphError
from zeren.graph.output.files import is_file

_LIMIT = 4 * 1024 * 1024


def read_units_files(*paths: str | Path | None) -> bytes:
    """Return the bytes of several such files as those of one: their tables add up.

    Raises GraphError as :func:`read_units_file` does.
    """
    data = b"\n".join(filter(None, map(read_units_file, paths)))
    from zeren.ontology.resolution.own import OwnUnitsError, read_own_units

    try:
        read_own_units(data)
    except OwnUnitsError as error:  # each is right, and two of them speak of one name
        raise GraphError(
            f"your files together: {error.what}", error.next_step, usage=True
        ) from error
    return data


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

"""What documents were read with: a user's themes and ``units.toml``, kept beside the shards.

Every document remembers, in its fingerprint, the files that it was read with, each by the
beginning of its hash. So a changed file makes its documents be read again, the store knows which
labels it still needs, and ``zeren units --why`` can say years later which line of which file
decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.errors import GraphError
from zeren.graph.output.files import is_file, sha256, write_atomic

if TYPE_CHECKING:
    from zeren.ontology.resolution.own import OwnUnits

_THEMES = re.compile(r"[+=]([0-9a-f]{12})")
_UNITS = re.compile("~([0-9a-f]{12})")


def name_of(data: bytes) -> str:
    """Return the name under which a file is kept: the beginning of its hash."""
    return sha256(data)[:12]


def theme_names_in(fingerprint: str) -> list[str]:
    """Return the names of the schemes that a document with this fingerprint was read with.

    >>> theme_names_in("0123456789abcdef+aaaaaaaaaaaa+bbbbbbbbbbbb")
    ['aaaaaaaaaaaa', 'bbbbbbbbbbbb']
    """
    return _THEMES.findall(fingerprint)


def code_of(fingerprint: str) -> str:
    """Return the part of a fingerprint that stands for the code.

    >>> code_of("0123456789abcdef=aaaaaaaaaaaa")
    '0123456789abcdef'
    """
    return re.split(r"[+=~]", fingerprint)[0]


def keep_themes(folder: Path, files: Iterable[bytes]) -> None:
    """Put schemes into the store's *folder*, where they are missing or damaged."""
    kept = dict(stored_themes(folder))
    for data in files:
        if name_of(data) not in kept:
            folder.mkdir(exist_ok=True)
            write_atomic(folder / f"{name_of(data)}.ttl", data)


def stored_themes(folder: Path) -> list[tuple[str, bytes]]:
    """Return names and bytes of the schemes in *folder*, sorted; damaged ones are left out."""
    found = [(path.stem, path.read_bytes()) for path in sorted(folder.glob("*.ttl"))]
    return [(name, data) for name, data in found if name_of(data) == name]


def superfluous_themes(folder: Path, fingerprints: Iterable[str]) -> list[Path]:
    """Return the files in *folder* that no document of these *fingerprints* was read with."""
    wanted = {name for fingerprint in fingerprints for name in theme_names_in(fingerprint)}
    return sorted(path for path in folder.glob("*.ttl") if path.stem not in wanted)


def keep_units(folder: Path, data: bytes) -> None:
    """Put a ``units.toml`` into the store's *folder*, where it is missing or damaged."""
    path = folder / f"{name_of(data)}.toml"
    if data and (not is_file(path) or path.read_bytes() != data):
        folder.mkdir(exist_ok=True)
        write_atomic(path, data)


def units_read_with(folder: Path, fingerprint: str) -> OwnUnits:
    """Return the decisions that a document of *fingerprint* was read with."""
    from zeren.ontology.resolution.own import NO_OWN_UNITS, read_own_units

    found = _UNITS.search(fingerprint)
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
    return _UNITS.findall(fingerprint)


def superfluous_units(folder: Path, fingerprints: Iterable[str]) -> list[Path]:
    """Return the files in *folder* that no document of these *fingerprints* was read with."""
    wanted = {name for each in fingerprints for name in unit_names_in(each)}
    return sorted(path for path in folder.glob("*.toml") if path.stem not in wanted)

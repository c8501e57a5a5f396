"""A user's own themes: SKOS files that a build reads plans with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.build.sources.bounded import UnreadableError, read_bytes
from zeren.graph.errors import GraphError
from zeren.graph.output.files import is_file
from zeren.graph.store.catalogue.read_with import name_of

if TYPE_CHECKING:
    from zeren.ontology.schemes import Scheme

_LIMIT = 20 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes to read with: *files* are SKOS schemes in Turtle, in the order given.

    They stand beside the built-in themes, or, with *only*, instead of them. *units* is a
    user's units.toml: it travels with the themes to wherever a document is read.
    """

    files: tuple[bytes, ...] = ()
    only: bool = False
    units: bytes = b""

    @property
    def mark(self) -> str:
        """What a fingerprint ends with: ``+`` (beside) or ``=`` (instead), and each file's hash.

        The hash of a units.toml stands behind ``~``.
        """
        sign = "=" if self.only else "+"
        units = f"~{name_of(self.units)}" if self.units else ""
        return "".join(sign + name_of(data) for data in self.files) + units


BUILT_IN = Themes()


def read_themes(paths: Sequence[str | Path], *, only: bool = False) -> Themes:
    """Return the themes of the files at *paths*.

    Raises GraphError, which names the file, when one cannot be read or is no SKOS scheme
    that themes can be read with, and when *only* is asked for without a file.
    """
    from zeren.ontology.schemes import SchemeError

    if only and not paths:
        raise GraphError(
            "--only-themes needs themes to read with", "name a SKOS file with --themes", usage=True
        )
    found = Themes(tuple(dict.fromkeys(_bytes(Path(path)) for path in paths)), only)
    for path in paths:
        try:
            schemes(Themes((_bytes(Path(path)),), only=True))
        except SchemeError as error:
            raise GraphError(
                f"the themes {path} cannot be used: {' '.join(str(error).split())}",
                "give a Turtle file of skos:Concept with Chinese skos:prefLabel or skos:altLabel",
                usage=True,
            ) from error
    return found


def _bytes(path: Path) -> bytes:
    if not is_file(path):
        raise GraphError(f"there are no themes at {path}", "name a SKOS file (Turtle)", usage=True)
    try:
        return read_bytes(str(path), _LIMIT).removeprefix(_BOM)
    except UnreadableError as error:
        raise GraphError(
            f"the themes {path} cannot be read: {error.what}", error.next_step, usage=True
        ) from error


@lru_cache(maxsize=8)
def schemes(themes: Themes) -> tuple[Scheme, ...] | None:
    """Return what the reader is to read with, compiled once; None stands for the built-in ones.

    Raises :class:`~zeren.ontology.schemes.SchemeError`.
    """
    from zeren.ontology.schemes import built_in, read_scheme

    if not themes.files:
        return None
    own = tuple(read_scheme(data) for data in themes.files)
    return own if themes.only else (built_in(), *own)

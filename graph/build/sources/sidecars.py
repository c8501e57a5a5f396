"""Sidecars: ``NAME.meta.toml`` beside a plan says what its text does not."""

from __future__ import annotations

import codecs
import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import get_args

from zeren.graph.build.sources.bounded import UnreadableError, brief, read_bytes
from zeren.graph.output.files import sha256
from zeren.graph.store.catalogue.layout import is_safe_id
from zeren.loaders.records import Level, Metadata

ENDING = ".meta.toml"
# What RFC 3987 lets stand in an address; the rest would break a statement of RDF.
_URL = re.compile(
    r"https?://[^\s/?#<>\"{}|\\^`\x00-\x20]+[^\s<>\"{}|\\^`\x00-\x20\ue000-\uf8ff]*", re.I
)
_LIMIT = 1024 * 1024
"""Bytes of a sidecar: it holds some lines."""
_LEVELS: tuple[str, ...] = get_args(Level)
_KEYS = [
    field.name for field in fields(Metadata) if field.name not in {"source_file", "row", "infer"}
]


class SidecarError(Exception):
    """A sidecar cannot be used. ``where`` is its path, with the line when that is known."""

    def __init__(self, where: str, what: str, next_step: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what
        self.next_step = next_step


def is_sidecar(name: str) -> bool:
    """Return whether a file name is that of a sidecar."""
    return name.lower().endswith(ENDING)


def metadata_for(
    path: Path,
    encoding: str | None = None,
    given: Mapping[str, object] | None = None,
    *,
    as_plan: bool = False,
    infer: bool = True,
) -> Metadata:
    """Return what is known of the file at *path* from outside its text.

    ``plan.txt.meta.toml`` is looked for first, then ``plan.meta.toml``; what it states wins
    over *given*, the line of a manifest. *encoding* is used for files for which neither
    names one, *as_plan* where neither says whether it is a plan, *infer* is whether a place may
    be inferred from the text. Raises SidecarError.
    """
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    metadata = Metadata(source_file=name, encoding=encoding, as_plan=as_plan, infer=infer)
    metadata = replace(metadata, **(given or {}))  # type: ignore[arg-type]
    for candidate in (path.with_name(path.name + ENDING), path.with_name(path.stem + ENDING)):
        if not os.path.lexists(candidate):  # pathlib says no to what may not be looked at
            continue
        try:
            data = read_bytes(str(candidate), _LIMIT)
        except UnreadableError as error:
            raise SidecarError(
                str(candidate), f"the sidecar cannot be used: {error.what}", "check it"
            ) from error
        return replace(metadata, **_parse(candidate, data))  # type: ignore[arg-type]
    return metadata


def metadata_hash(metadata: Metadata) -> str:
    """Return a hash of everything in *metadata*: a change of it makes a new shard."""
    body = json.dumps(asdict(metadata), default=str, ensure_ascii=True, sort_keys=True)
    return sha256(body.encode("ascii"))


def _parse(path: Path, data: bytes) -> dict[str, object]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SidecarError(
            f"{path}:{line}", "the sidecar is not UTF-8", "save it as UTF-8"
        ) from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad_toml(path, text, error) from error
    except (RecursionError, ValueError) as error:  # brackets, or digits, without end
        raise SidecarError(str(path), "the sidecar is nested too deeply", "check it") from error
    values: dict[str, object] = {}
    for key, value in content.items():
        where = f"{path}:{_line_of(key, text)}"
        if key not in CHECKS:
            raise SidecarError(
                where, f"unknown key {brief(key)!r}", f"the keys are {', '.join(_KEYS)}"
            )
        try:
            values[key] = CHECKS[key](value)
        except ValueError as error:
            raise SidecarError(where, f"{key}: {error}", "correct the line") from error
    return values


def _bad_toml(path: Path, text: str, error: tomllib.TOMLDecodeError) -> SidecarError:
    message = str(error)
    place = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = text.count("\n") + 1
    if place:
        message = message[: place.start()]
        line = int(place.group(1) or line)
    what = f"the sidecar is not TOML: {message[:1].lower()}{message[1:]}"
    return SidecarError(f"{path}:{line}", what, 'write lines such as  title = "……"')


def _line_of(key: str, text: str) -> int:
    pattern = re.compile(rf"\s*(?:\[\s*)?[\"']?{re.escape(key)}\b")
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if pattern.match(line)), 1)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("it must be a text in quotes")
    if not value.strip():
        raise ValueError("it must not be empty")
    if any(char in value for char in "\r\n"):
        raise ValueError("it must be one line")
    return value.strip()


def _id(value: object) -> str:
    name = _text(value)
    if not is_safe_id(name):
        raise ValueError(
            "it may hold the letters A-Z and a-z, digits, . _ and -, begins with a letter,"
            " a digit or _, does not end in a dot, has at most 100 characters,"
            " and is no device name of Windows"
        )
    return name


def _level(value: object) -> str:
    name = _text(value)
    if name not in _LEVELS:
        raise ValueError(f"it must be one of {', '.join(_LEVELS)}")
    return name


def _date(value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("it must be a date such as 2024-03-01")
    return value


def _encoding(value: object) -> str:
    name = _text(value)
    if not is_text_encoding(name):
        raise ValueError(
            f"{brief(name)!r} is no encoding that Python knows, such as gb18030 or utf-8"
        )
    return name


def is_text_encoding(name: str) -> bool:
    """Return whether *name* is an encoding that turns bytes into text.

    >>> is_text_encoding("gb18030"), is_text_encoding("base64"), is_text_encoding("gbl8030")
    (True, False, False)
    """
    try:
        codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("it must be true or false")
    return value


def _url(value: object) -> str:
    address = _text(value)
    if not _URL.fullmatch(address):
        raise ValueError("it must be an address that begins with https:// or http://")
    return address


CHECKS: Mapping[str, Callable[[object], object]] = {
    "id": _id,
    "title": _text,
    "issuer": _text,
    "jurisdiction": _text,
    "level": _level,
    "issued": _date,
    "document_number": _text,
    "encoding": _encoding,
    "url": _url,
    "as_plan": _yes,
}
"""What each key of a sidecar is checked by: value in, value out, or ValueError."""

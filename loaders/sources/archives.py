"""Opening office files (ZIP archives of XML parts) that may be made to do harm.

:func:`harmless` is the one door: it reads the archive within limits, checks each XML part,
and gives back a new archive with these parts alone, so that the libraries that read it later
meet no bomb, no entity, no macro, no picture and no file inside the file. Nothing is ever
written to disk, and no name inside the archive is used as a path.

Sources: David Fifield, *A better zip bomb* (WOOT 2019) on overlapping members; the list of
XML attacks in the documentation of defusedxml; ECMA-376 part 2 on packages.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from xml.parsers import expat

from zeren.loaders.errors import DamagedFileError, LockedFileError, UnsafeFileError
from zeren.loaders.sources import limits

MEMBERS: Final = 5_000
PART: Final = 48 * 1024 * 1024
"""Bytes of one XML part."""
TOTAL: Final = 96 * 1024 * 1024
"""Bytes of all XML parts together."""
RATIO: Final = 400
"""How many times larger a part may be than its bytes in the archive; office files reach 60."""
SMALL: Final = 4 * 1024 * 1024
"""Parts up to this size may have any ratio: a page of equal lines packs very well."""
ELEMENTS: Final = 3_000_000
"""Of all parts together."""

_CENTRAL = b"PK\x01\x02"
_XML = (".xml", ".rels")
_CHUNK = 1024 * 1024
# ISO 29500 Strict names the same elements in other namespaces, which no reader here knows.
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/"
    ),
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/": (
        b"http://schemas.openxmlformats.org/drawingml/2006/"
    ),
}
_MACRO_TYPES = {
    b"application/vnd.ms-word.document.macroEnabled.main+xml": (
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ),
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml": (
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ),
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": (
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ),
    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml": (
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    ),
    b"application/vnd.ms-excel.template.macroEnabled.main+xml": (
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    ),
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": (
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    ),
}


def harmless(data: bytes) -> bytes:
    """Return the office file *data* with nothing in it but its XML parts, checked.

    Everything else (macros, pictures, embedded files) keeps its name and loses its bytes;
    files with macros and templates become plain documents, strict ones transitional, so that
    python-docx and openpyxl read them. The archive returned is not compressed. Raises
    UnsafeFileError, OverLimitError, LockedFileError or DamagedFileError.
    """
    result = io.BytesIO()
    counter = _Counter()
    total = 0
    with (
        _opened(data) as archive,
        zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as clean,
    ):
        for info in _members(archive):
            content = b""
            if info.filename.lower().endswith(_XML) and info.file_size:
                content = _part(archive, info)
                total += len(content)
                limits.check(total, TOTAL, "bytes of text parts")
                counter.check(content, info.filename)
                content = _plain(content, info.filename)
            clean.writestr(zipfile.ZipInfo(info.filename), content)
    return result.getvalue()


def names(data: bytes) -> list[str]:
    """Return the names in the archive *data*, in its order. Raises as :func:`harmless`."""
    with _opened(data) as archive:
        return [info.filename for info in _members(archive)]


def member(data: bytes, name: str, limit: int = _CHUNK) -> bytes:
    """Return at most *limit* bytes of one member, empty when it is not there."""
    with _opened(data) as archive:
        for info in _members(archive):
            if info.filename == name:
                return _read(archive, info, limit)
    return b""


def _opened(data: bytes) -> zipfile.ZipFile:
    # The directory is made of objects before anyone can count them.
    limits.check(data.count(_CENTRAL), MEMBERS, "parts")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise _damaged(str(error)) from error


def _members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Yield the files of *archive*, after a look at what the directory says of them."""
    infos = archive.infolist()
    seen: set[str] = set()
    for info in infos:
        info.filename = info.filename.replace("\\", "/")
        name = info.filename
        if not name:
            raise _damaged("a part has no name")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise _unsafe(f"a part has the name of a file outside of it: {_shown(name)}")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise _unsafe(f"a part is a link: {_shown(name)}")
        if name.casefold() in seen:
            raise _unsafe(f"two parts have the same name: {_shown(name)}")
        seen.add(name.casefold())
        if info.flag_bits & 0x1:
            raise LockedFileError(
                "The file is locked with a password",
                next_step="Open it with the password and save it without one.",
            )
    _refuse_overlaps(infos)
    return (info for info in infos if not info.is_dir())


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    ordered = sorted(infos, key=lambda info: info.header_offset)
    for before, after in pairwise(ordered):
        if before.header_offset + 30 + before.compress_size > after.header_offset:
            raise _unsafe(f"two parts share their bytes: {_shown(after.filename)}")


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    limits.check(info.file_size, PART, "bytes in one part")
    content = _read(archive, info, PART + 1)
    limits.check(len(content), PART, "bytes in one part")
    if len(content) > SMALL and len(content) > RATIO * max(1, info.compress_size):
        raise _unsafe(
            f"{_shown(info.filename)} unpacks to {len(content):,} bytes, more than {RATIO} times "
            "its size (a ZIP bomb)"
        )
    return content


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """Return at most *limit* bytes of a member, whatever size the directory states."""
    content = bytearray()
    try:
        with archive.open(info) as file:
            while len(content) < limit and (chunk := file.read(min(_CHUNK, limit - len(content)))):
                content += chunk
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
        RuntimeError,
    ) as error:  # fmt: skip
        raise _damaged(f"{_shown(info.filename)}: {error}") from error
    return bytes(content)


class _Counter:
    """Walks through XML parts and refuses what no office program writes."""

    def __init__(self) -> None:
        self.elements = 0

    def check(self, content: bytes, name: str) -> None:
        """Raise UnsafeFileError for a DTD, OverLimitError for depth or number of elements."""
        parser = expat.ParserCreate()
        depth = 0

        def begin(tag: str, attributes: object) -> None:
            nonlocal depth
            depth += 1
            self.elements += 1
            if depth > limits.DEPTH:
                limits.check(depth, limits.DEPTH, "elements inside one another")
            if self.elements > ELEMENTS:
                limits.check(self.elements, ELEMENTS, "XML elements")

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1

        def doctype(*_: object) -> None:
            raise _unsafe(f"{_shown(name)} declares a document type, which can hold entity bombs")

        parser.StartElementHandler = begin
        parser.EndElementHandler = end
        parser.StartDoctypeDeclHandler = doctype
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise _damaged(f"{_shown(name)}: {error}") from error


def _plain(content: bytes, name: str) -> bytes:
    if name == "[Content_Types].xml":
        for macro, plain in _MACRO_TYPES.items():
            content = content.replace(macro, plain)
    if _STRICT in content:
        for strict, transitional in _TRANSITIONAL.items():
            content = content.replace(strict, transitional)
    return content


def _damaged(what: str) -> DamagedFileError:
    return DamagedFileError(
        f"The file is damaged: {' '.join(what.split())}",
        next_step="Open it in an office program, let it repair the file and save it again.",
    )


def _unsafe(what: str) -> UnsafeFileError:
    return UnsafeFileError(
        f"The file is not opened, {what}",
        next_step="If you trust it, open it in an office program and save it again.",
    )


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in name)[:80]

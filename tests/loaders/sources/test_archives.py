"""Office files made to do harm are refused in one line before a library sees them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from zeren.loaders import errors
from zeren.loaders.sources import archives, limits

GOOD = {
    "[Content_Types].xml": b"<Types/>",
    "word/document.xml": "<a>修缮图书室</a>".encode(),
    "word/media/picture.png": b"\x89PNG" * 1000,
    "word/vbaProject.bin": b"macro",
    "word/embeddings/inner.docx": b"PK\x03\x04",
}


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def read(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def refused(data: bytes, error: type[errors.ReadError], words: str) -> None:
    with pytest.raises(error) as raised:
        archives.harmless(data)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.next_step.endswith(".")


def test_only_the_xml_parts_keep_their_bytes() -> None:
    parts = read(archives.harmless(zipped(GOOD)))
    assert parts["word/document.xml"] == GOOD["word/document.xml"]
    assert list(parts) == list(GOOD)
    assert {name for name, content in parts.items() if not content} == {
        "word/media/picture.png",
        "word/vbaProject.bin",
        "word/embeddings/inner.docx",
    }


def test_a_file_with_macros_becomes_a_plain_one() -> None:
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    types = b'<Types><Override ContentType="' + macro + b'"/></Types>'
    parts = read(archives.harmless(zipped({**GOOD, "[Content_Types].xml": types})))
    assert b"macroEnabled" not in parts["[Content_Types].xml"]
    assert b"wordprocessingml.document.main+xml" in parts["[Content_Types].xml"]


def test_a_strict_file_becomes_a_transitional_one() -> None:
    strict = b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'
    parts = read(archives.harmless(zipped({"word/document.xml": strict})))
    assert b"schemas.openxmlformats.org/wordprocessingml/2006/main" in parts["word/document.xml"]


def test_bomb_of_one_part() -> None:
    bomb = b"<a>" + b" " * (archives.PART - 10) + b"</a>"
    refused(zipped({**GOOD, "word/document.xml": bomb}), errors.UnsafeFileError, "ZIP bomb")
    bomb = b"<a>" + b" " * archives.PART + b"</a>"
    refused(zipped({**GOOD, "word/document.xml": bomb}), errors.OverLimitError, "one part")


def test_bomb_of_many_parts() -> None:
    part = b"<a>" + b"<b>x</b>" * (archives.SMALL // 8 - 10) + b"</a>"
    parts = {f"word/part{number}.xml": part for number in range(30)}
    refused(zipped(parts), errors.OverLimitError, "more than")


def test_bomb_whose_directory_lies_about_its_size() -> None:
    content = b"<a>" + b" " * (archives.PART + 1000) + b"</a>"
    data = zipped({"word/document.xml": content})
    lie = data.replace(struct.pack("<I", len(content)), struct.pack("<I", 100))
    assert lie != data
    with pytest.raises(errors.ReadError):
        archives.harmless(lie)


def test_bomb_of_parts_that_share_their_bytes() -> None:
    """The quoted overlap of Fifield: many entries of the directory, one body."""
    body = zlib.compress(b"<a>" + b" " * 1000 + b"</a>")[2:-4]
    crc = zlib.crc32(b"<a>" + b" " * 1000 + b"</a>")
    local = b"PK\x03\x04" + struct.pack("<5H3L2H", 20, 0, 8, 0, 0, crc, len(body), 1007, 5, 0)
    directory = b""
    for number in range(40):
        entry = struct.pack(
            "<6H3L5H2L", 20, 20, 0, 8, 0, 0, crc, len(body), 1007, 5, 0, 0, 0, 0, 0, 0
        )
        directory += b"PK\x01\x02" + entry + b"%01x.xml" % (number % 16)
    start = len(local) + 5 + len(body)
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 40, 40, len(directory), start, 0)
    data = local + b"0.xml" + body + directory + end
    with pytest.raises(errors.ReadError) as raised:
        archives.harmless(data)
    assert raised.value.code in {"Z107", "Z108"}
    names = b"".join(
        b"PK\x01\x02"
        + struct.pack("<6H3L5H2L", 20, 20, 0, 8, 0, 0, crc, len(body), 1007, 5, 0, 0, 0, 0, 0, 0)
        + b"%01x.xml" % number
        for number in range(2)
    )
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 2, 2, len(names), start, 0)
    refused(local + b"0.xml" + body + names + end, errors.UnsafeFileError, "share their bytes")


def test_pictures_and_files_inside_are_never_unpacked() -> None:
    inner = zipped({"word/document.xml": b" " * archives.PART})
    parts = {**GOOD, "word/embeddings/inner.docx": inner, "word/media/big.png": bytes(10**8)}
    assert read(archives.harmless(zipped(parts)))["word/media/big.png"] == b""


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "word/../../x.xml", "/etc/passwd", "C:/x.xml", "a\\..\\..\\x.xml"]
)
def test_names_outside_of_the_archive(name: str) -> None:
    refused(zipped({**GOOD, name: b"x"}), errors.UnsafeFileError, "outside of it")


def test_a_link_two_of_one_name_and_a_locked_part() -> None:
    file = io.BytesIO(zipped(GOOD))
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    refused(file.getvalue(), errors.UnsafeFileError, "is a link")
    file = io.BytesIO(zipped(GOOD))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("WORD/document.xml", "<b/>")
    refused(file.getvalue(), errors.UnsafeFileError, "same name")
    data = bytearray(zipped({"word/document.xml": b"<a/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    refused(bytes(data), errors.LockedFileError, "password")


LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><l>&j;</l>"
)


@pytest.mark.parametrize(
    "part",
    [
        LAUGHS,
        b'<?xml version="1.0"?>' + LAUGHS,
        LAUGHS.decode().encode("utf-16"),
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><a/>',
    ],
)
@pytest.mark.parametrize(
    "name", ["word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/theme.XML"]
)
def test_no_part_may_declare_a_document_type(part: bytes, name: str) -> None:
    refused(zipped({**GOOD, name: part}), errors.UnsafeFileError, "document type")


def test_depth_and_number_of_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = b"<a>" * (limits.DEPTH + 1) + b"</a>" * (limits.DEPTH + 1)
    refused(zipped({"word/document.xml": deep}), errors.OverLimitError, "inside one another")
    edge = b"<a>" * limits.DEPTH + b"</a>" * limits.DEPTH
    assert archives.harmless(zipped({"word/document.xml": edge}))
    monkeypatch.setattr(archives, "ELEMENTS", 1000)
    many = b"<a>" + b"<b/>" * 1000 + b"</a>"
    refused(zipped({"word/document.xml": many}), errors.OverLimitError, "XML elements")


def test_a_part_without_a_name() -> None:
    data = zipped({"x": b"", "word/document.xml": b"<a/>"})
    at = data.index(b"PK\x01\x02")
    entry = bytearray(data[at : at + 47])
    entry[28:30] = b"\0\0"  # the length of the name
    entry[32:34] = b"\1\0"  # its letter is a comment now
    refused(data[:at] + bytes(entry) + data[at + 47 :], errors.DamagedFileError, "no name")


def test_too_many_parts() -> None:
    parts = {f"word/{number}.bin": b"" for number in range(archives.MEMBERS + 1)}
    refused(zipped(parts), errors.OverLimitError, "parts")


@pytest.mark.parametrize("cut", [10, 60, 200, -30, -5])
def test_a_file_that_is_cut_short(cut: int) -> None:
    refused(zipped(GOOD)[:cut], errors.DamagedFileError, "damaged")


def test_broken_xml_and_broken_bytes() -> None:
    refused(zipped({"word/document.xml": b"<a><b></a>"}), errors.DamagedFileError, "document.xml")
    data = bytearray(zipped({"word/document.xml": b"<a>" + bytes(range(32, 127)) * 9 + b"</a>"}))
    data[60] ^= 0xFF
    refused(bytes(data), errors.DamagedFileError, "document.xml")


def test_a_member_is_found_by_name() -> None:
    data = zipped(GOOD)
    assert archives.names(data) == list(GOOD)
    assert archives.member(data, "[Content_Types].xml") == b"<Types/>"
    assert archives.member(data, "word/document.xml", 3) == b"<a>"
    assert archives.member(data, "nothing.xml") == b""

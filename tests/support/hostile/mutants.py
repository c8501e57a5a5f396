"""Broken files, made from good ones: the same number always makes the same file.

The changes know the structure of a format: XML parts inside an archive are changed and packed
again, so that the archive is good and its parts are not; PDFs are changed token by token. So most
files pass the first gate and reach the code behind it; a few are also bent byte by byte.
"""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable
from copy import deepcopy

from lxml import etree
from zeren.loaders.sources.kinds import Kind

from support.hostile.seeds import PLAIN, docx_parts, pdf_files, texts, xlsx_parts, zipped

KINDS: tuple[Kind, ...] = ("txt", "csv", "html", "docx", "xlsx", "pdf")

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_MARKUP = re.compile(rb"<[^<>]*>|[^<>]+")
_TOKEN = re.compile(
    rb"/[A-Za-z0-9#]+|\d+ \d+ R\b|-?\d+(?:\.\d+)?|[A-Za-z*']+|<<|>>|[\[\]<>()]|\s+|.", re.S
)
_VALUE = re.compile(rb'="[^"]*"')
_NUMBERS = (
    b"0", b"-1", b"1", b"2", b"255", b"256", b"65536", b"2147483648", b"-2147483649", b"1e400",
    b"99999999999999999999", b"0.0000001", b"NaN", b"", b"\xd9\xa3", b"1_0", b"0x10", b" 7 ", b"inf",
)  # fmt: skip
_VALUES = (
    *_NUMBERS, b"A1:XFD1048576", b"XFD1048576", b"A0", b"B2:A1", b"../../../etc/passwd",
    b"file:///etc/passwd", b"http://127.0.0.1:9/x", b"x" * 5000, "鿿\U0002a6d6".encode(), b"&#0;",
    b"true", b"restart", b"continue", b"none", b"bullet", b"%1%2%3%4%5%6%7%8%9", b"s", b"d", b"e",
)  # fmt: skip
_SNIPPETS = (
    b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]>', b"&b;", b"&lt;", b"&#xD800;", b"&#1114112;",
    b"<!-- -- -->", b"<![CDATA[x]]>", b"<?php x ?>", b"\x00", b"\xff\xfe", b"\xef\xbf\xbe", b"]]>", b"<a b=",
    b"<table><tr><td>", b"</td></tr></table>", b"<td colspan='99999' rowspan='99999'>x", b"<p>" * 40,
    b"<div>" * 300, b"<w:tbl><w:tr><w:tc>" * 20, b"<w:p>" * 9, b"</w:p>", b"<select><option>",
    b"<svg><math><template>", b"<script>", b"</script>", b"<base href='http://127.0.0.1:9/'>",
    b"<meta charset='utf-7'>", b"<meta http-equiv='refresh' content='0;url=x'>", b"<frameset><frame src='x'>",
    b"<iframe src='file:///etc/passwd'></iframe>", b"<img src='http://127.0.0.1:9/'>", b"\t\t\t", b"\n", b"\r",
    b'"', b",", b'","', b";" * 200, "一、".encode(), "（责任单位：".encode(), b"1.", "\u202e\u200b".encode(),
    b"\xa0", b"\x1a", b"\x85", "\u2028".encode(),
)  # fmt: skip
_PDF_SNIPPETS = (
    b"/Kids [1 0 R 2 0 R 3 0 R]", b"/Parent 3 0 R", b"/Count -1", b"/Count 99999999", b"[" * 300, b"<<" * 300,
    b"(" * 300, b" q" * 300, b" BT ", b" ET ", b" Do", b"/Filter /FlateDecode", b"/Filter [/ASCIIHexDecode /LZWDecode]",
    b"/DecodeParms << /Predictor 15 /Columns 99999999 >>", b"/Type /XObject /Subtype /Form", b"/Encrypt << >>",
    b"/MediaBox [0 0 0 0]", b"/MediaBox [a b c d]", b"/MediaBox [0 0 1e308 -1e308]", b"/Rotate 37", b"/UserUnit 0",
    b"/Prev 9", b"/Prev 99999999999", b"/ToUnicode 1 0 R", b"/Encoding /X", b"/W [0 [", b"/JavaScript (app.alert)",
    b" 0 0 0 0 0 0 cm", b" 1e99 0 0 1e99 0 0 Tm", b" 0 Tz", b" BI /W 9 /H 9 ID xx EI", b"\nendobj\n", b"\nendstream\n",
    b"\nstartxref\n0\n", b"\n1 0 obj\n", b"trailer << /Root 9 0 R >>", b"/Contents [4 0 R 4 0 R 4 0 R]", b"null",
    b"/FontDescriptor null", b"/DW (x)", b"<FEFF>", b"<zz>", b"\\777",
)  # fmt: skip


def mutant(kind: str, number: int) -> bytes:
    """Return broken file number *number* of a format."""
    chance = random.Random(f"{kind} {number}")
    return _MAKERS[kind](chance)


def _text(kind: str) -> Callable[[random.Random], bytes]:
    def make(chance: random.Random) -> bytes:
        data = chance.choice(texts(kind))
        for _ in range(chance.randint(1, 6)):
            data = _changed(data, chance)
        return _bent(data, chance) if chance.random() < 0.3 else data

    return make


def _office(parts_of: Callable[[], object]) -> Callable[[random.Random], bytes]:
    def make(chance: random.Random) -> bytes:
        parts = dict(parts_of())  # type: ignore[call-overload]
        names = list(parts)
        for _ in range(chance.randint(1, 5)):
            name = chance.choice(names)
            if chance.random() < 0.85:
                parts[name] = _grown(parts.get(name, b""), chance)
            elif chance.random() < 0.5:
                parts[name] = _changed(parts.get(name, b""), chance)
            else:
                _repack(parts, name, chance)
        data = zipped(parts)
        return _bent(data, chance) if chance.random() < 0.08 else data

    return make


def _grown(data: bytes, chance: random.Random) -> bytes:
    """Return the XML *data* with some elements changed: it stays XML, and says something else."""
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError:
        return _changed(data, chance)
    for _ in range(chance.randint(1, 3)):
        elements = list(root.iter(etree.Element))
        one, other = chance.choice(elements), chance.choice(elements)
        parent = one.getparent()
        match chance.randrange(9):
            case 0 if parent is not None:
                parent.remove(one)
            case 1 if parent is not None:
                for _ in range(chance.choice((1, 2, 60))):
                    one.addnext(deepcopy(one))
            case 2 if parent is not None:
                parent.replace(one, deepcopy(other))
            case 3:
                one.append(deepcopy(other))
            case 4:
                one.tag = other.tag
            case 5 | 6:
                marked = [element for element in elements if element.attrib]
                if marked:
                    one = chance.choice(marked)
                    name = chance.choice(sorted(one.attrib))
                    value = chance.choice(_VALUES).decode("utf-8").replace("\x00", "")
                    taken = [v for element in marked for v in element.attrib.values()]
                    one.set(name, chance.choice((value, value, chance.choice(taken))))
                    if chance.random() < 0.2:
                        del one.attrib[name]
            case 7:
                one.text = chance.choice((*_NUMBERS, b"A1", b"\t\n", PLAIN.encode()[:60])).decode(
                    "utf-8", "ignore"
                )
            case _:
                child = one
                for _ in range(chance.choice((3, 30, 240))):
                    child = etree.SubElement(child, one.tag)
    return etree.tostring(root, encoding=chance.choice(("UTF-8", "UTF-8", "UTF-16")))


def _repack(parts: dict[str, bytes], name: str, chance: random.Random) -> None:
    other = chance.choice(list(parts)) if parts else name
    match chance.randrange(5):
        case 0:
            parts.pop(name, None)
        case 1:
            parts[name], parts[other] = parts.get(other, b""), parts.get(name, b"")
        case 2:
            new = (
                "../" + name,
                "/" + name,
                name.upper(),
                "C:/" + name,
                name + "/",
                "a\\..\\" + name,
            )
            parts[chance.choice(new)] = parts.pop(name, b"")
        case 3:
            parts[name] = b""
        case _:
            parts[name] = chance.randbytes(chance.randrange(200))


def _pdf(chance: random.Random) -> bytes:
    data = chance.choice(pdf_files())
    tokens = _TOKEN.findall(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(tokens))
        match chance.randrange(8):
            case 0:
                tokens[at] = chance.choice(tokens)
            case 1:
                tokens[at] = b""
            case 2:
                tokens[at:at] = [chance.choice(_PDF_SNIPPETS)]
            case 3:
                end = at + chance.randrange(60)
                tokens[at:at] = tokens[at:end] * chance.randint(1, 3)
            case 4:
                del tokens[at : at + chance.randrange(60)]
            case 5 | 6:
                same = [i for i in range(at, min(at + 400, len(tokens))) if tokens[i][:1].isdigit()]
                if same:
                    tokens[same[0]] = chance.choice((*_NUMBERS, b"3 0 R", b"1 0 R", b"5 0 R"))
            case _:
                names = [token for token in tokens if token[:1] == b"/"]
                tokens[at] = chance.choice(names) if names else b""
        if not tokens:
            tokens = [b" "]
    data = b"".join(tokens)
    return _bent(data, chance) if chance.random() < 0.15 else data


def _changed(data: bytes, chance: random.Random) -> bytes:
    """Return *data*, a text or markup in any encoding, with one change."""
    pieces = _MARKUP.findall(data)
    if not pieces:
        return chance.choice(_SNIPPETS)
    at = chance.randrange(len(pieces))
    match chance.randrange(9):
        case 0:
            del pieces[at]
        case 1:
            pieces[at:at] = [pieces[at]] * chance.choice((1, 2, min(50, 50_000 // len(pieces[at]))))
        case 2:
            pieces[at] = chance.choice(pieces)
        case 3:
            other = chance.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        case 4 | 5:
            marked = [i for i, piece in enumerate(pieces) if b'="' in piece]
            if marked:
                at = chance.choice(marked)
                value = b'="' + chance.choice(_VALUES) + b'"'
                spots = list(_VALUE.finditer(pieces[at]))
                spot = chance.choice(spots) if spots else None
                if spot:
                    pieces[at] = pieces[at][: spot.start()] + value + pieces[at][spot.end() :]
        case 6:
            pieces[at] = re.sub(rb"\d+", lambda _: chance.choice(_NUMBERS), pieces[at])
        case 7:
            where = chance.randrange(len(pieces[at]) + 1)
            pieces[at] = pieces[at][:where] + chance.choice(_SNIPPETS) + pieces[at][where:]
        case _:
            end = at + chance.randrange(12)
            pieces[at:at] = pieces[at:end]
    return b"".join(pieces)


def _bent(data: bytes, chance: random.Random) -> bytes:
    """Return *data* with some bytes changed, cut or doubled, without regard to what they mean."""
    bent = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(bent) + 1)
        match chance.randrange(5):
            case 0:
                bent[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del bent[at : at + chance.randrange(64)]
            case 2:
                bent[at:at] = chance.randbytes(chance.randrange(16))
            case 3:
                bent[at : at + 4] = struct.pack("<I", chance.choice((0, 1, 2**31, 2**32 - 1)))
            case _:
                bent[at:at] = bent[at : at + chance.randrange(200)]
    if chance.random() < 0.1:
        del bent[chance.randrange(len(bent) + 1) :]
    return bytes(bent)


_MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    "txt": _text("txt"),
    "csv": _text("csv"),
    "html": _text("html"),
    "docx": _office(docx_parts),
    "xlsx": _office(xlsx_parts),
    "pdf": _pdf,
}

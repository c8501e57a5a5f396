"""Bytes of a plain text file to text.

Plans are saved as UTF-8, as GB18030 (all that is called GBK or GB2312 is inside it),
as Big5 and, from Windows, as UTF-16. Marks at the start decide when there are any;
then strict UTF-8, which no other Chinese text passes by chance; the rest is decided
by reading: each encoding that fits is scored by how much of its text is made of
characters that everyone uses, and Big5 bytes read as GB18030 are made of rare ones.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from zeren.loaders.errors import (
    BinaryFileError,
    EmptyFileError,
    TooLargeError,
    UndecodableError,
    WrongEncodingError,
)

MAX_BYTES = 16 * 1024 * 1024

# Broken bytes that a page may have and still be read: a handful, or one in a thousand.
_FEW_BROKEN = 3
_BROKEN_SHARE = 0.001
# Measured on invented texts of 30 to 5000 characters in both scripts: right readings score
# 0.36 and more, wrong ones 0.16 and less.
_READABLE = 0.25
_CONTROL_SHARE = 0.01
_SAMPLE = 20_000  # bytes that are scored; more changes no decision

# The characters that make up more than half of any modern text, both scripts.
# Source: character frequencies of jieba's dictionary, the first 400, and their
# traditional forms.
_SIMPLIFIED = (
    "一万三上下不与专世业东两个中为主举么义之也书了争事二于五些交产京人什今从他代以们件任众会传但位住体何作你使便保信做儿元"
    "先光党入全公共关兵其具内再军农决几出分利别到制前力加务动化北区十华南即却历原去县又及反发取受变口古只叫可台史号司各合同名后"
    "向听员命和品商四回因团国土在地场城基增声处备外多大天太头女她好如委子学它安完官定实家对导将小少就展山州工己已市布师带常干平"
    "年并广应府度建开式张强当形很得德心必性总情想意感成我或战所手才打技把报指据接提收改放政教数文斯新方族无日时明是更最月有期本"
    "术机权条来林果样次正此步武死每比民气水求江没河治法活流济海清湖点然物特王现理生用由电界白百的皇目直相省看真眼着知研社神种科"
    "称程空立笑第等管米类系级线组经结给统美老考者而职联能自至色花行表被西要见规解言计认议记论设话说调质资走起路身车转边达过运近"
    "还这进连选通道那部都里重量金长门问间队阳院难集非面领题风首马高黄"
)
_TRADITIONAL = (
    "萬與專業東兩個為爲舉麼義書爭於產從們眾會傳體兒黨關軍農決幾別務動區華卻歷縣發變臺號後聽員團國場聲處備頭學實"
    "對導將師帶幹並廣應開張強當總戰報據數無時術機權條來樣氣沒濟點現電種稱類級線組經結給統職聯見規計認議記論設話說調質資車轉邊達過"
    "運還這進連選長門問間隊陽難領題風馬黃裡裏衛醫療衞醫"
)
_COMMON = re.compile(f"[{_SIMPLIFIED}{_TRADITIONAL}，。、；：（）《》“”]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

_NAMES = {
    "utf8": "utf-8",
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "cp950": "big5",
    "big5hkscs": "big5hkscs",
}
_CODECS = {"big5": "cp950"}  # Windows' Big5 holds the plain one
_TO_TRY = "gb18030, big5, utf-8, utf-16-le, utf-16-be"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Decoded(NamedTuple):
    """A text and how it was read.

    ``encoding`` is utf-8, utf-16-le, utf-16-be, gb18030, big5 or the caller's own;
    ``replaced`` is the number of U+FFFD that stand for bytes that could not be read.
    """

    text: str
    encoding: str
    replaced: int = 0


def decode(data: bytes, encoding: str | None = None, *, max_bytes: int = MAX_BYTES) -> Decoded:
    """Return *data* as text; offsets into it are what every span counts in.

    *encoding* overrides the detection. A mark of the byte order is dropped, line
    ends are left as they are. A few broken bytes (one in a thousand, or three)
    become U+FFFD and are counted, rather than that a whole page is refused.

    Raises a ``ReadError``: EmptyFileError, TooLargeError, BinaryFileError,
    WrongEncodingError (*encoding* is unknown or does not fit) or UndecodableError.
    """
    if len(data) > max_bytes:
        raise TooLargeError(
            f"The file has {len(data):,} bytes, the limit is {max_bytes:,}",
            next_step="A plan is rarely larger than one megabyte: check that it is the right "
            "file, or split it.",
        )
    decoded = _decode_as(data, encoding) if encoding else _detect(data)
    if not decoded.text.strip():
        raise EmptyFileError(
            "The file holds no text", next_step="Save the page again, or leave the file out."
        )
    return decoded


def _detect(data: bytes) -> Decoded:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _read(data[len(bom) :], name, "the file starts with a mark of that encoding")
    utf16 = _utf16_without_mark(data)
    if utf16:
        return utf16
    if data.count(0) > max(_FEW_BROKEN, len(data) * _BROKEN_SHARE):
        raise BinaryFileError(
            "The file is binary: it holds zero bytes and is no UTF-16 text",
            f"the first at byte {data.index(0)}",
            "Save it as plain text (.txt, UTF-8).",
        )
    if decoded := _strict(data, "utf-8"):
        return _without_controls(decoded)
    readings = [r for name in ("gb18030", "big5") if (r := _strict(data, name))]
    if readings:
        scores = [_score(reading.text) for reading in readings]
        best = scores.index(max(scores))
        if scores[best] >= _READABLE or len(data) < 8:
            return _without_controls(readings[best])
    broken = [_with_replacement(data, name) for name in ("utf-8", "gb18030", "big5")]
    broken = [r for r in broken if _few(r, data) and _score(r.text) >= _READABLE]
    if broken:
        return _without_controls(max(broken, key=lambda reading: _score(reading.text)))
    if readings:  # no common Chinese in it: a table of names, or another language
        return _without_controls(readings[0])
    raise UndecodableError(
        "The file is no readable text in UTF-8, UTF-16, GB18030 or Big5",
        _first_failure(data, "utf-8"),
        "Open it in an editor that shows the text rightly and save it as UTF-8, or name the "
        "encoding.",
    )


def _decode_as(data: bytes, encoding: str) -> Decoded:
    wanted = encoding.strip().lower().replace("_", "-")
    name = _NAMES.get(wanted, wanted)
    try:
        codecs.lookup(_CODECS.get(name, name))
    except LookupError:
        raise WrongEncodingError(
            f"There is no encoding {encoding!r}", next_step=f"Try one of {_TO_TRY}."
        ) from None
    for bom, marked in _BOMS:
        if data.startswith(bom) and name in (marked, "utf-16"):
            data, name = data[len(bom) :], marked
    if name == "utf-16":
        name = "utf-16-le"
    return _read(data, name, "it was asked for")


def _read(data: bytes, name: str, why: str) -> Decoded:
    decoded = _strict(data, name)
    if decoded:
        return _without_controls(decoded)
    decoded = _with_replacement(data, name)
    if _few(decoded, data) and _score(decoded.text) >= _READABLE:
        return _without_controls(decoded)
    raise WrongEncodingError(
        f"The file is not {name}, although {why}",
        _first_failure(data, name),
        f"Leave the encoding out, so that it is detected, or try one of {_TO_TRY}.",
    )


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """Read UTF-16 whose mark is missing: line ends and figures show as zero bytes on one side."""
    if len(data) % 2 or not data:
        return None
    low, high = data[0::2], data[1::2]
    zero = (high.count(0), low.count(0))
    if not any(zero) and _is_utf8(data):
        return None
    names = ("utf-16-le", "utf-16-be") if zero[0] >= zero[1] else ("utf-16-be", "utf-16-le")
    for name in names:
        decoded = _strict(data, name)
        if decoded and not _CONTROL.search(decoded.text) and _looks_utf16(decoded.text, any(zero)):
            return decoded
    return None


def _looks_utf16(text: str, zeros: bool) -> bool:
    if not zeros or _NOT_ASCII.search(text):
        return _score(text) >= _READABLE
    return text.isascii()


def _strict(data: bytes, name: str) -> Decoded | None:
    try:
        return Decoded(data.decode(_CODECS.get(name, name)), name)
    except UnicodeDecodeError:
        return None


def _with_replacement(data: bytes, name: str) -> Decoded:
    text = data.decode(_CODECS.get(name, name), errors="replace")
    return Decoded(text, name, text.count("\ufffd"))


def _few(decoded: Decoded, data: bytes) -> bool:
    return decoded.replaced <= max(_FEW_BROKEN, len(data) * _BROKEN_SHARE)


def _is_utf8(data: bytes) -> bool:
    return _strict(data, "utf-8") is not None


def _score(text: str) -> float:
    """Return the share of the characters beyond ASCII that everyone uses, 0 to 1."""
    sample = text[:_SAMPLE]
    other = len(sample) - len(sample.encode("ascii", "ignore"))
    if not other:
        return 1.0
    return len(_COMMON.findall(sample)) / other


def _without_controls(decoded: Decoded) -> Decoded:
    """Return *decoded*, or refuse what decodes without an error and is no text all the same."""
    controls = len(_CONTROL.findall(decoded.text))
    if controls > max(4, len(decoded.text) * _CONTROL_SHARE):
        raise BinaryFileError(
            f"The file is binary: {controls} of its {len(decoded.text)} characters are "
            "control characters",
            next_step="Save it as plain text (.txt, UTF-8).",
        )
    return decoded


def _first_failure(data: bytes, name: str) -> str:
    try:
        data.decode(_CODECS.get(name, name))
    except UnicodeDecodeError as error:
        return f"{name} fails at byte {error.start}"
    return ""

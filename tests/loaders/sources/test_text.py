"""Bytes to text: every encoding is recognised, and what is no text is refused with advice."""

from __future__ import annotations

import codecs
import pickle
from contextlib import suppress

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from zeren.loaders import errors
from zeren.loaders.sources.text import decode

TEXTS = {
    "plan": (
        "青禾县2024年工作要点。一、完善农村供水工程，新建水厂3座，农村自来水普及率达到92%以上。（责任单位：县水利局、"
        "县财政局，各乡镇人民政府）二、推进老旧小区改造，惠及居民1500户。（牵头单位：县住房城乡建设局）"
    ),
    "trade": (
        "云岭市促进外贸稳定增长行动方案。支持企业参加境外展会，全年组织不少于20场次，推动跨境电商综合试验区建设，"
        "由市商务局牵头，市税务局、海关按职责分工负责。优化口岸营商环境，提升服务效能。"
    ),
    "notice": (
        "关于做好2023年秋粮收购工作的通知\n各县（市、区）粮食和物资储备局：\n为切实保护种粮农民利益，确保颗粒归仓，"
        "现就有关事项通知如下。\n联系人：王某某，电话：0000-12345678。\n"
    ),
    "names": (
        "峡山区非物质文化遗产保护名录：剪纸、皮影戏、龙舟竞渡、酱醋酿造技艺、"
        "糯米糍粑制作、竹编、傩戏、梆子腔。"
    ),
    "table": (
        "序号\t任务\t责任单位\t时限\r\n1\t更换灭火器120具\t区消防救援大队\t6月底\r\n"
        "2\t疏通安全出口\t各街道办事处\t年内\r\n"
    ),
}
TRADITIONAL = {name: opencc.OpenCC("s2tw").convert(text) for name, text in TEXTS.items()}
LENGTHS = (30, 60, 100, 300, 1000, 5000)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5")


def _cut(text: str, length: int) -> str:
    return (text * (length // len(text) + 1))[:length]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    ("texts", "encoding"),
    [(TEXTS, encoding) for encoding in ENCODINGS if encoding != "big5"]
    + [(TRADITIONAL, encoding) for encoding in ENCODINGS],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_encoding_is_recognised(
    texts: dict[str, str], name: str, length: int, encoding: str
) -> None:
    text = _cut(texts[name], length)
    data = text.encode(encoding)
    decoded = decode(data)
    assert decoded == (text, encoding, 0)
    assert decode(data, encoding) == decoded


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_mark_decides_and_is_dropped(mark: bytes, encoding: str) -> None:
    data = mark + TEXTS["notice"].encode(encoding)
    assert decode(data) == (TEXTS["notice"], encoding, 0)
    assert decode(data, encoding) == (TEXTS["notice"], encoding, 0)


def test_line_ends_are_left_as_they_are() -> None:
    assert decode("甲\r\n乙\r丙\n".encode()).text == "甲\r\n乙\r丙\n"


@pytest.mark.parametrize("name", ["gbk", "GB2312", "cp936"])
def test_other_names_of_an_encoding(name: str) -> None:
    assert decode(TEXTS["plan"].encode("gbk"), name).encoding == "gb18030"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_few_broken_bytes_are_replaced_and_counted(encoding: str) -> None:
    data = _cut(TEXTS["plan"], 3000).encode(encoding)
    broken = data[:900] + b"\xff" + data[900:]
    decoded = decode(broken)
    assert decoded.encoding == encoding
    assert 1 <= decoded.replaced <= 3
    assert decoded.text.count("\ufffd") == decoded.replaced


def test_plain_english_and_figures_are_text() -> None:
    assert decode(b"1,2,3\n") == ("1,2,3\n", "utf-8", 0)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", errors.EmptyFileError, "no text"),
        (codecs.BOM_UTF8 + b" \r\n", errors.EmptyFileError, "no text"),
        (bytes(range(256)) * 8, errors.BinaryFileError, "zero bytes"),
        (bytes(range(1, 32)) * 20, errors.BinaryFileError, "control characters"),
        (b"\xff\x20\xfe" * 41, errors.UndecodableError, "GB18030 or Big5"),
    ],
)
def test_what_is_no_text_is_refused_with_advice(
    data: bytes, error: type[errors.ReadError], words: str
) -> None:
    with pytest.raises(error) as raised:
        decode(data)
    assert words in str(raised.value)
    assert raised.value.next_step
    assert str(raised.value).startswith(f"[{raised.value.code}]")


def test_a_wrong_encoding_says_where_and_what_to_try() -> None:
    with pytest.raises(errors.WrongEncodingError) as raised:
        decode(TEXTS["plan"].encode("gb18030"), "utf-8")
    assert raised.value.where == "utf-8 fails at byte 0"
    assert "gb18030" in raised.value.next_step
    with pytest.raises(errors.WrongEncodingError, match="no encoding 'klingon'"):
        decode(b"a", "klingon")


def test_the_limit_is_the_callers() -> None:
    with pytest.raises(errors.TooLargeError, match="limit is 10"):
        decode("甲乙丙丁".encode(), max_bytes=10)


def test_errors_survive_the_way_back_from_a_worker() -> None:
    error = errors.UndecodableError("what", "where", "next")
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.where, back.code) == (str(error), "where", "Z104")


def test_codes_are_unique() -> None:
    tree: list[type[errors.ZerenError]] = [errors.ZerenError, errors.ReadError]
    tree += errors.ReadError.__subclasses__()
    assert len({error.code for error in tree}) == len(tree)


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_read_error(data: bytes) -> None:
    with suppress(errors.ReadError):
        assert decode(data).text

"""The format of a file is told by what is in it; what is not read is refused with a command."""

from __future__ import annotations

import codecs
import io
import zipfile

import pytest
from zeren.loaders import errors
from zeren.loaders.sources.html.mhtml import page_in
from zeren.loaders.sources.kinds import csv_delimiter, is_plain, kind_of

PLAN = (
    "云岭省2031年重点工作,任务分工\n\n一、城乡建设\n1.修缮老城排水管网，新建泵站3座。"
    "（牵头单位：省住建厅；责任单位：省财政厅、省水利厅）\n2.建成乡镇养老服务中心40个。（责任单位：省民政厅）\n"
)
TABLE = "序号,重点任务,责任单位,完成时限\n1,修缮图书室,市文化局,6月底\n2,疏通排水沟,市水务局,年内\n"
PAGE = "<html><head><title>通知</title></head><body><p>现就有关事项通知如下。</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MHTML = (
    'From: "Saved by a browser"\r\nSubject: plan\r\nMIME-Version: 1.0\r\nContent-Type: multipart/'
    'related;\r\n\ttype="text/html"; boundary="----b"\r\n\r\n\r\n------b\r\n'
    "Content-Type: text/html;"
    ' charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><p>=CD=A8=D6=AA'
    "</p></html>\r\n------b\r\nContent-Type: image/png\r\n\r\nxx\r\n------b--\r\n"
)


def package(*parts: tuple[str, str]) -> bytes:
    """Return a ZIP archive of *parts*: name and text."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts:
            archive.writestr(name, text)
    return file.getvalue()


def office(kind: str, *parts: tuple[str, str]) -> bytes:
    return package(
        ("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>'), *parts
    )


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "txt"),
        (PLAN.encode(), "txt"),
        (PLAN.encode("gb18030"), "txt"),
        (PLAN.encode("utf-16"), "txt"),
        (b"a,b,c\n1,2,3\n", "txt"),  # nothing says that it is about tasks
        ("一,二,三\n".encode() * 9, "txt"),
        ("各单位,各部门,各处室\n1.修桥。市交通局,负责\n2.种树。\n".encode(), "txt"),
        (TABLE.encode(), "csv"),
        (TABLE.encode("gb18030"), "csv"),
        (TABLE.encode("utf-16"), "csv"),
        (TABLE.replace(",", "\t").encode("utf-8-sig"), "csv"),
        (TABLE.replace(",", ";").encode(), "csv"),
        (("任务分工表,,,\n" + TABLE).encode(), "csv"),
        (TABLE.replace("修缮图书室", '"修缮图书室,\n添置桌椅"').encode(), "csv"),
        (PAGE.encode(), "html"),
        (PAGE.encode("gb18030"), "html"),
        (PAGE.encode("utf-16"), "html"),
        (PAGE.encode("utf-16-le"), "html"),
        (PAGE.encode("utf-16-be"), "html"),
        (
            b"\xef\xbb\xbf\r\n <!-- saved from url=(0030) -->\n<!DOCTYPE HTML>" + PAGE.encode(),
            "html",
        ),
        (b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html><html/>', "html"),
        ("<div class='TRS_Editor'><p>正文</p></div>".encode(), "html"),
        (b"<TABLE><tr><td>1</td></tr></TABLE>", "html"),
        (MHTML.encode(), "html"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        (b"\r\n\r\n%PDF-1.4\n1 0 obj << >> stream", "pdf"),
        (office(WORD, ("word/document.xml", "<a/>")), "docx"),
        (
            office(
                "application/vnd.ms-word.document.macroEnabled.main+xml",
                ("word/document.xml", "<a/>"),
            ),
            "docx",
        ),
        (office(SHEET, ("xl/workbook.xml", "<a/>")), "xlsx"),
        (
            office(
                "application/vnd.ms-excel.sheet.macroEnabled.main+xml", ("xl/workbook.xml", "<a/>")
            ),
            "xlsx",
        ),
        (package(("word/document.xml", "<a/>")), "docx"),
    ],
)
def test_the_kind_is_told_by_the_content(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind
    assert is_plain(data) == (kind == "txt")


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (
            OLE + "WordDocument".encode("utf-16-le"),
            errors.BinaryFileError,
            "--convert-to docx FILE",
        ),
        (OLE + "Workbook".encode("utf-16-le"), errors.BinaryFileError, "--convert-to xlsx FILE"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), errors.BinaryFileError, "presentation"),
        (OLE, errors.BinaryFileError, "soffice"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), errors.LockedFileError, "password"),
        (b"{\\rtf1\\ansi", errors.BinaryFileError, "--convert-to docx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), errors.BinaryFileError, "ocrmypdf"),
        (b"\xff\xd8\xff\xe0" + bytes(50), errors.BinaryFileError, "ocrmypdf"),
        (b"BM\x36\x00\x0c\x00" + bytes(50), errors.BinaryFileError, "ocrmypdf"),
        (b"\x00\x00\x00\x18ftypheic", errors.BinaryFileError, "HEIC"),
        (b"Rar!\x1a\x07\x00", errors.BinaryFileError, "7z x FILE"),
        (b"\x1f\x8b\x08", errors.BinaryFileError, "7z x FILE"),
        (package(("a.txt", PLAN)), errors.BinaryFileError, "zipfile -e FILE"),
        (package(("OFD.xml", "<a/>")), errors.BinaryFileError, "OFD"),
        (
            package(("mimetype", "application/vnd.oasis.opendocument.text")),
            errors.BinaryFileError,
            "docx",
        ),
        (
            package(("mimetype", "application/vnd.oasis.opendocument.spreadsheet")),
            errors.BinaryFileError,
            "xlsx",
        ),
        (
            office(
                "application/vnd.ms-excel.sheet.binary.macroEnabled.main", ("xl/workbook.bin", "")
            ),
            errors.BinaryFileError,
            "xlsx",
        ),
        (office("x", ("ppt/presentation.xml", "<a/>")), errors.BinaryFileError, "presentation"),
        (office("x"), errors.DamagedFileError, "without a document"),
        (b"PK\x03\x04" + bytes(60), errors.DamagedFileError, "damaged"),
        (
            b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument >",
            errors.BinaryFileError,
            "Word 2003",
        ),
        (b"<?xml version='1.0'?>\n<Workbook xmlns='urn'>", errors.BinaryFileError, "xlsx"),
        (b"<?xml version='1.0'?>\n<feed ><entry/></feed>", errors.BinaryFileError, "XML"),
    ],
)
def test_what_is_not_read_is_refused_with_a_command(
    data: bytes, error: type[errors.ReadError], words: str
) -> None:
    with pytest.raises(error) as raised:
        kind_of(data)
    assert words in str(raised.value)
    assert raised.value.next_step.endswith(".")
    assert "\n" not in str(raised.value)


def test_the_named_encoding_decides_how_a_table_is_read() -> None:
    data = TABLE.encode("utf-16-be")
    assert kind_of(data, "utf-16-be") == "csv"
    assert kind_of(data, "big5") == "txt"  # and reading it as text says what is wrong


@pytest.mark.parametrize(
    "text",
    [
        "任务,责任单位\n修桥,市交通局\n种树,市林业局\n",  # two columns: prose has them too
        "序号,任务,任务\n1,修桥,种树\n",  # a header names each column once
        "序号,任务,责任单位\n1.修桥\n2.种树\n3.清淤\n",
        "序号,任务,要把工作任务落实到每一个单位每一个岗位每一个人身上\n1,2,3\n1,2,3\n",
        "序号,任务,责任。\n1,2,3\n",
        "",
        '"',
    ],
)
def test_commas_alone_make_no_table(text: str) -> None:
    assert csv_delimiter(text) is None


def test_a_long_table_is_known_by_its_first_rows() -> None:
    text = "序号,任务,单位\n" + "".join(f"{n},修第{n}座桥,市交通局\n" for n in range(9000))
    assert csv_delimiter(text) == ","


def test_the_page_in_a_page_saved_as_one_file() -> None:
    page, encoding = page_in(MHTML.encode())
    assert (page.decode("gb2312").strip(), encoding) == ("<html><p>通知</p></html>", "gb2312")
    with pytest.raises(errors.DamagedFileError):
        page_in(MHTML.replace("text/html", "text/plain").encode())


def test_bytes_of_all_kinds_of_marks_alone() -> None:
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<", b"<?xml", b"PK"):
        assert kind_of(mark) == "txt"

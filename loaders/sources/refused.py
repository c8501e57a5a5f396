"""Formats that plans are published in and that are not read here: how to know and convert them.

``FILE`` in a command stands for the name of the file; who shows the command puts it in.
"""

from __future__ import annotations

from typing import NamedTuple

from zeren.loaders.errors import BinaryFileError, LockedFileError


class Refused(NamedTuple):
    """A format: what it is called, its first bytes, what stands in it, and what to do."""

    name: str
    magic: bytes
    advice: str
    inside: bytes = b""


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


TO_DOCX = "Convert it with: soffice --headless --convert-to docx FILE"
TO_XLSX = "Convert it with: soffice --headless --convert-to xlsx FILE"
TO_PDF = "Convert it with: soffice --headless --convert-to pdf FILE"
IMAGE = "Recognise its text with: ocrmypdf -l chi_sim --image-dpi 300 FILE FILE.pdf"
UNZIP = "Unpack it with: python -m zipfile -e FILE FOLDER, and build the folder"
UNPACK = "Unpack it with: 7z x FILE, and build the folder"
TAR = "Unpack it with: tar -xf FILE, and build the folder"
OFD = "Open it in an OFD reader or in WPS Office and save it as PDF"
OTHER = "Open it in the program that made it and save it as .docx, .pdf or .txt"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = _wide("EncryptedPackage")
# In the order in which they decide: a Word file may have a workbook inside.
_OLE_STREAMS = (
    Refused("a Word or WPS document (.doc, .wps)", _OLE, TO_DOCX, _wide("WordDocument")),
    Refused("an Excel or WPS workbook (.xls, .et)", _OLE, TO_XLSX, _wide("Workbook")),
    Refused("an Excel workbook (.xls)", _OLE, TO_XLSX, _wide("Book\0")),
    Refused("a presentation (.ppt, .dps)", _OLE, TO_PDF, _wide("PowerPoint Document")),
    Refused("an Outlook message (.msg)", _OLE, OTHER, _wide("__substg1.0_")),
    Refused("an old Office or WPS document (.doc, .wps, .xls)", _OLE, TO_DOCX),
)
_MAGIC = (
    Refused("a rich text document (.rtf)", b"{\\rtf", TO_DOCX),
    Refused("a PNG image", b"\x89PNG\r\n", IMAGE),
    Refused("a JPEG image", b"\xff\xd8\xff", IMAGE),
    Refused("a GIF image", b"GIF87a", IMAGE),
    Refused("a GIF image", b"GIF89a", IMAGE),
    Refused("a TIFF image", b"II*\x00", IMAGE),
    Refused("a TIFF image", b"MM\x00*", IMAGE),
    Refused("a WebP image", b"RIFF", IMAGE, b"WEBP"),
    Refused("a JPEG 2000 image", b"\x00\x00\x00\x0cjP  ", IMAGE),
    Refused("a HEIC image", b"\x00\x00\x00", IMAGE, b"ftyphei"),
    Refused("a DjVu document", b"AT&TFORM", "Convert it with: ddjvu -format=pdf FILE FILE.pdf"),
    Refused("a CAJ document of CNKI", b"CAJ\x00", "Open it in CAJViewer and save it as PDF"),
    Refused("a CAJ document of CNKI", b"HN\x01\x00", "Open it in CAJViewer and save it as PDF"),
    Refused("a CAJ document of CNKI", b"KDH ", "Open it in CAJViewer and save it as PDF"),
    Refused("a RAR archive", b"Rar!\x1a", UNPACK),
    Refused("a 7z archive", b"7z\xbc\xaf\x27\x1c", UNPACK),
    Refused("a gzip archive", b"\x1f\x8b", UNPACK),
    Refused("a bzip2 archive", b"BZh", UNPACK, b"1AY&SY"),
    Refused("an xz archive", b"\xfd7zXZ\x00", UNPACK),
    Refused("a Zstandard archive", b"\x28\xb5\x2f\xfd", UNPACK),
    Refused("a cabinet archive", b"MSCF\x00", UNPACK),
    Refused("a help file (.chm)", b"ITSF", UNPACK),
    Refused("an SQLite data base", b"SQLite format 3\x00", OTHER),
    Refused("a program", b"MZ", "It is no plan: leave it out", b"This program"),
    Refused("a program", b"\x7fELF", "It is no plan: leave it out"),
)
_BITMAP = Refused("a BMP image", b"BM", IMAGE)
_TAR = Refused("a tar archive", b"", TAR)
_HEAD = 4096

# What a member of a ZIP archive says: its name, or for "mimetype" its content.
ZIP_MEMBERS = {
    "OFD.xml": Refused("an OFD document (.ofd)", b"PK", OFD),
    "ppt/presentation.xml": Refused("a presentation (.pptx)", b"PK", TO_PDF),
    "xl/workbook.bin": Refused("a binary workbook (.xlsb)", b"PK", TO_XLSX),
    "FixedDocSeq.fdseq": Refused("an XPS document", b"PK", OTHER),
    "_rels/FixedDocSeq.fdseq.rels": Refused("an XPS document", b"PK", OTHER),
}
ZIP_TYPES = {
    b"application/vnd.oasis.opendocument.text": Refused(
        "an OpenDocument text (.odt)", b"PK", TO_DOCX
    ),
    b"application/vnd.oasis.opendocument.spreadsheet": Refused(
        "an OpenDocument spreadsheet (.ods)", b"PK", TO_XLSX
    ),
    b"application/vnd.oasis.opendocument": Refused("an OpenDocument file", b"PK", TO_PDF),
    b"application/epub+zip": Refused("an e-book (.epub)", b"PK", UNZIP),
}
ZIP = Refused("a ZIP archive", b"PK", UNZIP)

XML_ROOTS = {
    "wordDocument": Refused("a Word 2003 document in XML", b"", TO_DOCX),
    "package": Refused("a Word document in one XML file", b"", TO_DOCX),
    "Workbook": Refused("an Excel 2003 workbook in XML", b"", TO_XLSX),
    "UOF": Refused("a Uniform Office document (.uof)", b"", TO_DOCX),
    "document": Refused("an OpenDocument or other document in XML", b"", TO_DOCX),
    "svg": Refused("an SVG image", b"", IMAGE),
}
XML = Refused("an XML file", b"", "Open it in a browser and save its words as .txt, UTF-8")


def refuse_known(data: bytes) -> None:
    """Raise BinaryFileError when *data* starts as a format that is not read, or is locked.

    ZIP archives and XML are left to the caller, who has to look inside.
    """
    if data.startswith(_OLE):
        if _LOCKED in data:
            raise LockedFileError(
                "The file is locked with a password",
                next_step="Open it with the password and save it without one.",
            )
        raise refusal(next(known for known in _OLE_STREAMS if known.inside in data))
    for known in _MAGIC:
        if data.startswith(known.magic) and known.inside in data[:_HEAD]:
            raise refusal(known)
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        raise refusal(_BITMAP)
    if data[257:262] == b"ustar":
        raise refusal(_TAR)


def refusal(known: Refused) -> BinaryFileError:
    """Return the error that tells what the file is and how to go on."""
    return BinaryFileError(
        f"The file is {known.name}, which is not read", next_step=f"{known.advice}."
    )

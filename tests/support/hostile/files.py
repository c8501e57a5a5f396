"""Files made to do harm, one a trick, each small enough to be made while a test runs."""

from __future__ import annotations

from support.hostile.seeds import docx_parts, xlsx_parts, zipped

PLAN = "<p>1.修缮图书室。（责任单位：市文化局）</p><p>2.疏通排水沟。（责任单位：市水务局）</p>"


def laughs(root: str) -> bytes:
    """Return XML of 10 kB that means 10 GB: entities of entities, ten levels of ten."""
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    return f'<!DOCTYPE {root} [<!ENTITY a "haha">{entities}]><{root}>&j;</{root}>'.encode()


def docx(**parts: bytes) -> bytes:
    """Return the good Word document with some parts replaced (``document``, ``styles`` …)."""
    changed = {f"word/{name}.xml": content for name, content in parts.items()}
    return zipped({**docx_parts(), **changed})


def docx_of(body: str) -> bytes:
    """Return a Word document with the XML *body*."""
    good = docx_parts()["word/document.xml"].decode("utf-8")
    head, _, _ = good.partition("<w:body>")
    return docx(document=f"{head}<w:body>{body}</w:body></w:document>".encode())


def xlsx_of(rows: str, dimension: str = "A1:D5") -> bytes:
    """Return a workbook whose first sheet has the XML *rows*."""
    name = "xl/worksheets/sheet1.xml"
    good = xlsx_parts()[name].decode("utf-8").replace("A1:D5", dimension)
    head, _, rest = good.partition("<sheetData>")
    tail = rest.partition("</sheetData>")[2].replace('<mergeCell ref="C3:C4"/>', "")
    sheet = f"{head}<sheetData>{rows}</sheetData>{tail}"
    return zipped({**xlsx_parts(), name: sheet.encode()})


def inline(cells: list[tuple[str, str]]) -> str:
    """Return cells with words of their own: (A1, words)."""
    return "".join(
        f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>' for place, words in cells
    )


def pdf_of(pages: int, content: str = "", extra: str = "") -> bytes:
    """Return a PDF with that many pages of one content, and *extra* in its catalog."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        f"<< /Type /Pages /Count {pages} /Kids [{' '.join(f'{n + 5} 0 R' for n in range(pages))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 4 0 R"
        " /Resources << /Font << /F1 3 0 R >> >> >>"
    )
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate([*objects, *[page] * pages], start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    start = len(data)
    data += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode("ascii")
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += (
        f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
    return bytes(data)


def bombs() -> dict[str, tuple[bytes, str]]:
    """Return files that are stopped: for each name its bytes, and a word of the line that says so."""
    spaces = b"<a>" + b" " * 40_000_000 + b"</a>"
    marked = "".join(f'<w:p w:rsidR="{n:08X}"/>' for n in range(1_000_000))
    table = "<w:tbl><w:tr><w:tc>" * 100 + "</w:tc></w:tr></w:tbl>" * 100
    return {
        "zip_bomb.docx": (docx(document=spaces), "ZIP bomb"),
        "zip_bomb.xlsx": (zipped({**xlsx_parts(), "xl/sharedStrings.xml": spaces}), "ZIP bomb"),
        "laughs.docx": (docx(document=laughs("document")), "document type"),
        "laughs_in_styles.docx": (docx(styles=laughs("styles")), "document type"),
        "laughs.xlsx": (zipped({**xlsx_parts(), "xl/sharedStrings.xml": laughs("sst")}), "document type"),
        "deep.docx": (docx_of(table), "inside one another"),
        "empty_paragraphs.docx": (docx_of(marked), "Z1"),
        "climbing.docx": (zipped({**docx_parts(), "../../climb.xml": b"<a/>"}), "outside of it"),
        "deep.html": (b"<html><body>" + b"<div>" * 100_000 + PLAN.encode(), "nested"),
        "pages.pdf": (pdf_of(10_000, "BT /F1 12 Tf 50 500 Td (1. Plan) Tj ET"), "pages"),
        "macro.doc": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le"),
            "soffice --headless --convert-to docx",
        ),
        "locked.docx": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
    }  # fmt: skip


def calling(address: str) -> dict[str, bytes]:
    """Return files that would have somebody fetch *address*, or read a file of this machine."""
    entity = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{address}">]><a>&e;</a>'.encode()
    page = (
        f'<html><head><link rel="stylesheet" href="{address}"><base href="{address}"><script src="'
        f'{address}"></script><meta http-equiv="refresh" content="0;url={address}"></head><body><img '
        f'src="{address}"><iframe src="{address}"></iframe><object data="{address}"></object>'
        f"<h1>博宁市工作要点</h1>{PLAN}</body></html>"
    )
    relation = (
        f'<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relation'
        f'ships/attachedTemplate" Target="{address}" TargetMode="External"/></Relationships>'
    )
    links = docx_parts()["word/_rels/document.xml.rels"].decode("utf-8")
    words = inline([("A2", "序号"), ("B2", "任务"), ("C2", "责任单位")])
    formula = f'<c r="D3"><f>WEBSERVICE("{address}")</f></c><c r="E3"><f>cmd|\'/c calc\'!A0</f></c>'
    rows = f'<row r="2">{words}</row><row r="3">{inline([("A3", "1"), ("B3", "植树"), ("C3", "市林业局")])}{formula}</row>'
    return {
        "entity.docx": docx(document=entity),
        "entity.xlsx": zipped({**xlsx_parts(), "xl/workbook.xml": entity}),
        "dtd.html": f'<?xml version="1.0"?><!DOCTYPE html SYSTEM "{address}">{page}'.encode(),
        "page.html": page.encode(),
        "template.docx": zipped({
            **docx_parts(),
            "word/_rels/document.xml.rels": links.replace("</Relationships>", relation).encode(),
        }),
        "formula.xlsx": xlsx_of(rows, "A1:XFD1048576"),
        "action.pdf": pdf_of(
            1, "BT /F1 12 Tf 50 500 Td (1. Plan) Tj ET",
            f"/OpenAction << /S /URI /URI ({address}) >> /AA << /O << /S /Launch /F (calc) >> >>",
        ),
    }  # fmt: skip

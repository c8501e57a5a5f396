"""DOCX files written by hand, part by part: what no library would write for us."""

from __future__ import annotations

import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{_W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def document(body: str, *, numbering: str = "", styles: str = "", relations: str = "") -> bytes:
    """Return a DOCX with these inner parts; *relations* are more ``Relationship`` elements."""
    parts = {"document": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"}
    if numbering:
        parts["numbering"] = f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>"
    if styles:
        parts["styles"] = f"<w:styles {NAMESPACES}>{styles}</w:styles>"
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.'
        f'{"document.main" if name == "document" else name}+xml"/>'
        for name in parts
    )
    related = relations + "".join(
        f'<Relationship Id="rId_{name}" Type="{_RELATIONS}/{name}" Target="{name}.xml"/>'
        for name in parts
        if name != "document"
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{related}</Relationships>",
    } | {f"word/{name}.xml": content for name, content in parts.items()}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, _HEAD + content)
    return target.getvalue()


def p(text: str, properties: str = "") -> str:
    """Return a paragraph of one run."""
    return f"<w:p>{ppr(properties)}{r(text)}</w:p>"


def ppr(properties: str) -> str:
    return f"<w:pPr>{properties}</w:pPr>" if properties else ""


def r(text: str, properties: str = "") -> str:
    """Return a run of words."""
    form = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{form}<w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(level: int, number: int | str, style: str = "") -> str:
    """Return the properties of a paragraph at *level* of the list *number*."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'{named}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def tc(content: str, properties: str = "") -> str:
    """Return a cell; *content* is words, or XML."""
    inner = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """Return a row of cells, each words or the XML of a cell."""
    inner = "".join(cell if cell.startswith("<w:") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"

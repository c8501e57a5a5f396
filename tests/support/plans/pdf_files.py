"""PDF files drawn line by line, so that a test says where everything stands."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 420.0, 600.0
SIZE = 12.0
LEFT = 60.0
PER_LINE = 25
"""Characters on a full line: from 60 to 360 points."""

Draw = Callable[["Page"], None]


class Page:
    """A page whose y runs down from the top."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas

    def text(self, x: float, top: float, words: str, size: float = SIZE) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, HEIGHT - top - size * 0.88, words)

    def lines(self, words: Sequence[str], top: float = 100.0, x: float = LEFT) -> None:
        """Write lines with 20 points between them; leading ideographic blanks indent."""
        for index, line in enumerate(words):
            bare = line.lstrip("　")
            self.text(x + SIZE * (len(line) - len(bare)), top + 20 * index, bare)

    def grid(self, across: Sequence[float], down: Sequence[float], sides: bool = True) -> None:
        """Rule a table; without *sides* the first and the last upright are missing."""
        for y in down:
            self.canvas.line(across[0], HEIGHT - y, across[-1], HEIGHT - y)
        for x in across if sides else across[1:-1]:
            self.canvas.line(x, HEIGHT - down[0], x, HEIGHT - down[-1])

    def picture(self) -> None:
        from PIL import Image

        image = Image.new("L", (60, 80), 200)
        self.canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)


def pdf(*pages: Draw, **options: Any) -> bytes:
    """Return a PDF with a page for each function that draws one."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1, **options)
    for draw in pages:
        draw(Page(canvas))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def wrapped(text: str, indent: int = 2, width: int = PER_LINE) -> list[str]:
    """Return a paragraph as full lines of *width* characters, its first line set in."""
    text = "　" * indent + text
    return [text[start : start + width] for start in range(0, len(text), width)]


def of_lines(*words: str, top: float = 100.0) -> Draw:
    """Return what draws a page of these lines."""
    return lambda page: page.lines(words, top)


def without_characters(pages: int = 1) -> bytes:
    """Return a PDF whose font shows glyphs and does not say which characters they are."""
    content = b"BT /F1 12 Tf 60 500 Td <" + b"0A0B0C0D" * 20 + b"> Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + b" ".join([b"3 0 R"] * pages) + b"] /Count %d >>" % pages,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 600] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Song /Encoding /Identity-H "
        b"/DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Song /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /AAAAAA+Song /Flags 4 /FontBBox [0 -200 1000 900] "
        b"/Ascent 880 /Descent -120 /CapHeight 700 /ItalicAngle 0 /StemV 80 >>",
    ]
    return assembled(objects)


def assembled(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of numbered objects; the first is the catalogue."""
    result, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(result))
        result += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return result + (
        b"xref\n0 %d\n0000000000 65535 f \n" % size + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(result))
    )  # fmt: skip

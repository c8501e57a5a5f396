"""Small files of each format, from which broken ones are made. All words are our own."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache

Parts = dict[str, bytes]

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_P = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument"

PLAIN = (
    "云岭省2031年重点工作任务分工方案\n\n一、城乡建设\n（一）更新老城\n1.修缮老城排水管网，新建泵站3座，年底前完成率达到"
    "90%以上。（牵头单位：省住建厅；责任单位：省财政厅、省水利厅）\n2.建成乡镇养老服务中心40个。（责任单位：省民政厅）\n"
    "序号\t任务\t责任单位\n1\t植树\t省林业局\n2\t清淤\t省水利厅\n"
)
TABLE = (
    '2031年任务分工表,,,\n序号,重点任务,责任单位,完成时限\n1,"修缮图书室，\n添置桌椅",市文化局,6月底\n'
    "2,疏通排水沟,市水务局、各街道办事处,年内\n,更换路灯,,—\n"
)
PAGE = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>通知</title>
<style>p{color:red}</style><script>var a = "<p>x</p>";</script></head><body><div class="nav"><a
href="/">首页</a></div><div class="TRS_Editor"><h1>云岭省2031年重点任务分工方案</h1><p>为做好有关工作，现将
任务分工如下，请结合实际认真抓好落实。</p><h2>一、城乡建设</h2><p>1.修缮老城排水管网，新建泵站3座。（牵头单位：
省住建厅；责任单位：省财政厅）</p><ol start="2"><li>建成养老服务中心40个。<ul><li>甲</li></ul></li></ol>
<table border="1"><caption>分工表</caption><thead><tr><th>序号</th><th>任务</th><th colspan="2">责任单位</th></tr></thead>
<tbody><tr><td rowspan="2">1</td><td>植树&nbsp;造林</td><td>省林业局</td><td>省财政厅</td></tr><tr><td>清淤<br>疏浚</td>
<td><table><tr><td>省水利厅</td></tr></table></td><td>&#8212;</td></tr></tbody></table><p>（此件公开发布）</p></div>
<div class="footer">版权所有</div></body></html>"""


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of *parts*, without the time of day."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _xml(text: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text).encode("utf-8")


def _relations(**targets: str) -> bytes:
    body = "".join(
        f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{target}"/>'
        for name, (kind, _, target) in ((k, v.partition(" ")) for k, v in targets.items())
    )
    return _xml(f'<Relationships xmlns="{_P}/relationships">{body}</Relationships>')


def _types(**overrides: str) -> bytes:
    body = "".join(
        f'<Override PartName="/{part}" ContentType="{_OFFICE}.{kind}+xml"/>'
        for part, _, kind in (value.partition(" ") for value in overrides.values())
    )
    return _xml(
        f'<Types xmlns="{_P}/content-types"><Default Extension="rels" ContentType="application/'
        f'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/>{body}</Types>'
    )


@cache
def docx_parts() -> Mapping[str, bytes]:
    """Return a Word document: headings, numbered lists, tables with merged cells, notes."""

    def paragraph(words: str, properties: str = "") -> str:
        return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"

    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"

    listed = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    body = "".join((
        paragraph("云岭省2031年重点任务分工方案", '<w:pStyle w:val="a1"/>'),
        paragraph("城乡建设", listed.format(0)),
        paragraph("修缮老城排水管网。（责任单位：省住建厅）", listed.format(1)),
        paragraph("建成养老服务中心40个。（责任单位：省民政厅）", listed.format(1)),
        '<w:p><w:r><w:t>见</w:t><w:tab/><w:br/><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE'
        '</w:instrText><w:fldChar w:fldCharType="end"/></w:r><w:ins w:id="1"><w:r><w:t>新增</w:t></w:r>'
        '</w:ins><w:del w:id="2"><w:r><w:delText>删去</w:delText></w:r></w:del><w:hyperlink r:id="r9">'
        '<w:r><w:t>网址</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
        "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>",
        f"<w:tr>{cell('序号')}{cell('任务')}{cell('责任单位')}</w:tr>",
        "<w:tr>", cell("1", '<w:vMerge w:val="restart"/>'), cell("植树", '<w:gridSpan w:val="2"/>'),
        "</w:tr><w:tr>", cell("", "<w:vMerge/>"), cell("清淤"), cell("省水利厅"), "</w:tr>",
        '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>', cell("2"),
        f"<w:tc><w:tbl><w:tr>{cell('内')}</w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        "<w:sdt><w:sdtContent>", paragraph("控件"), "</w:sdtContent></w:sdt><w:sectPr/>",
    ))  # fmt: skip
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(
            (("chineseCounting", "%1、"), ("decimal", "%2."), ("lowerLetter", "(%1.%3)"))
        )
    )
    space = f'xmlns:w="{_W}" xmlns:r="{_R}"'
    return {
        "[Content_Types].xml": _types(
            a="word/document.xml wordprocessingml.document.main",
            b="word/styles.xml wordprocessingml.styles",
            c="word/numbering.xml wordprocessingml.numbering",
            d="word/footnotes.xml wordprocessingml.footnotes",
        ),
        "_rels/.rels": _relations(r1="officeDocument word/document.xml"),
        "word/_rels/document.xml.rels": _relations(
            r1="styles styles.xml", r2="numbering numbering.xml", r3="footnotes footnotes.xml"
        ),
        "word/document.xml": _xml(f"<w:document {space}><w:body>{body}</w:body></w:document>"),
        "word/styles.xml": _xml(
            f'<w:styles {space}><w:style w:type="paragraph" w:styleId="a0"><w:name w:val="Normal"/>'
            '</w:style><w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/>'
            '<w:basedOn w:val="a0"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
        ),
        "word/numbering.xml": _xml(
            f'<w:numbering {space}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1">'
            '<w:startOverride w:val="3"/></w:lvlOverride></w:num></w:numbering>'
        ),
        "word/footnotes.xml": _xml(
            f'<w:footnotes {space}><w:footnote w:id="1">{paragraph("注")}</w:footnote></w:footnotes>'
        ),
    }


@cache
def xlsx_parts() -> Mapping[str, bytes]:
    """Return a workbook: shared and inline words, merged cells, a formula, a date, two sheets."""
    words = ("任务分工表", "序号", "任务", "责任单位", "时限", "植树", "省林业局", "清淤")
    shared = "".join(f"<si><t>{word}</t></si>" for word in words)
    shared += '<si><r><rPr><b/></rPr><t>省</t></r><r><t>水利厅</t></r><phoneticPr fontId="1"/></si>'
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"'
        ' t="s"><v>2</v></c><c r="C2" t="s"><v>3</v></c><c r="D2" t="s"><v>4</v></c></row><row r="3">'
        '<c r="A3"><v>1</v></c><c r="B3" t="s"><v>5</v></c><c r="C3" t="s"><v>6</v></c><c r="D3" s="1">'
        '<v>48000</v></c></row><row r="4" hidden="1"><c r="A4"><f>A3+1</f><v>2</v></c><c r="B4" t="s">'
        '<v>7</v></c><c r="C4" t="s"><v>8</v></c><c r="D4" t="inlineStr"><is><t>年内</t></is></c></row>'
        '<row r="5"><c r="A5" t="b"><v>1</v></c><c r="B5" t="e"><v>#REF!</v></c><c r="C5" t="str"><v>文'
        '</v></c><c r="D5"><v>1.5E+3</v></c></row>'
    )
    sheet = (
        f'<worksheet xmlns="{_S}"><dimension ref="A1:D5"/><sheetViews><sheetView workbookViewId="0"/>'
        f'</sheetViews><cols><col min="1" max="4" width="9"/></cols><sheetData>{rows}</sheetData>'
        '<mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="C3:C4"/></mergeCells></worksheet>'
    )
    form = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>'
    return {
        "[Content_Types].xml": _types(
            a="xl/workbook.xml spreadsheetml.sheet.main",
            b="xl/worksheets/sheet1.xml spreadsheetml.worksheet",
            c="xl/worksheets/sheet2.xml spreadsheetml.worksheet",
            d="xl/styles.xml spreadsheetml.styles",
            e="xl/sharedStrings.xml spreadsheetml.sharedStrings",
        ),
        "_rels/.rels": _relations(r1="officeDocument xl/workbook.xml"),
        "xl/workbook.xml": _xml(
            f'<workbook xmlns="{_S}" xmlns:r="{_R}"><workbookPr/><sheets><sheet name="分工" sheetId="1"'
            ' r:id="r1"/><sheet name="说明" sheetId="2" state="hidden" r:id="r2"/></sheets><definedNames>'
            '<definedName name="x">分工!$A$1</definedName></definedNames></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            r1="worksheet worksheets/sheet1.xml",
            r2="worksheet worksheets/sheet2.xml",
            r3="styles styles.xml",
            r4="sharedStrings sharedStrings.xml",
        ),
        "xl/worksheets/sheet1.xml": _xml(sheet),
        "xl/worksheets/sheet2.xml": _xml(
            f'<worksheet xmlns="{_S}"><sheetData><row><c t="inlineStr"><is><t>说明</t></is></c></row>'
            "</sheetData></worksheet>"
        ),
        "xl/styles.xml": _xml(
            f'<styleSheet xmlns="{_S}"><numFmts count="1"><numFmt numFmtId="170" formatCode="yyyy&quot;年'
            '&quot;m"/></numFmts><fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>'
            f"<cellStyleXfs>{form.format(0)}</cellStyleXfs><cellXfs>{form.format(0)}{form.format(170)}"
            "</cellXfs></styleSheet>"
        ),
        "xl/sharedStrings.xml": _xml(f'<sst xmlns="{_S}" count="9">{shared}</sst>'),
    }


@cache
def pdf_files() -> tuple[bytes, ...]:
    """Return PDFs of one and of two pages: lines, a ruled table, and the font of a map of glyphs."""
    from reportlab.lib.pagesizes import A5
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    files = []
    for pages, ruled in ((1, False), (1, True), (2, False)):
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=A5, pageCompression=0, invariant=1)
        for page in range(pages):
            canvas.setFont("STSong-Light", 12)
            for number, line in enumerate(PLAIN.split("\n")[:6]):
                canvas.drawString(40, 540 - 18 * number, line[:26])
            if ruled:
                canvas.grid([40, 80, 200, 300], [300, 330, 360])
                for x, y, word in ((45, 340, "序号"), (85, 340, "任务"), (205, 310, "省林业局")):
                    canvas.drawString(x, y, word)
            canvas.drawCentredString(200, 20, f"- {page + 1} -")
            canvas.showPage()
        canvas.save()
        files.append(file.getvalue())
    return tuple(files)


def texts(kind: str) -> tuple[bytes, ...]:
    """Return text files of *kind* (txt, csv, html) in several encodings."""
    text = {"txt": PLAIN, "csv": TABLE, "html": PAGE}[kind]
    simple = re.sub("<table><tr><td>(.*?)</td></tr></table>", r"\1", text)
    named = text.replace('charset="utf-8"', 'charset="gb2312"')
    return (
        text.encode("utf-8"),
        named.encode("gb18030"),
        text.encode("utf-16"),
        b"\xef\xbb\xbf" + simple.replace("\n", "\r\n").encode("utf-8"),
    )

from __future__ import annotations

import io
import socket
import tomllib
import zipfile
from typing import Any

import pytest
from support import TESTS
from support.plans.docx_files import document, numbered, p, r, tbl, tc, tr
from zeren.loaders.errors import DamagedFileError, EmptyFileError
from zeren.loaders.sources.numerals import write_number
from zeren.loaders.sources.office.docx import read_docx
from zeren.loaders.text.extracted import Extracted

DATA = tomllib.loads((TESTS / "data" / "sources" / "docx_numbering.toml").read_text("utf-8"))


def lines(body: str, **parts: str) -> list[str]:
    return read_docx(document(body, **parts)).text.splitlines()


def cells(extracted: Extracted) -> list[tuple[int, int, int, int, str]]:
    (grid,) = extracted.grids
    return [(c.row, c.column, c.rows, c.columns, c.span.of(extracted.text)) for c in grid.cells]


def levels(definitions: list[list[Any]]) -> str:
    parts = []
    for depth, (form, text, *rest) in enumerate(definitions):
        options = rest[0] if rest else {}
        restart = options.get("restart")
        parts.append(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="{options.get("start", 1)}"/>'
            f'<w:numFmt w:val="{form}"/>'
            + (f'<w:lvlRestart w:val="{restart}"/>' if restart is not None else "")
            + ("<w:isLgl/>" if options.get("legal") else "")
            + (f'<w:suff w:val="{options["suffix"]}"/>' if "suffix" in options else "")
            + f'<w:lvlText w:val="{text}"/></w:lvl>'
        )
    return "".join(parts)


def lists(
    definition: str, names: list[int], starts: dict[str, dict[str, int]] | None = None
) -> str:
    parts = [f'<w:abstractNum w:abstractNumId="5">{definition}</w:abstractNum>']
    for name in names:
        own = "".join(
            f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for depth, start in (starts or {}).get(str(name), {}).items()
        )
        parts.append(f'<w:num w:numId="{name}"><w:abstractNumId w:val="5"/>{own}</w:num>')
    return "".join(parts)


@pytest.mark.parametrize("case", DATA["case"], ids=lambda case: str(case["id"]))
def test_numbers_are_those_that_word_shows(case: dict[str, Any]) -> None:
    body = "".join(p("段落", numbered(level, name)) for level, name in case["paragraphs"])
    numbering = lists(levels(case["levels"]), [1, 2], case.get("starts"))
    assert lines(body, numbering=numbering) == [f"{label}段落" for label in case["shown"]]


@pytest.mark.parametrize("case", DATA["number"], ids=lambda case: str(case["format"]))
def test_numbers_are_written_in_the_format_of_their_list(case: dict[str, Any]) -> None:
    written = {value: write_number(int(value), case["format"]) for value in case["values"]}
    assert written == case["values"]


def test_style_puts_its_paragraphs_into_a_list() -> None:
    definition = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:pStyle w:val="one"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:pStyle w:val="two"/><w:lvlText w:val="%2."/></w:lvl>'
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{inner}</w:style>'
        for name, inner in (
            ("one", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
            ("two", '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'),
            ("three", '<w:basedOn w:val="two"/>'),
        )
    )
    body = (
        p("总则", '<w:pStyle w:val="one"/>')
        + p("甲", '<w:pStyle w:val="two"/>')
        + p("乙", '<w:pStyle w:val="three"/>')
        + p("丙", numbered(0, 0, style="two"))
        + p("丁", '<w:pStyle w:val="two"/>')
    )
    assert lines(body, numbering=lists(definition, [1]), styles=styles) == [
        "一、总则", "1. 甲", "2. 乙", "丙", "3. 丁",
    ]  # fmt: skip


def test_list_that_refers_to_a_list_style() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{levels([["decimal", "%1)"]])}'
        '<w:styleLink w:val="plans"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="plans"/></w:abstractNum>'
        '<w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="9"><w:abstractNumId w:val="2"/></w:num>'
    )
    body = p("甲", numbered(0, 8)) + p("乙", numbered(0, 9))
    assert lines(body, numbering=numbering) == ["1) 甲", "2) 乙"]


def test_empty_numbered_paragraph_counts_and_is_not_shown() -> None:
    numbering = lists(levels([["decimal", "%1."]]), [1])
    body = p("甲", numbered(0, 1)) + p("", numbered(0, 1)) + p("乙", numbered(0, 1))
    assert lines(body, numbering=numbering) == ["1. 甲", "3. 乙"]


def test_insertions_stay_and_deletions_go() -> None:
    body = (
        f'<w:p>{r("新建")}<w:ins w:id="1">{r("改扩建")}</w:ins>'
        f'<w:del w:id="2"><w:r><w:delText>三所</w:delText></w:r></w:del>'
        f"<w:moveFrom>{r('旧处')}</w:moveFrom><w:moveTo>{r('五所')}</w:moveTo></w:p>"
    )
    assert lines(body) == ["新建改扩建五所"]


def test_deleted_end_of_a_paragraph_joins_it_with_the_next() -> None:
    numbering = lists(levels([["decimal", "%1."]]), [1])
    removed = f'{numbered(0, 1)}<w:rPr><w:del w:id="3"/></w:rPr>'
    body = p("前半", removed) + p("后半", numbered(0, 1)) + p("下一项", numbered(0, 1))
    assert lines(body, numbering=numbering) == ["1. 前半后半", "2. 下一项"]


def test_hidden_words_are_left_out() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:name w:val="h"/>'
        "<w:rPr><w:vanish/></w:rPr></w:style>"
    )
    styled, shown = '<w:rStyle w:val="h"/>', '<w:vanish w:val="0"/>'
    body = (
        f"<w:p>{r('看得见')}{r('看不见', '<w:vanish/>')}{r('样式隐藏', styled)}"
        f"{r('又显示', styled + shown)}</w:p>"
    )
    assert lines(body, styles=styles) == ["看得见又显示"]


def test_of_a_field_the_result_stays() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText>IF 1 = 2</w:instrText></w:r>"
    body = (
        f"<w:p>{r('截至')}{mark('begin')}{code}{mark('begin')}{code}{mark('separate')}{r('内')}"
        f"{mark('end')}{r('代码')}{mark('separate')}{r('2031年')}{mark('end')}"
        f'<w:fldSimple w:instr="DATE">{r("5月")}</w:fldSimple></w:p>'
        f"<w:p>{mark('begin')}{code}{r('没有结尾的代码')}</w:p>" + p("下一段")
    )
    assert lines(body) == ["截至2031年5月", "下一段"]


def test_signs_that_are_no_characters() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>A</w:t><w:noBreakHyphen/>"
        '<w:t>B</w:t><w:softHyphen/><w:sym w:font="Wingdings" w:char="F081"/>'
        '<w:sym w:font="Wingdings" w:char="F0A8"/><w:sym w:font="SimSun" w:char="25CF"/>'
        '<w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:ruby><w:rt><w:r><w:t>zé</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>责</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath></w:p>"
    )
    extracted = read_docx(document(body))
    assert extracted.text == "甲\t乙\nA-B①●责x+1\n"
    assert [note.code for note in extracted.notes] == ["footnotes"]


def test_text_box_is_read_once_and_behind_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    body = (
        f"<w:p>{r('锚点')}<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><wps:txbx>{box}</wps:txbx></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>{r('之后')}</w:p>"
    )
    assert lines(body) == ["锚点之后", "框内"]


def test_table_of_contents_is_left_out() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    control = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{p('一、总体要求 1')}</w:sdtContent></w:sdt>"
    )
    body = control + p("二、重点任务 3", '<w:pStyle w:val="11"/>') + p("正文")
    assert lines(body, styles=styles) == ["正文"]


def test_content_controls_are_kept_wherever_they_stand() -> None:
    def control(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    body = (
        control(p("整段"))
        + f"<w:p>{control(r('行内'))}</w:p>"
        + tbl(tr("序号", "任务"), control(tr("1", control(tc("改造")))))
    )
    extracted = read_docx(document(body))
    assert extracted.text == "整段\n行内\n序号\t任务\n1\t改造\n"
    assert [cell[:2] for cell in cells(extracted)] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_merged_cells_stand_once_with_their_reach() -> None:
    begin, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = tbl(
        tr("序号", tc("单位", '<w:gridSpan w:val="2"/>')),
        tr("1", tc("市教育局", begin), "甲"),
        tr("2", tc("", goes_on), "乙"),
        tr("3", tc("市财政局", begin), tc("丙", begin)),
        tr(tc("4"), tc("", goes_on), tc("", goes_on)),
        tr("戊", properties='<w:gridBefore w:val="2"/>'),
        tr(tc("己", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "庚"),
        tr("辛", tc("没有开头的合并", goes_on), "壬"),
    )
    assert cells(read_docx(document(body))) == [
        (0, 0, 1, 1, "序号"), (0, 1, 1, 2, "单位"),
        (1, 0, 1, 1, "1"), (1, 1, 2, 1, "市教育局"), (1, 2, 1, 1, "甲"),
        (2, 0, 1, 1, "2"), (2, 2, 1, 1, "乙"),
        (3, 0, 1, 1, "3"), (3, 1, 2, 1, "市财政局"), (3, 2, 2, 1, "丙"),
        (4, 0, 1, 1, "4"),
        (5, 2, 1, 1, "戊"),
        (6, 0, 1, 2, "己"), (6, 2, 1, 1, "庚"),
        (7, 0, 1, 1, "辛"), (7, 1, 1, 1, "没有开头的合并"), (7, 2, 1, 1, "壬"),
    ]  # fmt: skip


def test_cells_hold_lines_numbers_and_no_tabs() -> None:
    numbering = lists(levels([["decimal", "%1", {"suffix": "nothing"}]]), [1])
    number = p("", numbered(0, 1))
    inner = tbl(tr("甲", "乙"), tr("丙", "丁"))
    body = tbl(
        tr("序号", "单位"),
        tr(tc(number), tc(p("市教育局") + p("市财政局"))),
        tr(tc(number), tc(f"<w:p>{r('左')}<w:r><w:tab/></w:r>{r('右')}</w:p>{inner}{p('')}")),
    )
    assert cells(read_docx(document(body, numbering=numbering)))[2:] == [
        (1, 0, 1, 1, "1"), (1, 1, 1, 1, "市教育局\n市财政局"),
        (2, 0, 1, 1, "2"), (2, 1, 1, 1, "左 右\n甲 乙\n丙 丁"),
    ]  # fmt: skip


def test_deleted_rows_go() -> None:
    body = tbl(tr("甲", "乙"), tr("丙", "丁", properties='<w:del w:id="1"/>'))
    assert lines(body) == ["甲\t乙"]


def test_table_that_lays_out_the_page_is_read_as_paragraphs() -> None:
    items = "".join(p(f"{number}.任务{number}") for number in range(1, 8))
    clauses = "".join(p("责任单位：市教育局") for _ in range(6))
    real = tbl(*(tr(str(number), "任务") for number in range(4)))
    one_column = tbl(tr(tc(p("标题") + real)))
    extracted = read_docx(document(one_column + tbl(tr("侧栏", tc(items + clauses)))))
    assert extracted.text.startswith("标题\n0\t任务\n1\t任务\n2\t任务\n3\t任务\n侧栏\n1.任务1\n")
    assert len(extracted.grids) == 1


def test_strict_documents_are_read() -> None:
    plain = document(p("甲", numbered(0, 1)), numbering=lists(levels([["decimal", "%1."]]), [1]))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for transitional, strict in (
                (b"schemas.openxmlformats.org/wordprocessingml/2006", b"wordprocessingml"),
                (b"schemas.openxmlformats.org/officeDocument/2006", b"officeDocument"),
            ):
                content = content.replace(transitional, b"purl.oclc.org/ooxml/" + strict)
            new.writestr(name, content)
    assert read_docx(target.getvalue()).text == "1. 甲\n"


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    relations = "".join(
        f'<Relationship Id="x{kind}" TargetMode="External" Target="http://plans.example/{kind}" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}"/>'
        for kind in ("hyperlink", "image", "attachedTemplate", "aFChunk", "styles", "numbering")
    )
    body = f'<w:p><w:hyperlink r:id="xhyperlink">{r("链接")}</w:hyperlink></w:p>'
    extracted = read_docx(document(body + '<w:altChunk r:id="xaFChunk"/>', relations=relations))
    assert extracted.text == "链接\n"
    assert [note.code for note in extracted.notes] == ["embedded"]


def test_document_without_words_says_how_to_get_them() -> None:
    with pytest.raises(EmptyFileError, match="ocrmypdf"):
        read_docx(document(p("　")))


@pytest.mark.parametrize(
    "part", ["word/document.xml", "_rels/.rels", "[Content_Types].xml"], ids=lambda part: part
)
def test_document_without_an_important_part_is_damaged(part: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document(p("甲")))) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    with pytest.raises(DamagedFileError):
        read_docx(target.getvalue())


def test_document_without_a_body_is_damaged() -> None:
    empty = document("")
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(empty)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<w:body></w:body>", b""))
    with pytest.raises(DamagedFileError, match="no body"):
        read_docx(target.getvalue())


def test_list_without_a_definition_shows_no_number() -> None:
    assert lines(p("甲", numbered(0, 1))) == ["甲"]

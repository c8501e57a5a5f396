"""Web pages as content management systems write them, and as browsers and Word save them."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable

import opencc
import pytest
from zeren.loaders import PolicyDocument, load
from zeren.loaders.errors import EmptyFileError
from zeren.loaders.sources.html.reader import read_html

TITLE = "云泽市2024年工作要点"
LINES = (
    "各县区人民政府，市直有关部门：",
    "现将工作要点印发给你们，请认真抓好落实。",
    "一、发展产业",
    "（一）壮大工业。新增规模以上企业20家。（责任单位：市工信局）",
    "（二）做优服务业。举办展会5场。（责任单位：市商务局、市文旅局）",
    "二、改善民生",
    "（三）办好教育。新建学校3所。（责任单位：市教育局）",
)
WANTED = [
    ("1", {"市工信局"}, ["20"], "发展产业"),
    ("2", {"市商务局", "市文旅局"}, ["5"], "发展产业"),
    ("3", {"市教育局"}, ["3"], "改善民生"),
]
PARAGRAPHS = "\n".join(f"<p>{line}</p>" for line in LINES)
MENU = (
    '<div class="nav"><a href="/">首页</a> | <a href="/news">要闻</a> | '
    '<a href="/gov">政务公开</a></div>'
)
FOOT = (
    '<div class="footer"><p>主办：云泽市人民政府办公室</p>'
    "<p>联系我们 网站地图 备案号：云ICP备00000000号</p></div>"
)
LINKS = "".join(
    f'<li><a href="/{n}.html">关于做好第{n}批项目申报工作的通知</a><span>2024-01-{n:02}</span></li>'
    for n in range(1, 25)
)


def page(body: str, head: str = '<meta charset="utf-8">') -> str:
    return (
        f"<!DOCTYPE html><html><head>{head}<title>{TITLE}</title></head><body>{body}</body></html>"
    )


def trs() -> str:
    """The markup of a widespread system: TRS_Editor, a table of publication data above."""
    data = (
        "<table class=xxgk><tr><td>索引号：</td><td>000-2024-1</td><td>发布机构：</td>"
        "<td>云泽市人民政府办公室</td></tr>"
        "<tr><td>成文日期：</td><td>2024-02-20</td><td>文号：</td><td>云政办发〔2024〕6号</td></tr></table>"
    )
    return page(
        f"{MENU}<div class=wrap>{data}<h1 class=bt>{TITLE}</h1>"
        f"<div class='TRS_Editor'>{PARAGRAPHS}</div>"
        f"<div class=share>分享到： 微信 微博</div></div>{FOOT}"
    )


def sidebar() -> str:
    """Title and date apart from the text, a column of links beside it."""
    return page(
        f"{MENU}<div class=main><div class=left><div class=tit>{TITLE}</div>"
        "<div class=date>发布日期：2024-02-20　来源：市政府办　字号：[大 中 小]</div>"
        f"<div class=con>{PARAGRAPHS}</div></div>"
        f"<div class=right><h3>相关文件</h3><ul>{LINKS}</ul></div></div>{FOOT}"
    )


def drawn_with_tables() -> str:
    """A page of the nineties: tables place everything, breaks make paragraphs."""
    words = "<br>\n&nbsp;&nbsp;&nbsp;&nbsp;".join((TITLE, *LINES))
    return page(
        f"<table width=100%><tr><td colspan=2>{MENU}</td></tr>"
        f"<tr><td width=200><ul>{LINKS}</ul></td>"
        f"<td><table><tr><td><font size=3>{words}</font></td></tr></table></td></tr>"
        f"<tr><td colspan=2>{FOOT}</td></tr></table>"
    )


def from_word() -> str:
    """Saved by Word: spans in spans, office tags, conditional comments."""
    lines = "\n".join(
        "<p class=MsoNormal style='text-indent:2em'>"
        f"<span lang=EN-US style='font-size:16.0pt'>{line}"
        "<o:p></o:p></span></p>"
        for line in (TITLE, *LINES)
    )
    return page(
        "<!--[if gte mso 9]><xml><w:View>Print</w:View></xml><![endif]-->"
        f"<div class=WordSection1>{lines}</div>",
        "<meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
        "<style>p{margin:0}</style>",
    )


def preformatted() -> str:
    """All in one pre, as mail programs send it."""
    words = "\n\n".join((TITLE, *LINES))
    return page(f"{MENU}<pre>{words}</pre>")


def numbered_lists() -> str:
    """Numbers made by lists: Chinese outside, a list that goes on inside."""
    return page(
        f"{MENU}<article><h1>{TITLE}</h1><p>现将工作要点印发给你们，请认真抓好落实。</p>"
        "<ol style='list-style-type: cjk-ideographic'><li>发展产业<ol>"
        "<li>壮大工业。新增规模以上企业20家。（责任单位：市工信局）</li>"
        "<li>做优服务业。举办展会5场。（责任单位：市商务局、市文旅局）</li></ol></li>"
        "<li>改善民生<ol start=3><li><p>办好教育。新建学校3所。（责任单位：市教育局）</p></li>"
        "</ol></li></ol>"
        f"</article>{FOOT}"
    )


def hidden() -> str:
    """Text that nobody sees: hidden paragraphs, scripts, comments, forms."""
    trap = "（九）暗中任务。新建90个。（责任单位：市隐藏局）"
    return page(
        f"<h1>{TITLE}</h1><div style='display: none'>{trap}</div><p hidden>{trap}</p>"
        f"<p style='font-size:0'>{trap}</p>{PARAGRAPHS}<script>var x='{trap}'</script>"
        f"<!-- {trap} --><noscript>{trap}</noscript><template>{trap}</template>"
        f"<select><option>{trap}</option></select>"
    )


def broken() -> str:
    """Tags that are never closed, attributes without quotes, a body inside a table."""
    lines = "".join(f"<p>{line}" for line in LINES)
    start = f"<html><title>{TITLE}</title><body><center><font><h2>{TITLE}</h2></center>"
    return f"{start}<div>{lines}<br></table></td>"


PAGES: tuple[Callable[[], str], ...] = (
    trs,
    sidebar,
    drawn_with_tables,
    from_word,
    preformatted,
    numbered_lists,
    hidden,
    broken,
)


def read(plan: PolicyDocument) -> list[tuple[str, set[str], list[str], str]]:
    return [
        (
            task.number,
            {part.local_name for part in task.assignments},
            [str(target.value) for target in task.targets],
            "" if task.section is None else plan.sections[task.section].heading,
        )
        for task in plan.tasks
    ]


@pytest.mark.parametrize("made", PAGES, ids=lambda made: made.__name__)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_page_gives_its_plan(made: Callable[[], str], encoding: str) -> None:
    """Title, tasks, units, targets and headings, whatever the markup and the bytes."""
    plan = load(made().encode(encoding))
    assert plan.format == "html"
    assert plan.title == TITLE
    assert read(plan) == WANTED
    for trace in ("首页", "备案号", "隐藏", "申报", "分享"):
        assert trace not in "".join(task.text for task in plan.tasks)


def test_publication_data_above_the_text_are_kept() -> None:
    """Issuer, number and date stand in a table or a line outside the main part."""
    plan = load(trs().encode())
    assert plan.document_number == "云政办发〔2024〕6号"
    assert str(plan.issued) == "2024-02-20"
    assert str(load(sidebar().encode()).issued) == "2024-02-20"


def test_big5_pages_are_read() -> None:
    """A page in traditional script that names its encoding, and one that names none."""
    words = opencc.OpenCC("s2t").convert(sidebar().replace("utf-8", "big5"))
    for text in (words, words.replace('<meta charset="big5">', "")):
        plan = load(text.encode("big5", "replace"))
        assert plan.encoding == "big5"
        assert read(plan) == WANTED


def test_a_page_that_is_wrong_about_itself_is_read() -> None:
    """UTF-8 that calls itself gb2312, and the other way round: saved pages do both."""
    for declared, real in (("gb2312", "utf-8"), ("utf-8", "gb18030"), ("no-such", "gb18030")):
        text = page(PARAGRAPHS, f'<meta charset="{declared}">')
        assert read(load(text.encode(real))) == WANTED


def test_a_page_saved_as_one_file_is_read() -> None:
    """MHTML, as Chromium and Word save it."""
    body = base64.encodebytes(page(PARAGRAPHS).encode())
    data = (
        b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="=b"\r\n\r\n--=b\r\n'
        b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + body
        + b"\r\n--=b--\r\n"
    )
    plan = load(data)
    assert plan.format == "html"
    assert read(plan) == WANTED


def test_lines_are_those_that_a_browser_shows() -> None:
    """Blanks collapse, breaks and blocks are lines, the line ends of the file are none."""
    text = read_html(
        "<body><p>甲乙\n丙  丁<br>戊</p><div>己<span>庚</span></div>Web\n page</body>".encode()
    ).text
    assert text == "甲乙丙 丁\n戊\n己庚\nWeb page\n"


@pytest.mark.parametrize(
    ("markup", "numbers"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1.甲", "2.乙"]),
        ("<ol start=5><li>甲</li><li value=9>乙</li><li>丙</li></ol>", ["5.甲", "9.乙", "10.丙"]),
        ("<ol reversed><li>甲</li><li>乙</li></ol>", ["2.甲", "1.乙"]),
        ("<ol type=a><li>甲</li><li>乙</li></ol>", ["a.甲", "b.乙"]),
        ("<ol type=I><li>甲</li></ol>", ["I.甲"]),
        ("<ol style='list-style:none'><li>甲</li></ol>", ["甲"]),
        ("<ol><li>1.甲</li><li>（二）乙</li></ol>", ["1.甲", "（二）乙"]),
        ("<ul><li>甲</li></ul>", ["甲"]),
        ("<ol><li>甲<p>乙</p></li><li><p>丙</p><p>丁</p></li></ol>", ["1.甲", "乙", "2.丙", "丁"]),
    ],
)
def test_lists_have_the_numbers_that_are_shown(markup: str, numbers: list[str]) -> None:
    """The numbers of ``ol``, but no second one where the writer typed one."""
    assert read_html(f"<body>{markup}</body>".encode()).text.splitlines() == numbers


def test_cells_reach_as_they_are_shown() -> None:
    """rowspan and colspan, and what is wrong with them: too far, zero, no number."""
    markup = (
        "<body><table><tr><td rowspan=2>甲<td colspan=2>乙</tr><tr><td>丙<td rowspan=9>丁</tr>"
        "<tr><td colspan=x>戊</tr></table></body>"
    )
    (grid,) = read_html(markup.encode()).grids
    found = [(cell.row, cell.column, cell.rows, cell.columns) for cell in grid.cells]
    assert found == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 2, 1), (2, 0, 1, 1)]


def test_a_page_of_nothing_is_refused() -> None:
    """No words, or all of them drawn by a script."""
    for body in ("", "<script>write('x')</script>", "<img src=a.png>"):
        with pytest.raises(EmptyFileError):
            read_html(f"<html><body>{body}</body></html>".encode())


def test_pages_that_would_take_for_ever_do_not() -> None:
    """Very deep, very wide, many rows that reach over all: read or refused, in order of size."""
    deep = "<div>" * 100_000 + "甲"
    wide = "<table>" + "<tr>" + "<td colspan=9999 rowspan=9999>甲" * 2000 + "</table>"
    for words in (deep, wide, "<a href=x>" * 5000 + PARAGRAPHS, "<" * 200_000):
        try:
            read_html(f"<body>{words}</body>".encode())
        except Exception as error:
            assert type(error).__module__ == "zeren.loaders.errors"  # noqa: PT017


def test_plain_text_imports_no_reader_of_formats() -> None:
    """A plan in plain text costs no library of another format."""
    code = (
        "import sys; from zeren.loaders import load; load('1.种树3万株。（县林业局）'.encode());"
        "heavy = {'lxml', 'trafilatura', 'openpyxl', 'docx', 'pdfplumber'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_struck_words_and_signs_of_footnotes_are_no_figures() -> None:
    body = (
        "<h1>云泽市2024年工作要点</h1>"
        "<p>1.新增学位<del>500</del><ins>800</ins>个。（牵头单位：<s>市体育局</s>市教育局）</p>"
        "<p>2.新建公园<sup>1</sup>3<sup>[2]</sup>个，面积"
        '<span style="text-decoration:line-through">7</span>'
        "5000m<sup>2</sup>。（牵头单位：市城管局）</p>"
    )
    plan = load(page(body).encode())
    values = [[f"{t.value} {t.measure}" for t in task.targets] for task in plan.tasks]
    assert values == [["800 个"], ["3 个", "5000 m2"]]
    units = [[a.name_as_written for a in task.assignments] for task in plan.tasks]
    assert units == [["市教育局"], ["市城管局"]]

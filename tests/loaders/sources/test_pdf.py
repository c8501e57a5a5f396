from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from reportlab.lib import colors
from support.plans import pdf_files
from support.plans.pdf_files import LEFT, Page, of_lines, pdf, wrapped
from zeren.loaders.errors import (
    DamagedFileError,
    EmptyFileError,
    LockedFileError,
    NoTextLayerError,
    OverLimitError,
)
from zeren.loaders.sources import limits
from zeren.loaders.sources.pdf.glyphs import usual
from zeren.loaders.sources.pdf.reader import read_pdf
from zeren.loaders.text.extracted import Extracted

FIRST = "（一）改造提升社区食堂三十家，为高龄独居老人送餐上门，每周不少于五次，逐步扩大到全部街道。"
SECOND = "（二）建成口袋公园十二个，更新健身器材四百套，沿河步道全线贯通，夜间照明同步到位。"
THIRD = "（三）开通校园定制公交线路九条，上下学高峰准点率达到百分之九十八，家长满意度稳步提高。"


def lines(*pages: Callable[[Page], None]) -> list[str]:
    return read_pdf(pdf(*pages)).text.splitlines()


def cells(extracted: Extracted) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [(c.row, c.column, c.rows, c.columns, c.span.of(extracted.text)) for c in grid.cells]
        for grid in extracted.grids
    ]


def test_lines_of_a_paragraph_are_joined() -> None:
    assert lines(of_lines(*wrapped(FIRST), *wrapped(SECOND))) == [FIRST, SECOND]


def test_full_last_line_ends_a_paragraph_before_an_indent() -> None:
    full = (FIRST * 3)[: pdf_files.PER_LINE * 2 - 3] + "。"
    assert lines(of_lines(*wrapped(full), *wrapped(SECOND))) == [full, SECOND]


def test_without_indents_a_number_behind_a_sentence_begins_a_paragraph() -> None:
    full = (FIRST * 3)[: pdf_files.PER_LINE * 2 - 1] + "。"
    assert lines(of_lines(*wrapped(full, 0), *wrapped(SECOND, 0))) == [full, SECOND]


def test_without_indents_a_gap_begins_a_paragraph() -> None:
    full = "改" * pdf_files.PER_LINE

    def draw(page: Page) -> None:
        page.lines([full, full], 100)
        page.lines([full, full], 160)

    assert lines(draw) == [full * 2, full * 2]


def test_numbers_that_stand_out_to_the_left() -> None:
    text = "健全社区养老服务网络，推动嵌入式养老机构提质增效，完善助餐助洁助浴服务。" * 2
    body = [text[start : start + 22] for start in range(0, len(text), 22)]

    def draw(page: Page) -> None:
        for item in range(2):
            page.text(LEFT, 100 + 20 * len(body) * item, f"{item + 1}.")
            page.lines(body, 100 + 20 * len(body) * item, LEFT + 36)

    assert lines(draw) == [f"1. {text}", f"2. {text}"]


def test_paragraphs_go_on_over_pages_and_say_where_they_stand() -> None:
    page_one, page_two = wrapped(FIRST)[:1], wrapped(FIRST)[1:] + wrapped(SECOND)
    extracted = read_pdf(pdf(of_lines(*page_one), of_lines(*page_two)))
    assert extracted.text == f"{FIRST}\n{SECOND}\n"
    one, two = extracted.places
    assert (one.page, one.span.of(extracted.text)) == (1, page_one[0].strip())
    assert (two.page, two.span.start, two.span.end) == (2, one.span.end, len(extracted.text) - 1)


def test_words_broken_at_a_hyphen_are_joined() -> None:
    full = "推" * 14
    assert lines(of_lines(f"{full} smart govern-", "ment 平台建设")) == [
        f"{full} smart government 平台建设"
    ]


def test_title_over_two_lines_is_one() -> None:
    def draw(page: Page) -> None:
        page.text(78, 60, "澄野县人民政府办公室关于印发", 18)
        page.text(114, 90, "乡村建设分工方案的通知", 18)
        page.lines(wrapped(FIRST) + wrapped(SECOND), 130)

    assert lines(draw)[0] == "澄野县人民政府办公室关于印发乡村建设分工方案的通知"


def test_signature_stays_apart_from_its_date() -> None:
    def draw(page: Page) -> None:
        page.lines(wrapped(FIRST))
        page.text(240, 180, "澄野县人民政府办公室")
        page.text(276, 200, "二〇三一年二月")

    assert lines(draw)[1:] == ["澄野县人民政府办公室", "二〇三一年二月"]


def two_columns(page: Page) -> None:
    page.text(70, 50, "岚川市人民政府公报重点工作任务", 18)
    text = FIRST + SECOND + THIRD
    body = [text[start : start + 12] for start in range(0, len(text), 12)]
    half = (len(body) + 1) // 2
    page.lines(body[:half], 100, 50)
    page.lines(body[half:], 100, 220)


def test_two_columns_are_read_one_after_the_other() -> None:
    assert lines(two_columns)[0] == "岚川市人民政府公报重点工作任务"
    assert "".join(lines(two_columns)[1:]) == FIRST + SECOND + THIRD


@pytest.mark.parametrize(
    "form",
    [
        "— {} —",
        "- {} -",
        "{}",
        "第 {} 页 共 9 页",
        "第{}页",
        "{} / 9",
        "{}/9",
        "Page {} of 9",
        "·{}·",
    ],
)
def test_page_numbers_are_left_out(form: str) -> None:
    def draw(number: int) -> Callable[[Page], None]:
        def page(page: Page) -> None:
            page.lines(wrapped([FIRST, SECOND, THIRD][number - 1]))
            page.text(190, 560, form.format(number), 9)

        return page

    assert lines(*map(draw, (1, 2, 3))) == [FIRST, SECOND, THIRD]


def test_running_heads_are_left_out_and_the_text_beside_them_stays() -> None:
    def draw(number: int) -> Callable[[Page], None]:
        def page(page: Page) -> None:
            head = "岚川市人民政府公报" if number % 2 else "二〇三一年第四号"
            page.text(LEFT, 40, f"{head}　　{number}", 9)
            page.text(LEFT, 66, f"　　第{'一二三四五六'[number - 1]}节　重点任务")
            page.lines(wrapped(FIRST))

        return page

    read = lines(*map(draw, range(1, 7)))
    assert not [line for line in read if "公报" in line or "第四号" in line]
    assert [line for line in read if line.endswith("重点任务")] == [
        f"第{number}节 重点任务" for number in "一二三四五六"
    ]


def test_clause_that_happens_to_open_some_pages_stays() -> None:
    def draw(opens: bool, number: int) -> Callable[[Page], None]:
        first = "责任单位：市教育局" if opens else f"任务之{'一二三四五六七八九十'[number]}"
        return of_lines(first, *wrapped(SECOND), top=50)

    pages = [draw(number in {2, 7}, number) for number in range(9)]
    assert lines(*pages).count("责任单位：市教育局") == 2


def table(page: Page, top: float = 100, rows: int = 2, sides: bool = True) -> None:
    page.grid([50, 90, 230, 370], [top + 40 * row for row in range(rows + 1)], sides)


def test_ruled_table_becomes_a_grid_in_its_place() -> None:
    def draw(page: Page) -> None:
        page.lines(["前文结束。"], 60)
        table(page, rows=3)
        for row, words in enumerate([["序号", "任务", "单位"], ["1", "改造老旧", "市住建"]]):
            for x, word in zip((54, 94, 234), words, strict=True):
                page.text(x, 104 + 40 * row, word)
        page.text(54, 184, "2")
        page.lines(["推动城乡客运一体化发", "展"], 184, 94)
        page.text(234, 184, "市交通局")
        page.text(234, 200, "市财政局")
        page.lines(["后文开始。"], 260)

    extracted = read_pdf(pdf(draw))
    assert cells(extracted) == [[
        (0, 0, 1, 1, "序号"), (0, 1, 1, 1, "任务"), (0, 2, 1, 1, "单位"),
        (1, 0, 1, 1, "1"), (1, 1, 1, 1, "改造老旧"), (1, 2, 1, 1, "市住建"),
        (2, 0, 1, 1, "2"), (2, 1, 1, 1, "推动城乡客运一体化发展"),
        (2, 2, 1, 1, "市交通局\n市财政局"),
    ]]  # fmt: skip
    assert extracted.text.startswith("前文结束。\n序号\t任务\t单位\n1\t")
    assert extracted.text.endswith("\n后文开始。\n")
    assert extracted.grids[0].span.of(extracted.text).endswith("市财政局")


def test_merged_cells_of_a_table() -> None:
    def draw(page: Page) -> None:
        for y, x in ((100, 50), (140, 50), (180, 150), (220, 50)):
            page.canvas.line(x, 600 - y, 350, 600 - y)
        for x, y in ((50, 100), (150, 140), (250, 140), (350, 100)):
            page.canvas.line(x, 600 - y, x, 600 - 220)
        page.text(150, 110, "责任分工")
        page.text(60, 170, "市教育局")
        for x, y, words in ((160, 150, "甲"), (260, 150, "乙"), (160, 190, "丙"), (260, 190, "丁")):
            page.text(x, y, words)

    assert cells(read_pdf(pdf(draw))) == [[
        (0, 0, 1, 3, "责任分工"), (1, 0, 2, 1, "市教育局"),
        (1, 1, 1, 1, "甲"), (1, 2, 1, 1, "乙"), (2, 1, 1, 1, "丙"), (2, 2, 1, 1, "丁"),
    ]]  # fmt: skip


def test_table_without_its_outer_rules() -> None:
    def draw(page: Page) -> None:
        table(page, rows=3, sides=False)
        for row in range(3):
            for x, word in zip((54, 94, 234), ("甲", "乙", "丙"), strict=True):
                page.text(x, 104 + 40 * row, f"{word}{row}")

    (grid,) = cells(read_pdf(pdf(draw)))
    assert [cell[4] for cell in grid[:3]] == ["甲0", "乙0", "丙0"]
    assert len(grid) == 9


def test_frame_around_text_is_no_table() -> None:
    def draw(page: Page) -> None:
        page.grid([50, 370], [90, 200])
        page.lines(wrapped(FIRST))

    extracted = read_pdf(pdf(draw))
    assert (extracted.text, extracted.grids) == (f"{FIRST}\n", ())


@pytest.mark.parametrize("uprights", [False, True])
def test_table_without_rules_between_its_rows(uprights: bool) -> None:
    """Labels stand in the middle of their columns; a long cell goes on below."""

    def draw(page: Page) -> None:
        for x, word in zip((54, 130, 240, 330), ["序号", "任务", "牵头单位", "时限"], strict=True):
            page.text(x, 100, word)
        for top, number, task, unit in (
            (120, "1", "修缮渡口三处，同", "市交通局"),
            (136, "", "步清淤", ""),
            (156, "2", "整修码头", "市水务局"),
        ):
            for x, word in zip((58, 94, 236), (number, task, unit), strict=True):
                page.text(x, top, word)
        for x in (50, 90, 230, 300, 370) if uprights else ():
            page.canvas.line(x, 842 - 95, x, 842 - 172)
        page.lines(wrapped(FIRST), 220)

    extracted = read_pdf(pdf(draw))
    assert [cell for cell in cells(extracted)[0] if cell[-1]][4:] == [
        (1, 0, 1, 1, "1"), (1, 1, 1, 1, "修缮渡口三处，同步清淤"), (1, 2, 1, 1, "市交通局"),
        (2, 0, 1, 1, "2"), (2, 1, 1, 1, "整修码头"), (2, 2, 1, 1, "市水务局"),
    ]  # fmt: skip
    assert extracted.text.endswith(f"\n{FIRST}\n")


def test_white_boxes_behind_words_are_no_table() -> None:
    """Word shades each paragraph of a page that was pasted from the web, in white."""

    def draw(page: Page) -> None:
        page.canvas.setFillColor(colors.white)
        for row in range(6):
            page.canvas.rect(LEFT, 700 - 20 * row, 200, 20, stroke=0, fill=1)
            page.canvas.rect(LEFT + 200, 700 - 20 * row, 160, 20, stroke=0, fill=1)
        page.canvas.setFillColor(colors.black)
        page.lines(wrapped(FIRST))

    extracted = read_pdf(pdf(draw))
    assert (extracted.text, extracted.grids) == (f"{FIRST}\n", ())


def test_table_over_two_pages_is_one_and_a_cut_row_is_whole() -> None:
    def first(page: Page) -> None:
        table(page, 480)
        for x, word in zip((54, 94, 234), ("序号", "任务", "单位"), strict=True):
            page.text(x, 484, word)
        page.text(54, 524, "1")
        page.lines(["完善农村公路管护机制，"], 524, 94)
        page.text(234, 524, "市交通局")
        page.text(200, 575, "— 1 —", 9)

    def second(page: Page) -> None:
        table(page, 60, rows=3)
        for x, word in zip((54, 94, 234), ("序号", "任务", "单位"), strict=True):
            page.text(x, 64, word)
        page.lines(["优良路率达到九成。"], 104, 94)
        page.text(54, 144, "2")
        page.text(94, 144, "整治桥下空间。")
        page.text(234, 144, "市城管局")
        page.text(200, 575, "— 2 —", 9)

    extracted = read_pdf(pdf(first, second))
    assert cells(extracted) == [[
        (0, 0, 1, 1, "序号"), (0, 1, 1, 1, "任务"), (0, 2, 1, 1, "单位"),
        (1, 0, 1, 1, "1"), (1, 1, 1, 1, "完善农村公路管护机制，优良路率达到九成。"),
        (1, 2, 1, 1, "市交通局"),
        (2, 0, 1, 1, "2"), (2, 1, 1, 1, "整治桥下空间。"), (2, 2, 1, 1, "市城管局"),
    ]]  # fmt: skip
    assert [place.page for place in extracted.places] == [1, 2]
    assert extracted.places[1].span.of(extracted.text).startswith("2\t整治")


def test_other_columns_on_the_next_page_are_another_table() -> None:
    def draw(width: float) -> Callable[[Page], None]:
        def page(page: Page) -> None:
            page.grid([50, width, 370], [100, 140, 180])
            for y in (104, 144):
                page.text(54, y, "甲")
                page.text(width + 4, y, "乙")

        return page

    assert len(read_pdf(pdf(draw(120), draw(220))).grids) == 2


def test_watermarks_are_left_out() -> None:
    def draw(page: Page) -> None:
        page.canvas.saveState()
        page.canvas.translate(100, 200)
        page.canvas.rotate(45)
        page.text(0, 600, "内部资料请勿外传", 40)
        page.canvas.restoreState()
        page.canvas.setFillColor(colors.Color(0.85, 0.85, 0.85))
        page.text(80, 300, "草稿", 60)
        page.canvas.setFillColor(colors.black)
        page.lines(wrapped(FIRST) + wrapped(SECOND))

    assert lines(draw) == [FIRST, SECOND]


@pytest.mark.parametrize("angle", [90, -90])
def test_page_set_sideways_is_turned(angle: int) -> None:
    def draw(page: Page) -> None:
        page.canvas.translate(210, 300)
        page.canvas.rotate(angle)
        page.canvas.translate(-210, -300)
        page.lines(wrapped(FIRST) + wrapped(SECOND))

    assert lines(draw) == [FIRST, SECOND]


def test_letters_printed_twice_are_read_once() -> None:
    def draw(page: Page) -> None:
        page.lines(["一、人人人人参与"], 100, LEFT)
        page.lines(["一、人人人人参与"], 100, LEFT + 0.4)

    assert lines(draw) == ["一、人人人人参与"]


def test_radicals_become_characters() -> None:
    assert usual("⼈⺠政府⼀⽉⻓期⻅效︵ﬁle豈") == "人民政府一月长期见效(file豈"


@pytest.mark.parametrize(
    ("error", "data", "words"),
    [
        (NoTextLayerError, lambda: pdf(Page.picture, Page.picture), "ocrmypdf -l chi_sim"),
        (NoTextLayerError, pdf_files.without_characters, "force-ocr"),
        (EmptyFileError, lambda: pdf(lambda page: page.grid([50, 90], [80, 90])), "no text"),
        (LockedFileError, lambda: pdf(of_lines(FIRST), encrypt="secret"), "qpdf --decrypt"),
        (DamagedFileError, lambda: b"%PDF-1.7\nnot a PDF at all", "damaged"),
        (DamagedFileError, lambda: pdf(of_lines(FIRST))[:300], "damaged"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(
    error: type[Exception], data: Callable[[], bytes], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_pdf(data())


def test_pages_that_are_pictures_are_noted() -> None:
    extracted = read_pdf(pdf(of_lines(*wrapped(FIRST), *wrapped(SECOND)), Page.picture))
    assert [note.message for note in extracted.notes] == ["pages 2 are pictures and were not read"]


def test_too_many_pages_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAGES", 3)
    data = pdf(*[of_lines(FIRST)] * 4)
    with pytest.raises(OverLimitError, match="pages"):
        read_pdf(data)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    def draw(page: Page) -> None:
        page.lines(wrapped(FIRST))
        page.canvas.linkURL("http://plans.example/", (0, 0, 100, 100))

    assert lines(draw) == [FIRST]


def test_units_below_each_other_in_a_full_cell_stay_apart() -> None:
    units = ["市农业农村局", "各县区人民政", "府", "市交通运输局", "市住房城乡建"]

    def draw(page: Page) -> None:
        page.grid([50, 118, 202], [100, 224, 264])
        page.lines(["改造提升社", "区养老站点", "三处。"], 104, 54)
        page.lines([*units, "设局"], 104, 122)
        page.text(54, 228, "新建五处。")

    (grid,) = cells(read_pdf(pdf(draw)))
    assert grid[0][4] == "改造提升社区养老站点三处。"
    assert grid[1][4] == "市农业农村局\n各县区人民政府\n市交通运输局\n市住房城乡建设局"


def test_row_that_a_page_leaves_open_is_found_and_joined() -> None:
    def ruled(page: Page, down: list[float], open_at: float) -> None:
        page.grid([50, 90, 230, 370], down)
        for x in (50, 90, 230, 370):
            near = min(down, key=lambda y: abs(y - open_at))
            page.canvas.line(x, 600 - near, x, 600 - open_at)

    def first(page: Page) -> None:
        ruled(page, [480, 510], 560)
        for x, word in zip((54, 94, 234), ("序号", "任务", "单位"), strict=True):
            page.text(x, 484, word)
        page.text(54, 524, "1")
        page.text(94, 524, "建成充电桩三千个，")
        page.text(234, 524, "市发改委")

    def second(page: Page) -> None:
        ruled(page, [100, 140], 40)
        page.text(94, 60, "覆盖全部乡镇。")
        for x, word in zip((54, 94, 234), ("2", "改造路灯。", "市城管局"), strict=True):
            page.text(x, 110, word)

    (grid,) = cells(read_pdf(pdf(first, second)))
    assert [cell[4] for cell in grid[3:]] == [
        "1", "建成充电桩三千个，覆盖全部乡镇。", "市发改委", "2", "改造路灯。", "市城管局",
    ]  # fmt: skip


def test_last_page_of_few_lines_has_the_columns_of_the_others() -> None:
    def last(page: Page) -> None:
        page.lines(["全部任务年底前完成，", "确需调整的按程序报", "批。"], 100, 50)
        page.lines(["附件：任务清单"], 100, 220)

    assert lines(two_columns, two_columns, last)[-2:] == [
        "全部任务年底前完成，确需调整的按程序报批。",
        "附件：任务清单",
    ]


def test_brackets_moved_up_to_their_neighbours_keep_their_order() -> None:
    def draw(page: Page) -> None:
        page.text(60, 100, "（")
        page.text(72 - 5, 100, "“")
        page.text(79, 100, "一网")

    assert lines(draw) == ["（“一网"]


def test_reference_to_itself_ends() -> None:
    """Found by fuzzing: pdfminer followed it for ever."""
    data = pdf(lambda page: page.lines(["新建公园三座。"]))
    start = data.index(b"1 0 obj")
    font = data[start : data.index(b"endobj", start)]
    looping = b"1 0 obj 1 0 R".ljust(len(font))
    assert font in data
    (note,) = read_pdf(data.replace(font, looping)).notes
    assert note.code == "undecodable"

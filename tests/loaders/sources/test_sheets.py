"""Workbooks and CSV: values as shown, merged cells, several sheets, every kind of CSV."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from zeren.loaders import load
from zeren.loaders.errors import DamagedFileError, EmptyFileError
from zeren.loaders.sources import extract
from zeren.loaders.sources.csv_text import read_csv
from zeren.loaders.sources.office.cell_values import shown
from zeren.loaders.sources.office.xlsx import read_xlsx

HEADER = ["序号", "工作任务", "牵头单位", "完成时限"]
ROWS = [
    ["1", "新建泵站2座，改造管网5公里", "县水务局", "2024年9月底"],
    ["2", "种树3万株；抚育林地600亩", "县林业局", "2024年11月底"],
]


def workbook(fill: Callable[[Workbook, Worksheet], object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def table(sheet: Worksheet, rows: list[list[Any]]) -> None:
    for row in rows:
        sheet.append(row)


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (3, "General", "3"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (12345678901, "General", "12345678901"),
        (0.95, "0%", "95%"),
        (0.9555, "0.0%", "95.6%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (2.5, "0.##", "2.5"),
        (2, "0.##", "2"),
        (30, '0"家"', "30家"),
        (30, '"约"0"万元"', "约30万元"),
        (-3, "0_ ;[Red]-0 ", "-3"),
        (1.5e20, "General", "150000000000000000000"),
        (float("inf"), "General", ""),
        (True, "General", "TRUE"),
        (None, "General", ""),
        ("#REF!", "General", ""),
        (" 县水务局\r\n县林业局 ", "@", "县水务局\n县林业局"),
        (datetime(2024, 6, 30), "yyyy-mm-dd", "2024-06-30"),
        (datetime(2024, 6, 30), 'yyyy"年"m"月"d"日"', "2024年6月30日"),
        (datetime(2024, 6, 1), 'yyyy"年"m"月";@', "2024年6月"),
        (date(2024, 6, 30), 'm"月"d"日"', "6月30日"),
        (datetime(2024, 6, 1), "yyyy/m", "2024年6月"),
        (datetime(2024, 6, 30), "[$-804]yyyy/m/d", "2024-06-30"),
    ],
)
def test_a_value_is_written_as_it_is_shown(value: object, form: str, words: str) -> None:
    """Per cent, decimals, thousands, words in the format, dates; nothing for an error."""
    assert shown(value, form) == words


def test_values_become_targets_and_deadlines() -> None:
    """Dates that are dates and shares that are numbers read as their words would."""

    def fill(book: Workbook, sheet: Worksheet) -> None:
        table(sheet, [["云泽县2024年任务清单"], ["序号", "任务", "目标值", "责任单位", "完成时间"]])
        sheet.append([1, "提高垃圾分类覆盖率，达到", 0.95, "县城管局", datetime(2024, 9, 30)])
        sheet["C3"].number_format = "0%"

    (task,) = load(workbook(fill)).tasks
    assert task.text == "提高垃圾分类覆盖率，达到\n95%"
    assert [(str(t.value), t.measure, str(t.deadline)) for t in task.targets] == [
        ("95", "%", "2024-09-30")
    ]


def test_sheets_follow_each_other_and_hidden_ones_are_named() -> None:
    """Each sheet has its own table and title; a hidden one is a note, not a text."""

    def fill(book: Workbook, sheet: Worksheet) -> None:
        sheet.title = "水务"
        table(sheet, [["水务任务清单"], HEADER, ROWS[0]])
        table(book.create_sheet("林业"), [["林业任务清单"], HEADER, ROWS[1]])
        table(book.create_sheet("草稿"), [HEADER, ["9", "暗中任务", "县隐藏局", ""]])
        book["草稿"].sheet_state = "hidden"

    plan = load(workbook(fill))
    cells = [plan.place(task.span) for task in plan.tasks]
    assert [place and place.written for place in cells] == ["水务!A3", "林业!A3"]
    assert "隐藏" not in plan.text
    assert [note.code for note in plan.notes].count("hidden-sheet") == 1


def test_a_formula_shows_the_value_that_was_saved() -> None:
    """Nothing is computed: without a saved value the cell is empty, and a note says so."""

    def fill(book: Workbook, sheet: Worksheet) -> None:
        table(sheet, [HEADER, *ROWS])
        sheet["B4"] = '=HYPERLINK("http://127.0.0.1/x","种树")'

    found = read_xlsx(workbook(fill))
    assert "127.0.0.1" not in found.text


def test_a_sheet_that_is_a_text_is_a_text() -> None:
    """One cell a row: paragraphs, with their places, and no table."""
    lines = [
        "云泽县2024年工作要点",
        "一、水务",
        "1.新建泵站2座。（县水务局）",
        "2.清淤9公里。（县水务局）",
    ]
    data = workbook(lambda book, sheet: table(sheet, [[line] for line in lines]))
    found = extract(data)
    assert found.text.splitlines() == lines
    assert found.grids == ()
    assert [place.cell for place in found.places] == ["A1", "A2", "A3", "A4"]
    assert len(load(data).tasks) == 2


def test_a_cell_that_reaches_to_the_end_of_the_sheet_is_cut() -> None:
    """A million merged rows are no million cells."""

    def fill(book: Workbook, sheet: Worksheet) -> None:
        table(sheet, [HEADER, *ROWS])
        sheet.merge_cells("C2:C3")
        sheet["XFD1048576"].number_format = "0"

    whole = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(fill))) as book,
        zipfile.ZipFile(whole, "w") as changed,
    ):
        for name in book.namelist():
            changed.writestr(name, book.read(name).replace(b"C2:C3", b"C2:C1048576"))
    plan = load(whole.getvalue())
    assert [part.local_name for task in plan.tasks for part in task.assignments] == [
        "县水务局",
        "县水务局",
    ]


def test_an_empty_workbook_is_refused() -> None:
    """No words, no plan."""
    with pytest.raises(EmptyFileError):
        read_xlsx(workbook(lambda book, sheet: None))


def test_a_workbook_that_is_none_is_refused() -> None:
    """Bytes that only begin like one."""
    data = workbook(lambda book, sheet: table(sheet, [HEADER, *ROWS]))
    for end in (100, len(data) // 2, len(data) - 30):
        with pytest.raises(DamagedFileError):
            read_xlsx(data[:end])


def lines_of(delimiter: str, rows: list[list[str]], quote: str = "") -> str:
    return "\r\n".join(delimiter.join(f"{quote}{c}{quote}" for c in row) for row in rows) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16", "big5"])
def test_every_kind_of_csv_is_read(delimiter: str, quote: str, encoding: str) -> None:
    """Delimiters, quotation marks and encodings of Excel and WPS, in China and Taiwan."""
    rows = [["云泽县2024年任务清单", "", "", ""], HEADER, *ROWS]
    text = lines_of(delimiter, rows, quote)
    if encoding == "big5":
        import opencc

        text = opencc.OpenCC("s2t").convert(text)
    plan = load(text.encode(encoding))
    assert plan.format == "csv"
    assert [
        (task.number, [part.local_name for part in task.assignments]) for task in plan.tasks
    ] == [("1", ["县水务局"]), ("2", ["县林业局"])]
    assert [str(target.deadline) for target in plan.tasks[0].targets] == ["2024-09-30"] * 2


def test_line_breaks_and_delimiters_inside_quotation_marks_stay() -> None:
    """A quoted cell has lines and commas of its own."""
    text = (
        '序号,工作任务,责任单位\n1,"新建泵站2座,改造管网5公里。\n其中老旧管网3公里。",'
        '"县水务局\n县财政局"\n2,"改造""口袋""公园4个",县园林局\n'
    )
    plan = load(text.encode())
    first, second = plan.tasks
    assert first.text == "新建泵站2座，改造管网5公里。\n其中老旧管网3公里。"
    assert [part.local_name for part in first.assignments] == ["县水务局", "县财政局"]
    assert second.text == '改造"口袋"公园4个'


def test_a_quotation_without_an_end_is_read_or_refused() -> None:
    """The rest of the file falls into one cell; beyond a million characters that is damage."""
    text = '序号,工作任务,责任单位\n1,种树,县林业局\n2,"' + "植树" * 600_000
    with pytest.raises(DamagedFileError):
        read_csv(text.encode())

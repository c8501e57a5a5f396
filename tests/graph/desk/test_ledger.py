"""The ledger: what it holds, that it can be filled in and comes back, and that nothing is lost."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from openpyxl.worksheet.worksheet import Worksheet
from support.stores.stores import Ask, contents
from zeren.graph.build.folder import build
from zeren.graph.build.restore import restore
from zeren.graph.desk.ledger.columns import FILLED, TASK_KEY
from zeren.graph.desk.words import status_of
from zeren.graph.model.progress import Report, latest, state_of, status_of_tasks
from zeren.graph.store.backup.snapshot import write_snapshot
from zeren.graph.store.catalogue.layout import existing
from zeren.graph.store.opening import open_store
from zeren.graph.store.progress import add_reports, read_reports

PLAN = """白塔市2031年重点任务分工方案

一、民生任务
1.修缮街道图书室。2031年6月底前修缮图书室12个。（牵头单位：市文化局；责任单位：市财政局；配合单位：各街道办事处）
2.=HYPERLINK("http://example.org")式的表格要清理。2031年9月底前完成。（责任单位：市财政局）
3.疏通排水沟，新建泵站46000平方米。（牵头单位：市水务局；配合单位：市财政局）
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A store of one plan."""
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    assert not build([tmp_path / "plan.txt"], tmp_path / "store").failed
    return tmp_path / "store"


@pytest.fixture
def book(desk: Path, ask: Ask, tmp_path: Path) -> Path:
    """The ledger of that store."""
    path = tmp_path / "台账.xlsx"
    code, _, err = ask("ledger", "-o", path, "--store", desk)
    assert code == 0, err
    return path


def heads(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1]}


def fill(
    path: Path, rows: dict[tuple[str, int], tuple[str, str, str]], name: str = "填.xlsx"
) -> Path:
    """Fill in cells of a ledger by sheet and row; return the new file."""
    book = openpyxl.load_workbook(path)
    for (sheet, row), words in rows.items():
        for heading, word in zip(FILLED, words, strict=True):
            if word:
                book[sheet].cell(row, heads(book[sheet])[heading]).value = word
    filled = path.with_name(name)
    book.save(filled)
    return filled


def test_a_row_holds_all_of_a_task(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    sheet = opened["全部任务"]
    at = heads(sheet)
    row = {heading: sheet.cell(2, column).value for heading, column in at.items()}
    assert row["编号"] == "1"
    assert row["任务"] == "修缮街道图书室"
    assert row["牵头单位"] == "白塔市文化局"
    assert row["责任单位"] == "白塔市财政局"
    assert row["配合单位"] == "白塔市各街道办事处"
    assert row["指标和数值"] == "修缮图书室 12个（2031-06-30前）"
    assert row["完成时限"] == datetime(2031, 6, 30)
    assert row["原文"].startswith("1.修缮街道图书室。2031年6月底前")
    assert row["原文位置"] == "第4行"
    assert all(row[heading] is None for heading in FILLED)
    assert str(row[TASK_KEY]).endswith("/task/1")
    assert sheet.cell(4, at["指标和数值"]).value == "新建泵站 4.6万平方米"


def test_it_is_made_to_be_printed_and_filtered(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    assert {"全部任务", "按月到期", "白塔市财政局", "白塔市文化局", "填报说明"} <= set(
        opened.sheetnames
    )
    for name in opened.sheetnames[:-1]:
        sheet = opened[name]
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert all(cell.alignment.wrap_text for cell in sheet[2] if cell.value)
    hidden = openpyxl.load_workbook(book)["全部任务"]
    letter = openpyxl.utils.get_column_letter(heads(hidden)[TASK_KEY])
    assert hidden.column_dimensions[letter].hidden


def test_a_department_has_its_tasks_and_its_role(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["白塔市财政局"]
    column = heads(sheet)["本单位角色"]
    assert [sheet.cell(row, column).value for row in (2, 3, 4)] == ["责任", "责任", "配合"]


@pytest.mark.parametrize("begin", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A0"])
def test_no_cell_computes(tmp_path: Path, ask: Ask, begin: str) -> None:
    """What a plan says stays text, on every sheet, also for who opens and edits the cell."""
    text = f"白塔市2031年任务分工\n\n一、任务\n1.{begin}的事项。（责任单位：市财政局）\n"
    text += "2.清理。（责任单位：市水务局）\n"
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    build([tmp_path / "plan.txt"], tmp_path / "store")
    assert ask("ledger", "-o", tmp_path / "a.xlsx", "--store", tmp_path / "store")[0] == 0
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in archive.read(name)
    opened = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for sheet in opened for row in sheet for cell in row if cell.value is not None]
    risky = [cell for cell in cells if str(cell.value)[:1] in "=+-@"]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky)
    assert any(begin in str(cell.value) for cell in cells)


def test_the_same_store_gives_the_same_bytes(desk: Path, book: Path, ask: Ask) -> None:
    again = book.with_name("again.xlsx")
    assert ask("ledger", "-o", again, "--store", desk)[0] == 0
    assert again.read_bytes() == book.read_bytes()


def test_what_is_filled_in_comes_back(desk: Path, book: Path, ask: Ask) -> None:
    """As dated statements beside the plans, whose shards stay as they are."""
    before = contents(desk)
    filled = fill(
        book,
        {
            ("全部任务", 2): ("已修缮8个", "推进中", ""),
            ("白塔市财政局", 3): ("", "已完成，见附件", "共12处"),
            ("白塔市财政局", 4): ("已拨付", "已完成", ""),
        },
    )
    code, _, err = ask(
        *("ledger", "--import", filled, "--store", desk, "--by", "王科长", "--on", "2031-07-15")
    )
    assert code == 0, err
    assert "3 taken in" in err
    assert contents(desk) == before
    found = read_reports(existing(desk))
    assert [(each.task[-1], each.status, each.by, each.cells) for each in found] == [
        ("1", "underway", "王科长", "全部任务!L2,M2"),
        ("2", "done", "王科长", "白塔市财政局!N3,O3"),
        ("3", "done", "王科长", "白塔市财政局!M4,N4"),
    ]
    assert {each.at.astimezone().date() for each in found} == {date(2031, 7, 15)}
    # Who only cooperates in the third does not decide that it is done.
    assert status_of_tasks(found) == {found[0].task: "underway", found[1].task: "done"}
    code, out, _ = ask("due", "--late", "--from", "2031-10-08", "--format", "csv", "--store", desk)
    assert code == 0
    assert [line.split(",")[2] for line in out.split("\r\n")[1:] if line] == ["1"]
    code, out, _ = ask("query", "done-tasks", "--format", "csv", "--store", desk)
    assert out.count("王科长") == 1


def test_a_second_import_says_what_is_new(desk: Path, book: Path, ask: Ask) -> None:
    """The ledger written next has what was said; only what changed is stated again."""
    filled = fill(book, {("全部任务", 2): ("八个", "推进中", ""), ("全部任务", 4): ("", "", "缓")})
    assert ask("ledger", "--import", filled, "--store", desk)[0] == 0
    assert "0 taken in, 2 known already" in ask("ledger", "--import", filled, "--store", desk)[2]
    assert ask("ledger", "-o", book, "--store", desk)[0] == 0
    sheet = openpyxl.load_workbook(book)["全部任务"]
    assert [sheet.cell(2, heads(sheet)[name]).value for name in FILLED] == ["八个", "推进中", None]
    again = fill(book, {("全部任务", 2): ("十二个", "已完成", "")})
    assert "1 taken in, 1 known already" in ask("ledger", "--import", again, "--store", desk)[2]
    now = latest(read_reports(existing(desk)))
    assert {each.progress for each in now.values()} == {"十二个", ""}


def test_a_row_that_is_not_known_again_is_named(desk: Path, book: Path, ask: Ask) -> None:
    """Another quote, an unknown task, a new row, a task twice: the rest is taken."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["全部任务"]
    at = heads(sheet)
    for row in (2, 3, 4, 5, 6):
        sheet.cell(row, at["备注"]).value = f"第{row}行"
    sheet.cell(2, at["原文"]).value = "别的话"
    sheet.cell(3, at[TASK_KEY]).value = "https://w3id.org/zeren/doc/none/task/1"
    for heading in ("原文", TASK_KEY):
        sheet.cell(6, at[heading]).value = sheet.cell(4, at[heading]).value
    filled = book.with_name("乱.xlsx")
    opened.save(filled)
    code, _, err = ask("ledger", "--import", filled, "--store", desk)
    assert code == 1
    for words in (
        "N2: 原文与库里的不同",
        "N3: 库里没有这项任务",
        "N5: 行里没有任务标识",
        "N6: 与第4行是同一任务",
    ):
        assert words in err
    assert "1 taken in, 4 not taken" in err
    assert [each.remark for each in read_reports(existing(desk))] == ["第4行"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"a,b\r\n"])
def test_what_is_no_ledger_is_refused(desk: Path, tmp_path: Path, ask: Ask, data: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    code, _, err = ask("ledger", "--import", path, "--store", desk)
    assert code == 1
    assert "next: " in err
    assert read_reports(existing(desk)) == []


def test_a_workbook_without_the_column_is_refused(desk: Path, tmp_path: Path, ask: Ask) -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    (tmp_path / "x.xlsx").write_bytes(out.getvalue())
    code, _, err = ask("ledger", "--import", tmp_path / "x.xlsx", "--store", desk)
    assert (code, "is no ledger of zeren" in err) == (1, True)


@pytest.mark.usefixtures("on_disk")
def test_reports_survive_builds_and_are_asked_at_once(desk: Path, tmp_path: Path) -> None:
    """Also where the cache is on the disk: it is brought up to date, not begun anew."""
    task = next(iter(open_store(desk).query("SELECT ?t { ?t a zr:Task } ORDER BY ?t").rows))[
        0
    ].value
    at = datetime(2031, 6, 1, tzinfo=UTC)
    add_reports(
        existing(desk), [Report(task, None, (), "done", "", "完成", "", at, "王", "a", "b")], b""
    )
    asked = "SELECT ?t { ?r zr:reportsOn ?t ; zr:status zr:done . ?t a zr:Task }"
    assert len(list(open_store(desk).query(asked).rows)) == 1
    (tmp_path / "plan2.txt").write_text(PLAN.replace("白塔", "青溪"), encoding="utf-8")
    assert not build([tmp_path / "plan.txt", tmp_path / "plan2.txt"], desk).failed
    assert len(list(open_store(desk).query(asked).rows)) == 1
    assert len(read_reports(existing(desk))) == 1


def test_reports_are_in_backups_and_exports(desk: Path, tmp_path: Path, ask: Ask) -> None:
    at = datetime(2031, 6, 1, tzinfo=UTC)
    task = (
        f"https://w3id.org/zeren/doc/{next((desk / 'shards').iterdir()).name.split('.')[0]}/task/1"
    )
    add_reports(
        existing(desk), [Report(task, None, (), "done", "", "完成", "", at, "王", "a", "b")], b""
    )
    write_snapshot(desk, tmp_path / "backup.zip")
    restore(tmp_path / "backup.zip", tmp_path / "restored")
    assert read_reports(existing(tmp_path / "restored")) == read_reports(existing(desk))
    assert ask("export", "--format", "nq", "-o", tmp_path / "all.nq", "--store", desk)[0] == 0
    assert "ProgressReport" in (tmp_path / "all.nq").read_text(encoding="utf-8")


def test_a_damaged_report_is_left_out_of_a_restore(desk: Path, tmp_path: Path) -> None:
    at = datetime(2031, 6, 1, tzinfo=UTC)
    name = add_reports(
        existing(desk), [Report("a:b", None, (), None, "x", "", "", at, "王", "a", "b")], b""
    )
    (desk / "progress" / name).write_bytes(b"broken")
    assert read_reports(existing(desk)) == []
    done = write_snapshot(desk, tmp_path / "backup.zip")
    assert any("not what was written" in each.what for each in done.problems)


def test_word_for_one_department(desk: Path, tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "财政局.docx"
    code, _, err = ask("ledger", "-o", path, "--unit", "市财政局", "--store", desk)
    assert code == 0
    assert "--import" not in err  # Word is not taken back
    made = Document(str(path))
    assert made.paragraphs[0].text == "白塔市财政局责任台账"
    (table,) = made.tables
    assert [cell.text for cell in table.rows[0].cells][-3:] == list(FILLED)
    assert [row.cells[2].text for row in table.rows[1:]] == ["责任", "责任", "配合"]
    assert "牵头：白塔市文化局" in table.rows[1].cells[3].text
    first = path.read_bytes()
    assert ask("ledger", "-o", path, "--unit", "市财政局", "--store", desk)[0] == 0
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("due", "numbers"),
    [("2031-06", ["1"]), ("2031", ["1", "2"]), ("2031-09-30", ["1", "2"]), ("2031-05-31", [])],
)
def test_only_what_is_due_then(
    desk: Path, tmp_path: Path, ask: Ask, due: str, numbers: list[str]
) -> None:
    path = tmp_path / "a.xlsx"
    code, _, err = ask("ledger", "-o", path, "--due", due, "--store", desk)
    if not numbers:
        assert (code, "no task fits" in err) == (1, True)
        return
    sheet = openpyxl.load_workbook(path)["全部任务"]
    assert [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)] == numbers


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "nothing to write"),
        (("-o", "a.txt"), "no ledger's name"),
        (("-o", "a.docx"), "for one unit"),
        (("-o", "a.xlsx", "--due", "soon"), "no span of time"),
        (("-o", "a.xlsx", "--unit", "x"), "no unit"),
        (("--import", "a.xlsx", "--due", "30d"), "whole file"),
        (("--import", "none.xlsx"), "cannot be read"),
    ],
)
def test_errors_say_what_to_do(
    desk: Path, ask: Ask, arguments: tuple[str, ...], words: str
) -> None:
    code, _, err = ask("ledger", *arguments, "--store", desk)
    assert code in {1, 2}
    assert words in err
    assert "next: " in err


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("已完成", "done"), ("办结。", "done"), ("已完成一半", None), ("未完成", "underway"),
        ("正在推进，预计年底完成", "underway"), ("尚未启动", "not-started"),
        ("", None), ("详见附件", None),
    ],
)  # fmt: skip
def test_a_status_is_taken_only_where_it_is_plain(words: str, status: str | None) -> None:
    assert status_of(words) == status


def test_states() -> None:
    day = date(2031, 6, 30)
    assert state_of(None, day, day) == "open"
    assert state_of("underway", day, date(2031, 7, 1)) == "late"
    assert state_of("done", day, date(2031, 7, 1)) == "done"

"""Office files hold what they were made of, and no time at which that was."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from zeren.graph.export.sheet import workbook
from zeren.graph.output.office import saved


@pytest.mark.parametrize(
    "data",
    [saved(Workbook()), saved(Document()), workbook("表", ["单位"], [["青沅市财政局"]])],
    ids=["xlsx", "docx", "list"],
)
def test_no_part_says_when_it_was_written(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        said = re.findall(rb">(\d{4}-\d\d-\d\dT[^<]*)<", file.read("docProps/core.xml"))
    assert said
    assert set(said) == {b"2000-01-01T00:00:00Z"}


def test_what_was_written_is_there() -> None:
    book = load_workbook(io.BytesIO(workbook("表", ["单位"], [["=1+1"]])))
    assert [cell.value for cell in book["表"]["A"]] == ["单位", "=1+1"]

"""``zeren show`` on plans that are no plain text."""

from __future__ import annotations

from pathlib import Path

from support.stores.stores import Ask

TABLE = "".join(
    (
        "<table><tr><td>序号<td>工作任务<td>牵头单位<td>完成时限</tr>",
        "<tr><td>1<td>新建泵站2座，改造管网5公里<td rowspan=2>县水务局<td>9月底</tr>",
        "<tr><td>2<td>清淤河道8公里<td>11月底</tr></table>",
    )
)
PAGE = f"<html><body><h1>云泽县2024年任务分解表</h1>{TABLE}</body></html>"
SHEET = (
    "云泽县2024年任务分解表,,,\n序号,工作任务,牵头单位,完成时限\n1,清淤河道8公里,县水务局,9月底\n"
)


def test_a_page_is_built_and_shown(ask: Ask, tmp_path: Path) -> None:
    """Quotes and marks stand in the extracted text; a merged cell is shown where it is."""
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "a.html").write_text(PAGE, encoding="utf-8")
    store = tmp_path / "store"
    assert ask("build", plans, "--store", store)[0] == 0
    code, out, _ = ask("show", "a.html", "--store", store)
    assert code == 0
    assert "format:          html" in out
    code, out, _ = ask("show", "a.html", "2", "--store", store)
    assert code == 0
    assert "2 清淤河道«8公里» 11月底" in " ".join(out.replace("_", "").split())
    assert "in a merged cell, at" in out
    assert "⟦县水务局⟧" in out
    assert "2024-11-30" in out


def test_the_cell_of_a_task_is_shown(ask: Ask, tmp_path: Path) -> None:
    """A task of a sheet is found again in the spreadsheet program."""
    (tmp_path / "a.csv").write_text(SHEET, encoding="utf-8")
    code, out, _ = ask("show", tmp_path / "a.csv", "1", "--store", tmp_path / "none")
    assert code == 0
    assert "task 1 (@1) at cell A3, 3:1" in out

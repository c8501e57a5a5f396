"""Charts as pictures: Chinese, offline, with words for who cannot see them."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from zeren.graph import chart
from zeren.graph.errors import GraphError
from zeren.graph.notebook.charts import COLOURS

alt = pytest.importorskip("altair", reason="charts are altair's")
pandas = pytest.importorskip("pandas", reason="charts are made of data frames")


def bars(title: str = "任务 tasks") -> Any:
    frame = pandas.DataFrame({"unit": ["县财政局", "县教育局"], "tasks": [3, 2]})
    return alt.Chart(frame, title=title).mark_bar().encode(x="tasks:Q", y="unit:N")


def test_a_chart_is_a_picture_with_a_sentence() -> None:
    page = chart(bars(), "财政局有3项。", 'Finance has 3 & "more".')._repr_html_()
    assert '<figcaption lang="zh-CN">财政局有3项。</figcaption>' in page
    assert 'aria-label="财政局有3项。 Finance has 3 &amp; &quot;more&quot;."' in page
    svg = page.partition("<svg")[2].partition("</svg>")[0]
    assert "<title>" in svg  # who points at a bar is told what it stands for
    assert "县财政局" in svg
    assert "Microsoft YaHei" in svg
    assert COLOURS[0] in svg
    assert not re.search(r'(?:href|src)="http', svg)
    names = re.findall(r' id="([^"]+)"', svg)
    other = chart(bars("另一张 another"), "一句。", "A sentence.")._repr_html_()
    assert not set(names) & set(re.findall(r' id="([^"]+)"', other))  # two on one page


def test_a_chart_can_be_kept(tmp_path: Path) -> None:
    picture = chart(bars(), "一句。", "A sentence.")
    png = picture.save(tmp_path / "bars.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    assert width > 400
    assert height > 50
    assert picture.save(tmp_path / "bars.svg").read_text(encoding="utf-8") == picture.svg
    page = picture.save(tmp_path / "bars.html").read_text(encoding="utf-8")
    assert not re.search(r'<(?:script|link)[^>]+(?:src|href)="http', page)
    with pytest.raises(GraphError, match=r"bars\.gif"):
        picture.save(tmp_path / "bars.gif")
    with pytest.raises(GraphError, match="cannot be written"):
        picture.save(tmp_path / "nowhere" / "bars.png")


def test_chinese_is_drawn_and_not_boxes(tmp_path: Path) -> None:
    """Without a font all characters would be the same box, and the pictures the same."""
    fonts = shutil.which("fc-list")
    if not fonts:
        pytest.skip("no fontconfig here to say whether there is a Chinese font")
    known = subprocess.run([fonts, ":lang=zh"], capture_output=True, check=True).stdout
    if not known.strip():
        pytest.skip("no Chinese font is installed here")
    first, second = (
        chart(bars(word), "一句。", "A sentence.").save(tmp_path / f"{place}.png").read_bytes()
        for place, word in enumerate(("责任", "牵头"))
    )
    assert first != second


def test_a_chart_leaves_the_settings_of_altair_alone() -> None:
    before = dict(bars().to_dict())
    chart(bars(), "一句。", "A sentence.")
    after = dict(bars().to_dict())
    assert before["config"] == after["config"]

"""Sidecars: every key, and every way to get one wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.stores.stores import Ask
from zeren.graph.build.sources.sidecars import SidecarError, metadata_for
from zeren.loaders.records import Metadata

GOOD = """
id = "baita-2032"
title = "白塔市2032年工作要点"
issuer = "白塔市人民政府"
jurisdiction = "白塔市"
level = "city"
issued = 2032-03-01
document_number = "白政发〔2032〕3号"
encoding = "gb18030"
url = "https://www.baita.example/公告/3.html"
"""


def sidecar(folder: Path, content: str | bytes, name: str = "plan.meta.toml") -> Path:
    data = content.encode("utf-8") if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return folder / "plan.txt"


def test_all_keys(tmp_path: Path) -> None:
    assert metadata_for(sidecar(tmp_path, GOOD)) == Metadata(
        source_file="plan.txt",
        id="baita-2032",
        title="白塔市2032年工作要点",
        issuer="白塔市人民政府",
        jurisdiction="白塔市",
        level="city",
        issued=date(2032, 3, 1),
        document_number="白政发〔2032〕3号",
        encoding="gb18030",
        url="https://www.baita.example/公告/3.html",
    )


def test_no_sidecar(tmp_path: Path) -> None:
    assert metadata_for(tmp_path / "plan.txt") == Metadata(source_file="plan.txt")


def test_longer_name_wins(tmp_path: Path) -> None:
    sidecar(tmp_path, 'title = "short"')
    path = sidecar(tmp_path, 'title = "long"', "plan.txt.meta.toml")
    assert metadata_for(path).title == "long"


def test_encoding_of_the_command_is_for_files_without_one(tmp_path: Path) -> None:
    assert metadata_for(tmp_path / "plan.txt", "big5").encoding == "big5"
    assert metadata_for(sidecar(tmp_path, GOOD), "big5").encoding == "gb18030"


def test_byte_order_mark_and_date_in_quotes(tmp_path: Path) -> None:
    path = sidecar(tmp_path, b"\xef\xbb\xbfissued = '2032-03-01'\r\n")
    assert metadata_for(path).issued == date(2032, 3, 1)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ('title = "a"\nlevle = "city"\n', 2, "unknown key 'levle'"),
        ("\n\ntitle = 白塔市\n", 3, "not TOML"),
        ('title = "a"\nid = "b', 2, "not TOML"),
        ("title = 3\n", 1, "text in quotes"),
        ('title = " "\n', 1, "empty"),
        ('title = """a\nb"""\n', 1, "one line"),
        ('level = "town"\n', 1, "national, province"),
        ("issued = 2032-13-01\n", 1, "not TOML"),
        ("issued = 2032-03-01T10:00:00\n", 1, "a date such as"),
        ('issued = "soon"\n', 1, "a date such as"),
        ('encoding = "gbl8030"\n', 1, "no encoding"),
        ('encoding = "base64"\n', 1, "no encoding"),
        ('url = "www.baita.example"\n', 1, "begins with https"),
        ('url = "javascript:alert(1)"\n', 1, "begins with https"),
        ('url = "https://a.example/<x> <y>"\n', 1, "begins with https"),
        ("url = 'https://a.example/\"'\n", 1, "begins with https"),
        ('id = "../../etc/passwd"\n', 1, "letters"),
        ('id = "a/b"\n', 1, "letters"),
        ('id = "a\\\\b"\n', 1, "letters"),
        ('id = ".."\n', 1, "letters"),
        ('id = ".hidden"\n', 1, "letters"),
        ('id = "-x"\n', 1, "letters"),
        ('id = "NUL"\n', 1, "letters"),
        ('id = "com1.x"\n', 1, "letters"),
        ('id = "end."\n', 1, "letters"),
        ('id = "规划"\n', 1, "letters"),
        ("[title]\nzh = 'x'\n", 1, "text in quotes"),
        ('title = "白塔"\n'.encode("gb18030"), 1, "not UTF-8"),
    ],
)
def test_faults_name_file_and_line(
    tmp_path: Path, content: str | bytes, line: int, words: str
) -> None:
    path = sidecar(tmp_path, content)
    with pytest.raises(SidecarError) as caught:
        metadata_for(path)
    assert caught.value.where == f"{tmp_path / 'plan.meta.toml'}:{line}"
    assert words in caught.value.what
    assert "\n" not in caught.value.what
    assert caught.value.next_step


def test_bad_sidecar_is_one_line_and_the_others_are_built(
    ask: Ask, plans: Path, store: Path
) -> None:
    (plans / "qinghe.meta.toml").write_text("level = 'town'\n", encoding="utf-8")
    code, out, err = ask("build", plans, "--store", store)
    assert code == 1
    (line,) = err.splitlines()
    assert "qinghe.meta.toml:1" in line
    assert "1 built" in out

"""Manifests: a table that names the files of a collection and what is known of each."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from support.stores.stores import Ask, contents, plan_text
from zeren.graph.build.folder import build
from zeren.graph.build.sources.manifest import COLUMNS, read_manifest
from zeren.graph.errors import GraphError

ENGLISH = (
    "path,title,issuer,jurisdiction,level,issued,document_number,url,id,encoding\n"
    'a.txt,白塔市2032年工作要点,白塔市人民政府,白塔市,city,2032-03-01,白政发〔2032〕3号,'
    '"https://www.baita.example/zw?id=1,2",baita-2032,utf-8\n'
)  # fmt: skip
CHINESE = (
    "网址\t文 号\t发文日期\t级别\t行政区划\t发文机关\t标题\t路径\t标识\t编码\n"
    "https://www.baita.example/zw?id=1,2\t白政发〔2032〕3号\t2032年3月1日\t市级\t白塔市\t"
    "白塔市人民政府\t白塔市2032年工作要点\ta.txt\tbaita-2032\tutf-8\n"
)
STATED = {
    "title": "白塔市2032年工作要点",
    "issuer": "白塔市人民政府",
    "jurisdiction": "白塔市",
    "level": "city",
    "issued": date(2032, 3, 1),
    "document_number": "白政发〔2032〕3号",
    "url": "https://www.baita.example/zw?id=1,2",
    "id": "baita-2032",
    "encoding": "utf-8",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    (place / "sub").mkdir(parents=True)
    for number, name in enumerate(("a.txt", "b.txt", "sub/c.txt")):
        (place / name).write_text(plan_text(number), encoding="utf-8")
    return place


def manifest(folder: Path, content: str | bytes) -> Path:
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    (folder / "list.csv").write_bytes(data)
    return folder / "list.csv"


@pytest.mark.parametrize("content", [ENGLISH, CHINESE], ids=["english", "chinese"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_column_in_every_encoding(folder: Path, content: str, encoding: str) -> None:
    found = read_manifest(manifest(folder, content.encode(encoding)))
    assert found.stated == {str(folder / "a.txt"): STATED}
    assert not found.problems
    assert not found.notes


def test_each_name_of_a_column_means_one() -> None:
    names = [name for heads in COLUMNS.values() for name in heads]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() for name in names)


def test_paths_count_from_the_manifest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    lines = f"path,title\nsub/c.txt,\nsub\\..\\b.txt,乙\n{folder / 'a.txt'},\n"
    found = read_manifest(manifest(folder, lines).relative_to(folder.parent))
    assert found.stated == {
        str(folder / "sub" / "c.txt"): {},
        str(folder / "b.txt"): {"title": "乙"},
        str(folder / "a.txt"): {},
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("b.txt,,2032-13-01,,", "issued: it must be a date"),
        ("b.txt,,2032,,", "issued: it must be a date"),
        ("b.txt,,,town,", "level: it must be one of national"),
        ("b.txt,,,,ftp://x.example", "url: it must be an address"),
        ("b.txt,,,,https://x.example/<a>", "url: it must be an address"),
        ("nothing.txt,,,,", "there is no file nothing.txt"),
        ("sub,,,,", "sub is a folder"),
        ("https://x.example/a.html,,,,", "nothing is fetched"),
        (",名,,,", "names no file"),
        ("./sub/../a.txt,,,,", "already named in line 2"),
        ("b.txt,a,b,c,d,e", "it has 6 cells, the header has 5"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_used(folder: Path, row: str, words: str) -> None:
    content = f"path,title,issued,level,url\na.txt,甲,,,\n\n{row}\nsub/c.txt,丙,2032/3/1,县,\n"
    found = read_manifest(manifest(folder, content))
    (problem,) = found.problems
    assert problem.where == f"{folder / 'list.csv'}:4"
    assert words in problem.what
    assert list(found.stated.values()) == [
        {"title": "甲"},
        {"title": "丙", "issued": date(2032, 3, 1), "level": "county"},
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no text"),
        (b"title,url\na,b\n", "no column for the path"),
        ("路径,文件,标题\na.txt,a.txt,x\n".encode(), "路径 and 文件 mean the same"),
        (b'path\n"a.txt', "no CSV"),
        (b"PK\x03\x04\x00\x00\x00\x00" * 9, "zero bytes"),
    ],
)
def test_a_table_that_cannot_be_used(folder: Path, content: bytes, words: str) -> None:
    path = manifest(folder, content)
    with pytest.raises(GraphError, match=words) as raised:
        read_manifest(path)
    assert str(path) in raised.value.what
    assert raised.value.next_step


def test_no_such_manifest(ask: Ask, folder: Path, store: Path) -> None:
    code, _, err = ask("build", "--manifest", folder / "none.csv", "--store", store)
    assert code == 1
    assert "none.csv" in err
    assert not store.exists()


def test_columns_that_are_not_used_are_told(folder: Path) -> None:
    found = read_manifest(manifest(folder, "序号,path,tittle\n1,a.txt,x\n"))
    assert found.stated == {str(folder / "a.txt"): {}}
    (note,) = found.notes
    assert "not used: 序号, tittle" in note


def test_build_of_a_collection(ask: Ask, folder: Path, store: Path) -> None:
    listed = manifest(folder, ENGLISH + "sub/c.txt,丙,,,,,,,,\nb.txt,,,,,bad,,,,\n")
    code, out, err = ask("build", "--manifest", listed, "--store", store)
    assert code == 1  # for the one line
    assert "2 built" in out
    assert f"{listed}:4: issued" in err
    shard = contents(store)["baita-2032.nq"].decode("utf-8")
    for words in (
        "<http://purl.org/dc/terms/source> <https://www.baita.example/zw?id=1,2>",
        '<http://purl.org/dc/terms/title> "白塔市2032年工作要点"',
        '"2032-03-01"^^',
    ):
        assert words in shard


def test_only_the_line_that_changed_is_built_again(ask: Ask, folder: Path, store: Path) -> None:
    listed = manifest(folder, "path,title\na.txt,甲\nb.txt,乙\n")
    assert "2 built" in ask("build", "--manifest", listed, "--store", store)[1]
    assert "nothing to do" in ask("build", "--manifest", listed, "--store", store)[1]
    manifest(folder, "path,title\nb.txt,又乙\na.txt,甲\n")
    assert "1 built, 1 unchanged" in ask("build", "--manifest", listed, "--store", store)[1]
    assert sum("又乙".encode() in shard for shard in contents(store).values()) == 1


def test_a_folder_and_its_manifest_together(ask: Ask, folder: Path, store: Path) -> None:
    listed = manifest(folder, "path,title,issuer\na.txt,甲,\n")
    code, out, err = ask("build", folder, "--manifest", listed, "--store", store)
    assert (code, err) == (0, "")
    assert "3 built" in out  # the manifest is none of them


def test_a_sidecar_wins(folder: Path, store: Path) -> None:
    (folder / "a.meta.toml").write_text('title = "来自文件旁"\n', encoding="utf-8")
    listed = manifest(folder, "path,title,issuer\na.txt,来自清单,白塔市文化局\n")
    report = build([], store, manifest=read_manifest(listed))
    assert not report.failed
    (shard,) = contents(store).values()
    assert "来自文件旁".encode() in shard
    assert "来自清单".encode() not in shard
    assert "文化局".encode() in shard


def test_same_result_in_another_place(folder: Path, tmp_path: Path) -> None:
    manifest(folder, ENGLISH)
    moved = Path(shutil.copytree(folder, tmp_path / "elsewhere"))
    for place in (folder, moved):
        build([], tmp_path / f"s{place.name}", manifest=read_manifest(place / "list.csv"))
    assert contents(tmp_path / "sin") == contents(tmp_path / "selsewhere")

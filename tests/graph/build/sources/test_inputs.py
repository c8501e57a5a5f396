"""Which files of a folder a build takes for plans."""

from __future__ import annotations

from pathlib import Path

from support.stores.stores import Ask, plan_text
from zeren.graph.build.sources.inputs import find


def made(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(plan_text(len(name)), encoding="utf-8")
    return folder


def taken(folder: Path) -> list[str]:
    return [Path(path).relative_to(folder).as_posix() for path in find([folder]).files]


def test_plans_of_every_format_are_taken(tmp_path: Path) -> None:
    names = [
        "a.csv",
        "b.DOCX",
        "c.htm",
        "d.html",
        "e.mht",
        "f.pdf",
        "g.shtml",
        "h.txt",
        "i.xlsx",
        "j",
    ]
    assert taken(made(tmp_path, *names)) == names


def test_what_somebody_has_to_convert_is_taken_too(tmp_path: Path) -> None:
    names = ["a.doc", "b.et", "c.jpg", "d.ofd", "e.wps", "f.xls", "g.zip"]
    assert taken(made(tmp_path, *names)) == names


def test_companions_and_files_of_the_system_are_left_out(tmp_path: Path) -> None:
    made(
        tmp_path, "plan.txt", "plan.jsonl", "plan.ttl", "plan.meta.toml", "~$plan.docx",
        ".~lock.plan.docx#", "~wrl0001.tmp", "Thumbs.db", "desktop.ini", ".DS_Store",
        "style.css", "script.js", "notes.md", "__MACOSX/plan.txt",
    )  # fmt: skip
    found = find([tmp_path])
    assert [Path(path).name for path in found.files] == ["plan.txt"]
    assert found.skipped == {".jsonl": 1, ".ttl": 1, ".css": 1, ".js": 1, ".md": 1}


def test_what_a_browser_saves_beside_a_page_is_left_out(tmp_path: Path) -> None:
    made(
        tmp_path, "通知.html", "通知_files/logo.png", "通知_files/deep/frame.html", "old.htm",
        "old.files/a.gif", "scans_files/1.jpg", "Upper.HTML", "Upper_files/x.js",
    )  # fmt: skip
    assert taken(tmp_path) == ["Upper.HTML", "old.htm", "scans_files/1.jpg", "通知.html"]
    assert not find([tmp_path]).skipped


def test_a_file_that_is_named_is_taken_whatever_it_is(tmp_path: Path) -> None:
    made(tmp_path, "page_files/frame.html", "page.html", "data.json")
    named = [tmp_path / "page_files" / "frame.html", tmp_path / "data.json"]
    assert list(find(named).files) == [str(path) for path in named]


def test_the_old_word_file_is_reported_with_its_command(
    ask: Ask, tmp_path: Path, store: Path
) -> None:
    folder = made(tmp_path / "my plans", "plan.txt")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")
    (folder / "计划.doc").write_bytes(old)
    (folder / "renamed.docx").write_bytes(old + b"another")
    code, out, err = ask("build", folder, "--store", store)
    assert code == 1
    assert "1 built" in out
    one, other = (line for line in err.splitlines() if "error" in line)
    assert one.endswith(f'--convert-to docx "{folder}/renamed.docx"')
    assert other.endswith(f'--convert-to docx "{folder}/计划.doc"')

"""``zeren show``: finding what is meant, and marking it in the words of the source."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.stores.stores import DATA, Ask, contents
from zeren.graph.output.spans import bracketed, harmless, nest, pieces
from zeren.graph.show.screen import show_cleaning, show_task
from zeren.graph.store.documents.views import DocumentView, view
from zeren.loaders.records import Edit, Span

MARKED = (
    "1.改造老旧_校舍_。完成«六所»乡村_学校_改造。"
    "（牵头单位：⟦县教育局⟧；责任单位：⟦县财政局⟧、⟦各乡镇人民政府⟧）"
)


@pytest.mark.parametrize("name", ["qinghe", "qinghe.txt", "青禾县", "重点任务分工", "QINGHE"])
def test_document_by_name_or_title(ask: Ask, shared: Path, name: str) -> None:
    code, out, _ = ask("show", name, "--store", shared)
    assert code == 0
    assert out.startswith("青禾县2031年重点任务分工\n")
    assert "修订应急预案" in out


def test_document_by_id_and_its_beginning(ask: Ask, shared: Path) -> None:
    for shard in contents(shared):
        name = shard.removesuffix(".nq")
        for part in (name, name[:5]):
            assert ask("show", part, "--store", shared)[0] == 0


def test_document_by_path_needs_no_store(ask: Ask, tmp_path: Path) -> None:
    path = shutil.copy(DATA / "plans" / "qinghe.txt", tmp_path / "x.txt")
    code, out, _ = ask("show", path, "2", "--store", tmp_path / "none")
    assert code == 0
    assert "⟦县应急管理局⟧" in out


def test_name_that_fits_several_lists_them(ask: Ask, shared: Path) -> None:
    code, _, err = ask("show", "2031", "--store", shared)
    assert code == 2
    assert "fits 2 documents" in err
    assert "云岭市" in err


def test_name_that_fits_nothing(ask: Ask, shared: Path) -> None:
    code, _, err = ask("show", "白塔", "--store", shared)
    assert code == 2
    assert "zeren query documents" in err


def test_task_with_its_units_marked(ask: Ask, shared: Path) -> None:
    code, out, _ = ask("show", "qinghe", "@1", "--store", shared)
    assert code == 0
    assert MARKED in out
    assert "一 重点任务" in out
    (row,) = [line for line in out.splitlines() if line.startswith("lead")]
    assert row.split() == ["lead", "牵头", "青禾县教育局", "县教育局", "bracket-label", "explicit"]
    assert "(collective)" in out


def test_task_by_number_or_position(ask: Ask, shared: Path) -> None:
    assert "修订_应急预案_" in ask("show", "qinghe", "2", "--store", shared)[1]
    assert "整治_河道_" in ask("show", "qinghe", "3", "--store", shared)[1]
    code, _, err = ask("show", "qinghe", "1", "--store", shared)
    assert code == 2
    assert "@1 改造老旧校舍; @3 整治河道" in err
    for wrong in ("9", "@9", "@x", "x"):
        assert ask("show", "qinghe", wrong, "--store", shared)[0] == 2


def test_json_quotes_the_source(ask: Ask, shared: Path) -> None:
    code, out, _ = ask("show", "qinghe", "--format", "json", "--store", shared)
    assert code == 0
    document = json.loads(out)
    text = (DATA / "plans" / "qinghe.txt").read_text(encoding="utf-8")
    assert [task["number"] for task in document["tasks"]] == ["1", "2", "1"]
    for task in document["tasks"]:
        assert text[slice(*task["span"])] == task["quote"]
        for part in task["assignments"]:
            assert text[slice(*part["span"])] == part["quote"] == part["written"]


AIMS = """青禾县2031年重点任务分工

到2031年底，全县森林覆盖率达到62%以上。

1.提升急救能力。联合县红十字会新建急救站3—5个，急救覆盖率提高2个百分点。（责任单位：县财政局）
"""


@pytest.fixture
def aims(tmp_path: Path) -> Path:
    path = tmp_path / "aims.txt"
    path.write_text(AIMS, encoding="utf-8")
    return path


def test_targets_themes_and_mentions_are_listed(ask: Ask, aims: Path) -> None:
    _, out, _ = ask("show", aims, "1")
    assert "联合‹县红十字会›" in out
    assert "⟦单位 unit⟧  «目标 target»  ‹提及 mention›  _主题词 theme word_" in out
    rows = [line.split() for line in out.splitlines()]
    assert ["↔", "3–5", "个"] in [row[1:4] for row in rows]
    assert ["急救覆盖率提高", "Δ=", "2", "个百分点"] in [row[:4] for row in rows]
    assert ["青禾县红十字会", "县红十字会"] in rows
    sector, theme = [row for row in rows if row[:1] == ["1"]]
    assert sector[1:3] == ["卫生健康", "Health"]
    assert theme[1] == "卫生应急与急救"
    assert theme[-1] == "急救能力、急救站、急救"


def test_document_counts_targets_and_shows_its_own(ask: Ask, aims: Path) -> None:
    rows = [line.split() for line in ask("show", aims)[1].splitlines()]
    assert ["@1", "1", "1", "2", "提升急救能力", "卫生应急与急救"] in rows
    (target,) = [row for row in rows if row[:1] == ["森林覆盖率"]]
    assert target[1:5] == ["≥", "62", "%", "2031-12-31"]
    assert target[-1] == "3:18"


def test_json_carries_all_that_was_read(ask: Ask, aims: Path) -> None:
    document = json.loads(ask("show", aims, "--format", "json")[1])
    (aim,) = document["targets"]
    assert (aim["value"], aim["comparator"], aim["sign"]) == (62, "at-least", "≥")
    (task,) = document["tasks"]
    assert [target["upper_value"] for target in task["targets"]] == [5, None]
    assert task["themes"][0]["en"] == "Health emergencies and first aid"
    (mention,) = task["mentions"]
    assert mention["written"] == mention["quote"] == "县红十字会"
    words = [word for theme in task["themes"] for word in theme["evidence"]]
    for part in [aim, *task["targets"], mention, *words]:
        assert AIMS[slice(*part["span"])] == part["quote"]


def test_cleaning_shows_place_and_change(ask: Ask, shared: Path) -> None:
    code, out, _ = ask("show", "yunling", "--cleaning", "--all", "--store", shared)
    assert code == 0
    assert "5:16 (characters 120-121)" in out
    assert "“,” -> “，”" in out
    edits = json.loads(
        ask("show", "yunling", "--cleaning", "--format", "json", "--store", shared)[1]
    )
    assert [(edit["line"], edit["column"], edit["before"]) for edit in edits] == [(5, 16, ",")]


def test_cleaning_of_one_task(ask: Ask, shared: Path) -> None:
    assert "width" in ask("show", "yunling", "2", "--cleaning", "--store", shared)[1]
    assert "changed nothing" in ask("show", "yunling", "1", "--cleaning", "--store", shared)[1]


def make_view(text: str, edits: tuple[Edit, ...] = ()) -> DocumentView:
    return DocumentView("x", "https://x/", {}, (), text, "utf-8", edits, ())


def test_frequent_kinds_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    text = "卫(wèi)" * 40 + "专??科"
    edits = [
        Edit("ruby", Span(5 * n + 1, 5 * n + 6), "(wèi)", "", "pinyin note") for n in range(40)
    ]
    edits.append(Edit("byte_slip", Span(201, 203), "??", "", "no proof", "flagged", 1.25))
    document = make_view(text, tuple(edits))
    show_cleaning(Console(), document, edits, everything=False)
    out = capsys.readouterr().out
    assert "ruby: 40 times, pinyin note" in out
    assert out.count("(wèi)") == 1
    assert "byte_slip [flagged] at 1:202" in out
    assert "margin 1.25" in out
    assert "40 repairs, 1 flagged" in out


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_are_counted_in_lines_and_columns(newline: str) -> None:
    document = make_view(newline.join(["一二", "三四五", ""]))
    assert document.place(0) == (1, 1)
    assert document.place(2 + len(newline)) == (2, 1)
    assert document.place(2 + len(newline) + 2) == (2, 3)


def test_inherited_units_are_shown_where_they_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    text = "总要求：各区政府均需落实。\n1.植树。\n"
    z = "https://w3id.org/zeren/"
    o = f"{z}ontology#"
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    task, part, unit = f"{z}doc/x/task/1", f"{z}doc/x/task/1/r", f"{z}doc/x/unit/u"
    facts = [
        (f"{z}doc/x", rdf, f"<{o}PolicyDocument>"),
        (task, rdf, f"<{o}Task>"),
        (task, f"{o}position", '"1"'),
        (task, f"{o}taskNumber", '"1"'),
        (task, f"{o}text", '"植树。"'),
        (task, f"{o}start", '"14"'),
        (task, f"{o}end", '"19"'),
        (task, f"{o}assignment", f"<{part}>"),
        (part, f"{o}role", f"<{o}responsible>"),
        (part, f"{o}order", '"1"'),
        (part, f"{o}basis", f"<{o}inherited>"),
        (part, f"{o}unit", f"<{unit}>"),
        (part, f"{o}nameAsWritten", '"各区政府"'),
        (part, f"{o}start", '"4"'),
        (part, f"{o}end", '"8"'),
    ]
    shard = "".join(f"<{s}> <{p}> {v} <{z}doc/x> .\n" for s, p, v in facts).encode()
    document = view(
        "x", shard, text, b'{"format": "txt", "encoding": "utf-8", "edits": [], "notes": []}'
    )
    show_task(Console(), document, document.tasks[0])
    out = capsys.readouterr().out
    assert "\n1.植树。\n" in out
    assert "said once for all, at 1:5" in out
    assert "总要求：⟦各区政府⟧均需落实。" in out


KINDS = ("unit", "target", "theme")
BRACKETS = {"unit": ("⟦", "⟧"), "target": ("«", "»"), "theme": ("_", "_")}
TEXTS = st.text(alphabet="甲乙,\n", max_size=30)


def draw_marks(text: str, data: st.DataObject) -> list[tuple[Span, str]]:
    offsets = st.integers(0, len(text))
    pairs = st.tuples(offsets, offsets, st.sampled_from(KINDS))
    return [
        (Span(min(a, b), max(a, b)), kind) for a, b, kind in data.draw(st.lists(pairs, max_size=6))
    ]


@given(TEXTS, st.data())
def test_marking_loses_no_character(text: str, data: st.DataObject) -> None:
    marks = draw_marks(text, data)
    whole = Span(0, len(text))
    words = bracketed(text, whole, marks, BRACKETS, runs={"theme"})
    assert "".join(char for char in words if char not in "⟦⟧«»_") == text
    cut = list(pieces(text, whole, marks))
    assert "".join(piece.text for piece in cut) == text
    marked = {offset for span, _ in marks for offset in range(*span)}
    assert sum(len(piece.text) for piece in cut if piece.marks) == len(marked)


@given(TEXTS, st.data())
def test_nested_marks_cover_what_they_covered(text: str, data: st.DataObject) -> None:
    """Overlapping spans become a tree, and each mark still covers all its words, once."""
    marks = list(enumerate(draw_marks(text, data)))
    root = nest(Span(0, len(text)), [(span, number) for number, (span, _) in marks])
    covered: dict[int | None, list[int]] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        covered.setdefault(node.mark, []).extend(range(*node.span))
        at = node.span.start
        for inner in node.inside:
            assert at <= inner.span.start < inner.span.end <= node.span.end
            at = inner.span.end
        waiting += node.inside
    for number, (span, _) in marks:
        assert sorted(covered.get(number, [])) == list(range(*span))


def test_marks_that_cross_are_cut_where_the_first_ends() -> None:
    marks = [(Span(1, 4), "unit"), (Span(3, 6), "target")]
    assert bracketed("甲乙丙丁戊己庚", Span(0, 7), marks, BRACKETS) == "甲⟦乙丙«丁»⟧«戊己»庚"
    themes = [(Span(0, 2), "theme"), (Span(2, 4), "theme")]
    assert bracketed("甲乙丙丁", Span(0, 4), themes, BRACKETS) == "_甲乙__丙丁_"
    assert bracketed("甲乙丙丁", Span(0, 4), themes, BRACKETS, runs={"theme"}) == "_甲乙丙丁_"


def test_control_characters_never_reach_the_terminal() -> None:
    assert harmless("a\x1b[2Jb\x9bc\x00\r\n\td") == "a\ufffd[2Jb\ufffdc\ufffd\n\td"

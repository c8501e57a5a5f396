"""``zeren build --themes``: a user's SKOS file beside the built-in themes, or instead of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from support import ROOT
from support.stores.stores import Ask, contents
from zeren.graph.build.finding import find_document
from zeren.graph.build.folder import build
from zeren.graph.build.sources.themes import read_themes
from zeren.graph.store.opening import open_store
from zeren.ontology.schemes import read_scheme

SCHEME = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://example.org/themes#> .
t:scheme a skos:ConceptScheme .
t:rivers a skos:Concept ; skos:inScheme t:scheme ;
    skos:prefLabel "河湖治理"@zh, "Rivers and lakes"@en ; skos:altLabel "河道"@zh, "%s"@zh .
t:schools a skos:Concept ; skos:inScheme t:scheme ;
    skos:prefLabel "办学条件"@zh, "School buildings"@en ; skos:altLabel "校舍"@zh .
"""
LABELS = """SELECT ?label { ?task zr:theme ?theme . ?theme skos:prefLabel ?label
FILTER(LANG(?label) = "en" && CONTAINS(STR(?theme), "example.org")) }"""


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    path = tmp_path / "themes.ttl"
    path.write_text(SCHEME % "堤防", encoding="utf-8")
    return path


def themes(store: Path, position: int) -> list[str]:
    document = find_document("qinghe", store)
    return [theme.name for theme in document.tasks[position - 1].themes]


def labels(store: Path) -> set[object]:
    return {row["label"] for row in open_store(store).query(LABELS)}


def test_beside_the_built_in_themes(plans: Path, store: Path, scheme: Path) -> None:
    assert not build([plans], store, themes=read_themes([scheme])).failed
    assert themes(store, 1) == ["学前和义务教育", "办学条件"]
    assert labels(store) == {"Rivers and lakes", "School buildings"}


def test_instead_of_the_built_in_themes(ask: Ask, plans: Path, store: Path, scheme: Path) -> None:
    code, _, _ = ask("build", plans, "--store", store, "--themes", scheme, "--only-themes")
    assert code == 0
    assert themes(store, 1) == ["办学条件"]
    assert themes(store, 2) == []
    code, out, _ = ask("query", "themes", "--store", store)
    assert "河湖治理  Rivers and lakes" in out


def test_repeatable(ask: Ask, plans: Path, store: Path, scheme: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text(
        (SCHEME % "堤坝").replace("example.org/themes", "example.org/other"), encoding="utf-8"
    )
    options = ["--themes", scheme, "--themes", other, "--only-themes"]
    assert ask("build", plans, "--store", store, *options)[0] == 0
    assert themes(store, 1) == ["办学条件", "办学条件"]


def test_read_again_only_when_the_themes_change(
    ask: Ask, plans: Path, store: Path, scheme: Path
) -> None:
    options = ["build", plans, "--store", store, "--themes", scheme]
    assert "2 built" in ask(*options)[1]
    assert "nothing to do: 2 documents unchanged" in ask(*options)[1]
    scheme.write_text(SCHEME % "青禾河", encoding="utf-8")
    assert "2 built" in ask(*options)[1]
    assert len(list((store / "themes").iterdir())) == 1
    assert labels(store) == {"Rivers and lakes", "School buildings"}
    assert "2 built" in ask(*options, "--only-themes")[1]
    assert "2 built" in ask("build", plans, "--store", store)[1]
    assert not list((store / "themes").iterdir())
    assert labels(store) == set()


def test_documents_keep_the_themes_they_were_read_with(
    ask: Ask, plans: Path, store: Path, scheme: Path
) -> None:
    ask("build", plans / "qinghe.txt", "--store", store, "--themes", scheme)
    _, _, err = ask("build", plans / "yunling.txt", "--store", store)
    assert "1 document read with other themes" in err
    assert labels(store) == {"Rivers and lakes", "School buildings"}
    (store / "themes" / next((store / "themes").iterdir()).name).write_bytes(b"broken")
    _, _, err = ask("query", "documents", "--store", store)
    assert "are missing or damaged" in err
    assert labels(store) == set()
    ask("build", plans / "qinghe.txt", "--store", store, "--themes", scheme)
    assert labels(store) == {"Rivers and lakes", "School buildings"}


def test_workers_give_the_same(plans: Path, tmp_path: Path, scheme: Path) -> None:
    own = read_themes([scheme])
    for jobs in (1, 2):
        assert not build([plans], tmp_path / f"s{jobs}", jobs=jobs, themes=own).failed
    assert contents(tmp_path / "s1") == contents(tmp_path / "s2")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no skos:Concept"),
        (b"not turtle at all {", "not Turtle"),
        (b"\xff\xfe\x00", "not Turtle"),
        (b"<http://x/a> <http://x/b> <http://x/c> .", "no skos:Concept"),
    ],
)
def test_a_file_that_is_no_scheme_is_one_clear_line(
    ask: Ask, plans: Path, store: Path, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "wrong.ttl"
    path.write_bytes(content)
    code, out, err = ask("build", plans, "--store", store, "--themes", path)
    assert (code, out) == (2, "")
    first, second = err.splitlines()
    assert first.startswith(f"zeren: error: the themes {path} cannot be used: ")
    assert reason in first
    assert second.startswith("next: ")
    assert not store.exists()


def test_wrong_options(ask: Ask, plans: Path, store: Path, tmp_path: Path) -> None:
    assert ask("build", plans, "--store", store, "--only-themes")[0] == 2
    code, _, err = ask("build", plans, "--store", store, "--themes", tmp_path / "none.ttl")
    assert code == 2
    assert "there are no themes at" in err


def test_byte_order_mark_is_no_fault(tmp_path: Path, scheme: Path) -> None:
    marked = tmp_path / "marked.ttl"
    marked.write_bytes(b"\xef\xbb\xbf" + scheme.read_bytes())
    assert read_themes([marked]) == read_themes([scheme])


def test_show_reads_a_file_with_them(ask: Ask, plans: Path, scheme: Path, tmp_path: Path) -> None:
    (plan,) = plans.glob("qinghe*.txt")
    command = ("show", plan, "@1", "--format", "json", "--store", tmp_path / "none")
    code, out, _ = ask(*command, "--themes", scheme, "--only-themes")
    assert code == 0
    assert [theme["zh"] for theme in json.loads(out)["themes"]] == ["办学条件"]


def test_evaluate_measures_them(ask: Ask, plans: Path, scheme: Path, tmp_path: Path) -> None:
    (plan,) = plans.glob("qinghe*.txt")
    gold = tmp_path / "gold"
    gold.mkdir()
    number = find_document(str(plan), tmp_path).tasks[0].number
    line = {"task": number, "themes": ["schools"]}
    (gold / f"{plan.stem}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    command = ("evaluate", plan, "--gold", gold, "--format", "json")
    code, out, _ = ask(*command, "--themes", scheme, "--only-themes")
    assert code == 0
    assert json.loads(out)["all"]["themes"]["right"] == 1
    code, out, _ = ask(*command)
    assert json.loads(out)["all"]["themes"]["right"] == 0


def test_the_example_of_the_docs_is_a_scheme() -> None:
    page = ROOT / "docs" / "themes.md"
    (turtle,) = re.findall(r"```turtle\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    found = read_scheme(turtle.encode())
    names = {word.text for word in found.words for _, kind in word.concepts if kind == "name"}
    assert names >= {"河湖治理", "堤防加固"}
    hints = {word.text for word in found.words for _, kind in word.concepts if kind == "hint"}
    assert hints == {"河道"}
    assert found.tops["https://example.org/water#dykes"] == ("https://example.org/water#rivers",)

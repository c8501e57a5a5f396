"""Themes of tasks: invented cases, evidence and offsets, a user's vocabulary, bad input, time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from support import TESTS
from zeren.loaders.spacy.themes import make_themes
from zeren.loaders.themes.matching import matcher
from zeren.loaders.themes.places import TaskWords
from zeren.loaders.themes.plans import Plan, sectors_of_body
from zeren.loaders.themes.ranking import rank_themes, read_subjects
from zeren.loaders.themes.weights import Weights
from zeren.ontology.schemes import HEALTH, SECTORS, THEMES, SchemeError, built_in, read_scheme

DATA = TESTS / "data" / "themes"

OWN = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://example.org/theme#> .
x:bees a skos:Concept ; skos:prefLabel "养蜂"@zh, "Bees"@en ; skos:narrower x:honey .
x:honey a skos:Concept ; skos:prefLabel "蜂蜜"@zh ; skos:altLabel "巢蜜"@zh, "Honig"@de .
x:hives a skos:Concept ; skos:broader x:bees ; skos:hiddenLabel "蜂箱" .
"""


def cases(name: str) -> list[Any]:
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(case := json.loads(line), id=case["text"][:12]) for line in lines]


HEALTH_PLAN = Plan("甲市2024年卫生健康工作要点", ("甲市卫生健康委员会",))


def read(case: dict[str, Any]) -> tuple[list[str], set[str]]:
    """The sectors and the themes of a case, by local name; without a plan it is one of health."""
    plan = Plan(case["plan"], (case["issuer"],)) if "plan" in case else HEALTH_PLAN
    tasks = [TaskWords(text, None, (), ()) for text in case.get("beside", ())]
    own = TaskWords(
        case["text"],
        case.get("title"),
        case.get("headings", ()),
        [tuple(span) for span in case.get("clauses", ())],
        case.get("bodies", ()),
    )
    found = read_subjects([own, *tasks], plan)[0]
    sectors = [draft.concept.removeprefix(f"{SECTORS}#") for draft in found.sectors]
    return sectors, {draft.concept.removeprefix(f"{THEMES}#") for draft in found.themes}


@pytest.mark.parametrize("case", cases("wild"))
def test_wild(case: dict[str, Any]) -> None:
    sectors, themes = read(case)
    if "themes" in case:
        assert themes == set(case["themes"])
    if "sectors" in case:
        assert sorted(sectors) == sorted(case["sectors"])


@pytest.mark.parametrize("case", cases("negative"))
def test_negative(case: dict[str, Any]) -> None:
    sectors, themes = read(case)
    if "not" in case:
        assert not (themes | set(sectors)) & set(case["not"]), case["why"]
    else:
        assert themes == set(), case["why"]


@pytest.mark.xfail(reason="listed as known failures, with the reason in the file", strict=True)
@pytest.mark.parametrize("case", cases("known_failures"))
def test_known_failures(case: dict[str, Any]) -> None:
    assert set(case["themes"]) <= read(case)[1], case["reason"]


def test_a_body_works_in_the_sector_of_its_function() -> None:
    assert sectors_of_body("县水利局") == (f"{SECTORS}#water",)
    assert sectors_of_body("县住房和城乡建设局") == (f"{SECTORS}#housing",)
    assert sectors_of_body("各有关单位") == ()


def test_a_sector_says_what_the_plan_adds() -> None:
    """With the plan's issuer and title a task scores more, by just what the prior says."""
    task = TaskWords("推进控烟，建设无烟机关。", None, (), ())
    (alone,), (within,) = read_subjects([task])[0][:1], read_subjects([task], HEALTH_PLAN)[0][:1]
    assert alone[0].concept == within[0].concept == HEALTH
    assert alone[0].prior == 0
    assert within[0].prior == Weights().issuer + Weights().plan_title
    assert within[0].score == pytest.approx(alone[0].score + within[0].prior)
    assert {word.word for word in within[0].evidence} == {"控烟", "无烟"}


def test_hints_alone_open_no_sector() -> None:
    task = TaskWords("做好登记和规划，安排智能设备。", None, (), ())
    assert read_subjects([task])[0].sectors == ()


def test_words_that_the_whole_plan_repeats_tell_less() -> None:
    """In a plan on farm machines the task on their insurance is one of finance as well."""
    texts = (
        "推广农机作业服务。",
        "改进农机装备。",
        "支持银行开发农机贷款，保险机构开展农机保险。",
        "加强农机安全监理。",
        "培训农机手。",
    )
    tasks = [TaskWords(text, None, (), ()) for text in texts]
    found = read_subjects(tasks, Plan("甲县农机化行动方案", ("甲县农业农村局",)))
    assert [s.concept for s in found[0].sectors] == [f"{SECTORS}#agriculture"]
    assert f"{SECTORS}#finance-tax" in {s.concept for s in found[2].sectors}


def test_evidence_leads_back_to_its_place() -> None:
    title, rest = "完善养老服务", "。养老机构达到40家，长者食堂覆盖一半社区。"
    text, headings = "  " + title + rest, ("加强养老服务",)
    (draft,) = rank_themes(text, title=title, headings=headings, plan=HEALTH_PLAN)
    assert draft.concept == f"{THEMES}#ageing"
    assert {each.where for each in draft.evidence} == {"title", "text", "heading"}
    for each in draft.evidence:
        source = text if each.heading is None else headings[each.heading]
        assert source[each.start : each.end] == each.word
    assert draft.narrower == (f"{THEMES}#elderly-care",)


def test_a_title_that_stands_apart_counts_as_a_title() -> None:
    (draft,) = rank_themes("一年内见效。", title="推进医养结合", plan=HEALTH_PLAN)
    (each,) = draft.evidence
    assert (each.where, each.heading) == ("title", -1)
    assert draft.score == Weights().title


def test_near_synonyms_in_one_clause_count_once() -> None:
    once = rank_themes("推进控烟。")[0].score
    assert rank_themes("推进控烟、禁烟和戒烟。")[0].score == once
    assert rank_themes("推进控烟，支持戒烟。")[0].score == 2 * once


def test_the_title_outranks_the_text() -> None:
    text = "加强人才引进。支持开展中医药研究。"
    drafts = rank_themes(text, title="加强人才引进", plan=HEALTH_PLAN)
    assert drafts[0].concept == f"{THEMES}#workforce"


def test_the_limit_holds() -> None:
    text = "加强党建，加强信访，加强审计，加强控烟，加强托育。"
    assert [len(rank_themes(text, limit=n, plan=HEALTH_PLAN)) for n in (0, 1, 2, 3)] == [0, 1, 2, 3]


def test_concepts_that_join_two_themes_count_for_both() -> None:
    found = {draft.concept for draft in rank_themes("推进一老一小服务。", plan=HEALTH_PLAN)}
    assert found == {f"{THEMES}#ageing", f"{THEMES}#population-family"}


def test_a_vocabulary_of_ones_own_instead_and_added() -> None:
    own = read_scheme(OWN)
    text = "推广巢蜜生产，新建蜂箱300个，培训养蜂户；同时开展控烟。"
    instead = rank_themes(text, schemes=(own,))
    assert [draft.concept for draft in instead] == ["https://example.org/theme#bees"]
    assert instead[0].narrower == (
        "https://example.org/theme#honey",
        "https://example.org/theme#hives",
    )
    added = rank_themes(text, schemes=(built_in(), own))
    assert [draft.concept for draft in added][-1] == "https://example.org/theme#bees"
    assert added[0].concept.startswith(THEMES)
    assert not rank_themes("Honig", schemes=(own,)), "labels in other languages are no words"


def test_concepts_in_a_circle_are_their_own_themes() -> None:
    own = read_scheme(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <urn:x:> ."
        'x:a a skos:Concept ; skos:broader x:b ; skos:altLabel "养蜂" .'
        'x:b a skos:Concept ; skos:broader x:a ; skos:altLabel "蜂蜜" .'
    )
    assert [d.concept for d in rank_themes("养蜂户。", schemes=(own,))] == ["urn:x:a"]


@pytest.mark.parametrize("data", ["", "not turtle", b"\xff\xfe", "<urn:a> <urn:b> <urn:c> ."])
def test_a_file_that_is_no_vocabulary_says_so(data: str | bytes) -> None:
    with pytest.raises(SchemeError):
        read_scheme(data)


def test_the_component_marks_the_words(tmp_path: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(OWN, encoding="utf-8")
    nlp = spacy.blank("zh")
    nlp.add_pipe("zeren_themes", config={"files": [str(file)], "built_in": False})
    doc = nlp("支持养蜂产业。")
    assert [(span.text, span.label_) for span in doc.spans["themes"]] == [
        ("养蜂", "https://example.org/theme#bees")
    ]
    doc = make_themes(spacy.blank("zh"), "themes", [], 1, True, "themes")(
        spacy.blank("zh")("推进控烟。")
    )
    assert [draft.concept for draft in doc._.zeren_themes] == [f"{THEMES}#health-promotion"]


def test_the_component_needs_a_vocabulary() -> None:
    with pytest.raises(ValueError, match="no vocabulary"):
        make_themes(spacy.blank("zh"), "themes", [], 3, False, "themes")


@given(
    st.text(
        st.sampled_from("健康教育心理医院AI5g。，；（）()\n 围绕审计局İ\U00020000"), max_size=60
    ),
    st.one_of(st.none(), st.text(max_size=5)),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=3),
)
@settings(deadline=None, max_examples=150)
def test_nonsense_is_no_error(text: str, title: str | None, clauses: list[tuple[int, int]]) -> None:
    for draft in rank_themes(text, title=title, headings=(text,), clauses=clauses):
        for each in draft.evidence:
            if each.heading is None:
                assert text[each.start : each.end] == each.word


@pytest.mark.parametrize("text", ["", " \n　", "。", "甲"])
def test_empty_texts(text: str) -> None:
    assert rank_themes(text, title="", headings=("",)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "健康",
        "（",
        "围绕健康",
        "推进控烟，",
        "县域医共体",
        "a",
        "5岁以下儿童死亡",
        "()",
        "审计局，审计局（",
    ],
)
def test_a_million_characters_take_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        start = time.process_time()
        rank_themes(text)
        return time.process_time() - start

    seconds(1000)
    small, large = seconds(100_000), seconds(1_000_000)
    assert large < 40 * small + 0.5
    assert large < 20


def test_the_same_themes_whatever_the_hash_seed() -> None:
    code = (
        "from zeren.loaders.themes.ranking import rank_themes;"
        "print(rank_themes('加强党建，加强信访，加强审计，推进一老一小和县域医共体。'))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1


def test_a_word_inside_a_longer_one_is_not_found_and_an_overlap_is() -> None:
    find = matcher(built_in()).find
    assert [word.text for _, word in find("心理健康教育")] == ["心理健康教育"]
    assert [word.text for _, word in find("项目资金管理")] == ["项目资金", "资金管理"]

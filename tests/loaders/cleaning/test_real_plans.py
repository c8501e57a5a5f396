"""Cleaning the real plans, which are kept beside the repository and not in it.

Facts and figures only: what has to go is counted, what has to stay is compared by length.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
from support import ROOT
from zeren.loaders.cleaning import Cleaned, clean
from zeren.loaders.sources.text import decode

CORPUS = ROOT.parent / "shared" / "corpus"
NUMBERS = ("000", "001", "002", "003", "004")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the real plans are not here")


@cache
def cleaned(number: str) -> Cleaned:
    (path,) = CORPUS.glob(f"{number}_*.txt")
    return clean(decode(path.read_bytes()).text)


def kinds(number: str) -> Counter[str]:
    return Counter(edit.kind for edit in cleaned(number).edits)


@pytest.mark.parametrize("number", NUMBERS)
def test_edits_quote_the_source(number: str) -> None:
    result = cleaned(number)
    for edit in result.edits:
        assert edit.span.of(result.aligned.source) == edit.before


@pytest.mark.parametrize("number", NUMBERS)
def test_cleaning_again_changes_nothing_but_flags(number: str) -> None:
    text = cleaned(number).text
    again = clean(text)
    assert again.text == text
    assert {edit.kind for edit in again.edits} <= {"byte_slip"}


@pytest.mark.parametrize("number", NUMBERS)
def test_no_half_width_comma_is_left_behind_a_character(number: str) -> None:
    assert not re.search("[\u4e00-\u9fff],", cleaned(number).text)


def test_pinyin_notes_are_gone() -> None:
    assert (kinds("000")["ruby"], kinds("003")["ruby"]) == (647, 990)
    assert kinds("001")["ruby"] == kinds("002")["ruby"] == kinds("004")["ruby"] == 0


def test_lost_spaces_are_back() -> None:
    assert {number: kinds(number)["lost_spaces"] for number in NUMBERS} == {
        "000": 6,
        "001": 51,
        "002": 0,
        "003": 0,
        "004": 0,
    }
    assert "?" not in cleaned("001").text


def test_a_plan_without_noise_only_changes_width() -> None:
    assert set(kinds("002")) == {"width"}
    assert len(cleaned("002").text) == len(cleaned("002").aligned.source)


def test_the_page_with_spam_is_its_plan() -> None:
    lines = cleaned("003").text.split("\n")
    assert lines[0].endswith("的通知")
    assert lines[1].startswith("发布时间")
    assert lines[-1].startswith("(三十六)")
    assert kinds("003")["furniture"] == 5


def test_the_chopped_document_is_whole_again() -> None:
    title, blank, plan = cleaned("004").text.split("\n")
    assert (title, blank) == (plan[: len(title)], "")
    assert kinds("004")["chunk_marks"] == 16
    assert not re.search("文库|文档|版权|展开|上传|%o", plan)
    assert len(plan) == 4927

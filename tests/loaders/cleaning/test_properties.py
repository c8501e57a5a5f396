"""What holds for every text, not only for the cases: alignment, idempotence, growth."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.plans.counting import calls
from zeren.loaders.cleaning import STEPS, Step, clean
from zeren.loaders.text.aligned import AlignedText

# The step for slipped bytes searches; it has tests of its own for what it costs.
RULED = [step for step in STEPS if step.kind != "byte_slip"]

SENTENCES = [
    "青禾县2024年城市管理工作要点",
    "一、总体要求",
    "（一）新建公厕12座，改造旱厕300户，覆盖率达到85%以上。",
    "2.清运垃圾5万吨以上，推行分类投放；居民小区全覆盖。（责任单位：县城管局、各乡镇人民政府）",
    "（牵头单位：县民政局；配合单位：县财政局，有关乡镇）",
    "联系人：王某某，联系电话：0000-1234567。",
    "3．上午8:30调度，医护比0.8:1，共1,200人。",
    "群众满意不满意？要用事实回答。",
    "2024年3月5日",
]
NOISE = [
    *("?", "??? ", "。?\n", "(wèi)", "（yī）", "t(yī)", "\u00a0", "\u3000\u3000", "\r\n", "\u200b"),
    *(
        "&nbsp;",
        "\ufeff",
        "%o",
        ",、",
        "l5个",
        "2O25年",
        "２０２５",
        "，",
        ",",
        ":",
        "。",
        "（",
        ")",
    ),
    *("a", "1", "⼯", "衛生", "醫療機構", "\n", "\n\n1、", "\n\n2、"),
    *("\n打印 关闭\n", "\n第1页 / 共9页\n", "\n上一篇：某某\n", "\n展开阅读全文\n"),
    "\n版权所有：某某 ICP备20990001号\n",
]

plans = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8).map("\n".join)
noisy = st.lists(st.sampled_from(SENTENCES + NOISE), max_size=25).map("".join)


@st.composite
def damaged_plans(draw: st.DrawFn) -> str:
    """A clean plan with noise put in anywhere."""
    text = draw(plans)
    for noise in draw(st.lists(st.sampled_from(NOISE), max_size=8)):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + noise + text[at:]
    return text


@settings(deadline=None)
@given(plans)
def test_a_clean_text_is_left_alone(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.text == text
    assert cleaned.edits == ()


@settings(deadline=None)
@given(st.one_of(damaged_plans(), noisy))
def test_every_edit_quotes_the_source_in_order(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.aligned.source == text
    spans = [edit.span for edit in cleaned.edits]
    assert spans == sorted(spans)
    for edit in cleaned.edits:
        assert edit.span.of(text) == edit.before


@settings(deadline=None)
@given(st.one_of(damaged_plans(), noisy), st.data())
def test_ranges_of_the_clean_text_lead_back_in_order(text: str, data: st.DataObject) -> None:
    aligned = clean(text).aligned
    first = data.draw(st.integers(0, len(aligned.text)))
    second = data.draw(st.integers(first, len(aligned.text)))
    third = data.draw(st.integers(second, len(aligned.text)))
    left, right = aligned.source_span(first, second), aligned.source_span(second, third)
    assert 0 <= left.start <= left.end <= len(text)
    assert left.start <= right.start
    if first < second < third:
        assert left.end <= right.end
    assert aligned.source_span(first, third).start == left.start or first == second


@pytest.mark.parametrize("step", RULED, ids=lambda step: step.kind)
@given(text=st.one_of(damaged_plans(), noisy, st.text(max_size=60)))
@settings(max_examples=60, deadline=None)
def test_a_step_has_nothing_to_add_to_its_own_result(step: Step, text: str) -> None:
    aligned = AlignedText.of(text)
    once = aligned.edit(step.changes(text))
    left = [change for change in step.changes(once.text) if change.status != "flagged"]
    assert left == []


@pytest.mark.parametrize("step", RULED, ids=lambda step: step.kind)
@given(text=st.one_of(damaged_plans(), noisy, st.text(max_size=60)))
@settings(max_examples=60, deadline=None)
def test_changes_are_in_order_and_change_something(step: Step, text: str) -> None:
    at = 0
    for change in step.changes(text):
        assert at <= change.start <= change.end <= len(text)
        same = text[change.start : change.end] == change.replacement
        assert same == (change.status == "flagged")  # which only says that a place was seen
        assert not change.aligned or len(change.replacement) == change.end - change.start
        at = change.end


REPEATED = [
    *("甲", "?", "? ", "联?", "。?\n", "衛(wèi)生", "(a)", "臺灣。", "\r", "\u3000", "&nbsp;"),
    *("\n1、", "\n\n", "\n甲，乙丙丁，戊己庚辛\n\n2、", "、,", "5%o", "1O", "１．", "衛:"),
    *("无码_", "下载 ", "- ", "本站", "首页 > ", "编辑：", "主办：甲 承办：乙 "),
    *("\n版权所有：某某", "\n展开阅读全文\n1.甲", "\n展开阅读全文\n" + "甲" * 20),
]


@pytest.mark.parametrize("step", RULED, ids=lambda step: step.kind)
@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_twice_the_text_is_twice_the_work(step: Step, unit: str) -> None:
    step.changes(unit * 10)  # what is built once is built now
    small, large = unit * 1000, unit * 2000
    assert calls(lambda: step.changes(large)) <= 2.5 * calls(lambda: step.changes(small)) + 50


@pytest.mark.parametrize("step", RULED, ids=lambda step: step.kind)
@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_a_long_line_of_one_thing_comes_to_an_end(step: Step, unit: str) -> None:
    """No assertion: a pattern that backtracks over the whole line would not return."""
    step.changes(unit * (100_000 // len(unit)))

"""The repair of slipped bytes: cases as data, damage done on purpose, and the real places.

A case in ``known_failures.json`` should pass one day; one that does breaks the build, to be moved.
"""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from support import DATA, SHARED
from support.plans import damage
from zeren.loaders.cleaning.byte_slip import fluency, gbk
from zeren.loaders.cleaning.byte_slip import repair as byte_slip
from zeren.loaders.cleaning.byte_slip.repair import changes
from zeren.loaders.text.aligned import AlignedText, Change

CASES = DATA / "byte_slip"
CORPUS = SHARED / "corpus"

NOTE = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]+\)")
NOTE_OF = {char: reading for reading, chars in byte_slip._readings().items() for char in chars}


def cases(name: str) -> list:
    found = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["label"]) for case in found]


def repaired(text: str) -> str:
    return AlignedText.of(text).edit(changes(text)).text


def plan(name: str) -> str:
    """Return a real plan without the notes that an earlier step takes out."""
    found = sorted(CORPUS.glob(f"{name}_*.txt"))
    if not found:
        pytest.skip("the shared corpus is not here")
    return NOTE.sub("", found[0].read_text(encoding="utf-8"))


def sentences() -> str:
    lines = (CASES / "sentences.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    return damage.halfwidth("".join(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("case", cases("wild"))
def test_damage_is_repaired(case):
    found = changes(case["original"])
    assert repaired(case["original"]) == case["fixed"]
    assert any(change.lost_digits for change in found) == case["lost_digits"]
    for change in found:
        assert change.status == "repaired"
        assert change.margin is not None
        assert change.margin >= byte_slip.MARGIN
        assert "the bytes are" in change.reason


@pytest.mark.parametrize("case", cases("negative"))
def test_sound_text_is_left_alone(case):
    assert changes(case["original"]) == []


@pytest.mark.parametrize("case", cases("flagged"))
def test_doubtful_damage_is_flagged_and_kept(case):
    (change,) = changes(case["original"])
    assert change.status == "flagged"
    assert change.replacement == case["original"][change.start : change.end]
    assert change.lost_digits == case["lost_digits"]


@pytest.mark.parametrize("case", cases("known_failures"))
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failures(case):
    assert repaired(case["original"]) == case["fixed"]


# --- damage done on purpose


def verdict(text: str, place, *, vanish: bool) -> str:
    """Damage *text* at *place*, and tell whether the repair is right, wrong, flagged or missed."""
    hurt = damage.damage(text, place, vanish=vanish)
    here = [
        change
        for change in changes(hurt.text)
        if change.start < hurt.end and change.end > hurt.start
    ]
    if all(change.status == "flagged" for change in here):
        return "flagged" if here else "missed"
    (change,) = here
    meant = hurt.meant[:-1] + "□" if hurt.swallowed.isdigit() else hurt.meant
    got = hurt.text[: change.start] + change.replacement + hurt.text[change.end :]
    if change.lost_digits != ("□" in meant):
        return "wrong"
    return "right" if got == hurt.text[: hurt.start] + meant + hurt.text[hurt.end :] else "wrong"


@pytest.mark.parametrize("vanish", [False, True], ids=["private use shown", "vanished"])
@pytest.mark.parametrize("script", ["s2t", "t2s"])
def test_invented_plan_damaged_anywhere_is_never_repaired_wrongly(script, vanish):
    text = OpenCC(script).convert(sentences())
    assert changes(text) == []
    places = damage.places(text, NOTE_OF)
    assert len(places) >= 20
    count = Counter(verdict(text, place, vanish=vanish) for place in places)
    assert count["wrong"] == 0, count
    assert count["missed"] == 0, count
    assert count["right"] >= (0.2 if vanish else 0.4) * len(places), count


@pytest.mark.parametrize("script", ["s2t", "t2s"])
@pytest.mark.parametrize("name", ["001", "002", "004"])
def test_real_plans_damaged_on_purpose_are_not_repaired_wrongly(name, script):
    text = OpenCC(script).convert(damage.halfwidth(plan(name)))
    assert changes(text) == []
    places = damage.places(text, NOTE_OF)
    step = max(1, len(places) // 12)
    count = Counter(
        verdict(text, place, vanish=index % 2 == 1) for index, place in enumerate(places[::step])
    )
    assert count["wrong"] == 0, count
    assert count["right"] >= 0.5 * count.total() or count.total() < 4, count


# --- the real places, as short pieces of what is shown and of what was meant

PLACES = {
    "000": [
        ("?lián)敗睂m椥", "擔當”專項行動成效", False),
        ("臨床重點???-5個", "專科□", True),
        ("省級重點???0個", "專科□", True),
        ("縣級臨床???0個", "專科□", True),
        ("優勢???、28", "專科", False),
    ],
    "003": [
        ("??茀f(xié)", "專科協", False),
        ("??漆t(yī)院", "專科醫", False),
        ("??萍膊》乐螜C", "專科疾病防治機", False),
        ("??埔约敖】刁w", "專科以及健康體", False),
        ("?;I建", "。籌", False),
        ("?;\ue2ae鹬Ц赌J?", "保基金支付模式", False),
        ("?jié)摿Φ氖屑壷", "潛力的市級中醫", False),
        ("優勢???。", "專科", False),
    ],
}


@pytest.mark.parametrize("name", PLACES)
def test_the_real_slips(name):
    text = plan(name)
    found = changes(text)
    assert len(found) == len(PLACES[name])
    for change, (shown, meant, lost) in zip(found, PLACES[name], strict=True):
        where = text.index(shown)
        assert where <= change.start < where + len(shown)
        assert (change.replacement, change.status, change.lost_digits) == (meant, "repaired", lost)


@pytest.mark.parametrize("name", ["001", "002", "004"])
def test_real_plans_without_slips_are_left_alone(name):
    assert changes(plan(name)) == []


@pytest.mark.parametrize("name", PLACES)
def test_real_plans_are_sound_once_repaired(name):
    assert changes(repaired(plan(name))) == []


# --- what must hold for every text


@pytest.mark.parametrize("mark", ["??", "?;", "?,", "?:", "?(", "?)", "?!"])
def test_questions_among_all_words_are_not_repaired(mark):
    words = [word for word in fluency.lexicon().costs if len(word) > 1]
    text = "".join(
        word + (mark if index % 7 == 0 else "") for index, word in enumerate(words[:1000])
    )
    assert [change for change in changes(text) if change.status == "repaired"] == []


def test_no_language_model_without_an_opening(monkeypatch):
    def refuse(*_):
        raise AssertionError("the language model was asked for")

    monkeypatch.setattr(byte_slip, "Fluency", refuse)
    assert changes(sentences() + "怎麼辦?(見下文)好的。" * 1000) == []


def test_a_page_full_of_openings_is_cut_short(monkeypatch):
    monkeypatch.setattr(byte_slip, "MOST_PLACES", 3)
    found = changes("好??" * 500 + "好?lián)。" * 50)
    note = next(change for change in found if "not examined" in change.reason)
    assert note.status == "flagged"
    assert note.end - note.start <= 3
    assert all(change.status == "flagged" for change in found)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="?;,:(-\ufffd\ue2aeAt0重點專科漆萍膊和。、\n", max_size=60))
def test_changes_are_in_order_and_inside_the_text(text):
    found = changes(text)
    at = 0
    for change in found:
        assert isinstance(change, Change)
        assert at <= change.start < change.end <= len(text)
        at = change.end
        if change.status == "flagged":
            assert change.replacement == text[change.start : change.end]
    assert found == changes(text)


# --- the parts


def test_pairs_follow_gbk():
    assert gbk.code("专") == bytes.fromhex("D7A8")
    assert gbk.code("\ue2ae") == bytes.fromhex("F9BD")
    assert gbk.code("a") == b""
    assert gbk.meant(0x8C, 0xA3) == "專"
    assert gbk.meant(0xA3, 0xBB) == ""
    assert gbk.meant(0xF9, 0xBD) == ""


def test_fluency_prefers_words_and_the_words_of_the_page():
    plain = fluency.Fluency([])
    assert plain.score("重点专科") > plain.score("重点。科")
    known = fluency.Fluency(["鷺洲市鸕鷀養護站負責。" * 3])
    assert known.score("鸕鷀養護") > plain.score("鸕鷀養護")


def test_tables_are_clean():
    fold = OpenCC("t2s").convert
    readings = byte_slip._readings()
    assert all(fold(char) != char for chars in readings.values() for char in chars)
    words = fluency._genre_words()
    assert len(words) > 500
    assert all(1 < len(word) <= fluency.LONGEST and fold(word) == word for word in words)

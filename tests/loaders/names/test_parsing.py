"""What stands at a name's place: units, collectives, persons, and words that are none."""

from __future__ import annotations

import pytest
from support.plans.cases import DATA, table
from zeren.loaders import load
from zeren.loaders.names.parsing import SAYS, parse
from zeren.loaders.text.brackets import fold
from zeren.ontology.triples import shard

CASES = [
    pytest.param(words, kind, reason, id=words)
    for kind, reasons in table(DATA / "names" / "cases.toml").items()
    for reason, each in reasons.items()
    for words in each
]
PLAN = """浅河市2031年工作要点
1.修缮水塔两座。（责任单位：市水务局、产业布局、市财政局；配合单位：王某某）
2.疏浚河道三条。（责任单位：市水务局）
"""


@pytest.mark.parametrize(("words", "kind", "reason"), CASES)
def test_words_are_what_they_are(words: str, kind: str, reason: str) -> None:
    """Each is of its kind, and for the reason that is told."""
    name = parse(fold(words))
    assert (name.kind, name.reason) == (kind, reason)
    assert name.is_body or name.reason in SAYS


def test_a_name_is_taken_apart() -> None:
    """Place, level, stem and form of a name add up to it."""
    name = parse("浅河市水务局")
    assert (name.place, name.level, name.stem, name.form) == ("浅河市", "", "水务", "局")
    name = parse("市委宣传部")
    assert (name.place, name.level, name.stem, name.form) == ("", "市委", "宣传", "部")


def test_what_is_no_unit_is_said_on_the_task() -> None:
    """It is never made answerable, what stands beside it is read, and its words are the span's."""
    document = load(PLAN.encode())
    first, second = document.tasks
    assert [a.local_name for a in first.assignments] == ["市水务局", "市财政局"]
    assert [note.code for note in first.notes] == ["unread-unit"] * 2
    spans = [note.span for note in first.notes]
    assert [span.of(document.text) for span in spans if span] == ["产业布局", "王某某"]
    assert not second.notes
    assert set(first.notes) <= set(document.notes)
    assert shard(document).count(b"ontology#note>") == 2

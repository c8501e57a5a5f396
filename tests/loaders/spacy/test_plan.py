"""The whole reading on a Doc, and a Doc that goes to disk, into a DocBin, to another process."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from support.plans.cases import EXAMPLES
from zeren.loaders import Metadata, load
from zeren.loaders.spacy.components import COMPONENTS

PLAN = """霜溪县2025年水运工作要点
一、重点任务
1.修缮码头。2025年9月底前修缮码头3座，许可时限由20天压缩到10天。（牵头单位：县交通局；配合单位：县财政局）
2.培训船员。培训船员500名以上。（责任单位：县航务所）
"""


def pipeline(*names: str) -> Language:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "zeren.characters.v1"}}})
    for name in names or ("zeren",):
        nlp.add_pipe(name)
    return nlp


def seen(doc: Doc) -> tuple[object, ...]:
    """Return all that a reading left on a Doc."""
    groups = {key: [(s.text, s.label_) for s in group] for key, group in doc.spans.items()}
    own = doc._.tasks if doc.has_extension("tasks") else ()
    return own, {key: groups[key] for key in sorted(groups)}


@pytest.mark.parametrize("config", [{}, {"as_plan": True}])
def test_the_tasks_are_those_of_the_reader(config: dict[str, object]) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("zeren", config=config)
    doc = nlp(PLAN)
    assert doc._.tasks == load(PLAN.encode()).tasks
    assert [str(task.deadline) for task in doc._.tasks] == ["2025-09-30", "None"]
    assert [(s.text, s.label_) for s in doc.spans["units"]] == [
        ("县交通局", "lead"), ("县财政局", "cooperating"), ("县航务所", "responsible"),
    ]  # fmt: skip
    assert [s.label_ for s in doc.spans["targets"]] == ["equal", "equal", "at-least"]
    assert [section.number for section in doc._.sections] == ["一"]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.txt")), ids=lambda path: path.stem)
def test_spans_lie_where_the_records_say(path: Path) -> None:
    text = load(path.read_bytes()).text
    doc = pipeline()(text)
    assert doc._.tasks == load(text.encode(), Metadata(encoding="utf-8")).tasks
    spans = [(s.start_char, s.end_char) for s in doc.spans["units"]]
    assert spans == [tuple(a.span) for task in doc._.tasks for a in task.assignments]


@pytest.mark.parametrize("names", [("zeren",), COMPONENTS], ids=["whole", "parts"])
def test_a_doc_is_the_same_behind_bytes_and_a_bin(names: tuple[str, ...]) -> None:
    nlp = pipeline(*names)
    doc = nlp(PLAN)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert seen(again) == seen(doc)
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (third,) = DocBin(store_user_data=True).from_bytes(stored).get_docs(nlp.vocab)
    assert seen(third) == seen(doc)
    if names == COMPONENTS:
        for name in ("clauses", "targets", "deadlines", "themes", "mentions"):
            assert getattr(third._, f"zeren_{name}") == getattr(doc._, f"zeren_{name}")
        assert doc._.zeren_clauses


def test_two_processes_read_the_same() -> None:
    nlp = pipeline()
    docs = list(nlp.pipe([PLAN, "", PLAN], n_process=2, batch_size=1))
    assert [seen(doc) for doc in docs] == [seen(nlp(text)) for text in (PLAN, "", PLAN)]


def test_displacy_draws_units_and_targets() -> None:
    drawn = displacy.render(pipeline()(PLAN), style="span", page=False, jupyter=False)
    assert {"lead", "cooperating", "responsible", "at-least"} <= set(
        drawn.replace("<", ">").replace("\n", "").replace(" ", "").split(">")
    )


@pytest.mark.parametrize("text", ["", " ", "\n", "甲", "无编号的一句话。"])
def test_a_text_without_tasks_has_none(text: str) -> None:
    doc = pipeline()(text)
    assert doc._.tasks == ()
    assert list(doc.spans["units"]) == []


def test_the_source_of_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="source of a html file"):
        pipeline()("<!DOCTYPE html><html><body><p>1.修缮码头。</p></body></html>")


def test_what_a_text_does_not_say_can_be_given() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("zeren", config={"issued": "2024-03-01"})
    (task,) = nlp("一、9月底前修缮码头3座。")._.tasks
    assert str(task.deadline) == "2024-09-30"

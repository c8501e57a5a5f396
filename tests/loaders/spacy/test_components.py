"""The component and the tokenizer in pipelines of other people."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from zeren.loaders import load
from zeren.loaders.spacy.components import (
    COMPONENTS,
    SPANS_KEY,
    CharacterTokenizer,
    pipeline,
)

TEXT = "扩建甲区老年大学。（牵头单位：甲区民政局；责任单位：甲区财政局、各街道）"
UNITS = [("甲区民政局", "lead"), ("甲区财政局", "responsible"), ("各街道", "responsible")]
BARE = "推进旧城改造。（甲区住建局、甲区财政局）"
CHARACTERS = {"nlp": {"tokenizer": {"@tokenizers": "zeren.characters.v1"}}}


def units(nlp: Language, text: str, key: str = SPANS_KEY) -> list[tuple[str, str]]:
    doc = nlp(text)  # spans live as long as their document
    return [(span.text, span.label_) for span in doc.spans[key]]


def chinese(config: dict[str, Any]) -> Language:
    return spacy.blank("zh", config=config)


@pytest.mark.parametrize("config", [{}, CHARACTERS], ids=["spaCy's tokenizer", "ours"])
def test_units_are_spans_with_their_role(config: dict[str, Any]) -> None:
    """``doc.spans`` has a span for each unit, ``doc._.zeren_clauses`` the clause, by offset."""
    nlp = chinese(config)
    nlp.add_pipe("zeren_responsibilities")
    assert units(nlp, TEXT) == UNITS
    (clause,) = nlp(TEXT)._.zeren_clauses
    assert TEXT[clause.start : clause.end] == TEXT[9:]
    assert [TEXT[party.start : party.end] for party in clause.parties] == [u for u, _ in UNITS]


@pytest.mark.parametrize("config", [{}, CHARACTERS], ids=["spaCy's tokenizer", "ours"])
def test_other_components_stand_beside_it(config: dict[str, Any]) -> None:
    """Sentences, rulers and their own spans are left as they are, before it and behind it."""
    nlp = chinese(config)
    nlp.add_pipe("sentencizer", config={"punct_chars": ["。"]})
    nlp.add_pipe("zeren_responsibilities")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "SCHOOL", "pattern": "老年大学"}])
    doc = nlp(TEXT)
    assert [(span.text, span.label_) for span in doc.spans[SPANS_KEY]] == UNITS
    assert [entity.text for entity in doc.ents] == ["老年大学"]
    assert doc.has_annotation("SENT_START")


def test_words_of_several_characters_do_no_harm() -> None:
    """A span grows to whole tokens; the clause keeps the offsets of the text."""
    nlp = spacy.blank("en")  # splits at blanks: the whole text is a token or two
    nlp.add_pipe("zeren_responsibilities")
    doc = nlp(TEXT)
    assert [span.label_ for span in doc.spans[SPANS_KEY]] == [role for _, role in UNITS]
    (clause,) = doc._.zeren_clauses
    assert [doc.text[party.start : party.end] for party in clause.parties] == [u for u, _ in UNITS]


def test_the_name_of_the_spans_can_be_chosen() -> None:
    """``spans_key`` says where the spans go, and nowhere else."""
    nlp = spacy.blank("zh")
    nlp.add_pipe("zeren_responsibilities", config={"spans_key": "duties"})
    doc = nlp(TEXT)
    assert units(nlp, TEXT, "duties") == UNITS
    assert SPANS_KEY not in doc.spans


@pytest.mark.parametrize(("bare", "count"), [(True, 2), (False, 0)])
def test_brackets_without_a_verb_can_be_left_unread(bare: bool, count: int) -> None:
    """``bare`` allows the one rule that has no word to stand on."""
    nlp = spacy.blank("zh")
    nlp.add_pipe("zeren_responsibilities", config={"bare": bare})
    assert len(units(nlp, BARE)) == count
    assert units(nlp, TEXT) == UNITS


@pytest.mark.parametrize("text", ["", " ", "\n", "甲", "无责任条款的一句话。"])
def test_a_text_without_clauses_has_no_spans(text: str) -> None:
    """Nothing is found in nothing, and the attributes are there all the same."""
    for config in ({}, CHARACTERS):
        nlp = chinese(config)
        nlp.add_pipe("zeren_responsibilities")
        doc = nlp(text)
        assert list(doc.spans[SPANS_KEY]) == []
        assert doc._.zeren_clauses == ()


@pytest.mark.parametrize("text", ["", "甲 乙\u3000丙\n\n丁", TEXT, "𠮷野a\u0301"])
def test_a_token_is_a_character(text: str) -> None:
    """The index of a token is its offset, and no blank is folded away."""
    doc = CharacterTokenizer(spacy.blank("zh").vocab)(text)
    assert [token.text for token in doc] == list(text)
    assert [token.idx for token in doc] == list(range(len(text)))
    assert doc.text == text


def test_the_pipeline_is_one() -> None:
    """It is made once, of the tokenizer and all components."""
    assert pipeline() is pipeline()
    assert pipeline().pipe_names == list(COMPONENTS)
    assert isinstance(pipeline().tokenizer, CharacterTokenizer)


def test_the_reader_finds_what_the_pipeline_finds() -> None:
    """The reader goes without spaCy, and its assignments are the component's spans."""
    (task,) = load(("一、" + TEXT).encode()).tasks
    assert [(a.name_as_written, a.role) for a in task.assignments] == units(pipeline(), TEXT)


def test_reading_does_not_import_spacy() -> None:
    """To import spaCy takes longer than to read a plan."""
    code = (
        "import sys; from zeren.loaders import load; load('一、甲。'.encode());"
        "print('spacy' in sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert printed.stdout.strip() == "False"


@pytest.mark.parametrize("config", [{}, CHARACTERS], ids=["spaCy's tokenizer", "ours"])
def test_a_saved_pipeline_reads_the_same(config: dict[str, Any], tmp_path: Path) -> None:
    """To disk and back, and to bytes and back: configuration and result are the same."""
    nlp = chinese(config)
    nlp.add_pipe("zeren_responsibilities", config={"spans_key": "duties", "bare": False})
    nlp.to_disk(tmp_path / "saved")
    loaded = spacy.load(tmp_path / "saved")
    again = chinese(config)
    again.add_pipe("zeren_responsibilities", config={"spans_key": "duties", "bare": False})
    again.from_bytes(nlp.to_bytes())
    assert loaded.config == nlp.config
    for each in (loaded, again):
        assert units(each, TEXT, "duties") == UNITS
        assert units(each, BARE, "duties") == []


def python(program: str) -> str:
    """Return what *program* prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "config", [{}, CHARACTERS], ids=["the component", "the component and the tokenizer"]
)
def test_spacy_finds_it_by_name_alone(config: dict[str, Any]) -> None:
    """In an environment with Zeren, a program that imports only spaCy can use the names."""
    found = python(
        "import spacy\n"
        f"nlp = spacy.blank('zh', config={config!r})\n"
        "nlp.add_pipe('zeren_responsibilities')\n"
        f"doc = nlp({TEXT!r})\n"
        "print([(span.text, span.label_) for span in doc.spans['responsibilities']])\n"
    )
    assert found == repr(UNITS)


def test_a_saved_pipeline_can_be_loaded_by_spacy_alone(tmp_path: Path) -> None:
    """``spacy.load`` in a new process needs no import of Zeren."""
    nlp = chinese(CHARACTERS)
    nlp.add_pipe("zeren_responsibilities")
    nlp.to_disk(tmp_path / "saved")
    found = python(
        f"import spacy\nnlp = spacy.load({str(tmp_path / 'saved')!r})\n"
        f"doc = nlp({TEXT!r})\n"
        "print([(span.text, span.label_) for span in doc.spans['responsibilities']])\n"
    )
    assert found == repr(UNITS)

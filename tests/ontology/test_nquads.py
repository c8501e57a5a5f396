"""What is written as N-Quads, a store takes, and gives back as it was stated."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zeren.ontology.nquads import Statements
from zeren.ontology.terms import BASE, segment, term

GRAPH = f"{BASE}doc/d"
TITLE = term("dcterms:title")
CHUNK = 4096

anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
# Texts that N-Quads would read otherwise, if they came into a line as they are.
tricky = st.sampled_from(
    [
        '"',
        "\\",
        "\\n",
        '\\"',
        '" .\n<a:b> <a:c> "',
        "\r\n",
        "\t\b\f",
        "\x0b\x1c\x85",
        "\u2028",
        "\ufffe",
    ]
)
texts = st.one_of(anything, st.lists(st.one_of(tricky, anything), max_size=5).map("".join))
subjects = st.text(st.sampled_from("ab!>/-1市𠮷"), min_size=1, max_size=4).map(
    lambda name: f"{BASE}unit/{segment(name)}"
)


def parsed(data: bytes) -> list[tuple[str, str, str]]:
    """Return the statements that pyoxigraph reads in *data*, all of the graph."""
    found = []
    for quad in ox.parse(data, ox.RdfFormat.N_QUADS):
        assert quad.graph_name == ox.NamedNode(GRAPH)
        found.append((quad.subject.value, quad.predicate.value, quad.object.value))
    return found


def flat(values: dict[str, dict[str, dict[str, str]]]) -> list[tuple[str, str, str]]:
    return sorted(
        (subject, predicate, value)
        for subject, node in values.items()
        for predicate, all_values in node.items()
        for value in all_values
    )


def characters() -> Iterator[str]:
    """Yield all characters that UTF-8 can hold, some thousands at a time."""
    found = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    for start in range(0, len(found), CHUNK):
        yield "".join(found[start : start + CHUNK])


def test_every_character_comes_back_from_a_text() -> None:
    """Each is escaped by itself, so that with them every text comes back."""
    written = Statements(GRAPH)
    for words in characters():
        written.about(GRAPH).words("dcterms:title", words)
        written.about(GRAPH).typed("dcterms:date", words, "xsd:date")
    found = sorted(words for _, predicate, words in parsed(written.written()) if predicate == TITLE)
    assert found == sorted(characters())
    assert len(parsed(written.written())) == 2 * len(found)


def test_every_character_can_stand_in_a_segment() -> None:
    """What :func:`segment` makes of it is a part of an IRI, and of no other one."""
    written = Statements(GRAPH)
    for words in characters():
        for character in words[:: 1 if ord(words[0]) < 0x3000 else 97]:
            written.about(f"{BASE}unit/{segment(character)}").text("skos:prefLabel", character)
    data = written.written()
    assert len({subject for subject, _, _ in parsed(data)}) == data.count(b"\n")


def test_half_a_surrogate_pair_is_no_text() -> None:
    written = Statements(GRAPH)
    written.about(GRAPH).text("dcterms:title", "甲\ud800")
    with pytest.raises(UnicodeEncodeError):
        written.written()


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(subjects, texts, st.integers(), subjects), max_size=12))
def test_statements_come_back_as_they_were(rows: list[tuple[str, str, int, str]]) -> None:
    """Through the bytes and past them; the lines are sorted, and each stands once."""
    written = Statements(GRAPH)
    expected = set()
    for subject, words, number, other in rows:
        about = written.about(subject)
        about.words("dcterms:title", words)
        about.text("zr:text", words)
        about.number("zr:start", number)
        about.typed("dcterms:date", words, "xsd:gYear")
        about.node("zr:unit", other)
        about.term("rdf:type", "zr:Unit")
        expected |= {
            (subject, TITLE, words),
            (subject, term("zr:start"), str(number)),
            (subject, term("dcterms:date"), words),
            (subject, term("zr:unit"), other),
            (subject, term("rdf:type"), term("zr:Unit")),
        }
        if words:
            expected.add((subject, term("zr:text"), words))
    data = written.written()
    assert sorted(parsed(data)) == sorted(expected)
    assert data.split(b"\n")[:-1] == sorted(set(data.split(b"\n")[:-1]))
    assert data.count(b"\n") == len(expected)
    stated = [(subject, term(name), value) for subject, name, value in flat(written.values())]
    assert sorted(stated) == sorted(expected)


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(["", "a:", "http://甲.cn/", f"{BASE}unit/", "http://a/%", "http://[", "//"]),
    st.one_of(texts, st.sampled_from(["> <a:b> <a:c", "a b", "%zz", "%41", "..", "\ue000"])),
)
def test_what_is_no_iri_is_refused(start: str, rest: str) -> None:
    """A subject or a value is either refused, or read by pyoxigraph as what it is."""
    iri = start + rest
    written = Statements(GRAPH)
    try:
        written.about(iri).node("zr:unit", iri)
    except ValueError:
        with pytest.raises(SyntaxError):
            list(ox.parse(f"<{iri}> <a:b> <a:c> .".encode(), ox.RdfFormat.N_QUADS))
        for state in (
            lambda: Statements(iri),
            lambda: written.about(GRAPH).node("zr:unit", iri),
            lambda: written.about(iri),
        ):
            with pytest.raises(ValueError, match=r"Invalid|IRI"):
                state()
        assert written.written() == b""
    else:
        assert parsed(written.written()) == [(iri, term("zr:unit"), iri)]


def test_a_subject_that_begins_another_comes_in_the_order_of_lines() -> None:
    """Of <a> and <a!> the first line is that of <a!>: "!" comes before ">"."""
    written = Statements(GRAPH)
    for name in ("a", "a!", "aa", "a/1", "a-"):
        written.about(f"{BASE}{name}").text("dcterms:title", name)
    data = written.written()
    assert data.splitlines() == sorted(data.splitlines())
    assert b"a!>" in data.splitlines()[0]


def test_values_stand_in_the_order_in_which_they_were_stated() -> None:
    """No order of a set: two runs of one document look at the same."""
    written = Statements(GRAPH)
    names = [f"{n}号" for n in (5, 3, 9, 1, 3)]
    for name in names:
        written.about(GRAPH).text("dcterms:title", name)
    (values,) = written.values()[GRAPH].values()
    assert list(values) == ["5号", "3号", "9号", "1号"]


def test_a_subject_without_statements_is_not_written() -> None:
    written = Statements(GRAPH)
    written.about(f"{BASE}unit/a").text("dcterms:title", None)
    assert written.written() == b""
    assert written.values() == {}

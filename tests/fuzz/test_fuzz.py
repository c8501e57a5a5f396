"""A few hundred broken files a reader; ``make fuzz`` feeds a hundred thousand."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.hostile.mutants import KINDS, mutant
from support.hostile.oracle import check, check_result
from support.hostile.seeds import docx_parts, pdf_files, texts, xlsx_parts, zipped
from zeren.loaders.errors import ReadError
from zeren.loaders.sources import extract, read_as
from zeren.loaders.sources.kinds import Kind, kind_of

pytestmark = pytest.mark.fuzz
SEEDS = {
    "txt": texts("txt"),
    "csv": texts("csv"),
    "html": texts("html"),
    "docx": (zipped(docx_parts()),),
    "xlsx": (zipped(xlsx_parts()),),
    "pdf": pdf_files(),
}


@pytest.mark.smoke
@pytest.mark.parametrize("kind", KINDS)
def test_the_good_files_are_read(kind: Kind) -> None:
    for data in SEEDS[kind]:
        assert kind_of(data) == kind
        result = extract(data)
        check_result(result)
        assert "责任单位" in result.text


@pytest.mark.parametrize("kind", KINDS)
def test_broken_files_are_read_or_refused_in_one_line(kind: Kind) -> None:
    outcomes = Counter(check(kind, mutant(kind, number)) for number in range(300))
    assert outcomes["read"] > 30, outcomes  # else the files are too broken to show anything
    assert len(outcomes) > 2, outcomes


def test_the_same_number_is_the_same_file() -> None:
    for kind in KINDS:
        assert mutant(kind, 7) == mutant(kind, 7)
        assert mutant(kind, 7) != mutant(kind, 8)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xff\xfe"]),
)
def test_any_bytes(data: bytes, start: bytes) -> None:
    with suppress(ReadError):
        check_result(extract(start + data))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=300), st.sampled_from(["html", "csv"]))
def test_any_words(text: str, kind: Kind) -> None:
    data = text.encode("utf-8", "replace")
    with suppress(ReadError):
        check_result(read_as(kind, data))

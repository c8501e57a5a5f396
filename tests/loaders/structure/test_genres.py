"""Texts that are no plan: what they are called, and that a user can have them read all the same."""

from __future__ import annotations

import pytest
from zeren.loaders import Metadata, load
from zeren.loaders.structure.genres import GENRES, Genre, no_plan

REGULATION = "霜溪县渡口管理办法\n第一条 为了加强管理，制定本办法。\n第二条 渡口由县交通局管理。\n"


@pytest.mark.parametrize("genre", GENRES, ids=lambda genre: genre.id)
def test_a_genre_fits_its_example_only(genre: Genre) -> None:
    assert genre.title.fullmatch(genre.example)
    assert not genre.title.fullmatch(genre.counter_example)


def test_a_regulation_says_what_it_is() -> None:
    document = load(REGULATION.encode())
    assert (document.tasks, document.sections) == ((), ())
    (note,) = (note for note in document.notes if note.code == "no-plan")
    assert "regulation" in note.message


def test_a_regulation_is_read_where_the_user_says_it_is_a_plan() -> None:
    document = load(REGULATION.encode(), Metadata(as_plan=True))
    assert [task.number for task in document.tasks] == ["1", "2"]
    assert "no-plan" not in {note.code for note in document.notes}


def test_a_plan_that_cites_a_regulation_is_one() -> None:
    plan = (
        "霜溪县渡口整治工作方案\n根据《渡口管理办法》制定本方案。\n一、更新渡船。\n二、设置航标。\n"
    )
    assert no_plan(plan) is None

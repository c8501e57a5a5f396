"""Plans from the benchmarks' generator, which knows who answers for each task."""

from __future__ import annotations

import pytest
from plans import compose
from zeren.loaders import load


@pytest.mark.parametrize("number", range(40))
def test_who_answers_for_what(number: int) -> None:
    """All clause styles, encodings and noises that the generator has."""
    composed = compose(7, number)
    found = tuple(
        frozenset((part.local_name, part.role) for part in task.assignments)
        for task in load(composed.data).tasks
    )
    assert found == composed.tasks


def test_a_plan_depends_on_its_number_alone() -> None:
    assert compose(1, 5) == compose(1, 5) != compose(1, 6)

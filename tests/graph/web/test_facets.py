"""The faceted list: its state as a URL, its SPARQL, and the counts beside the facets."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zeren.graph.model.facts import AssignmentFact, Facts, TaskFact
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import Store, open_store
from zeren.graph.web.parts.facets import FACETS, Counts, FacetChoice, sparql_of


@pytest.fixture(scope="module")
def opened(examples: Path) -> Store:
    return open_store(examples)


@pytest.fixture(scope="module")
def facts(opened: Store) -> Facts:
    return read_facts(opened)


def _answer(store: Store, choice: FacetChoice) -> list[str]:
    return [str(row["task"]) for row in store.query(sparql_of(choice))]


def _by_hand(facts: Facts, choice: FacetChoice) -> set[str]:
    """The tasks that a choice stands for, told from the facts and without a query."""
    return {task.iri for task in facts.tasks.values() if _fits(facts, choice, task)}


def _fits(facts: Facts, choice: FacetChoice, task: TaskFact) -> bool:
    document = facts.documents[task.document]
    covered = {above for theme in task.themes for above in (theme, *facts.concepts[theme].above)}
    tests: dict[str, Callable[[], bool]] = {
        "sector": lambda: choice.sector in task.sectors,
        "theme": lambda: choice.theme in covered,
        "place": lambda: document.jurisdiction == choice.place,
        "year": lambda: document.year == int(choice.year),
        "document": lambda: document.iri == choice.document,
        "target": lambda: bool(facts.targets_of.get(task.iri)) == (choice.target == "yes"),
        "q": lambda: all(
            word in f"{task.title or ''} {task.text} {task.quote}".lower() for word in choice.words
        ),
    }
    if any(getattr(choice, name) and not test() for name, test in tests.items()):
        return False
    if not (choice.role or choice.unit or choice.function):
        return True
    return any(_covers(facts, choice, part) for part in facts.assignments_of.get(task.iri, ()))


def _covers(facts: Facts, choice: FacetChoice, part: AssignmentFact) -> bool:
    function = facts.units[part.unit].function
    covered = (function, *facts.concepts[function].above) if function else ()
    return (
        choice.role in {"", part.role}
        and choice.unit in {"", part.unit}
        and (not choice.function or choice.function in covered)
    )


def test_everything_is_the_list_of_all_tasks_in_order(opened: Store, facts: Facts) -> None:
    tasks = sorted(facts.tasks.values(), key=lambda task: (task.document, task.position))
    assert _answer(opened, FacetChoice()) == [task.iri for task in tasks]


def test_counts_are_what_the_links_lead_to(opened: Store, facts: Facts) -> None:
    counts = Counts(facts)
    draw = random.Random(7)
    seen = 0
    for _ in range(25):
        choice = FacetChoice()
        for _ in range(draw.randrange(1, 5)):
            tasks = _answer(opened, choice)
            assert set(tasks) == _by_hand(facts, choice)
            offered = [
                (name, value, count)
                for name, values in counts.of(choice, tasks).items()
                for value, count in sorted(values.items())
                if not getattr(choice, name)
            ]
            if not offered:
                break
            name, value, count = draw.choice(offered)
            choice = choice.having(name, value)
            assert len(_answer(opened, choice)) == count > 0, choice
            seen += 1
    assert seen > 40


def test_every_facet_has_values_in_the_examples(facts: Facts) -> None:
    counts = Counts(facts).of(FacetChoice(), facts.tasks)
    assert [name for name in FACETS if not counts[name]] == []


@pytest.mark.parametrize("words", ["市 和", "图书 ", '"', "\\", "a\tb", "{ }", "。", "市" * 300])
def test_words_are_looked_for_as_they_are(opened: Store, facts: Facts, words: str) -> None:
    choice = FacetChoice.read({"q": words})
    assert set(_answer(opened, choice)) == _by_hand(facts, choice)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*FACETS, "q", "page"]), st.text(max_size=30)))
def test_any_address_is_a_state_that_can_be_asked(values: dict[str, str]) -> None:
    from pyoxigraph import Store as Engine

    choice = FacetChoice.read(values)
    assert FacetChoice.read(dict(parse_qsl(choice.query_string()))) == choice
    assert list(Engine().query(sparql_of(choice))) == []  # type: ignore[arg-type]

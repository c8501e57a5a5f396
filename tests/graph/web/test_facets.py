"""The faceted list: its state as a URL, its SPARQL, and the counts beside the facets."""

from __future__ import annotations

import random
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams
from zeren.graph.analysis.workload import workload
from zeren.graph.model.facts import AssignmentFact, Facts, TaskFact
from zeren.graph.store.facts.lookup import LookedUpFacts
from zeren.graph.store.facts.reading import read_facts
from zeren.graph.store.opening import Store, open_store
from zeren.graph.web.index import EXPLICIT
from zeren.graph.web.lists.facets import (
    FACETS,
    OF_ASSIGNMENTS,
    FacetChoice,
    choosing,
    sparql_of,
)
from zeren.graph.web.lists.tally import Tally


@pytest.fixture(scope="module")
def opened(examples: Path) -> Store:
    return open_store(examples)


@pytest.fixture(scope="module")
def facts(opened: Store) -> Facts:
    return read_facts(opened)


@pytest.fixture(scope="module")
def source(opened: Store) -> LookedUpFacts:
    return LookedUpFacts(opened.tables)


@pytest.fixture(scope="module")
def tally(source: LookedUpFacts) -> Tally:
    return Tally(source)


def _answer(store: Store, choice: FacetChoice) -> list[str]:
    return [str(row["task"]) for row in store.query(sparql_of(choice))]


def _by_hand(facts: Facts, choice: FacetChoice) -> set[str]:
    """The tasks that a choice stands for, told from the facts and without a query."""
    return {task.iri for task in facts.tasks.values() if _fits(facts, choice, task)}


def _fits(facts: Facts, choice: FacetChoice, task: TaskFact) -> bool:
    document = facts.documents[task.document]
    covered = {above for theme in task.themes for above in (theme, *facts.concepts[theme].above)}
    targets = facts.targets_of.get(task.iri, ())
    days = {str(day)[:7] for day in (task.deadline, *(each.deadline for each in targets)) if day}
    has: dict[str, set[str]] = {
        "sector": set(task.sectors),
        "theme": covered,
        "place": {document.jurisdiction or ""},
        "year": {str(document.year)},
        "document": {document.iri},
        "target": {"yes" if targets else "no"},
        "due": days,
    }
    if any(choice.of(name) and not set(choice.of(name)) & values for name, values in has.items()):
        return False
    told = f"{task.title or ''} {task.text} {task.quote}".lower()
    if not all(word in told for word in choice.words):
        return False
    if not any(choice.of(name) for name in OF_ASSIGNMENTS):
        return True
    return any(_covers(facts, choice, part) for part in facts.assignments_of.get(task.iri, ()))


def _covers(facts: Facts, choice: FacetChoice, part: AssignmentFact) -> bool:
    function = facts.units[part.unit].function
    has: dict[str, set[str]] = {
        "role": {part.role},
        "basis": {part.basis},
        "unit": {part.unit},
        "function": {function, *facts.concepts[function].above} if function else set(),
    }
    return all(
        not choice.of(name) or bool(set(choice.of(name)) & values) for name, values in has.items()
    )


def test_everything_is_the_list_of_all_tasks_in_order(opened: Store, facts: Facts) -> None:
    tasks = sorted(facts.tasks.values(), key=lambda task: (task.document, task.position))
    assert _answer(opened, FacetChoice()) == [task.iri for task in tasks]


def test_list_is_the_answer_to_its_query_and_counts_are_what_links_lead_to(
    opened: Store, facts: Facts, tally: Tally
) -> None:
    draw = random.Random(7)
    seen = several = 0
    for _ in range(40):
        choice = FacetChoice()
        for _ in range(draw.randrange(1, 5)):
            tasks = tally.tasks(tally.left(choice))
            assert tasks == _answer(opened, choice), choice
            assert set(tasks) == _by_hand(facts, choice)
            offered = [
                (name, value, count)
                for name, values in tally.counts(choice).items()
                for value, count in sorted(values.items())
                if value not in choice.of(name)
            ]
            if not offered:
                break
            name, value, count = draw.choice(offered)
            alone = choice.without(name).having(name, value)
            assert len(_answer(opened, alone)) == count > 0, alone
            choice = choice.having(name, value)
            several += len(choice.of(name)) > 1
            seen += 1
    assert seen > 60
    assert several > 3


def test_every_facet_has_values_in_the_examples(tally: Tally) -> None:
    counts = tally.counts(FacetChoice())
    assert [name for name in FACETS if not counts[name]] == []


def test_figures_of_units_are_those_of_the_workload(facts: Facts, tally: Tally) -> None:
    """One figure for one thing: the bars of the home page and `zeren workload`."""
    shown = tally.roles(EXPLICIT)
    counted = {row.key: row for row in workload(facts)}
    assert shown.keys() == counted.keys()
    for unit, roles in shown.items():
        row = counted[unit]
        assert (roles["tasks"], roles.get("lead", 0)) == (row.tasks, row.led)
        assert (roles.get("responsible", 0), roles.get("cooperating", 0)) == (
            row.responsible,
            row.cooperating,
        )


def test_cells_of_the_heat_map_are_what_they_lead_to(opened: Store, tally: Tally) -> None:
    counts = tally.counts(FacetChoice())
    units = sorted(counts["unit"])[:20]
    sectors = sorted(counts["sector"])
    cells = tally.crossed(units, sectors, EXPLICIT)
    assert sum(map(sum, cells)) > 20
    for unit, row in zip(units[:6], cells, strict=False):
        for sector, count in zip(sectors, row, strict=True):
            choice = choosing(unit=unit, sector=sector, basis="explicit")
            assert len(_answer(opened, choice)) == count


def test_units_in_brief_are_the_records(facts: Facts, source: LookedUpFacts) -> None:
    for iri, unit in facts.units.items():
        brief = source.briefs[iri]
        assert brief[:4] == (unit.label, unit.function, unit.jurisdiction or "", unit.collective)
        assert all(alias in brief.aliases for alias in unit.aliases)


@pytest.mark.parametrize(
    "words",
    ["市 和", "图书 ", '"', "\\", "a\tb", "{ }", "。", "市" * 300, "%", "_", "~", "É", "ΑΣ"],
)
def test_words_are_looked_for_as_they_are(
    opened: Store, facts: Facts, source: LookedUpFacts, words: str
) -> None:
    choice = FacetChoice.read(QueryParams({"q": words}))
    expected = _by_hand(facts, choice)
    assert set(_answer(opened, choice)) == expected
    if choice.words:
        assert {task for task, *_ in source.holding(choice.words)} == expected


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from([*FACETS, "q", "page"]), st.text(max_size=30)), max_size=9)
)
def test_any_address_is_a_state_that_can_be_asked(values: list[tuple[str, str]]) -> None:
    from pyoxigraph import Store as Engine

    choice = FacetChoice.read(QueryParams(values))
    assert FacetChoice.read(QueryParams(parse_qsl(choice.query_string()))) == choice
    assert list(Engine().query(sparql_of(choice))) == []  # type: ignore[arg-type]

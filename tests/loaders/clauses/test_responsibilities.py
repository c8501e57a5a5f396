"""Who is made answerable: clauses of every style, with what an annotator read in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest
from support.plans.cases import DATA, lines, parameters, table
from support.plans.clause_plans import cleaned, read_tasks
from zeren.loaders.assignments import Draft

FOLDER = DATA / "responsibilities"
CASES = [case for path in sorted(FOLDER.glob("*.jsonl")) for case in lines(path)]
FAILING = table(FOLDER / "known_failures.toml")


class Expected(NamedTuple):
    """A case in one shape, whether it is one clause or a plan of several tasks."""

    drafts: list[list[Draft]]
    units: list[list[dict[str, Any]]]
    inherited: list[list[dict[str, Any]]] | None


def read(case: dict[str, Any]) -> Expected:
    if "context" in case:
        return Expected(read_tasks([case["context"]]), [case["units"]], None)
    drafts = read_tasks(case["tasks"], case.get("preamble", ""))
    return Expected(drafts, case["units"], case.get("inherited"))


def as_read(drafts: Iterable[Draft], basis: str) -> list[tuple[str, str]]:
    return sorted((d.party.name, d.party.role) for d in drafts if d.basis == basis)


def as_annotated(units: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    return sorted((cleaned(unit["name"]), unit["role"]) for unit in units)


@pytest.mark.parametrize("case", parameters(CASES, FAILING["units"]))
def test_units_and_roles(case: dict[str, Any]) -> None:
    """Exactly the annotated units, each once in a role; inherited ones apart from explicit."""
    expected = read(case)
    assert [as_annotated(units) for units in expected.units] == [
        as_read(drafts, "explicit") for drafts in expected.drafts
    ]
    if expected.inherited is not None:
        assert [as_annotated(units) for units in expected.inherited] == [
            as_read(drafts, "inherited") for drafts in expected.drafts
        ]


@pytest.mark.parametrize("case", parameters(CASES, FAILING["surfaces"]))
def test_surfaces_offices_and_collectives(case: dict[str, Any]) -> None:
    """A unit that is read at all is quoted as written, and known for a collective."""
    expected = read(case)
    for drafts, units in zip(expected.drafts, expected.units, strict=True):
        wanted = {(cleaned(unit["name"]), unit["role"]): unit for unit in units}
        for draft in drafts:
            party = draft.party
            unit = wanted.get((party.name, party.role))
            if draft.basis == "explicit" and unit is not None:
                assert party.surface == cleaned(unit["surface"])
                assert party.collective == unit["group"]
                assert party.office == unit.get("office")


def test_case_ids_are_unique() -> None:
    """An id names one case, so that a known failure is one case."""
    ids = [case["id"] for case in CASES]
    assert len(set(ids)) == len(ids)


def test_most_cases_are_read() -> None:
    """What fails is an exception: the share of clauses and plans read wholly right."""
    assert len(FAILING["units"]) <= 0.1 * len(CASES)

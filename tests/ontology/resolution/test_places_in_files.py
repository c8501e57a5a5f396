"""The page and the cell in which a statement stands, as the shard has them."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
from zeren.loaders import PolicyDocument, load
from zeren.loaders.records import Place, Span
from zeren.ontology.terms import term
from zeren.ontology.triples import shard

SHEET = "序号,工作任务,牵头单位\n1,新建泵站2座,县水务局\n2,种树3万株,县林业局\n".encode()


def stated(plan: PolicyDocument, predicate: str) -> dict[str, str]:
    """Return the value that *predicate* has, by the end of the IRI of what it is said of."""
    return {
        str(quad.subject.value).split("/", 5)[-1].partition("/")[2]: quad.object.value
        for quad in ox.parse(shard(plan), format=ox.RdfFormat.N_QUADS)
        if quad.predicate == ox.NamedNode(term(predicate))
    }


def test_cells_of_tasks_and_units() -> None:
    """Each task has the cell in which its row begins, each unit its own."""
    plan = load(SHEET)
    assert stated(plan, "zr:page") == {}
    cells = stated(plan, "zr:cell")
    assert {name: cell for name, cell in cells.items() if "/lead/" not in name} == {
        "task/1": "A2",
        "task/2": "A3",
    }
    assert sorted(cell for name, cell in cells.items() if "/lead/" in name) == ["C2", "C3"]


def test_pages_of_tasks() -> None:
    """A task has the page on which it begins."""
    plan = load(SHEET)
    cut = plan.tasks[1].span.start
    pages = (Place(Span(0, cut), page=1), Place(Span(cut, len(plan.text)), page=2))
    found = stated(replace(plan, places=pages), "zr:page")
    assert (found["task/1"], found["task/2"]) == ("1", "2")


def test_the_name_of_a_sheet_stands_before_the_cell() -> None:
    """As formulas write it."""
    assert Place(Span(0, 1), sheet="林业", cell="B7").written == "林业!B7"
    assert Place(Span(0, 1), cell="B7").written == "B7"
    assert Place(Span(0, 1), page=3).written == ""


def test_a_span_between_two_places_has_none() -> None:
    """A place is that of the words themselves, not of the nearest ones."""
    plan = replace(load(SHEET), places=(Place(Span(0, 2), page=1), Place(Span(5, 9), page=2)))
    assert plan.place(Span(2, 5)) is None
    assert plan.place(Span(20, 22)) is None
    found = plan.place(Span(1, 6))
    assert found is not None
    assert found.page == 1


def test_plain_text_has_no_places() -> None:
    """A shard of a text says nothing of pages or cells."""
    plan = load("1.种树3万株。（责任单位：县林业局）".encode())
    assert stated(plan, "zr:page") == stated(plan, "zr:cell") == {}

"""The competency questions: each named query gives what plain Python finds in the records.

The records come through :mod:`zeren.graph.model.facts`, which asks other and simpler queries; what
is counted, joined and chosen here is counted, joined and chosen in Python. Nothing is typed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from support import ROOT
from zeren.graph.build.folder import build
from zeren.graph.errors import GraphError
from zeren.graph.model.facts import AssignmentFact, Facts, TargetFact, TaskFact
from zeren.graph.model.progress import Report, Status, state_of, status_of_tasks
from zeren.graph.query.asking import filled
from zeren.graph.query.named import catalogue, named
from zeren.graph.query.results import plain
from zeren.graph.store.catalogue.layout import existing
from zeren.graph.store.facts.reading import read_facts, read_sections
from zeren.graph.store.opening import Store, open_store
from zeren.graph.store.progress import add_reports, read_reports
from zeren.loaders.records import ROLES, Role
from zeren.ontology.terms import PREFIXES, term
from zeren.ontology.vocabulary import turtle

DOC = (ROOT / "docs" / "competency-questions.md").read_text(encoding="utf-8")
CORPUS = ROOT.parent / "shared" / "corpus"

Row = tuple[Any, ...]


class Asked:
    """A store with its records, and what the tests count in them."""

    def __init__(self, path: Path) -> None:
        self.store: Store = open_store(path)
        self.facts: Facts = read_facts(self.store)

    def rows(self, name: str, *columns: str, **settings: str) -> list[Row]:
        """Return the columns of the answer to a named query."""
        text = filled(named(name).text, [f"{key}={words}" for key, words in settings.items()])
        answer = self.store.query(text)
        at = [answer.variables.index(column) for column in columns]
        return [tuple(plain(row[index]) for index in at) for row in answer.rows]

    def explicit(self) -> Iterator[tuple[TaskFact, AssignmentFact]]:
        for part in self.facts.assignments:
            if part.basis == "explicit":
                yield self.facts.tasks[part.task], part

    def label(self, unit: str) -> str:
        return self.facts.units[unit].label

    def plan(self, document: str) -> str:
        return self.facts.documents[document].name

    def document_of(self, target: TargetFact) -> str:
        task = self.facts.tasks.get(target.owner)
        return task.document if task else target.owner


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    store = tmp_path_factory.mktemp("examples") / "store"
    assert not build([ROOT / "examples"], store).failed
    add_reports(existing(store), list(reports(Asked(store).facts)), b"a ledger")
    return Asked(store)


def reports(facts: Facts) -> Iterator[Report]:
    """Yield what offices say of some tasks: done, then not; by those who lead and who help."""
    dated = sorted(task.iri for task in facts.tasks.values() if task.deadline)
    said: list[tuple[int, int, Status | None, tuple[Role, ...]]] = [
        *((0, 1, "done", ()), (1, 1, "done", ()), (1, 2, "underway", ())),
        *((2, 1, "underway", ("lead",)), (2, 2, "done", ("lead",))),
        *((3, 1, "done", ("cooperating",)), (4, 1, None, ())),
        *((5, 1, "done", ("responsible", "cooperating")), (5, 2, "not-started", ("guiding",))),
        *((6, 1, "done", ()), (6, 1, "underway", ("lead",))),
    ]
    for number, (task, day, status, roles) in enumerate(said):
        at = datetime(2031, 6, day, tzinfo=UTC)
        words = ("进展", f"{status}", "")
        unit = facts.assignments[0].unit if roles else None
        yield Report(dated[task], unit, roles, status, *words, at, "王", "甲.xlsx", f"{number}")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    if not list(CORPUS.glob("*.txt")):
        pytest.skip("the real plans are not here")
    store = tmp_path_factory.mktemp("real") / "store"
    assert not build([CORPUS], store).failed
    return Asked(store)


# ---------------------------------------------------------------- what plain Python finds


def units_by_tasks(asked: Asked, role: str | None = None) -> dict[str, set[str]]:
    """Return the tasks of each unit in *role*, or in any."""
    found: dict[str, set[str]] = defaultdict(set)
    for task, part in asked.explicit():
        if role in {None, part.role}:
            found[part.unit].add(task.iri)
    return found


def lead_units(asked: Asked) -> Iterable[Row]:
    return ((unit, len(tasks)) for unit, tasks in units_by_tasks(asked, "lead").items())


def busiest_units(asked: Asked) -> Iterable[Row]:
    roles = [units_by_tasks(asked, role) for role in ROLES]
    for unit, tasks in units_by_tasks(asked).items():
        yield (unit, len(tasks), *(len(each[unit]) for each in roles))


def pairs(asked: Asked, first: str, second: str) -> Counter[tuple[str, str]]:
    """Return how many tasks join a unit in one role with another unit in another."""
    found: Counter[tuple[str, str]] = Counter()
    for parts in asked.facts.assignments_of.values():
        explicit = [part for part in parts if part.basis == "explicit"]
        left = {part.unit for part in explicit if part.role == first}
        right = {part.unit for part in explicit if part.role == second}
        found.update((a, b) for a in left for b in right)
    return found


def co_lead(asked: Asked) -> Iterable[Row]:
    for (a, b), count in pairs(asked, "lead", "lead").items():
        if a < b:
            yield (asked.label(a), asked.label(b), count)


def lead_cooperating(asked: Asked) -> Iterable[Row]:
    for (a, b), count in pairs(asked, "lead", "cooperating").items():
        yield (asked.label(a), asked.label(b), count)


def collectives(asked: Asked) -> Iterable[Row]:
    tasks, documents = defaultdict(set), defaultdict(set)
    for part in asked.facts.assignments:
        if asked.facts.units[part.unit].collective:
            tasks[part.written].add(part.task)
            documents[part.written].add(asked.facts.tasks[part.task].document)
    return ((name, len(tasks[name]), len(documents[name])) for name in tasks)


def tasks_of(role: str) -> Callable[[Asked], Iterable[Row]]:
    def rows(asked: Asked) -> Iterable[Row]:
        for task, part in asked.explicit():
            if part.role == role:
                yield (asked.label(part.unit), part.written, task.number, task.document, task.quote)

    return rows


def damaged_tasks(asked: Asked) -> Iterable[Row]:
    return ((t.document, t.number, t.quote) for t in asked.facts.tasks.values() if t.damaged)


def documents(asked: Asked) -> Iterable[Row]:
    count = Counter(task.document for task in asked.facts.tasks.values())
    for iri, fact in asked.facts.documents.items():
        yield (iri, fact.issuer, fact.issued, fact.number, count[iri], fact.file)


def functions_by_document(asked: Asked) -> list[Row]:
    found: dict[tuple[str, str], list[AssignmentFact]] = defaultdict(list)
    for task, part in asked.explicit():
        function = asked.facts.units[part.unit].function
        if function:
            found[task.document, function].append(part)
    return [
        (
            document,
            function,
            len(parts),
            len({part.task for part in parts}),
            len({part.task for part in parts if part.role == "lead"}),
        )
        for (document, function), parts in found.items()
    ]


def top_function(asked: Asked) -> Iterable[Row]:
    rows = functions_by_document(asked)
    for document, function, count, *_ in rows:
        if count == max(row[2] for row in rows if row[0] == document):
            yield (document, function, count)


def holds(target: TargetFact, words: str) -> bool:
    """Return whether *words* stand in the indicator, or before the figure with no stop between."""
    if words in target.indicator:
        return True
    _, found, rest = target.sentence.partition(words)
    between, figure, _ = rest.partition(f"{target.value}")
    return bool(found and figure) and not set(between) & set("，,、；;。")


def indicator_targets(words: str) -> Callable[[Asked], Iterable[Row]]:
    def rows(asked: Asked) -> Iterable[Row]:
        for target in asked.facts.targets:
            if holds(target, words):
                plan = asked.plan(asked.document_of(target))
                yield (target.iri, target.indicator, target.value, target.measure, plan)

    return rows


def inherited(asked: Asked) -> Iterable[Row]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for part in asked.facts.assignments:
        found[asked.facts.tasks[part.task].document][part.basis] += 1
    return ((iri, count["explicit"], count["inherited"]) for iri, count in found.items())


def mentions(asked: Asked) -> Iterable[Row]:
    for mention in asked.facts.mentions:
        held = {part.unit for part in asked.facts.assignments_of.get(mention.task, ())}
        if mention.unit not in held:
            task = asked.facts.tasks[mention.task]
            yield (asked.label(mention.unit), mention.written, task.number, task.document)


def rules(asked: Asked) -> Iterable[Row]:
    found = Counter(rule for part in asked.facts.assignments for rule in part.rule.split("+"))
    return found.items()


def same_name_units(asked: Asked) -> Iterable[Row]:
    found = Counter(unit.label for unit in asked.facts.units.values())
    return ((label, count) for label, count in found.items() if count > 1)


def sections(asked: Asked) -> Iterable[Row]:
    parts = read_sections(asked.store)
    for section in parts:
        inside = [
            task
            for task in asked.facts.tasks.values()
            if task.document == section.document
            and max(
                (s for s in parts if s.document == task.document and s.start <= task.start),
                key=lambda s: s.start,
                default=None,
            )
            == section
        ]
        if inside:
            yield (section.document, section.number, section.heading, len(inside))


def below(concept: str) -> set[str]:
    """Return the themes at and below a concept, from the file itself."""
    wanted, size = {concept}, 0
    quads = list(ox.parse(turtle("themes.ttl"), ox.RdfFormat.TURTLE))
    while size < len(wanted):
        size = len(wanted)
        wanted |= {
            quad.subject.value  # type: ignore[union-attr]
            for quad in quads
            if quad.predicate.value == term("skos:broader") and quad.object.value in wanted  # type: ignore[union-attr]
        }
    return wanted


def shared_theme(theme: str) -> Callable[[Asked], Iterable[Row]]:
    def rows(asked: Asked) -> Iterable[Row]:
        themes = below(f"{PREFIXES['zt']}{theme}")
        tasks = {iri for iri, task in asked.facts.tasks.items() if themes & set(task.themes)}
        found: dict[tuple[str, str], tuple[set[str], set[str], set[str]]] = {}
        parts = [(part, part.role) for part in asked.facts.assignments]
        spoken = [(part, "") for part in asked.facts.mentions]
        for part, role in [*parts, *spoken]:
            unit = asked.facts.units[part.unit]
            if part.task not in tasks or unit.collective:
                continue
            document = asked.facts.documents[asked.facts.tasks[part.task].document]
            place = unit.jurisdiction or document.jurisdiction or ""
            entry = found.setdefault((place, unit.iri), (set(), set(), set()))
            entry[0 if role else 2].add(part.task)
            if role == "lead":
                entry[1].add(part.task)
        for (place, unit), entry in found.items():
            yield (place, unit, *map(len, entry))

    return rows


def targets(asked: Asked) -> Iterable[Row]:
    for target in asked.facts.targets:
        task = asked.facts.tasks.get(target.owner)
        document, number = asked.document_of(target), task.number if task else None
        yield (
            *(target.indicator or None, target.value, target.upper_value, target.measure),
            *(target.deadline, number, document, target.sentence),
        )


def targets_by_deadline(asked: Asked) -> Iterable[Row]:
    found: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for iri in asked.facts.tasks:
        leads = {
            part.unit
            for part in asked.facts.assignments_of.get(iri, ())
            if part.role == "lead" and part.basis == "explicit"
        }
        for target in asked.facts.targets_of.get(iri, ()):
            if target.deadline:
                for unit in leads or {None}:
                    found[f"{target.deadline:%Y-%m}", unit].add(target.iri)
    return ((month, unit, len(each)) for (month, unit), each in found.items())


def tasks_without_unit(asked: Asked) -> Iterable[Row]:
    for iri, task in asked.facts.tasks.items():
        if iri not in asked.facts.assignments_of:
            yield (task.document, task.number, task.title, task.text)


def theme_units(asked: Asked) -> Iterable[Row]:
    found: Counter[tuple[str, str]] = Counter()
    for unit, tasks in units_by_tasks(asked, "lead").items():
        for task in tasks:
            found.update((theme, unit) for theme in set(asked.facts.tasks[task].themes))
    return ((theme, unit, count) for (theme, unit), count in found.items())


def themes(asked: Asked) -> Iterable[Row]:
    tasks = asked.facts.tasks.values()
    every = Counter(theme for task in tasks for theme in set(task.themes))
    first = Counter(task.themes[0] for task in tasks if task.themes)
    plans = Counter(theme for theme, _ in {(c, t.document) for t in tasks for c in t.themes})
    return ((theme, every[theme], first[theme], plans[theme]) for theme in every)


def sectors(asked: Asked) -> Iterable[Row]:
    tasks = asked.facts.tasks.values()
    every = Counter(sector for task in tasks for sector in set(task.sectors))
    first = Counter(task.sectors[0] for task in tasks if task.sectors)
    plans = Counter(sector for sector, _ in {(c, t.document) for t in tasks for c in t.sectors})
    return ((sector, every[sector], first[sector], plans[sector]) for sector in every)


def sector_units(asked: Asked) -> Iterable[Row]:
    found: Counter[tuple[str, str]] = Counter()
    for unit, tasks in units_by_tasks(asked, "lead").items():
        for task in tasks:
            found.update((sector, unit) for sector in set(asked.facts.tasks[task].sectors))
    return ((sector, unit, count) for (sector, unit), count in found.items())


def unit_names(asked: Asked) -> Iterable[Row]:
    """Only those that an assignment names; mentions have their local name in the graph alone."""
    found = Counter((part.unit, part.local_name) for part in asked.facts.assignments)
    return ((unit, name) for unit, name in found)


def units_by_document(asked: Asked) -> Iterable[Row]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    led: dict[tuple[str, str], set[str]] = defaultdict(set)
    for task, part in asked.explicit():
        found[task.document, asked.label(part.unit)].add(task.iri)
        if part.role == "lead":
            led[task.document, asked.label(part.unit)].add(task.iri)
    return ((*key, len(each), len(led[key])) for key, each in found.items())


def units_in_several_documents(asked: Asked) -> Iterable[Row]:
    found = defaultdict(set)
    for part in asked.facts.assignments:
        found[part.unit].add(asked.facts.tasks[part.task].document)
    return ((unit, len(each)) for unit, each in found.items() if len(each) > 1)


# Which columns of a query are held against what.
def days_of(asked: Asked, task: TaskFact) -> set[date]:
    days = {task.deadline, *(each.deadline for each in asked.facts.targets_of.get(task.iri, ()))}
    return {day for day in days if day}


def dated_tasks(asked: Asked, fits: Callable[[TaskFact, date], bool]) -> Iterable[Row]:
    for task in asked.facts.tasks.values():
        explicit = [
            p for p in asked.facts.assignments_of.get(task.iri, ()) if p.basis == "explicit"
        ]
        leads = {p.unit for p in explicit if p.role == "lead"}
        for day in days_of(asked, task):
            if fits(task, day):
                for label in [asked.label(unit) for unit in leads] or [None]:
                    yield day, task.number, task.title or task.text, label, task.iri


def late_tasks(asked: Asked) -> Iterable[Row]:
    status = status_of_tasks(read_reports(asked.store.layout))
    return dated_tasks(
        asked,
        lambda task, day: state_of(status.get(task.iri), day, datetime.now(UTC).date()) == "late",
    )


def due_tasks(asked: Asked) -> Iterable[Row]:
    return dated_tasks(asked, lambda _, day: day >= datetime.now(UTC).date())


def done_tasks(asked: Asked) -> Iterable[Row]:
    found = read_reports(asked.store.layout)
    for task, status in status_of_tasks(found).items():
        if status == "done":
            for each in found:
                if each.task == task and each.status == "done" and each.decides:
                    yield each.by, asked.facts.tasks[task].number, each.completion, task


KNOWN: dict[str, tuple[tuple[str, ...], Callable[[Asked], Iterable[Row]]]] = {
    "busiest-units": (("unit", "tasks", *ROLES), busiest_units),
    "co-lead": (("first", "second", "tasks"), co_lead),
    "collectives": (("written", "tasks", "documents"), collectives),
    "cooperating-tasks": (
        ("name", "written", "number", "document", "sentence"),
        tasks_of("cooperating"),
    ),
    "guiding-tasks": (
        ("name", "written", "number", "document", "sentence"),
        tasks_of("guiding"),
    ),
    "done-tasks": (("by", "number", "completion", "task"), done_tasks),
    "due-tasks": (("deadline", "number", "name", "unit", "task"), due_tasks),
    "late-tasks": (("deadline", "number", "name", "unit", "task"), late_tasks),
    "damaged-tasks": (("document", "number", "sentence"), damaged_tasks),
    "documents": (("document", "issuer", "issued", "number", "tasks", "file"), documents),
    "functions-by-document": (
        ("document", "function", "responsibilities", "tasks", "lead"),
        functions_by_document,
    ),
    "indicator-targets": (
        ("target", "indicator", "value", "measure", "plan"),
        indicator_targets("每千人口"),
    ),
    "inherited": (("document", "explicit", "inherited"), inherited),
    "lead-cooperating": (("leader", "partner", "tasks"), lead_cooperating),
    "lead-tasks": (("name", "written", "number", "document", "sentence"), tasks_of("lead")),
    "lead-units": (("unit", "tasks"), lead_units),
    "mentions": (("name", "written", "number", "document"), mentions),
    "responsible-tasks": (
        ("name", "written", "number", "document", "sentence"),
        tasks_of("responsible"),
    ),
    "rules": (("rule", "assignments"), rules),
    "same-name-units": (("name", "nodes"), same_name_units),
    "sector-units": (("sector", "unit", "tasks"), sector_units),
    "sectors": (("sector", "tasks", "first", "documents"), sectors),
    "sections": (("document", "number", "heading", "tasks"), sections),
    "shared-theme": (("place", "unit", "tasks", "lead", "mentioned"), shared_theme("ageing")),
    "targets": (
        ("indicator", "value", "upper", "measure", "deadline", "number", "document", "sentence"),
        targets,
    ),
    "targets-by-deadline": (("month", "unit", "targets"), targets_by_deadline),
    "tasks-without-unit": (("document", "number", "title", "text"), tasks_without_unit),
    "theme-units": (("theme", "unit", "tasks"), theme_units),
    "themes": (("theme", "tasks", "first", "documents"), themes),
    "top-function": (("document", "function", "responsibilities"), top_function),
    "units-by-document": (("document", "name", "tasks", "lead"), units_by_document),
    "units-in-several-documents": (("unit", "documents"), units_in_several_documents),
}


def same(found: Iterable[Row], expected: Iterable[Row]) -> bool:
    return Counter(map(repr, found)) == Counter(map(repr, expected))


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_query_gives_what_the_records_hold(asked: Asked, name: str) -> None:
    columns, compute = KNOWN[name]
    found, expected = asked.rows(name, *columns), list(compute(asked))
    assert Counter(map(repr, found)) == Counter(map(repr, expected))


def test_a_time_can_be_chosen(asked: Asked) -> None:
    """``due-tasks`` from one day to another, ``late-tasks`` as of a day; who helps decides not."""
    found = asked.rows("due-tasks", "task", first="2024-06-01", last="2024-06-30")
    tasks = asked.facts.tasks.values()
    june = [
        task.iri for task in tasks if any(f"{day:%Y%m}" == "202406" for day in days_of(asked, task))
    ]
    assert {task for (task,) in found} == set(june)
    assert asked.rows("late-tasks", "task", day="2000-01-01") == []
    statuses = status_of_tasks(read_reports(asked.store.layout)).values()
    assert set(statuses) == {"done", "underway"}
    assert len({task for (task,) in asked.rows("done-tasks", "task")}) == 3


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_it_does_so_for_real_plans(real: Asked, name: str) -> None:
    columns, compute = KNOWN[name]
    assert same(real.rows(name, *columns), compute(real)), name


def test_every_name_of_a_unit_is_listed(asked: Asked) -> None:
    """``unit-names`` has each name that an assignment gives a unit, and the rule that placed it."""
    found = asked.rows("unit-names", "unit", "written", "resolution", "times")
    assert set(unit_names(asked)) <= {row[:2] for row in found}
    assert all(row[2] and row[3] > 0 for row in found)


def test_three_questions_over_the_examples(asked: Asked) -> None:
    """All that name units have a function; several places share ageing, several plans 千人."""
    naming = {task.document for task, _ in asked.explicit()}
    assert {row[0] for row in asked.rows("top-function", "document")} == naming
    assert len({row[0] for row in asked.rows("shared-theme", "place")}) > 1
    assert len({row[0] for row in asked.rows("indicator-targets", "plan")}) > 1


def test_three_questions_over_real_plans(real: Asked) -> None:
    """All that name units have a function; two places share ageing; three plans count by 千人."""
    naming = {task.document for task, _ in real.explicit()}
    assert {row[0] for row in real.rows("top-function", "document")} == naming
    assert len({row[0] for row in real.rows("shared-theme", "place")}) > 1
    assert len({row[0] for row in real.rows("indicator-targets", "plan")}) > 2


# ---------------------------------------------------------------- settings


def test_other_words_ask_for_another_indicator(asked: Asked) -> None:
    columns = ("target", "indicator", "value", "measure", "plan")
    found = asked.rows("indicator-targets", *columns, words="覆盖率")
    assert found
    assert same(found, indicator_targets("覆盖率")(asked))


def test_a_theme_goes_by_label_or_id(asked: Asked) -> None:
    columns = ("place", "unit", "tasks", "lead", "mentioned")
    by_id = asked.rows("shared-theme", *columns, theme="emergency-care")
    assert same(by_id, asked.rows("shared-theme", *columns, theme="卫生应急与急救"))


@pytest.mark.parametrize("words", ['" } #', "\\", '\\" }', "a\nb", "?x", "每千人口"])
def test_words_cannot_change_the_query(asked: Asked, words: str) -> None:
    """Whatever is set stays one string of the query."""
    text = filled(named("indicator-targets").text, [f"words={words}"])
    (answer,) = asked.store.query(
        f"SELECT ?words {{ {text[text.index('VALUES') :].split(chr(10))[0]} }}"
    )
    assert answer["words"] == words
    asked.rows("indicator-targets", "target", words=words)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["indicator=x"], "no setting 'indicator'"),
        (["words"], "does not say what to set"),
        (["words="], "does not say what to set"),
    ],
)
def test_a_wrong_setting_is_explained(settings: list[str], words: str) -> None:
    with pytest.raises(GraphError, match=words) as caught:
        filled(named("indicator-targets").text, settings)
    assert caught.value.usage
    assert "words" in caught.value.next_step or "NAME=WORDS" in caught.value.next_step


def test_every_setting_is_declared() -> None:
    """A query says of each of its settings what it is, in both languages."""
    for query in catalogue():
        declared = {setting.name for setting in query.settings}
        assert query.text.count("VALUES ?") == len(declared), query.name
        assert all(setting.zh and setting.en and setting.default for setting in query.settings)


# ---------------------------------------------------------------- the document


@pytest.mark.parametrize("query", catalogue(), ids=lambda query: query.name)
def test_each_question_is_written_down(query: Any) -> None:
    """docs/competency-questions.md has each question as the query itself words it."""
    assert f"| `{query.name}` | {query.zh} | {query.en} |" in DOC


def test_no_question_is_written_down_without_a_query() -> None:
    rows = [line for line in DOC.splitlines() if line.startswith("| `")]
    assert len(rows) == len(set(rows)) == len(catalogue())


def test_each_question_is_answered_here() -> None:
    """Each named query is held against the records by a test of this file."""
    assert {query.name for query in catalogue()} - {"unit-names"} <= KNOWN.keys()

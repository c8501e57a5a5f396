"""What the page knows: all documents, units, tasks and targets, as columns of short values.

Words that come again are said once, in a list, and named by their place in it. Offsets are
those of JavaScript (UTF-16 units) from the beginning of a task's quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.graph.maps.groups import Grouping
from zeren.graph.maps.model import Model
from zeren.graph.maps.pictures import Opening
from zeren.graph.maps.pinyin import search_keys
from zeren.graph.model.facts import TaskFact
from zeren.loaders.records import ROLES
from zeren.ontology.terms import BASE

# Control characters and halves of surrogate pairs have no place in a page. One stands for one,
# so that offsets stay.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


_SENTENCE_END = re.compile(
    "[。；！？;]|[(（\\[【〔](?=[^)）]{0,6}(?:单位|处室|部门|牵头|责任|负责))"
)
_NAME = 56


def content(model: Model, groupings: Sequence[Grouping], opened: Opening) -> dict[str, object]:
    """Return all that the page shows, ready for JSON."""
    return {
        "documents": [
            [
                document.id,
                fit(document.name),
                fit(document.issuer or ""),
                fit(document.jurisdiction or ""),
                document.level or "",
                document.issued.isoformat() if document.issued else "",
                fit(document.number or ""),
                document.year,
            ]
            for document in model.documents
        ],
        "themes": [[_short(c.iri), fit(c.label), fit(c.en)] for c in model.themes],
        "sectors": [[_short(c.iri), fit(c.label), fit(c.en)] for c in model.sectors],
        "functions": [[_short(c.iri), fit(c.label), fit(c.en)] for c in model.functions],
        "themeKeys": [search_keys([c.label]) for c in model.themes],
        "units": [
            [
                _short(unit.iri),
                fit(unit.label),
                [fit(alias) for alias in unit.aliases],
                search_keys([unit.label, *unit.aliases]),
                model.function_numbers[unit.function] if unit.function else -1,
                fit(unit.jurisdiction or ""),
                unit.level or "",
                int(unit.collective),
                model.home[number],
                fit(model.short_names[number]),
            ]
            for number, unit in enumerate(model.units)
        ],
        "groupings": {
            g.name: {
                "labels": [[fit(zh), fit(en)] for zh, en in g.labels],
                "ids": [_short(iri) for iri in g.iris],
                "of": g.members,
            }
            for g in groupings
        },
        "open": {"units": opened.units, "tasks": opened.tasks, "network": opened.network},
        "tasks": _tasks(model),
        "assignments": _assignments(model),
        "targets": _targets(model),
    }


class _Words:
    """Strings by number, each said once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        return self.numbers.setdefault(fit(word), len(self.numbers))

    def all(self) -> list[str]:
        return list(self.numbers)


def _tasks(model: Model) -> dict[str, object]:
    headings = _Words()
    return {
        "document": [model.document_numbers[task.document] for task in model.tasks],
        "position": [task.position for task in model.tasks],
        "number": [fit(task.number) for task in model.tasks],
        "name": [fit(_name(task)) for task in model.tasks],
        "quote": [fit(task.quote) for task in model.tasks],
        "themes": [[model.theme_numbers[theme] for theme in task.themes] for task in model.tasks],
        "sectors": [
            [model.sector_numbers[sector] for sector in task.sectors] for task in model.tasks
        ],
        "under": [[headings.number(name) for name in task.headings] for task in model.tasks],
        "headings": headings.all(),
        "damaged": [number for number, task in enumerate(model.tasks) if task.damaged],
        "start": [task.start for task in model.tasks],
    }


def _assignments(model: Model) -> dict[str, object]:
    rules, words = _Words(), _Words()
    rows = model.facts.assignments
    spans = [
        _span(model.tasks[task], part.start, part.end)
        for part, (_, task, _) in zip(rows, model.links, strict=True)
    ]
    return {
        "unit": [unit for unit, _, _ in model.links],
        "task": [task for _, task, _ in model.links],
        "role": [role for _, _, role in model.links],
        "inherited": [n for n, part in enumerate(rows) if part.basis == "inherited"],
        "at": [at for at, _ in spans],
        "length": [length for _, length in spans],
        "written": [words.number(part.written or part.quote) for part in rows],
        "office": [words.number(part.office) if part.office else -1 for part in rows],
        "rule": [rules.number(part.rule) for part in rows],
        "rules": rules.all(),
        "words": words.all(),
        "roles": ROLES,
    }


def _targets(model: Model) -> dict[str, object]:
    words, measures, comparators = _Words(), _Words(), _Words()
    tasks, documents = model.task_numbers, model.document_numbers
    rows = model.targets
    spans = [
        _span(model.tasks[tasks[t.owner]], t.start, t.end) if t.owner in tasks else (-1, 0)
        for t in rows
    ]
    return {
        "task": [tasks.get(target.owner, -1) for target in rows],
        "document": [documents.get(target.owner, -1) for target in rows],
        "indicator": [words.number(target.indicator) for target in rows],
        "comparator": [comparators.number(target.comparator) for target in rows],
        "value": [f"{target.value:f}" for target in rows],
        "upper": ["" if t.upper_value is None else f"{t.upper_value:f}" for t in rows],
        "measure": [measures.number(target.measure) for target in rows],
        "deadline": [t.deadline.isoformat() if t.deadline else "" for t in rows],
        "at": [at for at, _ in spans],
        "length": [length for _, length in spans],
        "quote": [fit(t.quote) if at < 0 else "" for t, (at, _) in zip(rows, spans, strict=True)],
        "words": words.all(),
        "measures": measures.all(),
        "comparators": comparators.all(),
    }


def _span(task: TaskFact, start: int, end: int) -> tuple[int, int]:
    """Return where in the quote of *task* a span of the source lies; (-1, 0) for outside."""
    if not task.start <= start <= end <= task.end or len(task.quote) != task.end - task.start:
        return -1, 0
    before = _utf16(task.quote[: start - task.start])
    return before, _utf16(task.quote[start - task.start : end - task.start])


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _name(task: TaskFact) -> str:
    """Return the title, else the first sentence of the text, which ends before most clauses."""
    if task.title:
        return task.title
    words = " ".join(task.text.split()) or task.quote
    first = _SENTENCE_END.split(words, maxsplit=1)[0] or words
    return first if len(first) <= _NAME else first[: _NAME - 1] + "…"


def _short(iri: str) -> str:
    return fit(iri.removeprefix(BASE))


def fit(text: str) -> str:
    """Return *text* with each character that a page cannot hold replaced by U+FFFD."""
    return _UNFIT.sub("\ufffd", text)

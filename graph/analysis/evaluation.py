"""How good the reading is on documents that somebody annotated: ``zeren evaluate``.

Gold is one JSONL file a document, one line a task in document order (see
``docs/annotating.md``). Tasks are aligned by their numbers, in order; inside a task each
category compares what gold has with what was read. A category that a gold line leaves
out is not counted there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from zeren.graph.analysis.validity.coders import ZEREN, Codes, Coding
from zeren.graph.build.folder import DEFAULT_LIMIT
from zeren.graph.build.sources.bounded import UnreadableError, read_bytes
from zeren.graph.build.sources.sidecars import SidecarError, metadata_for
from zeren.graph.build.sources.themes import BUILT_IN, Themes, schemes
from zeren.graph.errors import GraphError
from zeren.graph.output.tables import print_table
from zeren.loaders.errors import ReadError
from zeren.loaders.records import PolicyDocument, Task
from zeren.loaders.targets.comparators import SIGNS
from zeren.ontology.schemes import THEMES, fields

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Score:
    """How many were found rightly, found wrongly, and missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Score) -> Score:
        """Return the counts of both together."""
        return Score(self.right + other.right, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1.0 when nothing was found."""
        found = self.right + self.extra
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1.0 when nothing is there."""
        there = self.right + self.missed
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (van Rijsbergen 1979), on the counts."""
        weight = 2 * self.right + self.extra + self.missed
        return 2 * self.right / weight if weight else 1.0


Gold = dict[str, Any]
Items = Counter[tuple[str, ...]]


def _as_they_are(_: Gold, there: Items, found: Items) -> tuple[Items, Items]:
    return there, found


@dataclass(frozen=True, slots=True)
class Category:
    """Something that gold annotates: its key there, and how both sides are made comparable.

    ``meet`` gets the line of gold and both sides, and returns them as they are to be counted.
    """

    name: str
    key: str
    of_gold: Callable[[Gold], Items]
    of_task: Callable[[Task], Items]
    meet: Callable[[Gold, Items, Items], tuple[Items, Items]] = _as_they_are

    def compare(self, gold: Gold, task: Task | None) -> tuple[Items, Items]:
        """Return what gold has, and what was read."""
        return self.meet(gold, self.of_gold(gold), self.of_task(task) if task else Counter())


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that gold has and the reading has not (``missed``), or the other way round."""

    task: str
    what: str
    missed: bool
    item: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one document by category, ``tasks`` first, and where they fall short."""

    name: str
    scores: dict[str, Score]
    differences: tuple[Difference, ...]


def _number(value: object) -> str:
    return "" if value is None else format(Decimal(str(value)).normalize(), "f")


def _plain(name: str) -> str:
    return name.replace("（", "(").replace("）", ")")


def _end(concept: str) -> str:
    """Return what gold calls a theme or a sector: the end of its IRI."""
    return re.split(r"[/#]", concept)[-1]


def _either(gold: Gold, there: Items, found: Items) -> tuple[Items, Items]:
    """Let a sector that only one of two annotators gave be right, and not be missed."""
    allowed: Items = Counter({(_end(sector),) for sector in gold.get("sectors_ok", ())})
    return there | (found & allowed), found


def _wider(gold: Gold, there: Items, found: Items) -> tuple[Items, Items]:
    """Let a theme be right where gold has a wider one, that of the plans of health commissions."""
    wanted = {item for (item,) in there}
    met: Items = Counter()
    for (theme,) in found:
        wider = {_end(each) for each in fields().health.get(f"{THEMES}#{theme}", ())} & wanted
        met |= Counter(
            {(name,) for name in (wider if theme not in wanted else {theme})} or {(theme,)}
        )
    return there, met


CATEGORIES: tuple[Category, ...] = (
    # Units by role and name; those stated once for all later tasks stand in gold where written.
    Category(
        "units",
        "units",
        lambda gold: Counter({(unit["name"], unit["role"]) for unit in gold["units"]}),
        lambda task: Counter(
            {(a.local_name, a.role) for a in task.assignments if a.basis == "explicit"}
        ),
    ),
    # Targets by comparator, value, upper value and measure; the indicator's words may differ.
    Category(
        "targets",
        "targets",
        lambda gold: Counter(
            (t["cmp"], _number(t["value"]), _number(t["value2"]), t["unit"])
            for t in gold["targets"]
        ),
        lambda task: Counter(
            (SIGNS[t.comparator], _number(t.value), _number(t.upper_value), t.measure)
            for t in task.targets
        ),
    ),
    Category(
        "deadlines",
        "targets",
        lambda gold: Counter(
            (_number(t["value"]), t["unit"], t["deadline"])
            for t in gold["targets"]
            if t["deadline"]
        ),
        lambda task: Counter(
            (_number(t.value), t.measure, t.deadline.isoformat())
            for t in task.targets
            if t.deadline
        ),
    ),
    # Sectors and themes by the end of their IRI.
    Category(
        "sectors",
        "sectors",
        lambda gold: Counter({(_end(sector),) for sector in gold["sectors"]}),
        lambda task: Counter({(_end(sector.concept),) for sector in task.sectors}),
        _either,
    ),
    Category(
        "themes",
        "themes",
        lambda gold: Counter({(_end(theme),) for theme in gold["themes"]}),
        lambda task: Counter({(_end(theme.concept),) for theme in task.themes}),
        _wider,
    ),
    Category(
        "mentions",
        "mentions",
        lambda gold: Counter({(_plain(name),) for name in gold["mentions"]}),
        lambda task: Counter({(_plain(mention.name),) for mention in task.mentions}),
    ),
)


def read_gold(path: Path) -> list[Gold]:
    """Return the tasks of a gold file. Raises GraphError that names the line at fault."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise GraphError(
            f"there is no gold to read at {path}: {error.strerror}",
            "name the folder that holds NAME.jsonl for each NAME.txt with --gold",
        ) from error
    tasks: list[Gold] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            task = json.loads(line)
            _ = str(task["task"])
            for category in CATEGORIES:
                if category.key in task:
                    category.of_gold(task)
        except (ValueError, KeyError, TypeError, ArithmeticError) as error:
            raise GraphError(
                f"{path}:{number} is no annotated task: {error!r}",
                'a line is {"task": "1", "units": [{"name": …, "role": …}]}: docs/annotating.md',
            ) from error
        tasks.append(cast("Gold", task))
    return tasks


def evaluate(document: PolicyDocument, gold: Sequence[Gold]) -> Evaluation:
    """Compare a document with its gold.

    Gold may stop early (the first ten tasks of a plan): what stands behind the last
    annotated task is not counted.
    """
    wanted = [str(task["task"]) for task in gold]
    pairs = _paired(document, gold)
    seen = set(pairs.values())
    last = max(seen, default=-1)
    extra = [task for index, task in enumerate(document.tasks[: last + 1]) if index not in seen]
    counts = Score(len(pairs), len(extra), len(gold) - len(pairs))
    scores = {"tasks": counts} | {category.name: Score() for category in CATEGORIES}
    differences = [Difference(task.number, "task", False, task.text[:40]) for task in extra]
    compared = [
        (wanted[index], one, document.tasks[pairs[index]] if index in pairs else None)
        for index, one in enumerate(gold)
    ]
    for number, one, read in compared:
        if read is None:
            differences.append(Difference(number, "task", True, str(one.get("title") or "")))
        for category in CATEGORIES:
            if category.key in one:
                there, found = category.compare(one, read)
                scores[category.name] += _score(there, found)
                differences += _differences(number, category.name, there, found)
    for surplus in extra:
        for category in CATEGORIES:
            found = category.of_task(surplus)
            scores[category.name] += _score(Counter(), found)
            differences += _differences(surplus.number, category.name, Counter(), found)
    return Evaluation(document.source_file, scores, tuple(differences))


def _paired(document: PolicyDocument, gold: Sequence[Gold]) -> dict[int, int]:
    """Return which task of the document each line of gold is about, by their numbers, in order."""
    numbers = [task.number for task in document.tasks]
    wanted = [str(task["task"]) for task in gold]
    matcher = SequenceMatcher(None, wanted, numbers, autojunk=False)
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _score(there: Items, found: Items) -> Score:
    return Score((there & found).total(), (found - there).total(), (there - found).total())


def _differences(task: str, what: str, there: Items, found: Items) -> list[Difference]:
    return [
        Difference(task, what, missed, " ".join(filter(None, item)))
        for missed, items in ((True, there - found), (False, found - there))
        for item in sorted(items.elements())
    ]


def evaluate_file(path: Path, gold: Path, themes: Themes = BUILT_IN) -> Evaluation:
    """Read the plan at *path* as a build with *themes* would; compare it with ``gold/NAME.jsonl``.

    Raises GraphError when the plan, its sidecar or its gold cannot be read.
    """
    wanted = read_gold(gold / f"{path.stem}.jsonl")
    return evaluate(_read(path, themes), wanted)


def codings(
    paths: Sequence[Path], folders: Sequence[Path], themes: Themes = BUILT_IN
) -> dict[str, Coding]:
    """Return what each annotator (the folder's name) and Zeren gave each task of the plans.

    Tasks are those that Zeren found and an annotator has a line for. Raises GraphError when a
    plan or gold cannot be read, or two folders have the same name.
    """
    names = [folder.resolve().name for folder in folders]
    if len(set(names)) < len(names) or ZEREN in names:
        names = [str(folder) for folder in folders]
    if len(set(names)) < len(names):
        raise GraphError("a folder of gold is named twice", "name each once", usage=True)
    found: dict[str, dict[Hashable, Codes]] = {name: {} for name in (*names, ZEREN)}
    for path in paths:
        document = _read(path, themes)
        for name, folder in zip(names, folders, strict=True):
            gold = read_gold(folder / f"{path.stem}.jsonl")
            for line, place in _paired(document, gold).items():
                task, key = document.tasks[place], (str(path), place)
                found[name][key] = {
                    each.name: frozenset(each.of_gold(gold[line]))
                    for each in CATEGORIES
                    if each.key in gold[line]
                }
                found[ZEREN][key] = {
                    each.name: frozenset(each.of_task(task)) for each in CATEGORIES
                }
    return dict(found)


def _read(path: Path, themes: Themes) -> PolicyDocument:
    from zeren.loaders import load

    try:
        data = read_bytes(str(path), DEFAULT_LIMIT)
        return load(data, metadata_for(path), schemes(themes))
    except SidecarError as error:
        raise GraphError(f"{error.where}: {error.what}", error.next_step) from error
    except (UnreadableError, ReadError) as error:
        raise GraphError(f"{path}: {error.what}", error.next_step) from error


def total(results: Sequence[Evaluation]) -> Evaluation:
    """Return the scores of all documents together (micro-average: every item counts once)."""
    scores: dict[str, Score] = {}
    for result in results:
        for name, score in result.scores.items():
            scores[name] = scores.get(name, Score()) + score
    return Evaluation("all", scores, ())


def as_json(results: Sequence[Evaluation]) -> dict[str, Any]:
    """Return the scores as plain values, by document and in all."""
    return {
        "documents": [_values(result) for result in results],
        "all": _values(total(results)),
    }


def _values(result: Evaluation) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": result.name}
    for name, score in result.scores.items():
        plain[name] = {
            "right": score.right,
            "extra": score.extra,
            "missed": score.missed,
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
        }
    plain["differences"] = [
        {"task": d.task, "what": d.what, "missed": d.missed, "item": d.item}
        for d in result.differences
    ]
    return plain


def show(console: Console, results: Sequence[Evaluation], *, differences: bool) -> None:
    """Print F1 by document, then precision and recall in all, then what differs if asked for."""
    names = ["tasks", *(category.name for category in CATEGORIES)]
    rows = [
        [result.name, *(_f1(result.scores[name]) for name in names)]
        for result in [*results, total(results)]
    ]
    print_table(console, ["F1", *names], rows, numeric=range(1, len(names) + 1))
    console.file.write("\n")
    rows = [[name, *_cells(score)] for name, score in total(results).scores.items()]
    print_table(console, ["all", "in gold", "precision", "recall", "F1"], rows, numeric=range(1, 5))
    for result in results if differences else ():
        for difference in result.differences:
            sign = "missed" if difference.missed else "extra "
            place = f"{result.name}  task {difference.task}"
            console.file.write(f"{place}  {difference.what}  {sign}  {difference.item}\n")


def _f1(score: Score) -> str:
    return f"{score.f1:.3f}" if score != Score() else ""


def _cells(score: Score) -> list[str]:
    there = str(score.right + score.missed)
    return [there, *(f"{value:.3f}" for value in (score.precision, score.recall, score.f1))]

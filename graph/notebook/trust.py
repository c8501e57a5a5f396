"""What a researcher checks before trusting a figure, as data frames.

How the reading compares with plans that somebody annotated, what cleaning changed in the
sources, and which names could not be placed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zeren.graph.notebook.frames import Kind, frame, key_of

if TYPE_CHECKING:
    import pandas as pd
    from zeren.graph.analysis.evaluation import Evaluation
    from zeren.graph.notebook.study import Study


class Evaluated(NamedTuple):
    """``scores``: a row for each plan and category, and for all plans; ``misses``: each fault.

    Scores have ``right``, ``extra`` and ``missed`` counts, ``precision``, ``recall`` and
    ``f1``. A miss has the plan, the number of the task, the category, the ``fault``
    (missed or extra) and the item.
    """

    scores: pd.DataFrame
    misses: pd.DataFrame


def evaluate(plans: str | Path | Sequence[str | Path], gold: str | Path) -> Evaluated:
    """Read *plans* and compare them with their annotations in the folder *gold*.

    *plans* are files, or a folder, of which those plans count that have a ``NAME.jsonl``
    in *gold*. How to annotate is in docs/annotating.md. Raises GraphError when a plan or
    its gold cannot be read, or none fits.

    >>> from zeren.graph import example_plans
    >>> found = evaluate(example_plans() / "yinghu_ecology_2024.txt", example_plans() / "gold")
    >>> found.scores.loc[found.scores["category"] == "units", ["plan", "missed"]]
                          plan  missed
    1  yinghu_ecology_2024.txt       0
    8                      all       0
    """
    from zeren.graph.analysis.evaluation import evaluate_file, total
    from zeren.graph.errors import GraphError

    gold = Path(gold)
    files = list(_plans(plans, gold))
    if not files:
        raise GraphError(
            f"no plan in {plans} has a NAME.jsonl in {gold}", "annotate one: docs/annotating.md"
        )
    results = [evaluate_file(path, gold) for path in files]
    scores: dict[str, Kind] = {"plan": "text", "category": "text"}
    scores |= dict.fromkeys(("right", "extra", "missed"), "integer")
    scores |= dict.fromkeys(("precision", "recall", "f1"), "decimal")
    misses: dict[str, Kind] = dict.fromkeys(("plan", "task", "category", "fault", "item"), "text")
    return Evaluated(
        frame(scores, [row for found in (*results, total(results)) for row in _scores(found)]),
        frame(
            misses,
            [
                (
                    found.name,
                    one.task,
                    _CATEGORY.get(one.what, one.what),
                    "missed" if one.missed else "extra",
                    one.item,
                )
                for found in results
                for one in found.differences
            ],
        ),
    )


def cleaning(study: Study) -> pd.DataFrame:
    """Return a row for each change that cleaning made, and each place it left alone on purpose.

    ``status`` is repaired or flagged; ``before`` is what the source has at ``start`` to
    ``end``, ``after`` what was read there; ``lost_digits`` says that figures are gone
    for good. Raises GraphError when the source texts of the store cannot be read.
    """
    columns: dict[str, Kind] = dict.fromkeys(
        ("document", "title", "kind", "status", "before", "after", "reason"), "text"
    )
    columns |= {"margin": "decimal", "lost_digits": "boolean", "start": "integer", "end": "integer"}
    rows = [
        (
            key_of(fact.iri),
            fact.name,
            *(edit.kind, edit.status, edit.before, edit.after, edit.reason, edit.margin),
            *(edit.lost_digits, edit.span.start, edit.span.end),
        )
        for fact in study.facts.documents.values()
        for edit in study.document(fact.id).edits
    ]
    return frame(columns, rows)


def unresolved_units(study: Study) -> pd.DataFrame:
    """Return a row for each unit that is no more than a name inside one document, and why.

    Where the rules could do better, a line in units.toml says so: docs/units.md.
    """
    from zeren.graph.analysis.units import UnitRegister

    columns: dict[str, Kind] = {"unit": "text", "label": "text", "names": "text"}
    columns |= {"assignments": "integer", "mentions": "integer", "why": "text"}
    chosen = {fact.id for fact in study.facts.documents.values()}
    rows = [
        (key_of(row.iri), row.label, "、".join(row.names), row.assignments, row.mentions, why)
        for row, why in UnitRegister(study.store).unresolved()
        if chosen & set(row.documents)
    ]
    return frame(columns, rows)


_CATEGORY = {"task": "tasks"}
"""Of a difference, and in the scores."""


def _plans(plans: str | Path | Sequence[str | Path], gold: Path) -> Iterator[Path]:
    for path in [plans] if isinstance(plans, str | Path) else plans:
        if Path(path).is_dir():
            found = sorted(Path(path).iterdir())
            annotated = [p for p in found if (gold / f"{p.stem}.jsonl").is_file()]
            yield from (p for p in annotated if p.is_file() and not p.name.endswith(".meta.toml"))
        else:
            yield Path(path)


def _scores(found: Evaluation) -> Iterator[tuple[object, ...]]:
    for category, score in found.scores.items():
        yield (
            *(found.name, category, score.right, score.extra, score.missed),
            *(score.precision, score.recall, score.f1),
        )

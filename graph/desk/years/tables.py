"""A comparison as tables: for a screen, CSV, JSON, and a workbook of three sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from zeren.graph.desk import sheets
from zeren.graph.desk.sheets import Value
from zeren.graph.desk.words import target_words
from zeren.graph.desk.years.changes import Comparison, TargetChange, TaskChange, UnitChange
from zeren.graph.desk.years.page import WORDS
from zeren.graph.model.labels import ROLES_ZH
from zeren.graph.output.office import saved
from zeren.loaders.records import Role

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ZH: Final = WORDS["zh"]
TASKS: Final = (
    *("kind", "moved", "old_number", "old", "new_number", "new", "score", "words", "lead", "place"),
    *(
        "nearest",
        "nearest_score",
        "targets",
        "units",
        "old_text",
        "new_text",
        "old_task",
        "new_task",
    ),
)
"""The columns of the table of tasks, by the names that programs see."""


def task_rows(comparison: Comparison) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each task, with the cells that :data:`TASKS` names."""
    for each in comparison.tasks:
        old, new, score = each.old, each.new, each.score
        near = each.nearest
        yield (
            *(each.kind, "yes" if each.moved else ""),
            *(old.number if old else "", old.name if old else ""),
            *(new.number if new else "", new.name if new else ""),
            *((score.whole, score.words, score.lead, score.place) if score else (None,) * 4),
            *((f"{near[0].number} {near[0].name}".strip(), near[1].whole) if near else ("", None)),
            targets_line(each),
            units_line(each),
            *(old.text if old else "", new.text if new else ""),
            *(old.iri if old else "", new.iri if new else ""),
        )


def kind_word(change: TaskChange) -> str:
    """Return what became of a task, in Chinese."""
    also = "、移位" if change.moved and change.kind == "reworded" else ""
    return _ZH[change.kind] + also


def targets_line(change: TaskChange) -> str:
    """Return the numbers that changed, one a line."""
    return "\n".join(map(_target, (each for each in change.targets if each.change != "same")))


def units_line(change: TaskChange) -> str:
    """Return the units that changed, one a line."""
    return "\n".join(map(_unit, change.units))


def as_json(comparison: Comparison) -> dict[str, object]:
    """Return the comparison as plain values."""
    return {
        "old": {"id": comparison.old.id, "name": comparison.old.name, "year": comparison.old.year},
        "new": {"id": comparison.new.id, "name": comparison.new.name, "year": comparison.new.year},
        "tasks": [
            {
                **dict(zip(TASKS, row, strict=True)),
                "moved": each.moved,
                "targets": [_target_json(target) for target in each.targets],
                "units": [_unit_json(unit) for unit in each.units],
            }
            for row, each in zip(task_rows(comparison), comparison.tasks, strict=True)
        ],
        "targets": [_target_json(each) for each in comparison.targets],
        "units": [_unit_json(each) for each in comparison.units],
    }


def workbook(comparison: Comparison) -> bytes:
    """Return the comparison as .xlsx: tasks, targets with both sentences, units; made to print."""
    from openpyxl import Workbook

    book = Workbook()
    title = f"{comparison.old.name} → {comparison.new.name}"
    first = book.active
    assert first is not None
    first.title = "任务"
    old, new = (str(each.year or each.name)[:20] for each in (comparison.old, comparison.new))
    rows: list[list[Value]] = [
        [
            kind_word(each),
            *(each.old.number if each.old else "", each.old.text if each.old else ""),
            *(each.new.number if each.new else "", each.new.text if each.new else ""),
            each.score.whole if each.score else None,
            f"{each.nearest[0].number} {each.nearest[0].name}（{each.nearest[1].whole:.2f}）"
            if each.nearest
            else "",
            targets_line(each),
            units_line(each),
        ]
        for each in comparison.tasks
    ]
    heads = (
        "变化",
        f"{old}编号",
        f"{old}原文",
        f"{new}编号",
        f"{new}原文",
        "相似度",
        "最接近的任务",
        "指标变化",
        "单位变化",
    )
    widths = (10.0, 8.0, 52.0, 8.0, 52.0, 8.0, 20.0, 36.0, 34.0)
    sheets.table(first, heads, widths, rows, title, centred=(0, 1, 3, 5))
    _targets(book.create_sheet("指标"), comparison, title)
    units: list[list[Value]] = [
        [
            each.label,
            _ZH[each.change],
            _roles(each.before),
            _roles(each.after),
            *comparison.loads[each.label],
        ]
        for each in comparison.units
    ]
    unit_heads = ("单位", "变化", f"{old}角色", f"{new}角色", f"{old}任务数", f"{new}任务数")
    sheets.table(
        book.create_sheet("单位"), unit_heads, (44.0, 12.0, 26.0, 26.0, 14.0, 14.0), units, title
    )
    return saved(book)


def _targets(sheet: Worksheet, comparison: Comparison, title: str) -> None:
    rows: list[list[Value]] = []
    for each in comparison.tasks:
        named = each.new or each.old
        for change in each.targets:
            rows.append([f"{named.number} {named.name}".strip() if named else "", *_cells(change)])
    rows += [["（全文）", *_cells(change)] for change in comparison.targets]
    heads = ("任务", "变化", "上一份", "这一份", "上一份原文", "这一份原文")
    sheets.table(sheet, heads, (34.0, 9.0, 30.0, 30.0, 52.0, 52.0), rows, title, centred=(1,))


def _cells(change: TargetChange) -> list[Value]:
    old, new = change.old, change.new
    return [
        _ZH[change.change],
        *(target_words(each) if each else "" for each in (old, new)),
        *(each.sentence if each else "" for each in (old, new)),
    ]


def _target(change: TargetChange) -> str:
    shown = [target_words(each) for each in (change.old, change.new) if each]
    return f"{_ZH[change.change]}：{' → '.join(shown)}"


def _unit(change: UnitChange) -> str:
    roles = [_roles(each) for each in (change.before, change.after) if each]
    return f"{_ZH[change.change]}：{change.label}（{' → '.join(roles)}）"


def _roles(roles: tuple[Role, ...]) -> str:
    return "、".join(ROLES_ZH[role] for role in roles)


def _target_json(change: TargetChange) -> dict[str, object]:
    def told(target: object) -> object:
        from zeren.graph.model.facts import TargetFact

        if not isinstance(target, TargetFact):
            return None
        return {
            "indicator": target.indicator,
            "comparator": target.comparator,
            "value": str(target.value),
            "measure": target.measure,
            "sentence": target.sentence,
        }

    return {"change": change.change, "old": told(change.old), "new": told(change.new)}


def _unit_json(change: UnitChange) -> dict[str, object]:
    return {
        "unit": change.label,
        "change": change.change,
        "before": list(change.before),
        "after": list(change.after),
    }

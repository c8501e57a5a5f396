"""Workload, concentration, deadlines and centrality as data frames.

``attrs["counted"]`` of each frame says how many documents, tasks and assignments it is
made of. Keys are those of the tables (:func:`zeren.graph.notebook.frames.key_of`); ``iri`` is the
whole IRI, by which the networks name their nodes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from zeren.graph.analysis.text.codes import KINDS, SIDES, obligation_scheme
from zeren.graph.notebook.frames import Kind, frame, key_of

if TYPE_CHECKING:
    import pandas as pd
    from zeren.graph.analysis.centrality import Centrality
    from zeren.graph.analysis.centrality_doubt import Chance
    from zeren.graph.analysis.choice import Chosen
    from zeren.graph.analysis.concentration import Concentration
    from zeren.graph.analysis.deadlines import Due
    from zeren.graph.analysis.networks.whole import Figure
    from zeren.graph.analysis.text.attention import Attention
    from zeren.graph.analysis.text.codes import Coded
    from zeren.graph.analysis.workload import Load


def workload_frame(loads: Sequence[Load], taken: Chosen) -> pd.DataFrame:
    """Return a row for each unit or group, with the columns of a load."""
    columns: dict[str, Kind] = _of("text", "key iri label function level place")
    columns |= _of("boolean", "collective")
    columns |= _of("integer", "units tasks led responsible cooperating guiding")
    columns |= _of("decimal", "load load_lead load_responsible load_cooperating load_guiding")
    columns |= _of("integer", "targets dated themes")
    columns |= _of("decimal", "entropy breadth")
    rows = [
        [
            *(key_of(row.key), _iri(row.key)),
            *(getattr(row, name) for name in columns if name not in {"key", "iri"}),
        ]
        for row in loads
    ]
    return _counted(frame(columns, rows), taken)


def concentration_frame(found: Sequence[Concentration], taken: Chosen) -> pd.DataFrame:
    """Return a row for the whole and each group, three columns for each measure."""
    names = ["gini", "hhi", *(f"top{k}" for k in found[0].top)]
    columns = _of("text", "key label") | _of("integer", "units tasks")
    columns |= dict.fromkeys((f"{name}{end}" for name in names for end in _ENDS), "decimal")
    rows = [
        (
            *(key_of(row.key), row.label, row.units, row.tasks),
            *(bound for one in (row.gini, row.hhi, *row.top.values()) for bound in one[:3]),
        )
        for row in found
    ]
    return _counted(frame(columns, rows), taken)


def deadline_frame(found: Sequence[Due], taken: Chosen) -> pd.DataFrame:
    """Return a row for each month and unit or group."""
    columns = _of("text", "month key iri label") | _of("integer", "targets tasks")
    rows = [
        (due.month, key_of(due.key), _iri(due.key), due.label, due.targets, due.tasks)
        for due in found
    ]
    return _counted(frame(columns, rows), taken)


def whole_frame(slices: Mapping[str, Sequence[Figure]], taken: Chosen) -> pd.DataFrame:
    """Return a row for each slice, with a column for each figure that any of them has."""
    names = dict.fromkeys(figure.name for figures in slices.values() for figure in figures)
    columns = _of("text", "slice") | dict.fromkeys(names, "decimal")
    rows = []
    for name, figures in slices.items():
        values = {figure.name: figure.value for figure in figures}
        rows.append((name, *(values.get(column) for column in names)))
    return _counted(frame(columns, rows), taken)


def codes_frame(found: Sequence[Coded], taken: Chosen) -> pd.DataFrame:
    """Return a row for each task, yes or no for each side and kind of instruments."""
    scheme = obligation_scheme().concepts
    columns = _of("text", "task document obligation obligation_zh") | _of("integer", "degree")
    columns |= _of("text", "words instruments instrument_words")
    columns |= _of("boolean", " ".join((*SIDES, *KINDS)))
    rows = [
        (
            key_of(row.task),
            key_of(taken.facts.tasks[row.task].document),
            row.obligation,
            scheme[row.obligation].zh,
            row.degree,
            " ".join(each.word for each in row.evidence),
            " ".join(row.instruments),
            " ".join(each.word for each in row.instrument_evidence),
            *(side in row.sides for side in SIDES),
            *(kind in row.kinds for kind in KINDS),
        )
        for row in found
    ]
    return _counted(frame(columns, rows), taken)


def attention_frame(found: Sequence[Attention], taken: Chosen) -> pd.DataFrame:
    """Return a row for each slice and sector."""
    columns = _of("text", "slice sector label") | _of("decimal", "tasks share breadth")
    rows = [
        (row.slice, key_of(row.sector), row.label, row.tasks, row.share, row.breadth)
        for row in found
    ]
    return _counted(frame(columns, rows), taken)


def centrality_frame(found: Centrality, taken: Chosen) -> pd.DataFrame:
    """Return a row for each unit or function, a column for each measure; by the first of them."""
    columns = _of("text", "key iri label function place") | _of("boolean", "collective")
    columns |= _of("integer", "tasks part") | dict.fromkeys(found.measures, "decimal")
    rows = [
        (
            *(key_of(row.iri), row.iri, row.label, row.function, row.place),
            *(row.collective, row.tasks, row.part),
            *(row.values[name] for name in found.measures),
        )
        for row in found.ranked(found.measures[0])
    ]
    table = _counted(frame(columns, rows), taken)
    table.attrs |= {"notes": list(found.notes), "modularity": found.modularity}
    return table


def chance_frame(found: Sequence[Chance]) -> pd.DataFrame:
    """Return a row for each unit and measure: what is there, what chance gives, how rare."""
    columns = _of("text", "key iri label measure") | _of("decimal", "value mean z p")
    rows = [(key_of(row.iri), row.iri, row.label, row.measure, *row.deviation) for row in found]
    return frame(columns, rows)


_ENDS = ("", "_low", "_high")


def _iri(key: str) -> str:
    """Return *key* where it is an IRI; places and years are none."""
    return key if "://" in key else ""


def _of(kind: Kind, names: str) -> dict[str, Kind]:
    return dict.fromkeys(names.split(), kind)


def _counted(table: pd.DataFrame, taken: Chosen) -> pd.DataFrame:
    table.attrs["counted"] = taken.counted()
    return table

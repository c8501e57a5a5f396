"""Records as data frames of pandas, with columns of one type each.

Texts are ``string``, whole numbers ``Int64``, yes and no ``boolean``: each of them can
say that a value is not known (``<NA>``). Dates are ``datetime64``. Decimals become
``float64``, which statistics need: exact figures stand in ``quote`` and in the exports.
An empty frame has its columns, with the same types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from zeren.graph.errors import GraphError

if TYPE_CHECKING:
    import pandas as pd
    from zeren.graph.query.results import Answer

Kind = Literal["text", "integer", "decimal", "date", "boolean"]
_TYPES: Mapping[Kind, str] = {
    "text": "string",
    "integer": "Int64",
    "decimal": "float64",
    "date": "datetime64[s]",  # seconds: a plan for the year 3000 is a date too
    "boolean": "boolean",
}


def needed(name: str) -> Any:
    """Return the module *name*, which the extra ``notebooks`` installs.

    Raises GraphError where it is not installed.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name.partition(".")[0]:
            raise
        raise GraphError(
            f"this needs {name}, which is not installed",
            'install it with: pip install "zeren[notebooks]"',
        ) from error


def frame(columns: Mapping[str, Kind], rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Return *rows* as a data frame whose *columns* have these names and kinds.

    >>> print(frame({"unit": "text", "tasks": "integer"}, [("县财政局", 2), ("县医保局", None)]))
       unit  tasks
    0  县财政局      2
    1  县医保局   <NA>
    >>> frame({"deadline": "date", "value": "decimal"}, []).dtypes.to_dict()
    {'deadline': dtype('<M8[s]'), 'value': dtype('float64')}
    """
    pandas = needed("pandas")
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    data = {
        name: pandas.Series([_cell(cell, kind) for cell in column], dtype=_TYPES[kind])
        for (name, kind), column in zip(columns.items(), cells, strict=True)
    }
    return pandas.DataFrame(data, columns=list(columns))


def answer_frame(answer: Answer) -> pd.DataFrame:
    """Return the answer to a query: a column for each variable, typed by what it holds.

    IRIs of this project are the keys of the tables ("doc/…/task/3"), its terms have their
    prefix ("zr:lead"); years are whole numbers. An ASK query has one row in the column ``answer``.
    """
    if answer.kind == "boolean":
        return frame({"answer": "boolean"}, [(bool(answer),)])
    rows = [tuple(map(_value, row)) for row in answer.rows]
    columns = list(zip(*rows, strict=True)) or [()] * len(answer.variables)
    kinds = {name: _kind(column) for name, column in zip(answer.variables, columns, strict=True)}
    return frame(kinds, rows)


def key_of(iri: str) -> str:
    """Return the key of a thing in the tables, the prefixed name of a term, or the IRI.

    >>> key_of("https://w3id.org/zeren/doc/a/task/1"), key_of("https://w3id.org/zeren/ontology#lead")
    ('doc/a/task/1', 'zr:lead')
    """
    from zeren.graph.export.tables import short
    from zeren.ontology.terms import BASE, PREFIXES

    if iri.startswith(BASE) and not iri.startswith(PREFIXES["zr"]):
        return short(iri)
    fits = [(base, name) for name, base in PREFIXES.items() if iri.startswith(base)]
    if not fits:
        return iri
    base, name = max(fits)
    return f"{name}:{iri.removeprefix(base)}"


def iri_of(key: str) -> str:
    """Return the IRI that a key of the tables stands for; an IRI stays as it is."""
    from zeren.ontology.terms import BASE

    return key if ":" in key.partition("/")[0] else BASE + key


def _cell(value: object, kind: Kind) -> object:
    if kind == "decimal":
        return float("nan") if value is None else float(value)  # type: ignore[arg-type]
    return value


def _value(term: object) -> object:
    from pyoxigraph import Literal as RdfLiteral
    from pyoxigraph import NamedNode
    from zeren.graph.query.results import plain
    from zeren.ontology.terms import term as iri

    if isinstance(term, NamedNode):
        return key_of(term.value)
    if isinstance(term, RdfLiteral) and term.datatype.value == iri("xsd:gYear"):
        return int(term.value) if term.value.isdecimal() else term.value
    return plain(term)


def _kind(column: Iterable[object]) -> Kind:
    found = {type(value) for value in column if value is not None}
    if not found:
        return "text"
    if found == {bool}:
        return "boolean"
    if found == {int}:
        return "integer"
    if found <= {int, float, Decimal}:
        return "decimal"
    return "date" if found <= {date, datetime} else "text"

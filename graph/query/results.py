"""Answers: as rows for Python, as bytes in the formats of the standard, as a table."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from zeren.graph.errors import GraphError
from zeren.graph.output.turtle import turtle
from zeren.ontology.terms import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Literal as RdfLiteral
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

Value = str | int | float | bool | Decimal | date | datetime | None
Format = Literal["json", "csv", "tsv", "xml", "ttl"]
FORMATS: tuple[str, ...] = ("table", "json", "csv", "tsv", "xml", "ttl")

_XSD = PREFIXES["xsd"]
_INTEGERS = {_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger")}


class Answer:
    """The answer to one query.

    ``kind`` is ``"table"`` for SELECT, ``"boolean"`` for ASK and ``"graph"`` for CONSTRUCT
    and DESCRIBE. Iterating gives each row as a dict of plain Python values (IRIs as
    strings, unbound as None); for a graph, subject, predicate and object.
    """

    def __init__(self, run: Callable[[], QuerySolutions | QueryBoolean | QueryTriples]) -> None:
        from pyoxigraph import QueryBoolean, QuerySolutions

        self._run = run
        with _readable():
            self._first: QuerySolutions | QueryBoolean | QueryTriples | None = run()
        self.kind: Literal["table", "boolean", "graph"] = "graph"
        self.variables: tuple[str, ...] = ("subject", "predicate", "object")
        if isinstance(self._first, QuerySolutions):
            self.kind = "table"
            self.variables = tuple(variable.value for variable in self._first.variables)
        elif isinstance(self._first, QueryBoolean):
            self.kind = "boolean"
            self.variables = ()

    def __bool__(self) -> bool:
        """Return the truth of an ASK query, else whether there is any row."""
        return bool(self._raw()) if self.kind == "boolean" else bool(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        for row in self.rows:
            yield dict(zip(self.variables, map(plain, row), strict=True))

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def rows(self) -> list[tuple[object, ...]]:
        """All rows as RDF terms of pyoxigraph, in the order of ``variables``."""
        with _readable():
            return self._read()

    def _read(self) -> list[tuple[object, ...]]:
        raw = self._raw()
        if self.kind == "boolean":
            return []
        if self.kind == "graph":
            triples = {(triple.subject, triple.predicate, triple.object) for triple in raw}  # type: ignore[union-attr]
            return sorted(triples, key=lambda triple: tuple(map(str, triple)))
        return [tuple(row[name] for name in self.variables) for row in raw]  # type: ignore[union-attr]

    def serialize(self, format: Format) -> bytes:
        """Return the answer in a standard format.

        SELECT and ASK have json, xml, csv and tsv (SPARQL 1.1 results), CONSTRUCT and
        DESCRIBE have ttl (sorted). Raises GraphError for a format that does not fit.
        """
        from pyoxigraph import QueryResultsFormat, Triple

        if (self.kind == "graph") != (format == "ttl"):
            fits = "ttl" if self.kind == "graph" else "json, csv, tsv or xml"
            query = "CONSTRUCT and DESCRIBE" if self.kind == "graph" else "SELECT and ASK"
            raise GraphError(
                f"the format {format} does not fit this query", f"{query} have {fits}", usage=True
            )
        if self.kind == "graph":
            return turtle(Triple(*row) for row in self.rows)  # type: ignore[arg-type]
        formats = {
            "json": QueryResultsFormat.JSON,
            "xml": QueryResultsFormat.XML,
            "csv": QueryResultsFormat.CSV,
            "tsv": QueryResultsFormat.TSV,
        }
        with _readable():
            body = self._raw().serialize(format=formats[format]) or b""  # type: ignore[arg-type]
        return body if body.endswith(b"\n") else body + b"\n"

    def _raw(self) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Return the engine's result, which can be walked through only once."""
        raw, self._first = self._first, None
        return self._run() if raw is None else raw


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """Say what is damaged where the engine finds it out: in the middle of an answer."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not str(error).startswith("Corruption"):
            raise
        raise GraphError(
            f"the cache of the store cannot be read: {' '.join(str(error).split())}",
            "delete the folder `cache` of the store: it is made again from the shards",
        ) from error


def plain(term: object) -> Value:
    """Return an RDF term as the Python value closest to it."""
    from pyoxigraph import Literal as RdfLiteral

    if term is None:
        return None
    if isinstance(term, RdfLiteral):
        return _plain_literal(term)
    return str(getattr(term, "value", term))


def _plain_literal(term: RdfLiteral) -> Value:
    kind, text = term.datatype.value, term.value
    with contextlib.suppress(ValueError, InvalidOperation):
        if kind in _INTEGERS:
            return int(text)
        if kind == _XSD + "decimal":
            return Decimal(text)
        if kind in {_XSD + "double", _XSD + "float"}:
            return float(text)
        if kind == _XSD + "boolean":
            return text in {"true", "1"}
        if kind == _XSD + "date":
            return date.fromisoformat(text)
        if kind == _XSD + "dateTime":
            return datetime.fromisoformat(text)
    return text


def shown(term: object, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return an RDF term as a reader wants it in a table: the words, and IRIs made short."""
    from pyoxigraph import NamedNode

    if term is None:
        return ""
    if not isinstance(term, NamedNode):
        return str(getattr(term, "value", term))
    iri = term.value
    names = [(len(base), prefix, base) for prefix, base in prefixes.items() if iri.startswith(base)]
    if names:
        _, prefix, base = max(names)
        return f"{prefix}:{iri.removeprefix(base)}"
    return f"<{iri}>"

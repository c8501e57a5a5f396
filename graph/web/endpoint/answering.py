"""One query on an open store, with all that bounds its answer. This runs in a worker."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from zeren.graph.errors import GraphError
from zeren.graph.output.turtle import turtle
from zeren.graph.query import sparql
from zeren.graph.web.endpoint.limits import ServerLimits
from zeren.ontology.terms import PREFIXES

if TYPE_CHECKING:
    import pyoxigraph

Kind = Literal["table", "graph", "text"]


@dataclass(frozen=True, slots=True)
class QueryJob:
    """A query as it came in. The two formats are names, None where none is acceptable.

    ``default_graphs`` and ``named_graphs`` are the dataset that the protocol names, which
    goes before what the query itself names; both empty leaves the store's own.
    """

    text: str
    table: str | None = "json"
    graph: str | None = "ttl"
    base: str = "http://localhost/sparql"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    most: int | None = None
    """Bytes of the answer, where that is less than the limit of the server."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back: a status of HTTP, the bytes, and which of the job's formats they are.

    ``fault`` is for whoever runs the server, and never sent.
    """

    status: int
    body: bytes
    kind: Kind = "text"
    fault: str = ""

    @classmethod
    def message(cls, status: int, *lines: str, fault: str = "") -> Reply:
        """Return a refusal in words."""
        return cls(status, ("\n".join(lines) + "\n").encode("utf-8"), fault=fault)


class _TooLargeError(Exception):
    """The answer is beyond a limit; the message names it."""


def answer(engine: pyoxigraph.Store, job: QueryJob, limits: ServerLimits) -> Reply:
    """Return the reply to *job*, whole. Raises OSError when the store cannot be read."""
    import pyoxigraph as ox

    if job.most is not None:
        limits = replace(limits, bytes=min(limits.bytes, job.most))
    if len(job.text) > sparql.LONGEST:
        error = sparql.too_long()
        return Reply.message(413, f"refused: {error.what}", f"next: {error.next_step}")
    try:
        sparql.check(job.text)
    except GraphError as error:
        return Reply.message(403, f"refused: {error.what}", f"next: {error.next_step}")
    try:
        default, named = _dataset(job)
    except ValueError as error:
        return Reply.message(400, f"a graph is not named by an absolute IRI: {error}")
    try:
        found = engine.query(
            job.text,
            base_iri=job.base,
            prefixes=PREFIXES,
            default_graph=default,
            named_graphs=named,
        )
        if isinstance(found, ox.QueryTriples):
            if job.graph is None:
                return _not_acceptable("CONSTRUCT and DESCRIBE", "Turtle, N-Triples, JSON-LD")
            return Reply(200, _triples(found, job.graph, limits), "graph")
        if job.table is None:
            return _not_acceptable("SELECT and ASK", "JSON, XML, CSV, TSV")
        return Reply(200, _rows(found, job.table, limits), "table")
    except (SyntaxError, ValueError) as error:
        return Reply.message(400, sparql.explain(job.text, str(error)))
    except _TooLargeError as error:
        where = "of this page" if job.most else "of this server"
        instead = "take it as CSV from /sparql" if job.most else "take all data from /dump.nq"
        return Reply.message(
            403,
            f"refused: the answer has more than {error}, the limit {where}",
            f"next: ask for less with LIMIT, or {instead}",
        )


def _dataset(
    job: QueryJob,
) -> tuple[
    list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph] | None,
    list[pyoxigraph.NamedNode | pyoxigraph.BlankNode] | None,
]:
    """Return default and named graphs. Naming any graph leaves out all that are not named."""
    from pyoxigraph import NamedNode

    if not job.default_graphs and not job.named_graphs:
        return None, None
    return [NamedNode(iri) for iri in job.default_graphs], [
        NamedNode(iri) for iri in job.named_graphs
    ]


def _not_acceptable(forms: str, formats: str) -> Reply:
    return Reply.message(406, f"not acceptable: {forms} can be answered in {formats}")


class _Bounded:
    """A file that takes only so many bytes."""

    def __init__(self, limit: int) -> None:
        self.parts: list[bytes] = []
        self._limit = limit
        self._left = limit

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise _TooLargeError(f"{self._limit} bytes")
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: all is in memory."""


def _rows(
    found: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean, format: str, limits: ServerLimits
) -> bytes:
    import pyoxigraph as ox

    formats = {
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
    }
    file = _Bounded(limits.bytes)
    found.serialize(file, format=formats[format])  # type: ignore[arg-type]
    body = b"".join(file.parts)
    if isinstance(found, ox.QuerySolutions) and more_rows_than(limits.rows, body, format):
        raise _TooLargeError(f"{limits.rows} rows")
    return body


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_QUOTED = re.compile(rb'"[^"]*"')


def more_rows_than(limit: int, body: bytes, format: str) -> bool:
    """Return whether a table of results has more than *limit* rows.

    The engine hands out all rows at once, so they are counted in what it wrote: what
    is in strings is taken out first.
    """
    if len(body) <= limit:  # no format has rows of less than a byte
        return False
    if format == "xml":
        count = body.count(b"<result>") + body.count(b"<result/>")
    elif format == "json":  # a row begins after a bracket or a comma, a binding after a colon
        bare = _STRING.sub(b"", body)
        count = bare.count(b"[{") + bare.count(b",{")
    else:
        lines = body if format == "tsv" else _QUOTED.sub(b"", body)
        count = lines.count(b"\n") - 1 + (not body.endswith(b"\n"))
    return count > limit


def _triples(found: Iterable[pyoxigraph.Triple], format: str, limits: ServerLimits) -> bytes:
    unique: dict[pyoxigraph.Triple, None] = {}
    for triple in found:
        unique[triple] = None
        if len(unique) > limits.rows:
            raise _TooLargeError(f"{limits.rows} triples")
    body = written(unique, format)
    if len(body) > limits.bytes:
        raise _TooLargeError(f"{limits.bytes} bytes")
    return body


def written(triples: Iterable[pyoxigraph.Triple], format: str) -> bytes:
    """Return *triples* in the format of that name, the same bytes each time."""
    import pyoxigraph as ox

    if format == "ttl":
        return turtle(triples)
    formats = {
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "xml": ox.RdfFormat.RDF_XML,
    }
    return ox.serialize(sorted(triples, key=str), format=formats[format]) or b""

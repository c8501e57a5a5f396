"""A store as RDF: N-Quads, TriG, Turtle, JSON-LD, one document at a time.

Shards are sorted, so that the same store gives the same bytes; a document that is exported
leaves the memory before the next one is read. N-Quads, TriG and JSON-LD keep each document in
its named graph; Turtle has no graphs and holds the union, statements about a unit standing
with each document that makes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.output.files import sha256
from zeren.graph.output.progress import counted
from zeren.graph.store.catalogue.packing import DamagedFileError, read_packed
from zeren.graph.store.engine.vocabularies import Vocabulary, progress, vocabularies
from zeren.ontology.terms import PREFIXES, document_iri, term

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Quad, RdfFormat
    from zeren.graph.store.catalogue.layout import Layout

RdfName = Literal["nq", "trig", "ttl", "jsonld"]
RDF: tuple[RdfName, ...] = ("nq", "trig", "ttl", "jsonld")

_DIGITS = re.compile(r"(\d+)")
_TYPE = term("rdf:type")
_XSD = PREFIXES["xsd"]


def rdf(
    layout: Layout, shards: Mapping[str, str], format: RdfName, *, with_vocabularies: bool = True
) -> Iterator[bytes]:
    """Yield documents in *format*, piece by piece, UTF-8: *shards* has their hashes by id.

    With the ontology and the vocabularies in front, and at the end what ledgers said of tasks,
    each in a graph of its own, so that another system can answer the same queries. Raises
    GraphError where a shard is not the one of that hash: an export is of one state of the store.
    """
    parts = _parts(layout, shards, with_vocabularies=with_vocabularies)
    if format == "jsonld":
        yield from _json_ld(parts)
        return
    if format == "nq":
        for _, quads, data in parts:
            yield data if data is not None else _lines(quads)
        return
    from pyoxigraph import RdfFormat

    yield _prefixes()
    kind = RdfFormat.TRIG if format == "trig" else RdfFormat.TURTLE
    for graph, quads, data in parts:
        yield f"\n# {graph}\n".encode()
        yield _readable(quads if data is None else _parsed(data), kind)


Part = tuple[str, "Sequence[Quad]", bytes | None]


def _parts(layout: Layout, shards: Mapping[str, str], *, with_vocabularies: bool) -> Iterator[Part]:
    """Yield each graph: its IRI, and its statements or the bytes of its shard."""
    if with_vocabularies:
        for number, vocabulary in enumerate(vocabularies(layout.themes), start=1):
            yield vocabulary.graph, vocabulary_quads(vocabulary, number), None
    for document_id in counted(sorted(shards)):
        yield document_iri(document_id), (), _shard(layout.shard(document_id), shards[document_id])
    if with_vocabularies:
        for report in progress(layout.progress):
            yield report.graph, vocabulary_quads(report, 0), None


def _shard(path: Path, digest: str) -> bytes:
    """Return the plain bytes of a shard. Raises GraphError when they are not those of *digest*."""
    try:
        data = read_packed(path)
        if sha256(data) == digest:
            return data
        why = "it is another one"
    except (OSError, DamagedFileError) as error:
        why = os_reason(error) if isinstance(error, OSError) else str(error)
    raise GraphError(
        f"the shard {path} is not the one that the store had when it was opened: {why}",
        "run the command again when no build is at work; if it is damaged, build its source again",
    )


def vocabulary_quads(vocabulary: Vocabulary, number: int) -> list[Quad]:
    """Return the statements of a vocabulary in its graph.

    Nodes without a name, which only a user's own file may have, are counted in the order of
    the file: an engine would name them anew each time.
    """
    from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

    graph = NamedNode(vocabulary.graph)
    names: dict[str, BlankNode] = {}

    def named(node: Any) -> Any:
        if not isinstance(node, BlankNode):
            return node
        return names.setdefault(node.value, BlankNode(f"v{number}n{len(names) + 1}"))

    found = parse(vocabulary.turtle, RdfFormat.TURTLE, base_iri=vocabulary.graph)
    return [Quad(named(q.subject), q.predicate, named(q.object), graph) for q in found]


def _parsed(data: bytes) -> list[Quad]:
    from pyoxigraph import RdfFormat, parse

    return list(parse(data, RdfFormat.N_QUADS))


def _lines(quads: Iterable[Quad]) -> bytes:
    from pyoxigraph import RdfFormat, serialize

    body = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return b"".join(line + b"\n" for line in sorted(set(body.split(b"\n"))) if line)


def _prefixes() -> bytes:
    return "".join(
        f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items())
    ).encode()


def _readable(quads: Iterable[Quad], format: RdfFormat) -> bytes:
    """Return statements as Turtle or TriG for a reader: task 2 before task 10, the class first."""
    from pyoxigraph import RdfFormat, serialize

    ordered = sorted(set(quads), key=_reading_order)
    rows: Iterable[Any] = ordered
    if format == RdfFormat.TURTLE:
        rows = (quad.triple for quad in ordered)
    body = (serialize(rows, format=format, prefixes=PREFIXES) or b"").decode("utf-8")
    lines = [line for line in body.split("\n") if not line.startswith("@prefix ")]
    depth = "\t" if format == RdfFormat.TRIG else ""
    return "\n".join(_spaced(lines, depth)).encode("utf-8")


def _spaced(lines: Iterable[str], depth: str) -> Iterator[str]:
    """Put an empty line between two subjects."""
    inside = False
    for line in lines:
        begins = line.startswith(depth) and not line[len(depth) :].startswith("\t")
        if begins and inside and line.strip() not in {"", "}"}:
            yield ""
        inside = inside or begins
        yield line


def _reading_order(quad: Quad) -> tuple[object, ...]:
    words = [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _DIGITS.split(getattr(quad.subject, "value", ""))
    ]
    predicate = quad.predicate.value
    return words, predicate != _TYPE, predicate, str(quad.object)


def _json_ld(parts: Iterable[Part]) -> Iterator[bytes]:
    context = dict(sorted(PREFIXES.items()))
    yield f'{{"@context": {_json(context)},\n"@graph": ['.encode()
    mark = "\n"
    for graph, quads, data in parts:
        found = sorted(set(quads) if data is None else _parsed(data), key=_reading_order)
        nodes = groupby(found, key=lambda quad: str(quad.subject))
        body = ",\n".join(_json(_node(list(group))) for _, group in nodes)
        yield f'{mark}{{"@id": {_json(_short(graph))}, "@graph": [\n{body}]}}'.encode()
        mark = ",\n"
    yield b"\n]}\n"


def _node(quads: list[Quad]) -> dict[str, object]:
    node: dict[str, Any] = {"@id": _name(quads[0].subject)}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == _TYPE:
            node.setdefault("@type", []).append(_name(quad.object))
        else:
            node.setdefault(_short(predicate), []).append(_value(quad.object))
    return {
        key: found[0] if isinstance(found, list) and len(found) == 1 else found
        for key, found in node.items()
    }


def _value(value: Any) -> object:
    from pyoxigraph import Literal

    if not isinstance(value, Literal):
        return {"@id": _name(value)}
    kind = value.datatype.value
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if kind == _XSD + "string":
        return value.value
    if kind == _XSD + "integer":
        return int(value.value)
    if kind == _XSD + "boolean":
        return value.value == "true"
    return {"@value": value.value, "@type": _short(kind)}


def _name(node: Any) -> str:
    return (
        _short(node.value)
        if hasattr(node, "value") and not str(node).startswith("_:")
        else str(node)
    )


def _short(iri: str) -> str:
    """Return an IRI as JSON-LD may shorten it."""
    fits = [(len(base), name) for name, base in PREFIXES.items() if iri.startswith(base)]
    if not fits:
        return iri
    size, name = max(fits)
    rest = iri[size:]
    return iri if rest.startswith("//") else f"{name}:{rest}"


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)

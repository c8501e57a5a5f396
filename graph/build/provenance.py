"""The record of a build: PROV in Turtle, one file a run, apart from the shards.

A run has a time, a shard must not: that is why they are kept apart, and why the
runs are not part of what queries see.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

from zeren.graph.output.files import write_atomic
from zeren.graph.output.turtle import turtle
from zeren.ontology.terms import BASE, document_iri, segment, term

_AT_ONCE = 10_000
"""Statements that are written as one piece of Turtle: more would need much memory."""
_Statement = tuple[str, str, str]
"""Subject (empty: the run), predicate as a prefixed name, value as N-Triples has it."""


@dataclass(slots=True)
class Run:
    """A build that changes something."""

    folder: Path
    version: str
    fingerprint: str
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    iri: str = field(default_factory=lambda: f"urn:uuid:{uuid.uuid4()}")

    def begin(self) -> None:
        """Write the record before the first change; a run that was killed stays without an end."""
        self._write([])

    def end(self, built: Mapping[str, str], removed: set[str]) -> None:
        """Complete the record: *built* maps ids to their sources, *removed* holds ids."""
        self._write(self._ended(built, removed))

    def _ended(self, built: Mapping[str, str], removed: set[str]) -> Iterator[_Statement]:
        yield "", "prov:endedAtTime", _time(datetime.now(UTC))
        for document_id, source in sorted(built.items()):
            document = document_iri(document_id)
            yield document, "prov:wasGeneratedBy", f"<{self.iri}>"
            yield document, "prov:hadPrimarySource", f"<{_file_iri(source)}>"
        for document_id in sorted(removed):
            yield document_iri(document_id), "prov:wasInvalidatedBy", f"<{self.iri}>"

    def _write(self, more: Iterable[_Statement]) -> None:
        agent = f"{BASE}software/{segment(self.version)}"
        head: list[_Statement] = [
            ("", "rdf:type", f"<{term('prov:Activity')}>"),
            ("", "prov:startedAtTime", _time(self.started)),
            ("", "prov:wasAssociatedWith", f"<{agent}>"),
            (agent, "rdf:type", f"<{term('prov:SoftwareAgent')}>"),
            (agent, "rdfs:label", f'"zeren {self.version}"'),
            (agent, "zr:fingerprint", f'"{self.fingerprint}"'),
        ]
        statements = chain(head, more)
        pieces: list[bytes] = []
        while piece := list(islice(statements, _AT_ONCE)):
            pieces.append(self._turtle(piece))
        name = f"{self.started:%Y%m%dT%H%M%S.%fZ}-{os.getpid()}.ttl"
        write_atomic(self.folder / name, b"\n".join(pieces))

    def _turtle(self, statements: Iterable[_Statement]) -> bytes:
        from pyoxigraph import RdfFormat, parse

        lines = "".join(
            f"<{subject or self.iri}> <{term(predicate)}> {value} .\n"
            for subject, predicate, value in statements
        )
        return turtle(quad.triple for quad in parse(lines, RdfFormat.N_TRIPLES))


def _time(moment: datetime) -> str:
    return f'"{moment.isoformat(timespec="seconds")}"^^<{term("xsd:dateTime")}>'


def _file_iri(source: str) -> str:
    return Path(os.fsencode(source).decode("utf-8", "replace")).as_uri()

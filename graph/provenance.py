"""The record of a build: PROV in Turtle, one file a run, apart from the shards.

A run has a time, a shard must not: that is why they are kept apart, and why the
runs are not part of what queries see.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from zeren.graph.files import write_atomic
from zeren.graph.turtle import turtle
from zeren.ontology.terms import BASE, document_iri, segment, term


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
        lines = [("", "prov:endedAtTime", _time(datetime.now(UTC)))]
        for document_id, source in sorted(built.items()):
            document = document_iri(document_id)
            lines += [
                (document, "prov:wasGeneratedBy", f"<{self.iri}>"),
                (document, "prov:hadPrimarySource", f"<{_file_iri(source)}>"),
            ]
        lines += [
            (document_iri(document_id), "prov:wasInvalidatedBy", f"<{self.iri}>")
            for document_id in sorted(removed)
        ]
        self._write(lines)

    def _write(self, more: list[tuple[str, str, str]]) -> None:
        from pyoxigraph import RdfFormat, parse

        agent = f"{BASE}software/{segment(self.version)}"
        lines = [
            ("", "rdf:type", f"<{term('prov:Activity')}>"),
            ("", "prov:startedAtTime", _time(self.started)),
            ("", "prov:wasAssociatedWith", f"<{agent}>"),
            (agent, "rdf:type", f"<{term('prov:SoftwareAgent')}>"),
            (agent, "rdfs:label", f'"zeren {self.version}"'),
            (agent, "zr:fingerprint", f'"{self.fingerprint}"'),
            *more,
        ]
        statements = "".join(
            f"<{subject or self.iri}> <{term(predicate)}> {value} .\n"
            for subject, predicate, value in lines
        )
        body = turtle(quad.triple for quad in parse(statements, RdfFormat.N_TRIPLES))
        name = f"{self.started:%Y%m%dT%H%M%S.%fZ}-{os.getpid()}.ttl"
        write_atomic(self.folder / name, body)


def _time(moment: datetime) -> str:
    return f'"{moment.isoformat(timespec="seconds")}"^^<{term("xsd:dateTime")}>'


def _file_iri(source: str) -> str:
    return Path(os.fsencode(source).decode("utf-8", "replace")).as_uri()

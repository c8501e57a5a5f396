"""One file's bytes to what the store keeps of it. A pure function, fit for a worker process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zeren.graph.build.sources.themes import BUILT_IN, Themes, schemes
from zeren.graph.errors import Problem
from zeren.graph.output.files import sha256
from zeren.graph.store.catalogue.details import written
from zeren.graph.store.catalogue.packing import packed
from zeren.loaders.errors import ZerenError
from zeren.loaders.records import Metadata, PolicyDocument

if TYPE_CHECKING:
    from zeren.graph.store.facts.rows import Rows
    from zeren.ontology.resolution.own import OwnUnits


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document gives: its shard, its source text, how it was cleaned, and its facts.

    ``shard`` and ``details`` are packed as they will lie on the disk; ``shard_hash`` is that of
    the plain bytes.

    ``faults`` counts the statements that do not stand on their source, or break another shape;
    ``no_plan`` says what it is, where it is no plan.
    """

    id: str
    shard: bytes
    shard_hash: str
    text: str
    details: bytes
    title: str | None
    tasks: int
    assignments: int
    damaged: int
    rows: Rows
    faults: int = 0
    no_plan: str = ""


def read_document(
    data: bytes, metadata: Metadata, shown: str, themes: Themes = BUILT_IN
) -> Reading | Problem:
    """Read *data* and return what the store keeps of it, or why it cannot be read.

    An error inside the reader is a problem of this one file, never of the build. Raises
    MemoryError, for the caller knows how much there was.
    """
    try:
        from zeren.loaders import load
        from zeren.ontology.resolution.own import read_own_units

        own = read_own_units(themes.units)
        return reading_of(load(data, metadata, schemes(themes)), own)
    except ZerenError as error:
        where = f"{shown} ({error.where})" if error.where else shown
        next_step = _one_line(error.next_step).replace("FILE", _quoted(shown))
        return Problem(where, f"[{error.code}] {_one_line(error.what)}", next_step)
    except MemoryError:
        raise
    except Exception as error:
        what = f"the reader failed with {type(error).__name__}: {_one_line(str(error))}"
        return Problem(shown, what, "please report this with the file")


def reading_of(document: PolicyDocument, own: OwnUnits | None = None) -> Reading:
    """Return what the store keeps of *document*. Raises ValueError for a shard that is no RDF."""
    from zeren.graph.store.facts.rows import rows_of
    from zeren.ontology.checks.evidence import Source
    from zeren.ontology.checks.soundness import faults
    from zeren.ontology.resolution.own import NO_OWN_UNITS
    from zeren.ontology.triples import statements

    stated = statements(document, own or NO_OWN_UNITS)
    found = stated.values()
    data = stated.written()
    return Reading(
        id=document.id,
        shard=packed(data),
        shard_hash=sha256(data),
        text=document.text,
        details=packed(written(document)),
        title=document.title,
        tasks=len(document.tasks),
        assignments=sum(len(task.assignments) for task in document.tasks),
        damaged=sum(task.damaged for task in document.tasks),
        rows=rows_of(document.id, found),
        faults=len(faults(found, Source(document.text, document.edits))),
        no_plan=next((n.message for n in document.notes if n.code == "no-plan"), ""),
    )


def _quoted(name: str) -> str:
    """Return a file name as a shell takes it for one word."""
    return f'"{name}"' if re.search(r"[^\w./\\:-]", name) else name


def _one_line(text: str) -> str:
    return " ".join(text.split()).removesuffix(".")

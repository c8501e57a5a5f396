"""A document of a store, with its text and what was done to it."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.model.labels import concept_labels
from zeren.graph.output.files import sha256
from zeren.graph.store.catalogue.journal import Entry
from zeren.graph.store.catalogue.layout import existing
from zeren.graph.store.catalogue.packing import DamagedFileError, read_packed
from zeren.graph.store.catalogue.read_with import stored_themes
from zeren.graph.store.documents.views import NEWLINE, DocumentView, view


def line_of(entry: Entry, store: Path, offset: int) -> int | None:
    """Return the line, from 1, of an offset into the text of a document; None when it is lost."""
    starts = _line_starts(existing(store).text(entry.id, entry.shard))
    return bisect_right(starts, offset) if starts else None


@lru_cache(maxsize=8)
def _line_starts(path: Path) -> tuple[int, ...]:
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return ()
    return (0, *(found.end() for found in NEWLINE.finditer(text)))


def stored_document(entry: Entry, store: Path) -> DocumentView:
    """Return the document of a line of the journal of *store*. Raises GraphError."""
    layout = existing(store)
    try:
        shard = read_packed(layout.shard(entry.id))
        if sha256(shard) != entry.shard:
            raise DamagedFileError("its shard is damaged, or of another build")
        text = layout.text(entry.id, entry.shard).read_bytes().decode("utf-8")
        details = read_packed(layout.details(entry.id, entry.shard))
        own = [data for _, data in stored_themes(layout.themes)]
        return view(entry.id, shard, text, details, concept_labels(own))
    except (OSError, DamagedFileError, UnicodeDecodeError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else str(error)
        raise GraphError(
            f"the source text of {entry.id} cannot be read from {layout.texts}: {reason}",
            f"build {entry.source} again",
        ) from error

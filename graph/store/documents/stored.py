"""A document of a store, with its text and what was done to it."""

from __future__ import annotations

from pathlib import Path

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.model.labels import concept_labels
from zeren.graph.store.catalogue.journal import Entry
from zeren.graph.store.catalogue.layout import Layout, existing
from zeren.graph.store.catalogue.packing import DamagedFileError, read_packed
from zeren.graph.store.catalogue.read_with import stored_themes
from zeren.graph.store.documents.views import DocumentView, view


def stored_document(entry: Entry, store: Path) -> DocumentView:
    """Return the document of a line of the journal of *store*. Raises GraphError."""
    layout = existing(store)
    try:
        return document_of(layout, entry.id, entry.shard)
    except (OSError, DamagedFileError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else str(error)
        raise GraphError(
            f"the source text of {entry.id} cannot be read from {layout.texts}: {reason}",
            f"build {entry.source} again",
        ) from error


def document_of(layout: Layout, document_id: str, digest: str) -> DocumentView:
    """Return the document whose shard has the hash *digest*. Raises OSError, DamagedFileError."""
    shard = read_packed(layout.shard(document_id))
    text = layout.text(document_id, digest).read_bytes().decode("utf-8")
    details = read_packed(layout.details(document_id, digest))
    own = [data for _, data in stored_themes(layout.themes)]
    return view(document_id, shard, text, details, concept_labels(own))

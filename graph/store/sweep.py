"""Removing what nothing refers to any more."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path

from zeren.graph.output.files import TEMPORARY
from zeren.graph.store.catalogue.journal import rewrite
from zeren.graph.store.catalogue.read_with import superfluous_themes, superfluous_units
from zeren.graph.store.survey import Survey


def sweep(now: Survey) -> bool:
    """Remove dead shards, texts and themes without one, what a kill left behind; tidy the journal.

    Returns whether there was anything to do. The shards go first: as long as the journal
    names them, they are known to be dead. Call this under the lock; raises OSError.
    """
    layout = now.layout
    rubbish = [layout.shard(key) for key in sorted(now.state.dead)]
    rubbish += _temporary(layout.root, layout.shards, layout.texts, layout.cache, layout.runs)
    rubbish += _temporary(layout.themes, layout.units, layout.progress)
    rubbish += _orphaned_texts(now)
    entries = [*now.state.live.values(), *now.state.broken.values()]
    if not now.state.unknown:  # nobody knows what those were read with
        rubbish += superfluous_themes(layout.themes, (entry.fingerprint for entry in entries))
        rubbish += superfluous_units(layout.units, (entry.fingerprint for entry in entries))
    for path in rubbish:
        path.unlink(missing_ok=True)
    return rewrite(layout.journal, now.journal, entries) or bool(rubbish)


def _temporary(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.glob(f"{TEMPORARY}*"))


def _orphaned_texts(now: Survey) -> list[Path]:
    """Return the texts and details whose shard is not in force."""
    layout = now.layout
    names: set[str] = set()  # names, for a path takes five times as much memory
    held = ((key, seen.sha256) for key, seen in now.wanted.items())
    broken = ((entry.id, entry.shard) for entry in now.state.broken.values())
    for document_id, digest in chain(held, broken):
        names.add(layout.text(document_id, digest).name)
        names.add(layout.details(document_id, digest).name)
    unreadable = tuple(f"{key}." for key in now.state.unknown if key not in now.wanted)
    with os.scandir(layout.texts) as entries:
        orphans = [
            entry.name
            for entry in entries
            if entry.name not in names and not entry.name.startswith((TEMPORARY, *unreadable))
        ]
    return [layout.texts / name for name in sorted(orphans)]

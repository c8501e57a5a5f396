"""Opening the store that a command asks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.commands.shared.talk import console, progress, say

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store


@contextmanager
def shown_progress() -> Iterator[None]:
    """Show how far the work is that is done meanwhile, on a terminal."""
    from zeren.graph.output.progress import listening

    with progress(console(sys.stderr)) as tick, listening(tick):
        yield


def opened_store(path: Path) -> Store:
    """Open the store at *path* and say what is damaged or behind in it. Raises GraphError."""
    from zeren.graph.collecting import collect_rarely
    from zeren.graph.store.opening import open_store

    collect_rarely()
    with shown_progress():
        store = open_store(path)
    for note in store.notes:
        say(f"zeren: note: {note}")
    return store

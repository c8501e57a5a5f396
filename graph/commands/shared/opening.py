"""Opening the store that a command asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zeren.graph.commands.shared.talk import say

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store


def opened_store(path: Path) -> Store:
    """Open the store at *path* and say what is damaged or behind in it. Raises GraphError."""
    from zeren.graph.collecting import collect_rarely
    from zeren.graph.store.opening import open_store

    collect_rarely()
    store = open_store(path)
    for note in store.notes:
        say(f"zeren: note: {note}")
    return store

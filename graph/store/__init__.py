"""A store folder: what lies where, the shards as truth, the engine as a cache of them.

>>> from zeren.graph.store import open_store
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store, open_store

__all__ = ["Store", "open_store"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from zeren.graph.store import opening  # with the engine, which is heavy to import

    return getattr(opening, name)

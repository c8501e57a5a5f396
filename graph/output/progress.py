"""How long work says how far it is: it counts, and whoever wants to know listens."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Progress = Callable[[int, int, str], None]
"""Is told how many files or steps are done, of how many, and the name of the next."""

_Item = TypeVar("_Item")
_LISTENING: ContextVar[Progress | None] = ContextVar("listening", default=None)


@contextmanager
def listening(progress: Progress | None) -> Iterator[None]:
    """Let *progress* be told what is counted meanwhile, in this thread; None tells nobody."""
    before = _LISTENING.set(progress)
    try:
        yield
    finally:
        _LISTENING.reset(before)


def counted(items: Collection[_Item], name: Callable[[_Item], str] = str) -> Iterator[_Item]:
    """Yield *items*, and tell who listens how many are done.

    >>> with listening(lambda done, total, name: print(done, total, name or "done")):
    ...     found = [item.upper() for item in counted(["a", "b"])]
    0 2 a
    1 2 b
    2 2 done
    >>> found
    ['A', 'B']
    """
    progress = _LISTENING.get()
    for done, item in enumerate(items):
        if progress:
            progress(done, len(items), name(item))
        yield item
    if progress and items:
        progress(len(items), len(items), "")

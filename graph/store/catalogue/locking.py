"""One writer at a time on a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.store.catalogue.layout import Layout


@contextmanager
def writing(layout: Layout, wait: float = 0) -> Iterator[None]:
    """Hold the store for writing; the system releases it when the process dies.

    Raises GraphError when another process holds it for longer than *wait* seconds,
    or when the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(layout.lock)
    try:
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise BusyError(
            f"another build or backup is at work on the store {layout.root}",
            "wait until it has ended, then run the command again",
        ) from error
    except OSError as error:
        raise GraphError(
            f"the store {layout.root} cannot be written: {os_reason(error)}",
            "give yourself permission to write there, or name another store with --store",
        ) from error
    try:
        yield
    finally:
        lock.release()


class BusyError(GraphError):
    """Another process is writing."""

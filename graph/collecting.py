"""Python's search for garbage, in a process that keeps most of what it makes."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Let Python look for garbage less often, in a process that builds or answers once.

    The words that the matchers are made of, and the records of a store, live as long as the
    process; looking through them again and again costs a seventh of a short build (measured).
    """
    gc.set_threshold(100_000, 50, 1000)

"""What one query, and all of them together, may take."""

from __future__ import annotations

from dataclasses import dataclass

ARRIVAL = 20.0
RETRY_AFTER = 5
"""Seconds that a client that was turned away is asked to wait."""


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """The limits of a server. They are published in the service description and in errors.

    A query starts in a *quick* lane. After ``patience`` seconds of work it is a long one and
    moves to one of the *slow* lanes, or waits for one; so cheap queries never queue behind it.
    """

    timeout: float = 30.0
    """Seconds a query may run; then its process is killed."""
    patience: float = 0.15
    """Seconds of work (of the processor) after which a query counts as long."""
    quick: int = 4
    """Queries at once that are not long yet."""
    slow: int = 4
    """Long queries at once."""
    spare: int = 2
    """Processes kept warm beyond the quick lanes, so that one is there when a query moves."""
    waiting: int = 200
    """Queries that may wait for a quick lane."""
    slow_waiting: int = 32
    """Long queries that may wait for a slow lane."""
    wait: float = 10.0
    """Seconds a query waits for a quick lane before it is turned away."""
    rows: int = 200_000
    """Rows, or triples, of one answer."""
    bytes: int = 64 * 1024 * 1024
    """Bytes of one answer, which is held in memory until all of it is there."""
    memory: int = 1024 * 1024 * 1024
    """Bytes a worker may take beyond what it starts with (on macOS the system does not keep it)."""
    body: int = 1024 * 1024
    """Bytes of a request."""
    arrival: float = ARRIVAL
    """Seconds in which a request has to be here."""
    cached: int = 64 * 1024 * 1024
    """Bytes of answers that are kept for the next who asks the same."""

"""How many connections there may be at once, and which one makes room for a new one.

A connection that waits costs the others nothing while there is room. When there is none, the one
that has waited longest goes, of the address that has most; so idle connections never keep
anybody out, however many they are.
"""

from __future__ import annotations

from collections import Counter
from typing import Protocol

OWN = frozenset(("127.0.0.1", "::1", ""))
"""Addresses of this machine: a proxy in front of the server is one of them, for all its clients."""
_CONNECTIONS = 1000
_EACH = 100


class Connection(Protocol):
    """What the crowd has to know of a connection."""

    address: str

    def waiting_since(self) -> float | None:
        """Return when it began to wait for its client, None while the server is at work for it."""

    def hang_up(self) -> None:
        """Close it."""


class Crowd:
    """The connections of a server: *total* of them at once, *each* from one other machine."""

    def __init__(self, total: int = _CONNECTIONS, each: int = _EACH) -> None:
        self._total = total
        self._each = each
        self._here: set[Connection] = set()
        self._of: Counter[str] = Counter()

    def come(self, new: Connection) -> bool:
        """Take *new* in, where need be in the place of one that waits; return whether it may."""
        if new.address not in OWN and self._of[new.address] >= self._each:
            if not self._made_room({new.address}):
                return False
        elif len(self._here) >= self._total:
            most = max(self._of.values())
            fullest = {address for address, count in self._of.items() if count == most}
            if not self._made_room(fullest) and not self._made_room(set(self._of)):
                return False
        self._here.add(new)
        self._of[new.address] += 1
        return True

    def leave(self, old: Connection) -> None:
        """Forget *old*."""
        if old in self._here:
            self._here.remove(old)
            self._of[old.address] -= 1
            if not self._of[old.address]:
                del self._of[old.address]

    def _made_room(self, addresses: set[str]) -> bool:
        waiting = [
            (since, id(each), each)
            for each in self._here
            if each.address in addresses and (since := each.waiting_since()) is not None
        ]
        if not waiting:
            return False
        _, _, longest = min(waiting)
        self.leave(longest)
        longest.hang_up()
        return True

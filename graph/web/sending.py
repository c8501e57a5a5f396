"""Sending answers to clients that may not take them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.types import Message, Send

_PIECE = 256 * 1024
_STALLED = 30.0
"""Seconds in which a client has to take a piece of an answer."""
_HELD = 256 * 1024 * 1024
"""Bytes of large answers on their way, above which the slowest client has to do without."""
_SLOW = 1.0


class StalledError(Exception):
    """A client does not take its answer, or not as fast as others need the memory."""


@dataclass(eq=False, slots=True)
class _OnItsWay:
    size: int
    patience: asyncio.Timeout


class Sending:
    """The large answers of a server that are on their way."""

    def __init__(self, held: int = _HELD) -> None:
        self._most = held
        self._all: set[_OnItsWay] = set()

    async def send(self, message: Message, send: Send) -> None:
        """Send *message*; a large body piece by piece. Raises StalledError."""
        body = message.get("body", b"")
        if len(body) <= _PIECE:
            try:
                async with asyncio.timeout(_STALLED):
                    await send(message)
            except TimeoutError as error:
                raise StalledError from error
            return
        mine = _OnItsWay(len(body), asyncio.timeout(None))
        self._all.add(mine)
        try:
            self._give_up_the_slowest()
            await self._in_pieces(message, send, mine)
        except TimeoutError as error:
            raise StalledError from error
        finally:
            self._all.discard(mine)

    async def _in_pieces(self, message: Message, send: Send, mine: _OnItsWay) -> None:
        body, more = message["body"], message.get("more_body", False)
        for start in range(0, len(body), _PIECE):
            last = start + _PIECE >= len(body)
            piece = {**message, "body": body[start : start + _PIECE], "more_body": more or not last}
            async with asyncio.timeout(_STALLED) as mine.patience:
                await send(piece)

    def _give_up_the_slowest(self) -> None:
        """Let the client that has stood still longest lose its answer, where memory is short."""
        if sum(each.size for each in self._all) <= self._most:
            return
        now = asyncio.get_running_loop().time()
        waiting = [(each.patience.when(), each) for each in self._all]
        ends = [(end, id(each), each) for end, each in waiting if end is not None]
        if ends:
            end, _, slowest = min(ends)
            if now - (end - _STALLED) > _SLOW:
                slowest.patience.reschedule(now)

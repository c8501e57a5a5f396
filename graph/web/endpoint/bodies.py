"""Reading requests, which may be slow, large or nonsense."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request
from zeren.graph.web.endpoint.limits import ServerLimits


class RefusedError(Exception):
    """A request that is not answered: the status of HTTP, why, and what to do instead."""

    def __init__(
        self, status: int, what: str, next_step: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(what)
        self.status = status
        self.what = what
        self.next_step = next_step
        self.headers = headers or {}


async def whole_body(request: Request, limits: ServerLimits) -> bytes:
    """Return the body of a request. Raises RefusedError when it is too large or too slow."""
    limit = limits.body
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and len(told) < 20 and int(told) > limit:
        raise too_large(limit)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(limits.arrival):
            async for part in request.stream():
                size += len(part)
                if size > limit:
                    raise too_large(limit)
                parts.append(part)
    except TimeoutError as error:
        raise RefusedError(
            408, "the request came too slowly", "send it again", {"Connection": "close"}
        ) from error
    except ClientDisconnect as error:
        raise RefusedError(400, "the request broke off", "send it again") from error
    return b"".join(parts)


def too_large(limit: int) -> RefusedError:
    """Return the refusal of a body of more than *limit* bytes."""
    return RefusedError(
        413,
        f"the request has more than {limit} bytes, the limit of this server",
        "send a shorter query",
        {"Connection": "close"},
    )

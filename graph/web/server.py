"""The server around the application: the socket, patience with clients, the end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from zeren.graph.errors import GraphError, os_reason
from zeren.graph.web.endpoint.limits import ARRIVAL

_CONNECTIONS = 500
_TRIED = 20


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that hangs up on a client that connects and does not finish its first request."""

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        self.loop.call_later(ARRIVAL, self._hang_up_on_silence)

    def _hang_up_on_silence(self) -> None:
        if getattr(self, "cycle", None) is None and not self.transport.is_closing():
            self.transport.close()


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that listens to *host* and *port*; port 0 takes any that is free.

    Raises GraphError, which names a free port when this one is taken.
    """
    try:
        return _bound(host, port)
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            taken = error.errno == errno.EADDRINUSE
            free = _free_port(host, port if taken else 8765)
            raise GraphError(
                f"port {port} of {host} is {'taken by another program' if taken else 'not ours'}",
                f"try --port {free}",
                usage=True,
            ) from error
        raise GraphError(
            f"{host} cannot be listened to: {os_reason(error)}",
            "give --host an address of this machine, such as 127.0.0.1",
            usage=True,
        ) from error
    except OverflowError as error:
        raise GraphError(f"there is no port {port}", "give one up to 65535", usage=True) from error


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if sys.platform == "win32":  # there, SO_REUSEADDR would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except BaseException:
        listening.close()
        raise
    return listening


def _free_port(host: str, port: int) -> int:
    for other in range(port + 1, min(port + _TRIED, 65536)):
        with contextlib.suppress(OSError):
            _bound(host, other).close()
            return other
    return 0


def run(app: ASGIApp, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve *app* until an interrupt. *ready* is called when requests are answered."""
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=2,
        limit_concurrency=_CONNECTIONS,
        backlog=512,
    )
    asyncio.run(_serve(_Server(config, ready), listening))


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


async def _serve(server: uvicorn.Server, listening: socket.socket) -> None:
    await server.serve(sockets=[listening])

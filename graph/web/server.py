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
from zeren.graph.web.crowd import Crowd
from zeren.graph.web.endpoint.limits import ARRIVAL

_TRIED = 20
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    b"too many connections\nnext: ask again in a few seconds\n"
)
_FILES = 4096
_STUCK = 5.0
"""Seconds after which a client that does not take its answer counts as one that waits."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 that gives each client its time to ask, and has room for the next one."""

    crowd: Crowd

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request, if there is room."""
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        self._asked = self.loop.time()
        self._stuck: float | None = None
        if self.crowd.come(self):
            self.loop.call_later(ARRIVAL, self._hang_up_on_silence)
        else:
            transport.write(_FULL)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room."""
        self.crowd.leave(self)
        super().connection_lost(exc)

    def waiting_since(self) -> float | None:
        """Return when it began to wait for its client: for a request, or to take an answer."""
        if not self._at_work():
            return self._asked
        long = self._stuck is not None and self.loop.time() - self._stuck > _STUCK
        return self._stuck if long else None

    def hang_up(self) -> None:
        """Close at once: what is still to be sent would keep it open."""
        self.transport.abort()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._asked = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Note that the client does not take what it asked for."""
        self._stuck = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that it takes it."""
        self._stuck = None
        super().resume_writing()

    def _at_work(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _hang_up_on_silence(self) -> None:
        """Close when a request has not come in time, the first one or a later one."""
        if self.transport.is_closing():
            return
        now = self.loop.time()
        left = ARRIVAL if self._at_work() else self._asked + ARRIVAL - now
        if left > 0:
            self.loop.call_later(left, self._hang_up_on_silence)
        else:
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


def run(
    app: ASGIApp, listening: socket.socket, ready: Callable[[], None], crowd: Crowd | None = None
) -> None:
    """Serve *app* to a *crowd* until an interrupt. *ready* is called when it answers."""
    _allow_open_files()
    config = uvicorn.Config(
        app,
        http=type("Protocol", (PatientProtocol,), {"crowd": crowd or Crowd()}),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=2,
        backlog=2048,
    )
    asyncio.run(_serve(_Server(config, ready), listening))


def _allow_open_files() -> None:
    """Let this process have all the open files that it may: each connection is one."""
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            most = _FILES if hard == resource.RLIM_INFINITY else min(hard, _FILES)
            if soft != resource.RLIM_INFINITY:
                resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


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

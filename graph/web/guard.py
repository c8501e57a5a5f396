"""What stands around all routes: who may ask, what every answer says, and no fault shown."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from zeren.graph.web.sending import Sending, StalledError

LOG = logging.getLogger("zeren.serve")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of pages: nothing from elsewhere, nothing inline."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
LOOPBACK = frozenset(("localhost", "127.0.0.1", "[::1]"))
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?")
_FAULT = "this is a fault of the server\nnext: report it; the window of the server says more\n"


class Guard:
    """The outermost part of the application.

    It answers only to the names of *hosts*: a page from elsewhere whose own name was made
    to point here (DNS rebinding) is refused. Scripts of other sites cannot use the endpoint
    either; there are no CORS headers that would let them read an answer.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}
        self._sending = Sending()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(raw=message["headers"])
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await self._sending.send(message, send)

        refusal = self._refusal(Headers(scope=scope), scope["path"])
        app = refusal if refusal is not None else self._app
        try:
            await app(scope, receive, guarded)
        except StalledError:
            LOG.info("a client did not take its answer")
            raise ConnectionAbortedError("the client does not take its answer") from None
        except Exception as error:
            if os.environ.get("ZEREN_DEBUG"):
                LOG.exception("fault at %s", scope["path"])
            else:
                LOG.error("fault: %s: %s", type(error).__name__, " ".join(str(error).split()))
            if begun:
                raise ConnectionAbortedError("the answer broke off") from None
            await PlainTextResponse(_FAULT, 500)(scope, receive, guarded)

    def _refusal(self, headers: Headers, path: str) -> ASGIApp | None:
        named = headers.getlist("host")
        host = _HOST.fullmatch(named[0]) if len(named) == 1 else None
        if host is None or ("*" not in self._hosts and host.group(1).lower() not in self._hosts):
            return PlainTextResponse(
                "this server does not answer to that name\n"
                "next: use the address it printed, or start it with --allow-host NAME\n",
                421,
            )
        site = headers.get("sec-fetch-site", "none")
        if site == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return PlainTextResponse("other sites cannot use this server\n", 403)
        return None

"""Who may see a store that other machines reach: those who have the token, at a human pace.

A browser is given a cookie for the token, which it brings in the address that the server printed or
in a form; a program sends ``Authorization: Bearer TOKEN``. Files of the package (``/static/``) are
no secret, and the form needs them.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from zeren.graph.web.crowd import OWN
from zeren.graph.web.endpoint.bodies import RefusedError, whole_body
from zeren.graph.web.endpoint.formats import HTML, Format, chosen
from zeren.graph.web.endpoint.limits import ServerLimits
from zeren.graph.web.parts.language import language_of
from zeren.graph.web.parts.rendering import render

SHORTEST = 8
"""Characters that a token has to have."""
RATE = 20.0
_BURST = 5.0
"""Seconds' worth of requests that may come at once."""
_TRIES = 10
"""Wrong tokens of one address; then one in six seconds."""
_ADDRESSES = 10_000
_TEXT = Format("text", "text/plain")
_ENTER = "/token"
_FORM = ServerLimits(body=4096)


class Pace:
    """How often each address may do something: *burst* times at once, then *rate* a second."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, address: str, cost: float = 1.0) -> bool:
        """Count what *address* does; return whether it may. A *cost* of 0 only asks."""
        key = _network(address)
        now = self._clock()
        left, then = self._left.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - then) * self._rate)
        allowed = left >= 1.0
        self._left[key] = (left - cost if allowed else left, now)
        while len(self._left) > _ADDRESSES:
            self._left.popitem(last=False)
        return allowed


class Access:
    """The application behind a door. *token* None leaves it open, *rate* 0 sets no pace."""

    def __init__(self, app: ASGIApp, token: str | None, rate: float) -> None:
        self._app = app
        self._token = _digest(token) if token is not None else None
        self._cookie = hmac.digest(self._token or b"", b"zeren cookie", "sha256").hex()
        self._pace = Pace(rate, max(1.0, rate * _BURST)) if rate > 0 else None
        self._wrong = Pace(1 / 6, _TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        app = self._app
        if scope["type"] == "http":
            request = Request(scope, receive)
            address = request.client.host if request.client else ""
            if self._pace and address not in OWN and not self._pace.allows(address):
                app = _too_often("this address asks too often")
            elif self._token is not None and not scope["path"].startswith("/static/"):
                app = await self._door(request, address) or self._app
        await app(scope, receive, send)

    async def _door(self, request: Request, address: str) -> Response | None:
        """Return what to say instead of an answer, None to who may have one."""
        wants_page = chosen(request.headers.get("accept"), None, (_TEXT, HTML)) is HTML
        if request.url.path == _ENTER:
            if request.method != "POST":
                return _asked(request, wants_page, status=200)
            typed, then = await _form(request)
            return self._not_it(request, address, typed, then) or self._welcome(request, then)
        given, in_address = _given(request)
        if given is None:
            cookie = request.cookies.get(_cookie_name(request), "")
            if hmac.compare_digest(cookie.encode("utf-8"), self._cookie.encode("ascii")):
                return None
            return _asked(request, wants_page)
        if refusal := self._not_it(request, address, given, _here(request)):
            return refusal
        if in_address and wants_page and request.method == "GET":
            return self._welcome(request, _here(request))
        return None

    def _not_it(self, request: Request, address: str, given: str, then: str) -> Response | None:
        """Return the answer to a wrong token, or to who has given too many of them."""
        if not self._wrong.allows(address, cost=0):
            return _too_often("this address has given too many wrong tokens")
        assert self._token is not None
        if hmac.compare_digest(_digest(given), self._token):
            return None
        self._wrong.allows(address)
        wants_page = chosen(request.headers.get("accept"), None, (_TEXT, HTML)) is HTML
        return _asked(request, wants_page, wrong=True, then=then)

    def _welcome(self, request: Request, then: str) -> Response:
        response = RedirectResponse(then, 303, {"Cache-Control": "no-store"})
        response.set_cookie(
            _cookie_name(request),
            self._cookie,
            path="/",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response


def _digest(token: str) -> bytes:
    """Return what is compared: of one length, so that a comparison tells nothing of the token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _given(request: Request) -> tuple[str | None, bool]:
    """Return the token that came with a request, and whether it stood in its address.

    It is taken out of the address: nothing behind the door sees it.
    """
    pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    found = [value for key, value in pairs if key == "token"]
    if found:
        rest = [pair for pair in pairs if pair[0] != "token"]
        request.scope["query_string"] = urlencode(rest).encode("ascii")
        return found[0], True
    kind, _, told = request.headers.get("authorization", "").partition(" ")
    return (told.strip() if kind.lower() == "bearer" else None), False


async def _form(request: Request) -> tuple[str, str]:
    """Return the token of the form, and where its sender wanted to go."""
    try:
        body = await whole_body(request, _FORM)
    except RefusedError:
        return "", "/"
    fields = dict(parse_qsl(body.decode("latin-1"), max_num_fields=100))
    return fields.get("token", ""), _local(fields.get("then", "/"))


def _here(request: Request) -> str:
    raw = request.scope.get("raw_path") or request.scope["path"].encode("utf-8")
    query = request.scope["query_string"].decode("latin-1")
    return _local(bytes(raw).decode("latin-1") + (f"?{query}" if query else ""))


def _local(address: str) -> str:
    """Return *address* as a place on this server, whatever it was.

    >>> _local("/tasks?q=1"), _local("//evil.example/"), _local("https://evil.example")
    ('/tasks?q=1', '/evil.example/', '/https://evil.example')
    """
    return "/" + quote(address.lstrip("/\\ \t\r\n"), safe="/%:@!$&'()*+,;=~-._?")


def _cookie_name(request: Request) -> str:
    return f"zeren-token-{request.url.port or 80}"


def _asked(
    request: Request,
    wants_page: bool,
    *,
    status: int = 401,
    wrong: bool = False,
    then: str | None = None,
) -> Response:
    headers = {"WWW-Authenticate": 'Bearer realm="zeren"', "Cache-Control": "no-store"}
    if wants_page:
        language = language_of(request)
        values = {"then": then or _here(request), "wrong": wrong, "enter": _ENTER}
        return HTMLResponse(render("token.html", language, **values), status, headers)
    what = "that is not the token of this server" if wrong else "this server asks for a token"
    next_step = "send the header `Authorization: Bearer TOKEN` with the token that it printed"
    return PlainTextResponse(f"{what}\nnext: {next_step}\n", status, headers)


def _too_often(what: str) -> Response:
    headers = {"Retry-After": "6", "Cache-Control": "no-store"}
    return PlainTextResponse(f"{what}\nnext: ask again in a few seconds\n", 429, headers)


def _network(address: str) -> str:
    """Return what one client has for itself: an address, of IPv6 the first half of it."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.IPv6Network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address

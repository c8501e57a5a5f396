"""The application: routes, and what happens before and after all of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from zeren.graph.store.facts.file import GoneError
from zeren.graph.web.access import RATE, Access
from zeren.graph.web.endpoint.bodies import RefusedError
from zeren.graph.web.endpoint.description import service_description
from zeren.graph.web.endpoint.formats import GRAPHS, HTML, Format, chosen
from zeren.graph.web.endpoint.limits import RETRY_AFTER, ServerLimits
from zeren.graph.web.endpoint.pool import QueryPool
from zeren.graph.web.endpoint.protocol import Endpoint
from zeren.graph.web.guard import LOG, Guard
from zeren.graph.web.pages.handlers import Pages
from zeren.graph.web.served import Site, StaleError

_LOOK_EVERY = 0.5
_TEXT = Format("text", "text/plain")


def application(
    site: Site,
    limits: ServerLimits,
    hosts: Collection[str],
    token: str | None = None,
    rate: float = RATE,
) -> ASGIApp:
    """Return the application that serves *site* to who calls it by one of the names *hosts*.

    With a *token*, only to who has it; *rate* is the requests a second of one address.
    """
    pool = QueryPool(site.now.root, limits)
    endpoint = Endpoint(site, pool, limits)
    pages = Pages(site, endpoint, limits)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.start(site.now.generation)
        beside = [asyncio.create_task(_watch(site)), asyncio.create_task(_warm(site))]
        yield
        for each in beside:
            each.cancel()
        await pool.close()
        pages.close()

    async def sparql(request: Request) -> Response:
        if request.method in {"GET", "HEAD"} and not request.scope["query_string"]:
            return _description(request, site, limits)
        return await endpoint(request)

    async def refused(request: Request, error: Exception) -> Response:
        refusal = _refusal(error)
        if request.url.path.rstrip("/") == "/sparql" or not _wants_html(request):
            text = f"{refusal.what}\nnext: {refusal.next_step}\n"
            return PlainTextResponse(text, refusal.status, refusal.headers)
        return await pages.problem(request, refusal)

    app = Starlette(
        routes=[
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/sparql/", sparql, methods=["GET", "POST"]),
            *pages.routes(),
        ],
        lifespan=lifespan,
        exception_handlers=dict.fromkeys(
            (RefusedError, HTTPException, StaleError, GoneError), refused
        ),
    )
    app.router.redirect_slashes = False
    return Guard(Access(app, token, rate), hosts)


async def _warm(site: Site) -> None:
    """Read what long lists need, while pages are answered already."""
    try:
        await asyncio.to_thread(lambda: site.now.index.warm())
    except Exception as error:  # it is read when it is asked for
        LOG.info("the facts are not read yet: %s", error)


async def _watch(site: Site) -> None:
    """Look for a new build now and then, beside everything else."""
    while True:
        await asyncio.sleep(_LOOK_EVERY)
        try:
            if await asyncio.to_thread(site.look):
                LOG.info("the store has changed: answers are from the new build now")
        except Exception as error:
            LOG.error("the store cannot be read again: %s", error)
            await asyncio.sleep(5)


def _description(request: Request, site: Site, limits: ServerLimits) -> Response:
    format = chosen(request.headers.get("accept"), None, (*GRAPHS, HTML))
    if format is None:
        raise RefusedError(406, "not acceptable: the description comes as RDF", "ask for Turtle")
    if format is HTML:
        return RedirectResponse("/query", 303, {"Vary": "Accept"})
    address = str(request.url.replace(query="", fragment=""))
    body = service_description(site.now, address, limits, format.name)
    return Response(body, headers={"Content-Type": format.header, "Vary": "Accept"})


def _refusal(error: Exception) -> RefusedError:
    if isinstance(error, HTTPException):
        next_step = "see what there is at /"
        return RefusedError(error.status_code, error.detail, next_step, dict(error.headers or {}))
    if isinstance(error, (StaleError, GoneError)):
        what, headers = "the store is being built anew", {"Retry-After": str(RETRY_AFTER)}
        return RefusedError(503, what, "ask again in a few seconds", headers)
    assert isinstance(error, RefusedError)
    return error


def _wants_html(request: Request) -> bool:
    return chosen(request.headers.get("accept"), None, (_TEXT, HTML)) is HTML

"""The pages: each a handler that takes one snapshot, and a template."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from html import unescape
from importlib.resources import files
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from zeren.graph.show.page import page as whole_page
from zeren.graph.web.dumps import FILES, Dumps
from zeren.graph.web.endpoint.answering import QueryJob
from zeren.graph.web.endpoint.bodies import RefusedError
from zeren.graph.web.endpoint.description import described
from zeren.graph.web.endpoint.formats import GRAPHS, HTML, Format, chosen
from zeren.graph.web.endpoint.limits import ServerLimits
from zeren.graph.web.endpoint.protocol import Endpoint, reply_response
from zeren.graph.web.guard import POLICY
from zeren.graph.web.maps import Maps
from zeren.graph.web.pages import concept as concept_page
from zeren.graph.web.pages import document as document_page
from zeren.graph.web.pages import home as home_page
from zeren.graph.web.pages import query as query_page
from zeren.graph.web.pages import resource as resource_page
from zeren.graph.web.pages import task as task_page
from zeren.graph.web.pages import tasks as tasks_page
from zeren.graph.web.pages import unit as unit_page
from zeren.graph.web.pages import vocabulary as vocabulary_page
from zeren.graph.web.pages.resources import construct, exists
from zeren.graph.web.parts.addresses import iri_of, path_of
from zeren.graph.web.parts.facets import FacetChoice, sparql_of
from zeren.graph.web.parts.language import COOKIE, Language, language_of
from zeren.graph.web.parts.rendering import render
from zeren.graph.web.served import ServedStore, Site
from zeren.ontology.terms import BASE

Values = Mapping[str, object]
_PAGE = 4 * 1024 * 1024
_YEAR = 365 * 24 * 3600
_STATIC = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_META = 'http-equiv="Content-Security-Policy" content="'
_EDITOR_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
"""The editor places its cursor and columns by style attributes; scripts stay strict."""


class Pages:
    """The handlers of all pages of a *site*."""

    def __init__(self, site: Site, endpoint: Endpoint, limits: ServerLimits) -> None:
        self._site = site
        self._endpoint = endpoint
        self._limits = limits
        self._dumps = Dumps()
        self._maps = Maps()

    def close(self) -> None:
        """Remove what was made for downloads."""
        self._dumps.close()

    def routes(self) -> list[Route]:
        """Return the routes, the one for everything that has an IRI last."""
        return [
            Route("/", self.home),
            Route("/tasks", self.tasks),
            Route("/query", self.query),
            Route("/concept", self.concept),
            Route("/resource", self.foreign),
            Route("/source/{id}", self.source),
            Route("/map", self.map),
            Route("/.well-known/void", self.void),
            *(Route(f"/{name}", self.dump) for name in FILES),
            Route("/static/{name}", static),
            Route("/{path:path}", self.resource),
        ]

    async def home(self, request: Request) -> Response:
        """Show counts, documents and questions."""
        return await self._page(request, "home.html", home_page.values)

    async def tasks(self, request: Request) -> Response:
        """Show the faceted list: the answer to the query that stands below it."""
        choice = FacetChoice.read(request.query_params)
        snapshot = self._site.now
        text = sparql_of(choice)
        reply = await self._endpoint.ask(QueryJob(text=text, table="tsv"), request)
        if reply.status != 200:
            return await self._problem(request, reply.status, reply.body.decode("utf-8"))
        number = _number(request.query_params.get("page"))

        def values(_: ServedStore, language: Language) -> Values:
            return tasks_page.values(snapshot, language, choice, text, reply.body, number)

        return await self._page(request, "tasks.html", values)

    async def query(self, request: Request) -> Response:
        """Show a form for SPARQL that works without script, and the answer as a table."""
        asked = query_page.Asked.read(request.query_params)
        reply = None
        if asked.text and not asked.edit:
            reply = await self._endpoint.ask(QueryJob(text=asked.text, most=_PAGE), request)

        def values(_: ServedStore, language: Language) -> Values:
            return query_page.values(asked, reply, self._limits, language)

        response = await self._page(request, "query.html", values)
        response.headers["Content-Security-Policy"] = _EDITOR_POLICY
        if reply is not None and reply.status != 200:
            response.status_code = reply.status
        return response

    async def concept(self, request: Request) -> Response:
        """Show a theme or function: its IRI ends in a fragment, which no browser sends."""
        iri = request.query_params.get("iri", "")
        iri = iri if "://" in iri else BASE + iri

        def values(snapshot: ServedStore, language: Language) -> Values:
            return _found(concept_page.values(snapshot, language, iri))

        return await self._page(request, "concept.html", values)

    async def foreign(self, request: Request) -> Response:
        """Describe a thing that has an IRI from elsewhere."""
        iri = request.query_params.get("iri", "")
        return await self._described(request, iri, self._site.now)

    async def source(self, request: Request) -> Response:
        """Show the whole text of a document with its marks, as ``zeren show --html`` does."""
        snapshot = self._site.now
        view = await asyncio.to_thread(snapshot.document, request.path_params["id"])
        if view is None:
            raise _nothing()
        html = await asyncio.to_thread(whole_page, view)
        policy = unescape(html.partition(_META)[2].partition('"')[0])
        headers = {"Content-Security-Policy": policy}
        return HTMLResponse(html, headers=headers)

    async def map(self, request: Request) -> Response:
        """Show the interactive map, which is a page of its own with a policy of its own."""
        from zeren.graph.maps.assets import policy

        html = await self._maps.page(self._site.now, language_of(request))
        if html is None:
            waiting = await self._page(request, "waiting.html", lambda *_: {})
            waiting.status_code, waiting.headers["Refresh"] = 202, "2"
            return waiting
        headers = {
            "Content-Security-Policy": policy(),
            "Vary": "Accept-Language, Cookie",
            "Cache-Control": "no-cache",
        }
        return HTMLResponse(html, headers=headers)

    async def void(self, request: Request) -> Response:
        """Say what data there is, for machines (VoID)."""
        snapshot = self._site.now
        tag = f'"{snapshot.version}-void"'
        headers = {"ETag": tag, "Content-Type": "text/turtle; charset=utf-8"}
        if matches(request, tag):
            return Response(status_code=304, headers={"ETag": tag})
        root = str(request.base_url)
        dumps = [f"{root}{name}" for name in FILES]
        body = await asyncio.to_thread(described, snapshot, f"{root}sparql", dumps)
        return Response(body, headers=headers)

    async def dump(self, request: Request) -> Response:
        """Send all data as one file, with an ETag that changes with the store."""
        name = request.url.path[1:]
        snapshot = await self._endpoint.whole()
        tag = f'"{snapshot.version}-{name}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if matches(request, tag):
            return Response(status_code=304, headers=headers)
        path = await asyncio.to_thread(self._dumps.path, snapshot, name)
        return FileResponse(path, headers=headers, media_type=FILES[name], filename=name)

    async def resource(self, request: Request) -> Response:
        """Describe what has an IRI of ours, under the path of that IRI."""
        iri = iri_of(request.scope.get("raw_path") or request.scope["path"].encode("utf-8"))
        if iri is None:
            raise _nothing()
        return await self._described(request, iri, self._site.now)

    async def _described(self, request: Request, iri: str, snapshot: ServedStore) -> Response:
        special = self._special(iri)
        if special is None and not await asyncio.to_thread(exists, snapshot, iri):
            raise _nothing()
        offered = (HTML,) if special else (HTML, *GRAPHS)
        wanted = request.query_params.get("format")
        format = chosen(request.headers.get("accept"), wanted, offered)
        if format is None:
            raise RefusedError(
                406, "not acceptable: this is there as HTML and RDF", "ask for text/turtle"
            )
        if format is not HTML:
            return await self._rdf(request, iri, snapshot, format)
        template, values = special or _page_of(iri, snapshot)
        response = await self._page(request, template, values)
        if special is None:
            response.headers["Link"] = ", ".join(
                f'<{_with_format(request, each)}>; rel="alternate"; type="{each.media}"'
                for each in GRAPHS
            )
        return response

    def _special(self, iri: str) -> tuple[str, Callable[[ServedStore, Language], Values]] | None:
        """Return the page of a list that has no IRI of its own in the graph."""
        lists = {
            f"{BASE}doc": ("documents.html", document_page.listed),
            f"{BASE}unit": ("units.html", unit_page.listed),
        }
        return lists.get(iri.rstrip("/"))

    async def _rdf(
        self, request: Request, iri: str, snapshot: ServedStore, format: Format
    ) -> Response:
        tag = f'"{snapshot.version}-{format.name}"'
        headers = {"ETag": tag, "Vary": "Accept", "Link": f'<{_ascii(iri)}>; rel="describes"'}
        if matches(request, tag):
            return Response(status_code=304, headers=headers)
        query = await asyncio.to_thread(construct, snapshot, iri)
        reply = await self._endpoint.ask(QueryJob(text=query, graph=format.name), request)
        response = reply_response(reply, format)
        if reply.status == 200:
            response.headers.update(headers)
        return response

    async def _page(
        self, request: Request, template: str, values: Callable[[ServedStore, Language], Values]
    ) -> Response:
        language = language_of(request)
        snapshot = self._site.now

        def made() -> str:
            return render(
                template, language, **{**self._frame(request), **values(snapshot, language)}
            )

        response = HTMLResponse(await asyncio.to_thread(made))
        response.headers["Vary"] = "Accept, Accept-Language, Cookie"
        response.headers["Content-Language"] = language
        response.headers["Cache-Control"] = "no-cache"
        if request.query_params.get("lang") == language:
            response.set_cookie(
                COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax", path="/"
            )
        return response

    def _frame(self, request: Request) -> Values:
        """Return what the frame around every page needs."""
        rest = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
        path = _ascii_path(request)
        return {
            "here": path,
            "other_address": path + "?" + urlencode(rest) + ("&" if rest else ""),
            "q": "",
            "alternates": [],
        }

    async def problem(self, request: Request, error: RefusedError) -> Response:
        """Return the page of an error."""
        return await self._problem(request, error.status, f"{error.what}\nnext: {error.next_step}")

    async def _problem(self, request: Request, status: int, text: str) -> Response:
        def values(_: ServedStore, __: Language) -> Values:
            return {"status": status, "text": text}

        response = await self._page(request, "error.html", values)
        response.status_code = status
        return response


def _page_of(
    iri: str, snapshot: ServedStore
) -> tuple[str, Callable[[ServedStore, Language], Values]]:
    """Return the template for *iri*, and what makes its values."""
    facts = snapshot.facts
    if iri in facts.tasks:
        return "task.html", lambda now, language: task_page.values(now, language, iri)
    if iri in facts.documents:
        return "document.html", lambda now, language: document_page.values(now, language, iri)
    if iri in facts.units:
        return "unit.html", lambda now, language: unit_page.values(now, language, iri)
    if vocabulary_page.is_one(snapshot, iri):
        return "vocabulary.html", lambda now, language: vocabulary_page.values(now, language, iri)
    return "resource.html", lambda now, language: resource_page.values(now, language, iri)


async def static(request: Request) -> Response:
    """Send a file of the pages: styles and scripts, all from the package."""
    name = PurePosixPath(request.path_params["name"]).name
    media = _STATIC.get(PurePosixPath(name).suffix)
    package = "zeren.graph.web.static"
    file = files(package).joinpath(name)
    if name == "page.css":  # the style of `zeren show`, so that all pages look alike
        file = files("zeren.graph.output").joinpath("page_style.txt")
    if media is None or not file.is_file():
        raise _nothing()
    body = await asyncio.to_thread(file.read_bytes)
    return Response(body, headers={"Content-Type": media, "Cache-Control": "max-age=600"})


def matches(request: Request, tag: str) -> bool:
    """Return whether the client has what *tag* names already (RFC 9110, 13.1.2)."""
    told = ",".join(request.headers.getlist("if-none-match"))
    known = {each.strip().removeprefix("W/") for each in told.split(",")}
    return tag in known or "*" in known


def _nothing() -> RefusedError:
    return RefusedError(404, "there is nothing here", "see what there is at /")


def _found(values: Values | None) -> Values:
    if values is None:
        raise _nothing()
    return values


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else 1


def _ascii_path(request: Request) -> str:
    raw = request.scope.get("raw_path") or request.scope["path"].encode("utf-8")
    return "/" + quote(bytes(raw).lstrip(b"/"), safe="/%:@!$&'()*+,;=~-._")


def _ascii(iri: str) -> str:
    path = path_of(iri)
    return BASE + path[1:] if path else iri.encode("ascii", "ignore").decode("ascii")


def _with_format(request: Request, format: Format) -> str:
    return f"{_ascii_path(request)}?format={format.name}"

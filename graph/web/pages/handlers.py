"""The pages: each a handler that takes one snapshot, and a template."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from html import unescape
from importlib.resources import files
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route
from zeren.graph.errors import GraphError
from zeren.graph.show.page import page as whole_page
from zeren.graph.web.dumps import FILES, Dumps
from zeren.graph.web.endpoint.answering import QueryJob
from zeren.graph.web.endpoint.bodies import RefusedError
from zeren.graph.web.endpoint.description import described
from zeren.graph.web.endpoint.formats import GRAPHS, HTML, Format, chosen
from zeren.graph.web.endpoint.limits import ServerLimits
from zeren.graph.web.endpoint.protocol import Endpoint, reply_response
from zeren.graph.web.guard import POLICY
from zeren.graph.web.lists.listing import TAKEN, Column, Value, taken
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
from zeren.graph.web.pages.desk import compare as compare_page
from zeren.graph.web.pages.desk import due as due_page
from zeren.graph.web.pages.resources import construct, exists
from zeren.graph.web.parts.addresses import iri_of, path_of
from zeren.graph.web.parts.language import COOKIE, Language, language_of, words
from zeren.graph.web.parts.rendering import render
from zeren.graph.web.served import ServedStore, Site
from zeren.ontology.terms import BASE

Values = Mapping[str, object]
Handler = Callable[[Request], Awaitable[Response]]
Rows = Sequence[Callable[[], Mapping[str, Value]]] | Sequence[Mapping[str, Value]]
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
            self._at("/", self.home),
            self._at("/tasks", self.tasks),
            self._at("/due", self.due),
            self._at("/compare", self.compare),
            self._at("/due.ics", self.due_calendar),
            *(self._at(path, self.units) for path in ("/unit", "/unit/")),
            *(self._at(path, self.documents) for path in ("/doc", "/doc/")),
            self._at("/topics", self.topics),
            self._at("/query", self.query),
            self._at("/concept", self.concept),
            self._at("/resource", self.foreign),
            self._at("/source/{id}", self.source),
            self._at("/map", self.map),
            self._at("/.well-known/void", self.void),
            *(self._at(f"/{name}", self.dump) for name in FILES),
            Route("/static/{name}", static),
            self._at("/{path:path}", self.resource),
        ]

    def _at(self, path: str, handler: Handler) -> Route:
        """Return a route; its *handler* sees one state of the store from beginning to end."""

        async def handle(request: Request) -> Response:
            return await self._site.of_one_state(lambda: handler(request))

        return Route(path, handle)

    async def home(self, request: Request) -> Response:
        """Show who leads most, in which fields, and when it is due."""
        asked = request.query_params
        year = asked.get("due", "")

        def values(snapshot: ServedStore, language: Language) -> Values:
            return home_page.values(
                snapshot,
                language,
                collectives=asked.get("collectives") == "yes",
                year=_number(year) if year else None,
            )

        return await self._page(request, "home.html", values)

    async def tasks(self, request: Request) -> Response:
        """Show the faceted list, or send it as a file."""
        asked = tasks_page.Asked.read(request.query_params)

        def rows(snapshot: ServedStore, language: Language) -> Rows:
            return tasks_page.rows(snapshot, language, asked)

        sent = await self._taken(request, "tasks", tasks_page.columns(asked), rows)
        if sent is not None:
            return sent

        def values(snapshot: ServedStore, language: Language) -> Values:
            return tasks_page.values(snapshot, language, asked)

        template = "facet.html" if asked.facet else "tasks.html"
        return await self._page(request, template, values)

    async def units(self, request: Request) -> Response:
        """Show the list of units, or send it as a file."""
        view = unit_page.view_of(request.query_params)

        def rows(snapshot: ServedStore, language: Language) -> Rows:
            return unit_page.rows(snapshot, language, view)

        sent = await self._taken(request, "units", view.shown, rows)
        if sent is not None:
            return sent
        return await self._page(
            request, "units.html", lambda now, language: unit_page.listed(now, language, view)
        )

    async def documents(self, request: Request) -> Response:
        """Show the list of documents, or send it as a file."""
        view = document_page.view_of(request.query_params)
        sent = await self._taken(
            request, "documents", view.shown, lambda now, _: document_page.table(now, view)
        )
        if sent is not None:
            return sent
        return await self._page(
            request,
            "documents.html",
            lambda now, language: document_page.listed(now, language, view),
        )

    async def topics(self, request: Request) -> Response:
        """Show the fields of policy, and the themes of each."""
        return await self._page(request, "topics.html", concept_page.tree)

    async def _taken(
        self,
        request: Request,
        name: str,
        columns: Sequence[Column],
        rows: Callable[[ServedStore, Language], Rows],
    ) -> Response | None:
        """Return a list as a file, where the address asks for one."""
        format = request.query_params.get("format", "")
        if not format:
            return None
        if format not in TAKEN:
            raise RefusedError(
                406, f"not acceptable: a list comes as {', '.join(TAKEN)}", "ask for one of these"
            )
        language = language_of(request)
        snapshot = self._site.now

        def made() -> bytes:
            named = words(language)
            return taken(format, named[name], columns, named, rows(snapshot, language))

        try:
            body = await asyncio.to_thread(made)
        except GraphError as error:
            raise RefusedError(413, error.what, error.next_step) from None
        file = f"zeren-{name}.{format}"
        return Response(
            body,
            headers={
                "Content-Type": TAKEN[format],
                "Content-Disposition": f'attachment; filename="{file}"',
                "Cache-Control": "no-cache",
                "Vary": "Accept-Language, Cookie",
            },
        )

    async def due(self, request: Request) -> Response:
        """Show what falls due, and how it stands."""
        choice = due_page.DueChoice(request.query_params, date.today())

        def values(snapshot: ServedStore, language: Language) -> Values:
            return due_page.values(snapshot, language, choice)

        return await self._page(request, "due.html", values)

    async def compare(self, request: Request) -> Response:
        """Show what became of each task from one plan to another."""
        old, new = (request.query_params.get(name, "")[:200] for name in ("a", "b"))

        def values(snapshot: ServedStore, language: Language) -> Values:
            return compare_page.values(snapshot, language, old, new)

        return await self._page(request, "compare.html", values)

    async def due_calendar(self, request: Request) -> Response:
        """Send what falls due as a calendar."""
        choice = due_page.DueChoice(request.query_params, date.today())
        body = await asyncio.to_thread(due_page.as_calendar, self._site.now, choice)
        headers = {"Content-Disposition": 'attachment; filename="due.ics"'}
        return Response(body, headers=headers, media_type="text/calendar; charset=utf-8")

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
        name = request.path_params["id"]
        view = await asyncio.to_thread(snapshot.document, name)
        if view is None and name in snapshot.entries:
            what = "the text of this document is being replaced, or is lost"
            raise RefusedError(503, what, "ask again in a few seconds", {"Retry-After": "5"})
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
        if not await asyncio.to_thread(exists, snapshot, iri):
            raise _nothing()
        offered = (HTML, *GRAPHS)
        wanted = request.query_params.get("format")
        format = chosen(request.headers.get("accept"), wanted, offered)
        if format is None:
            raise RefusedError(
                406, "not acceptable: this is there as HTML and RDF", "ask for text/turtle"
            )
        if format is not HTML:
            return await self._rdf(request, iri, snapshot, format)
        template, values = _page_of(iri, snapshot)
        response = await self._page(request, template, values)
        response.headers["Link"] = ", ".join(
            f'<{_with_format(request, each)}>; rel="alternate"; type="{each.media}"'
            for each in GRAPHS
        )
        return response

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

"""The SPARQL 1.1 Protocol, query operation (W3C Recommendation of 21 March 2013, 2.1)."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from zeren.graph.errors import GraphError
from zeren.graph.query.sparql import asks_graphs
from zeren.graph.web.endpoint.answering import QueryJob, Reply
from zeren.graph.web.endpoint.bodies import RefusedError, whole_body
from zeren.graph.web.endpoint.formats import GRAPHS, TABLES, Format, chosen
from zeren.graph.web.endpoint.limits import RETRY_AFTER, ServerLimits
from zeren.graph.web.endpoint.pool import QueryPool, stays
from zeren.graph.web.guard import LOG
from zeren.graph.web.served import ServedStore, Site, StaleError

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
_UPDATES = frozenset(("update", "using-graph-uri", "using-named-graph-uri"))
_KEPT = 1024 * 1024
_ADDRESS = 4096
_ADDRESSES = 1000
_VARIES = re.compile(r"(?i)\b(?:now|rand|uuid|struuid)\s*\(")

Parameters = Sequence[tuple[str, str]]
_WHOLE = 30.0
"""Seconds that a request waits for the graphs of single documents to be made."""


class _Asked(NamedTuple):
    """What a request asks for: the query, and the formats for either kind of answer."""

    job: QueryJob
    table: Format | None
    graph: Format | None


class Endpoint:
    """Answers queries over HTTP from the pool, or from what it answered before."""

    def __init__(self, site: Site, pool: QueryPool, limits: ServerLimits) -> None:
        self._site = site
        self._pool = pool
        self._kept = _Kept(limits.cached)
        self._limits = limits
        self._making: asyncio.Task[ServedStore] | None = None
        self._addresses: OrderedDict[tuple[str, bytes, str | None, str], _Asked] = OrderedDict()

    async def __call__(self, request: Request) -> Response:
        """Answer a request that holds a query. Raises RefusedError."""
        asked = await self._understood(request)
        reply = await self._site.of_one_state(lambda: self.ask(asked.job, request))
        formats = {"table": asked.table, "graph": asked.graph}
        return reply_response(reply, formats.get(reply.kind))

    async def _understood(self, request: Request) -> _Asked:
        """Return what a request asks for; the same short addresses come again and again."""
        if request.method == "POST" or len(request.scope["query_string"]) > _ADDRESS:
            return await _asked(request, self._limits)
        told = (request.scope["path"], request.scope["query_string"], _accept(request))
        key = (*told, request.headers.get("host", ""))
        found = self._addresses.get(key)
        if found is None:
            found = await _asked(request, self._limits)
            if len(self._addresses) >= _ADDRESSES:
                self._addresses.popitem(last=False)
            self._addresses[key] = found
        return found

    async def ask(self, job: QueryJob, request: Request | None = None) -> Reply:
        """Return the reply to *job* from the state of the store that the request began with.

        Raises StaleError when that one is gone.
        """
        snapshot = self._site.now
        if not snapshot.store.graphs and _asks_graphs(job):
            whole = await self.whole()
            if whole.version != snapshot.version:
                raise StaleError
            snapshot = whole
        key = (snapshot.version, job)
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        gone = request.is_disconnected if request else stays
        reply = await self._pool.run(snapshot.generation, job, gone)
        if reply.fault:
            LOG.error("a query failed: %s", reply.fault)
            raise StaleError(reply)
        if reply.status == 200 and len(reply.body) <= _KEPT and not _VARIES.search(job.text):
            self._kept.put(key, reply)
        return reply

    async def whole(self) -> ServedStore:
        """Return the snapshot with the graphs of single documents, which are made once for a store.

        A large store needs longer for that than anybody waits. Raises RefusedError then.
        """
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(asyncio.to_thread(self._site.whole))
        headers = {"Retry-After": str(RETRY_AFTER)}
        try:
            return await asyncio.wait_for(asyncio.shield(self._making), _WHOLE)
        except TimeoutError as error:
            what = "the graphs of single documents are being made"
            raise RefusedError(503, what, "ask again in a while", headers) from error
        except GraphError as error:
            raise RefusedError(503, error.what, error.next_step, headers) from error


def _asks_graphs(job: QueryJob) -> bool:
    return bool(job.default_graphs or job.named_graphs) or asks_graphs(job.text)


class _Kept:
    """The answers given last, up to so many bytes. A new state of the store has new keys."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._replies: OrderedDict[tuple[str, QueryJob], Reply] = OrderedDict()

    def get(self, key: tuple[str, QueryJob]) -> Reply | None:
        found = self._replies.get(key)
        if found is not None:
            self._replies.move_to_end(key)
        return found

    def put(self, key: tuple[str, QueryJob], reply: Reply) -> None:
        old = self._replies.pop(key, None)
        self._size += _weight(key, reply) - (_weight(key, old) if old else 0)
        self._replies[key] = reply
        while self._size > self._limit and self._replies:
            gone, dropped = self._replies.popitem(last=False)
            self._size -= _weight(gone, dropped)


def _weight(key: tuple[str, QueryJob], reply: Reply) -> int:
    return len(reply.body) + 4 * len(key[1].text) + 500


async def _asked(request: Request, limits: ServerLimits) -> _Asked:
    parameters, text = await _query(request, limits)
    wanted = dict(parameters).get("format")
    accept = _accept(request)
    table = chosen(accept, wanted, TABLES)
    graph = chosen(accept, wanted, GRAPHS)
    if table is None and graph is None:
        raise RefusedError(
            406,
            "not acceptable: answers come as " + ", ".join(_medias((*TABLES, *GRAPHS))),
            "ask for one of these with the header Accept, or with format=csv in the address",
        )
    job = QueryJob(
        text=text,
        table=table.name if table else None,
        graph=graph.name if graph else None,
        base=str(request.url.replace(query="", fragment="")),
        default_graphs=_all(parameters, "default-graph-uri"),
        named_graphs=_all(parameters, "named-graph-uri"),
    )
    return _Asked(job, table, graph)


async def _query(request: Request, limits: ServerLimits) -> tuple[Parameters, str]:
    """Return the parameters of a request and its one query. Raises RefusedError."""
    parameters = _decoded(request.scope["query_string"], "the address")
    direct = None
    if request.method == "POST":
        media, charset = _content_type(request)
        if media == _UPDATE:
            raise _update()
        if media not in {_FORM, _DIRECT}:
            raise RefusedError(
                415,
                f"a query cannot be sent as {media or 'a body without a Content-Type'}",
                f"send it as {_FORM} (query=…) or as {_DIRECT}",
            )
        if charset not in {"", "utf-8", "utf8", "us-ascii"}:
            raise RefusedError(415, f"queries are UTF-8, not {charset}", "send UTF-8")
        body = await whole_body(request, limits)
        if media == _FORM:
            parameters = [*parameters, *_decoded(body, "the body")]
        else:
            direct = _text(body)
    if _UPDATES & {key for key, _ in parameters}:
        raise _update()
    queries = [*_all(parameters, "query"), *([] if direct is None else [direct])]
    if len(queries) != 1:
        what = "several queries were sent" if queries else "no query was sent"
        raise RefusedError(400, what, "send one parameter query=…")
    return parameters, queries[0]


def _update() -> RefusedError:
    return RefusedError(
        403,
        "refused: updates change data, and this server only reads",
        "change the plans or their sidecars and build again",
    )


def _content_type(request: Request) -> tuple[str, str]:
    media, *parameters = request.headers.get("content-type", "").split(";")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            return media.strip().lower(), value.strip().strip('"').lower()
    return media.strip().lower(), ""


def _decoded(data: bytes, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            data.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise RefusedError(
            400, f"{where} is not percent-encoded UTF-8", "encode the text as UTF-8"
        ) from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "the query is not UTF-8", "send UTF-8") from error


def _all(parameters: Parameters, name: str) -> tuple[str, ...]:
    return tuple(value for key, value in parameters if key == name)


def _accept(request: Request) -> str | None:
    values = request.headers.getlist("accept")
    return ",".join(values) if values else None


def _medias(formats: Iterable[Format]) -> list[str]:
    return [format.media for format in formats]


def reply_response(reply: Reply, format: Format | None) -> Response:
    """Return a reply of the pool as a response, in words when it is no answer."""
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    if reply.status == 503:
        headers["Retry-After"] = str(RETRY_AFTER)
    media = format.header if format else "text/plain; charset=utf-8"
    return Response(reply.body, reply.status, headers | {"Content-Type": media})

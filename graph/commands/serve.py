"""``zeren serve``."""

from __future__ import annotations

import logging
import os
from typing import Annotated
from urllib.parse import urlencode

import typer
from zeren.graph.commands.shared.opening import shown_progress
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.talk import say


def serve(
    store: StoreOption = STORE,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.", metavar="N")
    ] = 8765,
    host: Annotated[
        str, typer.Option(help="The address to listen to; others than loopback ask for a token.")
    ] = "127.0.0.1",
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds after which a query is stopped.", metavar="S")
    ] = 30.0,
    jobs: Annotated[
        int, typer.Option(min=1, help="Long queries that may run at once.", metavar="N")
    ] = 4,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="Another name under which browsers may reach it.", metavar="NAME"),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(
            help="What everybody has to know who wants to see the store; made up if not given.",
            envvar="ZEREN_TOKEN",
            metavar="TEXT",
            show_envvar=True,
        ),
    ] = None,
    no_token: Annotated[
        bool, typer.Option("--no-token", help="Show the store to everybody who reaches it.")
    ] = False,
    rate: Annotated[
        float,
        typer.Option(
            min=0, help="Requests a second from one other machine; 0: no limit.", metavar="N"
        ),
    ] = 20.0,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the pages in the browser.")
    ] = False,
) -> None:
    """Open the store as a web site on this machine, with a SPARQL endpoint at /sparql."""
    from zeren.graph.web.app import application
    from zeren.graph.web.endpoint.limits import ServerLimits
    from zeren.graph.web.guard import LOOPBACK
    from zeren.graph.web.served import Site
    from zeren.graph.web.server import bound, run

    token = _token(host, token, no_token)
    with shown_progress():
        site = Site(store)
    for note in site.now.store.notes:
        say(f"zeren: note: {note}")
    with bound(host, port) as listening:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/"
        hosts = {*LOOPBACK, shown, *(allow_host or ())}
        if not _is_loopback(host):
            who = "who has the token" if token else "who reaches it"
            say(f"zeren: warning: {host} can be reached from other machines; everybody {who}")
            say("can read the whole store. Leave --host out to keep it to yourself.")
            if host in {"0.0.0.0", "::", ""}:
                hosts |= _own_names()
        limits = ServerLimits(timeout=timeout, slow=jobs, patience=min(0.2, timeout / 2))
        app = application(site, limits, hosts, token, rate)

        def ready() -> None:
            say(f"zeren: serving {store} at {address} (SPARQL: {address}sparql); Ctrl-C ends it")
            key = f"?{urlencode({'token': token})}" if token else ""
            if token:
                say(f"zeren: token: {token}")
                say(f"zeren: open {address}{key}, or send `Authorization: Bearer {token}`")
            if open_page:
                import webbrowser

                webbrowser.open(address + key)

        _log()
        try:
            run(app, listening, ready)
        except KeyboardInterrupt:
            say("zeren: stopped")


def _token(host: str, token: str | None, no_token: bool) -> str | None:
    """Return the token to ask for, None for a store that is shown without one."""
    import secrets

    from zeren.graph.errors import GraphError
    from zeren.graph.web.access import SHORTEST

    if token is None or no_token:
        return None if no_token or _is_loopback(host) else secrets.token_urlsafe(24)
    if len(token) < SHORTEST or not token.isascii() or not token.isprintable() or " " in token:
        raise GraphError(
            f"a token has {SHORTEST} characters or more, letters and digits of ASCII",
            "leave --token out: one is made up and printed",
            usage=True,
        )
    return token


def _log() -> None:
    """Let the server's own faults be said like everything else."""

    class Say(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kind = "error" if record.levelno >= logging.ERROR else "note"
            say(f"zeren: {kind}: {self.format(record)}")

    log = logging.getLogger("zeren.serve")
    log.handlers = [Say()]
    log.setLevel(logging.INFO)
    log.propagate = False
    quiet = logging.getLogger("uvicorn")
    quiet.setLevel(logging.INFO if os.environ.get("ZEREN_DEBUG") else logging.CRITICAL)


def _is_loopback(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _own_names() -> set[str]:
    """Return the names under which other machines may know this one."""
    import contextlib
    import socket

    name = socket.gethostname()
    found = {name}
    with contextlib.suppress(OSError):
        found |= {str(info[4][0]) for info in socket.getaddrinfo(name, None)}
    return {f"[{each}]" if ":" in each else each for each in found}

"""A real server on a free port, for the tests of ``zeren serve``."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from support import ROOT
from support.stores.stores import COMMAND

EXAMPLES = ROOT / "examples"
PROTOCOL = ROOT.parent / "shared" / "w3c-sparql11-protocol"
KASEI = "http://kasei.us/2009/09/sparql/data/"
PRODUCT = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HEAVY = f"SELECT (COUNT(*) AS ?n) {PRODUCT}"
"""A query without end, whose answer is small: only the time can end it."""


@dataclass
class Server:
    """A server that runs: its address, its store, and what it said."""

    address: str
    store: Path
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))

    def get(self, path: str, accept: str | None = None, **options: object) -> httpx.Response:
        """Ask for *path* as a new visitor; *accept* is a header. Redirects are not followed."""
        self.client.cookies.clear()  # the language that another test chose
        headers = {"Accept": accept} if accept else {}
        headers |= options.pop("headers", {})  # type: ignore[arg-type]
        url = self.address + path.lstrip("/")
        return self.client.get(url, headers=headers, **options)  # type: ignore[arg-type]

    def post(self, path: str, content: bytes, media: str | None = None) -> httpx.Response:
        """Send *content* to *path* with its type."""
        headers = {"Content-Type": media} if media else {}
        return self.client.post(self.address + path.lstrip("/"), content=content, headers=headers)

    @property
    def port(self) -> int:
        """The port of the server."""
        return int(self.address.rstrip("/").rpartition(":")[2])

    def ask(self, query: str, accept: str = "text/csv", **more: str) -> httpx.Response:
        """Ask a query."""
        return self.get("sparql", accept, params={"query": query, **more})

    def rows(self, query: str) -> list[Mapping[str, str]]:
        """Return the rows of a query, each value as text."""
        found = self.ask(query, "application/sparql-results+json")
        assert found.status_code == 200, found.text
        return [
            {name: cell["value"] for name, cell in row.items()}
            for row in found.json()["results"]["bindings"]
        ]


@contextmanager
def serving(store: Path, *options: str) -> Iterator[Server]:
    """Serve *store* on a free port until the end of the block, which it has to leave cleanly."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--store", str(store), "--port", "0", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    server = Server("", store, process)
    ready = threading.Event()

    def listen() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            server.said.append(line.rstrip())
            found = re.search(r"at (http://\S+/) \(", line)
            if found:
                server.address = found.group(1)
                ready.set()
        ready.set()

    listening = threading.Thread(target=listen, daemon=True)
    listening.start()
    try:
        assert ready.wait(60), "the server did not start"
        assert server.address, "\n".join(server.said)
        yield server
    finally:
        server.client.close()
        process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        listening.join(10)
        assert process.stderr is not None
        process.stderr.close()


def with_test_data(store: Path) -> None:
    """Put the three small graphs of the W3C's protocol tests into the cache of *store*."""
    from pyoxigraph import NamedNode, Quad, Store
    from zeren.graph.store.catalogue.layout import existing
    from zeren.graph.store.engine.generations import read_pointer
    from zeren.graph.store.opening import open_store

    open_store(store, graphs=True)
    layout = existing(store)
    pointer = read_pointer(layout)
    assert pointer is not None
    engine = Store(str(layout.cache / pointer.generation))
    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    for number in (1, 2, 3):
        data = NamedNode(f"{KASEI}data{number}.rdf")
        engine.add(Quad(data, kind, NamedNode("http://xmlns.com/foaf/0.1/Document"), data))
    engine.flush()

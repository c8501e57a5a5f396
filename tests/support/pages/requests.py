"""Requests that no client should send, made from a seed.

The tests send a few hundred; ``python tests/support/pages/requests.py ADDRESS SECONDS`` sends
them to a
server that runs for as long as one likes, and fails when one is answered with 500.
"""

from __future__ import annotations

import random
import socket
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit


def _split(text: str, at: str | None = None) -> list[str]:
    return [part for part in text.replace("\n", at or "\n").split(at) if part]


_PATHS = _split("""
/ /tasks /query /concept /resource /source/ /static/ /map /sparql /sparql/ /unit /doc /theme
/ontology /.well-known/void /dump.nq /dump.trig /doc/ /unit/ /rule/ /x
""")
_NAMES = _split("""
query format named edit page lang iri q theme role unit function place year document target
default-graph-uri named-graph-uri update using-graph-uri
""")
_PIECES = _split(
    """
ASK {}|SELECT * { ?s ?p ?o } LIMIT 3|CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2|DESCRIBE <x:y>|zr:
市|牵头|%|%2|%zz|%00|%ff|%E5%B8|..%2f|../|//|\\|'|"|<|>|<script>|{{7*7}}|${x}|&|#|?|;|=|lead
yes|2024|-1|99999999999999999999|1e9|csv|ttl|jsonld|html|theme%23x|doc/|https://w3id.org/zeren/
urn:x|x:|\u202e|\ud83d\ude00|\ufeff|INSERT DATA {}|SERVICE|LOAD <x:y>|BASE <x>|PREFIX a: <b>
""",
    "|",
)
_HEADERS = _split("""
Accept Accept-Language Accept-Encoding Cookie Content-Type If-None-Match Range Origin Referer
Sec-Fetch-Site Content-Length Transfer-Encoding X-Forwarded-Host Connection Expect Upgrade
""")
_VALUES = _split(
    """
*/*|text/html|text/turtle|text/csv;q=0|application/ld+json;q=x|,,,;;|q=1|a/b/c|text/*;q=2|en
zh;q=0,*|zeren-lang=en|zeren-lang=<x>|application/sparql-query|application/sparql-update
application/x-www-form-urlencoded|multipart/form-data|"x"|*|bytes=0-5|bytes=9-1|bytes=x|0|7
chunked|close|100-continue|websocket|cross-site|gzip;q=0|\xe5\x00
""",
    "|",
)
_PATIENCE = 3.0  # a request whose body is shorter than it says is waited for much longer
_METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "x")


def requests(seed: int) -> Iterator[bytes]:
    """Yield requests without end, the same for the same seed."""
    draw = random.Random(seed)
    while True:
        method = draw.choices(["GET", "POST", "HEAD", "OPTIONS", "PUT", "x"], [12, 6, 2, 1, 1, 1])[
            0
        ]
        path = "/sparql" if method == "POST" and draw.random() < 0.8 else draw.choice(_PATHS)
        for _ in range(draw.choice((0, 0, 0, 1, 3))):
            path += draw.choice(("", "/")) + draw.choice(_PIECES)
        pairs = [
            f"{draw.choice(_NAMES)}={''.join(draw.choices(_PIECES, k=draw.randint(0, 3)))}"
            for _ in range(draw.choice((0, 1, 1, 2, 5)))
        ]
        if draw.random() < 0.7:
            pairs = [_quoted(pair) for pair in pairs]
        body = b""
        headers = ["Host: localhost"] if draw.random() < 0.97 else ["Host: <x>"]
        for _ in range(draw.choice((0, 0, 1, 2, 4))):
            headers.append(
                f"{draw.choice(_HEADERS)}: {draw.choice(_VALUES) * draw.choice((1, 1, 1, 400))}"
            )
        if method == "POST":
            body = "&".join(pairs).encode("utf-8", "surrogatepass")
            if draw.random() < 0.3:
                body = draw.randbytes(draw.randint(0, 200))
            headers.append(f"Content-Length: {len(body)}")
            pairs = pairs[: draw.randint(0, 1)]
        target = path + ("?" + "&".join(pairs) if pairs else "")
        if draw.random() < 0.8:
            target = "".join(char if "!" <= char <= "~" else _quoted(char) for char in target)
        head = "\r\n".join([f"{method} {target} HTTP/1.1", *headers, "Connection: close", "", ""])
        yield head.encode("utf-8", "surrogatepass") + body


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="=%", errors="surrogatepass")


def status_of(address: str, request: bytes) -> int:
    """Send a request; return the status, 0 where the server hung up without one."""
    parts = urlsplit(address)
    with socket.create_connection(
        (parts.hostname or "", parts.port or 80), timeout=_PATIENCE
    ) as wire:
        try:
            wire.sendall(request)
            answer = b""
            while len(answer) < 12 and (chunk := wire.recv(4096)):
                answer += chunk
        except (ConnectionError, OSError):
            return 0
    return int(answer[9:12]) if answer[:5] == b"HTTP/" else 0


def main() -> None:
    """Send requests to ADDRESS for so many SECONDS; fail when one is answered with 500."""
    address, seconds = sys.argv[1], float(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else time.time_ns() % 100_000
    end = time.monotonic() + seconds
    counts: dict[int, int] = {}
    for request in requests(seed):
        status = status_of(address, request)
        counts[status] = counts.get(status, 0) + 1
        if status == 500:
            sys.exit(f"500 (seed {seed}):\n{request!r}")
        if time.monotonic() > end:
            break
    sys.stdout.write(f"seed {seed}: {sum(counts.values())} requests, {sorted(counts.items())}\n")


if __name__ == "__main__":
    main()

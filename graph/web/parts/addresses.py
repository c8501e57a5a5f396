"""Between the IRIs of the graph and the paths of this server, which mirror them."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

from zeren.ontology.terms import BASE, segment

_KEPT = "/%:@!$&'()*+,;=~-._#"


def path_of(iri: str) -> str | None:
    """Return the path under which this server describes *iri*, or None for one not of ours.

    >>> path_of("https://w3id.org/zeren/doc/ab/task/3/lead/市财政局")
    '/doc/ab/task/3/lead/%E5%B8%82%E8%B4%A2%E6%94%BF%E5%B1%80'
    >>> path_of("http://example.org/x")
    """
    if not iri.startswith(BASE):
        return None
    return "/" + quote(iri.removeprefix(BASE), safe=_KEPT)


def iri_of(raw_path: bytes) -> str | None:
    """Return the IRI that a path as it came over the wire stands for; None for no UTF-8.

    >>> iri_of(b"/unit/%E5%B8%82%E6%94%BF%E5%BA%9C/a%2Fb")
    'https://w3id.org/zeren/unit/市政府/a%2Fb'
    """
    try:
        parts = [unquote_to_bytes(part).decode("utf-8") for part in raw_path[1:].split(b"/")]
    except UnicodeDecodeError:
        return None
    return BASE + "/".join(segment(part) for part in parts)

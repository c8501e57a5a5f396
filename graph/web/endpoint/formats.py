"""The formats of answers, and which of them a client gets: content negotiation (RFC 9110, 12.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Format(NamedTuple):
    """A format: its short name, its media type, and other types that ask for it too."""

    name: str
    media: str
    aliases: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The value of Content-Type. Text without a charset would be read as ASCII by some."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media


TABLES: tuple[Format, ...] = (
    Format("json", "application/sparql-results+json", ("application/json",)),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Format("csv", "text/csv"),
    Format("tsv", "text/tab-separated-values"),
)
"""Answers to SELECT and ASK, the one that is sent when all are equal first."""

GRAPHS: tuple[Format, ...] = (
    Format("ttl", "text/turtle", ("application/x-turtle", "text/n3")),
    Format("nt", "application/n-triples", ("text/plain",)),
    Format("jsonld", "application/ld+json", ("application/json",)),
    Format("xml", "application/rdf+xml", ("application/xml", "text/xml")),
)
"""Answers to CONSTRUCT and DESCRIBE, and descriptions of things."""

HTML = Format("html", "text/html", ("application/xhtml+xml",))

_NAMES = {"turtle": "ttl", "json-ld": "jsonld", "n-triples": "nt", "ntriples": "nt", "rdf": "xml"}


def chosen(accept: str | None, wanted: str | None, formats: Sequence[Format]) -> Format | None:
    """Return the one of *formats* to send, or None when none is acceptable.

    *wanted* is a name given in the address (``format=csv``), which a browser or R's
    ``read.csv`` can send where it cannot choose a header; unknown names are passed over.
    *accept* is the value of the header, None when there is none. Among formats of equal
    quality the first wins.

    >>> chosen("text/csv;q=0.5, application/sparql-results+xml;q=0.9", None, TABLES).name
    'xml'
    >>> chosen("*/*", "csv", TABLES).name, chosen("image/png", None, TABLES)
    ('csv', None)
    """
    if wanted:
        name = _NAMES.get(wanted.lower(), wanted.lower())
        for format in formats:
            if name in {format.name, format.media}:
                return format
    if accept is None or not accept.strip():
        return formats[0] if formats else None
    ranges = dict(_ranges(accept))
    best: tuple[float, Format] | None = None
    for format in formats:
        quality = max(
            [_quality(format.media, ranges), *(ranges.get(a, 0.0) for a in format.aliases)]
        )
        if quality > 0 and (best is None or quality > best[0]):
            best = quality, format
    return best[1] if best else None


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Yield each media range of an Accept header with its quality; nonsense is left out."""
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media.count("/") == 1:
            yield media, _weight(parameters)


def _weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0 <= quality <= 1 else 0.0
    return 1.0


def _quality(media: str, ranges: Mapping[str, float]) -> float:
    """Return the quality of *media*: that of the most specific range that covers it."""
    for covering in (media, media.partition("/")[0] + "/*", "*/*"):
        if covering in ranges:
            return ranges[covering]
    return 0.0


def languages(accept: str | None) -> list[str]:
    """Return the primary languages of an Accept-Language header, the best first.

    >>> languages("en-GB,en;q=0.9,zh;q=0.95")
    ['en', 'zh']
    """
    found: list[tuple[float, int, str]] = []
    for order, part in enumerate((accept or "").split(",")):
        tag, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = _weight(parameters)
        if tag and weight > 0:
            found.append((-weight, order, tag.partition("-")[0]))
    return list(dict.fromkeys(tag for _, _, tag in sorted(found)))

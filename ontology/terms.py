"""The names that Zeren uses in RDF, in one place.

Terms are plain strings: the IRI without its angle brackets. The meaning of each
term of :data:`ZR` stands in ``zeren.ttl``; the others are the standards it leans on.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote

BASE = "https://w3id.org/zeren/"
ZR = BASE + "ontology#"
FUNCTION = BASE + "function#"
BODY = BASE + "body#"

PREFIXES: dict[str, str] = {
    "zr": ZR,
    "zf": FUNCTION,
    "zb": BODY,
    "zt": BASE + "theme#",
    "zs": BASE + "sector#",
    "zc": BASE + "cofog#",
    "zch": BASE + "change#",
    "zm": BASE + "measure#",
    "doc": BASE + "doc/",
    "unit": BASE + "unit/",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pplan": "http://purl.org/net/p-plan#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes that every query may use without declaring them."""

# Characters that an IRI may not hold (RFC 3987, 2.2: controls, private use, noncharacters),
# white space of any script, which parsers split at, and what would change its meaning here.
_NO_CHARACTERS = "".join(
    chr(plane << 16 | last) for plane in range(1, 15) for last in (0xFFFE, 0xFFFF)
)
_ESCAPED = re.compile(
    r"""[\s\x00-\x1f<>"{}|\\^`%/?#\[\]\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"""
    rf"{_NO_CHARACTERS}\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def term(prefixed: str) -> str:
    """Return the full IRI of a prefixed name such as ``zr:Task``.

    Raises KeyError for a prefix that is not in :data:`PREFIXES`.

    >>> term("dcterms:title")
    'http://purl.org/dc/terms/title'
    """
    prefix, _, name = prefixed.partition(":")
    return PREFIXES[prefix] + name


@lru_cache(maxsize=4096)
def segment(name: str) -> str:
    """Return *name* as one segment of an IRI path, Chinese characters left readable.

    >>> segment("委机关各处(室)"), segment("a/b c")
    ('委机关各处(室)', 'a%2Fb%20c')
    """
    return _ESCAPED.sub(lambda found: quote(found.group(), safe=""), name)


def document_iri(document_id: str) -> str:
    """Return the IRI of a document, which is also that of its named graph."""
    return f"{BASE}doc/{segment(document_id)}"

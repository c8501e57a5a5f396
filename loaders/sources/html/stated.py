"""What a page says of itself outside its text: the ``meta`` tags of government sites, its address.

The tags are those that the inspection of government sites asks for (国办函〔2019〕19号):
SiteName, ColumnName, ArticleTitle, PubDate, ContentSource, Url.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS: Final = {
    "articletitle": "title",
    "pubdate": "published",
    "publishdate": "published",
    "contentsource": "source",
    "sitename": "site",
}
_URLS: Final = frozenset(("url", "og:url", "siteurl", "sitedomain"))
_SAVED = re.compile(r"saved from url=(?:\(\d+\))?(?P<url>https?://[^\s>]+)", re.IGNORECASE)
_START: Final = 4096


def stated_in(root: _Element) -> tuple[tuple[str, str], ...]:
    """Return the fields that the tags of a page state: their kinds and words, in order."""
    found: list[tuple[str, str]] = []
    for tag in root.iter("meta"):
        kind = _KINDS.get((tag.get("name") or tag.get("property") or "").lower())
        words = " ".join((tag.get("content") or "").split())
        if kind and words:
            found.append((kind, words))
    return tuple(dict.fromkeys(found))


def urls_in(root: _Element, text: str) -> tuple[str, ...]:
    """Return the addresses that a page, with the source *text*, says that it is from."""
    found = [match["url"] for match in [_SAVED.search(text[:_START])] if match]
    for tag in root.iter("meta"):
        if (tag.get("name") or tag.get("property") or "").lower() in _URLS:
            found.append((tag.get("content") or "").strip())
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            found.append((link.get("href") or "").strip())
    return tuple(dict.fromkeys(each for each in found if each))

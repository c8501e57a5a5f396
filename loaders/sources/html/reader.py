"""A saved web page to text: its main part, with the lists numbered and the tables kept.

trafilatura (Barbaresi, ACL 2021 demo) says which words of the page are its main text. The text
itself is then written from the page: all that stands in the smallest part of the page that
holds these words, as a browser shows it. So nothing is lost inside the main part, and the cells
of tables stay what they are. Where trafilatura finds too little (a short page, a page drawn
with tables) the whole page is taken, without its menus and forms.

No part of a page is ever fetched.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Final

from zeren.loaders.errors import EmptyFileError, ReadError
from zeren.loaders.sources.html.stated import stated_in, urls_in
from zeren.loaders.sources.html.text import Page, page_of
from zeren.loaders.sources.kinds import is_mhtml
from zeren.loaders.sources.text import Decoded, decode
from zeren.loaders.text.extracted import Extracted

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.IGNORECASE)
_XML = re.compile(rb"""\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9_.-]{2,30})""")
_HEAD: Final = 8192
_ENOUGH: Final = 0.5
"""Share of the words outside links that the main part must hold; else the whole page is taken."""
_ASIDE: Final = 0.02
"""Share of the main words that may stand outside the part that is taken: a date, a byline."""
_TALL: Final = 8
"""Characters of a paragraph that cannot be in the main text by chance."""


def read_html(data: bytes, encoding: str | None = None) -> Extracted:
    """Return the main text of a page, HTML or MHTML, with its tables.

    The encoding is *encoding*, else what the bytes show (a mark, strict UTF-8), else what the
    page says of itself, else what reads best. Raises a ReadError as ``decode`` does, and
    EmptyFileError for a page without words.
    """
    if is_mhtml(data):
        from zeren.loaders.sources.html.mhtml import page_in

        data, stated = page_in(data)
        encoding = encoding or stated
    decoded = _decoded(data, encoding)
    page = page_of(decoded.text)
    if page is None:
        raise _empty()
    writer = page.write(_main(page, decoded.text))
    extracted = writer.extracted("html")
    if not extracted.text.strip():
        raise _empty()
    return Extracted(
        extracted.text,
        "html",
        decoded.encoding,
        decoded.replaced,
        extracted.grids,
        extracted.places,
        extracted.notes,
        stated_in(page.root),
        urls_in(page.root, decoded.text),
    )


def _empty() -> EmptyFileError:
    return EmptyFileError(
        "The page holds no text",
        next_step="Its text may be drawn by a script: open it in a browser, wait for the text, "
        "and save it again.",
    )


def _decoded(data: bytes, encoding: str | None) -> Decoded:
    if encoding:
        return decode(data, encoding)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        stated = _XML.match(data) or _DECLARED.search(data[:_HEAD])
        if stated and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            try:
                return decode(data, stated.group(1).decode("ascii"))
            except ReadError:
                pass  # pages are often wrong about themselves
    return decode(data)


def _main(page: Page, text: str) -> _Element:
    """Return the part of the page that holds its main text."""
    words = _main_words(text)
    blocks = [(element, re.sub(r"\s", "", block), linked) for element, block, linked in page.blocks]
    main = [
        (element, len(block))
        for element, block, linked in blocks
        if not linked and len(block) >= _TALL and block in words
    ]
    if not main:
        return page.body
    weights: dict[Any, int] = {}
    for element, size in main:
        for each in (element, *element.iterancestors()):
            weights[each] = weights.get(each, 0) + size
    total = weights.get(page.body, 0)
    part = page.body
    while True:
        inner = [child for child in part if weights.get(child, 0) >= total * (1 - _ASIDE)]
        if not inner or page.is_table(part):
            break
        part = inner[0]
    inside = {id(each) for each in part.iter()}
    held = sum(
        len(block) for element, block, linked in blocks if id(element) in inside and not linked
    )
    whole = sum(len(block) for _, block, linked in blocks if not linked)
    return part if held >= _ENOUGH * whole else page.body


def _main_words(text: str) -> str:
    """Return the main text as trafilatura sees it, without blanks."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports pages it gives up on
    found = trafilatura.extract(
        text,
        fast=True,
        include_tables=True,
        include_comments=False,
        favor_recall=True,
        deduplicate=False,
        with_metadata=False,
    )
    return re.sub(r"[\s|]", "", found or "")

"""HTML in which nothing is markup by accident: what is not made by :func:`element` is text."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files

from zeren.graph.output.spans import harmless

_VOID = frozenset(("meta", "link", "br"))


class Html(str):
    """Words that are HTML already."""

    __slots__ = ()


def element(name: str, /, *inside: str, **attributes: str) -> Html:
    """Return an element. Plain strings in it, and values of attributes, are escaped.

    In the names of attributes ``_`` stands for ``-``, and one at the end is dropped.

    >>> element("a", "1 < 2", href="#x", title='"')
    '<a href="#x" title="&quot;">1 &lt; 2</a>'
    """
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(value)}"'
        for key, value in attributes.items()
    )
    if name in _VOID:
        return Html(f"<{name}{named}>")
    return Html(f"<{name}{named}>{join(*inside)}</{name}>")


def join(*parts: str) -> Html:
    """Return *parts* one behind the other, plain strings escaped."""
    return Html("".join(part if isinstance(part, Html) else _escaped(part) for part in parts))


def head(title: str) -> Html:
    """Return the head of a page that carries its style and loads nothing."""
    style = files("zeren.graph.output").joinpath("page_style.txt").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="color-scheme", content="light dark"),
        element("link", rel="icon", href="data:,"),
        element("title", title),
        element("style", Html(style)),
    )


def table(columns: list[str], rows: list[list[str]], caption: str) -> Html:
    """Return a table. Columns that are empty in all rows are left out.

    Each cell repeats the name of its column, which a narrow screen shows instead of the head.
    """
    used = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    heads = (element("th", columns[index], scope="col") for index in used)
    body = (
        element("tr", *(element("td", row[index], data_label=columns[index]) for index in used))
        for row in rows
    )
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *heads)),
        element("tbody", *body),
    )


def _escaped(text: str) -> str:
    return escape(harmless(text), quote=True)

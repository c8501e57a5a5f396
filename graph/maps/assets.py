"""The fixed parts of the page, its hashes, and the policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

VIS = "vis-network-10.1.5.min.js"
"""The drawing library, in the vendor folder."""

SCRIPTS = (
    "words",
    "dom",
    "data",
    "state",
    "filter",
    "look",
    "arrange",
    "clauses",
    "scene",
    "worlds",
    "picture",
    "labels",
    "questions",
    "facets",
    "details",
    "table",
    "search",
    "export",
    "keyboard",
    "main",
)
"""The scripts of the page in the order in which they are put together."""

_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S*\s*$")  # a debugger would ask for it


@cache
def script() -> str:
    """Return the one script of the page: the library, then ours in a scope of its own."""
    library = _SOURCE_MAP.sub("", _read("vendor", VIS))
    ours = "".join(_read("page", f"{name}.js") for name in SCRIPTS)
    return f'{library}\n(() => {{\n"use strict";\n{ours}}})();\n'


@cache
def style() -> str:
    """Return the one style sheet of the page."""
    return _read("page", "map.css")


def policy() -> str:
    """Return the content security policy under which the page works, for a meta or a header.

    It allows the page's own script and style by their hashes, pictures that the page itself
    makes, and nothing from anywhere else.
    """
    return (
        f"default-src 'none'; script-src '{_hash(script())}'; style-src '{_hash(style())}';"
        " img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def template() -> str:
    """Return the template of the page."""
    return _read("page", "map.html")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode()}"


def _read(folder: str, name: str) -> str:
    """Return a file with the line ends that a browser hashes."""
    path = files("zeren.graph.maps").joinpath(folder, name)
    return path.read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")

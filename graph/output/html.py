"""HTML from templates (Jinja): every value in them is escaped, and has no control characters."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from zeren.graph.output.spans import harmless


class _WordsFirst(Environment):
    """Templates in which ``w.clear`` is the word under that key, not the method of a dict."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the item of a mapping where it has one of that name, else the attribute."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(package: str, **names: object) -> Environment:
    """Return what makes pages of the templates in *package*; *names* are known in all of them.

    ``page_head.html`` of this package is there too: the head of a page that carries its style and
    loads nothing.
    """
    made = _WordsFirst(
        loader=FunctionLoader(lambda name: _source(package, name) or _source(__package__, name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_without_controls,
    )
    made.globals.update(names, page_style=page_style)
    return made


def page_style() -> tuple[Markup, str]:
    """Return the style of a page of its own, and the policy that allows that and nothing else."""
    style = files(__package__).joinpath("page_style.txt").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'"
    return Markup(style), policy


def _source(package: str, name: str) -> str | None:
    file = files(package).joinpath(name)
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _without_controls(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return harmless(value)
    return value

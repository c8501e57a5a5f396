"""Templates: every value in them is escaped, and links stay on this server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from zeren.graph.model.facts import TargetFact
from zeren.graph.output.html import Html
from zeren.graph.output.spans import harmless
from zeren.graph.store.documents.views import SIGNS
from zeren.graph.web.parts.addresses import path_of
from zeren.graph.web.parts.language import Language, words
from zeren.ontology.terms import BASE, PREFIXES


def render(name: str, language: Language, **values: object) -> str:
    """Return the page that the template of that name makes of *values*."""
    return _templates().get_template(name).render(w=words(language), language=language, **values)


def trusted(html: Html) -> Markup:
    """Return what :mod:`zeren.graph.output.html` has made, which is escaped, for a template."""
    return Markup(html)


class _WordsFirst(Environment):
    """Templates in which ``w.clear`` is the word under that key, not the method of a dict."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the item of a mapping where it has one of that name, else the attribute."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def _templates() -> Environment:
    environment = _WordsFirst(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_without_controls,
    )
    helpers: dict[str, Callable[..., Any]] = {
        "link": link,
        "concept_link": concept_link,
        "short": short,
        "version": _version,
        "sign": sign,
        "figure": figure,
    }
    environment.globals.update(helpers)
    return environment


def _source(name: str) -> str | None:
    file = files("zeren.graph.web.templates").joinpath(name)
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _without_controls(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return harmless(value)
    return value


def link(iri: str) -> str:
    """Return the address on this server that describes *iri*."""
    return path_of(iri) or f"/resource?iri={quote(iri, safe='')}"


def concept_link(iri: str) -> str:
    """Return the address of the page of a theme or function: a fragment cannot be asked for."""
    return f"/concept?iri={quote(iri.removeprefix(BASE), safe='/')}"


def short(iri: str) -> str:
    """Return *iri* with a prefix where there is one.

    >>> short("https://w3id.org/zeren/ontology#Task"), short("http://example.org/x")
    ('zr:Task', 'http://example.org/x')
    """
    found = [(len(base), name) for name, base in PREFIXES.items() if iri.startswith(base)]
    if not found:
        return iri
    length, name = max(found)
    return f"{name}:{iri[length:]}"


def sign(comparator: str) -> str:
    """Return a comparator as a sign.

    >>> sign("at-least"), sign("change-at-most")
    ('≥', 'Δ≤')
    """
    return SIGNS.get(comparator, comparator)


def figure(target: TargetFact) -> str:
    """Return the value of a target with its measure, or both ends of a range."""
    upper = "" if target.upper_value is None else f"–{target.upper_value:f}"
    return f"{target.value:f}{upper}{target.measure}"


@cache
def _version() -> str:
    from zeren.graph.output.version import tool_version

    return tool_version()

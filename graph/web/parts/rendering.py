"""Templates: every value in them is escaped, and links stay on this server."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from jinja2 import Environment
from zeren.graph.model.facts import TargetFact
from zeren.graph.output.html import environment
from zeren.graph.store.documents.views import SIGNS
from zeren.graph.web.parts.addresses import path_of
from zeren.graph.web.parts.language import Language, words
from zeren.graph.web.parts.rule_words import level_word, rule_meaning, rule_word
from zeren.ontology.terms import BASE, PREFIXES


def render(name: str, language: Language, **values: object) -> str:
    """Return the page that the template of that name makes of *values*."""
    return _templates().get_template(name).render(w=words(language), language=language, **values)


@cache
def _templates() -> Environment:
    return environment(
        "zeren.graph.web.templates",
        link=link,
        concept_link=concept_link,
        short=short,
        version=_version,
        sign=sign,
        figure=figure,
        rule_word=rule_word,
        rule_meaning=rule_meaning,
        level_word=level_word,
    )


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

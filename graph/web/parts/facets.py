"""The faceted list of tasks: a state that is a URL, and the SPARQL that it amounts to.

The list that is shown is the answer to that query. Only the counts beside the facets are
made here, from the facts, and each says how many tasks its link will lead to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import cast
from urllib.parse import urlencode

from zeren.graph.model.facts import AssignmentFact, Facts, TaskFact
from zeren.loaders.records import ROLES
from zeren.ontology.terms import BASE, PREFIXES

FACETS = ("sector", "theme", "role", "unit", "function", "place", "year", "document", "target")
"""The facets that have values to choose from, in the order of the page."""
_IRIS = frozenset(("sector", "theme", "unit", "function", "document"))
_TEXT_MAX = 200
_IRI_MAX = 2000
_FORBIDDEN = frozenset('<>"{}|^`\\ ')


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """What was chosen; empty means everything. IRIs are whole.

    ``role``, ``unit`` and ``function`` together ask for one assignment that has all of
    them. A theme or a function covers those below it.
    """

    sector: str = ""
    theme: str = ""
    role: str = ""
    unit: str = ""
    function: str = ""
    place: str = ""
    year: str = ""
    document: str = ""
    target: str = ""
    q: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the full text search: all of them have to be there."""
        return tuple(dict.fromkeys(self.q.lower().split()))

    def without(self, name: str) -> FacetChoice:
        """Return the choice with one facet given up."""
        return replace(self, **{name: ""})

    def having(self, name: str, value: str) -> FacetChoice:
        """Return the choice with one facet set."""
        return replace(self, **{name: value})

    def query_string(self) -> str:
        """Return the state as the query part of a URL, the same for the same choice."""
        pairs = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return urlencode([(k, _short(v) if k in _IRIS else v) for k, v in pairs if v])

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> FacetChoice:
        """Return the choice that the parameters of a URL stand for; nonsense chooses nothing."""
        found: dict[str, str] = {}
        for field in fields(cls):
            value = parameters.get(field.name, "").strip()
            if field.name in _IRIS and value:
                value = _long(value) if _is_iri(_long(value)) else ""
            found[field.name] = value[:_TEXT_MAX] if field.name == "q" else value
        if found["role"] not in ROLES:
            found["role"] = ""
        if found["target"] not in {"yes", "no"}:
            found["target"] = ""
        if not (found["year"].isascii() and found["year"].isdecimal() and len(found["year"]) <= 4):
            found["year"] = ""
        return cls(**found)


def sparql_of(choice: FacetChoice) -> str:
    """Return the query whose answer is the list of tasks, in the order of their documents."""
    lines = [
        "?task a zr:Task ;",
        "      dcterms:isPartOf ?document ;",
        "      zr:position ?position .",
    ]
    if choice.document:
        lines.append(f"VALUES ?document {{ {_node(choice.document)} }}")
    if choice.sector:
        lines.append(f"?task zr:sector {_node(choice.sector)} .")
    if choice.theme:
        lines.append(f"?task zr:theme/skos:broader* {_node(choice.theme)} .")
    if choice.role or choice.unit or choice.function:
        lines.append("?task zr:assignment ?assignment .")
        if choice.role:
            lines.append(f"?assignment zr:role zr:{choice.role} .")
        if choice.unit:
            lines.append(f"?assignment zr:unit {_node(choice.unit)} .")
        if choice.function:
            path = "zr:unit/org:classification/skos:broader*"
            lines.append(f"?assignment {path} {_node(choice.function)} .")
    if choice.place:
        lines.append(f"?document zr:jurisdiction {_literal(choice.place)} .")
    if choice.year:
        lines += [
            "OPTIONAL { ?document zr:periodStart ?from }",
            "OPTIONAL { ?document dcterms:issued ?issued }",
            f"FILTER(COALESCE(xsd:integer(STR(?from)), YEAR(?issued)) = {int(choice.year)})",
        ]
    if choice.target:
        no = "" if choice.target == "yes" else "NOT "
        lines.append(f"FILTER {no}EXISTS {{ ?task zr:target ?target }}")
    if choice.words:
        lines += [
            "?task zr:quote ?quote .",
            "OPTIONAL { ?task dcterms:title ?title }",
            "OPTIONAL { ?task zr:text ?text }",
            'BIND(LCASE(CONCAT(COALESCE(?title, ""), " ", COALESCE(?text, ""), " ", ?quote))'
            " AS ?words)",
        ]
        lines += [f"FILTER(CONTAINS(?words, {_literal(word)}))" for word in choice.words]
    body = "\n".join(f"  {line}" for line in lines)
    used = [name for name in PREFIXES if f"{name}:" in body]
    head = "\n".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in used)
    select = "SELECT DISTINCT ?task ?document ?position"
    return f"{head}\n{select}\nWHERE {{\n{body}\n}}\nORDER BY ?document ?position\n"


class Counts:
    """For each facet, its values and how many tasks choosing it would leave."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def of(self, choice: FacetChoice, tasks: Iterable[str]) -> dict[str, Counter[str]]:
        """Return the counts for *tasks*, which are those that *choice* leaves."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for iri in tasks:
            task = self._facts.tasks.get(iri)
            if task is None:
                continue
            for name, values in self._values(choice, task):
                counts[name].update(values)
        return counts

    def _values(self, choice: FacetChoice, task: TaskFact) -> Iterator[tuple[str, Collection[str]]]:
        """Yield, for each facet, the values that *task* has; each once."""
        facts = self._facts
        parts = [
            part for part in facts.assignments_of.get(task.iri, ()) if self._fits(choice, part)
        ]
        yield "sector", task.sectors
        yield (
            "theme",
            {
                each
                for theme in task.themes
                for each in self._with_above(theme)
                if not each.startswith(PREFIXES["zs"])
            },
        )
        yield "role", {part.role for part in parts}
        yield "unit", {part.unit for part in parts}
        yield "function", {each for part in parts for each in self._functions(part)}
        document = facts.documents[task.document]
        yield "document", [document.iri]
        yield "place", [document.jurisdiction] if document.jurisdiction else []
        yield "year", [str(document.year)] if document.year is not None else []
        yield "target", ["yes" if facts.targets_of.get(task.iri) else "no"]

    def _fits(self, choice: FacetChoice, part: AssignmentFact) -> bool:
        return (
            choice.role in {"", part.role}
            and choice.unit in {"", part.unit}
            and (not choice.function or choice.function in self._functions(part))
        )

    def _functions(self, part: AssignmentFact) -> tuple[str, ...]:
        unit = self._facts.units.get(part.unit)
        return self._with_above(unit.function) if unit and unit.function else ()

    def _with_above(self, concept: str) -> tuple[str, ...]:
        fact = self._facts.concepts.get(concept)
        return (concept, *fact.above) if fact else (concept,)


def chosen_facets(choice: FacetChoice) -> list[tuple[str, str]]:
    """Return the facets that are set, with their values."""
    return [(name, cast("str", getattr(choice, name))) for name in FACETS if getattr(choice, name)]


def _short(iri: str) -> str:
    return iri.removeprefix(BASE)


def _long(value: str) -> str:
    return value if "://" in value or value.startswith("urn:") else BASE + value


def _is_iri(value: str) -> bool:
    """Return whether *value* can stand between ``<`` and ``>`` in a query."""
    from pyoxigraph import NamedNode

    if len(value) > _IRI_MAX or any(char in _FORBIDDEN for char in value):
        return False
    try:
        NamedNode(value)
    except ValueError:
        return False
    return True


def _node(iri: str) -> str:
    return f"<{iri}>"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"'

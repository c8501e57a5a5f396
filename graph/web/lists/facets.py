"""The choice of tasks: a state that is a URL, and the SPARQL that it amounts to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from zeren.loaders.records import ROLES
from zeren.ontology.terms import BASE, PREFIXES

FACETS: Final = (
    "sector",
    "theme",
    "role",
    "unit",
    "function",
    "place",
    "year",
    "document",
    "target",
    "due",
    "basis",
)
"""The facets that have values to choose from, in the order of the page."""
OF_ASSIGNMENTS: Final = ("role", "unit", "function", "basis")
"""The facets that ask for one assignment which fits them all."""
_IRIS = frozenset(("sector", "theme", "unit", "function", "document"))
_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "role": frozenset(ROLES),
    "target": frozenset(("yes", "no")),
    "basis": frozenset(("explicit", "inherited")),
}
_SHAPES: Final = {"year": re.compile(r"[0-9]{1,4}"), "due": re.compile(r"[0-9]{4}-[0-9]{2}")}
_TEXT_MAX = 200
_IRI_MAX = 2000
_VALUES_MAX = 50
_FORBIDDEN = frozenset('<>"{}|^`\\ ')


class Parameters(Protocol):
    """The query part of a URL, in which a name may stand several times."""

    def getlist(self, key: Any, /) -> list[str]:
        """Return the values of *key*."""
        ...


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """What was chosen; empty means everything. IRIs are whole, values sorted.

    Of several values of a facet one has to fit, and all facets have to. ``role``, ``unit``,
    ``function`` and ``basis`` together ask for one assignment that has all of them. A theme or a
    function covers those below it. ``due`` are months ("2031-06") of a deadline.
    """

    sector: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    function: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    q: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the full text search: all of them have to be there."""
        return tuple(dict.fromkeys(self.q.lower().split()))

    def of(self, name: str) -> tuple[str, ...]:
        """Return the values of the facet *name*."""
        values: tuple[str, ...] = getattr(self, name)
        return values

    def without(self, name: str, value: str | None = None) -> FacetChoice:
        """Return the choice with one value of a facet given up, or all of them."""
        left = () if value is None else tuple(each for each in self.of(name) if each != value)
        return self._with(name, left)

    def having(self, name: str, value: str) -> FacetChoice:
        """Return the choice with one value of a facet more."""
        return self._with(name, tuple(sorted({*self.of(name), value})))

    def _with(self, name: str, values: tuple[str, ...]) -> FacetChoice:
        changed: Any = {name: values}
        return replace(self, **changed)

    def unsearched(self) -> FacetChoice:
        """Return the choice without its words."""
        return replace(self, q="")

    def pairs(self) -> list[tuple[str, str]]:
        """Return the state as names and values of a URL."""
        found = [
            (name, _short(value) if name in _IRIS else value)
            for name in FACETS
            for value in self.of(name)
        ]
        return [*found, ("q", self.q)] if self.q else found

    def query_string(self) -> str:
        """Return the state as the query part of a URL, the same for the same choice."""
        return urlencode(self.pairs())

    @property
    def address(self) -> str:
        """The address of the list of the tasks that are chosen."""
        return f"/tasks?{self.query_string()}"

    @classmethod
    def read(cls, parameters: Parameters) -> FacetChoice:
        """Return the choice that the parameters of a URL stand for; nonsense chooses nothing."""
        found: dict[str, Any] = {}
        for name in FACETS:
            values = (value.strip() for value in parameters.getlist(name)[:_VALUES_MAX])
            found[name] = tuple(sorted(set(_readable(name, values))))
        words = parameters.getlist("q")
        found["q"] = words[0].strip()[:_TEXT_MAX].strip() if words else ""
        return cls(**found)


def choosing(**values: str) -> FacetChoice:
    """Return the choice of one value for each facet that is named.

    >>> choosing(role="lead", year="2031").query_string()
    'role=lead&year=2031'
    """
    chosen: Any = {name: (value,) for name, value in values.items()}
    return FacetChoice(**chosen)


def sparql_of(choice: FacetChoice) -> str:
    """Return the query whose answer is the list of tasks, in the order of their documents."""
    lines = [
        "?task a zr:Task ;",
        "      dcterms:isPartOf ?document ;",
        "      zr:position ?position .",
    ]
    if choice.document:
        lines.append(_values("document", map(_node, choice.document)))
    if choice.sector:
        lines += [_values("sector", map(_node, choice.sector)), "?task zr:sector ?sector ."]
    if choice.theme:
        lines.append(_values("theme", map(_node, choice.theme)))
        lines.append("?task zr:theme/skos:broader* ?theme .")
    if any(choice.of(name) for name in OF_ASSIGNMENTS):
        lines.append("?task zr:assignment ?assignment .")
        lines += _of_one_assignment(choice)
    if choice.place:
        lines.append(_values("place", map(_literal, choice.place)))
        lines.append("?document zr:jurisdiction ?place .")
    if choice.year:
        years = ", ".join(str(int(year)) for year in choice.year)
        lines += [
            "OPTIONAL { ?document zr:periodStart ?from }",
            "OPTIONAL { ?document dcterms:issued ?issued }",
            f"FILTER(COALESCE(xsd:integer(STR(?from)), YEAR(?issued)) IN ({years}))",
        ]
    if len(choice.target) == 1:
        no = "" if choice.target == ("yes",) else "NOT "
        lines.append(f"FILTER {no}EXISTS {{ ?task zr:target ?target }}")
    if choice.due:
        months = ", ".join(map(_literal, choice.due))
        lines.append("?task zr:deadline|(zr:target/zr:deadline) ?due .")
        lines.append(f"FILTER(SUBSTR(STR(?due), 1, 7) IN ({months}))")
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


def _of_one_assignment(choice: FacetChoice) -> Iterable[str]:
    if choice.role:
        yield _values("role", (f"zr:{role}" for role in choice.role))
        yield "?assignment zr:role ?role ."
    if choice.basis:
        yield _values("basis", (f"zr:{basis}" for basis in choice.basis))
        yield "?assignment zr:basis ?basis ."
    if choice.unit:
        yield _values("unit", map(_node, choice.unit))
        yield "?assignment zr:unit ?unit ."
    if choice.function:
        yield _values("function", map(_node, choice.function))
        yield "?assignment zr:unit/org:classification/skos:broader* ?function ."


def _readable(name: str, values: Iterable[str]) -> Iterable[str]:
    """Yield what of *values* the facet *name* can have."""
    for value in values:
        if not value:
            continue
        if name in _IRIS:
            if _is_iri(_long(value)):
                yield _long(value)
        elif name in _WORDS:
            if value in _WORDS[name]:
                yield value
        elif name not in _SHAPES or _SHAPES[name].fullmatch(value):
            yield value[:_TEXT_MAX].strip()


def _values(name: str, terms: Iterable[str]) -> str:
    return f"VALUES ?{name} {{ {' '.join(terms)} }}"


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

"""N-Quads in the one form that Zeren writes: by its parts, each of them sound.

N-Quads (https://www.w3.org/TR/n-quads/) leaves little room: white space, escapes that need not
be, labels of blank nodes. A shard uses none of it. A line is a subject, the *rest* (predicate
and value), and the graph, joined by a space; so lines can be made and sorted by their parts.

One bad line in a store would stop every later build. A store takes whatever is written here:
pyoxigraph itself tests each IRI as it comes in, and a text is escaped character by character,
which the tests try with every character there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import itemgetter

from pyoxigraph import NamedNode
from zeren.ontology.terms import term

_ESCAPE = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_TO_ESCAPE = re.compile(r'["\\\n\r\t\x08\f]').search


class Statements:
    """The statements of one named graph, each once. Raises ValueError for what is no IRI."""

    def __init__(self, graph: str) -> None:
        self._graph = graph
        self._iris: set[str] = set()
        self._about: dict[str, About] = {}
        NamedNode(graph)

    def about(self, subject: str) -> About:
        """Return what takes the statements about the IRI *subject*."""
        begin = f"<{subject}> "
        found = self._about.get(begin)
        if found is None:
            NamedNode(subject)
            self._iris.add(subject)
            found = self._about[begin] = About(self._iris)
        return found

    def written(self) -> bytes:
        """Return the statements as N-Quads: one a line, the lines sorted as bytes, UTF-8.

        Raises UnicodeEncodeError for half of a surrogate pair, which is no character.
        """
        end = f" <{self._graph}> .\n"
        # Sorting subject by subject is sorting lines: "<a> " is never the beginning of another
        # "<b> ". The order of characters is that of their UTF-8 bytes.
        pieces: list[str] = []
        for begin, about in sorted(self._about.items(), key=itemgetter(0)):
            if about.rests:
                pieces += begin, (end + begin).join(sorted(about.rests)), end
        return "".join(pieces).encode("utf-8")

    def values(self, predicates: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return what is stated with *predicates* (IRIs), by subject and predicate.

        Values are IRIs and lexical forms alike, in the order in which they were stated.
        """
        wanted = {f"<{iri}>": iri for iri in predicates}
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for begin, about in self._about.items():
            node: dict[str, tuple[str, ...]] = {}
            for rest, value in about.rests.items():
                predicate = wanted.get(rest.partition(" ")[0])
                if predicate is not None:
                    node[predicate] = (*node[predicate], value) if predicate in node else (value,)
            if node:
                found[begin[1:-2]] = node
        return found


class About:
    """The statements about one subject.

    Predicates and datatypes are prefixed names of :data:`~zeren.ontology.terms.PREFIXES`.
    ``rests`` are the lines between the subject and the graph, with the value as it was given.
    """

    __slots__ = ("_iris", "rests")

    def __init__(self, iris: set[str]) -> None:
        self._iris = iris
        self.rests: dict[str, str] = {}

    def node(self, predicate: str, iri: str) -> None:
        """State an IRI."""
        if iri not in self._iris:
            NamedNode(iri)
            self._iris.add(iri)
        self.rests[f"{_BRACKETED[predicate]} <{iri}>"] = iri

    def term(self, predicate: str, prefixed: str) -> None:
        """State a term of a vocabulary, given as a prefixed name."""
        value = _BRACKETED[prefixed]
        self.rests[f"{_BRACKETED[predicate]} {value}"] = value[1:-1]

    def text(self, predicate: str, value: str | None) -> None:
        """State a text, unless it is None or empty."""
        if value:
            text = value.translate(_ESCAPE) if _TO_ESCAPE(value) else value
            self.rests[f'{_BRACKETED[predicate]} "{text}"'] = value

    def words(self, predicate: str, value: str) -> None:
        """State a text, which may be empty."""
        # Most texts have nothing to escape, and looking is much cheaper than copying.
        text = value.translate(_ESCAPE) if _TO_ESCAPE(value) else value
        self.rests[f'{_BRACKETED[predicate]} "{text}"'] = value

    def number(self, predicate: str, value: int) -> None:
        """State an integer."""
        figures = str(value)
        self.rests[f'{_BRACKETED[predicate]} "{figures}"{_INTEGER}'] = figures

    def typed(self, predicate: str, value: str, datatype: str) -> None:
        """State a literal of *datatype*, given in its lexical form."""
        text = value.translate(_ESCAPE)
        rest = f'{_BRACKETED[predicate]} "{text}"^^{_BRACKETED[datatype]}'
        self.rests[rest] = value


class _Bracketed(dict[str, str]):
    """The terms as N-Quads has them (<http://…>), by prefixed name."""

    def __missing__(self, prefixed: str) -> str:
        found = self[prefixed] = str(NamedNode(term(prefixed)))
        return found


_BRACKETED = _Bracketed()
_INTEGER = f"^^{_BRACKETED['xsd:integer']}"

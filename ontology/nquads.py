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
from collections import defaultdict
from itertools import chain

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
        found = self._about.get(subject)
        if found is None:
            NamedNode(subject)
            self._iris.add(subject)
            found = self._about[subject] = About(self._iris)
        return found

    def written(self) -> bytes:
        """Return the statements as N-Quads: one a line, the lines sorted as bytes, UTF-8.

        Raises UnicodeEncodeError for half of a surrogate pair, which is no character.
        """
        end = f" <{self._graph}> .\n"
        # Sorting subject by subject is sorting lines: "<a> " is never the beginning of another
        # "<b> ". The order of characters is that of their UTF-8 bytes.
        pieces: list[str] = []
        for begin, subject in sorted((f"<{subject}> ", subject) for subject in self._about):
            rests = [*chain.from_iterable(map(dict.values, self._about[subject].stated.values()))]
            if rests:
                rests.sort()
                pieces += begin, (end + begin).join(rests), end
        return "".join(pieces).encode("utf-8")

    def values(self) -> dict[str, dict[str, dict[str, str]]]:
        """Return what is stated, by subject (IRI) and predicate (prefixed name).

        The keys of the inner dicts are the values, IRIs and lexical forms alike, in the order in
        which they were stated.
        """
        return {iri: about.stated for iri, about in self._about.items() if about.stated}


class About:
    """The statements about one subject.

    Predicates and datatypes are prefixed names of :data:`~zeren.ontology.terms.PREFIXES`.
    ``stated`` has the values of each predicate as they were given, with the line between subject
    and graph: all values of a predicate are of one kind, so that each stands there once.
    """

    __slots__ = ("_iris", "stated")

    def __init__(self, iris: set[str]) -> None:
        self._iris = iris
        self.stated: dict[str, dict[str, str]] = defaultdict(dict)

    def node(self, predicate: str, iri: str) -> None:
        """State an IRI."""
        if iri not in self._iris:
            NamedNode(iri)
            self._iris.add(iri)
        self.stated[predicate][iri] = f"{_WRITTEN[predicate]} <{iri}>"

    def term(self, predicate: str, prefixed: str) -> None:
        """State a term of a vocabulary, given as a prefixed name."""
        written = _WRITTEN[prefixed]
        self.stated[predicate][written[1:-1]] = f"{_WRITTEN[predicate]} {written}"

    def text(self, predicate: str, value: str | None) -> None:
        """State a text, unless it is None or empty."""
        if value:
            self.words(predicate, value)

    def words(self, predicate: str, value: str) -> None:
        """State a text, which may be empty."""
        # Most texts have nothing to escape, and looking is much cheaper than copying.
        text = value.translate(_ESCAPE) if _TO_ESCAPE(value) else value
        self.stated[predicate][value] = f'{_WRITTEN[predicate]} "{text}"'

    def number(self, predicate: str, value: int) -> None:
        """State an integer."""
        figures = str(value)
        self.stated[predicate][figures] = f'{_WRITTEN[predicate]} "{figures}"{_INTEGER}'

    def typed(self, predicate: str, value: str, datatype: str) -> None:
        """State a literal of *datatype*, given in its lexical form."""
        text = value.translate(_ESCAPE)
        self.stated[predicate][value] = f'{_WRITTEN[predicate]} "{text}"^^{_WRITTEN[datatype]}'


class _Written(dict[str, str]):
    """The terms as N-Quads has them (<http://…>), by prefixed name."""

    def __missing__(self, prefixed: str) -> str:
        found = self[prefixed] = str(NamedNode(term(prefixed)))
        return found


_WRITTEN = _Written()
_INTEGER = f"^^{_WRITTEN['xsd:integer']}"

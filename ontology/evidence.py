"""What the source itself says where a document's statements say that they stand on it.

The shapes of ``shapes.ttl`` compare the two. Evidence is made from the source text, the
edits of cleaning, and the offsets in the shard; no value of the shard enters it, so that
a wrong value cannot vouch for itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from zeren.loaders.cleaning.script import to_simplified
from zeren.loaders.extraction.quantities import find_quantities
from zeren.loaders.records import Edit, Span
from zeren.ontology.terms import BASE, term

SHAPES = BASE + "shapes#"

Node = dict[str, list[str]]
"""The values of one subject by predicate, IRIs and lexical forms alike."""


class Evidence(NamedTuple):
    """One statement about a node: its IRI, the local name of the term in ``zsh:``, the value."""

    subject: str
    name: str
    value: str


class Source:
    """The text of a document as decoded, and what cleaning changed in it."""

    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        self.text = text
        ordered = sorted(edits, key=lambda edit: (edit.span.start, -edit.span.end))
        self.lost: tuple[Span, ...] = tuple(e.span for e in ordered if e.lost_digits)
        # A change of script covers whole lines; numbers are converted by themselves below.
        self._repairs = [
            edit
            for edit in ordered
            if edit.status == "repaired"
            and edit.kind != "script"
            and edit.span.start < edit.span.end
        ]
        self._starts = [edit.span.start for edit in self._repairs]

    def words(self, span: Span) -> str:
        """Return the source words at *span*; "" where it lies outside the text."""
        if not 0 <= span.start <= span.end <= len(self.text):
            return ""
        return span.of(self.text)

    def cleaned(self, span: Span) -> str:
        """Return the words at *span* with the repairs inside it done, in simplified script."""
        pieces: list[str] = []
        at = span.start
        index = bisect_left(self._starts, span.start)
        while index < len(self._repairs) and self._starts[index] < span.end:
            edit = self._repairs[index]
            if at <= edit.span.start and edit.span.end <= span.end:
                pieces += self.text[at : edit.span.start], edit.after
                at = edit.span.end
            index += 1
        return to_simplified("".join(pieces) + self.text[at : span.end])

    def value(self, span: Span) -> tuple[Decimal, Decimal | None] | None:
        """Return the number at the beginning of the words at *span*, and the end of its range."""
        words = self.cleaned(span)
        found = next(find_quantities(words, 0, len(words)), None)
        return (found.value, found.upper) if found and found.start == 0 else None

    def damage(self, span: Span) -> Span | None:
        """Return the first place with destroyed figures that *span* overlaps or touches."""
        return next((d for d in self.lost if d.start <= span.end and span.start <= d.end), None)


def nodes(statements: Iterable[tuple[str, str, str]]) -> dict[str, Node]:
    """Return *statements* (subject, predicate, value) by subject and predicate."""
    found: dict[str, Node] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in statements:
        found[subject][predicate].append(value)
    return found


def evidence(found: Mapping[str, Node], source: Source) -> Iterator[Evidence]:
    """Yield what *source* says about each node of *found* that names offsets."""
    for iri, node in found.items():
        span = span_of(node)
        if span is None:
            continue
        yield Evidence(iri, "sourceWords", source.words(span))
        kinds = node.get(_TYPE, ())
        if _TARGET in kinds:
            yield from _of_target(iri, span, source)
        elif _TASK in kinds and any(d.start < span.end and span.start < d.end for d in source.lost):
            yield Evidence(iri, "sourceDamaged", "true")


def _of_target(iri: str, span: Span, source: Source) -> Iterator[Evidence]:
    value = source.value(span)
    if value is not None:
        yield Evidence(iri, "readValue", decimal(value[0]))
        if value[1] is not None:
            yield Evidence(iri, "readUpperValue", decimal(value[1]))
    damage = source.damage(span)
    if damage is not None:
        yield Evidence(iri, "lostWords", source.words(damage))


def span_of(node: Node) -> Span | None:
    """Return the offsets of a node that names one start and one end, else None."""
    starts, ends = node.get(_START, ()), node.get(_END, ())
    if len(starts) != 1 or len(ends) != 1:
        return None
    try:
        return Span(int(starts[0]), int(ends[0]))
    except ValueError:
        return None


def decimal(value: Decimal) -> str:
    """Return *value* in the canonical form of xsd:decimal: no exponent, no empty places.

    >>> decimal(Decimal("28000.0")), decimal(Decimal("3.50"))
    ('28000', '3.5')
    """
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def values(node: Node, prefixed: str) -> Sequence[str]:
    """Return the values of a prefixed predicate."""
    return node.get(term(prefixed), ())


_TYPE = term("rdf:type")
_TARGET = term("zr:Target")
_TASK = term("zr:Task")
_START = term("zr:start")
_END = term("zr:end")

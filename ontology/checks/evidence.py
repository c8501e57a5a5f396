"""What the source itself says where a document's statements say that they stand on it.

The shapes of ``shapes.ttl`` compare the two. Evidence is made from the source text, the
edits of cleaning, and the offsets in the shard; no value of the shard enters it, so that
a wrong value cannot vouch for itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from zeren.loaders.cleaning.script import to_simplified
from zeren.loaders.records import Edit, Span
from zeren.loaders.targets.quantities import find_quantities
from zeren.ontology.checks.checked_terms import END, PREDICATES, START, TARGET, TASK, TYPE
from zeren.ontology.terms import BASE

SHAPES = BASE + "shapes#"

Node = Mapping[str, Collection[str]]
"""The values of one subject by predicate (prefixed name), IRIs and lexical forms alike."""


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
        return to_simplified(self._repaired(span))

    def _repaired(self, span: Span) -> str:
        pieces: list[str] = []
        at = span.start
        index = bisect_left(self._starts, span.start)
        while index < len(self._repairs) and self._starts[index] < span.end:
            edit = self._repairs[index]
            if at <= edit.span.start and edit.span.end <= span.end:
                pieces += self.text[at : edit.span.start], edit.after
                at = edit.span.end
            index += 1
        return "".join(pieces) + self.text[at : span.end]

    def value(self, span: Span) -> tuple[Decimal, Decimal | None] | None:
        """Return the number at the beginning of the words at *span*, and the end of its range."""
        return _first_number(self._repaired(span))

    def lost_inside(self, span: Span) -> bool:
        """Say whether figures were destroyed inside *span*."""
        return any(lost.start < span.end and span.start < lost.end for lost in self.lost)

    def damage(self, span: Span) -> Span | None:
        """Return the first place with destroyed figures that *span* overlaps or touches."""
        return next((d for d in self.lost if d.start <= span.end and span.start <= d.end), None)


@lru_cache(maxsize=4096)
def _first_number(words: str) -> tuple[Decimal, Decimal | None] | None:
    """Return the number that *words* of any script begin with, and the end of its range."""
    words = to_simplified(words)
    found = next(find_quantities(words, 0, len(words)), None)
    return (found.value, found.upper) if found and found.start == 0 else None


def nodes(statements: Iterable[tuple[str, str, str]]) -> Mapping[str, Node]:
    """Return those of *statements* (subject, predicate, value) that are checked, by subject.

    Predicates are given by their IRIs.
    """
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in statements:
        if predicate in PREDICATES:
            found[subject][PREDICATES[predicate]].append(value)
    return found


def spans_of(found: Mapping[str, Node]) -> dict[str, Span]:
    """Return the offsets of each node that names one start and one end, by its IRI."""
    spans: dict[str, Span] = {}
    for iri, node in found.items():
        if START in node and END in node:
            try:
                (start,), (end,) = node[START], node[END]
                spans[iri] = Span(int(start), int(end))
            except ValueError:
                continue
    return spans


def evidence(
    found: Mapping[str, Node], spans: Mapping[str, Span], source: Source
) -> Iterator[Evidence]:
    """Yield what *source* says about each node of *found* that names offsets (*spans*)."""
    for iri, span in spans.items():
        yield Evidence(iri, "sourceWords", source.words(span))
        kinds = found[iri].get(TYPE, ())
        if TARGET in kinds:
            yield from target_evidence(iri, span, source)
        elif TASK in kinds and source.lost_inside(span):
            yield Evidence(iri, "sourceDamaged", "true")


def target_evidence(iri: str, span: Span, source: Source) -> Iterator[Evidence]:
    """Yield what *source* says about the target *iri*, which stands at *span*."""
    value = source.value(span)
    if value is not None:
        yield Evidence(iri, "readValue", decimal(value[0]))
        if value[1] is not None:
            yield Evidence(iri, "readUpperValue", decimal(value[1]))
    damage = source.damage(span)
    if damage is not None:
        yield Evidence(iri, "lostWords", source.words(damage))


def decimal(value: Decimal) -> str:
    """Return *value* in the canonical form of xsd:decimal: no exponent, no empty places.

    >>> decimal(Decimal("28000.0")), decimal(Decimal("3.50"))
    ('28000', '3.5')
    """
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain

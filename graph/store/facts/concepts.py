"""The concepts of the vocabularies: what they are called, and what is above them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from zeren.graph.store.engine.vocabularies import Vocabulary
from zeren.graph.store.facts.tables import Cells, shortened, written
from zeren.ontology.terms import term

_TYPE, _CONCEPT = term("rdf:type"), term("skos:Concept")
_LABEL, _BROADER = term("skos:prefLabel"), term("skos:broader")


def concept_rows(vocabularies: Iterable[Vocabulary]) -> Iterator[Cells]:
    """Yield the rows of all concepts that *vocabularies* hold, by IRI.

    A label without a language counts as Chinese and as English.
    """
    from pyoxigraph import Literal, RdfFormat, parse

    concepts: set[str] = set()
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    broader: dict[str, list[str]] = defaultdict(list)
    for vocabulary in vocabularies:
        for quad in parse(vocabulary.turtle, RdfFormat.TURTLE, base_iri=vocabulary.graph):
            subject, predicate = getattr(quad.subject, "value", ""), quad.predicate.value
            value = getattr(quad.object, "value", "")
            if predicate == _LABEL and isinstance(quad.object, Literal):
                for language in [quad.object.language] if quad.object.language else ["zh", "en"]:
                    mine = labels[subject]
                    mine[language] = min(value, mine.get(language, value))
            elif predicate == _BROADER:
                broader[subject].append(value)
            elif predicate == _TYPE and value == _CONCEPT:
                concepts.add(subject)
    broader = {iri: sorted(set(found)) for iri, found in broader.items()}
    for iri in sorted(concepts):
        mine, above = labels[iri], _above(iri, broader)
        yield (
            shortened(iri),
            mine.get("zh", ""),
            mine.get("en", ""),
            shortened(_top(iri, broader)),
            written(map(shortened, above)),
        )


def _top(iri: str, broader: Mapping[str, Sequence[str]]) -> str:
    top, seen = iri, {iri}
    while broader.get(top) and broader[top][0] not in seen:
        top = broader[top][0]
        seen.add(top)
    return top


def _above(iri: str, broader: Mapping[str, Sequence[str]]) -> list[str]:
    found: dict[str, None] = {}
    waiting = list(broader.get(iri, ()))
    for each in waiting:
        if each not in found and each != iri:
            found[each] = None
            waiting += broader.get(each, ())
    return list(found)

"""A vocabulary: its terms, each under the name that its IRI ends with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.graph.web.lists.facets import FacetChoice
from zeren.graph.web.parts.items import concept
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore
from zeren.ontology.terms import BASE, term

_LABELS = ("skos:prefLabel", "rdfs:label", "dcterms:title")
_NOTES = ("skos:definition", "rdfs:comment", "dcterms:description", "skos:scopeNote")


@dataclass(slots=True)
class Term:
    """A term: the end of its IRI, and its label and note in the language of the page."""

    iri: str
    name: str
    labels: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    broader: str = ""


def is_one(snapshot: ServedStore, iri: str) -> bool:
    """Return whether *iri* is the graph of a vocabulary."""
    from pyoxigraph import NamedNode

    engine = snapshot.store.engine
    return engine.contains_named_graph(NamedNode(iri)) and not iri.startswith(f"{BASE}doc/")


def values(snapshot: ServedStore, language: Language, iri: str) -> Mapping[str, object]:
    """Return what the page of the vocabulary *iri* shows."""
    terms = _terms(snapshot, iri)
    about = terms.pop(iri, Term(iri, iri))
    tally, whole = snapshot.index.tally, FacetChoice()
    left = tally.left(whole)
    counts = tally.counted("theme", whole, left) | tally.counted("sector", whole, left)
    ordered = _as_tree(terms)
    return {
        "iri": iri,
        "title": _best(about.labels, language) or iri,
        "note": _best(about.notes, language),
        "terms": [
            {
                "iri": each.iri,
                "name": each.name,
                "label": _best(each.labels, language),
                "also": _best(each.labels, "en" if language == "zh" else "zh"),
                "note": _best(each.notes, language),
                "kinds": sorted(each.kinds),
                "broader": each.broader,
                "broader_label": _broader(snapshot, language, terms, each.broader),
                "tasks": counts.get(each.iri, 0),
                "used": each.iri in snapshot.index.source.vocabulary,
            }
            for each in ordered
        ],
    }


def _terms(snapshot: ServedStore, iri: str) -> dict[str, Term]:
    from pyoxigraph import Literal, NamedNode

    kind, broader = term("rdf:type"), term("skos:broader")
    labels = {term(name) for name in _LABELS}
    notes = {term(name) for name in _NOTES}
    found: dict[str, Term] = {}
    shown: dict[str, bool] = defaultdict(bool)
    for quad in snapshot.store.engine.quads_for_pattern(None, None, None, NamedNode(iri)):
        if not isinstance(quad.subject, NamedNode):
            continue
        subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object
        name = subject.rpartition("#")[2] if "#" in subject else subject
        each = found.setdefault(subject, Term(subject, name))
        if isinstance(value, Literal):
            language = (value.language or "zh").partition("-")[0]
            if predicate in labels:
                each.labels.setdefault(language, value.value)
            elif predicate in notes:
                each.notes.setdefault(language, value.value)
        elif isinstance(value, NamedNode) and predicate == kind:
            each.kinds.add(value.value)
            shown[subject] = True
        elif isinstance(value, NamedNode) and predicate == broader:
            each.broader = value.value
    return {subject: each for subject, each in found.items() if shown[subject]}


def _as_tree(terms: Mapping[str, Term]) -> list[Term]:
    """Return the terms as a reader looks for them: each behind the one above it, by its label."""
    under: dict[str, list[Term]] = defaultdict(list)
    for each in terms.values():
        under[each.broader if each.broader in terms else ""].append(each)
    found: list[Term] = []

    def walk(above: str) -> None:
        for each in sorted(under.pop(above, ()), key=_by_label):
            found.append(each)
            walk(each.iri)

    walk("")
    return [*found, *sorted((each for rest in under.values() for each in rest), key=_by_label)]


def _by_label(term: Term) -> tuple[str, str]:
    from zeren.graph.maps.pinyin import typed

    return typed(term.labels.get("zh", ""))[1] or term.name, term.iri


def _broader(snapshot: ServedStore, language: Language, terms: Mapping[str, Term], iri: str) -> str:
    if iri in terms:
        return _best(terms[iri].labels, language)
    return concept(snapshot, iri, language).label if iri in snapshot.index.source.vocabulary else ""


def _best(texts: Mapping[str, str], language: Language) -> str:
    return texts.get(language) or next(iter(texts.values()), "")

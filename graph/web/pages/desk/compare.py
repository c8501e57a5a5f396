"""One year's plan against another's, as a page: a form to choose two, and what changed."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.graph.desk.years.changes import Comparison, compared
from zeren.graph.desk.years.page import body, title_of
from zeren.graph.desk.years.pairs import series
from zeren.graph.web.parts.language import Language
from zeren.graph.web.parts.rendering import link
from zeren.graph.web.served import ServedStore
from zeren.ontology.terms import document_iri

_KEPT = 8
_OFFERED = 40


def values(snapshot: ServedStore, language: Language, old: str, new: str) -> Mapping[str, object]:
    """Return what the page shows of the plans with these ids; without any, the latest pair."""
    documents = snapshot.facts.documents
    pairs = [(mine[-2], mine[-1]) for mine in series(documents.values())]
    first, second = document_iri(old), document_iri(new)
    if first not in documents or second not in documents or first == second:
        first, second = (pairs[0][0].iri, pairs[0][1].iri) if pairs else ("", "")
    found = _compared(snapshot, first, second) if first else None
    return {
        "pairs": [
            {"old": a, "new": b, "address": f"/compare?a={a.id}&b={b.id}"}
            for a, b in pairs[:_OFFERED]
        ],
        "documents": sorted(documents.values(), key=lambda fact: (fact.name, fact.id)),
        "a": found.old if found else None,
        "b": found.new if found else None,
        "title": title_of(found) if found else "",
        "body": body(found, language, link) if found else "",
    }


def _compared(snapshot: ServedStore, old: str, new: str) -> Comparison:
    """Return the comparison, which is kept for the next who asks."""
    key = ("compared", old, new)
    kept = snapshot.kept
    if key not in kept:
        asked = [each for each in kept if isinstance(each, tuple) and each[0] == "compared"]
        for each in asked[: max(0, len(asked) - _KEPT)]:
            kept.pop(each, None)
        parts = [document.removeprefix(document_iri("")) for document in (old, new)]
        from zeren.graph.store.facts.reading import read_facts

        kept[key] = compared(read_facts(snapshot.store, parts), old, new)
    found = kept[key]
    assert isinstance(found, Comparison)
    return found

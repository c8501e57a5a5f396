"""The faceted list of tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from zeren.graph.web.parts.facets import FACETS, Counts, FacetChoice, chosen_facets
from zeren.graph.web.parts.items import concept, items
from zeren.graph.web.parts.language import Language, words
from zeren.graph.web.served import ServedStore

_PER_PAGE = 20
_SHOWN = 8
_MOST = 60


def values(
    snapshot: ServedStore,
    language: Language,
    choice: FacetChoice,
    text: str,
    answer: bytes,
    page: int,
) -> Mapping[str, object]:
    """Return what the page shows; *answer* is that of the query *text*, as TSV."""
    tasks = _first_column(answer)
    pages = max(1, -(-len(tasks) // _PER_PAGE))
    page = min(max(1, page), pages)
    begin = (page - 1) * _PER_PAGE
    counts = Counts(snapshot.facts).of(choice, tasks)
    return {
        "choice": choice,
        "q": choice.q,
        "count": len(tasks),
        "page": page,
        "pages": pages,
        "items": items(snapshot, tasks[begin : begin + _PER_PAGE], language),
        "start": begin + 1,
        "facets": [
            _facet(snapshot, language, choice, name, counts[name])
            for name in FACETS
            if not getattr(choice, name)
        ],
        "chosen": [
            {
                "facet": words(language)[name],
                "label": label_of(snapshot, language, name, value),
                "address": _address(choice.without(name)),
            }
            for name, value in chosen_facets(choice)
        ],
        "hidden": [(k, v) for k, v in _pairs(choice) if k != "q"],
        "previous": _address(choice, page - 1) if page > 1 else None,
        "following": _address(choice, page + 1) if page < pages else None,
        "sparql": text,
        "query_address": "/query?" + urlencode({"query": text, "edit": "1"}),
        "csv_address": "/sparql?" + urlencode({"query": text, "format": "csv"}),
    }


def label_of(snapshot: ServedStore, language: Language, name: str, value: str) -> str:
    """Return what a value of the facet *name* is called."""
    if name in {"sector", "theme", "function"}:
        return concept(snapshot, value, language).label
    if name == "unit":
        return snapshot.index.label(value)
    if name == "document":
        document = snapshot.facts.documents.get(value)
        return document.name if document else value
    if name in {"role", "target"}:
        return words(language)[value]
    return value


def _facet(
    snapshot: ServedStore, language: Language, choice: FacetChoice, name: str, counts: Counter[str]
) -> Mapping[str, object]:
    labelled = [
        (count, label_of(snapshot, language, name, value), value) for value, count in counts.items()
    ]
    if name == "year":
        labelled.sort(key=lambda each: each[2], reverse=True)
    else:
        labelled.sort(key=lambda each: (-each[0], each[1], each[2]))
    rows = [
        {"label": label, "count": count, "address": _address(choice.having(name, value))}
        for count, label, value in labelled[:_MOST]
    ]
    return {
        "name": words(language)[name],
        "rows": rows[:_SHOWN],
        "rest": rows[_SHOWN:],
        "left": max(0, len(labelled) - _MOST),
    }


def _first_column(answer: bytes) -> list[str]:
    lines = answer.decode("utf-8").split("\n")[1:]
    return [line.partition("\t")[0][1:-1] for line in lines if line]


def _pairs(choice: FacetChoice) -> list[tuple[str, str]]:
    return parse_qsl(choice.query_string())


def _address(choice: FacetChoice, page: int = 1) -> str:
    state = choice.query_string()
    number = f"page={page}" if page > 1 else ""
    query = "&".join(filter(None, (state, number)))
    return f"/tasks?{query}" if query else "/tasks"

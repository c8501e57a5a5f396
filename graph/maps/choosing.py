"""What a reader's words on the command line mean: a document, a department, a theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zeren.graph.errors import GraphError
from zeren.graph.maps.pinyin import typed
from zeren.graph.model.facts import Facts

_SHOWN = 6


def chosen_documents(facts: Facts, wanted: Iterable[str]) -> list[str]:
    """Return the ids of the documents that *wanted* names: by id, its beginning, or its title.

    Raises GraphError for a name of none, or of several.
    """
    return list(dict.fromkeys(_document(facts, name) for name in wanted))


def _document(facts: Facts, name: str) -> str:
    known = list(facts.documents.values())
    for exact in (
        [d for d in known if d.id == name],
        [d for d in known if d.id.startswith(name)],
        [d for d in known if name in d.name or name in d.file],
    ):
        if len(exact) == 1:
            return exact[0].id
        if exact:
            raise GraphError(
                f"{name!r} names {len(exact)} documents: "
                + _listed([f"{d.id} {d.name}" for d in exact]),
                "write more of the id or the title",
                usage=True,
            )
    raise GraphError(
        f"the store holds no document {name!r}",
        "`zeren query documents` lists those that it holds",
        usage=True,
    )


def chosen_focus(facts: Facts, name: str) -> str:
    """Return the IRI of the unit or theme that *name* means.

    A name is a label, an alias, pinyin initials, or a part of a label. Of several units the
    exact name wins, then the only one that fits. Raises GraphError for none, or for several.
    """
    units = {part.unit for part in facts.assignments}
    themes = {theme for task in facts.tasks.values() for theme in task.themes}
    names = {iri: [facts.units[iri].label, *facts.units[iri].aliases] for iri in sorted(units)}
    for iri in sorted(themes):
        concept = facts.concepts.get(iri)
        if concept:
            names[iri] = [word for word in (concept.zh, concept.en) if word]
    low = name.casefold()
    rounds = (
        [iri for iri, own in names.items() if own[0] == name],
        [iri for iri, own in names.items() if low in (word.casefold() for word in own)],
        [iri for iri, own in names.items() if any(low in word.casefold() for word in own)],
        [iri for iri, own in names.items() if low.isascii() and any(low in typed(w) for w in own)],
    )
    for found in rounds:
        if len(found) == 1:
            return found[0]
        if found:
            raise GraphError(
                f"{name!r} fits {len(found)} names: {_listed([names[iri][0] for iri in found])}",
                "write the whole name",
                usage=True,
            )
    raise GraphError(
        f"no department or theme is called {name!r}",
        "`zeren query busiest-units` and `zeren query themes` list the names",
        usage=True,
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")

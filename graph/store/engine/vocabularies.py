"""The ontology's files and the rules that read, each for a named graph of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from zeren.graph.output.files import sha256
from zeren.graph.store.catalogue.read_with import name_of, stored_themes
from zeren.ontology.terms import BASE, term


class Vocabulary(NamedTuple):
    """One Turtle file, or what is said as one: the IRI of its graph, and its bytes."""

    graph: str
    turtle: bytes


def vocabularies(themes: Path | None = None) -> tuple[Vocabulary, ...]:
    """Return the vocabularies that queries may use beside the documents: zeren's, then a user's.

    *themes* is the folder of a store that holds the user's own. Their graphs are named by
    their hash, whatever they call themselves: they never mix with those that come with zeren.
    """
    own = stored_themes(themes) if themes else []
    return _built_in() + tuple(Vocabulary(f"{BASE}vocabulary/{name}", data) for name, data in own)


def progress(folder: Path) -> tuple[Vocabulary, ...]:
    """Return what filled ledgers said, the files of *folder*, each with its graph.

    A damaged one, whose name is not the hash of its bytes, is left out.
    """
    found = [(path.stem, path.read_bytes()) for path in sorted(folder.glob("[0-9]*.ttl"))]
    return tuple(
        Vocabulary(f"{BASE}progress/{name}", data)
        for name, data in found
        if name_of(data) == name[-12:]
    )


def progress_names(folder: Path) -> tuple[str, ...]:
    """Return the names of the files of *folder*, by which a cache knows what it holds of them."""
    return tuple(sorted(path.stem for path in folder.glob("[0-9]*.ttl")))


@cache
def _built_in() -> tuple[Vocabulary, ...]:
    import zeren.ontology.vocab

    folder = Path(next(iter(zeren.ontology.vocab.__path__)))
    found = []
    for path in sorted(folder.glob("*.ttl")):
        if path.name == "shapes.ttl":  # what must hold of the data is no part of the data
            continue
        turtle = path.read_bytes()
        found.append(Vocabulary(_graph_of(turtle) or f"{BASE}vocabulary/{path.stem}", turtle))
    from zeren.ontology.rules import GRAPH, rules_turtle

    return (*sorted(found), Vocabulary(GRAPH, rules_turtle()))


def quads_of(vocabulary: Vocabulary) -> bytes:
    """Return the statements of *vocabulary* in its graph, as N-Quads."""
    from pyoxigraph import NamedNode, RdfFormat, Store

    graph = NamedNode(vocabulary.graph)
    store = Store()
    store.load(vocabulary.turtle, RdfFormat.TURTLE, base_iri=graph.value, to_graph=graph)
    return store.dump(format=RdfFormat.N_QUADS) or b""


def vocabularies_hash(themes: Path | None = None) -> str:
    """Return one hash over all vocabularies."""
    parts = vocabularies(themes)
    return sha256(b"\0".join(part.graph.encode() + b"\0" + part.turtle for part in parts))


def _graph_of(turtle: bytes) -> str | None:
    """Return the IRI of the ontology or concept scheme that the file declares."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    kinds = {term("owl:Ontology"): 0, term("skos:ConceptScheme"): 1}
    best: tuple[int, str] | None = None
    for quad in parse(turtle, RdfFormat.TURTLE, base_iri=BASE):
        if quad.predicate.value != term("rdf:type") or not isinstance(quad.object, NamedNode):
            continue
        rank = kinds.get(quad.object.value)
        if rank is not None and isinstance(quad.subject, NamedNode):
            candidate = (rank, quad.subject.value)
            best = candidate if best is None else min(best, candidate)
    return best[1] if best else None

"""What a store holds at this moment: journal, shards and cache looked at together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.graph.store.catalogue.journal import Journal, Stamp, State, read, stamp, state
from zeren.graph.store.catalogue.layout import Layout
from zeren.graph.store.catalogue.packing import read_packed
from zeren.graph.store.catalogue.read_with import stored_themes, theme_names_in
from zeren.graph.store.catalogue.shards import Seen, Shelf
from zeren.graph.store.engine.generations import Pointer, read_pointer
from zeren.graph.store.engine.vocabularies import progress_names, vocabularies_hash


@dataclass(slots=True)
class Survey:
    """A look at a store. ``notes`` are lines for the user about what is damaged in it."""

    layout: Layout
    pointer: Pointer | None
    shelf: Shelf
    journal: Journal
    state: State
    wanted: dict[str, Seen] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)

    def cache_is_current(self) -> bool:
        """Return whether the cache holds what the shards say."""
        vocabularies = vocabularies_hash(self.layout.themes)
        if self.pointer is None or self.pointer.vocabularies != vocabularies:
            return False
        if self.pointer.progress != progress_names(self.layout.progress):
            return False
        cached = {key: seen.sha256 for key, seen in self.pointer.shards.items()}
        shards = {key: seen.sha256 for key, seen in self.wanted.items()}
        return cached == shards | {key: cached[key] for key in self.kept}

    def remembered(self) -> dict[str, Seen]:
        """Return what the pointer should remember of the shards: size, time and hash."""
        old = self.pointer.shards if self.pointer else {}
        return self.wanted | {key: old[key] for key in self.kept if key in old}

    def stamp(self) -> Stamp | None:
        """Return the journal's stamp as it is now, None where something is damaged or left out.

        Call this under the lock, when the journal has been swept. Raises OSError.
        """
        sound = not (self.notes or self.kept or self.state.broken)
        return stamp(self.layout.journal) if sound else None


def is_as_built(layout: Layout, pointer: Pointer | None) -> bool:
    """Return whether the store is still what it was when *pointer* was written, and sound.

    This looks at sizes and times only: what takes a second here takes a minute as a
    :func:`survey`. Raises OSError.
    """
    return (
        pointer is not None
        and pointer.journal is not None
        and pointer.journal == stamp(layout.journal)
        and pointer.progress == progress_names(layout.progress)
        and pointer.vocabularies == vocabularies_hash(layout.themes)
        and Shelf(layout, {}).files == {key: seen[:2] for key, seen in pointer.shards.items()}
    )


def survey(layout: Layout, written: Mapping[str, Seen] | None = None) -> Survey:
    """Look at the store; *written* are shards that the caller has just put there.

    Raises OSError when it cannot be read.
    """
    pointer = read_pointer(layout)
    known: Mapping[str, Seen] = pointer.shards if pointer else {}
    shelf = Shelf(layout, {**known, **(written or {})})
    journal = read(layout.journal)
    found = Survey(layout, pointer, shelf, journal, state(journal, shelf.files.keys(), shelf.hash))
    for number in journal.damaged:
        found.notes.append(
            f"{layout.journal}:{number}: a damaged line was left out;"
            " next: build the sources again, which restores it"
        )
    live = {entry.id for entry in found.state.live.values()}
    whole = live | {key for key in found.state.unknown if _is_whole(found, key)}
    found.wanted = {key: shelf.seen(key) for key in sorted(whole)}
    if nameless := len(whole - live):
        found.notes.append(
            f"{layout.journal}: no line names the source of {nameless} documents: they are asked,"
            " and cannot be shown; next: build their sources again"
        )
    _note_broken(found, known)
    _note_themes(found)
    return found


def _note_broken(found: Survey, known: Mapping[str, Seen]) -> None:
    kept = set()
    on_disk = found.pointer is not None and found.pointer.on_disk
    held = known if on_disk else {}
    for source, entry in sorted(found.state.broken.items()):
        there = entry.id in found.shelf.files
        in_cache = entry.id in held and held[entry.id].sha256 == entry.shard
        if in_cache and entry.id not in found.wanted:
            kept.add(entry.id)
        what = "is not what was written" if there else "is missing"
        answer = "answers come from the cache" if in_cache else "its document is left out"
        found.notes.append(
            f"{found.layout.shard(entry.id)}: the shard {what}, {answer};"
            f" next: build {source} again"
        )
    found.kept = frozenset(kept)


def _note_themes(found: Survey) -> None:
    there = {name for name, _ in stored_themes(found.layout.themes)}
    for source, entry in sorted(found.state.live.items()):
        if not there.issuperset(theme_names_in(entry.fingerprint)):
            found.notes.append(
                f"{found.layout.themes}: the themes of {entry.id} are missing or damaged,"
                f" their labels are left out; next: build {source} again with its --themes"
            )


def _is_whole(found: Survey, document_id: str) -> bool:
    """Return whether a shard that no line of the journal names can be read."""
    from zeren.graph.store.catalogue.shards import check_shard

    try:
        check_shard(document_id, read_packed(found.layout.shard(document_id)))
    except (ValueError, SyntaxError):
        found.notes.append(
            f"{found.layout.shard(document_id)}: the shard is damaged and its source is not known,"
            " its document is left out; next: build its source again"
        )
        return False
    return True

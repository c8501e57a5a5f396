"""What a store at a URL holds, and how documents are put into it.

It has the layout of a store folder, without the cache. An object store puts a file in place at
once, but cannot append to one. So the journal comes in parts (``journal/…``), two for a batch of
documents: the one before their shards says which are about to be written, the one after them
that they were. At the end of a build the parts become ``sources.jsonl``. A kill at any moment
leaves each document old or new: a shard for which no second part vouches is read and compared
with its hash, as :mod:`zeren.graph.store.catalogue.journal` does it.

An object store has no lock either. A file, TURN, names the run whose turn it is to write: a build
takes the turn when it begins, and each batch looks first whether its run still has it. So the
later of two builds goes on and the earlier stops; and what a killed build gave to a worker of a
cluster, which may come late, is refused. Between that look and the writing a machine may still
stand still. Therefore nobody believes a part of a run that had not the turn: the shards it names
are read, and compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from zeren.graph.build.committing import lines_of
from zeren.graph.build.reading import Reading
from zeren.graph.build.remote.place import Remote, is_rubbish
from zeren.graph.build.worklist import WorkItem
from zeren.graph.errors import GraphError, Problem
from zeren.graph.output.files import sha256
from zeren.graph.store.catalogue import journal
from zeren.graph.store.catalogue.journal import Entry, Journal, Removed, State
from zeren.graph.store.catalogue.layout import SHARD, Layout, check_format, format_bytes
from zeren.graph.store.catalogue.packing import hash_of as digest_of
from zeren.graph.store.catalogue.read_with import theme_names_in, unit_names_in

FORMAT = "FORMAT"
JOURNAL = "sources.jsonl"
PARTS = "journal"
TURN = "BUILDING"
_OURS = frozenset({FORMAT, JOURNAL, PARTS, TURN, "shards", "texts", "themes", "units", "runs"})
_LAYOUT = Layout(Path())


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a batch of documents is put in place: where, and what the journal says of each.

    ``run`` is the name of the build. Parts of the journal are named by run and number, and count
    in the order of their names.
    """

    url: str
    run: str
    number: int
    units: tuple[WorkItem, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Look:
    """A store at a URL at one moment: what is in force, and the names of its files."""

    journal: Journal
    state: State
    shards: frozenset[str]
    parts: tuple[str, ...]

    def in_force(self) -> bytes:
        """Return the journal as the end of a build writes it."""
        return journal.in_force([*self.state.live.values(), *self.state.broken.values()])


def keep(keeping: Keeping, outcomes: Iterable[Reading | Problem]) -> list[Reading | Problem]:
    """Put in place what was read of ``keeping.units``; return the outcomes, emptied of bytes.

    Raises TurnLostError when another build has begun.
    """
    done: list[Reading | Problem] = []
    texts: dict[str, bytes] = {}
    shards: dict[str, bytes] = {}
    lines: list[Entry] = []
    moved: list[Removed] = []
    for unit, outcome in zip(keeping.units, outcomes, strict=True):
        if isinstance(outcome, Reading) and outcome.id == unit.id:
            digest = outcome.shard_hash
            texts[_name(_LAYOUT.text(unit.id, digest))] = outcome.text.encode("utf-8")
            texts[_name(_LAYOUT.details(unit.id, digest))] = outcome.details
            lines += lines_of(unit, outcome, keeping.fingerprint)
            shards[_name(_LAYOUT.shard(unit.id))] = outcome.shard
            moved += map(Removed, unit.moved)
            outcome = replace(outcome, shard=b"", text="", details=b"")
        done.append(outcome)
    if shards:
        remote, part = Remote(keeping.url), f"{keeping.run}-{keeping.number:08}"
        check_turn(remote, keeping.run)
        remote.put(texts)
        add_lines(remote, f"{part}.a", lines)
        check_turn(remote, keeping.run)
        remote.put(shards)  # from here to the end: without the second part nobody knew what it is
        written = [replace(line, pending=False) for line in lines]
        add_lines(remote, f"{part}.b", [*written, *moved])
    return done


def add_lines(remote: Remote, part: str, lines: Sequence[Entry | Removed]) -> None:
    """Add a part to the journal."""
    remote.put({f"{PARTS}/{part}.jsonl": journal.written(lines)})


class TurnLostError(GraphError):
    """Another build has begun at the same URL."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"another build has begun at {url}, so this one stopped",
            "nothing stored is lost; when the other has ended, run the same command again",
        )


def turn(remote: Remote) -> str:
    """Return the name of the run whose turn it is; after a build that ended well it is empty."""
    return (remote.get(TURN) or b"").decode("utf-8", "replace")


def take_turn(remote: Remote, run: str) -> str:
    """Let *run* be the one that writes; return which one was, or is empty."""
    before = turn(remote)
    remote.put({TURN: run.encode()})
    return before


def check_turn(remote: Remote, run: str) -> None:
    """Raise TurnLostError unless it is the turn of *run*."""
    if turn(remote) != run:
        raise TurnLostError(remote.url)


def look_at(remote: Remote, run: str | None = None) -> Look:
    """Look at the store. Raises GraphError when a newer version made it.

    *run* is the one whose parts of the journal are believed: when left out, the one that has
    the turn now.
    """
    marker = remote.get(FORMAT)
    if marker is not None:
        check_format(marker, f"the store {remote.url}")
    run = turn(remote) if run is None else run
    parts = [name for name in remote.names(PARTS) if not is_rubbish(name)]
    bodies = [remote.get(JOURNAL), *(remote.get(f"{PARTS}/{name}") for name in parts)]
    found = journal.parse(line for body in bodies for line in _lines(body or b""))
    late = [body for name, body in zip(parts, bodies[1:], strict=True) if not _is_of(name, run)]
    doubtful = {
        line.id
        for line in journal.parse(line for body in late for line in _lines(body or b"")).lines
        if isinstance(line, Entry)
    }
    names = remote.names("shards")
    shards = frozenset(name.removesuffix(SHARD) for name in names if not is_rubbish(name))
    hash_of = _hashes(remote, found, doubtful)
    return Look(found, journal.state(found, shards, hash_of), shards, tuple(parts))


def _is_of(part: str, run: str) -> bool:
    return part.rpartition("-")[0] == run


def _lines(body: bytes) -> list[bytes]:
    """Return the lines of a part, but for a last one that was cut off."""
    return body[: body.rfind(b"\n") + 1].splitlines(keepends=True)


def _hashes(remote: Remote, found: Journal, doubtful: Set[str]) -> Callable[[str], str]:
    """Return what gives the hash of a shard; it is read only where the journal does not know."""
    known: dict[str, str] = {}
    for line in found.lines:
        if isinstance(line, Entry):
            if line.pending or line.id in doubtful:
                known.pop(line.id, None)
            else:
                known[line.id] = line.shard

    def hash_of(document_id: str) -> str:
        if document_id not in known:
            known[document_id] = digest_of(remote.get(_name(_LAYOUT.shard(document_id))) or b"")
        return known[document_id]

    return hash_of


def prepare(remote: Remote) -> None:
    """Make a store at a URL where there is none.

    Raises GraphError when something else is there, or a store of a newer version.
    """
    marker = remote.get(FORMAT)
    if marker is not None:
        check_format(marker, f"the store {remote.url}")
        return
    others = [name for name in remote.names() if name not in _OURS and not is_rubbish(name)]
    if others:
        raise GraphError(
            f"{remote.url} is not a store of zeren and is not empty (it has {others[0]})",
            "choose another place with --store",
        )
    remote.put({FORMAT: format_bytes()})


def tidy(remote: Remote, look: Look) -> bool:
    """Make one journal of its parts, and remove what nothing refers to any more.

    Returns whether there was anything to do. The parts go last: until then they say what is dead.
    """
    entries = [*look.state.live.values(), *look.state.broken.values()]
    rubbish = [_name(_LAYOUT.shard(key)) for key in sorted(look.state.dead)]
    texts = {
        _name(path)
        for entry in entries
        for path in (_LAYOUT.text(entry.id, entry.shard), _LAYOUT.details(entry.id, entry.shard))
    }
    unknown = tuple(f"texts/{key}." for key in look.state.unknown)
    rubbish += [name for name in _listed(remote, "texts") if name not in texts]
    if unknown:  # nobody knows what those were read with
        rubbish = [name for name in rubbish if not name.startswith(unknown)]
    else:
        themes = {name for entry in entries for name in theme_names_in(entry.fingerprint)}
        units = {name for entry in entries for name in unit_names_in(entry.fingerprint)}
        kept = {f"themes/{name}.ttl" for name in themes} | {f"units/{n}.toml" for n in units}
        there = [*_listed(remote, "themes"), *_listed(remote, "units")]
        rubbish += [name for name in there if name not in kept]
    for folder in ("", PARTS, "shards", "runs"):
        rubbish += [name for name in _listed(remote, folder) if is_rubbish(Path(name).name)]
    remote.remove(rubbish)
    body = look.in_force()
    changed = sha256(body) != sha256(remote.get(JOURNAL) or b"")
    if changed:
        remote.put({JOURNAL: body})
    remote.remove(f"{PARTS}/{name}" for name in look.parts)
    return bool(changed or rubbish or look.parts)


def _listed(remote: Remote, folder: str) -> list[str]:
    names = remote.names(folder)
    return [f"{folder}/{name}" for name in names] if folder else names


def _name(path: Path) -> str:
    return path.as_posix()

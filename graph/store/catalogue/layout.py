"""What lies where in a store folder, and which formats of it this version reads."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.output.files import TEMPORARY, is_file, is_folder, write_atomic

FORMAT = 2
"""The number of this store format. A change that an older version would misread raises it."""

SHARD = ".nq.gz"
"""How the name of a shard ends."""

DEFAULT_STORE = "zeren-store"

RESTORING = "FORMAT.part"
"""What FORMAT is called until the restore of a store is complete."""

_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_SAFE_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of one store folder."""

    root: Path

    @property
    def format(self) -> Path:
        """A small JSON file with the number of the format."""
        return self.root / "FORMAT"

    @property
    def shards(self) -> Path:
        """The truth: ``{id}.nq.gz``, the sorted N-Quads of one document each, packed."""
        return self.root / "shards"

    @property
    def texts(self) -> Path:
        """What each shard was read from: ``{id}.{shard hash}.txt`` and ``….json.gz``."""
        return self.root / "texts"

    @property
    def journal(self) -> Path:
        """Which source each shard was made of, one JSON object a line."""
        return self.root / "sources.jsonl"

    @property
    def cache(self) -> Path:
        """The pyoxigraph store: may be deleted at any time."""
        return self.root / "cache"

    @property
    def runs(self) -> Path:
        """One PROV record (Turtle) for each build that changed something."""
        return self.root / "runs"

    @property
    def themes(self) -> Path:
        """The user's own themes that documents were read with: ``{hash}.ttl``."""
        return self.root / "themes"

    @property
    def units(self) -> Path:
        """The user's own decisions on units that documents were read with: ``{hash}.toml``."""
        return self.root / "units"

    @property
    def progress(self) -> Path:
        """What filled ledgers said of tasks: one Turtle file an import, never made again."""
        return self.root / "progress"

    @property
    def lock(self) -> Path:
        """Held by the one process that writes."""
        return self.root / ".lock"

    def shard(self, document_id: str) -> Path:
        """Return the path of a document's shard."""
        return self.shards / f"{document_id}{SHARD}"

    def text(self, document_id: str, shard_hash: str) -> Path:
        """Return the path of the decoded source that a shard was made of.

        The name holds the shard's hash, so that an old shard never meets a new text.
        """
        return self.texts / f"{document_id}.{shard_hash[:12]}.txt"

    def details(self, document_id: str, shard_hash: str) -> Path:
        """Return the path of the edits and notes of a reading (JSON, packed)."""
        return self.texts / f"{document_id}.{shard_hash[:12]}.json.gz"


def is_safe_id(document_id: str) -> bool:
    """Return whether an id can be a file name on every system and a part of an IRI.

    >>> is_safe_id("plan-2023"), is_safe_id("../x"), is_safe_id("NUL"), is_safe_id("a.")
    (True, False, False, False)
    """
    return (
        _SAFE_ID.fullmatch(document_id) is not None
        and not document_id.endswith(".")
        and _RESERVED.fullmatch(document_id) is None
    )


def is_url(store: str | Path) -> bool:
    """Return whether *store* is a place for fsspec, such as ``s3://bucket/plans``."""
    return isinstance(store, str) and "://" in store


def _as_url(root: Path) -> str | None:
    """Return the URL that a path was made of, which lost one of its slashes."""
    found = re.fullmatch(r"([a-z][a-z0-9+.-]+):/(?!/)(.*)", root.as_posix())
    if not found:
        return None
    slashes = ":///" if found[1] in {"file", "local"} else "://"
    return f"{found[1]}{slashes}{found[2]}"


def existing(root: Path) -> Layout:
    """Return the layout of a store that must be there.

    Raises GraphError when there is none, or when another version made it.
    """
    try:
        root.stat()
    except FileNotFoundError as error:
        if url := _as_url(root):
            raise GraphError(
                f"the store {url} is at a URL, and only a store in a folder can be asked",
                f"zeren build --from-snapshot {url} --store DIR, then name DIR",
            ) from error
        raise GraphError(
            f"there is no store at {root}",
            f"make one with `zeren build SOURCE --store {root}`, or name another with --store",
        ) from error
    except (OSError, ValueError) as error:
        reason = os_reason(error) if isinstance(error, OSError) else str(error)
        raise GraphError(
            f"the store {root} cannot be opened: {reason}", "name another with --store"
        ) from error
    _check_folder(root)
    layout = Layout(root)
    _check_restored(layout)
    if not is_file(layout.format):
        raise GraphError(
            f"{root} is a folder, but not a store of zeren (it has no file FORMAT)",
            "name the folder that `zeren build` made with --store",
        )
    if _check_format(layout) < FORMAT:
        raise GraphError(
            f"the store {root} was made by an older zeren",
            f"`zeren build SOURCE --store {root}` brings it up to date, and keeps what it holds",
        )
    return layout


def prepared(root: Path) -> Layout:
    """Return the layout of a store that is made when it is not there yet.

    Raises GraphError when the place is a file, a folder with other things in it,
    a store of a newer version, or cannot be written.
    """
    _check_folder(root)
    layout = Layout(root)
    _check_restored(layout)
    try:
        if is_file(layout.format):
            _check_format(layout)
        elif is_folder(root) and not all(_ours(entry.name) for entry in root.iterdir()):
            raise GraphError(
                f"the folder {root} is not a store of zeren and is not empty",
                "choose another place with --store",
            )
        for folder in (root, layout.shards, layout.texts, layout.cache, layout.runs):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphError(
            f"the store {root} cannot be written: {os_reason(error)}",
            "choose another place with --store",
        ) from error
    return layout


def mark(layout: Layout) -> None:
    """Write FORMAT where it is missing. Call this under the lock."""
    if not is_file(layout.format):
        write_atomic(layout.format, format_bytes())


def format_bytes(number: int = FORMAT) -> bytes:
    """Return what FORMAT holds in a store of format *number*, by default that of this version."""
    return json.dumps({"format": number, "tool": "zeren"}, indent=1).encode() + b"\n"


def is_store(folder: Path | os.DirEntry[str]) -> bool:
    """Return whether a folder is a store of ours, so that a build never reads its own output."""
    root = Path(folder)
    marked = is_file(root / "FORMAT") or is_file(root / RESTORING)
    return marked and is_folder(root / "shards")


def _ours(name: str) -> bool:
    return name in {
        ".lock",
        "shards",
        "texts",
        "cache",
        "runs",
        "themes",
        "units",
        "progress",
    } or name.startswith(TEMPORARY)


def _check_folder(root: Path) -> None:
    if is_file(root):
        raise GraphError(f"the store {root} is a file, not a folder", "name a folder with --store")


def _check_restored(layout: Layout) -> None:
    if is_file(layout.root / RESTORING) and not is_file(layout.format):
        raise GraphError(
            f"the store {layout.root} is being restored, or its restore was broken off",
            f"wait for its end, run `zeren build --from-snapshot FILE --store {layout.root}` again,"
            " or delete that folder",
        )


def _check_format(layout: Layout) -> int:
    try:
        data = layout.format.read_bytes()
    except OSError as error:
        raise GraphError(
            f"{layout.format} cannot be read: {os_reason(error)}", "give yourself read permission"
        ) from error
    return check_format(data, f"the store {layout.root}")


def check_format(data: bytes, what: str) -> int:
    """Return the number in the bytes of FORMAT in *what*, which is how a message names it.

    Raises GraphError when they are damaged, or name a format that this version does not read.
    """
    try:
        number = json.loads(data.decode("utf-8"))["format"]
        if not isinstance(number, int):
            raise TypeError
    except (ValueError, KeyError, TypeError) as error:
        raise GraphError(
            f"the file FORMAT of {what} is damaged: it does not name a format",
            f'write {{"format": {FORMAT}}} into it if this is a store of zeren',
        ) from error
    if number > FORMAT:
        raise GraphError(
            f"{what} was made by a newer zeren"
            f" (its format is {number}, this version reads {FORMAT})",
            "update zeren with `pip install --upgrade zeren`, or build another store with --store",
        )
    return number

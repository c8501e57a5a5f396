"""Finding the files to build: folders are walked, what is no plan is left out."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zeren.graph.build.sources.row_names import split_source
from zeren.graph.build.sources.sidecars import is_sidecar
from zeren.graph.errors import Problem, os_reason
from zeren.graph.store.catalogue.layout import is_store

_TEMPORARY_ENDINGS = (".tmp", ".bak", ".swp", ".part", ".partial", ".crdownload", ".download", "~")
_NO_PLANS = frozenset((
    ".md", ".json", ".jsonl", ".toml", ".ini", ".cfg", ".yaml", ".yml",
    ".py", ".ipynb", ".rq", ".ttl", ".nq", ".nt", ".log", ".lock",
    ".css", ".js", ".mjs", ".map", ".ico", ".svg", ".woff", ".woff2", ".ttf", ".otf", ".eot",
    ".mp3", ".mp4", ".url", ".lnk", ".db",
))  # fmt: skip
"""Endings of what lies beside plans: notes, figures, code. Named one by one they are read.

Pictures, archives and old office files are not here: they may be plans that somebody has to
convert, so a build reports them with the command that does it."""
_PAGES = (".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml")
_OF_A_PAGE = ("_files", ".files", "_file", "-filer", "_文件")
"""What browsers add to the name of a saved page for the folder of its pictures and styles."""
_SYSTEM_FILES = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(slots=True)
class Found:
    """What the sources named by the user hold.

    ``files`` are absolute paths in a fixed order, with the name to show for each.
    ``roots`` are the sources that exist, ``unlisted`` folders that could not be
    listed: nothing is known of the files below them. ``skipped`` counts, by ending, the
    files in folders that are no plans. ``datasets`` are files whose rows stand among ``files``
    in their place, each under the name that :mod:`zeren.graph.build.sources.datasets` gives it.
    """

    files: dict[str, str] = field(default_factory=dict)
    roots: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    datasets: set[str] = field(default_factory=set)

    def covers(self, source: str) -> bool:
        """Return whether *source* lies under the roots, in a place that could be listed."""
        file = (split_source(source) or (source, ""))[0]
        return _below(file, self.roots) and not _below(file, self.unlisted)

    def gone(self, sources: Iterable[str]) -> list[str]:
        """Return those of *sources* that should be here and are not on the disk any more."""
        return [
            source
            for source in sorted(sources)
            if self.covers(source) and source not in self.files and not self._is_there(source)
        ]

    def _is_there(self, source: str) -> bool:
        """Say whether a file, or the dataset of a row that was not looked through, exists."""
        row = split_source(source)
        if row is None:
            return os.path.lexists(source)
        return row[0] not in self.datasets and os.path.lexists(row[0])


def find(sources: Sequence[str | Path], leave_out: str | None = None) -> Found:
    """Return the files under *sources*: files as they are named, folders with all below them.

    Hidden files, temporary files, sidecars, stores and the folders that browsers save beside
    a page are left out of folders, and so is *leave_out*, an absolute path. A folder that
    contains itself by way of a link is a problem, and so is a source
    that does not exist or cannot be listed.
    """
    found = Found()
    for source in sources:
        shown = str(source)
        path = os.path.abspath(source)  # noqa: PTH100  (keeps links, which resolve() does not)
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError as error:
            found.problems.append(_unreadable_source(shown, error))
            continue
        found.roots.append(path)
        if stat.S_ISDIR(status.st_mode):
            _walk(path, shown, {(status.st_dev, status.st_ino)}, found)
        elif is_sidecar(Path(path).name):
            what = "it is a sidecar, which describes another file"
            found.problems.append(Problem(shown, what, "name the file it describes"))
        else:
            found.files.setdefault(path, shown)
    if leave_out is not None:
        found.files.pop(leave_out, None)
    return found


def _unreadable_source(shown: str, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(shown, "there is no such file or folder", "check the name")
    return Problem(shown, f"it cannot be opened: {os_reason(error)}", "check it and its folder")


def _walk(folder: str, shown: str, above: set[tuple[int, int]], found: Found) -> None:
    """Add the files below *folder*; *above* are the folders that lead here."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        found.unlisted.append(folder)
        what = f"the folder cannot be listed: {os_reason(error)}"
        found.problems.append(Problem(shown, what, "give yourself permission to read it"))
        return
    for entry in _wanted(entries):
        name = os.path.join(shown, entry.name)  # noqa: PTH118
        try:
            status = entry.stat()
        except OSError as error:
            what = f"it cannot be opened: {os_reason(error)}"
            found.problems.append(Problem(name, what, "repair or remove the link"))
            continue
        if not stat.S_ISDIR(status.st_mode):
            ending = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122
            if ending in _NO_PLANS:
                found.skipped[ending] += 1
            else:
                found.files.setdefault(entry.path, name)
            continue
        status = os.stat(entry.path)  # noqa: PTH116  (the listing has no identity on Windows)
        identity = (status.st_dev, status.st_ino)
        if identity in above:
            what = "the folder leads back to one that contains it (a loop of links)"
            found.problems.append(Problem(name, what, "remove the link"))
        elif not is_store(entry):
            _walk(entry.path, name, above | {identity}, found)


def _wanted(entries: Sequence[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    names = [os.path.splitext(entry.name.lower()) for entry in entries]  # noqa: PTH122
    pages = {stem for stem, ending in names if ending in _PAGES}
    of_pages = {page + addition for page in pages for addition in _OF_A_PAGE}
    for entry in entries:
        name = entry.name.lower()
        if name in of_pages and entry.is_dir():
            continue
        if name.startswith((".", "~$")) or name.endswith(_TEMPORARY_ENDINGS):
            continue
        if name in _SYSTEM_FILES or is_sidecar(name):
            continue
        yield entry


def _below(path: str, folders: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(_with_separator(folder)) for folder in folders)


def _with_separator(folder: str) -> str:
    return folder if folder.endswith(os.sep) else folder + os.sep

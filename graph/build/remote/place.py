"""A place at a URL that files can be put in: a bucket, a share, whatever fsspec knows.

Access (keys, endpoints) is configured where fsspec reads it: in its configuration files or in
the environment, on each machine that writes. Nothing of it passes through us.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zeren.graph.errors import GraphError, os_reason
from zeren.graph.output.files import TEMPORARY, write_all


class Remote:
    """The files below a URL, by names with slashes.

    What goes wrong is raised as each kind of storage does it; see :func:`speaking`.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._fs, root = _file_system(url)
        self._root = root.rstrip("/")
        self._is_local = type(self._fs).__name__ == "LocalFileSystem"

    def put(self, files: Mapping[str, bytes]) -> None:
        """Put *files* in place, each at once where the storage can: whoever reads meets no half.

        On a disk (``file://``) they are as durable as in a store folder.
        """
        paths = {self._path(name): data for name, data in files.items()}
        if not self._is_local:
            if paths:
                self._fs.pipe(paths)
            return
        for folder in {Path(path).parent for path in paths}:
            folder.mkdir(parents=True, exist_ok=True)
        write_all((Path(path), data) for path, data in paths.items())

    def get(self, name: str) -> bytes | None:
        """Return the bytes of a file, None when there is none."""
        try:
            data: bytes = self._fs.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        return data

    def names(self, folder: str = "") -> list[str]:
        """Return the names of what lies in *folder*, sorted."""
        self._fs.invalidate_cache()
        try:
            found = self._fs.ls(self._path(folder), detail=False)
        except FileNotFoundError:
            return []
        paths = {str(path).rstrip("/") for path in found} - {self._path(folder)}  # a bare marker
        return sorted(path.rpartition("/")[2] for path in paths)

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the size in bytes of each file in *folder*, by name."""
        self._fs.invalidate_cache()
        try:
            found = self._fs.ls(self._path(folder), detail=True)
        except FileNotFoundError:
            return {}
        return {
            entry["name"].rpartition("/")[2]: int(entry["size"] or 0)
            for entry in found
            if entry["type"] == "file"
        }

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; what is gone already is no fault."""
        paths = [self._path(name) for name in names]
        if self._is_local:
            for path in paths:
                Path(path).unlink(missing_ok=True)
        elif paths:
            try:
                self._fs.rm(paths)
            except FileNotFoundError:
                self._fs.rm([path for path in paths if self._fs.exists(path)])

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root


def _file_system(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise GraphError(
            "a store at a URL needs the package `fsspec`, which is not installed",
            "pip install 'zeren[cluster]', or name a folder with --store",
        ) from error
    try:
        found: tuple[Any, str] = url_to_fs(url)
    except ImportError as error:
        reason = " ".join(str(error).split())
        raise GraphError(
            f"the store {url} cannot be reached: {reason}",
            "install what fsspec asks for, on each machine that reads or writes",
        ) from error
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise GraphError(
            f"{url} is no URL of a store: {reason}",
            "name a folder, or a URL such as s3://bucket/plans",
            usage=True,
        ) from error
    return found


def is_rubbish(name: str) -> bool:
    """Return whether a file is one that a kill left half written."""
    return name.startswith(TEMPORARY)


@contextmanager
def speaking(url: str) -> Iterator[None]:
    """Turn what a storage raises, which differs from kind to kind, into a GraphError."""
    try:
        yield
    except GraphError:
        raise
    except Exception as error:
        raise GraphError(
            f"the store {url} cannot be read or written: {reason_of(error)}",
            "nothing stored is lost; give access, then run the same command again",
        ) from error


def reason_of(error: Exception) -> str:
    """Return in one line what a storage has to say."""
    reason = os_reason(error) if isinstance(error, OSError) else str(error)
    return " ".join(reason.split()) or type(error).__name__

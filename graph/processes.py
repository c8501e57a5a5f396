"""Starting processes of our own in which no module of a stranger's folder is ever imported.

Python puts the folder it is started in first on the module path of ``python -c``, and that is how
:mod:`multiprocessing` starts a process: a ``random.py`` among downloaded plans would run. Here each
is started with Python's safe path (``PYTHONSAFEPATH``, as ``-P``), and without the places that are
told by where we stand: ``""``, ``.`` and the like, on the path or in the environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import RLock
from typing import Any

_STARTING = RLock()  # what a start changes for its time is the whole process's
_FOLLOWED = ("PYTHONPATH", "PYTHONUSERBASE", "PYTHONHOME")
_SET = ("PYTHONSAFEPATH", *_FOLLOWED)


class ApartProcess(SpawnProcess):
    """A process that is started anew, apart from the folder we stand in."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - the name that multiprocessing calls
        with _apart_from_here():
            return SpawnProcess._Popen(process_obj)


class ApartContext(SpawnContext):
    """What :func:`multiprocessing.get_context` returns, for such processes."""

    Process = ApartProcess


def apart() -> ApartContext:
    """Return the context that all our processes are started with."""
    if sys.platform != "win32":
        with _apart_from_here():  # it is a process too, started by the first lock or process
            resource_tracker.ensure_running()
    return ApartContext()


@contextmanager
def _apart_from_here() -> Iterator[None]:
    with _STARTING:
        path, environment = list(sys.path), {name: os.environ.get(name) for name in _SET}
        sys.path[:] = [entry for entry in path if _is_a_place(entry)]
        os.environ["PYTHONSAFEPATH"] = "1"
        for name in _FOLLOWED:
            if (value := os.environ.pop(name, None)) is not None:
                kept = os.pathsep.join(filter(_is_a_place, value.split(os.pathsep)))
                if kept:
                    os.environ[name] = kept
        try:
            yield
        finally:
            sys.path[:] = path
            for name, old in environment.items():
                os.environ.pop(name, None)
                if old is not None:
                    os.environ[name] = old


def _is_a_place(entry: str) -> bool:
    """Return whether *entry* names the same place wherever one stands."""
    return isinstance(entry, str) and os.path.isabs(entry)  # noqa: PTH117 - "" is no path

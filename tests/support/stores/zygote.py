"""A process with everything imported, which forks a child for each command it is given.

The child can thus be killed within milliseconds of its first write: the imports, which take far
longer than the work, are behind it. A line in is JSON: ``[action, arguments, stop_at]``. Lines
out: the id of the child; ``writing`` at its first step; ``steps N [FIRST LAST]`` when it came to
its end, with the first and last step that put a shard in place; ``ended STATUS``. A step is a
call that changes the disk (open to write, rename, remove, fsync and the like). With *stop_at* the
child kills itself before step number *stop_at*. Arguments of this process are further modules to
import.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from zeren.graph.build.folder import build
from zeren.graph.build.restore import restore
from zeren.graph.store import cache
from zeren.graph.store.backup.snapshot import write_snapshot
from zeren.graph.store.opening import open_store
from zeren.loaders import Metadata, load

_STEPS = {
    "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate", "os.symlink",
}  # fmt: skip


def do_build(source: str, store: str, *options: str) -> None:
    """Build as the command does, in one process; ``batch=N`` commits N documents at a time."""
    for option in options:
        if option.startswith("batch="):
            _commit_together(int(option.removeprefix("batch=")))
    report = build([Path(source)], Path(store), jobs=1, prune="prune" in options)
    sys.exit(report.failed)


def do_command(together: str, *arguments: str) -> None:
    """Run a command line of zeren; *together* documents travel and are committed together."""
    from zeren.graph import cli
    from zeren.graph.build.remote import cluster

    _commit_together(int(together))
    cluster._MOST = int(together)
    with contextlib.redirect_stdout(io.StringIO()):  # what we say goes to stdout
        status = cli.run(list(arguments))
    sys.exit(status)


def _commit_together(documents: int) -> None:
    from zeren.graph.build import committing

    committing.MOST = documents  # type: ignore[misc]
    committing._SECONDS = 60.0  # type: ignore[misc]


ACTIONS: dict[str, Callable[..., object]] = {
    "build": do_build,
    "command": do_command,
    "export": write_snapshot,
    "restore": restore,
    "query": lambda store: list(open_store(store).query("ASK { ?s ?p ?o }")),
}


class Steps:
    """Counts the steps of this process, and kills it before one of them."""

    def __init__(self, stop_at: int | None) -> None:
        self.count = 0
        self.shards: list[int] = []
        self._stop_at = stop_at
        self._fsync = os.fsync
        os.fsync = self._counted_fsync  # the only one that no audit event tells of
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            flags = arguments[2]
            if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR):
                return
        elif event not in _STEPS:
            return
        self._step()
        if event == "os.rename" and f"{os.sep}shards{os.sep}" in str(arguments[1]):
            self.shards.append(self.count)

    def _counted_fsync(self, descriptor: int) -> None:
        self._step()
        self._fsync(descriptor)

    def _step(self) -> None:
        self.count += 1
        if self.count == 1:
            os.write(1, b"writing\n")
        if self.count == self._stop_at:
            os.kill(os.getpid(), signal.SIGKILL)


def child(action: str, arguments: list[str], stop_at: int | None) -> None:
    """Do one thing and leave."""
    os.write(1, f"{os.getpid()}\n".encode())
    steps = Steps(stop_at)
    status = 0
    try:
        ACTIONS[action](*arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException as error:
        sys.stderr.write(f"{action}: {error!r}\n")
        status = 70
    numbers = [steps.count, *steps.shards[:1], *steps.shards[-1:]]
    os.write(1, f"steps {' '.join(map(str, numbers))}\n".encode())
    os._exit(status)


def serve() -> None:
    """Fork a child for each line."""
    for module in sys.argv[1:]:
        importlib.import_module(module)
    cache.SMALL = -1  # type: ignore[misc]  # what large stores write is to be killed too
    load("青石市要点\n\n1.植树。（责任单位：市林业局）\n".encode(), Metadata())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        action, arguments, stop_at = json.loads(line)
        process = os.fork()
        if process == 0:
            child(action, arguments, stop_at)
        _, status = os.waitpid(process, 0)
        sys.stdout.write(f"ended {os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()

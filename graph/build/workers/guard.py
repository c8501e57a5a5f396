"""What a process that reads strangers' files may not do: take much memory, use the network.

Files are read in a process of their own (:mod:`zeren.graph.build.workers.pool`), which first shuts
itself in here. The limits are those that the system can keep whatever library does the reading:

- Memory: ``RLIMIT_AS`` on Linux and other Unix systems, which bounds all of the address space
  and so the memory in use; on Windows a job object with a limit on the process. macOS takes
  RLIMIT_AS and does not keep it: there only the bounds of the readers and the time limit hold.
- Network and programs: an audit hook (PEP 578) that no code can remove again refuses each
  connection, look-up of a name and start of a program that Python code tries. Code in C is not
  seen by it: the XML and HTML parsers are told apart not to load anything.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import warnings
from pathlib import Path
from typing import Final

from zeren.graph.memory import bound_memory

MEMORY: Final = 1024 * 1024 * 1024
"""Bytes that a process which reads may have: four times what the longest known plan takes."""

FORBIDDEN: Final = frozenset((
    "socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
    "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo", "subprocess.Popen",
    "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork", "pty.spawn",
    "webbrowser.open",
))  # fmt: skip
"""Audit events of what no reader needs. Source: the table of audit events in Python's manual."""


class ForbiddenError(PermissionError):
    """A reader tried to reach the network or to start a program."""


def shut_in(memory: int = MEMORY) -> None:
    """Bound this process to *memory* bytes, and keep it from the network and from programs.

    It cannot be undone, so it is for a process that does nothing but read. It also leaves
    Ctrl-C to the parent, and keeps the warnings and logs of libraries off the terminal.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Each thread of a numerical library takes some 40 MB of address space.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    bound_memory(memory)
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in FORBIDDEN:
        raise ForbiddenError(f"a file may not cause {event}")


def memory_used() -> int:
    """Return the most bytes that this process has had in memory, 0 where nobody knows."""
    # Not getrusage on Linux: it starts its count at what the *parent* had when it started this one.
    status = Path("/proc/self/status")
    with contextlib.suppress(OSError):
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024

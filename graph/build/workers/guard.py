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
import ctypes
import logging
import os
import signal
import sys
import warnings
from pathlib import Path
from typing import Final

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


if sys.platform == "win32":

    def bound_memory(memory: int) -> None:
        """Let this process have *memory* bytes at most, where the system can keep that."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = ctypes.c_void_p
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        job = kernel.CreateJobObjectW(None, None)
        limits = JobLimits()
        limits.LimitFlags = _PROCESS_MEMORY
        limits.ProcessMemoryLimit = memory
        kernel.SetInformationJobObject(
            ctypes.c_void_p(job), _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        kernel.AssignProcessToJobObject(
            ctypes.c_void_p(job), ctypes.c_void_p(kernel.GetCurrentProcess())
        )

else:

    def bound_memory(memory: int) -> None:
        """Let this process have *memory* bytes at most, where the system can keep that."""
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS may refuse
            resource.setrlimit(resource.RLIMIT_AS, (wanted, wanted))
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


_PROCESS_MEMORY = 0x100
_EXTENDED = 9


class JobLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of the Windows API (winnt.h)."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


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

"""How much memory a process of ours may have, where the system can keep that."""

from __future__ import annotations

import contextlib
import ctypes
import sys

if sys.platform == "win32":

    def bound_memory(memory: int | None) -> None:
        """Let this process have *memory* bytes at most (None: any), where the system keeps that."""
        if memory is None:
            return
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

    def bound_memory(memory: int | None) -> None:
        """Let this process have *memory* bytes at most (None: any), where the system keeps that.

        What it had in memory is not written to a file when it dies.
        """
        import resource

        if memory is not None:
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

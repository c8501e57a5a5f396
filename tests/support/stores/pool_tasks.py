"""What the processes of the tests do; a process that is started anew has to import it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time


def act(task: str) -> str:
    """Do what *task* says: ``echo x``, ``sleep s``, ``take mb``, ``keep mb``, ``die`` …"""
    verb, _, rest = task.partition(" ")
    if verb == "sleep":
        time.sleep(float(rest))
    elif verb == "take":
        return str(len(bytearray(int(rest) * 1024 * 1024)))
    elif verb == "keep":
        _KEPT.append(b"x" * (int(rest) * 1024 * 1024))
    elif verb == "die":
        os._exit(9)
    elif verb == "process":
        return str(os.getpid())
    elif verb == "say":
        return "x" * int(rest)
    elif verb in _FORBIDDEN:
        try:
            _FORBIDDEN[verb](rest)
        except Exception as error:
            return type(error).__name__
        return "done"
    return rest


def length(result: str) -> int:
    return len(result)


def _connect(address: str) -> None:
    host, _, port = address.partition(":")
    socket.create_connection((host, int(port)), timeout=2).close()


def _send(address: str) -> None:
    host, _, port = address.partition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", (host, int(port)))


_KEPT: list[bytes] = []
_FORBIDDEN = {
    "connect": _connect,
    "send": _send,
    "look_up": lambda name: socket.getaddrinfo(name, 80),
    "fetch": lambda address: __import__("urllib.request").request.urlopen(f"http://{address}/"),
    "run": lambda name: subprocess.run([name], check=False),
    "shell": os.system,
    "program": lambda _: os.execv(sys.executable, [sys.executable, "-c", "0"]),
}


def die(task: str) -> int:
    """Die in the way that *task* names, as a library may."""
    if task == "signal":
        os.kill(os.getpid(), signal.SIGSEGV)
    if task == "words":
        os.write(2, b"first line\nterminate called: \x1b[31mout of luck\n")
        os._exit(3)
    return len(task)

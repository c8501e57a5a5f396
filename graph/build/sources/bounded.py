"""Reading a file that anybody may have made: a regular one, and not without end."""

from __future__ import annotations

import os
import stat

from zeren.graph.errors import os_reason


def read_bytes(path: str, limit: int) -> bytes:
    """Return the bytes of a regular file of at most *limit* bytes.

    Raises :class:`UnreadableError` with what is wrong and what to do.
    """
    try:
        status = os.stat(path)  # noqa: PTH116
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("it is not a regular file", "give the name of a file with a text")
        if status.st_size > limit:
            raise _too_large(status.st_size, limit)
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise UnreadableError(
            "it is gone: it was there when the folder was listed", "run the command again"
        ) from error
    except PermissionError as error:
        raise UnreadableError(
            "it cannot be read: permission denied", "give yourself permission to read it"
        ) from error
    except OSError as error:
        raise UnreadableError(
            f"it cannot be read: {os_reason(error)}", "copy it to a good disk and try again"
        ) from error
    if len(data) > limit:
        raise _too_large(len(data), limit)
    return data


def brief(text: str, most: int = 60) -> str:
    """Return *text* as a message can quote it, whatever a stranger has put there.

    >>> brief("title"), brief("x" * 100, 5)
    ('title', 'xxxxx…')
    """
    return text if len(text) <= most else text[:most] + "…"


class UnreadableError(Exception):
    """The bytes of a file cannot be had."""

    def __init__(self, what: str, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step


def _too_large(size: int, limit: int) -> UnreadableError:
    megabyte = 1024 * 1024
    needed = -(-size // megabyte)
    return UnreadableError(
        f"it is too large for a plan: {needed} MB, the limit is {limit / megabyte:g} MB",
        f"if it is a plan all the same, build with --max-size {needed}",
    )

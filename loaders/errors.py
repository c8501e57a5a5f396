"""What can go wrong before a document is read, and what to do about it.

Every error has a code that a report can name, and three parts: *what* happened,
*where* (when that is known), and the *next step* that most likely helps.
"""

from __future__ import annotations

from typing import ClassVar


class ZerenError(Exception):
    """An error that a user can act on.

    ``str(error)`` is one paragraph: the code, what happened, where, what to do next.
    The parts stay apart as attributes for a caller that lays them out itself.
    """

    code: ClassVar[str] = "Z000"

    def __init__(self, what: str, where: str = "", next_step: str = "") -> None:
        # All three go to Exception, so that the error survives the pickle of a worker.
        super().__init__(what, where, next_step)
        self.what = what
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        where = f" ({self.where})" if self.where else ""
        after = f" {self.next_step}" if self.next_step else ""
        return f"[{self.code}] {self.what}{where}.{after}"


class ReadError(ZerenError):
    """A file could not be turned into text."""

    code = "Z100"


class EmptyFileError(ReadError):
    """The file holds no text at all."""

    code = "Z101"


class BinaryFileError(ReadError):
    """The file is of a format that this version does not read, or no text in any encoding."""

    code = "Z102"


class WrongEncodingError(ReadError):
    """The encoding that the caller named does not fit the bytes."""

    code = "Z103"


class UndecodableError(ReadError):
    """None of the known encodings gives readable text."""

    code = "Z104"


class TooLargeError(ReadError):
    """The file is larger than the limit."""

    code = "Z105"


class LockedFileError(ReadError):
    """The file is locked with a password."""

    code = "Z106"


class DamagedFileError(ReadError):
    """The file is of a format that is read, but its bytes break the rules of the format."""

    code = "Z107"


class UnsafeFileError(ReadError):
    """The file holds what no plan holds and what can do harm: it is not opened."""

    code = "Z108"


class OverLimitError(ReadError):
    """Reading the file would take more time, memory or text than a plan ever needs."""

    code = "Z109"


class NoTextLayerError(ReadError):
    """The file is a picture of its pages: a scan that has to be recognised first."""

    code = "Z110"

"""How much of anything a reader takes before it gives up: bounds for hostile files.

The longest plans known have half a megabyte of text, some 300 pages and 2,000 rows; each
bound is far above that, and low enough that what is kept under it fits the memory of a worker.
"""

from __future__ import annotations

from typing import Final

from zeren.loaders.errors import OverLimitError

CHARACTERS: Final = 4_000_000
"""Of extracted text, whatever the format."""
CELLS: Final = 200_000
"""Of all tables of a file together, empty ones included."""
PAGES: Final = 1_000
PARAGRAPHS: Final = 200_000
"""Empty ones included."""
DEPTH: Final = 250
"""Elements inside one another, in XML and HTML."""


def check(count: int, limit: int, what: str) -> None:
    """Raise OverLimitError when *count* of *what* (``pages``, ``cells`` …) is above *limit*.

    >>> check(3, 1_000, "pages")
    """
    if count > limit:
        raise OverLimitError(
            f"The file has more than {limit:,} {what}, far more than a plan",
            next_step="Check that it is the right file, or keep only the part that is the plan.",
        )

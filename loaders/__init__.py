"""The first room: bytes to records.

:func:`zeren.loaders.load` takes a plan as it was found and returns a
:class:`~zeren.loaders.records.PolicyDocument`. Nothing here knows of RDF or of a store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.loaders.reader import load as load
    from zeren.loaders.records import Metadata as Metadata
    from zeren.loaders.records import PolicyDocument as PolicyDocument

__all__ = ["Metadata", "PolicyDocument", "load"]


def __getattr__(name: str) -> object:
    # The matchers take a moment to import; who only wants a record should not pay for it.
    if name == "load":
        from zeren.loaders.reader import load

        return load
    if name in {"Metadata", "PolicyDocument"}:
        from zeren.loaders import records

        return getattr(records, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

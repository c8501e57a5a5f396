"""Which version of zeren, or of a library, is installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def tool_version() -> str:
    """Return the version of zeren."""
    return version_of("zeren")


def version_of(name: str) -> str:
    """Return the version of a library, "unknown" where it tells none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"

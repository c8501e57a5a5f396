"""Kills and faults meet all that a build writes: also the engine, which small stores lack."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _on_disk(on_disk: None) -> None:
    """Let the small stores of these tests have what large ones have."""

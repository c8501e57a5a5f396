"""Which kind a test is of: what it needs beside Python, or how long it takes, says its marker."""

from __future__ import annotations

import pytest

BY_FIXTURE = {
    "chromium": "browser",
    "cluster": "cluster",
    "killer": "kill",
    "pages": "notebook",
    "wheel": "wheel",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that uses one of the fixtures above; the other marks stand at the tests."""
    for item in items:
        for name in getattr(item, "fixturenames", ()):
            if name in BY_FIXTURE:
                item.add_marker(BY_FIXTURE[name])

"""What the tests share: folders, plans, stores, pages, and hostile files."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
DATA = TESTS / "data"
EXAMPLES = ROOT / "examples"
SHARED = ROOT.parent / "shared"  # real plans, where a copy of them lies beside the repository

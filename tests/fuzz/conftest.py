"""Lets the tests here find their helpers."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # importlib mode leaves helpers out of reach

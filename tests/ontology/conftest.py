"""Helpers for the tests of the second room: importlib mode leaves their modules out of reach."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

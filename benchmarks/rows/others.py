"""The environment with tools that are no part of Zeren, for the rows that measure them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
VENV = HERE.parent / "build" / "bench-venv"
TOOLS = ("morph-kgc", "igraph")
_PATIENCE = 300
_WRITE_VERSIONS = """
import importlib.metadata, json, sys
print(json.dumps({name: importlib.metadata.version(name) for name in sys.argv[1:]}))
"""


class NoOthersError(OSError):
    """The environment cannot be made, most likely because there is no network."""


def python() -> str:
    """Return the Python of the environment, which is made when it is missing.

    Raises NoOthersError.
    """
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    mark = VENV / ".installed"
    found = _interpreter()
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted and found.exists():
        return str(found)
    print("  installing morph-kgc and igraph into build/bench-venv ...", flush=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        pip = [str(found), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run(
            [*pip, "-r", str(HERE / "requirements.txt")],
            check=True,
            capture_output=True,
            encoding="utf-8",
            timeout=_PATIENCE,
        )
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        why = next((line for line in reversed(said) if line.startswith("ERROR")), said[-1])
        raise NoOthersError(f"build/bench-venv could not be installed ({why[:160]})") from error
    mark.write_text(wanted, encoding="utf-8")
    return str(found)


def versions() -> dict[str, str]:
    """Return the versions of the tools, nothing when they are not installed."""
    if not (VENV / ".installed").is_file():
        return {}
    told = subprocess.run(
        [str(_interpreter()), "-c", _WRITE_VERSIONS, *TOOLS],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    return dict(json.loads(told.stdout)) if told.returncode == 0 else {}


def _interpreter() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

"""Write what zeren is made of as a CycloneDX 1.6 bill of materials: ``make sbom``.

The libraries of the core with all that they need, as they are installed here, and the scripts that
are shipped (docs/vendored.toml). The same environment gives the same bytes.
"""

from __future__ import annotations

import json
import sys
import tomllib
from importlib.metadata import metadata, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


def needed(requirements: list[str]) -> list[str]:
    """Return the names of all distributions that *requirements* need in turn, sorted."""
    seen: set[str] = set()
    waiting = list(requirements)
    while waiting:
        each = Requirement(waiting.pop())
        name = canonicalize_name(each.name)
        if name not in seen and (each.marker is None or each.marker.evaluate({"extra": ""})):
            seen.add(name)
            waiting += requires(name) or []
    return sorted(seen)


def library(name: str) -> dict[str, object]:
    """Return the component of an installed distribution."""
    told = metadata(name)
    licence = told.get("License-Expression") or (told.get("License") or "").split("\n")[0][:100]
    classified = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier") or ()
        if each.startswith("License ::")
    ]
    found: dict[str, object] = {
        "type": "library",
        "name": name,
        "version": version(name),
        "purl": f"pkg:pypi/{name}@{version(name)}",
        "bom-ref": f"pkg:pypi/{name}@{version(name)}",
    }
    if told.get("License-Expression"):
        found["licenses"] = [{"expression": licence}]
    elif licence or classified:
        found["licenses"] = [{"license": {"name": licence or classified[0]}}]
    return found


def script(each: dict[str, str]) -> dict[str, object]:
    """Return the component of a file of others that is shipped."""
    return {
        "type": "library",
        "name": each["name"],
        "version": each["version"],
        "purl": f"pkg:npm/{each['name'].replace('@', '%40', 1)}@{each['version']}",
        "bom-ref": each["path"],
        "hashes": [{"alg": "SHA-256", "content": each["sha256"]}],
        "licenses": [{"expression": each["licence"]}],
        "externalReferences": [{"type": "distribution", "url": each["source"]}],
    }


def bill() -> dict[str, object]:
    """Return the bill of materials."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    vendored = tomllib.loads((ROOT / "docs" / "vendored.toml").read_text(encoding="utf-8"))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [
            *map(library, needed(project["dependencies"])),
            *map(script, vendored["file"]),
        ],
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(
        json.dumps(bill(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )

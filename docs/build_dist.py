"""Build the wheel and the sdist, the same bytes each time, and note what they are: ``make dist``.

Times are those of SOURCE_DATE_EPOCH (setuptools keeps it in the wheel), owners are none, names are
sorted; ``provenance.txt`` names commit, tools and hashes, and that ``make dist`` makes them again.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import platform
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def build(folder: Path) -> list[Path]:
    """Build both into *folder* and return their paths."""
    code = "import setuptools.build_meta as b, sys; print(b.build_{}(sys.argv[1]))"
    made = []
    for kind in ("wheel", "sdist"):
        done = subprocess.run(
            [sys.executable, "-c", code.format(kind), str(folder.resolve())],
            cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        made.append(folder / done.stdout.split()[-1])
    made[1].write_bytes(normal(made[1].read_bytes(), int(os.environ["SOURCE_DATE_EPOCH"])))
    return made


def normal(data: bytes, time: int) -> bytes:
    """Return a .tar.gz with sorted names, one time and no owners."""
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(data)) as old,
        tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda each: each.name):
            content = old.extractfile(member) if member.isfile() else None
            member.mtime, member.uid, member.gid = time, 0, 0
            member.uname = member.gname = ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            new.addfile(member, content)
    return gzip.compress(out.getvalue(), 9, mtime=0)


def provenance(made: list[Path]) -> str:
    """Return the note on how *made* came about."""
    git = ["git", "rev-parse", "HEAD"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    lines = [
        f"commit {commit.stdout.strip() or 'unknown'}",
        f"SOURCE_DATE_EPOCH {os.environ['SOURCE_DATE_EPOCH']}",
        f"python {platform.python_version()}, setuptools {version('setuptools')}",
        *(f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in made),
        "made again by: make dist, at that commit with those versions",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(exist_ok=True)
    found = build(target)
    (target / "provenance.txt").write_text(provenance(found), encoding="utf-8", newline="\n")

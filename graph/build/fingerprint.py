"""Which code read a document: a better rule makes old shards be built again."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zeren.graph.output.files import sha256
from zeren.graph.output.version import version_of

_DEPENDENCIES = (  # their data, and how they take files apart, reach the shards
    "jieba",
    "lxml",
    "opencc",
    "openpyxl",
    "pdfminer.six",
    "pdfplumber",
    "python-docx",
    "spacy",
    "trafilatura",
)


@cache
def fingerprint() -> str:
    """Return a hash over the code and data of the two rooms before this one.

    It is the same wherever the same version is installed, and changes with every
    rule, table and class that could change a shard.
    """
    import zeren.loaders
    import zeren.ontology

    parts = [f"{name} {version_of(name)}".encode() for name in _DEPENDENCIES]
    for package in (zeren.loaders, zeren.ontology):
        folder = Path(next(iter(package.__path__)))
        for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
            name = path.relative_to(folder).as_posix()
            if not path.is_file() or "__pycache__" in name or "/." in f"/{name}":
                continue
            content = sha256(path.read_bytes())
            parts.append(f"{package.__name__}/{name} {content}".encode())
    return sha256(b"\n".join(parts))[:16]

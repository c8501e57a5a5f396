"""The store as an RO-Crate 1.2: files, what they are, their checksums, and who may do what.

The metadata are written here and not by the library ``rocrate``, which dates each file with
the hour and asks for web libraries; the tests read them with it where it is installed.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zeren.graph.export.crate.codebook import codebook
from zeren.graph.export.files import table_files
from zeren.graph.export.rdf import rdf
from zeren.graph.export.tables import read_tables
from zeren.graph.export.void import describe
from zeren.graph.output.files import sha256
from zeren.graph.output.version import tool_version
from zeren.ontology.vocabulary import turtle

if TYPE_CHECKING:
    from zeren.graph.store.opening import Store

CONTEXT = "https://w3id.org/ro/crate/1.2/context"
PROFILE = "https://w3id.org/ro/crate/1.2"
METADATA = "ro-crate-metadata.json"
MANIFEST = "manifest-sha256.txt"
ZEREN = "https://w3id.org/zeren/"
_FORMATS = {
    "csv": "text/csv",
    "xml": "application/xml",
    "ttl": "text/turtle",
    "gz": "application/gzip",
    "txt": "text/plain",
}
_ABOUT = {
    "dictionary.csv": "What each column of the tables holds, in Chinese and English",
    "codebook.xml": "Codebook of the variables (DDI Codebook 2.5)",
    "graph.nq.gz": "All statements as N-Quads, one named graph a document",
    "void.ttl": "Description of the dataset: VoID and DCAT",
    "ontology.ttl": "The ontology that the statements and columns use",
    "shapes.ttl": "The shapes (SHACL) that the statements satisfy",
    MANIFEST: "SHA-256 of every file, as sha256sum -c reads it",
}


@dataclass(frozen=True, slots=True)
class About:
    """What a dataset says of itself. ``license`` is the address of one, "" where none is given.

    ``published`` is None for the day of the last build of the store.
    """

    title: str = ""
    creator: str = ""
    license: str = ""
    published: date | None = None


def crate_files(store: Store, about: About = About()) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file of the crate, its metadata last.

    The same store and *about* give the same bytes, for the same version of Zeren.
    """
    found: dict[str, bytes] = {}
    for name, data in _payload(store, about):
        found[name] = data
        yield name, data
    manifest = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(found.items()))
    found[MANIFEST] = manifest.encode()
    yield MANIFEST, found[MANIFEST]
    yield METADATA, _metadata(store, found, about)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return *files* in one archive, without the hour at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def _payload(store: Store, about: About) -> Iterator[tuple[str, bytes]]:
    yield from table_files(store, None, "csv")
    rows = read_tables(store)
    yield "codebook.xml", codebook(rows, title=about.title, creator=about.creator)
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as packed:
        for piece in rdf(store.layout, store.tables.shards, "nq", with_vocabularies=False):
            packed.write(piece)
    yield "graph.nq.gz", out.getvalue()
    yield "void.ttl", describe(store)
    yield "ontology.ttl", turtle("zeren.ttl")
    yield "shapes.ttl", turtle("shapes.ttl")


def _metadata(store: Store, files: Mapping[str, bytes], about: About) -> bytes:
    from zeren.graph.store.facts.reading import read_facts

    facts = read_facts(store)
    years = sorted(fact.year for fact in facts.documents.values() if fact.year)
    places = sorted({fact.jurisdiction for fact in facts.documents.values() if fact.jurisdiction})
    published = about.published or _last_build(store) or _last_issue(facts.documents.values())
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title or "政策任务责任数据 Who answers for what in policy plans",
        "description": (
            f"{len(facts.tasks)} tasks of {len(facts.documents)} policy plans, their units"
            f" ({len(facts.ties)} assignments), {len(facts.targets)} targets, sectors and themes,"
            " with the words of the source, read by Zeren."
        ),
        "datePublished": published.isoformat(),
        "license": {"@id": about.license or "#license"},
        "conformsTo": {"@id": ZEREN + "ontology"},
        "inLanguage": "zh-CN",
        "hasPart": [{"@id": name} for name in sorted(files)],
    }
    if about.creator:
        root["creator"] = {"@id": "#creator"}
    if years:
        root["temporalCoverage"] = f"{years[0]}/{years[-1]}"
    if places:
        root["spatialCoverage"] = [{"@id": f"#place-{n}"} for n, _ in enumerate(places, start=1)]
    graph: list[dict[str, Any]] = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": PROFILE},
            "about": {"@id": "./"},
        },
        root,
        *(_file(name, data) for name, data in sorted(files.items())),
        *_context(about, places, published),
    ]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=2)
    return (text + "\n").encode()


def _file(name: str, data: bytes) -> dict[str, Any]:
    return {
        "@id": name,
        "@type": "File",
        "name": name,
        "description": _ABOUT.get(name, f"The table {name.removesuffix('.csv')}"),
        "encodingFormat": _FORMATS[name.rpartition(".")[2]],
        "contentSize": str(len(data)),
        "sha256": sha256(data),
    }


def _context(about: About, places: Sequence[str], day: date) -> Iterator[dict[str, Any]]:
    """Yield what the files and the dataset point to."""
    if about.license:
        yield {"@id": about.license, "@type": "CreativeWork", "name": about.license}
    else:
        yield {
            "@id": "#license",
            "@type": "CreativeWork",
            "name": "No licence is stated",
            "description": "Whoever publishes this has not said what others may do with it.",
        }
    if about.creator:
        yield {"@id": "#creator", "@type": "Person", "name": about.creator}
    for number, place in enumerate(places, start=1):
        yield {"@id": f"#place-{number}", "@type": "Place", "name": place}
    yield {"@id": ZEREN + "ontology", "@type": "CreativeWork", "name": "The ontology of Zeren"}
    yield {
        "@id": "#zeren",
        "@type": "SoftwareApplication",
        "name": "Zeren",
        "version": tool_version(),
        "url": ZEREN,
    }
    yield {
        "@id": "#export",
        "@type": "CreateAction",
        "name": "Export of a store",
        "instrument": {"@id": "#zeren"},
        "endTime": day.isoformat(),
        "result": {"@id": "./"},
    }


def _last_build(store: Store) -> date | None:
    """Return the day of the last build, as the record of it is called."""
    names = sorted(path.name for path in store.layout.runs.glob("*T*.ttl"))
    days = [name[:8] for name in names if name[:8].isdecimal()]
    return date.fromisoformat(days[-1]) if days else None


def _last_issue(documents: Iterable[Any]) -> date:
    return max((fact.issued for fact in documents if fact.issued), default=date(1970, 1, 1))

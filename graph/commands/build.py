"""``zeren build``."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from zeren.graph.commands.shared.options import STORE, OnlyThemesOption, ThemesOption
from zeren.graph.commands.shared.talk import console, progress, say, tell


def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help="Plans, or folders of plans: text, web pages, Word, PDF, Excel, CSV.",
            metavar="SOURCE...",
        ),
    ] = None,
    store: Annotated[
        str,
        typer.Option(
            help="The folder of the store; or a URL that fsspec knows, to build there.",
            metavar="DIR|URL",
        ),
    ] = str(STORE),
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes to read with; as many as help when left out."),
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove documents whose file is gone from SOURCE.")
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option(help="Encoding of all files whose sidecar names none.", metavar="ENC"),
    ] = None,
    rows: Annotated[
        bool,
        typer.Option("--rows", help="Take every table for a dataset: one policy a row."),
    ] = False,
    as_plan: Annotated[
        bool,
        typer.Option("--as-plan", help="Read tasks also from regulations, forms, replies, news."),
    ] = False,
    no_inference: Annotated[
        bool,
        typer.Option(
            "--no-inference",
            help="Take no place from a plan's text or address where its head does not state one.",
        ),
    ] = False,
    max_size: Annotated[
        float, typer.Option(min=0.001, help="Refuse larger files.", metavar="MB")
    ] = 20,
    manifest: Annotated[
        Path | None,
        typer.Option(
            help="A CSV table of files: path, title, issuer, jurisdiction, issued, url …",
            metavar="FILE.csv",
        ),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option(min=0.1, help="Give up on a file after that long.", metavar="SECONDS"),
    ] = 120,
    themes: ThemesOption = None,
    only_themes: OnlyThemesOption = False,
    user_units: Annotated[
        Path | None,
        typer.Option(
            help="Your own units.toml: which names are one unit, and which are not.",
            metavar="FILE.toml",
        ),
    ] = None,
    user_places: Annotated[
        Path | None,
        typer.Option(
            help="Your own places.toml: places that the table of divisions does not have.",
            metavar="FILE.toml",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Read on the workers of this Dask scheduler; needs the extra `cluster`.",
            metavar="ADDRESS",
        ),
    ] = None,
    from_snapshot: Annotated[
        str | None,
        typer.Option(
            help="In place of SOURCE: restore a backup, or a folder of a store, into a new store.",
            metavar="FILE.zip|DIR|URL",
        ),
    ] = None,
) -> None:
    """Read plans into the store.

    Files that did not change since the last build are left alone. A file that cannot
    be read is reported, and the others are built. NAME.meta.toml beside NAME.txt may
    give id, title, issuer, jurisdiction, level, issued, document_number, url, encoding
    and as_plan;
    a manifest may state the same for many files, and a file's own NAME.meta.toml wins.
    """
    from zeren.graph.build.folder import build as build_store
    from zeren.graph.build.sources.manifest import NO_MANIFEST, read_manifest
    from zeren.graph.build.sources.own_units import read_units_files
    from zeren.graph.build.sources.sidecars import is_text_encoding
    from zeren.graph.build.sources.themes import read_themes
    from zeren.graph.build.workers.pool import ReadingLimits
    from zeren.graph.collecting import collect_rarely
    from zeren.graph.commands.shared import report
    from zeren.graph.errors import GraphError
    from zeren.graph.store.catalogue.layout import is_url

    if from_snapshot is not None:
        if (
            sources
            or manifest
            or prune
            or encoding
            or themes
            or only_themes
            or user_units
            or user_places
        ):
            raise GraphError(
                "--from-snapshot reads no sources",
                "restore first, then build the sources with a second command",
                usage=True,
            )
        if is_url(store):
            raise GraphError(
                f"a store at a URL ({store}) is not restored, it is copied",
                "name a folder with --store",
                usage=True,
            )
        _restore(from_snapshot, Path(store))
        return
    if encoding is not None and not is_text_encoding(encoding):
        raise GraphError(
            f"{encoding!r} is no encoding that Python knows",
            "try gb18030, big5, utf-8 or utf-16",
            usage=True,
        )
    if scheduler is not None and jobs is not None:
        raise GraphError(
            "--jobs is for this machine, and with --scheduler the workers of the cluster read",
            "leave one of the two out",
            usage=True,
        )
    if not sources and manifest is None:
        raise GraphError("nothing to read is named", "zeren build FOLDER", usage=True)
    if sources and manifest is None and all(map(_is_missing, sources)):
        names = ", ".join(map(str, sources))
        raise GraphError(f"there is nothing at {names}", "check the name", usage=True)
    listed = read_manifest(manifest) if manifest else NO_MANIFEST
    own = read_themes(themes or [], only=only_themes)
    own = replace(own, units=read_units_files(user_units, user_places))
    collect_rarely()
    with progress(console(sys.stderr)) as tick:
        done = build_store(
            sources or [],
            store,
            jobs=jobs,
            prune=prune,
            encoding=encoding,
            rows=rows,
            as_plan=as_plan,
            infer=not no_inference,
            limit=int(max_size * 1024 * 1024),
            manifest=listed,
            limits=ReadingLimits(seconds=time_limit),
            themes=own,
            scheduler=scheduler,
            progress=tick,
        )
    for line in report.complaints(done):
        say(line)
    for line in report.summary(done):
        typer.echo(line)
    if done.stopped:
        tell(done.stopped)
    if done.failed:
        raise typer.Exit(1)


def _is_missing(source: str) -> bool:
    """Return whether nothing is there; what may not be looked at is not missing."""
    try:
        os.lstat(source)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        pass  # something may be there
    return False


def _restore(snapshot: str, store: Path) -> None:
    from zeren.graph.build.restore import restore
    from zeren.graph.commands.shared import report

    with progress(console(sys.stderr)) as tick:
        done = restore(snapshot, store, progress=tick)
    for line in report.complaints(done.report):
        say(line)
    for line in report.restored(done):
        typer.echo(line)
    if done.report.stopped:
        tell(done.report.stopped)
    if done.report.failed:
        raise typer.Exit(1)

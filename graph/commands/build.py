"""``zeren build``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from zeren.graph.commands.options import STORE, OnlyThemesOption, StoreOption, ThemesOption
from zeren.graph.commands.talk import console, say, tell


def build(
    sources: Annotated[
        list[str], typer.Argument(help="Plans, or folders of plans.", metavar="SOURCE...")
    ],
    store: StoreOption = STORE,
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
    max_size: Annotated[
        float, typer.Option(min=0.001, help="Refuse larger files.", metavar="MB")
    ] = 20,
    themes: ThemesOption = None,
    only_themes: OnlyThemesOption = False,
) -> None:
    """Read plans into the store.

    Files that did not change since the last build are left alone. A file that cannot
    be read is reported, and the others are built. NAME.meta.toml beside NAME.txt may
    give id, title, issuer, jurisdiction, level, issued, document_number and encoding.
    """
    from zeren.graph import report
    from zeren.graph.build import build as build_store
    from zeren.graph.errors import GraphError
    from zeren.graph.sidecars import is_text_encoding
    from zeren.graph.themes import read_themes

    if encoding is not None and not is_text_encoding(encoding):
        raise GraphError(
            f"{encoding!r} is no encoding that Python knows",
            "try gb18030, big5, utf-8 or utf-16",
            usage=True,
        )
    own = read_themes(themes or [], only=only_themes)
    with report.progress(console(sys.stderr)) as tick:
        done = build_store(
            sources,
            store,
            jobs=jobs,
            prune=prune,
            encoding=encoding,
            limit=int(max_size * 1024 * 1024),
            themes=own,
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

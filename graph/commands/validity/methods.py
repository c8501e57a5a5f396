"""``zeren methods``."""

from __future__ import annotations

from typing import Annotated

import typer
from zeren.graph.commands.shared.choosing import one_of
from zeren.graph.commands.shared.opening import opened_store
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.validity.sample import ReadOption, SeedOption, judged


def methods(
    lang: Annotated[str, typer.Option(help="zh, en or both.", metavar="LANG")] = "both",
    read: ReadOption = None,
    seed: SeedOption = 0,
    store: StoreOption = STORE,
) -> None:
    """Write the paragraph on data and methods of a paper, with the figures of the store.

    With the sheets of an annotated sample (--read, see `zeren sample`) it says how far the
    reading can be trusted; without, that nobody has looked.
    """
    from zeren.graph.analysis.validity import methods as made
    from zeren.graph.output.version import tool_version
    from zeren.graph.store.facts.reading import read_facts

    wanted = one_of(lang, (*made.LANGUAGES, "both"), "language")
    facts = read_facts(opened_store(store))
    qualities, agreement = judged(read, facts, seed) if read else ({}, ())
    first = next(iter(qualities.values()), ())
    for language in made.LANGUAGES:
        if wanted in {language, "both"}:
            text = made.methods(
                facts,
                language,
                version=tool_version(),
                qualities=first,
                agreement=agreement,
            )
            typer.echo(text)

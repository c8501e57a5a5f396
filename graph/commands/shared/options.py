"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StoreOption = Annotated[
    Path, typer.Option("--store", help="The folder of the store.", metavar="DIR")
]
STORE = Path("zeren-store")
ThemesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--themes",
        help="A SKOS file (Turtle) of your own themes, beside the built-in ones; repeatable.",
        metavar="FILE.ttl",
    ),
]
OnlyThemesOption = Annotated[
    bool, typer.Option("--only-themes", help="Read with the themes of --themes alone.")
]

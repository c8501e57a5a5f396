"""``zeren evaluate``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from zeren.graph.commands.shared.options import OnlyThemesOption, ThemesOption
from zeren.graph.commands.shared.talk import console, print_json
from zeren.graph.commands.validity.sample import write_agreement


def evaluate(
    documents: Annotated[list[Path], typer.Argument(help="Plans, NAME.txt.", metavar="DOC...")],
    gold: Annotated[
        list[Path],
        typer.Option(
            help="The folder that holds NAME.jsonl for each plan; one for each annotator.",
            metavar="DIR",
        ),
    ],
    differences: Annotated[
        bool, typer.Option("--differences", help="List what was missed and what is too much.")
    ] = False,
    format: Annotated[str, typer.Option(help="text or json.", metavar="FORMAT")] = "text",
    themes: ThemesOption = None,
    only_themes: OnlyThemesOption = False,
) -> None:
    """Measure the reading against plans that you annotated (docs/annotating.md).

    Scores are against the first annotator; below stands how far annotators agree with each
    other, and Zeren with each of them (Cohen's or Fleiss' kappa, Krippendorff's alpha).
    """
    from zeren.graph.analysis import evaluation
    from zeren.graph.analysis.validity.coders import agreements
    from zeren.graph.build.sources.themes import read_themes
    from zeren.graph.errors import GraphError

    if format not in {"text", "json"}:
        raise GraphError(f"there is no format {format!r}", "use text or json", usage=True)
    own = read_themes(themes or [], only=only_themes)
    results = [evaluation.evaluate_file(document, gold[0], own) for document in documents]
    agreement = agreements(evaluation.codings(documents, gold, own))
    if format == "json":
        said = [
            {
                "coders": each.coders,
                "category": each.category,
                "tasks": each.tasks,
                "kappa": each.kappa,
                "alpha": each.alpha,
            }
            for each in agreement
        ]
        print_json({**evaluation.as_json(results), "agreement": said})
    else:
        evaluation.show(console(sys.stdout), results, differences=differences)
        console(sys.stdout).file.write("\n")
        write_agreement(agreement)

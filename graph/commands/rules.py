"""``zeren rules``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from zeren.graph.commands.shared.opening import opened_store
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.talk import console, print_json

if TYPE_CHECKING:
    from zeren.graph.analysis.rules import Read
    from zeren.loaders.rules.model import Rule


_LONGEST = 90
"""Characters of what a rule looks for, in the list."""


def rules(
    name: Annotated[
        str | None,
        typer.Argument(
            help="One rule, as an assignment or `zeren show` names it.", metavar="[RULE]"
        ),
    ] = None,
    store: StoreOption = STORE,
    format: Annotated[str, typer.Option(help="text or json.", metavar="FORMAT")] = "text",
    limit: Annotated[
        int, typer.Option(min=0, help="Examples from the store to print.", metavar="N")
    ] = 5,
) -> None:
    """List the rules by which plans are read, or explain one, and what it read in the store.

    Each says what it looks for, with an example and a counter-example, and what it costs. The
    pattern that is shown is the pattern that runs.
    """
    from zeren.graph.analysis.rules import counts, examples
    from zeren.graph.errors import known_name
    from zeren.loaders.rule_catalogue import all_rules, by_name
    from zeren.ontology.rules import rule_iri

    known_name("format", format, ("text", "json"))
    if name is not None:
        known_name("rule", name, list(by_name()))
    opened = opened_store(store) if store != STORE or Path(store).is_dir() else None
    read = counts(opened) if opened else {}
    if name is None:
        rows = [(rule, read.get(rule_iri(rule.name), 0)) for rule in all_rules()]
        if format == "json":
            print_json([_content(rule, count, []) for rule, count in rows])
            return
        _print_table(rows, with_counts=opened is not None)
        return
    rule = by_name()[name]
    found = examples(opened, name, limit) if opened else []
    count = read.get(rule_iri(name), 0)
    if format == "json":
        print_json(_content(rule, count, found))
        return
    _explain(rule)
    if opened:
        typer.echo(f"\nread {count} times in {store}")
        for each in found:
            typer.echo(f"  {' '.join(each.quote.split())}  ({each.document})")


def _print_table(rows: list[tuple[Rule, int]], *, with_counts: bool) -> None:
    from zeren.graph.output.tables import print_table
    from zeren.loaders.rules.model import KINDS

    columns = ["rule", "kind", "looks for", *(["read"] if with_counts else [])]
    cells = [
        [rule.name, f"{KINDS[rule.kind]} {rule.kind}", _short(rule.shape), _count(rule, count)][
            : len(columns)
        ]
        for rule, count in rows
    ]
    print_table(console(sys.stdout), columns, cells, [3] if with_counts else [])


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"


def _count(rule: Rule, count: int) -> str:
    """Return how often a rule read something; nothing for those that no statement names."""
    from zeren.ontology.rules import IN_THE_GRAPH

    return str(count) if rule.kind in IN_THE_GRAPH else ""


def _explain(rule: Rule) -> None:
    from zeren.loaders.rules.model import KINDS

    lines = {
        "rule": rule.name,
        "kind": f"{KINDS[rule.kind]} {rule.kind}" + (f", in a {rule.where}" if rule.where else ""),
        "looks for": rule.shape,
        "pattern": rule.pattern,
        **{f"  {part}": pattern for part, pattern in rule.parts.items() if part in rule.pattern},
        "example": rule.example,
        "gives": "; ".join(" ".join(each) for each in rule.gives),
        "not": rule.counter_example,
        "cost": rule.cost,
    }
    for heading, words in lines.items():
        if words:
            typer.echo(f"{heading + ':':17}{words}")


def _content(rule: Rule, count: int, found: list[Read]) -> dict[str, object]:
    return {
        "rule": rule.name,
        "kind": rule.kind,
        "looks_for": rule.shape,
        "where": rule.where,
        "pattern": rule.pattern,
        "parts": dict(rule.parts),
        "example": rule.example,
        "gives": [list(each) for each in rule.gives],
        "counter_example": rule.counter_example,
        "cost": rule.cost,
        "read": count,
        "examples": [{"quote": each.quote, "file": each.document} for each in found],
    }

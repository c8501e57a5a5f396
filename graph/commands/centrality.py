"""``zeren centrality``."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from zeren.graph.commands.shared.choosing import (
    BASIS,
    COLLECTIVES,
    BasisOption,
    CollectivesOption,
    DocumentOption,
    PlaceOption,
    RoleOption,
    YearOption,
    choice_from,
    counted_line,
    one_of,
)
from zeren.graph.commands.shared.opening import opened_store
from zeren.graph.commands.shared.options import STORE, StoreOption
from zeren.graph.commands.shared.rows import FORMATS, Cell, Column, write_csv, write_table
from zeren.graph.commands.shared.talk import console, print_json, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx
    from zeren.graph.analysis.centrality import Centrality
    from zeren.graph.analysis.centrality_doubt import Chance, RankRange, Robustness

_Row = TypeVar("_Row", "RankRange", "Chance")
_TOP = 20


def centrality(
    network: Annotated[
        str,
        typer.Option(
            help="units, leads, tasks, themes, sectors, functions, issuers, documents or years.",
            metavar="NETWORK",
        ),
    ] = "units",
    measure: Annotated[
        list[str] | None,
        typer.Option(help="A measure; may be given again. All that fit if none.", metavar="NAME"),
    ] = None,
    store: StoreOption = STORE,
    document: DocumentOption = None,
    year: YearOption = None,
    place: PlaceOption = None,
    role: RoleOption = None,
    basis: BasisOption = BASIS,
    collectives: CollectivesOption = COLLECTIVES,
    sort: Annotated[
        str | None, typer.Option(help="The measure to sort by.", metavar="NAME")
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="Rows: 20 in a table, else all.", metavar="N")
    ] = None,
    robust: Annotated[
        bool, typer.Option("--robust", help="How ranks move when it is counted in other ways.")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="The network as a whole: density, centralisation …")
    ] = False,
    null: Annotated[
        int | None,
        typer.Option(min=1, help="Compare with N networks dealt anew.", metavar="N"),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="For whatever is drawn.", metavar="N")] = 0,
    backend: Annotated[
        str,
        typer.Option(help="networkx, or igraph where you installed it.", metavar="ENGINE"),
    ] = "networkx",
    format: Annotated[str, typer.Option(help="table, csv or json.", metavar="FORMAT")] = "table",
) -> None:
    """Say which units are central in a network, and (--whole) what the network is like.

    What each measure means for departments, where it misleads and where it comes from
    is in docs/measures.md. --robust and --null say how much a rank is worth.
    """
    from zeren.graph.analysis.centrality import centralities, check, measures_for
    from zeren.graph.analysis.centrality_doubt import against_chance, robustness
    from zeren.graph.analysis.choice import chosen
    from zeren.graph.analysis.measures.igraph_engine import check_backend
    from zeren.graph.analysis.network import NETWORKS
    from zeren.graph.analysis.network import network as network_of
    from zeren.graph.errors import GraphError
    from zeren.graph.store.facts.reading import read_facts

    one_of(format, FORMATS, "format")
    name = one_of(network, NETWORKS, "network")
    if robust + whole + bool(null) > 1:
        raise GraphError(
            "--robust, --null and --whole go not together", "ask one after the other", usage=True
        )
    engine = check_backend(backend)
    names = tuple(dict.fromkeys(measure or measures_for(name)))
    check([*names, *([sort] if sort else [])], name)
    by = sort or names[0]
    if by not in names:
        names = (*names, by)
    opened = opened_store(store)
    facts = read_facts(opened)
    entries = [(fact.id, fact.name) for fact in facts.documents.values()]
    choice = choice_from(entries, document, year, place, role, basis, collectives)
    limit = top or (_TOP if format == "table" else None)
    if robust or null:
        # One measure is a table; a program can take them all.
        asked = names if measure or format != "table" else (by,)
        taken = chosen(facts, choice)
        say(counted_line(network_of(name, taken).graph, choice))
        if robust:
            _robust(robustness(facts, choice, name, asked, seed=seed), name, format, limit)
        else:
            found = against_chance(facts, choice, name, asked, samples=null or 1, seed=seed)
            _chance(found, null or 1, name, format, limit)
        return
    graph = network_of(name, chosen(facts, choice))
    if whole:
        _whole(graph, format, seed)
        say(counted_line(graph.graph, choice))
        return
    table = centralities(graph, names, seed=seed, backend=engine)
    _central(table, by, format, limit)
    say(counted_line(dict(table.counted), choice))
    for line in _remarks(table):
        say(f"note: {line}")


def _whole(graph: nx.Graph[str], format: str, seed: int) -> None:
    from zeren.graph.analysis.networks.whole import describe

    figures = describe(graph, seed=seed)
    if format == "json":
        print_json({figure.name: figure.value for figure in figures})
        return
    columns = [
        Column("测度 measure", "zh"),
        Column("", "measure", shown=False),
        Column("值 value", "value", numeric=True),
    ]
    if format == "csv":
        write_csv(columns, [[figure.zh, figure.name, figure.value] for figure in figures])
        return
    shown: list[list[Cell]] = [
        [f"{figure.zh} {figure.name}", figure.name, figure.value] for figure in figures
    ]
    write_table(console(sys.stdout), columns, shown)


def _central(found: Centrality, by: str, format: str, limit: int | None) -> None:
    from zeren.graph.analysis.centrality import MEASURES

    rows = found.ranked(by)[:limit]
    issuers = found.network == "issuers"
    if format == "json":
        print_json(
            {
                "network": found.network,
                "counted": dict(found.counted),
                "parts": found.parts,
                "modularity": found.modularity,
                "betweenness_pivots": found.pivots,
                "notes": list(found.notes),
                "rows": [
                    {
                        "iri": row.iri,
                        "label": row.label,
                        "function": row.function,
                        "level": row.level,
                        "place": row.place,
                        "collective": row.collective,
                        "tasks": row.tasks,
                        **({"documents": row.documents} if issuers else {}),
                        "part": row.part,
                        **row.values,
                        **({"standard_errors": dict(row.errors)} if row.errors else {}),
                    }
                    for row in rows
                ],
            }
        )
        return
    columns = [
        _subject(found.network),
        Column("", "iri", shown=False),
        Column("", "function", shown=False),
        Column("", "level", shown=False),
        Column("", "place", shown=False),
        Column("", "collective", shown=False),
        *([Column("发文 documents", "documents", numeric=True)] if issuers else []),
        Column("任务 tasks", "tasks", numeric=True),
        Column("部分 part", "part", numeric=True, shown=found.parts > 1),
        *(Column(MEASURES[name].heading, name, numeric=True) for name in found.measures),
    ]
    cells: list[list[Cell]] = [
        [
            row.label,
            row.iri,
            row.function,
            row.level,
            row.place,
            row.collective,
            *([row.documents] if issuers else []),
            row.tasks,
            row.part,
            *(row.values[name] for name in found.measures),
        ]
        for row in rows
    ]
    _write(columns, cells, format, len(found.rows))


def _remarks(found: Centrality) -> list[str]:
    lines = list(found.notes)
    silent = found.counted.get("documents_without_issuer")
    if silent:
        lines.append(f"{silent} of {found.counted['documents']} documents name no issuer")
    if found.modularity is not None:
        lines.append(f"modularity of the communities: {found.modularity:.3f}")
    return lines


def _robust(found: Robustness, network: str, format: str, limit: int | None) -> None:
    rows = _first(found.rows, limit)
    if format == "json":
        print_json(
            {
                "variants": list(found.variants),
                "agreement": {name: dict(taus) for name, taus in found.agreement.items()},
                "steadiness_of_communities": found.steadiness,
                "rows": [{**asdict(row), "best": row.best, "worst": row.worst} for row in rows],
            }
        )
        return
    columns = [
        _subject(network),
        Column("", "iri", shown=False),
        Column("测度 measure", "measure"),
        Column("位次 rank", "rank", numeric=True),
        *(Column(_VARIANTS[name], name, numeric=True) for name in found.variants),
        Column("最好 best", "best", numeric=True),
        Column("最差 worst", "worst", numeric=True),
    ]
    cells: list[list[Cell]] = [
        [row.label, row.iri, row.measure, row.rank, *row.ranks.values(), row.best, row.worst]
        for row in rows
    ]
    _write(columns, cells, format, len(found.rows))
    for measure, taus in found.agreement.items():
        said = ", ".join(
            f"{name} {'-' if tau is None else f'{tau:.2f}'}" for name, tau in taus.items()
        )
        say(f"{measure}: agreement of the order (Kendall's tau) with {said}")
    if found.steadiness is not None:
        say(f"communities of other seeds agree by {found.steadiness:.2f} (adjusted Rand index)")


_VARIANTS = {
    "collectives-keep": "含集体 with collectives",
    "collectives-drop": "去集体 without collectives",
    "collectives-expand": "展开集体 expanded",
    "basis-explicit": "去沿用 explicit only",
    "basis-all": "含沿用 with inherited",
}


def _chance(
    found: Sequence[Chance], samples: int, network: str, format: str, limit: int | None
) -> None:
    rows = _first(found, limit)
    if format == "json":
        content = [
            {"iri": row.iri, "label": row.label, "measure": row.measure, **row.deviation._asdict()}
            for row in rows
        ]
        print_json({"samples": samples, "rows": content})
        return
    columns = [
        _subject(network),
        Column("", "iri", shown=False),
        Column("测度 measure", "measure"),
        Column("实际 value", "value", numeric=True),
        Column("随机平均 null mean", "null_mean", numeric=True),
        Column("z", "z", numeric=True),
        Column("p", "p", numeric=True),
    ]
    cells: list[list[Cell]] = [[row.label, row.iri, row.measure, *row.deviation] for row in rows]
    _write(columns, cells, format, len(found))
    say(
        f"null model: {samples} networks dealt anew in each plan, every unit with as many tasks"
        " and every task with as many units; p is two-sided, for one unit at a time"
    )


def _first(rows: Sequence[_Row], limit: int | None) -> list[_Row]:
    """Return the first *limit* rows of each measure."""
    seen: Counter[str] = Counter()
    kept = []
    for row in rows:
        seen[row.measure] += 1
        if limit is None or seen[row.measure] <= limit:
            kept.append(row)
    return kept


def _write(
    columns: Sequence[Column], cells: Sequence[Sequence[Cell]], format: str, total: int
) -> None:
    if format == "csv":
        write_csv(columns, cells)
        return
    write_table(console(sys.stdout), columns, cells)
    if len(cells) < total:
        say(f"{total} rows ({len(cells)} shown; --top N shows more)")


def _subject(network: str) -> Column:
    return Column("职能 function" if network == "functions" else "单位 unit", "label")

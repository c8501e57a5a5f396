"""Networks as files: read back by networkx, igraph and R, they are what was written."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import networkx as nx
import pytest
from support.stores.facts import SOME, Part, facts
from zeren.graph.analysis.choice import chosen
from zeren.graph.analysis.measures.matrix import merged
from zeren.graph.analysis.network import NETWORKS, TWO_MODE, network
from zeren.graph.analysis.networks.slices import slices
from zeren.graph.commands.shared.options import STORE
from zeren.graph.errors import GraphError
from zeren.graph.export.networks.files import FORMATS, network_files, sliced_files
from zeren.graph.export.networks.names import labels, plain_labels

EACH = pytest.mark.parametrize("name", NETWORKS)
ONE_MODE = pytest.mark.parametrize("name", [name for name in NETWORKS if name not in TWO_MODE])


def made(name: str) -> nx.Graph:
    found = facts(
        SOME,
        themes={(0, 1): [1, 2], (1, 1): [3]},
        functions={1: "财政", 2: "教育", 3: "财政", 5: "民政"},
        publishers={0: (1, 2), 1: (3, 1), 2: (2,)},
    )
    return network(name, found)  # type: ignore[arg-type]


def written(name: str, format: str) -> dict[str, bytes]:
    return dict(network_files(made(name), format))  # type: ignore[arg-type]


def weights(
    graph: nx.Graph, named: dict[str, str]
) -> dict[frozenset[str] | tuple[str, str], float]:
    """Return the weight of each tie by the labels of its ends."""
    plain = merged(graph)
    key = tuple if plain.is_directed() else frozenset
    return {
        key((named[a], named[b])): pytest.approx(weight)
        for a, b, weight in plain.edges(data="weight", default=1)
    }


@EACH
@pytest.mark.parametrize("format", FORMATS)
def test_the_same_network_gives_the_same_files(name: str, format: str) -> None:
    files = written(name, format)
    assert files == written(name, format)
    assert all(each.startswith(name) for each in files)
    marked = {each: data.startswith(b"\xef\xbb\xbf") for each, data in files.items()}
    assert all(mark == each.endswith(".csv") for each, mark in marked.items())


@EACH
def test_networkx_reads_graphml_and_gexf(name: str) -> None:
    graph = made(name)
    (graphml,) = written(name, "graphml").values()
    again = nx.parse_graphml(graphml.decode(), force_multigraph=graph.is_multigraph())
    assert set(again) == set(graph)
    assert again.number_of_edges() == graph.number_of_edges()
    assert {n: d["label"] for n, d in again.nodes(data=True)} == dict(graph.nodes(data="label"))
    (gexf,) = written(name, "gexf").values()
    again = nx.read_gexf(io.BytesIO(gexf))
    assert set(again) == set(graph)
    assert again.number_of_edges() == graph.number_of_edges()


@ONE_MODE
def test_networkx_reads_pajek(name: str) -> None:
    graph = made(name)
    text = written(name, "pajek")[f"{name}.net"].decode()
    again = nx.parse_pajek(text.splitlines())
    named = labels(graph)
    assert list(again) == [named[node] for node in graph]
    plain = (nx.DiGraph if graph.is_directed() else nx.Graph)(again)
    assert weights(plain, {node: node for node in plain}) == weights(graph, named)


@EACH
def test_igraph_reads_pajek(name: str, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph", reason="igraph is GPL, and no part of zeren")
    graph = made(name)
    path = tmp_path / "network.net"
    path.write_bytes(written(name, "pajek")[f"{name}.net"])
    net = igraph.Graph.Read_Pajek(str(path))
    plain = merged(graph)
    assert (net.vcount(), net.ecount()) == (len(plain), plain.number_of_edges())
    assert net.is_directed() == plain.is_directed()
    found = {
        (tuple if net.is_directed() else frozenset)(
            (net.vs[edge.source]["name"], net.vs[edge.target]["name"])
        ): edge["weight"]
        for edge in net.es
    }
    assert found == weights(graph, labels(graph))
    if name in TWO_MODE:
        first = sum(kind == 0 for _, kind in plain.nodes(data="bipartite"))
        assert net.vs["type"].count(False) == first


@ONE_MODE
def test_igraph_reads_ucinet(name: str, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph", reason="igraph is GPL, and no part of zeren")
    graph = made(name)
    path = tmp_path / "network.dl"
    path.write_bytes(written(name, "ucinet")[f"{name}.dl"])
    net = igraph.Graph.Read_DL(str(path), directed=True)
    named = plain_labels(graph)
    assert net.vs["name"] == [named[node] for node in graph]
    found = {
        (net.vs[edge.source]["name"], net.vs[edge.target]["name"]): edge["weight"]
        for edge in net.es
    }
    both = merged(graph).to_directed()
    assert found == {
        (named[a], named[b]): pytest.approx(weight) for a, b, weight in both.edges(data="weight")
    }


def test_ucinet_has_two_modes_as_a_matrix() -> None:
    graph = made("themes")
    lines = written("themes", "ucinet")["themes.dl"].decode().splitlines()
    rows = [node for node, kind in graph.nodes(data="bipartite") if kind == 0]
    columns = [node for node, kind in graph.nodes(data="bipartite") if kind == 1]
    assert lines[:2] == [f"dl nr={len(rows)}, nc={len(columns)}", "format = edgelist2"]
    named = plain_labels(graph)
    begin = lines.index("data:")
    assert lines[3 : 3 + len(rows)] == [named[node] for node in rows]
    ties = {tuple(map(int, line.split()[:2])) for line in lines[begin + 1 :]}
    assert ties == {(rows.index(a) + 1, columns.index(b) + 1) for a, b in merged(graph).edges()}


@EACH
def test_a_partition_says_what_its_numbers_mean(name: str) -> None:
    graph = made(name)
    files = written(name, "pajek")
    if len({kind for _, kind in graph.nodes(data="kind")}) > 1:
        assert f"{name}-kind.clu" in files
    if f"{name}-partitions.csv" not in files:
        return
    table = csv.DictReader(io.StringIO(files[f"{name}-partitions.csv"].decode("utf-8-sig")))
    meaning = {(row["partition"], row["number"]): row["meaning"] for row in table}
    attributes = {each: each for each in ("kind", "level", "place", "collective", "year")}
    attributes["function"] = "function_label"
    in_file = [
        line.partition(" ")[2].strip('"') for line in files[f"{name}.net"].decode().split("\r\n")
    ]
    by_label = {label: node for node, label in labels(graph).items()}
    nodes = [by_label[label] for label in in_file[1 : len(graph) + 1]]
    for each, attribute in attributes.items():
        if f"{name}-{each}.clu" not in files:
            continue
        numbers = files[f"{name}-{each}.clu"].decode().split()[2:]
        for node, number in zip(nodes, numbers, strict=True):
            value = str(graph.nodes[node].get(attribute, ""))
            assert meaning.get((each, number), "") == value


@EACH
def test_tables_hold_the_network(name: str) -> None:
    graph = made(name)
    files = {each: data.decode("utf-8-sig") for each, data in written(name, "edges").items()}
    nodes = list(csv.DictReader(io.StringIO(files[f"{name}-nodes.csv"])))
    ties = list(csv.DictReader(io.StringIO(files[f"{name}-edges.csv"])))
    assert len({row["id"] for row in nodes}) == len({row["name"] for row in nodes}) == len(graph)
    assert len(ties) == graph.number_of_edges()
    assert {end for row in ties for end in (row["source"], row["target"])} <= {
        row["id"] for row in nodes
    }
    matrix = written(name, "adjacency")[f"{name}-adjacency.csv"].decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(matrix))
    total = sum(weight for *_, weight in graph.edges(data="weight", default=1))
    twice = 1 if name in TWO_MODE or graph.is_directed() else 2
    assert sum(float(cell) for row in rows for cell in row[1:]) == pytest.approx(twice * total)
    if name not in TWO_MODE:
        assert head[1:] == [row[0] for row in rows]


def test_names_stand_once() -> None:
    graph = nx.Graph()
    graph.add_nodes_from([(i, {"label": label}) for i, label in enumerate(["局", "局", "局(2)"])])
    assert len(set(labels(graph).values())) == 3
    assert labels(graph)[0] == "局"


def test_years_become_one_network_that_knows_them() -> None:
    found = facts([Part(0, 1, 1), Part(0, 1, 2), Part(1, 1, 1), Part(1, 1, 2), Part(3, 1, 2),
                   Part(3, 1, 4)])  # fmt: skip
    graphs = {year: network("units", part) for year, part in slices(chosen(found), "year").items()}
    ((file, data),) = sliced_files(graphs, "gexf", name="units")
    assert file == "units.gexf"
    again = nx.read_gexf(io.BytesIO(data))
    assert again.graph["mode"] == "dynamic"
    assert again.nodes["unit:01"]["spells"] == [(2030, 2032)]
    assert again.nodes["unit:02"]["spells"] == [(2030, 2032), (2033, 2034)]
    tie = again.edges["unit:01", "unit:02"]
    assert tie["spells"] == [(2030, 2032)]
    assert tie["weight_by_year"] == [(1.0, 2030, 2031), (1.0, 2031, 2032)]
    assert tie["weight"] == 2
    names = [file for file, _ in sliced_files(graphs, "graphml", name="units")]
    assert names == ["units-2030.graphml", "units-2031.graphml", "units-2033.graphml"]
    with pytest.raises(GraphError, match="years only"):
        list(sliced_files({"云岭省": graphs["2030"]}, "gexf", name="units"))


@EACH
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R reads what is written, where it is")
def test_r_reads_tables_graphml_and_pajek(name: str, tmp_path: Path) -> None:
    """In R's igraph the three are one network, with Freeman's centralisation as ours."""
    from zeren.graph.analysis.measures.structure.centralisation import (
        betweenness_centralisation,
        degree_centralisation,
    )

    graph = made(name)
    for format in ("edges", "graphml", "pajek"):
        for file, data in network_files(graph, format):  # type: ignore[arg-type]
            (tmp_path / file).write_bytes(data)
    script = tmp_path / "read.R"
    script.write_text(
        f"""
        if (!requireNamespace("igraph", quietly = TRUE)) quit(status = 77)
        suppressPackageStartupMessages(library(igraph))
        edges <- read.csv("{name}-edges.csv", fileEncoding = "UTF-8-BOM")
        nodes <- read.csv("{name}-nodes.csv", fileEncoding = "UTF-8-BOM")
        g <- graph_from_data_frame(edges, directed = {str(graph.is_directed()).upper()},
                                   vertices = nodes)
        h <- read_graph("{name}.graphml", format = "graphml")
        p <- read_graph("{name}.net", format = "pajek")
        s <- simplify(g)
        cat(vcount(g), ecount(g), vcount(h), ecount(h), vcount(p), ecount(p), "\\n")
        cat(format(c(centr_degree(s, mode = "out", loops = FALSE)$centralization,
                     centr_betw(s)$centralization), digits = 17), "\\n")
        """,
        encoding="utf-8",
    )
    done = subprocess.run(
        ["Rscript", "--vanilla", script.name],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        check=False,
    )
    if done.returncode == 77:
        pytest.skip("R has no igraph")
    assert done.returncode == 0, done.stderr
    counts, central = done.stdout.splitlines()
    nodes, edges, merged_edges = (
        len(graph),
        graph.number_of_edges(),
        merged(graph).number_of_edges(),
    )
    assert list(map(int, counts.split())) == [nodes, edges, nodes, edges, nodes, merged_edges]
    if name not in TWO_MODE:
        ours = degree_centralisation(graph), betweenness_centralisation(graph)
        assert list(map(float, central.split())) == pytest.approx(ours, abs=1e-9)


def test_the_command_writes_networks(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    from zeren.graph.cli import run

    monkeypatch.chdir(tmp_path)
    base = ["export", "--store", str(examples)]
    assert STORE.name == "zeren-store"
    assert run([*base, "--network", "units", "--format", "csv", "-o", "nets"]) == 0
    assert sorted(path.name for path in (tmp_path / "nets").iterdir()) == [
        "units-edges.csv",
        "units-nodes.csv",
    ]
    assert (
        run([*base, "--network", "leads", "--format", "gexf", "--by", "year", "-o", "l.gexf"]) == 0
    )
    assert nx.read_gexf(tmp_path / "l.gexf").graph["mode"] == "dynamic"
    assert run([*base, "--network", "units", "--format", "pajek"]) == 2
    assert run([*base, "--network", "units", "--format", "ttl"]) == 2
    assert run([*base, "--network", "no", "--format", "pajek", "-o", "nets"]) == 2
    assert run([*base, "--role", "lead", "--format", "graphml", "-o", "lead.graphml"]) == 0
    roles = nx.read_graphml(tmp_path / "lead.graphml", force_multigraph=True).edges(data="role")
    assert {role for *_, role in roles} == {"lead"}
    assert "counted:" in capsys.readouterr().err

"""Draws the house into docs/architecture.md: rooms, floors, and which leans on which.

Everything is taken from the code: the imports as import-linter sees them (grimp), and what a floor
is for from the first line of its package. An arrow points from what calls to what is called; one
that follows from two others is left out. With ``--check`` nothing is written, and the exit code is
1 when the page is not what the code says.

    python docs/draw_architecture.py [--check]
"""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path

import grimp
import networkx as nx

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn by docs/draw_architecture.py: begin -->", "<!-- drawn: end -->"
ROOMS = ("loaders", "ontology", "graph")
DOORS = ("loaders.reader", "loaders.records", "ontology.triples", "graph.errors", "graph.cli")
"""Modules that are no folder, and without which nobody finds the way."""


def floors() -> dict[str, str]:
    """Return the floors of the three rooms with what each is for, in the words of its code."""
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).iterdir()):
            name = f"{room}.{path.stem}"
            module = path / "__init__.py" if path.is_dir() else path
            if module.is_file() and (path.is_dir() or name in DOORS):
                words = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
                found[name] = words.partition("\n")[0]
    return found


def leans_on(room: str, names: list[str]) -> list[tuple[str, str]]:
    """Return who imports whom among the floors of a room, without what follows from the rest."""
    imports = grimp.build_graph(f"zeren.{room}", cache_dir=None)
    graph = nx.DiGraph()
    for importer in sorted(imports.modules):
        for imported in sorted(imports.find_modules_directly_imported_by(importer)):
            pair = _floor(importer), _floor(imported)
            if pair[0] != pair[1] and set(pair) <= set(names):
                graph.add_edge(*pair)
    if nx.is_directed_acyclic_graph(graph):
        graph = nx.transitive_reduction(graph)
    return sorted(graph.edges)


def _floor(module: str) -> str:
    return ".".join(module.split(".")[1:3])


def drawing() -> str:
    """Return a drawing (Mermaid) and the list of floors for each room, in Markdown."""
    words = floors()
    lines = []
    for room in ROOMS:
        names = [name for name in words if name.startswith(f"{room}.")]
        lines += [f"### {room}", "", "```mermaid", "flowchart TB"]
        for pair in leans_on(room, names):
            above, below = (name.removeprefix(f"{room}.") for name in pair)
            lines.append(f"  {above} --> {below}")
        lines += ["```", "", "| floor | what it is for |", "|---|---|"]
        for name in names:
            path = name.replace(".", "/") + (".py" if name in DOORS else "")
            what = words[name].replace("``", "`").replace("|", "\\|")
            lines.append(f"| [`{path}`](../{path}) | {what} |")
        lines.append("")
    return "\n".join(lines).rstrip()


def redrawn(page: str) -> str:
    """Return the text of the page with the drawing of now. Raises ValueError without its marks."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} has no place for the drawing: {BEGIN} … {END}")
    return f"{head}{begin}\n\n{drawing()}\n\n{end}{tail}"


def main() -> int:
    """Draw, or look whether the drawing is that of the code."""
    parser = argparse.ArgumentParser(description="Draw the house into docs/architecture.md.")
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    page = PAGE.read_text(encoding="utf-8")
    new = redrawn(page)
    if new != page and check:
        sys.stderr.write(f"{PAGE} is not what the code says; next: make architecture\n")
        return 1
    PAGE.write_text(new, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

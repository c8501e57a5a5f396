"""Run the notebooks and keep them, with what they answer, as pages that open offline.

    python notebooks/make_html.py [-o FOLDER] [NOTEBOOK...]

Each notebook runs in a kernel of its own, from top to bottom, in its own folder. Beside
NAME.html stands NAME.ipynb with the outputs. The pages ask for nothing from anywhere.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat
from jinja2 import DictLoader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter

HERE = Path(__file__).resolve().parent
SECONDS = 300
# The usual page fetches three programs from servers: for formulas, widgets and diagrams. Here
# are none of these.
PAGE = """{% extends 'lab/index.html.j2' %}
{% block html_head_js_requirejs %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block html_head_css %}<link rel="icon" href="data:,"><style>
body { font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 60rem; margin: 0 auto; }
.jp-InputPrompt, .jp-OutputPrompt { display: none; }
.jp-MarkdownCell .jp-RenderedHTMLCommon { font-size: 1rem; line-height: 1.7; }
details.code { margin: 0 0 .25rem; }
details.code > summary { color: #55585c; font-size: .8125rem; cursor: pointer; }
figure svg { max-width: 100%; height: auto; }
figcaption { color: #444; font-size: .9375rem; }
@media print { details.code { display: none; } }
</style>{% endblock %}
{# The pages read as articles: the code is there, folded. #}
{% block input_group %}<details class="code"><summary>代码 code</summary>
{{ super() }}</details>{% endblock %}
"""


def run(path: Path) -> nbformat.NotebookNode:
    """Return the notebook at *path* with its outputs. Raises CellExecutionError."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources=resources).execute()
    return notebook


def page(notebook: nbformat.NotebookNode, name: str) -> str:
    """Return an executed notebook as one HTML page."""
    exporter = HTMLExporter(
        template_file="offline.html.j2",
        extra_loaders=[DictLoader({"offline.html.j2": PAGE})],
        language_code="zh",
    )
    text, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": name}})
    return str(text)


def main() -> int:
    """Run what the command line names; return how many failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="all beside this file if none")
    parser.add_argument("-o", "--output", type=Path, default=Path("build/notebooks"))
    asked = parser.parse_args()
    asked.output.mkdir(parents=True, exist_ok=True)
    failed = 0
    for path in asked.notebooks or sorted(HERE.glob("*.ipynb")):
        try:
            notebook = run(path.resolve())
        except CellExecutionError as error:
            failed += 1
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        nbformat.write(notebook, asked.output / path.name)
        target = asked.output / f"{path.stem}.html"
        target.write_text(page(notebook, path.stem), encoding="utf-8", newline="\n")
        print(f"{target} written")
    return failed


if __name__ == "__main__":
    sys.exit(main())

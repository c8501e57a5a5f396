"""Facts to a page: the door to this package, for the command, the server and notebooks."""

from __future__ import annotations

from html import escape
from pathlib import Path

from zeren.graph.maps.content import content, fit
from zeren.graph.maps.groups import Grouping, groupings
from zeren.graph.maps.model import Model, model_of
from zeren.graph.maps.net import page_of
from zeren.graph.maps.options import MapOptions
from zeren.graph.maps.pictures import opening, pictures
from zeren.graph.model.facts import Facts

_PLAIN = MapOptions()


def build_map(facts: Facts, options: MapOptions = _PLAIN, cache: Path | None = None) -> str:
    """Return the map of *facts* as one HTML page that asks for nothing from anywhere.

    *cache* is a folder for computed places (of a store: ``store.layout.cache``). The same
    facts and options give the same page. Write it as UTF-8. The page carries a content
    security policy; :func:`zeren.graph.maps.assets.policy` returns the same one for a server.
    """
    model = model_of(facts)
    groups = groupings(model)
    opened = opening(model, groups)
    placed = pictures(model, groups, opened, cache)
    return page_of(content(model, groups, opened), placed, options, title_of(model, options))


def title_of(model: Model, options: MapOptions) -> str:
    """Return the title of the page: the given one, that of the only plan, or how many there are."""
    if options.title:
        return fit(options.title)
    if len(model.documents) == 1:
        return fit(model.documents[0].name)
    return (
        f"{len(model.documents)} plans: who answers for what"
        if options.lang == "en"
        else f"{len(model.documents)}份文件：谁负责什么"
    )


class MapFrame:
    """A map that shows itself in a notebook, in a frame that needs no other file."""

    def __init__(self, facts: Facts, options: MapOptions = _PLAIN, *, height: int = 640) -> None:
        self.html = build_map(facts, options)
        self.height = height

    def save(self, path: str | Path) -> Path:
        """Write the map as a page of its own; return where. Raises OSError."""
        path = Path(path)
        path.write_text(self.html, encoding="utf-8", newline="\n")
        return path

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.html, quote=True)}" title="Zeren"'
            ' sandbox="allow-scripts allow-downloads"'
            f' style="width:100%;height:{self.height}px;border:0"></iframe>'
        )


__all__ = ["Grouping", "MapFrame", "build_map", "title_of"]

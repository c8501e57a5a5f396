"""Facts to a page: the door to this package, for the command, the server and notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from html import escape
from pathlib import Path
from typing import Any

from zeren.graph.maps.content import content, fit
from zeren.graph.maps.groups import Grouping, groupings
from zeren.graph.maps.keeping import kept
from zeren.graph.maps.model import model_of
from zeren.graph.maps.net import page_of
from zeren.graph.maps.options import MapOptions
from zeren.graph.maps.pictures import Picture, opening, pictures
from zeren.graph.model.facts import Facts

_PLAIN = MapOptions()


def build_map(facts: Facts, options: MapOptions = _PLAIN, cache: Path | None = None) -> str:
    """Return the map of *facts* as one HTML page that asks for nothing from anywhere.

    *cache* is a folder for computed places (of a store: ``store.layout.cache``). The same
    facts and options give the same page. Write it as UTF-8. The page carries a content
    security policy; :func:`zeren.graph.maps.assets.policy` returns the same one for a server.
    """
    held = map_of(facts, cache)
    return page_of(held.content, held.pictures, options, title_of(held, options))


def map_of(facts: Facts, cache: Path | None = None) -> Map:
    """Return what the map of *facts* is made of, kept in *cache* as long as they stay the same."""

    def made() -> list[Any]:
        model = model_of(facts)
        groups = groupings(model)
        opened = opening(model, groups)
        placed = pictures(model, groups, opened, cache)
        return [content(model, groups, opened), {name: astuple(placed[name]) for name in placed}]

    key = facts.source.key if facts.source else None
    held, placed = kept(cache, f"content of {key}", made) if key else made()
    return Map(held, {name: Picture(*sides) for name, sides in placed.items()})


@dataclass(frozen=True, slots=True)
class Map:
    """What a page shows, ready for JSON, and where it stands."""

    content: Mapping[str, Any]
    pictures: Mapping[str, Picture]

    @property
    def told(self) -> str:
        """What is in it, in words."""
        tasks, units = len(self.content["tasks"]["name"]), len(self.content["units"])
        documents = len(self.content["documents"])
        return f"{documents} documents, {tasks} tasks, {units} units with a role"


def title_of(held: Map, options: MapOptions) -> str:
    """Return the title of the page: the given one, that of the only plan, or how many there are."""
    documents = held.content["documents"]
    if options.title:
        return fit(options.title)
    if len(documents) == 1:
        return str(documents[0][1])
    return (
        f"{len(documents)} plans: who answers for what"
        if options.lang == "en"
        else f"{len(documents)}份文件：谁负责什么"
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


__all__ = ["Grouping", "Map", "MapFrame", "build_map", "map_of", "title_of"]

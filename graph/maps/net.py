"""The page itself: a pyvis network in our own template, in which nothing is markup by accident.

pyvis as it comes writes three things into its page unescaped, loads a style sheet from the
network, and opens the file in the encoding of the system. Its template is therefore replaced
by ours, which escapes everything, and the text is left to the caller to write.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from zeren.graph.maps.assets import policy, script, style, template
from zeren.graph.maps.options import MapOptions
from zeren.graph.maps.pictures import Picture
from zeren.ontology.terms import BASE

if TYPE_CHECKING:
    from pyvis.network import Network

_SETTINGS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "nodes": {"shape": "dot", "borderWidth": 1.5},
    "edges": {"smooth": False, "selectionWidth": 1.5, "hoverWidth": 0.5},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": True,
        "hideEdgesOnZoom": False,
        "multiselect": False,
        "tooltipDelay": 200,
        "zoomSpeed": 0.7,
    },
}


def network_of(pictures: Mapping[str, Picture]) -> Network:
    """Return the places of all pictures as a pyvis network: a node for each thing placed.

    A node is named by picture, side and number (``map:unit/left/3``); the page looks up what
    it stands for.
    """
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line")
    for name, picture in pictures.items():
        for side, places in (("left", picture.left), ("right", picture.right)):
            for number, x, y in places:
                node = f"{name}/{side}/{number}"
                net.nodes.append({"id": node, "x": x, "y": y})
    net.set_options(json.dumps(_SETTINGS))
    return net


def page_of(
    content: Mapping[str, object],
    pictures: Mapping[str, Picture],
    options: MapOptions,
    title: str,
) -> str:
    """Return the whole page."""
    from jinja2 import DictLoader, Environment
    from markupsafe import Markup

    net = network_of(pictures)
    documents = cast("list[object]", content["documents"])
    environment = Environment(loader=DictLoader({"map.html": template()}), autoescape=True)
    environment.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "separators": (",", ":"),
        "sort_keys": False,
    }
    # These two are ours, fixed, and checked to hold no closing tag by the tests.
    environment.globals.update(script=Markup(script()), style=Markup(style()))
    environment.globals.update(
        content=content,
        policy=policy(),
        title=title,
        lang=options.lang,
        start={
            "view": options.view,
            "focus": (options.focus or "").removeprefix(BASE),
            "compare": options.compare,
            "lang": options.lang,
            "titled": bool(options.title) or len(documents) == 1,
        },
    )
    net.templateEnv = environment
    net.path = "map.html"
    return str(net.generate_html())

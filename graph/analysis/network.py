"""From records to networks: who is tied to what, one function for each network.

>>> from zeren.graph import choice, facts, network, store                # doctest: +SKIP
>>> found = facts.read_facts(store.open_store("zeren-store"))            # doctest: +SKIP
>>> units = network.unit_graph(found)                                    # doctest: +SKIP
>>> leads = choice.chosen(found, choice.Choice(roles=["lead"]))          # doctest: +SKIP
>>> co_leads = network.unit_graph(leads)                                 # doctest: +SKIP

Each function takes facts (what every task says itself, all roles), or a choice of them
(:func:`zeren.graph.analysis.choice.chosen`), and returns a new networkx graph that is the
caller's own. Nodes go by IRI and stand in sorted order: the same facts give the same
graph, in whatever order they come. Attributes are plain words and numbers ("" where
nothing is known), so that networkx can write every graph to a file.

A unit has ``kind="unit"``, ``label``, ``function`` (an IRI), ``function_label``,
``level``, ``place``, ``collective`` and ``tasks`` (how many, in this choice); an issuer is a
unit with ``documents``, how many it issued, and ``tasks``, how many these have; a task
``kind="task"``, ``label``, ``document``, ``number``; a theme, a sector and a function ``kind``,
``label``, ``label_en``. ``graph.graph`` says what was counted: ``name``, ``documents``,
``tasks`` (those with a tie), ``tasks_without_unit``, ``ties``, ``collectives_left_out``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from zeren.graph.analysis.networks.one_mode import (
    function_graph,
    issuer_graph,
    lead_graph,
    unit_graph,
)
from zeren.graph.analysis.networks.parts import NETWORKS, ONE_MODE, TWO_MODE, Network
from zeren.graph.analysis.networks.two_mode import (
    issuer_document_graph,
    unit_sector_graph,
    unit_task_graph,
    unit_theme_graph,
    unit_year_graph,
)
from zeren.graph.errors import known_name

if TYPE_CHECKING:
    import networkx as nx
    from zeren.graph.analysis.choice import Chosen
    from zeren.graph.model.facts import Facts

__all__ = [
    "NETWORKS",
    "ONE_MODE",
    "TWO_MODE",
    "Network",
    "function_graph",
    "issuer_document_graph",
    "issuer_graph",
    "lead_graph",
    "network",
    "unit_graph",
    "unit_sector_graph",
    "unit_task_graph",
    "unit_theme_graph",
    "unit_year_graph",
]


def network(name: Network, source: Facts | Chosen) -> nx.Graph[str]:
    """Return the network called *name*. Raises GraphError where there is none of that name."""
    known_name("network", name, NETWORKS)
    makers: dict[Network, Callable[[Facts | Chosen], nx.Graph[str]]] = {
        "units": unit_graph,
        "leads": lead_graph,
        "tasks": unit_task_graph,
        "themes": unit_theme_graph,
        "sectors": unit_sector_graph,
        "functions": function_graph,
        "issuers": issuer_graph,
        "documents": issuer_document_graph,
        "years": unit_year_graph,
    }
    return makers[name](source)

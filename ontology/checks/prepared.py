"""An rdflib graph that parses each query once.

pySHACL puts the same few queries to the graph for each node that a shape is for, and rdflib
parses the text anew each time: half of what validating a document cost. Imports rdflib, so it is
imported only where a document is validated.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import rdflib
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result


class PreparedGraph(rdflib.Graph):
    """A graph whose ``query`` keeps the parsed form of each text."""

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Result:
        """Answer as ``rdflib.Graph.query`` does; raises what that raises."""
        if isinstance(query_object, str):
            prefixes = tuple((prefix, str(iri)) for prefix, iri in self.namespaces())
            query_object = _parsed(query_object, prefixes)
        return super().query(query_object, *args, **kwargs)


@cache
def _parsed(text: str, prefixes: tuple[tuple[str, str], ...]) -> Query:
    return prepareQuery(text, initNs=dict(prefixes))

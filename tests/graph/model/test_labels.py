"""What things are called is what the vocabulary calls them."""

from __future__ import annotations

from zeren.graph.model.labels import ROLES_ZH
from zeren.loaders.records import ROLES
from zeren.ontology import vocabulary


def test_roles_are_called_as_in_the_vocabulary() -> None:
    assert tuple(ROLES_ZH) == ROLES
    for role, name in ROLES_ZH.items():
        assert vocabulary.words("zeren.ttl", f"zr:{role}", "skos:prefLabel") == (name,)

"""The terms of a document's statements that the checks of a build look at.

A build keeps nothing else of a shard that it reads back. So what
:mod:`~zeren.ontology.checks.evidence` and :mod:`~zeren.ontology.checks.soundness` look at is named
here, and nowhere else.
"""

from __future__ import annotations

from zeren.ontology.terms import term

TYPE = term("rdf:type")
LABEL = term("skos:prefLabel")
QUOTE = term("zr:quote")
START = term("zr:start")
END = term("zr:end")
POSITION = term("zr:position")
DAMAGED = term("zr:damaged")
TARGETS = term("zr:target")
VALUE = term("zr:value")
UPPER_VALUE = term("zr:upperValue")
COMPARATOR = term("zr:comparator")
DEADLINE = term("zr:deadline")
ASSIGNMENTS = term("zr:assignment")
ROLE = term("zr:role")
BASIS = term("zr:basis")
UNIT_OF = term("zr:unit")
RULE = term("zr:rule")
MENTIONS = term("zr:mention")
LEAD_UNIT = term("zr:leadUnit")
RESPONSIBLE_UNIT = term("zr:responsibleUnit")
COOPERATING_UNIT = term("zr:cooperatingUnit")
GUIDING_UNIT = term("zr:guidingUnit")

PREDICATES = frozenset(value for name, value in list(globals().items()) if name.isupper())
"""All of the predicates above."""

TASK = term("zr:Task")
TARGET = term("zr:Target")
ASSIGNMENT = term("zr:Assignment")
UNIT = term("zr:Unit")
UNIT_GROUP = term("zr:UnitGroup")

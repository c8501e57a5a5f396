"""The terms of a document's statements that the checks of a build look at.

Predicates are prefixed names, as :mod:`zeren.ontology.nquads` has them; classes are IRIs.

A build keeps nothing else of a shard that it reads back. So what
:mod:`~zeren.ontology.checks.evidence` and :mod:`~zeren.ontology.checks.soundness` look at is named
here, and nowhere else.
"""

from __future__ import annotations

from zeren.ontology.terms import term

TYPE = "rdf:type"
LABEL = "skos:prefLabel"
QUOTE = "zr:quote"
START = "zr:start"
END = "zr:end"
POSITION = "zr:position"
DAMAGED = "zr:damaged"
TARGETS = "zr:target"
VALUE = "zr:value"
UPPER_VALUE = "zr:upperValue"
COMPARATOR = "zr:comparator"
DEADLINE = "zr:deadline"
ASSIGNMENTS = "zr:assignment"
ROLE = "zr:role"
BASIS = "zr:basis"
UNIT_OF = "zr:unit"
RULE = "zr:rule"
MENTIONS = "zr:mention"
LEAD_UNIT = "zr:leadUnit"
RESPONSIBLE_UNIT = "zr:responsibleUnit"
COOPERATING_UNIT = "zr:cooperatingUnit"
GUIDING_UNIT = "zr:guidingUnit"

PREDICATES = {term(value): value for name, value in list(globals().items()) if name.isupper()}
"""All of the predicates above, by their IRIs."""

TASK = term("zr:Task")
TARGET = term("zr:Target")
ASSIGNMENT = term("zr:Assignment")
UNIT = term("zr:Unit")
UNIT_GROUP = term("zr:UnitGroup")

"""One model of a rule: its pattern is what runs, and every rule explains itself."""

from __future__ import annotations

import re

import pytest
from zeren.loaders.clauses.grammar import read_clause
from zeren.loaders.clauses.labels import find_labels
from zeren.loaders.clauses.rules import IN_BRACKET, RULES
from zeren.loaders.rule_catalogue import all_rules, by_name
from zeren.loaders.rules.model import Rule, first_that_fits


def kinds(words: str) -> str:
    """Return the kinds of the tokens of a clause."""
    labels = find_labels(words, 0, len(words))
    return read_clause(words, words, 0, len(words), None, labels=labels).kinds


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("牵头单位:浅河市水务局;责任单位:市财政局", "bracket-label"),
        ("浅河市水务局牵头,市财政局配合", "bracket-verb"),
        ("浅河市水务局(牵头)、市财政局", "bracket-verb"),
        ("浅河市水务局、市财政局", "bracket-bare"),
        ("浅河市水务局、产业布局", None),
    ],
)
def test_the_pattern_that_is_shown_runs(words: str, rule: str | None) -> None:
    """The first rule of brackets whose pattern the tokens fit is the one that reads them."""
    found = first_that_fits(IN_BRACKET, kinds(words))
    assert (found.id if found else None) == rule


def test_parts_are_put_in_their_place() -> None:
    """A pattern in named parts means what its parts mean; an unknown part is an error."""
    rule = Rule("x", "", "", (), "", "", pattern="{A}+{B}?", parts={"A": "a|b", "B": "c"})
    assert rule.fits("abc")
    assert not rule.fits("acb")
    with pytest.raises(KeyError):
        Rule("x", "", "", (), "", "", pattern="{C}").compiled()


@pytest.mark.parametrize("rule", [r for r in RULES if r.pattern], ids=lambda rule: rule.id)
def test_patterns_use_only_their_parts(rule: Rule) -> None:
    """Every part that a pattern names is one that it has."""
    assert set(re.findall(r"\{([A-Z]+)\}", rule.pattern)) <= rule.parts.keys()


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_a_rule_explains_itself(rule: Rule) -> None:
    """Each says what it looks for, and has a name of its own."""
    assert rule.shape
    assert by_name()[rule.name] is rule
    if rule.kind != "cleaning":
        assert rule.example
        assert rule.counter_example
        assert rule.cost

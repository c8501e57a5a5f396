"""Every rule of reading keeps the promise that it makes in its own example."""

from __future__ import annotations

import pytest
from support.plans.cases import EXAMPLE_NAMES, example
from zeren.loaders import PolicyDocument, load
from zeren.loaders.clauses.rules import BY_ID, RULES, parts
from zeren.loaders.rules.model import Rule

# Where an example needs a document around it; the others are a task of their own.
AROUND = {
    "section-clause": "一、推进融合\n{}\n1.新建文化驿站两座。\n2.办好乡村集市。\n",
    "front-colon": "1.{0}\n2.{0}\n",
    "table-cell": "{}\n",
    "merged-cell": "{}\n",
    "slip": "1.办好学校。（责任单位：甲市民政局）\n2.办好食堂。{}\n",
}
AS_A_TASK = "1.{}\n"


def read(rule: Rule, words: str) -> PolicyDocument:
    return load(AROUND.get(rule.id, AS_A_TASK).format(words).encode())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_example_gives_what_the_rule_says(rule: Rule) -> None:
    """The example gives exactly its units and roles, in order, in every task it governs."""
    document = read(rule, rule.example)
    assert document.tasks
    for task in document.tasks:
        assert rule.gives == tuple((each.local_name, each.role) for each in task.assignments)
    assert any(rule.id in parts(each.rule) for each in document.tasks[-1].assignments)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_counter_example_is_not_read_by_the_rule(rule: Rule) -> None:
    """What only looks like the rule's shape does not fire it."""
    document = read(rule, rule.counter_example)
    assert document.tasks or rule.id == "table-cell"  # a table without units has no rows
    fired = {
        part for task in document.tasks for each in task.assignments for part in parts(each.rule)
    }
    assert rule.id not in fired


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_explains_itself(rule: Rule) -> None:
    """No part of a rule is empty."""
    assert all([rule.id, rule.shape, rule.example, rule.gives, rule.counter_example, rule.cost])
    assert rule.cost.endswith(".")


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_assignments_name_rules_that_exist(name: str) -> None:
    """Whatever an assignment says it was read by can be looked up."""
    named = {
        part
        for task in load(example(name)).tasks
        for each in task.assignments
        for part in parts(each.rule)
    }
    assert named <= BY_ID.keys()


def test_ids_are_unique() -> None:
    """An id stands for one rule, and the table by id has them all, in order."""
    assert list(BY_ID.values()) == list(RULES)
    assert not any("+" in rule.id for rule in RULES)

"""The words of the pages, in templates."""

from __future__ import annotations

import pytest
from zeren.graph.web.parts.language import Language, words
from zeren.graph.web.parts.rendering import _templates
from zeren.graph.web.parts.rule_words import rule_words
from zeren.loaders.rule_catalogue import by_name
from zeren.ontology.resolution.rules import BY_ID


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_word_is_itself(language: Language) -> None:
    """Also where a dict has a method of that name (clear, items, copy)."""
    own = words(language)
    template = "\n".join("{{ w." + key + " }}" for key in own)
    shown = _templates().from_string(template).render(w=own).split("\n")
    expected = _templates().from_string("\n".join("{{ w['" + key + "'] }}" for key in own))
    assert shown == expected.render(w=own).split("\n")
    assert not [line for line in shown if "method" in line and "object" in line]
    assert own["clear"] in shown


def test_every_rule_has_chinese_words() -> None:
    """No page names a rule by its id alone: the catalogue is that of the rules."""
    named = {
        name for name, rule in by_name().items() if rule.kind in {"clause", "target", "mention"}
    }
    assert rule_words().keys() == named | BY_ID.keys()
    assert not [word for word in rule_words().values() if not word.name or not word.meaning]

"""A user's units.toml: merges, splits, renames, and what is wrong with one."""

from __future__ import annotations

import re

import pytest
from support import ROOT
from support.plans.resolving import resolver, tail
from zeren.ontology.resolution.own import NO_OWN_UNITS, OwnUnitsError, read_own_units

DOCS = ROOT / "docs" / "units.md"
EXAMPLE = re.search(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)


def own(text: str) -> object:
    return read_own_units(text.encode())


MERGE = """
# ours
[[merge]]
unit = "泊宁市卫生健康委员会"
names = ["卫健部门", "泊宁市疾病预防控制局"]
note = "one house, two plates"
"""


def test_a_merge_gives_the_node_of_the_unit() -> None:
    """By a name as written and by a full name, with all that the rules know of the unit."""
    placing = resolver("泊宁市人民政府", "泊宁市", "city", own=read_own_units(MERGE.encode()))
    plain = resolver("泊宁市人民政府", "泊宁市", "city").resolve("市卫健委")
    for name in ("卫健部门", "市疾控局"):
        decision = placing.decide(name)
        assert decision.unit.iri == plain.iri
        assert decision.unit.parent == plain.parent
        assert decision.unit.rule == "own-merge"
        assert "line 3: one house, two plates" in decision.refused[-1].reason
    assert placing.resolve("市财政局").rule == "level-word"


def test_a_merge_into_a_name_of_ones_own() -> None:
    """A unit that no rule can place has one node over all documents."""
    text = '[[merge]]\nunit = "岚江大学附属医院"\nnames = ["岚大附院"]'
    one, other = (
        resolver(jurisdiction=place, document=place, own=read_own_units(text.encode()))
        for place in ("泊宁市", "映湖市")
    )
    assert one.resolve("岚大附院") == other.resolve("岚大附院")
    assert one.resolve("岚大附院").label == "岚江大学附属医院"


def test_a_merge_can_be_for_a_place_or_a_document_only() -> None:
    """Elsewhere the rules decide."""
    text = MERGE + 'places = ["泊宁市"]\ndocuments = ["here"]\n'
    made = read_own_units(text.encode())
    there = resolver(jurisdiction="泊宁市", document="there", own=made)
    here = resolver(jurisdiction="泊宁市", document="here", own=made)
    elsewhere = resolver(jurisdiction="映湖市", document="here", own=made)
    assert here.resolve("卫健部门").rule == "own-merge"
    assert there.resolve("卫健部门").rule == "document"
    assert elsewhere.resolve("卫健部门").rule == "document"


def test_a_split_takes_a_name_away() -> None:
    """In the documents named, for another unit or for none; it goes before a merge."""
    text = """
[[merge]]
unit = "泊宁市中心医院"
names = ["中心医院"]

[[split]]
names = ["中心医院"]
documents = ["one"]

[[split]]
names = ["中心医院"]
documents = ["two"]
unit = "沙洛县中心医院"
"""
    made = read_own_units(text.encode())
    found = {
        name: resolver(jurisdiction="泊宁市", document=name, own=made).resolve("中心医院")
        for name in ("one", "two", "three")
    }
    assert tail(found["one"]) == "doc/one/unit/中心医院"
    assert found["two"].label == "沙洛县中心医院"
    assert found["three"].label == "泊宁市中心医院"
    assert len({unit.iri for unit in found.values()}) == 3


def test_a_rename_changes_the_label_and_nothing_else() -> None:
    """Of the unit itself, and where it stands above another."""
    text = '[[rename]]\nunit = "泊宁市人民政府"\nto = "泊宁市政府"'
    placing = resolver(jurisdiction="泊宁市", level="city", own=read_own_units(text.encode()))
    plain = resolver(jurisdiction="泊宁市", level="city")
    for name in ("市政府", "市财政局"):
        assert placing.resolve(name).iri == plain.resolve(name).iri
    assert placing.resolve("市政府").label == "泊宁市政府"
    parent = placing.resolve("市财政局").parent
    assert parent is not None
    assert parent.label == "泊宁市政府"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[[merge]\n", 1, "not TOML"),
        ('\n[[merge]]\nnames = ["甲"]\n', 2, "has no unit"),
        ('[[merge]]\nunit = "甲"\nnames = "乙"\n', 3, "list of texts"),
        ('[[merge]]\nunit = "甲"\nnames = []\n', 3, "list of texts"),
        ('[[merge]]\nunit = 5\nnames = ["乙"]\n', 2, "must be a text"),
        ('[[merge]]\nunit = "甲"\nnames = ["乙"]\ncolour = "red"\n', 4, "unknown key 'colour'"),
        ('[[split]]\nnames = ["乙"]\n', 1, "does not say where"),
        ('[merge]\nunit = "甲"\n', 1, "no list of tables"),
        ('[[join]]\nunit = "甲"\n', 1, "unknown table 'join'"),
        (
            '[[merge]]\nunit = "甲"\nnames = ["丙"]\n\n[[merge]]\nunit = "乙"\nnames = ["丙"]\n',
            5,
            "丙 stands in two tables (lines 1 and 5)",
        ),
        ('[[rename]]\nunit = "甲"\n', 1, "has no to"),
    ],
)
def test_an_error_says_where_it_is(text: str, line: int, words: str) -> None:
    """The line, what is wrong, and what to write."""
    with pytest.raises(OwnUnitsError) as caught:
        own(text)
    assert caught.value.line == line
    assert words in caught.value.what
    assert caught.value.next_step


def test_bytes_that_are_no_utf8() -> None:
    """A file saved in another encoding is named as such, with its line."""
    with pytest.raises(OwnUnitsError, match="line 2: it is not UTF-8"):
        read_own_units("# \n单位".encode("gb18030"))


def test_an_empty_file_decides_nothing() -> None:
    """As do comments alone."""
    assert read_own_units(b"") == NO_OWN_UNITS
    assert read_own_units(b"# nothing\n") == NO_OWN_UNITS


def test_the_example_of_the_documentation_works() -> None:
    """Copied as it stands."""
    assert EXAMPLE is not None
    made = read_own_units(EXAMPLE.group(1).encode())
    assert [each.kind for each in made.decisions] == ["split", "merge", "merge"]
    placing = resolver(jurisdiction="泊宁市", level="city", own=made)
    assert placing.resolve("市一医").label == "泊宁市第一人民医院"
    assert placing.resolve("卫健部门").label == "泊宁市卫生健康委员会"


PLACES = """
[[place]]
name = "青岚新区"
in = "云岭省泊宁市"
level = "county"
zone = true
also = ["青岚"]

[[place]]
name = "石塔行署"
level = "city"
"""


def test_a_place_of_ones_own() -> None:
    """In front of a name, alone, under another name, and as the place of a plan."""
    made = read_own_units(PLACES.encode())
    city = resolver(jurisdiction="云岭省泊宁市", level="city", own=made)
    found = {name: city.resolve(name) for name in ("青岚新区财政局", "青岚财政局", "青岚新区")}
    assert found["青岚新区财政局"].iri == found["青岚财政局"].iri
    assert found["青岚新区财政局"].rule == "own-place"
    assert found["青岚新区财政局"].level == "county"
    assert found["青岚新区"].label == "青岚新区管理委员会"
    parent = found["青岚新区"].parent
    assert parent is not None
    assert parent.label == "云岭省泊宁市人民政府"
    own = resolver(jurisdiction="泊宁市青岚新区", level="county", own=made)
    assert own.resolve("区财政局").iri == found["青岚新区财政局"].iri
    assert own.resolve("市财政局").label == "云岭省泊宁市财政局"
    assert resolver(own=made).resolve("石塔行署教育局").placed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[place]]\nname = "甲区"\n', "has no level"),
        ('[[place]]\nname = "甲区"\nlevel = "town"\n', "level cannot be used"),
        ('[[place]]\nname = "甲区"\nlevel = "county"\nin = "某处"\n', "某处 is no place"),
        ('[[place]]\nname = "甲区"\nlevel = "county"\ncode = "1"\n', "unknown key 'code'"),
    ],
)
def test_a_bad_place_is_named(text: str, words: str) -> None:
    with pytest.raises(OwnUnitsError, match=words):
        read_own_units(text.encode())

"""The door to resolution: a document in, nodes out."""

from __future__ import annotations

import pytest
from support.plans.resolving import tail
from zeren.loaders import Metadata, PolicyDocument, load
from zeren.loaders.records import Level
from zeren.ontology.units import issuer_word, place_of, resolve, resolver_of


def issued_by(
    issuer: str | None, place: str | None, level: Level | None, document_id: str = "d1"
) -> PolicyDocument:
    """Return a document of that issuer and place."""
    given = Metadata(id=document_id, issuer=issuer, jurisdiction=place, level=level)
    return load("某项工作。".encode(), given)


CITY = issued_by("泊宁市人民政府办公室", "泊宁市", "city")
DISTRICT = issued_by("枫屿区教育局", "枫屿区", "county")


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (CITY, "市民中心"),
        (DISTRICT, "区域协作办"),  # 区域, not 区
        (CITY, "办公室"),  # 办公室, not the office's own 公室
        (DISTRICT, "局长办公室"),
        (DISTRICT, "委综合处"),  # the issuer is a bureau, not a commission
        (CITY, "泊宁市"),  # a place is no unit of itself
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_the_first_character_of_a_word_is_no_prefix(document: PolicyDocument, name: str) -> None:
    """市民中心 is not the 民中心 of a city."""
    assert resolve(name, document).rule == "document"
    assert tail(resolve(name, document)) == f"doc/d1/unit/{name}"


def test_two_plans_of_one_place_share_their_units() -> None:
    """The same bureau is one node over years, whatever the plan calls it."""
    later = issued_by("泊宁市教育局", "泊宁市", "city", "later")
    for one, other in (
        ("市公安局", "泊宁市公安局"),
        ("市教育局", "泊宁市教育局"),
        ("市发改委", "市发展和改革委员会"),
        ("各县区政府", "各县（区）人民政府"),
    ):
        assert resolve(one, CITY).iri == resolve(other, later).iri


def test_the_names_of_the_document_are_evidence() -> None:
    """市三院 is 市第三人民医院 only where the same plan names that one."""
    text = "1.建设市三院。推进市第三人民医院搬迁。\n2.办好教育。"
    given = Metadata(id="d", jurisdiction="泊宁市", level="city")
    plan = load(text.encode(), given)
    assert {m.name for task in plan.tasks for m in task.mentions} >= {"市三院", "市第三人民医院"}
    placing = resolver_of(plan)
    assert placing.resolve("市三院") != placing.resolve("市二院")
    assert placing.resolve("市三院").iri == placing.resolve("市第三人民医院").iri
    assert resolver_of(CITY).resolve("市三院").iri != placing.resolve("市三院").iri


@pytest.mark.parametrize(
    ("issuer", "word"),
    [
        *(("卫生健康委员会", "委"), ("教育局", "局"), ("财政厅", "厅"), ("宣传部", "部")),
        *(("人民政府办公室", "办"), ("人民政府", ""), ("医院集团", "")),
    ],
)
def test_the_word_for_the_issuer(issuer: str, word: str) -> None:
    """A plan calls its issuer by one character; a government by none."""
    assert issuer_word(issuer) == word


@pytest.mark.parametrize(
    ("name", "place"),
    [
        *(("云岭省卫生健康委员会", "云岭省"), ("枫屿区教育局", "枫屿区")),
        *(("卫生健康委员会", None), ("云岭省", None), ("岚川自治区财政厅", "岚川自治区")),
    ],
)
def test_the_place_in_a_name(name: str, place: str | None) -> None:
    """A full name begins with its place; a name without one, or a place alone, has none."""
    assert place_of(name) == place

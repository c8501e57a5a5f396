"""Which node a name stands for: the rules, and what they must never make one."""

from __future__ import annotations

import pytest
from zeren.loaders import Metadata, PolicyDocument, load
from zeren.loaders.records import Level
from zeren.ontology.terms import BASE
from zeren.ontology.units import ResolvedUnit, issuer_word, place_of, resolve

UNIT = BASE + "unit/"


def issued_by(
    issuer: str | None, place: str | None, level: Level | None, document_id: str = "d1"
) -> PolicyDocument:
    """Return a document of that issuer and place."""
    given = Metadata(id=document_id, issuer=issuer, jurisdiction=place, level=level)
    return load("某项工作。".encode(), given)


HEALTH = issued_by("云岭省卫生健康委员会", "云岭省", "province")
CITY = issued_by("泊宁市人民政府办公室", "泊宁市", "city")
DISTRICT = issued_by("枫屿区教育局", "枫屿区", "county")
REGION = issued_by("岚川自治区人民政府", "岚川自治区", "province")
UNKNOWN = issued_by(None, None, None)

OWN = f"{UNIT}云岭省/卫生健康委员会"


@pytest.mark.parametrize(
    ("document", "name", "expected"),
    [
        (HEALTH, "云岭省卫生健康委员会", ResolvedUnit(OWN, "云岭省卫生健康委员会", "issuer")),
        (
            HEALTH,
            "委综合处",
            ResolvedUnit(
                f"{OWN}/综合处",
                "云岭省卫生健康委员会综合处",
                "issuer-office",
                OWN,
                "云岭省卫生健康委员会",
            ),
        ),
        (HEALTH, "省财政厅", ResolvedUnit(f"{UNIT}云岭省/财政厅", "云岭省财政厅", "place")),
        (HEALTH, "云岭省财政厅", ResolvedUnit(f"{UNIT}云岭省/财政厅", "云岭省财政厅", "place")),
        (CITY, "市公安局", ResolvedUnit(f"{UNIT}泊宁市/公安局", "泊宁市公安局", "place")),
        (DISTRICT, "区教育局", ResolvedUnit(f"{UNIT}枫屿区/教育局", "枫屿区教育局", "place")),
        (
            DISTRICT,
            "局办公室",
            ResolvedUnit(
                f"{UNIT}枫屿区/教育局/办公室",
                "枫屿区教育局办公室",
                "issuer-office",
                f"{UNIT}枫屿区/教育局",
                "枫屿区教育局",
            ),
        ),
        (
            HEALTH,
            "国家统计局",
            ResolvedUnit(f"{UNIT}中国/国家统计局", "国家统计局", "national"),
        ),
        (HEALTH, "财政厅", ResolvedUnit(f"{BASE}doc/d1/unit/财政厅", "财政厅", "document")),
        (UNKNOWN, "市公安局", ResolvedUnit(f"{BASE}doc/d1/unit/市公安局", "市公安局", "document")),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_name_is_placed(document: PolicyDocument, name: str, expected: ResolvedUnit) -> None:
    """The node, its full name, the rule that placed it, and what it belongs to."""
    assert resolve(name, document) == expected


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (HEALTH, "市卫生健康委"),  # another level than the plan's
        (CITY, "省财政厅"),
        (CITY, "澜汀市公安局"),  # another place
        (CITY, "教育局"),  # no level word
        (DISTRICT, "委综合处"),  # the issuer is a bureau, not a commission
        (CITY, "泊宁市"),  # a place is no unit of itself
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_not_certain_stays_in_its_document(document: PolicyDocument, name: str) -> None:
    """A name that the document does not place is a node inside the document only."""
    found = resolve(name, document)
    assert found.rule == "document"
    assert found.iri == f"{BASE}doc/d1/unit/{name}"
    assert found.label == name


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (CITY, "市场监管局"),  # 市场, not 市
        (CITY, "市民中心"),
        (DISTRICT, "区域协作办"),  # 区域, not 区
        (CITY, "办公室"),  # 办公室, not the office's own 公室
        (HEALTH, "委员会办公室"),
        (DISTRICT, "局长办公室"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_the_first_character_of_a_word_is_no_prefix(document: PolicyDocument, name: str) -> None:
    """市场监管局 is not the 场监管局 of a city."""
    assert resolve(name, document).rule == "document"


def test_central_bodies_in_two_provinces_stay_two() -> None:
    """中央驻省有关单位 are those in the province of the plan."""
    other = issued_by("岚川省财政厅", "岚川省", "province", "other")
    name = "中央驻省有关单位"
    assert resolve(name, HEALTH).iri != resolve(name, other).iri


def test_two_districts_keep_two_bureaus() -> None:
    """区教育局 of one district is not that of another, nor is a bare 教育局 of two plans."""
    one = issued_by("枫屿区人民政府", "枫屿区", "county", "one")
    two = issued_by("柳汀区人民政府", "柳汀区", "county", "two")
    for name in ("区教育局", "教育局", "各街道", "市教育局"):
        assert resolve(name, one).iri != resolve(name, two).iri


def test_districts_of_one_name_are_told_apart_by_their_city() -> None:
    """A jurisdiction from a sidecar that names the city makes another node."""
    one = issued_by(None, "泊宁市新城区", "county")
    two = issued_by(None, "映湖市新城区", "county")
    assert resolve("区教育局", one).iri != resolve("区教育局", two).iri
    assert resolve("区教育局", one).label == "泊宁市新城区教育局"


def test_two_plans_of_one_place_share_their_units() -> None:
    """The same bureau is one node over years, whatever the plan calls it."""
    later = issued_by("泊宁市教育局", "泊宁市", "city", "later")
    assert resolve("市公安局", CITY) == resolve("泊宁市公安局", later)
    assert resolve("市教育局", CITY).iri == resolve("泊宁市教育局", later).iri


def test_national_bodies_are_one_over_all_places() -> None:
    """国家统计局 is the same node in every plan."""
    assert resolve("国家统计局", HEALTH) == resolve("国家统计局", UNKNOWN)


def test_an_autonomous_region_calls_itself_by_its_last_word() -> None:
    """自治区财政厅 and 区财政厅 in a region's plan are its own finance department."""
    for name in ("自治区财政厅", "区财政厅", "岚川自治区财政厅"):
        assert resolve(name, REGION).iri == f"{UNIT}岚川自治区/财政厅"


@pytest.mark.parametrize(
    ("issuer", "word"),
    [
        *(("卫生健康委员会", "委"), ("教育局", "局"), ("财政厅", "厅"), ("宣传部", "部")),
        ("人民政府办公室", "办"),
    ],
)
def test_the_word_for_the_issuer(issuer: str, word: str) -> None:
    """A plan calls its issuer by one character."""
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

"""Divisions: names, codes, levels, and which of several places a name means."""

from __future__ import annotations

import re

import pytest
from zeren.ontology.places import (
    above,
    below,
    place_at_start,
    place_by_form,
    place_named,
    place_of_plan,
    places_named,
    province_of_abbreviation,
    province_of_area_code,
    table,
)
from zeren.ontology.vocabulary import turtle

TABLE = table._table()


def test_the_table_says_what_it_is() -> None:
    """Source, licence and date stand at its head; codes are six digits, in order, once."""
    lines = turtle("places.csv").decode().splitlines()
    head = "".join(line for line in lines if line.startswith("#"))
    for word in ("china-division", "WTFPL", "2023-06-30", "GB/T 2260"):
        assert word in head
    codes = [line.partition(",")[0] for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    assert codes == sorted(set(codes))
    assert len("\n".join(lines).encode()) < 200_000


def test_every_division_has_its_own_key_and_a_place_above() -> None:
    """Keys are unique, and lead back to their place; only provinces have nothing above."""
    assert len({place.key for place in TABLE}) == len(TABLE)
    assert len([place for place in TABLE if not place.above]) == 34
    for place in TABLE:
        assert place_named(place.key) == place


def test_every_division_is_known_by_its_whole_path() -> None:
    """四川省成都市武侯区 is the same place as 武侯区, for each place of the table."""
    for place in TABLE:
        path = "".join(each.name for each in reversed(above(place))) + place.name
        assert place_named(path) == place, path


@pytest.mark.parametrize(
    ("name", "code", "level"),
    [
        *(("北京市", "110000", "province"), ("余姚市", "330281", "county")),
        *(("成都市", "510100", "city"), ("恩施州", "422800", "city")),
        *(("内蒙古自治区", "150000", "province"), ("三都县", "522732", "county")),
        *(("仙桃市", "429004", "county"), ("香港特别行政区", "810000", "province")),
        *(("和田地区", "653200", "city"), ("神农架林区", "429021", "county")),
        ("广西自治区", "450000", "province"),
    ],
)
def test_a_place_by_its_names(name: str, code: str, level: str) -> None:
    """Full names, and the short ones of autonomous places."""
    found = place_named(name)
    assert found is not None
    assert (found.code, found.level) == (code, level)


@pytest.mark.parametrize(
    ("home", "code"),
    [
        ("南京市", "320106"),
        ("福州市", "350102"),
        ("福建省", "350102"),
        ("云岭省", None),
        (None, None),
    ],
)
def test_a_name_of_four_places_needs_another(home: str | None, code: str | None) -> None:
    """鼓楼区 is decided by the place it is seen from, or not at all."""
    near = place_named(home) if home else None
    found = place_named("鼓楼区", near)
    assert (found.code if found else None) == code


def test_a_shared_name_of_a_plan() -> None:
    """A plan of 鼓楼区 has a place, but one that is nobody's alone."""
    plan = place_of_plan("鼓楼区")
    assert plan is not None
    assert plan.shared
    assert plan.code is None
    assert len(places_named("鼓楼区")) == 4


def test_an_invented_place_works_by_its_form() -> None:
    """No code, nothing above but what its name says."""
    province = place_named("云岭省")
    assert province is not None
    assert (province.level, province.code, above(province)) == ("province", None, ())
    district = place_named("澜汀省云泊市枫屿区")
    assert district is not None
    assert [each.name for each in above(district)] == ["云泊市", "澜汀省"]
    assert [each.level for each in above(district)] == ["city", "province"]


@pytest.mark.parametrize(
    "name", ["城市", "高新区", "园区", "全市", "开发区", "各区", "财政局", "示范区"]
)
def test_what_is_no_place(name: str) -> None:
    """Development zones and words that end like a place are no divisions."""
    assert place_named(name) is None
    assert place_by_form(name + "管委会") is None


def test_a_place_in_front_of_a_body() -> None:
    """The last place of a path, and what is left."""
    place, rest = place_at_start("四川省成都市武侯区卫健局") or (None, "")
    assert place is not None
    assert (place.key, rest) == ("武侯区", "卫健局")
    assert place_at_start("鼓楼区教育局") == (None, "教育局")
    assert place_at_start("市场监管局") is None


def test_children() -> None:
    """A city's districts and counties, a province's prefectures."""
    chengdu = place_named("成都市")
    assert chengdu is not None
    assert len(below(chengdu)) == 20
    assert {place.level for place in below(chengdu)} == {"county"}


@pytest.mark.parametrize(
    ("word", "province"), [("川", "四川省"), ("渝", "重庆市"), ("蒙", "内蒙古自治区"), ("岭", None)]
)
def test_the_short_names_of_provinces(word: str, province: str | None) -> None:
    """The first character of a 文号."""
    found = province_of_abbreviation(word)
    assert (found.key if found else None) == province


@pytest.mark.parametrize(
    ("number", "province"),
    [
        ("010", "北京市"),
        ("028", "四川省"),
        ("0991", "新疆维吾尔自治区"),
        ("0898", "海南省"),
        ("0000", None),
    ],
)
def test_area_codes(number: str, province: str | None) -> None:
    """The blocks of the numbering plan."""
    found = province_of_area_code(number)
    assert (found.key if found else None) == province


def test_every_province_has_a_short_name_and_a_block() -> None:
    """All 31 of the mainland."""
    short, codes = table._marks()
    provinces = {place.key for place in TABLE if not place.above and place.code} - {
        *("台湾省", "香港特别行政区", "澳门特别行政区")
    }
    assert {place.key for place in short.values()} == provinces
    assert {place.key for place in codes.values()} == provinces


@pytest.mark.parametrize(
    ("name", "key", "above_it"),
    [
        ("襄樊市", "襄阳市", "湖北省"),  # renamed: one place with the present one
        ("湖北省襄樊市", "襄阳市", "湖北省"),
        ("福建省三明市沙县", "沙县区", "三明市"),
        ("宣武区", "宣武区", "北京市"),  # merged: a place that is no more
        ("广州市东山区", "广州市东山区", "广州市"),
        ("东山区", "东山区", "鹤岗市"),  # the present one has the name
        ("博州", "博尔塔拉蒙古自治州", "新疆维吾尔自治区"),
        ("湘西自治州", "湘西土家族苗族自治州", "湖南省"),
        ("东乌旗", "东乌珠穆沁旗", "锡林郭勒盟"),
    ],
)
def test_former_and_short_names(name: str, key: str, above_it: str) -> None:
    place = place_named(name)
    assert place
    assert place.key == key
    assert above(place)[0].name == above_it


def test_every_former_name_leads_to_a_place_of_its_parent() -> None:
    """The data fit the table: what a division became lies in what it lay in."""
    for name, place in table._former():
        assert place_named(name) == place
        assert place.above
    assert not {place.key for _name, place in table._former()} & {"新市区", "太平区"}


def test_a_district_bears_the_name_of_its_city() -> None:
    for name, full in (
        ("武侯区", "成都市武侯区"),
        ("南京市鼓楼区", "南京市鼓楼区"),
        ("浦东新区", "上海市浦东新区"),
        ("慈溪市", "慈溪市"),
        ("唐河县", "唐河县"),
        ("枫屿区", "枫屿区"),
    ):
        place = place_named(name)
        assert place
        assert place.full_name == full

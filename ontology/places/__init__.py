"""Places: which division or zone a name means, its code, its level, and what it lies in."""

from zeren.ontology.places.table import (
    CHINA,
    Place,
    above,
    below,
    level_of,
    place_at_start,
    place_by_form,
    place_named,
    place_of_stem,
    places_named,
    places_of_stem,
    prefecture_of_stem,
    province_of_abbreviation,
    province_of_area_code,
    stems_below,
)
from zeren.ontology.places.zones import acts_alone, place_of_plan, zone_alone, zone_at_start

__all__ = [
    "CHINA",
    "Place",
    "above",
    "acts_alone",
    "below",
    "level_of",
    "place_at_start",
    "place_by_form",
    "place_named",
    "place_of_plan",
    "place_of_stem",
    "places_named",
    "places_of_stem",
    "prefecture_of_stem",
    "province_of_abbreviation",
    "province_of_area_code",
    "stems_below",
    "zone_alone",
    "zone_at_start",
]

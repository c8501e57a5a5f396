"""Places of a user's own: what the table of divisions does not have, or has under other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zeren.loaders.records import Level
from zeren.ontology.places.table import Place, place_named


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """Places by each of their names, the longest names first."""

    names: tuple[tuple[str, Place], ...] = ()

    def named(self, name: str) -> Place | None:
        """Return the user's place called *name*; places above may stand in front of it."""
        return next((place for own, place in self.names if name == own), None)

    def at_start(self, words: str) -> tuple[Place, str] | None:
        """Return the user's place that *words* begin with, and the rest; or None."""
        for own, place in self.names:
            if words.startswith(own):
                return place, words[len(own) :]
        return None


NO_OWN_PLACES = OwnPlaces()


def own_place(
    name: str, level: Level, inside: str | None = None, *, zone: bool = False
) -> Place | None:
    """Return a place of the user's own; None where *inside* is no place."""
    above: tuple[str, ...] = ()
    if inside:
        parent = place_named(inside)
        if parent is None:
            return None
        above = (*parent.above, parent.key)
    key = name if place_named(name) is None or not above else above[-1] + name
    return Place(name, key, level, None, above, zone="区" if zone else None)


def own_places(found: Sequence[tuple[Place, Sequence[str]]]) -> OwnPlaces:
    """Return places with their other names as a user's own, also behind what they lie in."""
    names: dict[str, Place] = {}
    for place, also in found:
        for name in (place.name, *also):
            names |= {front + name: place for front in _fronts(place)}
        names[place.key] = place
    return OwnPlaces(tuple(sorted(names.items(), key=lambda pair: (-len(pair[0]), pair[0]))))


def _fronts(place: Place) -> tuple[str, ...]:
    """Return what may stand in front of a place's name: nothing, its city, all above it."""
    parent = place_named(place.above[-1]) if place.above else None
    if parent is None:
        return ("",)
    return "", parent.name, parent.key, "".join((*parent.above, parent.name))

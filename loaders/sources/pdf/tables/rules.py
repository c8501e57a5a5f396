"""Rules that a table lacks: sides that were never drawn, ends that a page break left open.

Cells can only be found between rules on all four sides. Edges are pdfplumber's: each with
``orientation`` h or v and x0, x1, top, bottom in points from the top left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

_SAME = 3.0
"""Points within which two places are one."""
_FEWEST_LINES = 3
_SHORTEST_LINE = 100.0
_LOWEST_TABLE = 20.0

_WHITE = 0.99
Edge = Mapping[str, Any]


def is_shading(drawn: Edge) -> bool:
    """Say whether an object is a white box without a border: the ground of words, and no rule."""
    if drawn["object_type"] != "rect" or drawn.get("stroke") or not drawn.get("fill"):
        return False
    colour = drawn.get("non_stroking_color")
    if isinstance(colour, int | float):
        colour = (colour,)
    if not isinstance(colour, tuple | list) or not all(isinstance(c, int | float) for c in colour):
        return False
    if len(colour) == 4:  # of ink, so none is white
        return not any(colour)
    return bool(colour) and all(part >= _WHITE for part in colour)


def open_sides(edges: Sequence[Edge]) -> list[dict[str, Any]]:
    """Return the sides of tables drawn without: where three lines begin or end together."""
    spans: dict[tuple[int, int], list[Edge]] = {}
    for edge in edges:
        if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > _SHORTEST_LINE:
            key = (round(edge["x0"] / _SAME), round(edge["x1"] / _SAME))
            spans.setdefault(key, []).append(edge)
    uprights = [edge for edge in edges if edge["orientation"] == "v"]
    sides = []
    for lines in spans.values():
        top, bottom = min(e["top"] for e in lines), max(e["top"] for e in lines)
        if len(lines) < _FEWEST_LINES or bottom - top < _LOWEST_TABLE:
            continue
        within = [e for e in uprights if e["top"] < bottom and e["bottom"] > top]
        if not within:
            continue  # lines below each other and nothing upright: no table, or not a ruled one
        for x in (lines[0]["x0"], lines[0]["x1"]):
            if not any(abs(edge["x0"] - x) <= _SAME for edge in within):
                sides.append(_line(x, x, top, bottom))
    return sides


def open_ends(edges: Sequence[Edge]) -> list[dict[str, Any]]:
    """Return the ends of cells that go on over the page: where uprights end in nothing.

    Only uprights that lines cross further up or down are of a table.
    """
    columns: dict[int, list[Edge]] = {}
    for edge in edges:
        if edge["orientation"] == "v":
            columns.setdefault(round(edge["x0"] / _SAME), []).append(edge)
    lines = [edge for edge in edges if edge["orientation"] == "h"]
    spans = [span for column in columns.values() for span in _spans(column)]
    found = []
    for end in (1, 2):
        for group in _near(spans, end):
            y = group[0][end]
            for left, right in pairwise(sorted(group)):
                top, bottom = max(left[1], right[1]), min(left[2], right[2])
                across = [e for e in lines if top - _SAME <= e["top"] <= bottom + _SAME]
                here = [e for e in across if abs(e["top"] - y) <= _SAME]
                if _drawn(across, left[0], right[0]) and not _drawn(here, left[0], right[0]):
                    found.append(_line(left[0], right[0], y, y))
    return found


def _drawn(lines: Iterable[Edge], first: float, last: float) -> bool:
    """Say whether one of *lines* runs from *first* to *last*; thin boxes have short ones too."""
    return any(edge["x0"] <= first + _SAME and edge["x1"] >= last - _SAME for edge in lines)


_Span = tuple[float, float, float]


def _spans(column: Iterable[Edge]) -> list[_Span]:
    """Return (x, top, bottom) of each upright, pieces that touch taken as one."""
    spans: list[_Span] = []
    for edge in sorted(column, key=lambda each: float(each["top"])):
        if spans and edge["top"] <= spans[-1][2] + _SAME:
            x, top, bottom = spans[-1]
            spans[-1] = (x, top, max(bottom, float(edge["bottom"])))
        else:
            spans.append((float(edge["x0"]), float(edge["top"]), float(edge["bottom"])))
    return spans


def _near(spans: Iterable[_Span], end: int) -> list[list[_Span]]:
    """Group uprights whose ends (1 for the upper, 2 for the lower) are at the same height."""
    groups: list[list[_Span]] = []
    for span in sorted(spans, key=lambda each: each[end]):
        if groups and span[end] - groups[-1][-1][end] <= _SAME:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _line(x0: float, x1: float, top: float, bottom: float) -> dict[str, Any]:
    return {
        "object_type": "line", "x0": x0, "x1": x1, "top": top, "bottom": bottom,
        "width": x1 - x0, "height": bottom - top, "orientation": "v" if x0 == x1 else "h",
    }  # fmt: skip

"""Where things stand in a picture: a seeded force layout in which no two labels collide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

SEED = 20
_WIDE, _NARROW, _LINE = 13.0, 7.0, 18.0
_GAP = 10.0
_GRAVITY, _PULL = 2.4, 5.0


class Box(NamedTuple):
    """The room that a node and its label need, in picture units (pixels at scale 1)."""

    width: float
    height: float


def label_width(label: str) -> float:
    """Return how wide *label* is drawn, in picture units."""
    return sum(
        _WIDE if unicodedata.east_asian_width(char) in "WF" else _NARROW for char in label[:14]
    )


def box_of(label: str, radius: float) -> Box:
    """Return the room for a disc of *radius* with *label* under it."""
    return Box(max(label_width(label), 2 * radius), 2 * radius + _LINE)


def placed(
    boxes: Sequence[Box],
    springs: Iterable[tuple[int, int, float]],
    *,
    aspect: float = 1.35,
    rounds: int = 0,
) -> list[tuple[int, int]]:
    """Return a place for each box, near those it has a spring to; whole numbers around (0, 0).

    T. M. J. Fruchterman and E. M. Reingold, Graph drawing by force-directed placement,
    Software: Practice and Experience 21, 1991; then boxes that overlap are moved apart.
    *rounds* of the layout, 0 for a number that suits the size. Time grows with the square
    of the number of boxes: meant for up to some 300.
    """
    if not boxes:
        return []
    import numpy as np

    size = np.asarray(boxes, dtype=np.float64)
    rounds = rounds or (260 if len(boxes) <= 150 else 140)
    at = _forced(size, list(springs), aspect, rounds)
    at = _apart(at, size + _GAP)
    at -= (at.max(axis=0) + at.min(axis=0)) / 2
    return [(int(x), int(y)) for x, y in np.rint(at).tolist()]


def _forced(
    size: Points, springs: list[tuple[int, int, float]], aspect: float, rounds: int
) -> Points:
    import numpy as np

    count = len(size)
    rng = np.random.default_rng(SEED)
    area = float((size[:, 0] * size[:, 1]).sum()) * 2.2
    ideal = (area / count) ** 0.5
    radius = np.sqrt(size[:, 0] * size[:, 1]) / 2
    room = (radius[:, None] + radius[None, :]) / (2 * radius.mean())
    pull = np.zeros((count, count))
    for a, b, weight in springs:
        if a != b:
            pull[a, b] += weight
            pull[b, a] += weight
    strength = pull.sum(axis=1)
    strength[strength == 0] = 1
    # A hub that all are tied to must not draw all of them into one heap.
    pull = _PULL * pull / np.sqrt(strength[:, None] * strength[None, :])
    gravity = _GRAVITY * np.array([aspect**-0.5, aspect**0.5])
    angle = rng.permutation(count) * (2 * np.pi / count)
    at: Points = np.stack([np.cos(angle), np.sin(angle)], axis=1) * ideal * count**0.5 / 2
    at += rng.normal(scale=ideal / 10, size=at.shape)
    for step in range(rounds):
        heat = ideal * count**0.5 / 6 * (1 - step / rounds) ** 1.5 + 0.5
        apart = at[:, None, :] - at[None, :, :]
        distance = np.sqrt((apart**2).sum(axis=2))
        np.maximum(distance, ideal / 50, out=distance)
        push = (ideal * room / distance) ** 2
        move = (apart * (push - pull * distance / ideal)[:, :, None]).sum(axis=1)
        move -= at * gravity
        length = np.sqrt((move**2).sum(axis=1, keepdims=True))
        np.maximum(length, 1e-9, out=length)
        at += move / length * np.minimum(length, heat)
    return at


def _apart(at: Points, size: Points, rounds: int = 120) -> Points:
    """Move boxes that overlap apart, each time along the axis on which less is needed."""
    import numpy as np

    at = at.copy()
    half = (size[:, None, :] + size[None, :, :]) / 2
    same = np.eye(len(at), dtype=bool)
    for _ in range(rounds):
        apart = at[:, None, :] - at[None, :, :]
        overlap = half - np.abs(apart)
        hit = (overlap > 0.5).all(axis=2) & ~same
        if not hit.any():
            break
        along_x = overlap[:, :, 0] < overlap[:, :, 1]
        order = np.arange(len(at))
        side = np.where(apart == 0, (order[:, None] > order[None, :])[:, :, None] * 2.0 - 1, apart)
        step = np.sign(side) * overlap * 0.5
        step[:, :, 0] *= hit & along_x
        step[:, :, 1] *= hit & ~along_x
        limit = size.mean()
        at += np.clip(step.sum(axis=1), -limit, limit)
    return at

"""How alike texts are: the cosine of their characters, taken two and three together.

Character n-grams need no words to be cut, which Chinese does not show, and bear small changes
of wording well (McNamee & Mayfield, *Character N-Gram Tokenization for European Language Text
Retrieval*, Information Retrieval 7, 2004). They are weighted by how rare they are in the two
plans (tf-idf; Salton & Buckley, *Term-weighting approaches in automatic text retrieval*, 1988),
so that what every task says (推进, 责任单位) counts little. Figures are all one figure: a target
that was raised does not make another task.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

_GRAMS: Final = (2, 3)
_FIGURE: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_KEPT: Final = re.compile(r"[^\w#%]+")


def normal(text: str) -> str:
    """Return *text* without spaces and marks, each figure as one sign.

    >>> normal("改造 42 个，覆盖率 60.5%。")
    '改造#个覆盖率#%'
    """
    return _KEPT.sub("", _FIGURE.sub("#", text)).lower()


def likeness(left: Sequence[str], right: Sequence[str]) -> Any:
    """Return how alike each text of *left* is to each of *right*: an array, from 0 to 1."""
    import numpy as np
    from scipy.sparse import csr_matrix

    texts = [_grams(normal(text)) for text in chain(left, right)]
    columns: dict[str, int] = {}
    for grams in texts:
        for gram in grams:
            columns.setdefault(gram, len(columns))
    if not columns:
        return np.zeros((len(left), len(right)))
    found = Counter(gram for grams in texts for gram in grams)
    rarity = np.array([np.log((1 + len(texts)) / (1 + found[gram])) + 1 for gram in columns])
    rows = [number for number, grams in enumerate(texts) for _ in grams]
    places = [columns[gram] for grams in texts for gram in grams]
    weights = [1 + np.log(count) for grams in texts for count in grams.values()]
    matrix = csr_matrix((weights, (rows, places)), shape=(len(texts), len(columns)))
    matrix = matrix.multiply(rarity).tocsr()
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    dots = (matrix[: len(left)] @ matrix[len(left) :].T).toarray()
    return np.clip(dots / np.outer(lengths[: len(left)], lengths[len(left) :]), 0, 1)


def _grams(text: str) -> Counter[str]:
    return Counter(
        text[at : at + size] for size in _GRAMS for at in range(max(len(text) - size + 1, 0))
    )

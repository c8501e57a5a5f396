"""How evenly something is shared: diversity, inequality, concentration."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log


def entropy(amounts: Iterable[float]) -> float:
    """Return the Shannon entropy of *amounts* as shares of their sum, in nats.

    0 when all is one kind, ln k when k kinds have the same. Zeros add nothing; nothing at
    all has 0. For departments: breadth over themes.

    Misleads: with few tasks it is too low, as rare themes have not come up yet (by about
    (k-1)/2n: Miller 1955); compare units of similar numbers of tasks.

    Source: Shannon 1948, Bell System Technical Journal 27, 379-423.
    """
    kept = [amount for amount in amounts if amount > 0]
    total = sum(kept)
    return max(0.0, -sum(share * log(share) for share in (amount / total for amount in kept)))


def effective_number(amounts: Iterable[float]) -> float:
    """Return how many equally common kinds would be as diverse: exp(entropy), 0 for nothing.

    Easier to say than entropy: "as broad as if it had 4.2 themes of equal weight".
    Source: Hill 1973, Ecology 54, 427-432; Jost 2006, Oikos 113, 363-375.

    >>> round(effective_number([1, 1, 1]), 6), effective_number([7]), effective_number([])
    (3.0, 1.0, 0.0)
    """
    kept = [amount for amount in amounts if amount > 0]
    return exp(entropy(kept)) if kept else 0.0


def gini(amounts: Iterable[float]) -> float:
    """Return the Gini index: 0 when all have the same, towards 1 when one has all.

    For departments: how unequally tasks are spread over the units that a plan names.

    Misleads: units that the plan does not name are not there, so it is an index among
    those named; with n units it cannot pass 1 - 1/n; and units with one or two tasks by
    accident already make it high.

    Source: Gini 1912; the form by ranks: Sen 1973, On Economic Inequality.

    >>> gini([2, 2, 2]), round(gini([0, 0, 3]), 6), gini([])
    (0.0, 0.666667, 0.0)
    """
    ordered = sorted(amounts)
    size, total = len(ordered), sum(ordered)
    if not total:
        return 0.0
    weighted = sum(rank * amount for rank, amount in enumerate(ordered, start=1))
    return max(0.0, 2 * weighted / (size * total) - (size + 1) / size)


def herfindahl(amounts: Iterable[float]) -> float:
    """Return the Herfindahl-Hirschman index: the sum of squared shares, 1/n to 1, 0 for nothing.

    The chance that two pieces of work drawn at random fall to the same unit. Dominated by
    the largest units; one over it is a number of equally loaded units.

    Source: Hirschman 1945; Herfindahl 1950; Rhoades 1993, Federal Reserve Bulletin 79, 188.

    >>> herfindahl([1, 1]), herfindahl([5]), herfindahl([])
    (0.5, 1.0, 0.0)
    """
    kept = list(amounts)
    total = sum(kept)
    return sum((amount / total) ** 2 for amount in kept) if total else 0.0


def top_share(amounts: Iterable[float], k: int) -> float:
    """Return the share of the *k* largest (the concentration ratio CR-k), 0 for nothing.

    >>> top_share([1, 2, 3, 4], 2)
    0.7
    """
    ordered = sorted(amounts, reverse=True)
    total = sum(ordered)
    return sum(ordered[:k]) / total if total else 0.0

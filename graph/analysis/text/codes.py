"""Strength of obligation and policy instruments of tasks, with the words that show them."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.graph.analysis.choice import Chosen, taken_from
from zeren.graph.analysis.text.words import Coding, Evidence, coding
from zeren.graph.model.facts import Facts, TaskFact

PLAIN = "plain"
"""The degree of a task without a word for how binding it is."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What the words of one task say.

    ``obligation`` is the strongest that a word shows, ``degree`` 5 (mandatory) to 1 (explored);
    ``instruments`` are in the order of the text, each once, ``sides`` and ``kinds`` what they
    are in the two sortings (supply, environment, demand; command, market, voluntary). Offsets
    of the evidence are in ``TaskFact.text``.
    """

    task: str
    obligation: str
    degree: int
    evidence: tuple[Evidence, ...]
    instruments: tuple[str, ...]
    sides: tuple[str, ...]
    kinds: tuple[str, ...]
    instrument_evidence: tuple[Evidence, ...]


SIDES = ("supply", "environment", "demand")
KINDS = ("command", "market", "voluntary")


def obligation_scheme() -> Coding:
    """Return the scheme of obligation (``obligation.ttl``, which names its sources)."""
    return coding("obligation.ttl")


def instrument_scheme() -> Coding:
    """Return the scheme of instruments (``instruments.ttl``, which names its sources)."""
    return coding("instruments.ttl")


def code_task(task: TaskFact) -> Coded:
    """Return what the words of *task* say.

    For departments: which of their tasks bind, and which ask to try; by what means a plan
    wants to reach its aims.

    Misleads: it reads words and no meaning: 确保 of one office is 推进 of another, a plan
    that always writes 要 is no stricter, and an instrument may be named as what is to be
    reformed. No figures of ours say how often people would code the same: draw a sample
    (``zeren sample``) and have it coded before you print shares.

    Source: Crawford & Ostrom 1995, American Political Science Review 89, 582-600; 彭纪生、仲为国、
    孙文祥 2008, 管理世界 (9), 25-36; Rothwell & Zegveld 1985; Howlett & Ramesh 1995.
    """
    obligation, instruments = obligation_scheme(), instrument_scheme()
    evidence = tuple(obligation.found(task.text))
    degrees = {name: concept.degree or 0 for name, concept in obligation.concepts.items()}
    strongest = max((each.concept for each in evidence), key=degrees.__getitem__, default=PLAIN)
    shown = tuple(instruments.found(task.text))
    named = tuple(dict.fromkeys(each.concept for each in shown))
    above = {top for name in named for top in instruments.concepts[name].broader}
    return Coded(
        task=task.iri,
        obligation=strongest,
        degree=degrees[strongest],
        evidence=evidence,
        instruments=named,
        sides=tuple(side for side in SIDES if side in above),
        kinds=tuple(kind for kind in KINDS if kind in above),
        instrument_evidence=shown,
    )


def code_tasks(source: Facts | Chosen) -> list[Coded]:
    """Return what the words of each task of the documents chosen say, by task."""
    taken = taken_from(source)
    return [code_task(taken.facts.tasks[task]) for task in taken.tasks]

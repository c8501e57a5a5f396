"""The map of the whole store, made once for each state of it, in a process of its own."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from zeren.graph.processes import apart
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore, StaleError, take

_PATIENCE = 4.0
"""Seconds that a reader waits for a map before being told that it is being made."""


class Maps:
    """Keeps the map of each language as long as the store does not change."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()
        self._made: dict[Language, tuple[str, asyncio.Task[tuple[str, str]]]] = {}

    async def page(self, snapshot: ServedStore, language: Language) -> str | None:
        """Return the map of *snapshot* as a page of its own, None while it is still being made."""
        version, task = self._made.get(language, ("", None))
        if task is None or version != snapshot.version or (task.done() and _failed(task)):
            task = asyncio.create_task(self._make(snapshot.root, language))
            self._made[language] = snapshot.version, task
        done, _ = await asyncio.wait({task}, timeout=_PATIENCE)
        if not done:
            return None
        version, html = task.result()
        self._made[language] = version, task
        if version != snapshot.version:
            raise StaleError
        return html

    async def _make(self, root: Path, language: Language) -> tuple[str, str]:
        async with self._one:  # the other language finds in the cache what the first has made
            return await asyncio.to_thread(_made_elsewhere, root, language)


def _failed(task: asyncio.Task[tuple[str, str]]) -> bool:
    return task.cancelled() or task.exception() is not None


def _made_elsewhere(root: Path, language: Language) -> tuple[str, str]:
    with ProcessPoolExecutor(1, mp_context=apart(), initializer=_ignore_interrupts) as pool:
        return pool.submit(made, str(root), language).result()


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def made(root: str, language: Language) -> tuple[str, str]:
    """Return the state that the store at *root* is in, and its map."""
    from zeren.graph.maps.build import build_map
    from zeren.graph.maps.options import MapOptions
    from zeren.graph.store.facts.reading import read_facts

    now = take(Path(root), graphs=False)
    facts, cache = read_facts(now.store), now.store.layout.cache
    return now.version, build_map(facts, MapOptions(lang=language), cache)

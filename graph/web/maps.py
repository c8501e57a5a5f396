"""The map of the whole store, made once for each state of it, in a process of its own."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from zeren.graph.processes import apart
from zeren.graph.web.parts.language import Language
from zeren.graph.web.served import ServedStore, StaleError, take


class Maps:
    """Keeps the map of each language as long as the store does not change."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._made: dict[Language, tuple[str, str]] = {}

    async def page(self, snapshot: ServedStore, language: Language) -> str:
        """Return the map of *snapshot* as a page of its own."""
        async with self._lock:
            version, html = self._made.get(language, ("", ""))
            if version != snapshot.version:
                version, html = await asyncio.to_thread(_made_elsewhere, snapshot.root, language)
                self._made[language] = version, html
                if version != snapshot.version:
                    raise StaleError
        return html


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

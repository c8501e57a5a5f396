"""Chromium for the tests of pages: the system's own browser, with no network to speak of.

A test asks for the fixture ``chromium`` and opens what it likes with :func:`opened`; what
the page asked for and complained of is noted, so that a test can say there was nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

EXECUTABLE = shutil.which("chromium") or shutil.which("chromium-browser")
_OWN = ("file:", "data:", "blob:", "about:")


@dataclass
class Watched:
    """A page, and what it did: ``requests`` to other places, ``errors``, ``downloads``."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def assert_quiet(self) -> None:
        """Assert that the page asked for nothing and that nothing went wrong in it."""
        assert self.requests == []
        assert self.errors == []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser. Of the module, not of the session: its event loop would disturb others."""
    if EXECUTABLE is None:
        pytest.skip("no chromium on this system: pages are not tried in a browser")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=EXECUTABLE, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@contextmanager
def opened(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    height: int = 800,
    offline: bool = True,
    allowed: tuple[str, ...] = (),
    **options: object,
) -> Iterator[Watched]:
    """Open *address* in a window of its own, by default with the network cut.

    Requests to an address that begins with one of *allowed* are not noted (a server under
    test); further *options* go to ``browser.new_context`` (``color_scheme``, ``locale`` …).
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        offline=offline,
        **options,  # type: ignore[arg-type]
    )
    watched = Watched(context.new_page())

    def asked(request: Request) -> None:
        if not request.url.startswith((*_OWN, *allowed)):
            watched.requests.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            watched.errors.append(message.text)

    context.on("request", asked)
    watched.page.on("console", said)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    try:
        watched.page.goto(address)
        yield watched
    finally:
        context.close()


def serious(page: Page) -> list[str]:
    """Return what axe finds serious or critical on *page*, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {[node['target'] for node in rule['nodes']][:4]}"
        for rule in found
        if rule["impact"] in {"serious", "critical"}
    ]

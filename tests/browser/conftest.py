"""A headless browser, and pages that complain to no one but the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from houses import House
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright, expect

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_PATIENCE_MS = 120_000
"""How long a page may take to show what is expected of it; five seconds, as the tool has it, are short on a busy machine."""

expect.set_options(timeout=_PATIENCE_MS)


@pytest.fixture(scope="session")
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    """One browser for the whole run."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=_QUIET)
        yield launched
        await launched.close()


@pytest.fixture
async def page(browser: Browser, house: House) -> AsyncIterator[Page]:
    """A fresh page; in the end, nothing may have gone wrong on it, and nothing may have left for another host."""
    context = await browser.new_context(base_url=house.url, permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(_PATIENCE_MS)
    opened = await context.new_page()
    complaints: list[str] = []
    strays: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:  # a refusal that the page shows is no fault
            complaints.append(message.text)

    def watch(request: Request) -> None:
        if not request.url.startswith((f"{house.url}/", f"blob:{house.url}/", "data:")):
            strays.append(request.url)

    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", watch)
    yield opened
    await context.close()
    assert (complaints, strays) == ([], [])

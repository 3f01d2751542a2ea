"""Fetching from servers on loopback, through the guard."""

from collections.abc import AsyncIterator

import pytest
from fetching import Errand, Resolver
from web_servers import WebServer, open_web_server


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    """A server that has no page yet."""
    async with open_web_server() as opened:
        yield opened


@pytest.fixture
def resolver() -> Resolver:
    """A resolver that knows no name yet."""
    return Resolver()


@pytest.fixture
def errand() -> Errand:
    """A fetcher that may go to loopback."""
    return Errand()

"""Fetching from servers on loopback, through the guard."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from clocks import TurnedClock
from crawling import Trip, on_a_trip
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


@pytest.fixture
async def trip(tmp_path: Path) -> AsyncIterator[Trip]:
    """A crawler that may go to loopback, and knows the name `shop.example`."""
    async with on_a_trip(Trip(folder=tmp_path / "pages")) as opened:
        opened.name("shop.example")
        yield opened


@pytest.fixture
def clock() -> TurnedClock:
    """A clock that is turned by hand."""
    return TurnedClock()

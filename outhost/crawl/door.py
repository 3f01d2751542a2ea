"""The door: what speaks HTTP is loaded when somebody first goes out, beside the loop."""

import asyncio
import importlib
import ssl
from collections.abc import Mapping
from typing import Protocol

from outhost import __version__
from outhost.crawl.fetched import Fetched, Wants
from outhost.crawl.guard import Admitted
from outhost.crawl.routes import Route, straight
from outhost.crawl.trust import trusting


class Asks(Protocol):
    """Speaks HTTP with places that were admitted."""

    async def ask(self, admitted: Admitted, headers: Mapping[str, str], wants: Wants, body: bytes | None = None) -> Fetched | str:
        """Ask with GET, or with POST where there is a body, and give the answer, or else where it redirects to.

        Raises:
            FetchFailed: there is no connection, no proof of the name, no HTTP, no end, or too much.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Door:
    """Opens with the first who goes out. Connections that were made are kept for `keep_seconds`, for the same place alone."""

    def __init__(self, route: Route = straight, *, keep_seconds: float = 0) -> None:
        """Go by `route`; load nothing yet."""
        self._route = route
        self._keep_seconds = keep_seconds
        self._asks: Asks | None = None
        self._turn = asyncio.Lock()

    async def opened(self) -> Asks:
        """Give what speaks HTTP."""
        if self._asks is None:
            async with self._turn:
                if self._asks is None:
                    trust = await asyncio.to_thread(_ready)
                    from outhost.crawl.client import Client

                    self._asks = Client(trust, self._route, keep_seconds=self._keep_seconds)
        return self._asks

    async def close(self) -> None:
        """Close every connection; the next who goes out opens again."""
        asks, self._asks = self._asks, None
        if asks:
            await asks.close()


def user_agent(contact: str) -> str:
    """Say who asks; `contact` is whom websites may turn to, or empty."""
    return f"outhost/{__version__}" + (f" (+{contact})" if contact else "")


def _ready() -> ssl.SSLContext:
    importlib.import_module("outhost.crawl.client")
    return trusting()

"""What can be done with the invented town of an installation: its directory is read, and its time is turned."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from outhost.domain.errors import NoSandbox
from outhost.domain.events import Happening
from outhost.domain.sessions import NOWHERE
from outhost.files.pages import Pages
from outhost.sandbox.directory import listed
from outhost.sandbox.neighbourhood import Neighbourhood
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

Forget = Callable[[Callable[[str], bool]], None]
"""Forgets what is remembered of names that are meant."""
_SUBJECT: Final = "sandbox"


class Sandbox:
    """The town that this installation has beside the web, or has not."""

    def __init__(self, store: Store, pages: Pages, forgetting: Sequence[Forget], neighbourhood: Neighbourhood[Any] | None) -> None:
        """Keep its time in `store`; `pages` may hold some of its own, and what else is remembered of it goes by `forgetting`."""
        self._store = store
        self._pages = pages
        self._forgetting = forgetting
        self._neighbourhood = neighbourhood

    async def open(self) -> None:
        """Serve the town, if there is one, as it is in the week that it has come to."""
        if self._neighbourhood is not None:
            self._neighbourhood.week = await self._store.read(_week)
            await self._neighbourhood.open()

    async def close(self) -> None:
        """Serve it no longer."""
        if self._neighbourhood is not None:
            await self._neighbourhood.close()

    @property
    def is_there(self) -> bool:
        """Tell whether this installation has a town."""
        return self._neighbourhood is not None

    @property
    def week(self) -> int:
        """Tell which week it is there.

        Raises:
            NoSandbox
        """
        return self._there().week

    def directory(self) -> str:
        """Give the town's businesses as a directory lists them, as CSV: what such a listing has, and nothing that only their sites tell.

        Raises:
            NoSandbox
        """
        return listed(self._there().town.businesses)

    async def advance(self, actor: str, weeks: int) -> int:
        """Let weeks go by, and forget what was fetched from the town, so that it is seen as it now is; tell which week it is.

        Raises:
            NoSandbox
        """
        there = self._there()
        there.week = await self._store.write(_advance, actor, weeks)
        await asyncio.to_thread(self._pages.remove_of, lambda url: there.town.knows(urlsplit(url).hostname or ""))
        for forget in self._forgetting:
            forget(there.town.knows)
        return there.week

    def _there(self) -> Neighbourhood[Any]:
        if self._neighbourhood is None:
            raise NoSandbox
        return self._neighbourhood


def _week(tx: Tx) -> int:
    return tx.sandbox_time.week()


def _advance(tx: Tx, actor: str, weeks: int) -> int:
    tx.sandbox_time.turn(weeks)
    week = tx.sandbox_time.week()
    tx.events.insert_without_workspace(actor, Happening.SANDBOX_ADVANCED, _SUBJECT, NOWHERE, week=week)
    return week

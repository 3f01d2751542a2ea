"""What can be done with the invented town of an installation: its directory is read, its map is in the atlas, its time is turned."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from outhost.atlas.builder import build
from outhost.atlas.file import sources
from outhost.domain.clock import Clock, to_text
from outhost.domain.errors import NoSandbox, Refusal
from outhost.domain.events import Happening
from outhost.domain.places import Source
from outhost.domain.recipes import DemoValues
from outhost.domain.sessions import NOWHERE
from outhost.files.pages import Pages
from outhost.sandbox.directory import listed
from outhost.sandbox.neighbourhood import Neighbourhood
from outhost.sandbox.town import Town
from outhost.store.sqlite import Store
from outhost.store.transactions import Tx

log = logging.getLogger(__name__)

Forget = Callable[[Callable[[str], bool]], None]
"""Forgets what is remembered of names that are meant."""
_SUBJECT: Final = "sandbox"


class Sandbox:
    """The town that this installation has beside the web, or has not."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        pages: Pages,
        forgetting: Sequence[Forget],
        atlas: Path,
        neighbourhood: Neighbourhood[Any] | None,
    ) -> None:
        """Keep its time in `store`, its map in the file `atlas`; `pages` hold some of its own, and `forgetting` forgets what else does."""
        self._store = store
        self._clock = clock
        self._pages = pages
        self._forgetting = forgetting
        self._atlas = atlas
        self._neighbourhood = neighbourhood
        self._drawing = asyncio.Lock()

    async def open(self) -> None:
        """Serve the town, if there is one, as it is in the week that it has come to."""
        if self._neighbourhood is not None:
            self._neighbourhood.week = await self._store.read(_week)
            await self._neighbourhood.open()
            await self._draw_map(self._neighbourhood)

    async def close(self) -> None:
        """Serve it no longer."""
        if self._neighbourhood is not None:
            await self._neighbourhood.close()

    @property
    def is_there(self) -> bool:
        """Tell whether this installation has a town."""
        return self._neighbourhood is not None

    @property
    def name(self) -> str:
        """Tell what the town is called.

        Raises:
            NoSandbox
        """
        return self._there().town.name

    @property
    def demo(self) -> DemoValues | None:
        """Give what fills a recipe so that it finds the town; None where there is no town."""
        return DemoValues(town=self.name) if self.is_there else None

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
        """Let weeks go by: draw the map anew, forget what was fetched from the town, so that it is seen as it is; tell which week it is.

        Raises:
            NoSandbox
        """
        there = self._there()
        there.week = await self._store.write(_advance, actor, weeks)
        await asyncio.to_thread(self._pages.remove_of, lambda url: there.town.knows(urlsplit(url).hostname or ""))
        for forget in self._forgetting:
            forget(there.town.knows)
        await self._draw_map(there)
        return there.week

    async def _draw_map(self, there: Neighbourhood[Any]) -> None:
        """Put this week's map into the atlas, unless it is there. What keeps it out keeps nobody from the rest of the town."""
        async with self._drawing:
            drawn = replace(there.town.source(there.week), loaded_at=to_text(self._clock.now()))
            try:
                await asyncio.to_thread(_put, self._atlas, there.town, there.week, drawn)
            except Refusal as refusal:
                log.warning("This week's map of the town could not be put into the atlas.", extra={"reason": refusal.say()})

    def _there(self) -> Neighbourhood[Any]:
        if self._neighbourhood is None:
            raise NoSandbox
        return self._neighbourhood


def _put(atlas: Path, town: Town, week: int, drawn: Source) -> None:
    if not any((one.name, one.file, one.date) == (drawn.name, drawn.file, drawn.date) for one in sources(atlas)):
        build(atlas, drawn, (*town.areas(), *town.places(week)))


def _week(tx: Tx) -> int:
    return tx.sandbox_time.week()


def _advance(tx: Tx, actor: str, weeks: int) -> int:
    tx.sandbox_time.turn(weeks)
    week = tx.sandbox_time.week()
    tx.events.insert_without_workspace(actor, Happening.SANDBOX_ADVANCED, _SUBJECT, NOWHERE, week=week)
    return week

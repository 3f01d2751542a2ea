"""What is done with the archive of pages: cleared of what is old, and of people who are to be forgotten."""

import asyncio
from datetime import timedelta

from outhost.domain.clock import Clock
from outhost.domain.subjects import Names
from outhost.files.pages import Pages


class ArchivedPages:
    """Pages of websites, which belong to no workspace: what one fetched, another reads. So is an erasure there everybody's."""

    def __init__(self, pages: Pages, clock: Clock, days: int) -> None:
        """Keep pages for so many days."""
        self._pages = pages
        self._clock = clock
        self._kept_for = timedelta(days=days)

    async def sweep(self) -> int:
        """Remove the pages that are too old, and the oldest of too many; tell how many."""
        return await asyncio.to_thread(self._pages.sweep, self._clock.now() - self._kept_for)

    async def erase(self, names: Names) -> int:
        """Remove the pages in which a person is named, a few hundredths of the archive in one go; tell how many."""
        shelves = await asyncio.to_thread(self._pages.shelves)
        return sum([await asyncio.to_thread(self._pages.erase, shelf, names) for shelf in shelves])

"""The bell: rung after a commit, by topic; whoever sleeps at it wakes up and looks again."""

import asyncio
from collections.abc import Iterable
from typing import Self


class Bell:
    """Wakes sleepers by topic. It carries no news: a sleeper reads the rows again."""

    def __init__(self) -> None:
        """Begin with nobody asleep."""
        self._sleepers: dict[str, set[asyncio.Event]] = {}

    def ring(self, topics: Iterable[str]) -> None:
        """Wake everybody who sleeps at one of these topics."""
        for topic in topics:
            for sleeper in self._sleepers.get(topic, ()):
                sleeper.set()

    def sleeper(self, topic: str) -> "Sleeper":
        """Lie down at a topic: `with bell.sleeper("…") as sleeper: … await sleeper.woken()`."""
        return Sleeper(self._sleepers.setdefault(topic, set()))


class Sleeper:
    """One place at the bell; a ring between two waits is not lost."""

    def __init__(self, places: set[asyncio.Event]) -> None:
        """Take a place among `places` while the `with` block lasts."""
        self._places = places
        self._event = asyncio.Event()

    def __enter__(self) -> Self:
        """Lie down."""
        self._places.add(self._event)
        return self

    def __exit__(self, *_: object) -> None:
        """Get up."""
        self._places.discard(self._event)

    async def woken(self) -> None:
        """Return at the next ring, at once if it rang since the last time."""
        await self._event.wait()
        self._event.clear()

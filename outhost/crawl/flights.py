"""Flights: work that is done once for however many want what comes of it at the same time."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@dataclass(slots=True)
class _Flight(Generic[T]):
    task: asyncio.Task[T]
    passengers: int = 0


class Flights(Generic[K, T]):
    """Work under way, by what it is about. It goes on while anybody waits for it, and is broken off with the last who leaves."""

    def __init__(self) -> None:
        """Have nothing under way."""
        self._flights: dict[K, _Flight[T]] = {}

    async def join(self, key: K, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Give what comes of the work about `key` that is under way, or of `work`, which is begun if none is."""
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = _Flight(asyncio.create_task(work()))
            flight.task.add_done_callback(lambda task: self._forget(key, task))
        flight.passengers += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.passengers -= 1
            if not flight.passengers and not flight.task.done():
                self._forget(key, flight.task)
                flight.task.cancel()
                await asyncio.wait({flight.task})

    async def close(self) -> None:
        """Break off what is under way."""
        tasks = [flight.task for flight in self._flights.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, key: K, task: "asyncio.Task[T]") -> None:
        if (flight := self._flights.get(key)) and flight.task is task:
            del self._flights[key]

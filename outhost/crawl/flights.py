"""Flights: work that is done once for however many want what comes of it at the same time."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Flights(Generic[K, T]):
    """Work under way, by what it is about. Who comes first does it; is that one broken off, the next of those who wait begins anew."""

    def __init__(self) -> None:
        """Have nothing under way."""
        self._landings: dict[K, asyncio.Future[T]] = {}

    async def join(self, key: K, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Give what comes of the work about `key` that is under way, or of `work`, which is begun if none is."""
        while landing := self._landings.get(key):
            await asyncio.wait({landing})
            if not landing.cancelled():
                return landing.result()
        landing = self._landings[key] = asyncio.get_running_loop().create_future()
        try:
            result = await work()
        except asyncio.CancelledError:
            landing.cancel()
            raise
        except BaseException as fault:
            landing.set_exception(fault)
            landing.exception()  # whoever waits is told; where nobody does, nobody needs to be
            raise
        else:
            landing.set_result(result)
            return result
        finally:
            del self._landings[key]

"""Names that were looked up a moment ago."""

from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from outhost.crawl.flights import Flights
from outhost.crawl.names import LookUp
from outhost.domain.clock import Clock
from outhost.domain.errors import NoSuchName
from outhost.domain.ip_addresses import IpAddress

_MOST_KEPT: Final = 10_000
_KEPT_FOR: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a name said, until when that holds; None where nobody has it."""

    until: datetime
    addresses: tuple[IpAddress, ...] | None


class KnownNames:
    """Remembers for a minute what names say, and looks none up twice at a time. The guard checks the answer each time all the same."""

    def __init__(self, look_up: LookUp, clock: Clock) -> None:
        """Look names up by `look_up`."""
        self._look_up = look_up
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._flights: Flights[str, _Known] = Flights()

    async def look_up(self, host: str, port: int) -> tuple[IpAddress, ...]:
        """Give every address of a name.

        Raises:
            FetchFailed: there is no such name, or nobody who knows it answers.
        """
        known = self._known.get(host)
        if known is None or known.until <= self._clock.now():
            known = await self._flights.join(host, lambda: self._asked(host, port))
        if known.addresses is None:
            raise NoSuchName(host)
        return known.addresses

    async def _asked(self, host: str, port: int) -> _Known:
        addresses: tuple[IpAddress, ...] | None = None
        with suppress(NoSuchName):
            addresses = await self._look_up(host, port)
        known = self._known[host] = _Known(self._clock.now() + _KEPT_FOR, addresses)
        self._known.move_to_end(host)
        if len(self._known) > _MOST_KEPT:
            self._known.popitem(last=False)
        return known

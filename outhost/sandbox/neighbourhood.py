"""The neighbourhood: how whoever looks a name up, asks for its records or connects comes upon the town, and everywhere else as before."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address
from typing import Final, Generic, Protocol, TypeVar

from outhost.domain.clock import Clock
from outhost.domain.errors import NoSuchName
from outhost.domain.ip_addresses import IpAddress
from outhost.sandbox.answers import Answer
from outhost.sandbox.mail_hosts import Reply
from outhost.sandbox.server import TownServer
from outhost.sandbox.town import Town

_HERE: Final = IPv4Address("127.0.0.1")
_MAIL: Final = 25
_AT_ONCE: Final = 0.0
"""Seconds for which records hold: the town's time may be turned at any moment."""

Place = tuple[IpAddress, int]


class Goal(Protocol):
    """Where somebody who was let in wants to go."""

    @property
    def host(self) -> str:
        """Name the host."""
        ...

    @property
    def port(self) -> int:
        """Give the port."""
        ...


G = TypeVar("G", bound=Goal)


class Neighbourhood(Generic[G]):
    """A town on this machine and, around it, the world as it is: only names that the town has are answered here.

    Its names have addresses in 2d00::/8, public by their kind and given to nobody: IANA keeps them. So the guard, closed to every private
    network, lets them in, and a connection that went there without the route would reach no one.
    """

    def __init__(
        self,
        town: Town,
        clock: Clock,
        *,
        look_up: Callable[[str, int], Awaitable[tuple[IpAddress, ...]]],
        ask: Callable[[str, str], Awaitable[tuple[tuple[str, ...], float]]],
        route: Callable[[G], Sequence[Place]],
    ) -> None:
        """Stand in for the town as it is in its first week, until another is set; hand every other name on to `look_up`, `ask` and `route`."""
        self.town = town
        self.week = 0
        self._clock = clock
        self._look_up_outside = look_up
        self._ask_outside = ask
        self._route_outside = route
        self._server = TownServer(self._answer, self._mailbox, clock)

    async def open(self) -> None:
        """Serve the town."""
        await self._server.open()

    async def close(self) -> None:
        """Serve it no longer."""
        await self._server.close()

    async def look_up(self, host: str, port: int) -> tuple[IpAddress, ...]:
        """Give every address of a name.

        Raises:
            FetchFailed
        """
        if not self.town.knows(host):
            return await self._look_up_outside(host, port)
        found = self.town.records(host, "AAAA", self.week)
        if found is None or not (found or port == _MAIL):
            raise NoSuchName(host)
        return tuple(map(IPv6Address, found)) or (_address_of(host),)

    async def ask(self, name: str, kind: str) -> tuple[tuple[str, ...], float]:
        """Give the records of a name, and for how many seconds they hold.

        Raises:
            FetchFailed
        """
        if not self.town.knows(name):
            return await self._ask_outside(name, kind)
        found = self.town.records(name, kind, self.week)
        if found is None:
            raise NoSuchName(name)
        return tuple(map(_unquoted, found)) if kind == "TXT" else found, _AT_ONCE

    def route(self, goal: G) -> Sequence[Place]:
        """Give the places at which somebody is reached who was let in; at a port of the town where nobody listens, one that refuses."""
        if not self.town.knows(goal.host):
            return self._route_outside(goal)
        match goal.port:
            case 80:
                return [(_HERE, self._server.web_port)]
            case 25:
                return [(_HERE, self._server.mail_port(goal.host))]
            case _:
                return [(_HERE, self._server.closed_port)]

    def _answer(self, host: str, path: str, headers: Mapping[str, str]) -> Answer | None:
        return self.town.answer(host, path, self.week, headers) if self.town.knows(host) else None

    async def _mailbox(self, host: str, address: str) -> Reply:
        if not self.town.knows(address.rpartition("@")[2]):
            return 451, f"4.7.1 {host} is stood in for by a sandbox, which does not know"
        said = self.town.mailbox(host, address, self.week)
        await self._clock.sleep_until(self._clock.now() + timedelta(seconds=said.delay_seconds))
        return said.code, said.text


def _address_of(host: str) -> IPv6Address:
    """Give an address to a provider of mail whose hosts the town's firms name: no invented mailbox is asked about at the real one."""
    return IPv6Address(b"\x2d\x01" + hashlib.sha256(host.encode()).digest()[:14])


def _unquoted(text: str) -> str:
    """Give what a record says, of which zone files have the pieces in quotes."""
    return "".join(re.findall(r'"([^"]*)"', text)) or text

"""The servers of names that this machine asks; dnspython is used here alone."""

import asyncio
from collections.abc import Sequence
from typing import Final

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.name import Name, from_text
from dns.nameserver import Do53Nameserver
from dns.rdata import Rdata
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.NS import NS
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA
from dns.resolver import NXDOMAIN, LifetimeTimeout, NoResolverConfiguration

from outhost.domain.errors import FetchFailed, NoSuchName
from outhost.domain.ip_addresses import place_of
from outhost.domain.words import Text

_PORT: Final = 53
_A_TRY_SECONDS: Final = 3.0
_UNANSWERED = Text(
    en="its records could not be looked up ({fault}); try again later",
    fr="ses enregistrements n’ont pas pu être cherchés ({fault}) ; réessayez plus tard",
)
_NOBODY = Text(en="no server of names answers", fr="aucun serveur de noms ne répond")
_NONE_SET = Text(
    en="this machine has no server of names; whoever runs outhost can set dns_servers",
    fr="cette machine n’a pas de serveur de noms ; qui exploite outhost peut régler dns_servers",
)


class NameServers:
    """Asks over UDP, and over TCP where an answer is too long for that; one server after the other, until one answers."""

    def __init__(self, servers: Sequence[str] = (), *, seconds: float = 10.0) -> None:
        """Ask `servers` (`9.9.9.9`, `[::1]:5335`), or those of this machine; a question may take so many seconds, whatever comes of it."""
        self._servers = tuple(place_of(server, _PORT) for server in servers)
        self._seconds = seconds
        self._resolver: Resolver | None = None

    async def ask(self, name: str, kind: str) -> tuple[tuple[str, ...], float]:
        """Give the records of a name, and for how many seconds they hold.

        Raises:
            NoSuchName
            FetchFailed: none answers, or none that knows.
        """
        try:
            if self._resolver is None:
                self._resolver = await asyncio.to_thread(self._made)
            answer = await self._resolver.resolve(from_text(f"{name}."), kind, raise_on_no_answer=False, search=False)
        except NXDOMAIN:
            raise NoSuchName(name) from None
        except NoResolverConfiguration:
            raise FetchFailed(name, _NONE_SET.filled()) from None
        except LifetimeTimeout:
            raise FetchFailed(name, _UNANSWERED.filled(fault=_NOBODY.filled())) from None
        except (DNSException, OSError, EOFError) as fault:
            raise FetchFailed(name, _UNANSWERED.filled(fault=type(fault).__name__)) from None
        return tuple(_written(record) for record in answer.rrset or ()), float(answer.chaining_result.minimum_ttl)

    def _made(self) -> Resolver:
        """Make a resolver; reads the machine's configuration where none is given. Blocks."""
        resolver = Resolver(configure=not self._servers)
        if self._servers:
            resolver.nameservers = [Do53Nameserver(str(address), port) for address, port in self._servers]
        resolver.timeout = min(_A_TRY_SECONDS, self._seconds)
        resolver.lifetime = self._seconds
        return resolver


def _written(record: Rdata) -> str:
    match record:
        case A() | AAAA():
            return str(record.address)
        case MX():
            return f"{record.preference} {_name(record.exchange)}"
        case NS():
            return _name(record.target)
        case TXT():
            return b"".join(record.strings).decode("utf-8", "replace")
        case _:
            return record.to_text()


def _name(name: Name) -> str:
    return name.to_text(omit_final_dot=True).lower()

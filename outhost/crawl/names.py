"""Names looked up by the system's resolver, in threads that nobody has to wait for."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import ip_address

from outhost.domain.errors import FetchFailed, NoSuchName
from outhost.domain.ip_addresses import IpAddress
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text

LookUp = Callable[[str, int], Awaitable[tuple[IpAddress, ...]]]
"""Gives every address of a name, of both families, in the order in which they should be tried."""

_MOST_AT_ONCE = 16
_UNKNOWN = Text(en="no machine has this name; check how it is spelt", fr="aucune machine ne porte ce nom ; vérifiez comment il s’écrit")
_UNANSWERED = Text(
    en="its name could not be looked up ({fault}); try again later", fr="son nom n’a pas pu être cherché ({fault}) ; réessayez plus tard"
)


class Names:
    """The resolver of this machine.

    A look-up cannot be broken off, and takes as long as a name server likes. So each has a thread of its own, which neither the other
    work of this process nor its end waits for; a few at once, and the others wait for one of those.
    """

    def __init__(self) -> None:
        """Start no thread before the first name."""
        self._turns = asyncio.Semaphore(_MOST_AT_ONCE)

    async def look_up(self, host: str, port: int) -> tuple[IpAddress, ...]:
        """Give every address of a name.

        Raises:
            FetchFailed: there is no such name, or nobody who knows it answers.
        """
        await self._turns.acquire()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[str]] = loop.create_future()
        try:
            threading.Thread(target=self._ask, args=(host, port, loop, answer), name="look-up", daemon=True).start()
        except BaseException:
            self._turns.release()
            raise
        try:
            return tuple(ip_address(found) for found in await answer)
        except socket.gaierror as fault:
            is_final = fault.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
            if is_final:
                raise NoSuchName(host, _UNKNOWN.filled()) from None
            raise _unanswered(host, fault) from None
        except OSError as fault:
            raise _unanswered(host, fault) from None

    def _ask(self, host: str, port: int, loop: asyncio.AbstractEventLoop, answer: "asyncio.Future[list[str]]") -> None:
        found: list[str] | OSError
        try:
            infos = socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(info[4][0]) for info in infos))
        except OSError as fault:
            found = fault
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._tell, answer, found)

    def _tell(self, answer: "asyncio.Future[list[str]]", found: list[str] | OSError) -> None:
        self._turns.release()
        if answer.done():
            return
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)


def _unanswered(host: str, fault: OSError) -> FetchFailed:
    return FetchFailed(host, _UNANSWERED.filled(fault=fault.strerror), kind=TroubleKind.UNREACHABLE)

"""What is sent to somebody else's server: one POST to an address that the guard admits, and the beginning of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from outhost.crawl.deadline import within
from outhost.crawl.door import Door, user_agent
from outhost.crawl.fetched import Fetched, Wanted
from outhost.crawl.guard import Admitted, Guard
from outhost.crawl.routes import Route, straight
from outhost.crawl.targets import host_shown
from outhost.domain.clock import Clock
from outhost.domain.errors import AddressRefused, FetchFailed
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text

_MOST_ANSWER_BYTES: Final = 2048
"""Of an answer's body, which is read no further."""
_MOST_ADDRESS_CHARS: Final = 200
_AS_IT_IS: Final = frozenset({"", "identity"})

_NOT_SECRET = Text(
    en="it begins with http://, so that anybody on the way could read it; give one with https://",
    fr="elle commence par http://, si bien que chacun sur le chemin pourrait la lire ; donnez-en une en https://",
)
_MOVED = Text(
    en="the server redirects to {address}, which is not followed; give that address",
    fr="le serveur redirige vers {address}, ce qui n’est pas suivi ; donnez cette adresse",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: its status, and how the body begins."""

    status: int
    beginning: bytes


class Poster:
    """Sends to public https addresses, and where the guard lets it to private ones, by http too. It follows no redirect."""

    def __init__(self, guard: Guard, clock: Clock, route: Route = straight) -> None:
        """Go where `guard` lets, by `route`."""
        self._guard = guard
        self._clock = clock
        self._door = Door(route)

    async def check(self, url: str, *, seconds: float) -> None:
        """Do nothing if an address may be sent to, as its name is now.

        Raises:
            AddressRefused: it may not.
            FetchFailed: there is no such name, or nobody who knows it answers in time.
        """
        async with within(seconds, self._clock, host_shown(url)):
            await self._admitted(url)

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> Answer:
        """Send a body, checking the address anew; `seconds` holds for all of it, from the look-up to the answer's last byte.

        Raises:
            AddressRefused: the address may not be sent to, by now.
            FetchFailed: there is no whole answer, none in time, or only a redirect.
        """
        beginning = bytearray()

        def wanted(head: Fetched) -> Wanted | None:
            is_packed = head.headers.get("content-encoding", "").strip().lower() not in _AS_IT_IS
            return None if is_packed else Wanted(into=beginning.extend, most_bytes=_MOST_ANSWER_BYTES, is_cut=True, is_quick=True)

        async with within(seconds, self._clock, host_shown(url)):
            asks = await self._door.opened()
            admitted = await self._admitted(url)
            said = {"user-agent": user_agent(""), "accept": "*/*", "accept-encoding": "identity", **headers}
            outcome = await asks.ask(admitted, said, wanted, body)
        if isinstance(outcome, str):
            raise FetchFailed(admitted.host, _MOVED.filled(address=outcome[:_MOST_ADDRESS_CHARS]), kind=TroubleKind.HTTP)
        return Answer(outcome.status, bytes(beginning))

    async def close(self) -> None:
        """Close what is open; to be called when nobody sends any more."""
        await self._door.close()

    async def _admitted(self, url: str) -> Admitted:
        admitted = await self._guard.admit(url)
        if admitted.url.startswith("http://") and not admitted.is_private:
            raise AddressRefused(host=admitted.host, reason=_NOT_SECRET.filled())
        return admitted

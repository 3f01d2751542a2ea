"""The guard: every address that outhost fetches from or sends to is admitted here, or not at all."""

from dataclasses import dataclass

from outhost.crawl.hosts import name_in_ascii
from outhost.crawl.names import LookUp
from outhost.crawl.targets import Target, target_of
from outhost.domain.errors import AddressRefused
from outhost.domain.ip_addresses import AddressKind, IpAddress, kind_of
from outhost.domain.words import Text

_MOST_KINDS = 4096
_LIFTABLE = frozenset({AddressKind.LOOPBACK, AddressKind.PRIVATE, AddressKind.SHARED})
"""What a setting can open: this machine and its network; never where clouds keep credentials."""

_PRIVATE = Text(
    en="it leads to outhost's own machine, or into a private network; whoever runs outhost can allow that, with {setting}",
    fr="elle mène à la machine d’outhost ou dans un réseau privé ; qui exploite outhost peut l’autoriser, avec {setting}",
)
_CLOSED = Text(
    en="it leads where no public website is; give the address of one",
    fr="elle mène là où il n’y a pas de site public ; donnez l’adresse d’un site",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """An address that may be connected to, at one of `addresses` and nowhere else; `url` is in ASCII, its host spelt the plain way."""

    url: str
    host: str
    port: int
    addresses: tuple[IpAddress, ...]

    @property
    def is_private(self) -> bool:
        """Tell whether it is reached without leaving this machine and its networks."""
        return all(kind_of(address) in _LIFTABLE for address in self.addresses)


class Guard:
    """Lets addresses in that are http(s), without a password, and whose every IP address is public (or private, where that is allowed).

    Every port but 0 will do: a server at home stands at any, and none that speaks no HTTP makes sense of a request.
    """

    def __init__(self, look_up: LookUp, *, allows_private: bool, setting: str = "fetch_allow_private") -> None:
        """Find names by `look_up`; what it says is what is checked and what is connected to. `setting` is what would allow private ones."""
        self._look_up = look_up
        self._allows_private = allows_private
        self._setting = setting
        self._kinds: dict[IpAddress, AddressKind] = {}
        """Where addresses lead, which never changes: whoever reads a website asks again and again."""

    async def admit(self, url: str) -> Admitted:
        """Check an address, and look its name up, this once: whoever connects goes where this says, whatever the name says a moment later.

        Raises:
            AddressRefused: nothing may be fetched from there.
            FetchFailed: there is no such name, or nobody who knows it answers.
        """
        return await self.admit_target(target_of(url))

    async def admit_target(self, target: Target) -> Admitted:
        """Look the name of a target up, this once, and check what it says.

        Raises:
            AddressRefused: nothing may be fetched from there.
            FetchFailed: there is no such name, or nobody who knows it answers.
        """
        addresses = (target.literal,) if target.literal else await self._look_up(target.host, target.port)
        for address in addresses:
            self._check(address, target.host)
        return Admitted(url=target.url, host=target.host, port=target.port, addresses=addresses)

    async def admit_host(self, host: str, port: int) -> Admitted:
        """Check a host that something else than a website is asked of, such as one that takes mail.

        Raises:
            AddressRefused: nothing is asked there.
            FetchFailed: there is no such name, or nobody who knows it answers.
        """
        return await self.admit(f"http://{name_in_ascii(host)}:{port}/")  # in a record `mx.example:6379/` may stand

    def _check(self, address: IpAddress, host: str) -> None:
        kind = self._kinds.get(address)
        if kind is None:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            kind = self._kinds[address] = kind_of(address)
        if kind is AddressKind.PUBLIC or (self._allows_private and kind in _LIFTABLE):
            return
        raise AddressRefused(host=host, reason=_PRIVATE.filled(setting=self._setting) if kind in _LIFTABLE else _CLOSED.filled())

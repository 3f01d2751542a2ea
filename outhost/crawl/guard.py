"""The guard: every address that outhost fetches from or sends to is admitted here, or not at all."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import idna

from outhost.crawl.names import LookUp
from outhost.domain.errors import AddressRefused
from outhost.domain.ip_addresses import AddressKind, IpAddress, ipv4_of, kind_of
from outhost.domain.words import Phrase, Text

_PORTS: Final = MappingProxyType({"http": 80, "https": 443})
_MOST_CHARACTERS = 8000
_MOST_OF_A_NAME = 253
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_NOT_IN_A_HOST = frozenset("\\%")
"""Programs disagree on what these mean there; a zone of IPv6 is written with the second."""
_AS_WRITTEN = "/%:@!$&'()*+,;=~-._[]"
"""What of a path or query is not encoded (again)."""
_LIFTABLE = frozenset({AddressKind.LOOPBACK, AddressKind.PRIVATE, AddressKind.SHARED})
"""What `fetch_allow_private` opens: this machine and its network; never where clouds keep credentials."""

_THIS = Text(en="this address", fr="cette adresse")
_NO_ADDRESS = Text(
    en="it is no web address; give one such as https://example.com/table.csv",
    fr="ce n’est pas une adresse web ; donnez-en une comme https://example.com/table.csv",
)
_OTHER_SCHEME = Text(en="only http:// and https:// are", fr="seules http:// et https:// sont acceptées")
_CREDENTIALS = Text(
    en="it has a user name or password in it; give the address without",
    fr="elle contient un nom d’utilisateur ou un mot de passe ; donnez l’adresse sans lui",
)
_NO_PORT = Text(en="there is no such port; they go from 1 to 65535", fr="ce port n’existe pas ; ils vont de 1 à 65535")
_PRIVATE = Text(
    en="it leads to outhost's own machine, or into a private network; whoever runs outhost can allow that, with fetch_allow_private",
    fr="elle mène à la machine d’outhost ou dans un réseau privé ; qui exploite outhost peut l’autoriser, avec fetch_allow_private",
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


def host_shown(url: str) -> str | Phrase:
    """Give what may be shown of an address, whatever else it holds: its host, if it has one that is short."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return host if 0 < len(host) <= _MOST_OF_A_NAME and host.isprintable() else _THIS.filled()


class Guard:
    """Lets addresses in that are http(s), without a password, and whose every IP address is public (or private, where that is allowed).

    Every port but 0 will do: a server at home stands at any, and none that speaks no HTTP makes sense of a request.
    """

    def __init__(self, look_up: LookUp, *, allows_private: bool) -> None:
        """Find names by `look_up`; what it says is what is checked and what is connected to."""
        self._look_up = look_up
        self._allows_private = allows_private

    async def admit(self, url: str) -> Admitted:
        """Check an address, and look its name up, this once: whoever connects goes where this says, whatever the name says a moment later.

        Raises:
            AddressRefused: nothing may be fetched from there.
            FetchFailed: there is no such name, or nobody who knows it answers.
        """
        parts = _parts_of(url)
        host, literal = _host_of(parts)
        port = _port_of(parts, host)
        addresses = (literal,) if literal else await self._look_up(host, port)
        for address in addresses:
            self._check(address, host)
        shown = f"[{host}]" if isinstance(literal, IPv6Address) else host
        place = shown if port == _PORTS[parts.scheme] else f"{shown}:{port}"
        return Admitted(url=f"{parts.scheme}://{place}{_target_of(parts, host)}", host=host, port=port, addresses=addresses)

    async def admit_host(self, host: str, port: int) -> Admitted:
        """Check a host that something else than a website is asked of, such as one that takes mail.

        Raises:
            AddressRefused: nothing is asked there.
            FetchFailed: there is no such name, or nobody who knows it answers.
        """
        return await self.admit(f"http://{host}:{port}/")

    def _check(self, address: IpAddress, host: str) -> None:
        kind = kind_of(address)
        if kind is AddressKind.PUBLIC or (self._allows_private and kind in _LIFTABLE):
            return
        raise AddressRefused(host=host, reason=_PRIVATE.filled() if kind in _LIFTABLE else _CLOSED.filled())


def _parts_of(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip()) if len(url) <= _MOST_CHARACTERS else None
    except ValueError:
        parts = None
    if parts is None or not parts.scheme or set(parts.netloc) & _NOT_IN_A_HOST:
        raise AddressRefused(host=_THIS.filled(), reason=_NO_ADDRESS.filled())
    if parts.scheme not in _PORTS:
        raise AddressRefused(host=_THIS.filled(), reason=_OTHER_SCHEME.filled())
    if "@" in parts.netloc:
        raise AddressRefused(host=_THIS.filled(), reason=_CREDENTIALS.filled())
    return parts


def _host_of(parts: SplitResult) -> tuple[str, IpAddress | None]:
    """Give the host in ASCII, and the address that it is where it is no name."""
    try:
        host = (parts.hostname or "")[: _MOST_OF_A_NAME + 1]
        if parts.netloc.startswith("["):
            address: IpAddress | None = IPv6Address(host)
        else:
            host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
            address = ipv4_of(host)
    except (ValueError, UnicodeError):
        raise AddressRefused(host=_THIS.filled(), reason=_NO_ADDRESS.filled()) from None
    if address is not None:
        return str(address), address
    if len(host) > _MOST_OF_A_NAME or not _NAME.fullmatch(host):
        raise AddressRefused(host=_THIS.filled(), reason=_NO_ADDRESS.filled())
    return host, None


def _port_of(parts: SplitResult, host: str) -> int:
    try:
        port = _PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError:
        port = 0
    if not port:
        raise AddressRefused(host=host, reason=_NO_PORT.filled())
    return port


def _target_of(parts: SplitResult, host: str) -> str:
    """Give path and query as they were written; what may not stand in a request line is encoded."""
    try:  # what another server's header had that is no UTF-8 goes back as the bytes that it was
        path, query = (
            quote(part, safe=f"{_AS_WRITTEN}{more}", errors="surrogateescape") for part, more in ((parts.path, ""), (parts.query, "?"))
        )
    except UnicodeError:
        raise AddressRefused(host=host, reason=_NO_ADDRESS.filled()) from None
    return f"{path or '/'}?{query}" if query else path or "/"

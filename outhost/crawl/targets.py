"""Targets: addresses of the web as they are asked for, read before anybody goes there."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from types import MappingProxyType
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import idna

from outhost.domain.errors import AddressRefused
from outhost.domain.ip_addresses import IpAddress, ipv4_of
from outhost.domain.words import Phrase, Text

_PORTS: Final = MappingProxyType({"http": 80, "https": 443})
_MOST_CHARACTERS = 8000
_MOST_OF_A_NAME = 253
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_NOT_IN_A_HOST = frozenset("\\%")
"""Programs disagree on what these mean there; a zone of IPv6 is written with the second."""
_AS_WRITTEN = "/%:@!$&'()*+,;=~-._[]"
"""What of a path or query is not encoded (again)."""
_PLAIN = re.compile(r"[A-Za-z0-9/%:@!$&'()*+,;=~\-._\[\]]*")
"""Nothing to encode."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An http or https address in ASCII, its host spelt the plain way; `literal` is the IP address that it is, where it is no name."""

    origin: str
    host: str
    port: int
    path: str
    """With the query, and without a fragment."""
    literal: IpAddress | None

    @property
    def url(self) -> str:
        """The address as a whole."""
        return self.origin + self.path


def target_of(url: str) -> Target:
    """Read an address.

    Raises:
        AddressRefused: it is none of the web's, or has a password in it.
    """
    parts = _parts_of(url)
    host, literal = _host_of(parts)
    port = _port_of(parts, host)
    shown = f"[{host}]" if isinstance(literal, IPv6Address) else host
    place = shown if port == _PORTS[parts.scheme] else f"{shown}:{port}"
    return Target(origin=f"{parts.scheme}://{place}", host=host, port=port, path=_path_of(parts, host), literal=literal)


def host_shown(url: str) -> str | Phrase:
    """Give what may be shown of an address, whatever else it holds: its host, if it has one that is short."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return host if 0 < len(host) <= _MOST_OF_A_NAME and host.isprintable() else _THIS.filled()


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


def _path_of(parts: SplitResult, host: str) -> str:
    """Give path and query as they were written; what may not stand in a request line is encoded."""
    if _PLAIN.fullmatch(parts.path) and _PLAIN.fullmatch(parts.query):
        return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:  # what another server's header had that is no UTF-8 goes back as the bytes that it was
        path, query = (
            quote(part, safe=f"{_AS_WRITTEN}{more}", errors="surrogateescape") for part, more in ((parts.path, ""), (parts.query, "?"))
        )
    except UnicodeError:
        raise AddressRefused(host=host, reason=_NO_ADDRESS.filled()) from None
    return f"{path or '/'}?{query}" if query else path or "/"

"""Addresses of the internet protocol: which of them are public, and how one may be spelt."""

import re
from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

IpAddress = IPv4Address | IPv6Address


class AddressKind(StrEnum):
    """Where an address leads."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    PRIVATE = "private"
    SHARED = "shared"
    """Behind a carrier's translation (RFC 6598); private networks that span sites use it too."""
    LINK_LOCAL = "link_local"
    METADATA = "metadata"
    """Where clouds hand a machine its own credentials."""
    MULTICAST = "multicast"
    UNSPECIFIED = "unspecified"
    RESERVED = "reserved"


_KINDS_4: Final = tuple(
    (IPv4Network(network), kind)
    for kind, networks in (
        # The clouds' own, of which one is a public address (Azure) and one stands among the shared (Alibaba).
        (AddressKind.METADATA, ("169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192")),
        (AddressKind.UNSPECIFIED, ("0.0.0.0/8",)),
        (AddressKind.LOOPBACK, ("127.0.0.0/8",)),
        (AddressKind.PRIVATE, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
        (AddressKind.SHARED, ("100.64.0.0/10",)),
        (AddressKind.LINK_LOCAL, ("169.254.0.0/16",)),
        (AddressKind.MULTICAST, ("224.0.0.0/4",)),
        # Protocol assignments, examples, relays of 6to4, benchmarks, and what was kept for the future.
        (AddressKind.RESERVED, ("192.0.0.0/24", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "192.88.99.0/24")),
        (AddressKind.RESERVED, ("198.18.0.0/15", "240.0.0.0/4")),
    )
    for network in networks
)
"""The special-purpose registry of IANA, for IPv4: the first that fits says what an address is."""

_KINDS_6: Final = tuple(
    (IPv6Network(network), kind)
    for kind, networks in (
        (AddressKind.METADATA, ("fd00:ec2::254", "fd20:ce::254")),
        (AddressKind.UNSPECIFIED, ("::",)),
        (AddressKind.LOOPBACK, ("::1",)),
        (AddressKind.PRIVATE, ("fc00::/7", "fec0::/10")),
        (AddressKind.LINK_LOCAL, ("fe80::/10",)),
        (AddressKind.MULTICAST, ("ff00::/8",)),
        (AddressKind.RESERVED, ("2001::/23", "2001:db8::/32", "3fff::/20")),
        (AddressKind.PUBLIC, ("2000::/3",)),
    )
    for network in networks
)
"""The same for IPv6, of which nothing else is public."""

_MAPPED, _NAT64 = IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96")
_TO_4, _TEREDO = IPv6Network("2002::/16"), IPv6Network("2001::/32")
_LOW_32 = 0xFFFFFFFF
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_MOST_PARTS = 4
_WITH_PORT = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]{2,45})\]|(?P<four>[0-9.]{7,15})):(?P<port>[0-9]{1,5})", re.ASCII)
_LAST_PORT = 65_535


def kind_of(address: IpAddress) -> AddressKind:
    """Tell where an address leads; one of IPv6 that carries one of IPv4 leads where that does."""
    if isinstance(address, IPv4Address):
        return _first_fit(address)
    carried = [_first_fit(inner) for inner in _carried(address)]
    if carried:
        return next((kind for kind in carried if kind is not AddressKind.PUBLIC), AddressKind.PUBLIC)
    return _first_fit(address)


def place_of(text: str, port: int) -> tuple[IpAddress, int]:
    """Read an address and its port, if it has another than `port`: `9.9.9.9`, `127.0.0.1:5335`, `2620:fe::fe`, `[::1]:5335`.

    Raises:
        ValueError: it is none.
    """
    if found := _WITH_PORT.fullmatch(text):
        address, number = ip_address(found["six"] or found["four"]), int(found["port"])
        if not 0 < number <= _LAST_PORT:
            raise ValueError(text)
        return address, number
    return ip_address(text), port


def ipv4_of(host: str) -> IPv4Address | None:
    """Read a host that is a number as everything that connects does: `127.1`, `0x7f.0.0.1`, `017700000001` and `2130706433` are 127.0.0.1.

    None for a name, which is a host whose last part is no number.

    Raises:
        ValueError: it ends like a number, and is none (`256.1`, `0x`, `08`).
    """
    parts = host.lower().removesuffix(".").split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return None
    if len(parts) > _MOST_PARTS:
        raise ValueError(host)
    *firsts, last = (_number(part) for part in parts)
    if any(first > 0xFF for first in firsts) or last >= 256 ** (5 - len(parts)):  # noqa: PLR2004 - a byte, and the bytes that are left
        raise ValueError(host)
    return IPv4Address(sum(first << (24 - 8 * place) for place, first in enumerate(firsts)) + last)


def _first_fit(address: IpAddress) -> AddressKind:
    if isinstance(address, IPv4Address):
        return next((kind for network, kind in _KINDS_4 if address in network), AddressKind.PUBLIC)
    return next((kind for network, kind in _KINDS_6 if address in network), AddressKind.RESERVED)


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    whole = int(address)
    if address in _MAPPED or address in _NAT64:
        yield IPv4Address(whole & _LOW_32)
    elif address in _TO_4:
        yield IPv4Address(whole >> 80 & _LOW_32)
    elif address in _TEREDO:  # the server, and behind it the client, whose bits are turned
        yield IPv4Address(whole >> 64 & _LOW_32)
        yield IPv4Address(~whole & _LOW_32)


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part, 16)
    return int(part, 8 if part.startswith("0") and part != "0" else 10)

"""IP addresses: which are public, by a table of our own that the standard library's facts hold against."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outhost.domain.ip_addresses import AddressKind, IpAddress, ipv4_of, kind_of, place_of

CARRIERS = {
    "mapped": lambda inner: (0xFFFF << 32) + inner,
    "NAT64": lambda inner: (0x64FF9B << 96) + inner,
    "6to4": lambda inner: (0x2002 << 112) + (inner << 80) + 1,
    "Teredo's client": lambda inner: (0x20010000 << 96) + (int(IPv4Address("8.8.8.8")) << 64) + (inner ^ 0xFFFFFFFF),
    "Teredo's server": lambda inner: (0x20010000 << 96) + (inner << 64) + (int(IPv4Address("8.8.8.8")) ^ 0xFFFFFFFF),
}

NUMBERS_4 = st.one_of(
    st.integers(0, 2**32 - 1),
    st.sampled_from(["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.1.1", "172.31.9.9", "192.168.1.1", "224.0.0.1"]).map(
        lambda text: int(IPv4Address(text))
    ),
)
NUMBERS_6 = st.one_of(
    st.integers(0, 2**128 - 1),
    st.builds(
        lambda head, tail: (head << 112) + tail,
        st.sampled_from([0, 0x100, 0x2001, 0x3FFF, 0x5F00, 0xFC00, 0xFE80, 0xFEC0, 0xFF02]),
        st.integers(0, 2**112 - 1),
    ),
    st.integers(0x2000 << 112, (0x4000 << 112) - 1),
)


def carries_another(address: IPv6Address) -> bool:
    """Tell whether an address stands for one of IPv4."""
    return bool(address.ipv4_mapped or address.sixtofour or address.teredo) or int(address) >> 32 == 0x64FF9B << 64


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("8.8.8.8", AddressKind.PUBLIC),
        ("2606:4700::1111", AddressKind.PUBLIC),
        ("64:ff9b::8.8.8.8", AddressKind.PUBLIC),
        ("127.255.0.1", AddressKind.LOOPBACK),
        ("::1", AddressKind.LOOPBACK),
        ("::ffff:127.0.0.1", AddressKind.LOOPBACK),
        ("10.0.0.1", AddressKind.PRIVATE),
        ("172.16.0.1", AddressKind.PRIVATE),
        ("172.32.0.1", AddressKind.PUBLIC),
        ("192.168.255.255", AddressKind.PRIVATE),
        ("fd12::1", AddressKind.PRIVATE),
        ("fec0::1", AddressKind.PRIVATE),
        ("64:ff9b::10.0.0.1", AddressKind.PRIVATE),
        ("2002:a00:1::1", AddressKind.PRIVATE),
        ("100.64.0.1", AddressKind.SHARED),
        ("100.127.255.255", AddressKind.SHARED),
        ("100.128.0.0", AddressKind.PUBLIC),
        ("169.254.1.1", AddressKind.LINK_LOCAL),
        ("fe80::1", AddressKind.LINK_LOCAL),
        ("fe80::1%eth0", AddressKind.LINK_LOCAL),
        ("169.254.169.254", AddressKind.METADATA),
        ("::ffff:169.254.169.254", AddressKind.METADATA),
        ("168.63.129.16", AddressKind.METADATA),
        ("100.100.100.200", AddressKind.METADATA),
        ("fd00:ec2::254", AddressKind.METADATA),
        ("224.0.0.251", AddressKind.MULTICAST),
        ("ff02::fb", AddressKind.MULTICAST),
        ("0.0.0.0", AddressKind.UNSPECIFIED),
        ("0.1.2.3", AddressKind.UNSPECIFIED),
        ("::", AddressKind.UNSPECIFIED),
        ("192.0.0.8", AddressKind.RESERVED),
        ("198.18.0.1", AddressKind.RESERVED),
        ("203.0.113.9", AddressKind.RESERVED),
        ("255.255.255.255", AddressKind.RESERVED),
        ("2001:db8::1", AddressKind.RESERVED),
        ("::127.0.0.1", AddressKind.RESERVED),
        ("64:ff9b:1::7f00:1", AddressKind.RESERVED),
        ("100::1", AddressKind.RESERVED),
    ],
)
def test_an_address_leads_where_the_registry_says(text: str, kind: AddressKind) -> None:
    """This address is public, or one of those that are not, whatever form of IPv6 it hides in."""
    assert kind_of(ip_address(text)) is kind


@given(NUMBERS_4.map(IPv4Address) | NUMBERS_6.map(IPv6Address))
def test_nothing_that_python_knows_to_be_special_is_public(address: IpAddress) -> None:
    """Whatever the standard library calls private, loopback, link-local, multicast, reserved or unspecified is not public."""
    if isinstance(address, IPv6Address) and carries_another(address):
        return
    is_special = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    if is_special or address.is_reserved or address.is_unspecified or not address.is_global:
        assert kind_of(address) is not AddressKind.PUBLIC


@given(NUMBERS_4.map(IPv4Address))
def test_what_python_calls_global_can_be_reached(address: IPv4Address) -> None:
    """A public address is not refused by mistake: all that the table closes beyond the library's is three places, each for a reason."""
    if address.is_global and not address.is_multicast and str(address) not in {"168.63.129.16", "192.0.0.192", "192.0.0.9", "192.0.0.10"}:
        assert kind_of(address) is AddressKind.PUBLIC or str(address).startswith("192.88.99.")


@pytest.mark.parametrize("carrier", CARRIERS)
@given(inner=NUMBERS_4)
def test_an_address_within_an_address_is_what_it_carries(carrier: str, inner: int) -> None:
    """Wrapping an address of IPv4 into one of IPv6 makes nothing public that was not, and nothing else of what was."""
    assert kind_of(IPv6Address(CARRIERS[carrier](inner))) is kind_of(IPv4Address(inner))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("127.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0X7F.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("0xa9fea9fe", "169.254.169.254"),
        ("169.16689662", "169.254.169.254"),
        ("example.com", None),
        ("1e100.net", None),
        ("0x7f.example", None),
        ("", None),
    ],
)
def test_a_number_is_an_address_however_it_is_written(host: str, address: str | None) -> None:
    """Decimal, octal, hexadecimal, with parts left out: it is the address that everything connects to. A name is none."""
    found = ipv4_of(host)
    assert (str(found) if found else None) == address


@pytest.mark.parametrize(
    "host", ["256.1", "1.2.3.4.5", "1.2.3.256", "08", "0x", "0x1ffffffff", "4294967296", "1..2", "example.1", "1.2.3.08"]
)
def test_what_ends_like_a_number_and_is_none_is_refused(host: str) -> None:
    """What programs would read in different ways is no address and no name."""
    with pytest.raises(ValueError, match=r"^"):
        ipv4_of(host)


@given(
    st.lists(
        st.sampled_from(["0", "1", "127", "010", "0x7f", "255", "256", "65535", "16777215", "4294967295", "0xff"]), min_size=1, max_size=5
    )
)
def test_the_system_reads_numbers_as_we_do(parts: list[str]) -> None:
    """What is checked is what would be connected to."""
    host = ".".join(parts)
    try:
        by_system = IPv4Address(socket.inet_aton(host))
    except OSError:
        with pytest.raises(ValueError, match=r"^"):
            ipv4_of(host)
    else:
        assert ipv4_of(host) == by_system


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("9.9.9.9", ("9.9.9.9", 53)),
        ("127.0.0.1:5335", ("127.0.0.1", 5335)),
        ("2620:fe::fe", ("2620:fe::fe", 53)),
        ("[::1]:5335", ("::1", 5335)),
    ],
)
def test_an_address_may_have_a_port(text: str, place: tuple[str, int]) -> None:
    """One of IPv6 stands in brackets then, for it has colons of its own."""
    address, port = place_of(text, 53)
    assert (str(address), port) == place


@pytest.mark.parametrize("text", ["", "example.org", "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", "[::1]", "::1:99999", "1.2.3:53"])
def test_what_is_no_address_with_a_port_is_refused(text: str) -> None:
    """A name is none: it would have to be looked up first."""
    with pytest.raises(ValueError, match=r"^"):
        place_of(text, 53)

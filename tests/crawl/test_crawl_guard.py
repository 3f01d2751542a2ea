"""The guard: what may be fetched from, however it is spelt, and what a name says the second time."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest
from fetching import Resolver
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from outhost.crawl.guard import Guard
from outhost.crawl.names import Names
from outhost.crawl.targets import host_shown
from outhost.domain.errors import AddressRefused, FetchFailed, NoSuchName
from outhost.domain.ip_addresses import IpAddress

PUBLIC, PUBLIC_6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"


async def nobody(host: str, port: int) -> tuple[()]:
    """Fail the test: this host is no name to be looked up."""
    pytest.fail(f"{host} was looked up")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "127.9.9.9",
        "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1",
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "192.168.257", "[fd00::1]", "[::ffff:10.0.0.1]", "100.64.0.1",
    ],
)  # fmt: skip
async def test_the_private_network_is_open_only_where_that_is_allowed(host: str) -> None:
    """A link into my own network does nothing, in whatever spelling, unless I allowed it; then the plain spelling is what is asked for."""
    with pytest.raises(AddressRefused, match="fetch_allow_private"):
        await Guard(nobody, allows_private=False).admit(f"http://{host}/")
    admitted = await Guard(nobody, allows_private=True).admit(f"http://{host}/")
    assert admitted.host == str(admitted.addresses[0])


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]",
        "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16", "169.254.0.1", "[fe80::1]", "0.0.0.0", "0", "[::]", "224.0.0.1", "[ff02::1]",
        "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "[2001:db8::1]", "[::127.0.0.1]", "[64:ff9b:1::1]",
        "[2001:0:a9fe:a9fe::f7f7:f7f7]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("allows_private", [False, True])
async def test_where_no_website_is_stays_closed(host: str, allows_private: bool) -> None:  # noqa: FBT001 - a column of the table
    """Where clouds keep a machine's credentials, and where nothing can be, no setting lets a fetch go."""
    with pytest.raises(AddressRefused, match="no public website"):
        await Guard(nobody, allows_private=allows_private).admit(f"http://{host}/")


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("", "no web address"),
        ("example.com", "no web address"),
        ("http://", "no web address"),
        ("http:///etc/passwd", "no web address"),
        ("//example.com/", "no web address"),
        ("http://[::1", "no web address"),
        ("http://[fe80::1%25eth0]/", "no web address"),
        ("http://[v1.x]/", "no web address"),
        ("http://example.com\\@127.0.0.1/", "no web address"),
        ("http://127%2e0.0.1/", "no web address"),
        ("http://exa mple.com/", "no web address"),
        ("http://exam\u2044ple.com/", "no web address"),
        ("http://a\u200db.example/", "no web address"),
        ("http://256.256.256.256/", "no web address"),
        ("http://1.2.3.4.5/", "no web address"),
        ("http://a..example/", "no web address"),
        (f"http://{'a' * 64}.example/", "no web address"),
        (f"http://{'a.' * 130}example/", "no web address"),
        (f"http://example.com/{'a' * 8000}", "no web address"),
        ("http://example.com/\ud800", "no web address"),
        ("file:///etc/passwd", "only http"),
        ("ftp://example.com/", "only http"),
        ("gopher://example.com/", "only http"),
        ("javascript:alert(1)", "only http"),
        ("unix:/run/docker.sock", "only http"),
        ("http://user@example.com/", "user name or password"),
        ("https://user:secret@example.com/", "user name or password"),
        ("http://example.com@127.0.0.1/", "user name or password"),
        ("http://example.com:0/", "no such port"),
        ("http://example.com:65536/", "no such port"),
        ("http://example.com:http/", "no such port"),
    ],
)
async def test_what_is_no_plain_address_of_the_web_is_refused(url: str, because: str) -> None:
    """I am told what is wrong with the address, in my language, and no password that stood in it is repeated."""

    async def public(host: str, port: int) -> tuple[()]:
        return ()

    with pytest.raises(AddressRefused, match=because) as refusal:
        await Guard(public, allows_private=True).admit(url)
    assert refusal.value.say("fr") != refusal.value.say("en")
    assert "secret" not in refusal.value.say() + str(host_shown(url))


@pytest.mark.parametrize(
    ("url", "asked_for", "host", "port"),
    [
        ("http://example.com", "http://example.com/", "example.com", 80),
        ("  HTTPS://Example.COM:443/a b?q=é#part ", "https://example.com/a%20b?q=%C3%A9", "example.com", 443),
        ("http://example.com:8080?x=/%2F&y=a+b", "http://example.com:8080/?x=/%2F&y=a+b", "example.com", 8080),
        ("http://example.com./", "http://example.com./", "example.com.", 80),
        ("https://exämple.com/", "https://xn--exmple-cua.com/", "xn--exmple-cua.com", 443),
        ("https://faß.example/", "https://xn--fa-hia.example/", "xn--fa-hia.example", 443),
        ("http://例え.jp/", "http://xn--r8jz45g.jp/", "xn--r8jz45g.jp", 80),
        ("http://my_bucket.example.com/", "http://my_bucket.example.com/", "my_bucket.example.com", 80),
        ("http://exa\r\nmple.com/a\r\nHost: x", "http://example.com/aHost:%20x", "example.com", 80),
        ("http://example.com/%zz\udcff", "http://example.com/%zz%FF", "example.com", 80),
        (f"http://{PUBLIC}:81/", f"http://{PUBLIC}:81/", PUBLIC, 81),
        (f"http://[{PUBLIC_6}]/", f"http://[{PUBLIC_6}]/", PUBLIC_6, 80),
    ],
)
async def test_an_address_is_asked_for_as_it_was_written(resolver: Resolver, url: str, asked_for: str, host: str, port: int) -> None:
    """What I give is what is asked for, with letters of other alphabets as the web writes them; nothing can be slipped into the request."""
    resolver.names = {host: [[PUBLIC, PUBLIC_6]]}
    admitted = await Guard(resolver.look_up, allows_private=False).admit(url)
    assert (admitted.url, admitted.host, admitted.port) == (asked_for, host, port)
    assert admitted.url.isascii()


@given(
    st.one_of(
        st.text(max_size=60),
        st.builds(
            "".join,
            st.lists(
                st.sampled_from(
                    [
                        "http",
                        "https",
                        ":",
                        "//",
                        "/",
                        "\\",
                        "@",
                        "#",
                        "?",
                        "%2e",
                        "[",
                        "]",
                        "::1",
                        "127.1",
                        "example.com",
                        ".",
                        "é",
                        "80",
                        " ",
                        "\t",
                    ]
                ),
                max_size=14,
            ).map(lambda parts: ["http://", *parts]),
        ),
    )
)
async def test_two_readers_of_addresses_never_differ_on_what_was_admitted(url: str) -> None:
    """Whatever somebody makes up is refused in words, or admitted in a form of which every program reads the same host and port."""

    async def public(_host: str, _port: int) -> tuple[IpAddress, ...]:
        return (ip_address(PUBLIC),)

    try:
        admitted = await Guard(public, allows_private=True).admit(url)
    except AddressRefused:
        return
    assert admitted.url.isascii()
    assert not set(admitted.url) & set(" \r\n\t\\#")
    by_python, by_client = urlsplit(admitted.url), URL(admitted.url, encoded=True)
    assert by_python.hostname == by_client.raw_host == admitted.host
    assert (by_python.port or {"http": 80, "https": 443}[by_python.scheme]) == by_client.port == admitted.port
    assert by_python.username is None is by_client.user


@pytest.mark.parametrize("inner", ["127.0.0.1", "::1", "10.1.1.1", "169.254.169.254", "::ffff:192.168.0.1", "0.0.0.0"])
@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_name_with_one_inner_address_is_refused(resolver: Resolver, inner: str, place: int) -> None:
    """A name that leads inside with one of its addresses leads inside, whichever one it is."""
    addresses = [PUBLIC, PUBLIC_6]
    addresses.insert(place, inner)
    resolver.names = {"example.com": [addresses]}
    with pytest.raises(AddressRefused, match=r"^example\.com is not fetched from") as refusal:
        await Guard(resolver.look_up, allows_private=False).admit("http://example.com/")
    assert inner not in refusal.value.say()


async def test_the_machine_s_own_names_are_found_and_refused() -> None:
    """`localhost` is a name like any other: the system says where it leads, and there nothing is fetched."""
    with pytest.raises(AddressRefused, match="own machine"):
        await Guard(Names().look_up, allows_private=False).admit("http://localhost/")
    admitted = await Guard(Names().look_up, allows_private=True).admit("http://localhost:8080/")
    assert {address.is_loopback for address in admitted.addresses} == {True}


@pytest.mark.parametrize(("code", "is_final"), [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False)])
async def test_a_name_that_is_not_found_is_told_from_one_that_nobody_answers_for(
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    is_final: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """A misspelt name is not tried again; a name server that is down may be up later."""

    def fail(*arguments: object, **options: object) -> None:
        raise socket.gaierror(code, "it says no")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(FetchFailed, match=r"example\.com") as failed:
        await Guard(Names().look_up, allows_private=False).admit("http://example.com/")
    assert failed.value.is_final is is_final


@pytest.mark.parametrize(
    "host", ["mx.acme.example:6379/", "mx.acme.example/", "mx.acme.example?", "mx.acme.example#", "a@b.example", "[::1]", ""]
)
async def test_a_host_that_a_record_names_is_nothing_but_a_host(host: str) -> None:
    """Whoever owns a domain writes its MX: none of them makes outhost speak at a port or a host of their choice."""
    with pytest.raises(NoSuchName):
        await Guard(Resolver(names={"mx.acme.example": [["8.8.8.8"]]}).look_up, allows_private=True).admit_host(host, 25)

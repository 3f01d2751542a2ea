"""Records of names, asked for at a real server of names on loopback."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from clocks import TurnedClock
from name_servers import NameServer, open_name_server

from outhost.crawl.name_servers import NameServers
from outhost.crawl.records import Records
from outhost.domain.errors import FetchFailed, NoSuchName
from outhost.domain.records import MailHost, mail_hosts

ZONE = {
    "acme.example": {
        "A": ["192.0.2.7"],
        "AAAA": ["2001:db8::7"],
        "MX": ["20 mx2.ACME.example.", "10 Mx1.acme.example."],
        "TXT": ['"v=spf1 " "include:_spf.acme.example -all"', '"caf\\195\\169"'],
        "NS": ["ns1.acme.example."],
    },
    "www.acme.example": {"CNAME": ["acme.example."]},
    "silent.example": {"MX": ["0 ."]},
    "xn--bcher-kva.example": {"A": ["192.0.2.8"]},
    "long.example": {"TXT": ['"' + "x" * 250 + '"'] * 1 + [f'"{number}' + "y" * 240 + '"' for number in range(9)]},
}


@pytest.fixture
async def server() -> AsyncIterator[NameServer]:
    """A server that knows a few names."""
    async with open_name_server(NameServer(zone=ZONE)) as opened:
        yield opened


@pytest.fixture
def clock() -> TurnedClock:
    """A clock that is turned by hand."""
    return TurnedClock()


@pytest.fixture
async def records(server: NameServer, clock: TurnedClock) -> AsyncIterator[Records]:
    """What asks that server."""
    opened = Records(NameServers([f"127.0.0.1:{server.port}"], seconds=5.0).ask, clock)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("name", "kind", "found"),
    [
        ("acme.example", "A", {"192.0.2.7"}),
        ("ACME.example.", "AAAA", {"2001:db8::7"}),
        ("acme.example", "MX", {"10 mx1.acme.example", "20 mx2.acme.example"}),
        ("acme.example", "TXT", {"v=spf1 include:_spf.acme.example -all", "café"}),
        ("acme.example", "NS", {"ns1.acme.example"}),
        ("www.acme.example", "MX", {"10 mx1.acme.example", "20 mx2.acme.example"}),
        ("bücher.example", "A", {"192.0.2.8"}),
        ("silent.example", "MX", {"0 ."}),
        ("silent.example", "TXT", set()),
        ("silent.example", "A", set()),
    ],
)
async def test_records_of_a_name_are_found(records: Records, name: str, kind: str, found: set[str]) -> None:
    """Of each kind, however the name is written, through an alias too; a name may well have none of a kind."""
    assert set(await records.find(name, kind)) == found


async def test_an_answer_too_long_for_a_packet_comes_whole(records: Records, server: NameServer) -> None:
    """It is asked for again over TCP."""
    assert len(await records.find("long.example", "TXT")) == 10
    assert [way for way, _, _ in server.asked] == ["udp", "tcp"]


async def test_an_answer_of_a_megabyte_is_not_remembered(clock: TurnedClock) -> None:
    """Twenty thousand of them would be more than a machine has."""
    asked: list[str] = []

    async def ask(name: str, _kind: str) -> tuple[tuple[str, ...], float]:
        asked.append(name)
        return ("x" * 1_000_000,) if name == "large.example" else ("y" * 60_000,), 300.0

    records = Records(ask, clock)
    for name in ("large.example", "large.example", "small.example", "small.example"):
        await records.find(name, "TXT")
    assert asked == ["large.example", "large.example", "small.example"]


async def test_of_many_long_answers_the_last_are_remembered(clock: TurnedClock) -> None:
    """Thousands of domains with long answers take no more memory than hundreds."""
    asked: list[str] = []

    async def ask(name: str, _kind: str) -> tuple[tuple[str, ...], float]:
        asked.append(name)
        return ("x" * 60_000,), 300.0

    records = Records(ask, clock)
    for number in range(400):
        await records.find(f"h{number}.example", "TXT")
    await records.find("h399.example", "TXT")
    assert len(asked) == 400
    await records.find("h0.example", "TXT")
    assert len(asked) == 401


@pytest.mark.parametrize("name", ["nobody.example", "", ".", "a b", "-" * 64, "x." * 200, "acme..example", "\ud800.example", "é" * 9999])
async def test_a_name_that_nobody_has_is_told_apart(records: Records, name: str) -> None:
    """It is no name without records, and no server that keeps silent."""
    with pytest.raises(NoSuchName):
        await records.find(name, "MX")


async def test_a_question_is_asked_once_for_as_long_as_its_answer_holds(records: Records, server: NameServer, clock: TurnedClock) -> None:
    """A hundred who ask together are one question; after its time it is asked again."""
    server.ttl = 60
    await asyncio.gather(*(records.find("acme.example", "MX") for _ in range(100)))
    await records.find("acme.example", "mx".upper())
    assert len(server.asked) == 1
    clock.turn(timedelta(seconds=59))
    await records.find("acme.example", "MX")
    assert len(server.asked) == 1
    clock.turn(timedelta(seconds=2))
    await records.find("acme.example", "MX")
    assert len(server.asked) == 2


async def test_a_long_answer_is_asked_for_once_too(records: Records, server: NameServer) -> None:
    """A domain with thousands of records costs time once, however many addresses of it a list has."""
    server.zone = {"huge.example": {"MX": [f"{number} mx{number}.huge.example." for number in range(2000)]}}
    for _ in range(3):
        assert len(await records.find("huge.example", "MX")) == 2000
    assert [way for way, *_ in server.asked] == ["udp", "tcp"]


async def test_a_name_that_nobody_has_is_remembered_too(records: Records, server: NameServer, clock: TurnedClock) -> None:
    """A list with a thousand addresses of a misspelt domain asks once."""
    for _ in range(3):
        with pytest.raises(NoSuchName):
            await records.find("nobody.example", "MX")
    assert len(server.asked) == 1
    server.zone = ZONE | {"nobody.example": {"MX": ["5 mx.nobody.example."]}}
    clock.turn(timedelta(minutes=6))
    assert await records.find("nobody.example", "MX") == ("5 mx.nobody.example",)


async def test_who_no_longer_waits_takes_the_answer_from_nobody(records: Records, server: NameServer) -> None:
    """One of two who asked is cancelled; the other hears the answer."""
    server.speaks.clear()
    one, other = (asyncio.create_task(records.find("acme.example", "A")) for _ in range(2))
    await server.heard.wait()
    one.cancel()
    server.speaks.set()
    assert await other == ("192.0.2.7",)
    with pytest.raises(asyncio.CancelledError):
        await one


@pytest.mark.parametrize("code", ["SERVFAIL", "REFUSED"])
async def test_a_server_that_cannot_say_is_no_name_that_nobody_has(records: Records, server: NameServer, code: str) -> None:
    """That is trouble, which may pass; it is remembered for a moment only."""
    server.code = code
    for _ in range(2):
        with pytest.raises(FetchFailed) as failed:
            await records.find("acme.example", "MX")
        assert not failed.value.is_final
        assert not isinstance(failed.value, NoSuchName)
        assert "acme.example" in failed.value.say("fr")
    assert len(server.asked) == 1


async def test_trouble_that_is_over_is_forgotten(records: Records, server: NameServer, clock: TurnedClock) -> None:
    """After half a minute the server is asked again."""
    server.code = "SERVFAIL"
    with pytest.raises(FetchFailed):
        await records.find("acme.example", "A")
    server.code = "NOERROR"
    clock.turn(timedelta(seconds=31))
    assert await records.find("acme.example", "A") == ("192.0.2.7",)


@pytest.mark.parametrize("manner", ["mute", "garbage"])
async def test_a_server_that_makes_no_sense_is_given_up(server: NameServer, clock: TurnedClock, manner: str) -> None:
    """Silence and noise end in a word, within the time that a question may take."""
    server.is_mute, server.garbage = manner == "mute", b"\x00" * 5 if manner == "garbage" else b""
    records = Records(NameServers([f"127.0.0.1:{server.port}"], seconds=0.2).ask, clock)
    with pytest.raises(FetchFailed) as failed:
        await records.find("acme.example", "MX")
    assert not failed.value.is_final
    await records.close()


async def test_what_is_forgotten_is_asked_anew(records: Records, server: NameServer) -> None:
    """Somebody knows that a part of the world has changed: of that neither records nor names that nobody has are remembered any longer."""
    for asked, meant in ((2, "acme.example"), (3, "gone.example"), (4, "")):
        assert await records.find("acme.example", "A") == ("192.0.2.7",)
        with pytest.raises(NoSuchName):
            await records.find("gone.example", "A")
        assert len(server.asked) == asked
        records.forget(meant.__eq__)


async def test_what_is_forgotten_takes_no_room(records: Records) -> None:
    """The room for answers is there again, for those that come after."""
    assert await records.find("acme.example", "A") == ("192.0.2.7",)
    assert records._kept_chars == len("192.0.2.7")
    records.forget(lambda _name: True)
    assert records._kept_chars == 0


async def test_what_is_asked_ends_with_the_house(records: Records, server: NameServer) -> None:
    """Nothing waits for a server of names when outhost stops."""
    server.speaks.clear()
    waiting = asyncio.create_task(records.find("acme.example", "A"))
    await server.heard.wait()
    await records.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize(
    ("said", "hosts"),
    [
        (("20 b.example", "10 a.example"), ["a.example", "b.example"]),
        (("10 B.example.", "10 a.example"), ["a.example", "b.example"]),
        (("0 .",), []),
        (("nonsense", "10"), []),
        ((), []),
    ],
)
def test_mail_goes_to_the_host_of_the_lowest_preference(said: tuple[str, ...], hosts: list[str]) -> None:
    """A domain that says `0 .` takes no mail at all."""
    assert [host.name for host in mail_hosts(said)] == hosts
    assert all(isinstance(host, MailHost) for host in mail_hosts(said))

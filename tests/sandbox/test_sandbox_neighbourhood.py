"""The neighbourhood: names of the town are answered by the town, all others as if it were not there."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, ip_address

import pytest
from clocks import WatchedClock
from town_visits import asked, asking, line_to

from outhost.domain.clock import SystemClock
from outhost.domain.errors import NoSuchName
from outhost.domain.ip_addresses import AddressKind, IpAddress, kind_of
from outhost.sandbox.neighbourhood import Neighbourhood
from outhost.sandbox.town import Town

SEED = 4
ELSEWHERE = ip_address("192.0.2.7")
HERE = IPv4Address("127.0.0.1")


@dataclass(frozen=True)
class Goal:
    """Where somebody was let in to."""

    host: str
    port: int


async def look_up(_host: str, _port: int) -> tuple[IpAddress, ...]:
    """Be the resolver of the world."""
    return (ELSEWHERE,)


async def ask(name: str, kind: str) -> tuple[tuple[str, ...], float]:
    """Be the servers of the world's names."""
    return (f"{kind} of {name}",), 300.0


def route(goal: Goal) -> Sequence[tuple[IpAddress, int]]:
    """Be the way to the world."""
    return [(ELSEWHERE, goal.port)]


@pytest.fixture
async def around() -> AsyncIterator[Neighbourhood[Goal]]:
    """A town that is served, and the world around it."""
    opened = Neighbourhood(Town(SEED), SystemClock(), look_up=look_up, ask=ask, route=route)
    await opened.open()
    yield opened
    await opened.close()


async def test_whoever_is_not_of_the_town_is_found_as_ever(around: Neighbourhood[Goal]) -> None:
    """A name of the world, and an `.example` that the town has not, are looked up, asked about and reached outside."""
    for name in ("example.com", "not-of-this-town.example", "example", "127.0.0.1"):
        assert await around.look_up(name, 80) == (ELSEWHERE,)
        assert await around.ask(name, "MX") == ((f"MX of {name}",), 300.0)
        assert around.route(Goal(name, 80)) == [(ELSEWHERE, 80)]


async def test_names_of_the_town_have_public_addresses_that_nobody_has(around: Neighbourhood[Goal]) -> None:
    """The guard may let one in; each name has its own; records say the same as the look-up, and hold for no time, since time is turned."""
    found = {}
    for one in around.town.businesses:
        try:
            (found[one.host],) = await around.look_up(one.host, 80)
        except NoSuchName:
            continue
        assert await around.ask(one.host, "AAAA") == ((str(found[one.host]),), 0.0)
    assert len(set(found.values())) == len(found) > 40
    assert {kind_of(address) for address in found.values()} == {AddressKind.PUBLIC}
    assert all(str(address).startswith("2d") for address in found.values())


async def test_a_name_that_is_given_up_is_nobody_s(around: Neighbourhood[Goal]) -> None:
    """Some business of the town loses its name one week; before, it was there."""
    lost = await gone(around)
    assert lost is not None
    with pytest.raises(NoSuchName):
        await around.ask(lost, "MX")
    around.week = 0
    assert await around.look_up(lost, 80)


async def test_a_host_of_the_town_is_reached_on_this_machine(around: Neighbourhood[Goal]) -> None:
    """Port 80 answers with its page; every other port but that of mail is closed."""
    host = next(one.host for one in around.town.businesses if one.alive(0) == "open" and around.town.answer(one.host, "/robots.txt", 0, {}))
    ((address, port),) = around.route(Goal(host, 80))
    assert address == HERE
    said = around.town.answer(host, "/robots.txt", 0, {"host": host})
    assert said is not None
    async with line_to(port) as line:
        assert (await asked(line, asking(host, "/robots.txt"))).body == said.body
    for closed in (443, 8080, 22):
        ((address, port),) = around.route(Goal(host, closed))
        assert address == HERE
        with pytest.raises(ConnectionRefusedError):
            async with line_to(port):
                pass


async def test_a_mailbox_is_asked_about_on_this_machine_wherever_it_is(around: Neighbourhood[Goal]) -> None:
    """Firms have real providers take their mail: no invented address goes out to these, and of others their stand-ins know nothing."""
    firm = next(one for one in around.town.businesses if one.mail.provider == "ovh" and one.mail.habit == "exact" and one.mail.mailboxes)
    host, there = firm.mail.exchanges[0].split()[1], min(firm.mail.mailboxes)
    assert not host.endswith(".example")
    (stand_in,) = await around.look_up(host, 25)
    assert kind_of(stand_in) is AddressKind.PUBLIC
    ((address, port),) = around.route(Goal(host, 25))
    assert address == HERE
    async with line_to(port) as (reader, writer):
        writer.write(b"EHLO me\r\nMAIL FROM:<>\r\n")
        for mailbox in (there, f"nobody-of-that-name@{firm.mail.domain}", "somebody@elsewhere.example"):
            writer.write(f"RCPT TO:<{mailbox}>\r\n".encode())
        writer.write(b"QUIT\r\n")
        said = (await reader.read()).decode().splitlines()
    assert [line[:3] for line in said[-4:]] == ["250", "550", "451", "221"]


async def test_a_slow_mail_server_answers_in_its_time() -> None:
    """Some let strangers wait: nothing is said before, and the conversation goes on after."""
    clock = WatchedClock()
    town = Town(2)
    slow = next(one for one in town.businesses if one.mail.habit == "slow" and one.mail.mailboxes)
    around = Neighbourhood(town, clock, look_up=look_up, ask=ask, route=route)
    await around.open()
    ((_, port),) = around.route(Goal(slow.mail.exchanges[0].split()[1], 25))
    async with line_to(port) as (reader, writer):
        writer.write(f"HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<{min(slow.mail.mailboxes)}>\r\n".encode())
        for code in (b"220", b"250", b"250"):
            assert (await reader.readline()).startswith(code)
        hearing = asyncio.create_task(reader.readline())
        asked_at = clock.now()
        await clock.doze(timedelta(seconds=10))
        assert (await hearing).startswith(b"250 2.1.5")
        assert clock.now() - asked_at == timedelta(seconds=4)
    await around.close()


async def gone(around: Neighbourhood[Goal]) -> str | None:
    """Let weeks go by until a name is lost that was there at first; give it."""
    first = [one.host for one in around.town.businesses if around.town.records(one.host, "AAAA", 0)]
    for around.week in range(1, 40):
        for host in first:
            try:
                await around.look_up(host, 80)
            except NoSuchName:
                return host
    return None

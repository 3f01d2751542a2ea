"""Names that were looked up a moment ago."""

import asyncio
from datetime import timedelta
from ipaddress import ip_address

import pytest
from clocks import TurnedClock
from fetching import Resolver

from outhost.crawl.known_names import KnownNames
from outhost.domain.errors import FetchFailed, NoSuchName
from outhost.domain.ip_addresses import IpAddress


async def test_a_name_is_looked_up_once_a_minute(clock: TurnedClock) -> None:
    """Six modules over one site ask for its address once; a minute later it may have moved."""
    resolver = Resolver(names={"shop.example": [["192.0.2.1"], ["192.0.2.2"]]})
    names = KnownNames(resolver.look_up, clock)
    found = await asyncio.gather(*(names.look_up("shop.example", 80) for _ in range(6)))
    clock.turn(timedelta(seconds=59))
    assert [*found, await names.look_up("shop.example", 443)] == [(ip_address("192.0.2.1"),)] * 7
    assert len(resolver.asked) == 1
    clock.turn(timedelta(seconds=1))
    assert await names.look_up("shop.example", 80) == (ip_address("192.0.2.2"),)


@pytest.mark.parametrize(("fault", "asked"), [(NoSuchName("gone.example"), 1), (FetchFailed("gone.example", NoSuchName("x").reason), 2)])
async def test_a_name_that_nobody_has_is_remembered_too(clock: TurnedClock, fault: FetchFailed, asked: int) -> None:
    """That there is no such name holds for a minute; that nobody answered may be over the next moment."""
    times = 0

    async def look_up(_host: str, _port: int) -> tuple[IpAddress, ...]:
        nonlocal times
        times += 1
        raise fault

    names = KnownNames(look_up, clock)
    for _ in range(2):
        with pytest.raises(type(fault)):
            await names.look_up("gone.example", 80)
    assert times == asked

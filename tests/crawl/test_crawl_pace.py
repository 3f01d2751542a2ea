"""The pace: how often a host is asked, what comes again, and that nobody is held up by somebody else's site."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from crawling import HOME, Trip, page, robots, site
from waiting import until
from web_servers import answer, open_web_server

from outhost.crawl.crawler import Kept
from outhost.crawl.fetched import Fetched
from outhost.crawl.manners import Manners
from outhost.crawl.visits import put_off_until
from outhost.domain.pages import Trouble
from outhost.domain.trouble_kinds import TroubleKind

NOW = datetime(2026, 5, 10, 19, tzinfo=UTC)


async def ended(tasks: "list[asyncio.Task[Kept | Trouble]]", count: int) -> None:
    """Let everybody go on until so many have ended."""
    await until(lambda: sum(task.done() for task in tasks) == count)


async def settled() -> None:
    """Let everybody go on for as long as a server on loopback takes many times over."""
    for _ in range(300):
        await asyncio.sleep(0)


async def with_gap(trip: Trip, seconds: float, at_once: int = 200) -> None:
    """Have a crawler that leaves hosts alone for so long."""
    trip.manners = Manners(gap_seconds=seconds, at_once=at_once)
    await trip.restart()


async def test_a_host_is_asked_for_one_page_at_a_time_with_a_gap(trip: Trip) -> None:
    """Three pages of a site come one after the other, half a second apart; the rules before them count for nothing."""
    await with_gap(trip, 0.5)
    async with open_web_server(site({path: page() for path in ("/a", "/b", "/c")})) as server:
        tasks = [asyncio.create_task(trip.crawler.page(server.url(path, host="shop.example"))) for path in ("/a", "/b", "/c")]
        for number in range(1, 4):
            await ended(tasks, number)
            await settled()
            assert len(server.asked) == number + 1
            trip.clock.turn(timedelta(seconds=0.4))
            await settled()
            assert len(server.asked) == number + 1
            trip.clock.turn(timedelta(seconds=0.1))
        assert all(isinstance(task.result(), Kept) for task in tasks)


async def test_a_site_s_own_delay_is_kept_to_and_named_where_it_is_too_long(trip: Trip) -> None:
    """Who asks for ten seconds gets ten; what would have to wait for more than half a minute is left out, by that rule."""
    await with_gap(trip, 0.5)
    paths = [f"/{number}" for number in range(6)]
    async with open_web_server(site({path: page() for path in paths}, "User-agent: *", "Crawl-delay: 10")) as server:
        tasks = [asyncio.create_task(trip.crawler.page(server.url(path, host="shop.example"))) for path in paths]
        await ended(tasks, 3)
        left_out = [task.result() for task in tasks if task.done() and isinstance(task.result(), Trouble)]
        assert {trouble.kind for trouble in left_out} == {TroubleKind.PACE}
        assert all("Crawl-delay: 10, for *" in trouble.reason.say() for trouble in left_out)
        assert len(left_out) == 2
        for number in range(4, 7):
            trip.clock.turn(timedelta(seconds=9.9))
            asked = len(server.asked)
            await settled()
            assert len(server.asked) == asked
            trip.clock.turn(timedelta(seconds=0.1))
            await ended(tasks, number)
        await asyncio.wait(tasks)
        # What was left out for want of patience is no lasting trouble.
        trip.clock.turn(timedelta(seconds=10))
        url = next(server.url(path, host="shop.example") for path in paths if path not in server.paths)
        assert await trip.body(url) == HOME


@pytest.mark.parametrize("delay", ["86400", "1e300", "999999999999999"])
async def test_who_asks_for_a_day_gets_one_page_a_day(delay: str, trip: Trip) -> None:
    """A delay of a day, or of longer than the world lasts, lets the first page come; nothing is stuck behind it."""
    async with open_web_server(site({"/": page(), "/b": page()}, "User-agent: *", f"Crawl-delay: {delay}")) as server:
        await trip.body(server.url(host="shop.example"))
        kind, reason = await trip.trouble(server.url("/b", host="shop.example"))
        assert (kind, "86400" in reason) == (TroubleKind.PACE, True)


async def test_a_large_or_slow_site_starves_no_other(trip: Trip) -> None:
    """With two places in all, a site whose every page hangs holds one of them, however many pages are wanted: others go on."""
    trip.name("slow.example", "other.example")
    await with_gap(trip, 0, at_once=2)
    async with open_web_server(site({})) as slow, open_web_server(site({f"/{number}": page() for number in range(20)})) as server:
        slow.scripts |= {f"/{number}": slow.hang for number in range(20)}
        waiting = [asyncio.create_task(trip.crawler.page(slow.url(f"/{number}", host="slow.example"))) for number in range(20)]
        await slow.busy.wait()
        for number in range(20):
            assert await trip.body(server.url(f"/{number}", host="other.example")) == HOME
        assert len(slow.asked) == 2
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)


async def test_no_more_are_asked_at_once_than_may_be(trip: Trip) -> None:
    """However many sites a list has, so many are asked at once, and the next when one is done."""
    hosts = [f"h{number}.example" for number in range(6)]
    trip.name(*hosts)
    await with_gap(trip, 0, at_once=3)
    async with open_web_server(site({})) as server:
        server.scripts["/robots.txt"] = server.hang
        tasks = [asyncio.create_task(trip.crawler.page(server.url(host=host))) for host in hosts]
        await until(lambda: len(server.asked) == 3)
        await settled()
        assert len(server.asked) == 3
        trip.clock.turn(timedelta(seconds=20))
        await until(lambda: len(server.asked) == 6)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [("503 Busy", {}, 2), ("503 Busy", {"Retry-After": "7"}, 7), ("429 Slow Down", {"Retry-After": "x"}, 2)],
)
async def test_a_busy_server_is_asked_once_more(trip: Trip, status: str, headers: dict[str, str], seconds: int) -> None:
    """A server that is busy says when to come back; I get the page then, and not before."""
    async with open_web_server(site({})) as server:

        async def busy(writer: asyncio.StreamWriter) -> None:
            server.scripts["/"] = page()
            writer.write(answer(status=status, headers=headers))

        server.scripts["/"] = busy
        began = trip.clock.now()
        assert await trip.body(server.url(host="shop.example")) == HOME
        assert trip.clock.now() - began == timedelta(seconds=seconds)
        assert server.paths.count("/") == 2


@pytest.mark.parametrize("retry_after", ["31536000", "Wed, 26 May 2027 19:00:00 GMT", "9" * 5000])
async def test_who_wants_to_be_left_alone_for_a_year_is(trip: Trip, retry_after: str) -> None:
    """I am told at once, the site is not asked again for an hour, and nothing waits."""
    async with open_web_server(site({"/": answer(status="503 Busy", headers={"Retry-After": retry_after}), "/b": page()})) as server:
        trouble = await trip.outcome(server.url(host="shop.example"))
        assert isinstance(trouble, Trouble)
        assert (trouble.kind, trouble.status) == (TroubleKind.HTTP, 503)
        assert "left alone until 2026-05-10T20:00:00Z" in trouble.reason.say()
        kind, reason = await trip.trouble(server.url("/b", host="shop.example"))
        assert (kind, "Retry-After" in reason) == (TroubleKind.PACE, True)
        assert server.paths == ["/robots.txt", "/"]
        trip.clock.turn(timedelta(hours=1))
        assert await trip.body(server.url("/b", host="shop.example")) == HOME


async def test_a_site_that_is_forgotten_is_left_alone_no_longer(trip: Trip) -> None:
    """Where time was turned, what a site asked for lies behind; what others asked for does not."""
    trip.name("inn.example")
    busy = answer(status="503 Busy", headers={"Retry-After": "3600"})
    async with open_web_server(site({"/": busy, "/b": page()})) as server:
        for host in ("shop.example", "inn.example"):
            await trip.outcome(server.url(host=host))
        trip.crawler.forget(lambda name: name == "shop.example")
        assert await trip.body(server.url("/b", host="shop.example")) == HOME
        assert (await trip.trouble(server.url("/b", host="inn.example")))[0] is TroubleKind.PACE


@pytest.mark.parametrize(
    ("status", "said", "seconds"),
    [
        (503, "7", 7), (429, " 7 ", 7), (503, "", 2), (503, "-7", 2), (503, "soon", 2), (503, "99999999999999", 3600),
        (503, "Sun, 10 May 2026 19:00:31 GMT", 31), (503, "Sun, 10 May 2026 18:00:00 GMT", 0), (503, "Sun, 10 May 99999 18:00:00 GMT", 2),
        (503, "Fri, 31 Dec 9999 23:59:59 -1200", 2),
        (503, "Sun, 10 May 2026 19:00:31 -9999", 2), (200, "7", None), (404, "7", None), (503, "٣", 2),
    ],
)  # fmt: skip
def test_when_to_come_back_is_read_as_seconds_or_as_a_date(status: int, said: str, seconds: int | None) -> None:
    """Servers say it in two ways, and some in none."""
    fetched = Fetched(url="", status=status, headers={"retry-after": said}, media_type="", charset=None, size_bytes=0)
    found = put_off_until(fetched, NOW)
    assert (found - NOW if found else None) == (None if seconds is None else timedelta(seconds=seconds))


async def test_a_connection_that_broke_is_tried_once_more(trip: Trip) -> None:
    """A server that falters once loses no page; one that falters twice is told of, and nobody waits for a third time."""
    async with open_web_server(site({})) as server:

        async def falter(writer: asyncio.StreamWriter) -> None:
            server.scripts["/"] = page()

        server.scripts["/"] = falter
        assert await trip.body(server.url(host="shop.example")) == HOME
        server.scripts["/b"] = page()[:-5]
        asked = len(server.asked)
        server.keeps_open = False
        assert (await trip.trouble(server.url("/b", host="shop.example")))[0] is TroubleKind.BROKEN
        assert len(server.asked) == asked + 2


async def test_connections_are_used_again_for_the_same_site_alone(trip: Trip) -> None:
    """Pages of a site come over one connection; another name at the same address has its own."""
    trip.name("other.example")
    async with open_web_server(site({f"/{number}": page() for number in range(5)})) as server:
        for number in range(5):
            await trip.body(server.url(f"/{number}", host="shop.example"))
        assert server.connections == 1
        await trip.body(server.url("/0", host="other.example"))
        assert server.connections == 2
        await trip.body(server.url("/0"))
        assert server.connections == 3
        await trip.crawler.close()
        await until(lambda: not server.under_way)


async def test_a_connection_is_not_used_where_the_check_would_fail_now(trip: Trip) -> None:
    """A name that moves inside loses its open connection: nothing more goes there; one that moves elsewhere is connected to anew."""
    async with open_web_server(site({path: page() for path in ("/a", "/b", "/c")})) as server:
        trip.resolver.names = {"moves.example": [["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1", "127.0.0.9"], ["169.254.169.254"]]}
        await trip.body(server.url("/a", host="moves.example"))
        await trip.body(server.url("/b", host="moves.example"))
        assert (await trip.trouble(server.url("/c", host="moves.example")))[0] is TroubleKind.REFUSED
        assert server.paths == ["/robots.txt", "/a", "/b"]
        assert server.connections == 2


async def test_rules_are_not_asked_for_in_vain(trip: Trip) -> None:
    """Six modules that come to a new site at once read its rules once."""
    async with open_web_server(site({f"/{number}": page() for number in range(6)})) as server:
        server.scripts["/robots.txt"] = robots("User-agent: *", "Allow: /")
        await asyncio.gather(*(trip.body(server.url(f"/{number}", host="shop.example")) for number in range(6)))
        assert server.paths.count("/robots.txt") == 1

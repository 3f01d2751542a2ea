"""The crawler: pages from real servers on loopback, fetched once, by the rules of their sites, and kept."""

import asyncio
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from crawling import HOME, HTML, Trip, on_a_trip, page, robots, site
from web_servers import WebServer, answer, open_web_server, redirect

from outhost import __version__
from outhost.crawl.crawler import Kept
from outhost.crawl.manners import Manners
from outhost.domain.pages import unpacked
from outhost.domain.trouble_kinds import TroubleKind

DAY = timedelta(hours=24)
LOOPBACK = ip_address("127.0.0.1")


async def test_a_page_is_kept_with_all_that_is_said_of_it(trip: Trip) -> None:
    """A page comes whole into the archive, with where redirects led, its type, and when it was fetched."""
    pages = {"/": redirect("/fr/"), "/fr/": page(ETag='"1"', Last_Modified="Tue, 05 May 2026 10:00:00 GMT")}
    async with open_web_server(site(pages)) as server:
        kept = await trip.outcome(server.url(host="Shop.example"))
        assert isinstance(kept, Kept)
        head = kept.head
        assert (head.url, head.final_url) == (server.url(host="shop.example"), server.url("/fr/", host="shop.example"))
        assert (head.status, head.media_type, head.charset, head.fetched_at) == (200, "text/html", "utf-8", trip.clock.now())
        assert (head.etag, head.last_modified) == ('"1"', "Tue, 05 May 2026 10:00:00 GMT")
        assert unpacked(kept.path.read_bytes()) == (head, HOME)
        assert kept.path.stat().st_mode & 0o777 == 0o600


async def test_the_site_learns_who_asks(trip: Trip) -> None:
    """Whoever reads their log finds the program, its version and whom to turn to; each request says so, that for the rules too."""
    async with open_web_server(site({"/": page()})) as server:
        await trip.body(server.url(host="shop.example"))
        assert server.paths == ["/robots.txt", "/"]
        assert all(f"User-Agent: outhost/{__version__} (+https://acme.example/bot)".lower() in head.lower() for head in server.asked)


async def test_a_page_is_fetched_once_however_many_want_it(trip: Trip) -> None:
    """Six modules read one site at once and one after the other: it is asked once."""
    async with open_web_server(site({"/": page()})) as server:
        url = server.url(host="shop.example")
        bodies = await asyncio.gather(*(trip.body(url) for _ in range(6)))
        assert [*bodies, await trip.body(url)] == [HOME] * 7
        assert server.paths == ["/robots.txt", "/"]


async def test_the_archive_is_read_without_the_network(trip: Trip) -> None:
    """A job that is run again within a day reads what was fetched, also after a restart, though the site is gone."""
    async with open_web_server(site({"/": page()})) as server:
        url = server.url(host="shop.example")
        await trip.body(url)
    trip.clock.turn(DAY - timedelta(seconds=1))
    await trip.restart()
    assert await trip.body(url) == HOME


async def test_a_page_of_the_private_network_is_not_read_once_that_is_closed(trip: Trip) -> None:
    """What was fetched from an address while fetch_allow_private was on is refused when it is off, though it is kept."""
    async with open_web_server(site({"/": page()})) as server:
        assert await trip.body(server.url()) == HOME
        trip.allows_private = False
        await trip.restart()
        kind, _ = await trip.trouble(server.url())
    assert kind is TroubleKind.REFUSED


async def test_an_old_page_is_asked_for_only_if_it_changed(trip: Trip) -> None:
    """After a day the site is asked whether its page is still the same; if so the page is as good as new, else the new one is kept."""
    async with open_web_server(site({"/": page(ETag='"1"', Last_Modified="Tue, 05 May 2026 10:00:00 GMT")})) as server:
        url = server.url(host="shop.example")
        await trip.body(url)
        trip.clock.turn(DAY)
        server.scripts["/"] = answer(status="304 Not Modified", headers={"ETag": '"1b"'})
        assert await trip.body(url) == HOME
        asked = server.asked[-1].lower()
        assert 'if-none-match: "1"\r\n' in asked
        assert "if-modified-since: tue, 05 may 2026 10:00:00 gmt\r\n" in asked
        trip.clock.turn(DAY - timedelta(seconds=1))
        asked_before = len(server.asked)
        assert await trip.body(url) == HOME
        assert len(server.asked) == asked_before
        trip.clock.turn(timedelta(seconds=1))
        server.scripts["/"] = page(b"<p>New</p>", ETag='"2"')
        assert await trip.body(url) == b"<p>New</p>"
        assert 'if-none-match: "1b"\r\n' in server.asked[-1].lower()


async def test_a_page_that_was_lost_meanwhile_is_fetched_whole(trip: Trip) -> None:
    """A torn file counts as none: what it held is asked for again, and nobody relies on it."""
    async with open_web_server(site({"/": page(ETag='"1"')})) as server:
        url = server.url(host="shop.example")
        await trip.body(url)
        path = trip.archive.path_of(url)
        path.write_bytes(path.read_bytes()[:-1])
        assert await trip.body(url) == HOME
        assert "if-none-match" not in server.asked[-1].lower()
        trip.clock.turn(DAY)

        async def lose(writer: asyncio.StreamWriter) -> None:
            path.unlink()
            server.scripts["/"] = page(b"<p>Again</p>")
            writer.write(answer(status="304 Not Modified"))

        server.scripts["/"] = lose
        assert await trip.body(url) == b"<p>Again</p>"


async def test_a_page_that_is_forbidden_is_not_asked_for_and_the_rule_is_named(trip: Trip) -> None:
    """The log of my job tells by which line of the site's rules a page was left out, and for whom it stands there."""
    rules = ("User-agent: *", "Disallow: /prive", "User-agent: other", "Disallow: /")
    async with open_web_server(site({"/": page(), "/prive/a": page(), "/go": redirect("/prive/a")}, *rules)) as server:
        await trip.body(server.url(host="shop.example"))
        for path in ("/prive/a", "/go"):
            trouble = await trip.trouble(server.url(path, host="shop.example"))
            assert trouble == (TroubleKind.ROBOTS, "its robots.txt forbids it: Disallow: /prive, for *")
        assert server.paths == ["/robots.txt", "/", "/go"]
        trip.manners = Manners(gap_seconds=0, respects_robots=False)
        await trip.restart()
        assert await trip.body(server.url("/prive/a", host="shop.example")) == HOME


async def test_each_host_on_the_way_is_asked_for_its_own_rules(trip: Trip) -> None:
    """A redirect to another site is followed only if that one lets me; its rules are its own, not those of the first."""
    trip.name("other.example")
    async with open_web_server(site({}, "User-agent: outhost", "Disallow: /b")) as other:
        async with open_web_server(site({"/a": redirect(other.url("/b", host="other.example"))})) as server:
            kind, reason = await trip.trouble(server.url("/a", host="shop.example"))
        assert (kind, "Disallow: /b, for outhost" in reason) == (TroubleKind.ROBOTS, True)
        assert other.paths == ["/robots.txt"]


@pytest.mark.parametrize(
    ("answered", "is_open"),
    [
        (answer(status="404 Not Found"), True), (answer(status="403 Forbidden"), True), (answer(status="410 Gone"), True),
        (answer(b"<h1>Welcome</h1>", headers=HTML), True), (answer(), True), (redirect("/robots.txt"), True),
        (redirect("/elsewhere.txt"), False), (answer(status="500 Oops"), False), (answer(status="503 Busy"), False),
        (answer(status="429 Slow Down"), False), (redirect("ftp://shop.example/robots.txt"), False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *\n", False),
    ],
)  # fmt: skip
async def test_rules_that_there_are_not_forbid_nothing_and_rules_that_are_not_known_everything(
    trip: Trip, answered: bytes, is_open: bool  # noqa: FBT001 - a column of the table
) -> None:  # fmt: skip
    """A site without rules may be read; one whose rules can't be had now may not, for it may forbid me (RFC 9309)."""
    closed = robots("User-agent: *", "Disallow: /")
    scripts = {"/robots.txt": answered, "/elsewhere.txt": closed, "/": page()}
    async with open_web_server(WebServer(scripts=scripts, keeps_open=b"99" not in answered)) as server:
        if is_open:
            assert await trip.body(server.url(host="shop.example")) == HOME
            return
        kind, reason = await trip.trouble(server.url(host="shop.example"))
        assert (kind, "robots.txt" in reason) == (TroubleKind.ROBOTS, True)
        assert "/" not in server.paths


async def test_rules_are_read_once_a_day_and_after_trouble_sooner(trip: Trip) -> None:
    """A site that forbids what it allowed is heard the next day; one whose rules could not be had, ten minutes later."""
    async with open_web_server(site({"/a": page(), "/b": page()})) as server:
        server.scripts["/robots.txt"] = answer(status="500 Oops")
        assert (await trip.trouble(server.url("/a", host="shop.example")))[0] is TroubleKind.ROBOTS
        server.scripts["/robots.txt"] = robots()
        assert (await trip.trouble(server.url("/a", host="shop.example")))[0] is TroubleKind.ROBOTS
        trip.clock.turn(timedelta(minutes=10))
        await trip.body(server.url("/a", host="shop.example"))
        server.scripts["/robots.txt"] = robots("User-agent: *", "Disallow: /")
        trip.clock.turn(DAY - timedelta(seconds=1))
        await trip.body(server.url("/b", host="shop.example"))
        trip.clock.turn(timedelta(seconds=1))
        assert (await trip.trouble(server.url("/a", host="shop.example")))[0] is TroubleKind.ROBOTS


@pytest.mark.parametrize(
    ("answered", "kind", "because"),
    [
        (answer(status="404 Not Found"), TroubleKind.HTTP, "answered 404"), (answer(status="500 Oops"), TroubleKind.HTTP, "answered 500"),
        (
            answer(b"<title> Account\nSuspended </title>" + b"x" * 9000, status="403 No", headers={"Content-Type": "text/html"}),
            TroubleKind.HTTP, "answered 403: Account Suspended",
        ),
        (redirect("/"), TroubleKind.HTTP, "redirected"), (answer(status="301 Moved"), TroubleKind.HTTP, "answered 301"),
        (answer(b"%PDF", headers={"Content-Type": "application/pdf"}), TroubleKind.NOT_A_PAGE, "application/pdf"),
        (answer(b"x", headers={"Content-Type": "text/html", "Content-Encoding": "br"}), TroubleKind.BROKEN, "nobody asked for"),
        (redirect("mailto:a@b.example"), TroubleKind.REFUSED, "only http"),
    ],
)  # fmt: skip
async def test_trouble_is_said_and_remembered_a_while(trip: Trip, answered: bytes, kind: TroubleKind, because: str) -> None:
    """Six modules over a page that there is not hear so once each, and its server once; later it is tried again."""
    async with open_web_server(site({"/": answered})) as server:
        url = server.url(host="shop.example")
        found, reason = await trip.trouble(url)
        assert (found, because in reason) == (kind, True)
        asked = len(server.asked)
        server.scripts["/"] = page()
        if kind is not TroubleKind.REFUSED:
            assert (await trip.trouble(url))[0] is kind
            assert len(server.asked) == asked
        trip.clock.turn(timedelta(minutes=10))
        assert await trip.body(url) == HOME


@pytest.mark.parametrize("url", ["", "shop", "ftp://shop.example/", "http://user:pw@shop.example/", "http://shop.example:0/", "http://[::"])
async def test_what_is_no_address_is_trouble_too(trip: Trip, url: str) -> None:
    """A row may hold anything where a website should stand."""
    assert (await trip.trouble(url))[0] is TroubleKind.REFUSED
    assert trip.resolver.asked == []


async def test_a_name_is_gone_only_where_it_is_the_one_that_was_asked_for(trip: Trip) -> None:
    """A site that leads to a name which nobody has is there itself."""
    trip.name("gone.example", addresses=())
    async with open_web_server(site({"/": redirect("http://gone.example/")})) as server:
        assert (await trip.trouble("http://gone.example/"))[0] is TroubleKind.NO_SUCH_NAME
        assert (await trip.trouble(server.url(host="shop.example")))[0] is TroubleKind.UNREACHABLE


async def test_a_page_that_says_nothing_of_its_type_may_be_one(trip: Trip) -> None:
    """Some servers leave the header out."""
    async with open_web_server(site({"/": answer(HOME)})) as server:
        assert await trip.body(server.url(host="shop.example")) == HOME


async def test_a_dead_host_is_waited_for_once(trip: Trip) -> None:
    """A server that is down is tried twice, not twice for each module and page."""
    async with open_web_server() as server:
        pass
    for path in ("/", "/contact", "/"):
        assert (await trip.trouble(server.url(path, host="shop.example")))[0] is TroubleKind.UNREACHABLE
    assert len(trip.resolver.asked) == 2


async def test_a_page_that_several_want_is_broken_off_with_the_last_of_them(trip: Trip) -> None:
    """One job is cancelled: the other gets its page. Both are: nobody goes on."""
    async with open_web_server(site({})) as server:
        server.scripts["/"] = server.hang
        url = server.url(host="shop.example")
        first, second = (asyncio.create_task(trip.crawler.page(url)) for _ in range(2))
        await server.busy.wait()
        assert server.paths == ["/robots.txt", "/"]
        server.scripts["/"] = page()
        first.cancel()
        await asyncio.wait({first})
        assert isinstance(await second, Kept)
        server.busy.clear()
        server.scripts["/b"] = server.hang
        tasks = [asyncio.create_task(trip.crawler.page(server.url("/b", host="shop.example"))) for _ in range(3)]
        await server.busy.wait()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert all(task.cancelled() for task in tasks)
        assert server.paths.count("/b") == 1


async def test_a_full_disk_is_no_trouble_of_the_site_s(trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be kept is told as a fault of mine, once for each who wanted it, and the next try may do."""

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    async with open_web_server(site({"/": page()})) as server:
        with monkeypatch.context() as patch:
            patch.setattr(trip.archive, "keep", full)
            with pytest.raises(OSError, match="No space left"):
                await trip.outcome(server.url(host="shop.example"))
        assert await trip.body(server.url(host="shop.example")) == HOME


async def test_a_route_leads_where_the_names_do_not(tmp_path: Path) -> None:
    """A world of its own may be plugged in: its addresses count as public, and are reached at a port of this machine."""
    async with open_web_server(site({"/": page()})) as server:
        routed = Trip(
            folder=tmp_path, allows_private=False, route=lambda admitted: [(LOOPBACK, server.port)] if admitted.port == 80 else []
        )
        routed.name("town.example", addresses=("2d00::5",))
        async with on_a_trip(routed):
            assert await routed.body("http://town.example/") == HOME
            assert "host: town.example\r\n" in server.asked[0].lower()
            assert (await routed.trouble("http://town.example:81/"))[0] is TroubleKind.UNREACHABLE

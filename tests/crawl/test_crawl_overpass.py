"""A map server is asked as its rules want it, one thing at a time, and nothing twice."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from clocks import WatchedClock
from fetching import Resolver
from overpass_server import (
    Element,
    Misbehaviour,
    OverpassServer,
    answer,
    error_page,
    open_overpass_server,
    rate_limited,
    too_busy,
    written,
)
from web_servers import WebServer, open_web_server, redirect

from outhost.crawl.fetcher import Fetcher
from outhost.crawl.guard import Guard
from outhost.crawl.names import Names
from outhost.crawl.overpass import Overpass
from outhost.domain.errors import AddressRefused, AskedTooMuch, FetchFailed
from outhost.domain.pages import unpacked
from outhost.files.pages import Pages

BAKERY = Element(kind="node", number=1, points=[(60.17, 24.94)], tags={"shop": "bakery", "name": "Ekberg"})
QUERY = '[out:json][timeout:60][maxsize:1000][bbox:60.1,24.9,60.2,25];\n(\nnwr["shop"="bakery"];\n);\nout tags center;'
NAPS = timedelta(seconds=130)
"""Pauses and waits for a busy server, which are turned through; what a request may take is longer."""


@dataclass(kw_only=True)
class Visit:
    """A map server, whoever asks it, and the clock."""

    server: OverpassServer
    folder: Path
    clock: WatchedClock = field(default_factory=WatchedClock)
    slept: timedelta = timedelta()

    def __post_init__(self) -> None:
        """Begin."""
        self.overpass = self.another()

    def another(self, *, url: str = "", pause_seconds: float = 1.0) -> Overpass:
        """Open what asks, anew."""
        return Overpass(
            url or self.server.url, Names().look_up, Pages(self.folder), self.clock, contact="ops@acme.example", pause_seconds=pause_seconds
        )

    async def ask(self, query: str = QUERY) -> Mapping[str, Any]:
        """Ask, and turn the clock through whatever is waited for."""
        began = self.clock.now()
        asking, turning = asyncio.create_task(self.overpass.ask(query)), asyncio.create_task(self._turn())
        try:
            document: Mapping[str, Any] = json.loads(unpacked((await asking).read_bytes())[1])
        finally:
            turning.cancel()
            await asyncio.wait({turning})
            self.slept = self.clock.now() - began
        return document

    async def _turn(self) -> None:
        while True:
            await self.clock.doze(NAPS)


@asynccontextmanager
async def on_a_visit(folder: Path, *misbehaves: Misbehaviour, **chosen: Any) -> AsyncIterator[Visit]:
    """Open a server with one bakery, that misbehaves so many times."""
    async with open_overpass_server(OverpassServer(elements=[BAKERY], **chosen)) as server:
        server.misbehaves.extend(misbehaves)
        visit = Visit(server=server, folder=folder)
        yield visit
        await visit.overpass.close()


def plain(body: bytes, **about: Any) -> Misbehaviour:
    """Answer this, whatever is asked."""
    return lambda _query, _document: answer(body, **about)


def remark(text: str) -> Misbehaviour:
    """Remark something on an answer without elements."""
    return lambda _query, document: answer(written(dict(document) | {"elements": [], "remark": text}))


@pytest.mark.parametrize("packs", [True, False], ids=["packed", "unpacked"])
async def test_an_answer_is_kept_for_a_day(tmp_path: Path, *, packs: bool) -> None:
    """The same question a moment later, and after a restart, asks nobody; a day later the map may have changed."""
    async with on_a_visit(tmp_path, packs=packs) as visit:
        first = await visit.ask()
        assert [element["id"] for element in first["elements"]] == [1]
        visit.overpass = visit.another()
        assert await visit.ask() == first
        assert visit.server.asked == [QUERY]
        visit.clock.turn(timedelta(days=1))
        await visit.ask()
        assert len(visit.server.asked) == 2
        await visit.ask(QUERY.replace("bakery", "butcher"))
        assert len(visit.server.asked) == 3


async def test_the_server_is_told_who_asks(tmp_path: Path) -> None:
    """The query goes by POST, with our name and whom to turn to."""
    async with on_a_visit(tmp_path) as visit:
        await visit.ask()
        (head,) = visit.server.heads
        assert head.startswith("POST /api/interpreter HTTP/1.1")
        assert "user-agent: outhost/" in head.lower()
        assert "(+ops@acme.example)" in head
        assert "content-type: application/x-www-form-urlencoded" in head.lower()


async def test_what_several_want_at_once_is_asked_once(tmp_path: Path) -> None:
    """Two jobs with one question share the answer, and two questions wait for each other."""
    async with on_a_visit(tmp_path) as visit:
        other = QUERY.replace("bakery", "butcher")
        await asyncio.gather(visit.ask(), visit.ask(), visit.ask(other))
        assert sorted(visit.server.asked) == sorted([QUERY, other])
        assert visit.server.most_at_once == 1


async def test_the_server_rests_between_two_questions(tmp_path: Path) -> None:
    """A second at least lies between two requests."""
    async with on_a_visit(tmp_path) as visit:
        await visit.ask()
        await visit.ask(QUERY.replace("bakery", "butcher"))
        assert timedelta(seconds=1) <= visit.slept < timedelta(seconds=2)


@pytest.mark.parametrize(
    ("refusal", "seconds"),
    [
        (partial(rate_limited, Retry_After="40"), 40),
        (partial(rate_limited, Retry_After="Sun, 10 May 2026 19:01:00 GMT"), 59),
        (partial(rate_limited, Retry_After="soon"), 15),
        (rate_limited, 15),
        (too_busy, 15),
        (remark("runtime error: open64: 0 Success /osm3s_osm_base Dispatcher_Client::request_read_and_idx::timeout."), 15),
    ],
    ids=["a number of seconds", "a moment", "no moment", "nothing", "504", "a remark"],
)
async def test_a_busy_server_is_waited_for(tmp_path: Path, refusal: Misbehaviour, seconds: int) -> None:
    """It gets the time that it asks for, then the answer comes as if nothing had been."""
    async with on_a_visit(tmp_path, refusal) as visit:
        assert (await visit.ask())["elements"]
        assert len(visit.server.asked) == 2
        assert timedelta(seconds=seconds) <= visit.slept < timedelta(seconds=seconds + 2)


async def test_a_server_that_stays_busy_is_asked_less_and_less(tmp_path: Path) -> None:
    """After a few minutes whoever asks is told when to come back, and so is everybody who asks before that."""
    async with on_a_visit(tmp_path, *[rate_limited] * 9) as visit:
        with pytest.raises(FetchFailed, match="busy and answered 429") as failed:
            await visit.ask()
        assert not failed.value.is_final
        assert failed.value.after_seconds == 120
        assert len(visit.server.asked) == 5  # 15, 30, 60, 120 seconds
        visit.server.misbehaves.clear()
        assert (await visit.ask())["elements"]


async def test_a_long_wish_is_handed_on(tmp_path: Path) -> None:
    """Who is to come back in ten minutes is not kept waiting, nor is the server asked in vain."""
    async with on_a_visit(tmp_path, partial(rate_limited, Retry_After="600")) as visit:
        for _ in range(2):
            with pytest.raises(FetchFailed) as failed:
                await visit.ask()
            assert failed.value.after_seconds is not None
            assert failed.value.after_seconds > 590
        assert len(visit.server.asked) == 1
        assert "occupé" in failed.value.say("fr")


@pytest.mark.parametrize(
    "text",
    [
        'runtime error: Query timed out in "query" at line 3 after 61 seconds.',
        'runtime error: Query run out of memory in "query" at line 2 using about 512 MB of RAM.',
    ],
)
async def test_an_answer_that_was_broken_off_is_none(tmp_path: Path, text: str) -> None:
    """The status says 200, and only a remark tells that the server gave up: that is not kept, nor asked again for ten minutes."""
    async with on_a_visit(tmp_path, remark(text)) as visit:
        for _ in range(2):
            with pytest.raises(AskedTooMuch, match=text.split('"', maxsplit=1)[0]):
                await visit.ask()
        assert len(visit.server.asked) == 1
        visit.clock.turn(timedelta(minutes=10))
        assert (await visit.ask())["elements"]


async def test_a_remark_that_is_no_error_is_let_be(tmp_path: Path) -> None:
    """Servers may remark other things, and so may tags of places."""
    sly = Element(kind="node", number=2, points=[(60.15, 24.95)], tags={"shop": "bakery", "remark": "runtime error: none"})
    async with on_a_visit(tmp_path, lambda _query, document: answer(written(dict(document) | {"remark": "runtime remark: fine"}))) as visit:
        visit.server.elements = [sly]
        assert len((await visit.ask())["elements"]) == 1
        assert len((await visit.ask(QUERY.replace("60.1,", "60.0,")))["elements"]) == 1


async def test_a_huge_answer_is_too_much(tmp_path: Path) -> None:
    """A hundred megabytes do not come in, whether they are announced, packed or simply sent."""
    huge = b'{"elements": [' + b" " * (100 << 20) + b"]}"
    async with on_a_visit(tmp_path, plain(huge), plain(huge, is_packed=True)) as visit:
        for query in (QUERY, QUERY.replace("60.1,", "60.0,")):
            with pytest.raises(AskedTooMuch, match="more than 16 MB"):
                await visit.ask(query)


@pytest.mark.parametrize(
    ("given", "says", "is_final"),
    [
        (
            lambda _q, _d: error_page("line 3: parse error: <em>';'</em> expected &amp; so on"),
            "400: line 3: parse error: ';' expected & so",
            True,
        ),
        (plain(b"gone", status="404 Not Found", kind="text/plain"), "404: check that overpass_url", True),
        (plain(b"oh", status="500 Internal Server Error", kind="text/plain"), "answered 500", False),
        (plain(b"<html>Welcome</html>", kind="text/html"), "no whole answer of an Overpass API (text/html)", False),
        (plain(b'{"hello": 1}'), "no whole answer", False),
        (plain(b'{"elements": [{"type"'), "no whole answer", False),
        (plain(b"[]"), "no whole answer", False),
        (plain(b""), "no whole answer", False),
        (lambda _q, document: answer(written(document))[:-20], "broke off", False),
        (lambda _q, document: answer(written(document), is_packed=True)[:-20], "broke off", False),
        (lambda _q, _d: None, "broke off", False),
    ],
    ids=["400", "404", "500", "a page", "other JSON", "half of it", "a list", "nothing", "cut", "cut and packed", "silence"],
)
async def test_what_is_no_answer_is_said_and_not_kept(tmp_path: Path, given: Misbehaviour, says: str, *, is_final: bool) -> None:
    """The log has the server's own words, and the next who asks gets what there is."""
    async with on_a_visit(tmp_path, given) as visit:
        with pytest.raises(FetchFailed) as failed:
            await visit.ask()
        assert says in failed.value.say()
        assert failed.value.say("fr") != failed.value.say()
        assert failed.value.is_final == is_final
        assert (await visit.ask())["elements"]


async def test_an_error_page_of_any_shape_holds_nobody_up(tmp_path: Path) -> None:
    """A page that begins to tell of errors again and again, and never ends, is read like any other; the server goes on meanwhile."""
    page = b"Error</strong>: " * 1000 + b" " * 40_000 + b"Error</strong>: too\n much</p>"
    async with on_a_visit(tmp_path, plain(page, status="400 Bad Request", kind="text/html")) as visit:
        async with asyncio.timeout(20):
            with pytest.raises(FetchFailed, match="400: too much"):
                await visit.ask()


async def test_a_server_that_is_slow_is_not_waited_for_without_end(tmp_path: Path) -> None:
    """Two minutes and a half are what an answer may take."""
    async with on_a_visit(tmp_path, waits=asyncio.Event()) as visit:
        asking = asyncio.create_task(visit.overpass.ask(QUERY))
        await visit.server.busy.wait()
        visit.clock.turn(timedelta(seconds=149))
        await asyncio.sleep(0)
        assert not asking.done()
        visit.clock.turn(timedelta(seconds=1))
        with pytest.raises(FetchFailed, match="longer than 150 seconds"):
            await asking


async def test_a_server_that_is_not_there_is_worth_another_try(tmp_path: Path) -> None:
    """With the cable pulled, nothing new comes; what was asked before is still there."""
    async with on_a_visit(tmp_path) as visit:
        first = await visit.ask()
        visit.overpass = visit.another(url="http://127.0.0.1:9/api/interpreter")
        with pytest.raises(FetchFailed, match="no connection") as failed:
            await visit.ask()
        assert not failed.value.is_final
        visit.overpass = visit.another()
        visit.server.port = 9
        assert await visit.ask() == first


async def test_only_the_address_that_was_set_is_asked(tmp_path: Path) -> None:
    """The owner chose one place in the private network; a redirect to another is not followed, and nobody else gets in by it."""
    async with on_a_visit(tmp_path) as visit, open_web_server(WebServer()) as inner:
        visit.server.misbehaves.append(lambda _query, _document: redirect(inner.url("/admin"), "307 Temporary Redirect"))
        with pytest.raises(FetchFailed, match=f"redirects to http://127.0.0.1:{inner.port}/admin") as failed:
            await visit.ask()
        assert failed.value.is_final
        assert inner.asked == []
        fetcher = Fetcher(Guard(Names().look_up, allows_private=False), visit.clock, "")
        with pytest.raises(AddressRefused):
            await fetcher.get(visit.server.url, into=bytearray().extend, accept="*/*", limit_bytes=10, seconds=1)
        assert len(visit.server.heads) == 1


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "100.100.100.200"])
async def test_where_clouds_keep_credentials_is_closed(tmp_path: Path, address: str) -> None:
    """A map server is at none of those addresses."""
    resolver = Resolver(names={"maps.example": [[address]]})
    overpass = Overpass("http://maps.example/api/interpreter", resolver.look_up, Pages(tmp_path), WatchedClock())
    with pytest.raises(AddressRefused):
        await overpass.ask(QUERY)
    await overpass.close()


async def test_who_leaves_keeps_nobody_from_asking(tmp_path: Path) -> None:
    """A unit that is taken back in mid-question gives its turn to the next."""
    async with on_a_visit(tmp_path, waits=asyncio.Event()) as visit:
        assert visit.server.waits
        asking = asyncio.create_task(visit.overpass.ask(QUERY))
        await visit.server.busy.wait()
        asking.cancel()
        await asyncio.wait({asking})
        visit.server.waits.set()
        assert (await visit.ask())["elements"]


async def test_a_query_has_an_end(tmp_path: Path) -> None:
    """More than a quarter of a megabyte is not asked at all."""
    async with on_a_visit(tmp_path) as visit:
        with pytest.raises(FetchFailed, match="query is too long"):
            await visit.ask(QUERY + " " * (256 << 10))
        assert visit.server.heads == []


async def test_who_is_forgotten_is_forgotten_here_too(tmp_path: Path) -> None:
    """An answer that has somebody's address or number goes from the archive like any page that does; the others stay."""
    person = Element(
        kind="node", number=3, points=[(60.15, 24.95)], tags={"shop": "bakery", "email": "sam@acme.example", "phone": "+358 9 1234567"}
    )
    async with on_a_visit(tmp_path) as visit:
        visit.server.elements = [BAKERY, person]
        await visit.ask()
        await visit.ask(QUERY.replace("bakery", "butcher"))
        archive = Pages(tmp_path)
        assert [archive.erase(shelf, {"zoe@acme.example"}.__contains__) for shelf in archive.shelves()].count(1) == 0
        assert sum(archive.erase(shelf, {"sam@acme.example"}.__contains__) for shelf in archive.shelves()) == 1
        visit.server.elements = [BAKERY]
        visit.overpass = visit.another()
        assert len((await visit.ask())["elements"]) == 1
        assert len(visit.server.asked) == 3

"""Hosts that mean harm, on real sockets: each is refused within bounded time and memory, and reaches nobody inside."""

import asyncio
import gzip
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from crawling import HOME, HTML, Trip, on_a_trip, page, robots, site
from waiting import until
from web_servers import Script, WebServer, answer, open_web_server, redirect

from outhost.crawl import body, guard
from outhost.crawl.crawler import Kept
from outhost.domain.ip_addresses import AddressKind, IpAddress, kind_of
from outhost.domain.pages import Trouble
from outhost.domain.robots import MOST_BYTES
from outhost.domain.trouble_kinds import TroubleKind

MEGABYTE = 1 << 20
IN_FLIGHT = 6 * MEGABYTE
"""What the sockets of both sides and the buffers behind them may have taken beyond what was read."""


class Sender:
    """Writes without end, as fast as it is taken, and counts."""

    def __init__(self, head: bytes, piece: Callable[[int], bytes]) -> None:
        """Begin with `head`, then go on with the pieces by number."""
        self._head = head
        self._piece = piece
        self.sent_bytes = 0

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        """Write until nobody takes it."""
        writer.write(self._head)
        for number in count():
            if writer.is_closing():
                return
            data = self._piece(number)
            writer.write(data)
            self.sent_bytes += len(data)
            await writer.drain()


def chunk(data: bytes) -> bytes:
    """Write a chunk as HTTP sends it."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def zeros(megabytes: int, window_bits: int) -> bytes:
    """Pack nothing but zeros."""
    packing = zlib.compressobj(9, wbits=window_bits)
    return b"".join(packing.compress(bytes(MEGABYTE)) for _ in range(megabytes)) + packing.flush()


PAGE_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("sender", "kind", "most_bytes"),
    [
        pytest.param(lambda: Sender(PAGE_HEAD + CHUNKED + b"\r\n", lambda _: chunk(bytes(65536))), TroubleKind.TOO_LARGE, 3 * MEGABYTE,
                     id="a body without end"),
        pytest.param(lambda: Sender(PAGE_HEAD + b"\r\n", lambda _: bytes(65536)), TroubleKind.TOO_LARGE, 3 * MEGABYTE,
                     id="a body without end or length"),
        pytest.param(lambda: Sender(PAGE_HEAD + CHUNKED + b"Content-Encoding: gzip\r\n\r\n", lambda _: chunk(gzip.compress(b"") * 3000)),
                     TroubleKind.TOO_LARGE, 3 * MEGABYTE, id="packed nothings without end"),
        pytest.param(lambda: Sender(b"HTTP/1.1 200 OK\r\n", lambda number: b"X-%d: %b\r\n" % (number, b"a" * 900)), TroubleKind.BROKEN,
                     MEGABYTE, id="headers without end"),
        pytest.param(lambda: Sender(b"HTTP/1.1 200 OK\r\nX: ", lambda _: b"a" * 4096), TroubleKind.BROKEN, MEGABYTE,
                     id="a header without end"),
        pytest.param(lambda: Sender(b"HTTP/1.1 200 ", lambda _: b"O" * 4096), TroubleKind.BROKEN, MEGABYTE, id="a first line without end"),
        pytest.param(lambda: Sender(b"HTTP/1.1 404 Not Found\r\n\r\n", lambda _: bytes(65536)), TroubleKind.HTTP, MEGABYTE,
                     id="a refusal without end"),
        pytest.param(lambda: Sender(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", lambda _: bytes(65536)), TroubleKind.HTTP, MEGABYTE,
                     id="a redirect without end"),
        pytest.param(lambda: Sender(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", lambda _: bytes(65536)), TroubleKind.NOT_A_PAGE,
                     MEGABYTE, id="no page, without end"),
    ],
)  # fmt: skip
async def test_what_has_no_end_is_left_in_time(trip: Trip, sender: Callable[[], Sender], kind: TroubleKind, most_bytes: int) -> None:
    """However much a server sends, what is taken of it is bounded: its own count of what it got rid of says so."""
    endless = sender()
    async with open_web_server(site({})) as server:
        server.scripts["/"] = endless
        assert (await trip.trouble(server.url(host="shop.example")))[0] is kind
        await until(lambda: not server.under_way)
    assert endless.sent_bytes <= 2 * (most_bytes + IN_FLIGHT)  # what was broken is tried twice


@pytest.mark.parametrize(
    ("head", "piece"),
    [(PAGE_HEAD + CHUNKED + b"\r\n1;", b"x" * 4096), (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)],
    ids=["a chunk's first line without end", "always nearly there"],
)
async def test_what_counts_for_nothing_ends_with_the_time(trip: Trip, head: bytes, piece: bytes) -> None:
    """Bytes that are part of no page are taken for half a minute and no longer."""

    def in_a_second(_number: int) -> bytes:
        trip.clock.turn(timedelta(seconds=1))
        return piece

    endless = Sender(head, in_a_second)
    async with open_web_server(site({})) as server:
        server.scripts["/"] = endless
        assert (await trip.trouble(server.url(host="shop.example")))[0] is TroubleKind.TIMEOUT
        await until(lambda: not server.under_way)
    assert endless.sent_bytes <= IN_FLIGHT


@pytest.mark.parametrize(("encoding", "window_bits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
async def test_a_bomb_is_not_unpacked(trip: Trip, monkeypatch: pytest.MonkeyPatch, encoding: str, window_bits: int) -> None:
    """Two hundred megabytes of nothing come as two hundred kilobytes: of them no more is unpacked than a page may have."""
    unpacked: list[int] = []
    take = body._Packing._pieces

    def counted(packing: body._Packing, stream: "zlib._Decompress", wire: bytes) -> Iterator[bytes]:
        for piece in take(packing, stream, wire):
            unpacked.append(len(piece))
            yield piece

    monkeypatch.setattr(body._Packing, "_pieces", counted)
    bomb = answer(zeros(200, window_bits), headers=HTML | {"Content-Encoding": encoding})
    async with open_web_server(site({"/": bomb})) as server:
        assert (await trip.trouble(server.url(host="shop.example")))[0] is TroubleKind.TOO_LARGE
    assert 0 < sum(unpacked) <= 4 * MEGABYTE
    assert max(unpacked) <= MEGABYTE


async def test_a_bomb_for_rules_is_cut(trip: Trip) -> None:
    """A robots.txt that unpacks to ten megabytes is read as far as the first half megabyte, and what stands there counts."""
    rules = b"User-agent: *\nDisallow: /a\n" + b"#" * 10 * MEGABYTE + b"\nDisallow: /\n"
    packed = answer(gzip.compress(rules), headers={"Content-Encoding": "gzip"})
    async with open_web_server(site({"/": page()})) as server:
        for text in (packed, answer(rules)):
            server.scripts["/robots.txt"] = text
            await trip.restart()
            assert await trip.body(server.url("/", host="shop.example")) == HOME
            assert (await trip.trouble(server.url("/a", host="shop.example")))[0] is TroubleKind.ROBOTS


@pytest.mark.parametrize(
    "line",
    [
        "Disallow: /" + "*a" * 20_000 + "b",
        "Disallow: /" + "*" * 40_000 + "x",
        "Disallow: /" + "(a+)+" * 9000 + "$",
        "User-agent: " + "*" * 9000,
    ],
    ids=["deep wildcards", "stars", "a regular expression", "a name of stars"],
)
async def test_rules_that_are_a_trap_take_no_longer_than_others(trip: Trip, line: str) -> None:
    """Patterns that would keep a regular expression busy for years are held against a long address like any other."""
    target = "/" + "a" * 7000
    async with open_web_server(site({target: page()}, "User-agent: *", *[line] * (MOST_BYTES // len(line) - 1))) as server:
        assert await trip.body(server.url(target, host="shop.example")) == HOME


async def test_rules_without_end_are_read_to_a_point(trip: Trip) -> None:
    """An endless robots.txt costs half a megabyte."""
    endless = Sender(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /a\n", lambda _: b"#" * 65536)
    async with open_web_server(site({"/": page()})) as server:
        server.scripts["/robots.txt"] = endless
        assert await trip.body(server.url(host="shop.example")) == HOME
        assert (await trip.trouble(server.url("/a", host="shop.example")))[0] is TroubleKind.ROBOTS
    assert endless.sent_bytes <= MEGABYTE + IN_FLIGHT


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200 OK\r\n", PAGE_HEAD + b"Content-Length: 9\r\n\r\n1234", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50],
    ids=["silent", "in mid-head", "in mid-body", "always nearly there"],
)
async def test_a_server_that_does_not_get_done_is_left_after_half_a_minute(trip: Trip, first: bytes) -> None:
    """A server that drips, or says nothing, holds nobody longer; not even if it is asked for its rules first."""
    async with open_web_server(site({})) as server:
        server.scripts["/"] = lambda writer: server.hang(writer, first)
        asking = asyncio.create_task(trip.crawler.page(server.url(host="shop.example")))
        await server.busy.wait()
        trip.clock.turn(timedelta(seconds=29))
        await asyncio.sleep(0)
        assert not asking.done()
        trip.clock.turn(timedelta(seconds=1))
        outcome = await asking
        assert isinstance(outcome, Trouble)
        assert outcome.kind is TroubleKind.TIMEOUT


async def test_a_drip_gets_no_more_time_by_redirects(trip: Trip) -> None:
    """Five slow redirects have no more than half a minute between them."""

    async def slow(writer: asyncio.StreamWriter) -> None:
        trip.clock.turn(timedelta(seconds=16))
        writer.write(redirect(f"/{len(server.asked)}"))

    async with open_web_server(site({})) as server:
        server.scripts |= {f"/{number}": slow for number in range(9)}
        assert (await trip.trouble(server.url("/0", host="shop.example")))[0] is TroubleKind.TIMEOUT
        assert len(server.asked) <= 3


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        pytest.param(page()[:-5], TroubleKind.BROKEN, id="cut off"),
        pytest.param(PAGE_HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", TroubleKind.BROKEN, id="two lengths"),
        pytest.param(PAGE_HEAD + b"Content-Length: -5\r\n\r\nhello", TroubleKind.BROKEN, id="a length below nothing"),
        pytest.param(PAGE_HEAD + b"Content-Length: 99999999999\r\n\r\n", TroubleKind.TOO_LARGE, id="a length beyond all"),
        pytest.param(PAGE_HEAD + CHUNKED + b"Content-Length: 5\r\n\r\nhello", TroubleKind.BROKEN, id="two ways to end"),
        pytest.param(PAGE_HEAD + CHUNKED + b"\r\nfffffffffffffffff\r\nhello", TroubleKind.BROKEN, id="a chunk beyond all"),
        pytest.param(PAGE_HEAD + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", TroubleKind.BROKEN, id="packed in name only"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", TroubleKind.BROKEN, id="another protocol"),
        pytest.param(b"", TroubleKind.BROKEN, id="no answer at all"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\x00: \x00\r\n\r\n", TroubleKind.BROKEN, id="a header of nulls"),
    ],
)
async def test_what_is_no_answer_is_trouble(trip: Trip, script: Script, kind: TroubleKind) -> None:
    """Nonsense of every kind ends in one line, after few tries, and the next site is read."""
    async with open_web_server(WebServer(scripts={"/robots.txt": robots(), "/": script, "/b": page()})) as server:
        assert (await trip.trouble(server.url(host="shop.example")))[0] is kind
        assert server.paths.count("/") <= 2
        assert await trip.body(server.url("/b", host="shop.example")) == HOME


async def test_longer_than_announced_is_cut_where_it_was_to_end(trip: Trip) -> None:
    """What a server sends beyond its own length is none of the page, and no answer to the next question."""
    smuggled = page(b"<p>short</p>") + answer(b"<p>smuggled</p>", headers=HTML)
    async with open_web_server(site({"/": smuggled, "/b": page()})) as server:
        assert await trip.body(server.url(host="shop.example")) == b"<p>short</p>"
        outcome = await trip.outcome(server.url("/b", host="shop.example"))
        assert isinstance(outcome, Kept)
        assert b"smuggled" not in outcome.path.read_bytes()
        assert await trip.body(server.url("/b", host="shop.example")) == HOME


INSIDE = [
    "http://127.0.0.2:{port}/", "//127.0.0.2:{port}/", "http://2130706434:{port}/", "http://0x7f000002:{port}/", "http://0x7f.2:{port}/",
    "http://0177.0.0.2:{port}/", "http://127.2:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.2]:{port}/",
    "http://[::ffff:7f00:2]:{port}/", "http://[64:ff9b::7f00:2]:{port}/", "http://[2002:7f00:2::]:{port}/", "http://①②⑦.⓪.⓪.②:{port}/",
    "http://inner.example:{port}/", "http://both.example:{port}/", "http://mapped.example:{port}/", "http://10.0.0.1/", "http://0.0.0.0:{port}/",
    "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://100.64.0.1/", "http://[fe80::1%25eth0]/",
    "http://user@127.0.0.1:{port}/", "file:///etc/passwd", "gopher://127.0.0.2:{port}/", "http://127.0.0.1:0/", "http://[::",
]  # fmt: skip


@pytest.mark.parametrize("is_for_rules", [False, True], ids=["page", "rules"])
@pytest.mark.parametrize("target", INSIDE)
async def test_nobody_is_led_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, is_for_rules: bool  # noqa: FBT001 - a column of the table
) -> None:  # fmt: skip
    """A public site that redirects to this machine, its network or its cloud's metadata is followed no further, whoever it was asked by."""

    def with_one_public_place(address: IpAddress) -> AddressKind:
        return AddressKind.PUBLIC if str(address) == "127.0.0.1" else kind_of(address)

    monkeypatch.setattr(guard, "kind_of", with_one_public_place)
    async with open_web_server(site({"/": page()})) as server, on_a_trip(Trip(folder=tmp_path, allows_private=False)) as trip:
        trip.name("public.example")
        trip.name("inner.example", addresses=("127.0.0.2",))
        trip.name("both.example", addresses=("127.0.0.1", "127.0.0.2"))
        trip.name("mapped.example", addresses=("::ffff:127.0.0.2",))
        path = "/robots.txt" if is_for_rules else "/"
        server.scripts[path] = redirect("@").replace(b"@", target.format(port=server.port).encode())
        kind, _ = await trip.trouble(server.url(host="public.example"))
        assert kind is (TroubleKind.ROBOTS if is_for_rules else TroubleKind.REFUSED)
        assert server.paths == (["/robots.txt"] if is_for_rules else ["/robots.txt", "/"])


@pytest.mark.parametrize("second", [["127.0.0.2"], ["127.0.0.1", "127.0.0.2"], ["::1"], ["169.254.169.254"], []])
async def test_a_name_that_turns_inside_is_never_followed_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: list[str]) -> None:
    """A name that says a public address when its rules are read, and one inside a moment later (DNS rebinding): nothing is sent there."""
    monkeypatch.setattr(guard, "kind_of", lambda address: AddressKind.PUBLIC if str(address) == "127.0.0.1" else kind_of(address))
    inside = WebServer(scripts={"/": page(b"secret")})
    async with open_web_server(site({"/": page()})) as server, on_a_trip(Trip(folder=tmp_path, allows_private=False)) as trip:
        listener = await asyncio.start_server(inside.speak, "127.0.0.2", server.port)
        async with listener:
            trip.resolver.names = {"rebind.example": [["127.0.0.1"], second]}
            kind, _ = await trip.trouble(server.url(host="rebind.example"))
            assert kind is (TroubleKind.REFUSED if second else TroubleKind.NO_SUCH_NAME)
            assert server.paths == ["/robots.txt"]
            assert inside.connections == 0


@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
async def test_circles_of_redirects_end(trip: Trip, path: str) -> None:
    """Two pages that lead to each other, or a path without end, are left after six requests at most."""
    trip.name("other.example")
    async with open_web_server(site({"/": page()})) as server:
        here, there = (server.url(path, host=host) for host in ("shop.example", "other.example"))

        async def there_and_back(writer: asyncio.StreamWriter) -> None:
            writer.write(redirect(there if "shop.example" in server.asked[-1] else here))

        server.scripts[path] = there_and_back
        if path == "/robots.txt":
            assert await trip.body(server.url(host="shop.example")) == HOME
        else:
            assert (await trip.trouble(here))[0] is TroubleKind.HTTP
        assert server.paths.count(path) <= 6


async def test_a_thousand_hostile_hosts_hold_up_no_honest_one(trip: Trip) -> None:
    """While others hang, an honest site is read: those hold their own places, and lose them when their time is over."""
    names = [f"h{number}.example" for number in range(150)]
    trip.name(*names)
    async with open_web_server(site({})) as hostile, open_web_server(site({"/": page()})) as server:
        hostile.scripts["/robots.txt"] = hostile.hang
        waiting = [asyncio.create_task(trip.crawler.page(hostile.url(host=name))) for name in names]
        await until(lambda: len(hostile.asked) == len(names))
        assert await trip.body(server.url(host="shop.example")) == HOME
        trip.clock.turn(timedelta(seconds=20))
        outcomes = await asyncio.gather(*waiting)
        assert {outcome.kind for outcome in outcomes if isinstance(outcome, Trouble)} == {TroubleKind.TIMEOUT}
        assert not any(isinstance(outcome, Kept) for outcome in outcomes)


async def test_large_pages_of_many_hosts_do_not_fill_the_memory(trip: Trip) -> None:
    """Forty hosts send two megabytes each and hang: most are read no further than half of one, and small pages come all the same."""
    names = [f"h{number}.example" for number in range(40)]
    trip.name(*names)
    taken: dict[int, int] = defaultdict(int)
    take = body.Body.take

    def counted(self: body.Body, wire: bytes) -> None:
        taken[id(self)] += len(wire)
        take(self, wire)

    async with open_web_server(site({})) as hostile, open_web_server(site({"/": page()})) as server:
        hostile.scripts["/"] = lambda writer: hostile.hang(writer, PAGE_HEAD + b"Content-Length: 3000000\r\n\r\n" + bytes(2 * MEGABYTE))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(body.Body, "take", counted)
            waiting = [asyncio.create_task(trip.crawler.page(hostile.url(host=name))) for name in names]
            await until(lambda: sum(size > MEGABYTE // 2 for size in taken.values()) == len(names))
            await until(lambda: sum(size == 2 * MEGABYTE for size in taken.values()) == 16)
            assert await trip.body(server.url(host="shop.example")) == HOME
        assert sum(taken.values()) < 16 * 2 * MEGABYTE + 25 * MEGABYTE
        trip.clock.turn(timedelta(seconds=30))
        outcomes = await asyncio.gather(*waiting)
        assert {outcome.kind for outcome in outcomes if isinstance(outcome, Trouble)} == {TroubleKind.TIMEOUT}

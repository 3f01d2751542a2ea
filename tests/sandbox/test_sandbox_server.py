"""The served town: over the wire, what it says in itself, in every manner of saying it."""

import asyncio
import random
import socket
import sys
from collections.abc import Mapping
from datetime import timedelta

import pytest
import uvloop
from clocks import WatchedClock
from town_visits import Pages, asked, asking, head_from, line_to, open_server

from outhost.sandbox.answers import Answer, Manner
from outhost.sandbox.town import Town

HTML = {"Content-Type": "text/html; charset=utf-8"}
PAGE = Answer(status=200, headers=HTML, body=b"<h1>Bakery</h1>")


def only(page: Answer) -> Pages:
    """Answer with one page, whatever is asked for at a name that is there."""
    return lambda host, _path, _headers: None if host == "nowhere.example" else page


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_what_is_served_is_what_the_town_says(seed: int) -> None:
    """Pages of any business, at any path: the status, the headers and the body are those of the function, byte for byte."""
    town, chance, compared = Town(seed), random.Random(seed), 0

    def answer(host: str, path: str, headers: Mapping[str, str]) -> Answer | None:
        return town.answer(host, path, 3, headers)

    async with open_server(answer) as server, line_to(server.web_port) as line:
        for _ in range(300):
            host = chance.choice(town.businesses).host
            path = chance.choice(
                ["/", "/contact", "/robots.txt", "/mentions-legales", "/nothing-there", "/logo.png", "/sitemap.xml", "/?a=1"]
            )
            said = town.answer(host, path, 3, {"host": host})
            if said is None:
                assert (await asked(line, asking(host, path))).status == 421
            elif said.manner is Manner.NORMAL and not said.delay_seconds and "Content-Length" not in said.headers:
                heard = await asked(line, asking(host, path))
                assert (heard.status, heard.body) == (said.status, said.body)
                assert {name.lower(): value for name, value in said.headers.items()}.items() <= heard.headers.items()
                compared += 1
    assert compared > 100


async def test_requests_on_one_connection_are_answered_in_their_order() -> None:
    """Two that come in one piece, one that comes in three: each gets its answer, and the connection stays."""
    answers = {"/a": Answer(status=200, body=b"a"), "/b": Answer(status=404, body=b"bb", manner=Manner.SLOW, delay_seconds=0.0)}
    async with open_server(lambda _host, path, _headers: answers[path]) as server, line_to(server.web_port) as (reader, writer):
        writer.write(asking("x.example", "/b") + asking("x.example", "/a"))
        heard = [await asked((reader, writer), b"") for _ in range(2)]
        for piece in (b"GET /a HT", b"TP/1.1\r\nHost: x", b".example\r\n\r\n"):
            writer.write(piece)
            await writer.drain()
        heard.append(await asked((reader, writer), b""))
    assert [(one.status, one.body) for one in heard] == [(404, b"bb"), (200, b"a"), (200, b"a")]


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        pytest.param(asking("shop.example", method="HEAD"), 200, id="head"),
        pytest.param(asking("SHOP.example:8080"), 200, id="case and port of a host do not matter"),
        pytest.param(asking("nowhere.example"), 421, id="nobody has the name"),
        pytest.param(asking("shop.example", method="POST", more="Content-Length: 0\r\n"), 405, id="other methods"),
        pytest.param(b"nonsense\r\n\r\n", 400, id="no HTTP"),
    ],
)
async def test_each_request_has_its_status(request_bytes: bytes, status: int) -> None:
    """Whatever comes is answered, and a head alone has the length that the body would have."""
    async with open_server(only(PAGE)) as server, line_to(server.web_port) as line:
        heard = await asked(line, request_bytes)
    assert heard.status == status
    if status == 200:
        assert (heard.headers["content-length"], heard.body) == ("15", b"" if request_bytes.startswith(b"HEAD") else PAGE.body)


async def test_who_asks_for_one_page_alone_is_hung_up_on_after_it() -> None:
    """`Connection: close` is heeded, and so is HTTP/1.0."""
    for request in (asking("shop.example", more="Connection: close\r\n"), b"GET / HTTP/1.0\r\nHost: shop.example\r\n\r\n"):
        async with open_server(only(PAGE)) as server, line_to(server.web_port) as (reader, writer):
            writer.write(request)
            assert (await reader.read()).endswith(PAGE.body)


async def test_a_slow_page_comes_when_its_time_has_come() -> None:
    """Nothing comes before; the clock is turned, and it is there."""
    clock = WatchedClock()
    slow = Answer(status=200, headers=HTML, body=b"at last", manner=Manner.SLOW, delay_seconds=30.0)
    async with open_server(only(slow), clock) as server, line_to(server.web_port) as (reader, writer):
        writer.write(asking("shop.example"))
        hearing = asyncio.create_task(asked((reader, writer), b""))
        asked_at = clock.now()
        await clock.doze(timedelta(seconds=30))
        assert clock.now() - asked_at == timedelta(seconds=30)
        assert not hearing.done()
        assert (await hearing).body == b"at last"


async def test_a_dripping_page_comes_byte_by_byte() -> None:
    """Each turn of the clock brings one more."""
    clock = WatchedClock()
    drip = Answer(status=200, headers=HTML, body=b"drip", manner=Manner.DRIP, delay_seconds=5.0)
    async with open_server(only(drip), clock) as server, line_to(server.web_port) as (reader, writer):
        writer.write(asking("shop.example"))
        assert (await head_from(reader)).headers["content-length"] == "4"
        for byte in b"drip":
            await clock.doze(timedelta(seconds=5))
            assert await reader.read(100) == bytes([byte])


async def test_an_endless_page_goes_on_until_one_has_enough() -> None:
    """A hundred times what it says has come, and it has not ended; then the reader hangs up, and the server is rid of it."""
    endless = Answer(status=200, headers=HTML, body=b"and so on ", manner=Manner.ENDLESS)
    async with open_server(only(endless)) as server:
        async with line_to(server.web_port) as (reader, writer):
            writer.write(asking("shop.example"))
            assert "content-length" not in (await head_from(reader)).headers
            assert await reader.readexactly(1000) == b"and so on " * 100
        async with line_to(server.web_port) as line:
            line[1].write(asking("shop.example"))
            assert (await head_from(line[0])).status == 200


@pytest.mark.parametrize(("headers", "sent"), [({}, b"half"), ({"Content-Length": "500"}, b"half of it")])
async def test_a_page_that_is_cut_off_breaks_before_its_end(headers: dict[str, str], sent: bytes) -> None:
    """Less comes than was announced."""
    cut = Answer(status=200, headers=headers, body=b"half of it", manner=Manner.CUT)
    async with open_server(only(cut)) as server, line_to(server.web_port) as (reader, writer):
        writer.write(asking("shop.example"))
        announced = int((await head_from(reader)).headers["content-length"])
        came = await reader.read()
    assert came.startswith(sent)
    assert len(came) < announced


async def test_a_connection_that_is_torn_down_says_so() -> None:
    """Neither an answer nor a farewell."""
    async with open_server(only(Answer(status=200, manner=Manner.RESET))) as server, line_to(server.web_port) as (reader, writer):
        writer.write(asking("shop.example"))
        with pytest.raises(ConnectionResetError):
            await reader.read()


def test_the_town_is_served_on_the_loop_of_a_server_too() -> None:
    """A server runs on uvloop, whose connections are of another make: pages come, and are torn down, there as well."""

    async def ask() -> bytes:
        pages = {"/": PAGE, "/torn": Answer(status=200, manner=Manner.RESET)}
        async with open_server(lambda _host, path, _headers: pages[path]) as server, line_to(server.web_port) as (reader, writer):
            heard = await asked((reader, writer), asking("shop.example"))
            writer.write(asking("shop.example", "/torn"))
            with pytest.raises(ConnectionResetError):
                await reader.read()
            return heard.body

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(ask()) == PAGE.body


async def test_the_silent_are_hung_up_on_at_the_end() -> None:
    """Somebody waits for a word that never comes: the server closes all the same, and gives its port back."""
    async with open_server(only(Answer(status=200, manner=Manner.SILENT))) as server, line_to(server.web_port) as (reader, writer):
        writer.write(asking("shop.example"))
        async with line_to(server.web_port):
            await server.close()
            assert await reader.read() == b""
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", server.web_port)


async def test_a_port_where_nobody_listens_refuses() -> None:
    """As a closed port of any machine does."""
    async with open_server(only(PAGE)) as server:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", server.closed_port)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is no address of the machine")
async def test_no_other_address_of_the_machine_is_listened_at() -> None:
    """The ports that it has on 127.0.0.1 are free everywhere else."""
    async with open_server(only(PAGE)) as server:
        for port in (server.web_port, server.mail_port("mail.example")):
            with socket.create_server(("127.0.0.2", port)) as elsewhere:
                assert elsewhere.getsockname() == ("127.0.0.2", port)


async def test_mail_servers_say_who_has_a_mailbox() -> None:
    """A conversation as anybody's mail server has it, with what is said out of turn; each host has a port, and says who it is."""
    async with open_server(only(PAGE)) as server:
        assert server.mail_port("mx.example") != server.mail_port("mx2.example")
        async with line_to(server.mail_port("mx.example")) as (reader, writer):
            said = [await reader.readline()]
            for line in (
                "RCPT TO:<ada@a.example>", "HELO me", "RCPT TO:<ada@a.example>", "MAIL FROM:<>", "RCPT TO:<ada@a.example>",
                "rcpt to: <bob@a.example>", "RCPT TO:ada@a.example", "RSET", "RCPT TO:<ada@a.example>", "DATA", "BREW", "QUIT",
            ):  # fmt: skip
                writer.write(f"{line}\r\n".encode())
                said.append(await reader.readline())
            assert await reader.read() == b""
    assert [int(line[:3]) for line in said] == [220, 503, 250, 503, 250, 250, 550, 501, 250, 503, 554, 502, 221]
    assert b"mx.example" in said[0]
    assert said[5] == b"250 2.1.5 Ada is at mx.example\r\n"


async def test_a_mail_server_says_all_it_can() -> None:
    """Its answer to EHLO has several lines, of which the last is marked."""
    async with open_server(only(PAGE)) as server, line_to(server.mail_port("mx.example")) as (reader, writer):
        await reader.readline()
        writer.write(b"EHLO me\r\n")
        lines = [await reader.readline() for _ in range(4)]
    assert lines == [b"250-mx.example\r\n", b"250-PIPELINING\r\n", b"250-8BITMIME\r\n", b"250 SMTPUTF8\r\n"]


async def test_whoever_speaks_with_a_mail_server_is_hung_up_on_at_the_end() -> None:
    """In the middle of a conversation, and before one has begun; both ports are given back."""
    async with open_server(only(PAGE)) as server:
        ports = [server.mail_port(host) for host in ("mx.example", "late.example")]
        async with line_to(ports[0]) as (reader, writer):
            writer.write(b"EHLO me\r\n")
            assert (await reader.readline()).startswith(b"220 ")
            await server.close()
            await reader.read()
            assert reader.at_eof()
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)

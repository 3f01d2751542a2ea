"""Fetching: from real servers on loopback, by checked addresses, within bounds of size and time."""

import asyncio
import gzip
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Coroutine
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fetching import Errand, Resolver
from web_servers import Script, WebServer, answer, certificate_for, open_web_server, redirect

from outhost import __version__
from outhost.crawl import guard
from outhost.crawl.client import Client
from outhost.crawl.fetched import Wanted
from outhost.crawl.routes import straight
from outhost.crawl.trust import trusting
from outhost.domain.errors import AddressRefused, FetchFailed
from outhost.domain.ip_addresses import AddressKind, IpAddress, kind_of

TABLE = "prénom,ville\nZoé,Aix\n".encode()
MEGABYTE = 1024 * 1024


def deflated(data: bytes, window_bits: int) -> bytes:
    """Pack by zlib, with or without its header."""
    packing = zlib.compressobj(wbits=window_bits)
    return packing.compress(data) + packing.flush()


async def forever(writer: asyncio.StreamWriter) -> None:
    """Send a body that never ends, in chunks, as fast as it is taken."""
    await repeat(writer, b"", bytes(0x4000))


async def nothings(writer: asyncio.StreamWriter) -> None:
    """Send packed nothings without end, which unpacked are nothing."""
    await repeat(writer, b"Content-Encoding: gzip\r\n", gzip.compress(b"") * 800)


async def repeat(writer: asyncio.StreamWriter, header: bytes, chunk: bytes) -> None:
    """Send the same chunk again and again, until nobody takes it."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + header + b"\r\n")
    while not writer.is_closing():
        writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        await writer.drain()


def client_into(into: Callable[[bytes], object]) -> Callable[[guard.Admitted], Coroutine[Any, Any, object]]:
    """Give what asks an admitted address for up to a megabyte."""
    client = Client(trusting(), straight, keep_seconds=0)
    return lambda admitted: client.ask(admitted, {}, lambda _head: Wanted(into=into, most_bytes=MEGABYTE))


async def test_a_file_is_fetched_with_all_that_is_said_of_it(server: WebServer, errand: Errand) -> None:
    """A table comes whole, with its type, its encoding and every header."""
    headers = {"Content-Type": "Text/CSV; charset=utf-8", "ETag": '"1"', "X-Twice": "a"}
    server.scripts["/t.csv?x=1"] = answer(TABLE, headers=headers)
    fetched = await errand.get(server.url("/t.csv?x=1#part"))
    assert bytes(errand.body) == TABLE
    assert (fetched.url, fetched.status, fetched.size_bytes) == (server.url("/t.csv?x=1"), 200, len(TABLE))
    assert (fetched.media_type, fetched.charset, fetched.headers["etag"]) == ("text/csv", "utf-8", '"1"')
    fetched.expect_success()


@pytest.mark.parametrize(("contact", "names"), [("", ""), ("https://acme.example/bot", " (+https://acme.example/bot)")])
async def test_the_website_learns_who_asks_and_nothing_more(server: WebServer, contact: str, names: str) -> None:
    """A website sees the program, its version and, if I set it, whom to turn to; no cookie, no credentials, no address of mine."""
    server.scripts["/"] = answer(TABLE)
    await Errand(contact=contact).get(server.url())
    said = {line.split(": ")[0].lower(): line.split(": ")[1] for line in server.asked[0].strip().split("\r\n")[1:]}
    assert said == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": f"outhost/{__version__}{names}",
        "accept": "text/csv, */*;q=0.1",
        "accept-encoding": "gzip, deflate",
        "connection": "close",
    }


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"])
async def test_redirects_are_followed_and_no_cookie_with_them(server: WebServer, errand: Errand, status: str) -> None:
    """A short link leads to the file, by whatever kind of redirect; what a site wants remembered is not."""
    server.scripts["/a/s"] = redirect("../b?x=1", status).replace(b"\r\n", b"\r\nSet-Cookie: id=1\r\n", 1)
    server.scripts["/b?x=1"] = answer(TABLE)
    fetched = await errand.get(server.url("/a/s"))
    assert (fetched.url, bytes(errand.body)) == (server.url("/b?x=1"), TABLE)
    assert "cookie" not in server.asked[1].lower()


@pytest.mark.parametrize(
    ("location", "target"),
    [("/é", "/%C3%A9"), ("/\udce9 x", "/%E9%20x"), ("?q=a b", "/a/s?q=a%20b"), (" t.csv ", "/a/t.csv"), ("/x%2fy", "/x%2fy")],
)
async def test_a_redirect_is_followed_as_it_was_meant(server: WebServer, errand: Errand, location: str, target: str) -> None:
    """Servers write where they redirect to in their several alphabets and encodings; each gets back the bytes that it sent."""
    server.scripts |= {
        "/a/s": answer(status="302 Found", headers={"Location": "@"}).replace(b"@", location.encode(errors="surrogateescape"))
    }
    server.scripts[target] = answer(TABLE)
    assert (await errand.get(server.url("/a/s"))).url == server.url(target)


async def test_five_redirects_are_followed_and_no_sixth(server: WebServer, errand: Errand) -> None:
    """A site that sends me round in circles is left."""
    server.scripts |= {f"/{step}": redirect(f"/{step + 1}") for step in range(9)} | {"/5": answer(TABLE)}
    assert (await errand.get(server.url("/0"))).url == server.url("/5")
    server.scripts["/5"] = redirect("/6")
    server.asked.clear()
    with pytest.raises(FetchFailed, match="redirected more than 5 times"):
        await errand.get(server.url("/0"))
    assert server.paths == [f"/{step}" for step in range(6)]
    assert not errand.body


@pytest.mark.parametrize("body", [b"no", b""])
@pytest.mark.parametrize(
    ("status", "is_final"),
    [("404 Not Found", True), ("403 Forbidden", True), ("429 Slow Down", False), ("503 Busy", False), ("304 Same", True)],
)
async def test_a_refusal_of_the_server_is_an_answer(server: WebServer, errand: Errand, status: str, body: bytes, is_final: bool) -> None:  # noqa: FBT001 - a column of the table
    """Whoever fetches pages wants to know of a 404; whoever wants the file is told that it was not given."""
    server.scripts["/"] = answer(body if "304" not in status else b"", status=status, headers={"Retry-After": "7"})
    fetched = await errand.get(server.url())
    assert (str(fetched.status), fetched.headers["retry-after"]) == (status[:3], "7")
    with pytest.raises(FetchFailed, match=f"answered {status[:3]}") as failed:
        fetched.expect_success()
    assert failed.value.is_final is is_final


async def test_a_name_is_looked_up_once_and_connected_to_where_it_was_checked(server: WebServer, resolver: Resolver) -> None:
    """A name that says one address when it is checked and another a moment later gets no second look: the checked one is connected to."""
    server.scripts["/"] = answer(TABLE)
    resolver.names = {"rebind.example": [["127.0.0.1"], ["::1"]]}
    await Errand(look_up=resolver.look_up).get(server.url(host="rebind.example"))
    assert resolver.asked == ["rebind.example"]
    assert f"Host: rebind.example:{server.port}\r\n" in server.asked[0]
    # The name is really this server's, says the system; the guard was told otherwise, and that is where the connection goes.
    resolver.names = {"localhost": [["::1"]]}
    with pytest.raises(FetchFailed, match="no connection"):
        await Errand(look_up=resolver.look_up).get(server.url(host="localhost"))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("host", "admitted_host", "address"),
    [
        pytest.param("127.0.0.1", "127.0.0.1", "::1", id="a number that the library connects to by itself"),
        pytest.param("localhost", "another.example", "127.0.0.1", id="a name that is not the one that was checked"),
    ],
)
async def test_no_connection_is_made_but_to_what_was_admitted(server: WebServer, host: str, admitted_host: str, address: str) -> None:
    """Even if the library took an address from somewhere else, there is no way out to it."""
    admitted = guard.Admitted(url=server.url(host=host), host=admitted_host, port=server.port, addresses=(ip_address(address),))
    with pytest.raises(FetchFailed, match="no connection"):
        await client_into(bytearray().extend)(admitted)
    assert server.asked == []


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/", "//127.0.0.2:{port}/", "http://2130706434:{port}/", "http://0x7f.2:{port}/", "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.2]:{port}/", "http://inner.example:{port}/", "http://both.example:{port}/", "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "file:///etc/passwd", "ftp://127.0.0.1/",
        "http://user:pw@127.0.0.1:{port}/secret", "http://[::", "http://127.0.0.1:0/",
    ],
)  # fmt: skip
async def test_a_redirect_inside_is_refused(server: WebServer, resolver: Resolver, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    """A public site that redirects to this machine, its network or its cloud's metadata is followed no further."""

    def with_one_public_place(address: IpAddress) -> AddressKind:
        return AddressKind.PUBLIC if str(address) == "127.0.0.1" else kind_of(address)

    monkeypatch.setattr(guard, "kind_of", with_one_public_place)
    resolver.names = {"public.example": [["127.0.0.1"]], "inner.example": [["127.0.0.2"]], "both.example": [["127.0.0.1", "127.0.0.2"]]}
    server.scripts |= {"/": redirect(target.format(port=server.port)), "/ok": redirect("/end"), "/end": answer(TABLE)}
    errand = Errand(allows_private=False, look_up=resolver.look_up)
    assert (await errand.get(server.url("/ok", host="public.example"))).status == 200
    with pytest.raises(AddressRefused):
        await errand.get(server.url(host="public.example"))
    assert server.paths == ["/ok", "/end", "/"]


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(TABLE, mtime=0)),
        ("X-GZip", gzip.compress(TABLE[:9], mtime=0) + gzip.compress(TABLE[9:], mtime=0)),
        ("gzip", gzip.compress(TABLE, mtime=0) + b"\0\0padding"),
        ("deflate", deflated(TABLE, zlib.MAX_WBITS)),
        ("deflate", deflated(TABLE, -zlib.MAX_WBITS)),
        ("identity", TABLE),
        ("", TABLE),
    ],
)
async def test_a_packed_answer_is_unpacked(server: WebServer, errand: Errand, encoding: str, packed: bytes) -> None:
    """Servers pack what they send in their several ways; what I get is the file."""
    server.scripts["/"] = answer(packed, headers={"Content-Encoding": encoding})
    assert (await errand.get(server.url())).size_bytes == len(TABLE)
    assert bytes(errand.body) == TABLE


@pytest.mark.parametrize(("encoding", "window_bits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)])
async def test_a_bomb_is_not_unpacked(server: WebServer, errand: Errand, encoding: str, window_bits: int) -> None:
    """Fifty megabytes of nothing come as fifty kilobytes: of them no more is unpacked than I allowed."""
    server.scripts["/"] = answer(deflated(bytes(50 * MEGABYTE), window_bits), headers={"Content-Encoding": encoding})
    with pytest.raises(FetchFailed, match="larger than 1 MB") as failed:
        await errand.get(server.url(), limit_bytes=MEGABYTE)
    assert failed.value.is_final
    assert len(errand.body) <= MEGABYTE


@pytest.mark.parametrize(
    ("script", "because"),
    [
        pytest.param(answer(TABLE, headers={"Content-Encoding": "br"}), "nobody asked for", id="an encoding nobody asked for"),
        pytest.param(answer(TABLE, headers={"Content-Encoding": "gzip, gzip"}), "nobody asked for", id="packed twice"),
        pytest.param(answer(TABLE, headers={"Content-Encoding": "gzip"}), "broken or cut off", id="not packed at all"),
        pytest.param(
            answer(gzip.compress(TABLE)[:-9], headers={"Content-Encoding": "gzip"}), "broken or cut off", id="a packed end missing"
        ),
        pytest.param(answer(TABLE)[:-3], "broke off", id="an end missing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "broke off", id="a chunk missing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "broke off", id="no chunk"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n", "broke off", id="an endless header"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", "broke off", id="no HTTP"),
        pytest.param(b"", "broke off", id="nothing at all"),
        pytest.param(forever, "larger than", id="no end"),
        pytest.param(nothings, "larger than", id="no end of nothings"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "larger than", id="announced as too large"),
    ],
)
async def test_what_a_server_does_wrong_is_told(server: WebServer, errand: Errand, script: Script, because: str) -> None:
    """A broken, endless or nonsensical answer ends in one line that says so, in both languages, and names the host."""
    server.scripts["/"] = script
    with pytest.raises(FetchFailed, match=because) as failed:
        await errand.get(server.url())
    assert failed.value.details["host"] == "127.0.0.1"
    assert failed.value.say("fr").startswith("Rien n’a pu être récupéré de 127.0.0.1 : ")


@pytest.mark.parametrize(
    "first",
    [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234"],
    ids=["silent", "in mid-head", "in mid-body"],
)
async def test_a_server_that_drips_is_left_when_the_time_is_over(server: WebServer, errand: Errand, first: bytes) -> None:
    """A server that sends a byte now and then holds nobody longer than the time that the whole may take."""
    server.scripts["/"] = lambda writer: server.hang(writer, first)
    fetch = asyncio.create_task(errand.get(server.url(), seconds=20))
    await server.busy.wait()
    errand.clock.turn(timedelta(seconds=19))
    await asyncio.sleep(0)
    assert not fetch.done()
    errand.clock.turn(timedelta(seconds=1))
    with pytest.raises(FetchFailed, match="longer than 20 seconds") as failed:
        await fetch
    assert not failed.value.is_final


async def test_time_runs_over_all_redirects_together(server: WebServer, errand: Errand) -> None:
    """Five slow redirects get no more time than one."""

    async def slow(writer: asyncio.StreamWriter) -> None:
        errand.clock.turn(timedelta(seconds=15))
        writer.write(redirect("/b"))
        await writer.drain()

    server.scripts |= {"/a": slow, "/b": slow}
    with pytest.raises(FetchFailed, match="longer than 20 seconds"):
        await errand.get(server.url("/a"), seconds=20)


async def test_a_name_server_that_is_silent_is_left_too() -> None:
    """The time counts from the look-up on."""
    asked = asyncio.Event()

    async def wait(_host: str, _port: int) -> tuple[IpAddress, ...]:
        asked.set()
        await asyncio.Event().wait()
        return ()

    errand = Errand(look_up=wait)
    fetch = asyncio.create_task(errand.get("http://slow.example/", seconds=20))
    await asked.wait()
    errand.clock.turn(timedelta(seconds=20))
    with pytest.raises(FetchFailed, match=r"slow\.example.*longer than 20 seconds"):
        await fetch


async def test_who_breaks_off_gets_no_more_bytes(server: WebServer) -> None:
    """A fetch that is cancelled, as with its job, ends once its thread has: nothing is written behind my back."""
    loop, writing, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def slow(_piece: bytes) -> None:
        loop.call_soon_threadsafe(writing.set)
        go_on.wait()

    server.scripts["/"] = answer(TABLE)
    admitted = await guard.Guard(Resolver().look_up, allows_private=True).admit(server.url())
    fetch = asyncio.create_task(client_into(slow)(admitted))
    await writing.wait()
    fetch.cancel()
    for _ in range(20):
        await asyncio.sleep(0)
    assert not fetch.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await fetch


async def test_a_full_disk_is_no_fault_of_the_server(server: WebServer) -> None:
    """What I write to may fail; then I am told that, not that the site broke off."""

    def full(_piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    server.scripts["/"] = answer(TABLE)
    admitted = await guard.Guard(Resolver().look_up, allows_private=True).admit(server.url())
    with pytest.raises(OSError, match="No space left"):
        await client_into(full)(admitted)


async def test_nobody_is_asked_to_fetch_in_our_place(server: WebServer, errand: Errand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment would look the name up again, unguarded: none is used."""
    server.scripts["/"] = answer(TABLE)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert (await errand.get(server.url())).status == 200


async def test_nobody_home_is_told_without_an_address(resolver: Resolver) -> None:
    """A server that is down may be up later; what address its name has inside is nobody's business."""
    async with open_web_server() as server:
        pass
    resolver.names = {"down.example": [["127.0.0.1", "127.0.0.1"]]}
    with pytest.raises(FetchFailed, match="no connection") as failed:
        await Errand(look_up=resolver.look_up).get(server.url(host="down.example"))
    assert not failed.value.is_final
    assert "127.0.0.1" not in failed.value.say()


@pytest.mark.needs("openssl")
async def test_https_goes_to_the_checked_address_and_proves_the_name(
    tmp_path: Path, resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is made to an address, the certificate is asked for the name: whoever is at the address by mistake can't show one."""
    certificate, context = certificate_for("shop.example", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    names: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    resolver.names = {"shop.example": [["127.0.0.1"]], "shop.example.": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]}
    async with open_web_server(WebServer(scripts={"/": answer(TABLE)}), tls=context) as server:
        for host in ("shop.example", "shop.example."):
            assert (await Errand(look_up=resolver.look_up).get(server.url(host=host, scheme="https"))).status == 200
        for host in ("other.example", "127.0.0.1"):
            with pytest.raises(FetchFailed, match="cannot prove that it has this name") as failed:
                await Errand(look_up=resolver.look_up).get(server.url(host=host, scheme="https"))
            assert failed.value.is_final
    assert names[:3] == ["shop.example", "shop.example", "other.example"]
    assert len(server.asked) == 2


@pytest.mark.needs("openssl")
async def test_a_certificate_that_nobody_vouches_for_proves_nothing(tmp_path: Path, resolver: Resolver) -> None:
    """Anybody can write my bank's name into a certificate."""
    _, context = certificate_for("bank.example", tmp_path)
    resolver.names = {"bank.example": [["127.0.0.1"]]}
    async with open_web_server(WebServer(scripts={"/": answer(TABLE)}), tls=context) as server:
        with pytest.raises(FetchFailed, match="self-signed"):
            await Errand(look_up=resolver.look_up).get(server.url(host="bank.example", scheme="https"))
    assert server.asked == []


async def test_https_to_a_server_without_it_is_told(server: WebServer, errand: Errand) -> None:
    """I wrote https:// where there is none: the line says so."""

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer(TABLE))
        writer.close()

    listener = await asyncio.start_server(plain, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    with pytest.raises(FetchFailed, match="perhaps the address begins with http://"):
        await errand.get(f"https://127.0.0.1:{port}/")
    listener.close()
    await listener.wait_closed()


@pytest.mark.needs("openssl")
def test_the_machine_s_certificates_are_found_where_the_program_was_not_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one-file program runs on another system than it was built on, and trusts that one's certificates."""
    certificate, _ = certificate_for("root.example", tmp_path)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    assert trusting(()).cert_store_stats()["x509"] == 0
    assert trusting((str(tmp_path / "neither"), str(certificate))).cert_store_stats()["x509"] == 1


def test_who_fetches_nothing_does_not_load_what_fetches() -> None:
    """`outhost --version`, and every command that asks nobody, starts without the client of HTTP."""
    line = "import sys, outhost.appliance, outhost.crawl.fetcher; sys.exit('aiohttp' in sys.modules or 'yarl' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", line], env={**os.environ}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def test_the_host_is_all_that_is_told_of_an_address(errand: Errand, server: WebServer) -> None:
    """A link with a token in it does not end up, whole, in a job's log."""
    server.scripts["/?token=s3cret"] = b""
    with pytest.raises(FetchFailed) as failed:
        await errand.get(server.url("/?token=s3cret"))
    assert "s3cret" not in failed.value.say() + failed.value.say("fr")
    assert urlsplit(server.url()).hostname in failed.value.say()

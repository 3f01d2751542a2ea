"""Malformed HTTP over a bare socket: never a crash, never a hang, and whatever envelope fits."""

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from premises import Premises
from traces import traces_of

PATIENCE_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Wire:
    """Bytes to send; `{key}` and `{meme}` are filled. `status` None: the connection may just be closed."""

    what: str
    sent: bytes
    status: int | None
    error: str = ""
    is_hung_up: bool = False

    def __str__(self) -> str:
        return self.what


KEY = b"X-API-Key: {key}\r\n"
GET = b"GET /v1/me HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\n"
POST = b"POST /v1/lists/{meme}/leads HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\n"
CHUNKS = b"Transfer-Encoding: chunked\r\n\r\n"
LEAD = b'{"variables": {"first_name": "Sam"}}'
WIRES = [
    Wire(what="a good one", sent=GET + b"\r\n", status=200),
    Wire(what="HTTP/1.0 without Host", sent=b"GET /v1/me HTTP/1.0\r\nX-API-Key: {key}\r\n\r\n", status=200),
    Wire(what="a whole URL", sent=b"GET http://localhost/v1/me HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\n\r\n", status=200),
    Wire(what="dots in the path", sent=GET.replace(b"/v1/me", b"/v1/../v1/me") + b"\r\n", status=404, error="not_found"),
    Wire(what="a dot in the path", sent=GET.replace(b"/v1/me", b"/v1/./me") + b"\r\n", status=404, error="not_found"),
    Wire(what="a verb in small letters", sent=GET.replace(b"GET", b"get") + b"\r\n", status=405, error="method_not_allowed"),
    Wire(what="a verb of signs", sent=GET.replace(b"GET", b"<G>") + b"\r\n", status=405, error="method_not_allowed"),
    Wire(what="a verb called NONE", sent=b"NONE /v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n", status=401, error="missing_authorization"),
    Wire(what="no length", sent=POST + b"\r\n" + LEAD, status=400, error="invalid_input"),
    Wire(what="a length that is none", sent=POST + b"Content-Length: ten\r\n\r\n" + LEAD, status=400, error="invalid_input"),
    Wire(what="a negative length", sent=POST + b"Content-Length: -1\r\n\r\n" + LEAD, status=400, error="invalid_input"),
    Wire(what="a signed length", sent=POST + b"Content-Length: +36\r\n\r\n" + LEAD, status=400, error="invalid_input"),
    Wire(what="two lengths", sent=POST + b"Content-Length: 36\r\nContent-Length: 9\r\n\r\n" + LEAD, status=400, error="invalid_input"),
    Wire(
        what="length and chunks", sent=POST + b"Content-Length: 36\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", status=400,
        error="invalid_input",
    ),
    Wire(what="an unknown transfer coding", sent=POST + b"Transfer-Encoding: gzip\r\n\r\n", status=400, error="invalid_input"),
    Wire(what="chunks that are none", sent=POST + CHUNKS + b"hello\r\nthere\r\n", status=400, error="invalid_input"),
    Wire(what="an endless chunk size", sent=POST + CHUNKS + b"f" * 100, status=400, error="invalid_input"),
    Wire(what="a negative chunk", sent=POST + CHUNKS + b"-5\r\nhello\r\n", status=400, error="invalid_input"),
    Wire(
        what="a trailer that hides a request",
        sent=POST + CHUNKS + b"24\r\n" + LEAD + b"\r\n0\r\n"
        b"POST /v1/auth/rotate-key HTTP/1.1\r\nX-API-Key: {key}\r\n\r\n",
        status=400, error="invalid_input",
    ),
    Wire(what="an expectation", sent=POST + b"Expect: miracles\r\nContent-Length: 36\r\n\r\n" + LEAD, status=400, error="invalid_input"),
    Wire(what="a header without a colon", sent=GET + b"nonsense\r\n\r\n", status=400),
    Wire(what="a header of 20 kB", sent=GET + b"X-Long: " + b"a" * 20_000 + b"\r\n\r\n", status=400, error="invalid_input"),
    Wire(what="a path of 20 kB", sent=GET.replace(b"/v1/me", b"/v1/" + b"a" * 20_000) + b"\r\n", status=400, error="invalid_input"),
    Wire(what="no version", sent=b"GET /v1/me\r\n\r\n", status=400),
    Wire(what="a future version", sent=GET.replace(b"HTTP/1.1", b"HTTP/9.9") + b"\r\n", status=400),
    Wire(what="blanks in the path", sent=GET.replace(b"/v1/me", b"/v1/me of mine") + b"\r\n", status=400),
    Wire(what="letters beyond ASCII in the path", sent=GET.replace(b"/v1/me", "/v1/mé".encode()) + b"\r\n", status=400),
    Wire(what="a NUL in the path", sent=GET.replace(b"/v1/me", b"/v1/\x00me") + b"\r\n", status=None),
    Wire(what="a tunnel", sent=b"CONNECT example.com:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", status=None),
    Wire(what="a star", sent=b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", status=None),
    Wire(what="another protocol", sent=b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200 + b"\r\n\r\n", status=None),
    Wire(what="HTTP/2", sent=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status=None),
    Wire(what="a webSocket", sent=GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", status=200),
    Wire(what="two Hosts", sent=GET + b"Host: attacker.example\r\n\r\n", status=400, error="invalid_input"),
    Wire(what="a key of strange bytes", sent=GET.replace(b"{key}", b"\xff\xfe") + b"\r\n", status=401, error="invalid_api_key"),
    Wire(what="half a head", sent=GET, status=None, is_hung_up=True),
    Wire(what="half a body", sent=POST + b"Content-Length: 36\r\n\r\n" + LEAD[:20], status=None, is_hung_up=True),
    Wire(what="half a chunk", sent=POST + CHUNKS + b"24\r\n" + LEAD[:20], status=None, is_hung_up=True),
    Wire(what="nothing", sent=b"", status=None, is_hung_up=True),
]  # fmt: skip


@pytest.mark.parametrize("wire", WIRES, ids=str)
async def test_malformed_http_is_answered_or_dropped_and_leaves_no_trace(premises: Premises, wire: Wire) -> None:
    """Whatever bytes come in, the server answers in an envelope or hangs up, charges nothing, and serves the next one."""
    tenant = premises.tenant
    before = await traces_of(tenant)
    raw = await _exchange(premises, wire)
    assert await traces_of(tenant) == before
    if wire.status is not None:
        head, _, body = raw.partition(b"\r\n\r\n")
        assert int(head.split()[1]) == wire.status, raw
        assert b"\r\nx-request-id: " in head.lower()
        assert wire.error in ("", json.loads(body).get("error"))
    assert (await tenant.client.get("/v1/me")).status_code == 200


async def test_a_fault_of_the_http_layer_has_the_envelope_of_v1(premises: Premises) -> None:
    """A head that cannot be read is told so in the words of the surface, not that a key is missing."""
    raw = await _exchange(premises, Wire(what="", sent=POST + b"Content-Length: ten\r\n\r\n", status=400))
    envelope = json.loads(raw.partition(b"\r\n\r\n")[2])
    assert list(envelope) == ["error", "message", "details"]
    assert envelope["details"]["issues"][0]["path"] == ""


async def test_requests_sent_in_one_breath_are_answered_in_order(premises: Premises) -> None:
    """Two requests that arrive together get two answers, in their order."""
    first, second = GET, GET.replace(b"/v1/me", b"/v1/lists/42").replace(b"\r\nX", b"\r\nConnection: close\r\nX")
    raw = await _exchange(premises, Wire(what="", sent=first + b"\r\n" + second + b"\r\n", status=200), answer_count=2)
    statuses = [part.split()[0] for part in raw.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"404"]


@pytest.mark.parametrize("first", ["POST /v1/lists", "PUT /v1/nothing", "POST /v1/me", "DELETE /v1/lists/42"])
async def test_the_body_of_a_refused_request_is_no_request(premises: Premises, first: str) -> None:
    """What I sent as a body is never taken for the next request on the connection, however early the first was refused."""
    hidden = b"POST /v1/auth/rotate-key HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\n\r\n"
    length = len(hidden) - len(b"{key}") + len(premises.tenant.key)
    sent = first.encode() + b" HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\nContent-Length: %d\r\n\r\n" % length + hidden
    before = await traces_of(premises.tenant)
    raw = await _exchange(premises, Wire(what="", sent=sent + GET + b"Connection: close\r\n\r\n", status=200), answer_count=2)
    assert [part.split()[0] for part in raw.split(b"HTTP/1.1 ")[1:]] in ([b"404", b"200"], [b"405", b"200"])
    assert await traces_of(premises.tenant) == before


async def test_a_client_that_asks_first_may_send_its_body(premises: Premises) -> None:
    """A client asks with `Expect: 100-continue` before a large body, and is told to go on."""
    sent = POST.replace(b"{meme}", b"42") + b"Expect: 100-continue\r\nContent-Length: 36\r\nConnection: close\r\n\r\n" + LEAD
    raw = await _exchange(premises, Wire(what="", sent=sent, status=404), answer_count=2)
    assert raw.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404")


async def _exchange(premises: Premises, wire: Wire, answer_count: int = 1) -> bytes:
    """Send the bytes and read until the server hangs up, or until one answer is there."""
    sent = wire.sent.replace(b"{key}", premises.tenant.key.encode()).replace(b"{meme}", premises.ids["meme"].encode())
    url = urlsplit(premises.tenant.house.url)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    try:
        writer.write(sent)
        if wire.is_hung_up:
            writer.write_eof()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _answers(reader, answer_count)
    finally:
        writer.close()


async def _answers(reader: asyncio.StreamReader, count: int) -> bytes:
    raw = b""
    while part := await reader.read(1 << 16):
        raw += part
        if raw.count(b"HTTP/1.") >= count and _is_whole(raw):
            break
    return raw


def _is_whole(raw: bytes) -> bool:
    head, found, body = raw[raw.rindex(b"HTTP/1.") :].partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(found and lengths and len(body) >= int(lengths[0]))

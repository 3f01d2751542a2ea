"""A web server of one process for hundreds of hosts: every path is the same packed page, and robots.txt forbids none that is asked for."""

import asyncio
import gzip
import sys

WORDS = "boulangerie contact mentions legales ouvert du mardi au samedi adresse telephone courriel nos produits et notre equipe"
PAGE = (
    "<!doctype html><html lang=fr><head><title>Boulangerie</title></head><body>"
    + "".join(f"<p class=c{number % 7}>{WORDS[number % 53 :]} {number * 7919 % 10007}</p>\n" for number in range(150))
    + "</body></html>"
).encode()
"""Some 17 KB."""


class Page(asyncio.Protocol):
    """Answers whatever comes, request after request."""

    def __init__(self) -> None:
        """Have heard nothing."""
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each head that is whole."""
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._transport.write(RULES if head.startswith(b"GET /robots.txt ") else WHOLE)


def _answer(body: bytes, headers: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


WHOLE = _answer(gzip.compress(PAGE), b'Content-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\nETag: "1"\r\n')
RULES = _answer(b"User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n", b"Content-Type: text/plain\r\n")


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Page, "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))

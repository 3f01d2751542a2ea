"""A map server on loopback that speaks as an Overpass API does: it reads our part of its query language, strictly, and answers from data.

It knows the forms that its documentation shows, and refuses whatever else is written, with the page of errors that it has for that.
"""

import asyncio
import gzip
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

DATE: Final = "2026-11-20T20:15:00Z"
_SETTING: Final = re.compile(r"\[(out|timeout|maxsize|bbox):([^\]]*)\]")
_STRING: Final = r'"((?:[^"\\]|\\["\\nt])*)"'
_FILTER: Final = re.compile(rf"\[\s*(~)?{_STRING}(?:\s*(=|~)\s*{_STRING}(,i)?)?\s*\]")
_ESCAPES: Final = {"n": "\n", "t": "\t"}
_NUMBER: Final = re.compile(r"-?\d{1,3}(?:\.\d{1,7})?")

Point = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True, kw_only=True)
class Element:
    """A node, way or relation: its points are where it is, one of a node, and those of its line of another."""

    kind: str
    number: int
    points: Sequence[Point]
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def centre(self) -> Point:
        """Give the middle of the box around its points, as `out center` does."""
        lats, lons = [lat for lat, _ in self.points], [lon for _, lon in self.points]
        return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2

    def is_in(self, south: float, west: float, north: float, east: float) -> bool:
        """Tell whether a box has a point of it."""
        return any(south <= lat <= north and west <= lon <= east for lat, lon in self.points)

    def document(self) -> dict[str, Any]:
        """Write it as `out tags center` does."""
        lat, lon = (float(f"{degrees:.7f}") for degrees in self.centre)
        place = {"lat": lat, "lon": lon} if self.kind == "node" else {"center": {"lat": lat, "lon": lon}}
        return {"type": self.kind, "id": self.number, **place} | ({"tags": dict(self.tags)} if self.tags else {})


class Misspelt(Exception):
    """A query that is none, and where."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """A query that was understood; of its filters, all of one of the groups must hold."""

    timeout: int
    maxsize: int
    bbox: tuple[float, float, float, float]
    groups: Sequence[Sequence[Callable[[Mapping[str, str]], bool]]]

    def finds(self, element: Element) -> bool:
        """Tell whether it finds an element."""
        is_meant = any(all(holds(element.tags) for holds in group) for group in self.groups)
        return is_meant and element.is_in(*self.bbox)


def understood(text: str) -> Query:
    """Read a query.

    Raises:
        Misspelt: it is none of ours.
    """
    head, _, rest = text.partition(";")
    settings = dict(_SETTING.findall(head))
    if "".join(f"[{name}:{value}]" for name, value in settings.items()) != head.strip() or settings.get("out") != "json":
        raise Misspelt("line 1: parse error: Unknown setting")
    body = re.fullmatch(r"\s*\(\s*(.*?)\s*\)\s*;\s*out tags center;\s*", rest, re.DOTALL)
    if body is None:
        raise Misspelt("line 2: parse error: ';' expected")
    return Query(
        timeout=int(settings["timeout"]), maxsize=int(settings["maxsize"]), bbox=_bbox(settings["bbox"]), groups=list(_groups(body[1]))
    )


def _bbox(text: str) -> tuple[float, float, float, float]:
    if not all(map(_NUMBER.fullmatch, text.split(","))):
        raise Misspelt("line 1: static error: invalid bbox")
    south, west, north, east = map(float, text.split(","))
    if not (-90 <= south <= north <= 90 and -180 <= west <= 180 and -180 <= east <= 180):
        raise Misspelt("line 1: static error: bbox out of range")
    return south, west, north, east


def _groups(text: str) -> Iterator[Sequence[Callable[[Mapping[str, str]], bool]]]:
    place = 0
    while place < len(text):
        if not (found := re.compile(r"\s*nwr(?=\[)").match(text, place)):
            raise Misspelt(f"line 3: parse error: Unexpected {text[place : place + 20]!r}")
        place, group = found.end(), []
        while found := _FILTER.match(text, place):
            place = found.end()
            group.append(_filter(*found.groups()))
        if not (found := re.compile(r"\s*;\s*").match(text, place)):
            raise Misspelt(f"line 3: parse error: ';' expected - {text[place : place + 20]!r} found")
        place = found.end()
        yield group


def _filter(tilde: str | None, key: str, operator: str | None, value: str | None, flag: str | None) -> Callable[[Mapping[str, str]], bool]:
    key, value = _plain(key), _plain(value or "")
    if tilde and operator != "~":
        raise Misspelt("line 3: parse error: '~' expected")
    if operator == "=" and flag:
        raise Misspelt("line 3: parse error: ']' expected")
    pattern = _pattern(value, flag)
    if tilde:
        keys = _pattern(key, None)
        return lambda tags: any(keys.search(one) and pattern.search(text) for one, text in tags.items())
    match operator:
        case None:
            return lambda tags: key in tags
        case "=":
            return lambda tags: tags.get(key) == value
        case _:
            return lambda tags: key in tags and pattern.search(tags[key]) is not None


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)


def _pattern(text: str, flag: str | None) -> re.Pattern[str]:
    """Compile a POSIX expression; those that Python reads in another way are refused."""
    if re.search(r"\\|\(\?|\*\?|\+\?|\?\?|\[[^\]]*\[", re.sub(r"\\[^A-Za-z0-9]", "", text)):
        raise Misspelt(f'line 3: static error: Invalid regular expression: "{text}"')
    try:
        return re.compile(text, re.IGNORECASE if flag else 0)
    except re.error:
        raise Misspelt(f'line 3: static error: Invalid regular expression: "{text}"') from None


Misbehaviour = Callable[[Query, Mapping[str, Any]], bytes | None]
"""What is answered in place of the right answer to a query; None breaks off without a word."""


@dataclass(kw_only=True)
class OverpassServer:
    """Answers from `elements`; of the misbehaviours that wait, the next is had first. `asked` are the queries, `heads` the requests."""

    elements: Sequence[Element] = ()
    port: int = 0
    date: str = DATE
    most_elements: int | None = None
    """What it takes for too much: it times out then, as it says in a remark."""
    packs: bool = True
    misbehaves: deque[Misbehaviour] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    waits: asyncio.Event | None = None
    holds_from: int | None = None
    """Of its questions the one that it does not answer until it is let go on, nor those that follow."""
    held: asyncio.Event = field(default_factory=asyncio.Event)
    busy: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Give the address of its interpreter."""
        return f"http://127.0.0.1:{self.port}/api/interpreter"

    async def speak(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, and close."""
        task = asyncio.current_task()
        assert task
        self.under_way.add(task)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):  # the client left, or the test is over
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"(?im)^content-length: (\d+)", head)
            body = await reader.readexactly(int(length[1])) if length else b""
            self.at_once += 1
            self.most_at_once = max(self.at_once, self.most_at_once)
            self.busy.set()
            if self.waits:
                await self.waits.wait()
            given = self._answer(head, body)
            if self.holds_from is not None and len(self.asked) >= self.holds_from:
                self.held.set()
                await asyncio.Event().wait()
            if given:
                writer.write(given)
                await writer.drain()
            self.at_once -= 1
        writer.close()
        self.under_way.discard(task)

    def _answer(self, head: str, body: bytes) -> bytes | None:
        self.heads.append(head)
        method, target, _ = head.split(" ", 2)
        address = urlsplit(target)
        if address.path != "/api/interpreter":
            return answer(b"nothing here", status="404 Not Found", kind="text/plain")
        form = parse_qs(body.decode() if method == "POST" else address.query)
        self.asked.append(form["data"][0])
        try:
            query = understood(form["data"][0])
        except Misspelt as fault:
            return error_page(str(fault))
        found = [element for element in self.elements if query.finds(element)]
        document = self.document(found)
        if self.most_elements is not None and len(found) > self.most_elements:
            document = self.document([], f'runtime error: Query timed out in "query" at line 3 after {query.timeout + 1} seconds.')
        if self.misbehaves:
            return self.misbehaves.popleft()(query, document)
        return answer(written(document), is_packed=self.packs)

    def document(self, found: Sequence[Element], remark: str | None = None) -> dict[str, Any]:
        """Write an answer."""
        about = {
            "timestamp_osm_base": self.date,
            "copyright": "The data included in this document is from www.openstreetmap.org. The data is made available under ODbL.",
        }
        order = {"node": 0, "way": 1, "relation": 2}
        elements = [one.document() for one in sorted(found, key=lambda one: (order[one.kind], one.number))]
        said = {"remark": remark} if remark else {}
        return {"version": 0.6, "generator": "Overpass API 0.7.62.5 1bd436f1", "osm3s": about, "elements": elements, **said}


def written(document: Mapping[str, Any]) -> bytes:
    """Write a document as the server does: on many lines."""
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def answer(
    body: bytes,
    *,
    status: str = "200 OK",
    kind: str = "application/json",
    is_packed: bool = False,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Write an answer whole, with its length."""
    body = gzip.compress(body, 1) if is_packed else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += ["Content-Encoding: gzip"] if is_packed else []
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def error_page(*errors: str, status: str = "400 Bad Request", headers: Mapping[str, str] | None = None) -> bytes:
    """Write the page on which the server says what is wrong."""
    said = "\n".join(f'<p><strong style="color:#FF0000">Error</strong>: {error} </p>' for error in errors)
    page = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">\n'
        f"<head><title>OSM3S Response</title></head>\n<body>\n\n<p>The data included in this document is from www.openstreetmap.org."
        f" The data is made available under ODbL.</p>\n{said}\n\n</body>\n</html>\n"
    )
    return answer(page.encode(), status=status, kind="text/html; charset=utf-8", headers=headers)


def rate_limited(_query: Query, _document: Mapping[str, Any], **headers: str) -> bytes:
    """Refuse, since whoever asks has no slot left."""
    page = (
        "runtime error: open64: 0 Success /osm3s_osm_base Dispatcher_Client::request_read_and_idx::rate_limited. Please check /api/status."
    )
    return error_page(page, status="429 Too Many Requests", headers={name.replace("_", "-"): value for name, value in headers.items()})


def too_busy(_query: Query, _document: Mapping[str, Any]) -> bytes:
    """Refuse, since there is too much to do."""
    page = "runtime error: open64: 0 Success /osm3s_osm_base Dispatcher_Client::request_read_and_idx::timeout. Probably too busy."
    return error_page(page, status="504 Gateway Timeout")


@asynccontextmanager
async def open_overpass_server(server: OverpassServer) -> AsyncIterator[OverpassServer]:
    """Listen on a free port of 127.0.0.1."""
    listener = await asyncio.start_server(server.speak, "127.0.0.1", 0, limit=1 << 20)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tuple(server.under_way):
            task.cancel()
        await asyncio.gather(*server.under_way, return_exceptions=True)
        await listener.wait_closed()

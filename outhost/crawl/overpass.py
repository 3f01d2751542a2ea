"""Overpass: the map server that the owner chose, asked one thing at a time, whose answers are kept for a day."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from outhost.crawl.body import ENCODINGS
from outhost.crawl.clerk import Clerk
from outhost.crawl.crawler import Archive
from outhost.crawl.deadline import within
from outhost.crawl.door import Door, user_agent
from outhost.crawl.fetched import Fetched, Wanted
from outhost.crawl.flights import Flights
from outhost.crawl.guard import Guard
from outhost.crawl.names import LookUp
from outhost.crawl.routes import Route, straight
from outhost.crawl.targets import target_of
from outhost.crawl.visits import retry_after_in
from outhost.domain.clock import Clock, whole_seconds
from outhost.domain.errors import AskedTooMuch, FetchFailed
from outhost.domain.pages import PageHead
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text

FRESH_FOR: Final = timedelta(days=1)
"""Maps change by the minute, shops by the month."""
MOST_BYTES: Final = 16 << 20
"""Of an answer, unpacked: some 40,000 places. Who is refused more asks for a smaller piece of the map."""
_MOST_QUERY_BYTES: Final = 256 << 10
_ASK_SECONDS: Final = 150.0
"""From the look-up of the name to the last byte; queries allow the server a minute to think."""
_PATIENCE: Final = timedelta(minutes=4)
"""How long a busy server is waited for, its own wishes among it, and the turns of others; then the unit is put off."""
_TOO_MUCH_FOR: Final = timedelta(minutes=10)
_MOST_REMEMBERED: Final = 2000
_LONGEST_PAUSE: Final = timedelta(seconds=30)
_BACKOFF_SECONDS: Final = 15.0
"""Behind a refusal that says nothing else; twice as long each time. A slot is given back within this time, as a rule."""
_MOST_BACKOFF_SECONDS: Final = 120.0
_BUSY: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_MOST_WORDS_BYTES: Final = 64 << 10
_MOST_CHARS: Final = 300
_JSON: Final = "application/json"
_BEGINNING, _END = 4096, 4096
_REMARK: Final = re.compile(rb'\]\s*,\s*"remark"\s*:\s*"((?:[^"\\]|\\.)*)"\s*\}\s*\Z', re.DOTALL)
"""What the server has to say stands behind the elements, at the very end."""
_RUNTIME_ERROR: Final = b"runtime error"
_ITS_LOAD: Final = re.compile(rb"dispatcher|too busy|rate.limited", re.IGNORECASE)
"""In a remark: it is not about the query."""
_ERROR, _ERROR_ENDS = "Error</strong>", "</p>"
_MOST_MARKED_CHARS: Final = 2000
"""Of what a page says, with the marks in it."""

_BUSY_UNTIL: Final = Text(
    en="the map server is busy and answered {status}; it is asked again after {until}",
    fr="le serveur de cartes est occupé et a répondu {status} ; il sera interrogé de nouveau après {until}",
)
_TOO_MUCH: Final = Text(en="that is too much at once: {remark}", fr="c’est trop à la fois : {remark}")
_TOO_LARGE: Final = Text(en="more than {most_mb} MB", fr="plus de {most_mb} Mo")
_REFUSED: Final = Text(en="the map server answered {status}: {words}", fr="le serveur de cartes a répondu {status} : {words}")
_NO_WORDS: Final = Text(
    en="check that overpass_url is the address of an interpreter", fr="vérifiez que overpass_url est l’adresse d’un interpréteur"
)
_NO_ANSWER: Final = Text(
    en="what came is no whole answer of an Overpass API ({media_type}); check overpass_url, or try again later",
    fr="ce qui est venu n’est pas une réponse entière d’une API Overpass ({media_type}) ; vérifiez overpass_url, ou réessayez plus tard",
)
_MOVED: Final = Text(
    en="the map server redirects to {address}; if that is right, set overpass_url to it",
    fr="le serveur de cartes redirige vers {address} ; si c’est juste, donnez cette adresse à overpass_url",
)
_LONG_QUERY: Final = Text(en="the query is too long", fr="la requête est trop longue")


@dataclass(slots=True)
class _Answer:
    """What came: the head, and the body, as it is and, where it came as one gzip, as it came."""

    head: Fetched
    body: bytearray = field(default_factory=bytearray)
    packed: bytearray = field(default_factory=bytearray)


class Overpass:
    """One endpoint, at the one address that the owner chose, which may lie in the private network; a redirect is not followed.

    Whoever asks gives a query in Overpass QL and has no say in where it goes.
    """

    def __init__(
        self, url: str, look_up: LookUp, archive: Archive, clock: Clock, *, contact: str = "", pause_seconds: float = 1.0,
        route: Route = straight,
    ) -> None:  # fmt: skip
        """Ask at `url`, and keep answers in `archive`; it rests as long as the last request took, and `pause_seconds` at least."""
        self._target = target_of(url)
        self._guard = Guard(look_up, allows_private=True)
        self._archive = archive
        self._clock = clock
        self._headers = {
            "user-agent": user_agent(contact), "accept": _JSON, "accept-encoding": ENCODINGS,
            "content-type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self._pause = timedelta(seconds=pause_seconds)
        self._door = Door(route)
        self._clerk = Clerk()
        self._flights: Flights[str, Path] = Flights()
        self._turn = asyncio.Lock()
        self._free_at = clock.now()
        self._refusals = 0
        self._status = 0
        self._too_large: OrderedDict[str, tuple[datetime, AskedTooMuch]] = OrderedDict()

    @classmethod
    def at(cls, url: str, look_up: LookUp, archive: Archive, clock: Clock, **manners: Any) -> "Overpass | None":
        """Open the one that is set; none where `url` is empty."""
        return cls(url, look_up, archive, clock, **manners) if url else None

    async def ask(self, query: str) -> Path:
        """Give the file of the archive that has the answer to a query: from there if it is fresh, else from the server, in its turn.

        Raises:
            AskedTooMuch: the server gave up, or there is too much of it; ask for less.
            FetchFailed: there is no answer, or none now. AddressRefused: the endpoint lies where nothing is asked.
            OSError: the disk takes no more.
        """
        if len(query.encode()) > _MOST_QUERY_BYTES:
            raise FetchFailed(self._target.host, _LONG_QUERY.filled(), is_final=True)
        key = self._key_of(query)
        return await self._flights.join(key, lambda: self._found(key, query))

    async def forget(self, query: str) -> None:
        """Keep the answer to a query no longer, since it turned out to be broken."""
        await self._clerk.do(lambda: self._archive.remove(self._key_of(query)))

    async def close(self) -> None:
        """Close what is open; to be called when nobody asks any more."""
        await self._door.close()

    def _key_of(self, query: str) -> str:
        """Give the address at which GET would give the answer."""
        return f"{self._target.url}?data={quote(query)}"

    async def _found(self, key: str, query: str) -> Path:
        head = await self._clerk.do(lambda: self._archive.find(key))
        if head and self._clock.now() - head.fetched_at < FRESH_FOR:
            return self._archive.path_of(key)
        now = self._clock.now()
        if (known := self._too_large.get(key)) and now < known[0]:
            raise known[1].again()
        try:
            async with self._in_turn():
                answer = await self._answered(query, now + _PATIENCE)
        except AskedTooMuch as refusal:
            self._remember(key, refusal)
            raise
        page = _head_of(key, answer, self._clock.now())
        return await self._clerk.do(lambda: self._keep(page, answer))

    def _remember(self, key: str, refusal: AskedTooMuch) -> None:
        """Have nobody ask for a while what was too much a moment ago: such a question costs the server most."""
        self._too_large[key] = (self._clock.now() + _TOO_MUCH_FOR, refusal)
        self._too_large.move_to_end(key)
        if len(self._too_large) > _MOST_REMEMBERED:
            self._too_large.popitem(last=False)

    def _keep(self, head: PageHead, answer: _Answer) -> Path:
        if answer.packed:
            return self._archive.keep_packed(head, bytes(answer.packed))
        return self._archive.keep(head, bytes(answer.body))

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            async with within(_PATIENCE.total_seconds(), self._clock, self._target.host):
                await stack.enter_async_context(self._turn)
            yield

    async def _answered(self, query: str, until: datetime) -> _Answer:
        """Ask until there is an answer; a server that is busy is left alone as long as it wants, and it is no fault of anybody's."""
        while True:
            await self._rest(until)
            answer = await self._asked(query)
            if self._is_busy(answer):
                continue
            self._refusals = 0
            self._expect_whole(answer)
            return answer

    async def _rest(self, until: datetime) -> None:
        """Wait until the server may be asked.

        Raises:
            FetchFailed: that would take too long.
        """
        now = self._clock.now()
        if self._free_at > max(until, now):
            reason = _BUSY_UNTIL.filled(status=self._status, until=whole_seconds(self._free_at))
            raise FetchFailed(self._target.host, reason, kind=TroubleKind.PACE, after_seconds=(self._free_at - now).total_seconds())
        await self._clock.sleep_until(self._free_at)

    async def _asked(self, query: str) -> _Answer:
        asks = await self._door.opened()
        began = self._clock.now()
        body, packed = bytearray(), bytearray()

        def wanted(head: Fetched) -> Wanted:
            if _is_answer(head):
                return Wanted(into=body.extend, most_bytes=MOST_BYTES, is_quick=True, packed=packed)
            return Wanted(into=body.extend, most_bytes=_MOST_WORDS_BYTES, is_cut=True)

        try:
            async with within(_ASK_SECONDS, self._clock, self._target.host):
                admitted = await self._guard.admit_target(self._target)
                form = urlencode({"data": query}).encode("ascii")
                outcome = await asks.ask(admitted, self._headers, wanted, form)
        except FetchFailed as fault:
            if fault.kind is TroubleKind.TOO_LARGE:
                raise self._too_much(_TOO_LARGE.filled(most_mb=MOST_BYTES >> 20)) from None
            raise
        finally:
            now = self._clock.now()
            self._free_at = now + min(max(self._pause, now - began), _LONGEST_PAUSE)
        if isinstance(outcome, str):
            raise FetchFailed(self._target.host, _MOVED.filled(address=outcome[:_MOST_CHARS]), is_final=True, kind=TroubleKind.HTTP)
        return _Answer(outcome, body, packed)

    def _is_busy(self, answer: _Answer) -> bool:
        """Tell whether the server had no time for the query; then it is left alone for a while."""
        if answer.head.status not in _BUSY and not _ITS_LOAD.search(_remark_of(answer)):
            return False
        now = self._clock.now()
        self._refusals += 1
        backoff = min(_BACKOFF_SECONDS * 2 ** (self._refusals - 1), _MOST_BACKOFF_SECONDS)
        self._free_at = max(retry_after_in(answer.head, now) or now + timedelta(seconds=backoff), self._free_at)
        self._status = answer.head.status
        return True

    def _expect_whole(self, answer: _Answer) -> None:
        """Take nothing for an answer but one that is whole.

        Raises:
            AskedTooMuch, FetchFailed
        """
        head, body = answer.head, answer.body
        if head.status != HTTPStatus.OK:
            reason = _REFUSED.filled(status=head.status, words=_words_in(body) or _NO_WORDS.filled())
            is_final = head.status < HTTPStatus.INTERNAL_SERVER_ERROR
            raise FetchFailed(self._target.host, reason, is_final=is_final, kind=TroubleKind.HTTP)
        is_whole = body[:_BEGINNING].lstrip().startswith(b"{") and body[-_END:].rstrip().endswith(b"}")
        if not (_is_answer(head) and is_whole and b'"elements"' in body[:_BEGINNING]):
            raise FetchFailed(self._target.host, _NO_ANSWER.filled(media_type=head.media_type[:80]))
        if (remark := _remark_of(answer)).startswith(_RUNTIME_ERROR):
            raise self._too_much(remark.decode("utf-8", "replace")[:_MOST_CHARS])

    def _too_much(self, remark: object) -> AskedTooMuch:
        return AskedTooMuch(self._target.host, _TOO_MUCH.filled(remark=remark))


def _is_answer(head: Fetched) -> bool:
    return head.status == HTTPStatus.OK and head.media_type == _JSON


def _remark_of(answer: _Answer) -> bytes:
    """Give what the server remarks on its answer, as it is written there."""
    if not _is_answer(answer.head):
        return b""
    found = _REMARK.search(bytes(answer.body[-_END:]))
    return found[1].strip() if found else b""


def _words_in(page: bytearray) -> str:
    """Give what an error page of the server says is wrong; whatever is in it, in one walk through it, for the loop waits meanwhile."""
    pieces = page.decode("utf-8", "replace").split(_ERROR)[1:]
    found = [said.strip().removeprefix(":") for said, end, _ in (piece.partition(_ERROR_ENDS) for piece in pieces) if end]
    marked = " ".join(" ".join(found).split())[:_MOST_MARKED_CHARS]
    return " ".join(unescape(re.sub(r"<[^>]{0,200}>", "", marked)).split())[:_MOST_CHARS]


def _head_of(key: str, answer: _Answer, now: datetime) -> PageHead:
    head = answer.head
    return PageHead(url=key, final_url=head.url, status=head.status, media_type=head.media_type, charset=head.charset, fetched_at=now)

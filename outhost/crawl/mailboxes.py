"""Mailboxes: whether one is there is asked of the server of its domain, by announcing a letter that never comes."""

import asyncio
import re
import secrets
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final, TypeVar
from urllib.parse import urlsplit

from outhost.crawl.conversation import Conversation, Reply, conversation
from outhost.crawl.deadline import within
from outhost.crawl.guard import Guard
from outhost.crawl.hosts import name_in_ascii
from outhost.crawl.records import Records
from outhost.crawl.routes import Route, straight
from outhost.domain.clock import Clock
from outhost.domain.errors import FetchFailed, Refusal
from outhost.domain.mailboxes import MailboxAnswer, Reception, reception_of
from outhost.domain.records import RecordKind, mail_hosts
from outhost.domain.words import Text

_PORT: Final = 25
_ASK_SECONDS: Final = 120.0
"""A question may take so long, the wait for its turn and the way from one host to the next among it."""
_MOST_AT_ONCE: Final = 40
_MOST_A_CONNECTION: Final = 20
"""Mailboxes that are asked about before a connection is closed: whoever asks on and on looks like a harvester."""
_MOST_HOSTS: Final = 3
_DOWN_FOR: Final = timedelta(minutes=5)
_CATCHES_FOR: Final = timedelta(hours=1)
_MOST_REMEMBERED: Final = 20_000
_GREETS: Final = 220
_CLOSING: Final = 421
_LOCAL: Final = re.compile(r"[^\s<>\x00-\x20\x7f]{1,64}")
_NO_MAIL = Text(en="it takes no mail", fr="il ne reçoit pas de courrier")
_NO_ADDRESS = Text(en="it is no address of a mailbox", fr="ce n’est pas l’adresse d’une boîte aux lettres")
_ASCII_ONLY = "it offers no SMTPUTF8, which this address needs"

T = TypeVar("T")
Asked = tuple[str, "asyncio.Future[MailboxAnswer]"]
"""What stands before the @, and who waits for the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Who asks: the name that is given for this machine, and the sender of the letter that never comes; empty for none."""

    name: str
    sender: str

    @classmethod
    def of(cls, mail_from: str, base_url: str) -> "Introduction":
        """Make one of the sender of letters, unless that is the default; then the machine has the name of its base URL."""
        sender = parseaddr(mail_from)[1]
        domain = sender.rpartition("@")[2]
        if "." in domain and sender.isascii():
            return cls(name=domain, sender=sender)
        host = urlsplit(base_url).hostname or ""
        return cls(name=host if re.fullmatch(r"[a-z0-9.-]*\.[a-z-]{2,}", host) else "localhost", sender="")


@dataclass(slots=True)
class _Turn:
    """Whose turn it is at a host, and when the next may come."""

    free_at: datetime
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class _TurnedAway(Exception):
    """A host does not talk to whoever asks."""

    def __init__(self, host: str, reply: Reply) -> None:
        super().__init__(host)
        self.answer = MailboxAnswer(
            host=host, code=reply.code, text=reply.text,
            reception=Reception.LATER if reply.code < 500 else Reception.UNWELCOME,  # noqa: PLR2004 - where final refusals begin
        )  # fmt: skip


class Mailboxes:
    """Asks about mailboxes: one connection to a host at a time, with a pause between two, and several mailboxes of a domain over one."""

    def __init__(
        self, records: Records, guard: Guard, clock: Clock, introduction: Introduction, *, route: Route = straight, gap_seconds: float = 1.0
    ) -> None:
        """Find hosts by `records`, let `guard` admit their addresses, and connect by `route`."""
        self._records = records
        self._guard = guard
        self._clock = clock
        self._introduction = introduction
        self._route = route
        self._gap = timedelta(seconds=gap_seconds)
        self._waiting: dict[str, deque[Asked]] = {}
        self._visits: dict[str, asyncio.Task[None]] = {}
        self._turns: OrderedDict[str, _Turn] = OrderedDict()
        self._down: OrderedDict[str, tuple[datetime, FetchFailed]] = OrderedDict()
        self._catching: OrderedDict[str, tuple[datetime, bool]] = OrderedDict()
        self._doors = asyncio.Semaphore(_MOST_AT_ONCE)

    async def ask(self, address: str) -> MailboxAnswer:
        """Say what the server of an address answers to mail for it; none is ever sent.

        Raises:
            NoSuchName, AddressRefused: the domain, or the host that takes its mail, is none to ask.
            FetchFailed: no host of it answers, or not in time; where `is_final`, it takes no mail.
        """
        local, _, domain = address.strip().rpartition("@")
        name = name_in_ascii(domain)
        if not _LOCAL.fullmatch(local):
            raise FetchFailed(name, _NO_ADDRESS.filled(), is_final=True)
        answer: asyncio.Future[MailboxAnswer] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(name, deque()).append((local, answer))
        if name not in self._visits:
            self._visits[name] = asyncio.create_task(self._visit(name))
        async with within(_ASK_SECONDS, self._clock, name):
            return await answer

    def forget(self, is_meant: Callable[[str], bool]) -> None:
        """Forget which hosts of some names could not be reached, and which such domains take mail for any name."""
        self._down = OrderedDict((name, known) for name, known in self._down.items() if not is_meant(name))
        self._catching = OrderedDict((name, known) for name, known in self._catching.items() if not is_meant(name))

    async def close(self) -> None:
        """Break off what is still being asked."""
        visits = list(self._visits.values())
        for visit in visits:
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)

    async def _visit(self, domain: str) -> None:
        """Answer all who wait for a domain, those too who come meanwhile."""
        waiting = self._waiting[domain]
        try:
            while _next(waiting) is not None:
                await self._answer_some(domain, waiting)
        except Exception as fault:  # noqa: BLE001 - whoever waits is told, each for themselves
            _tell_all(waiting, fault)
        finally:
            for _, answer in waiting:
                answer.cancel()
            del self._waiting[domain], self._visits[domain]

    async def _answer_some(self, domain: str, waiting: deque[Asked]) -> None:
        """Answer some at the first host that lets itself be asked; where none does, tell all who wait."""
        fault: Exception | None = None
        for host in (await self._hosts(domain))[:_MOST_HOSTS]:
            try:
                async with self._turn_at(host), self._doors:
                    return await self._talk(domain, host, waiting)
            except (_TurnedAway, Refusal) as met:
                fault = met
        _tell_all(waiting, fault or FetchFailed(domain, _NO_MAIL.filled(), is_final=True))
        return None

    async def _hosts(self, domain: str) -> Sequence[str]:
        """Give the hosts that take a domain's mail; without MX it does so itself (RFC 5321, 5.1), unless it says that it takes none."""
        records = await self._records.find(domain, RecordKind.MX)
        return [host.name for host in mail_hosts(records)] if records else [domain]

    @asynccontextmanager
    async def _turn_at(self, host: str) -> AsyncIterator[None]:
        """Wait for one's turn at a host; one that could not be reached a moment ago is not tried.

        Raises:
            FetchFailed: it could not.
        """
        turn = self._turns.setdefault(host, _Turn(self._clock.now()))
        async with turn.lock:
            until, fault = self._down.get(host, (self._clock.now(), None))
            if fault is not None and until > self._clock.now():
                raise fault.again()
            await self._clock.sleep_until(turn.free_at)
            try:
                yield
            finally:
                turn.free_at = self._clock.now() + self._gap
        self._forget_turns()

    def _forget_turns(self) -> None:
        for host in list(self._turns)[: max(len(self._turns) - _MOST_REMEMBERED, 0)]:
            if not self._turns[host].lock.locked():
                del self._turns[host]

    async def _talk(self, domain: str, host: str, waiting: deque[Asked]) -> None:
        """Ask a host about some who wait.

        Raises:
            AddressRefused, FetchFailed, _TurnedAway: it could not be asked about any.
        """
        try:
            admitted = await self._guard.admit_host(host, _PORT)
            async with conversation(host, self._route(admitted), self._clock) as talk:
                takes_unicode = await self._introduce(talk, host)
                for _ in range(_MOST_A_CONNECTION):
                    if _next(waiting) is None or not await self._put(talk, domain, host, waiting.popleft(), takes_unicode=takes_unicode):
                        return
        except FetchFailed as fault:
            _remember(self._down, host, (self._clock.now() + _DOWN_FOR, fault))
            raise

    async def _introduce(self, talk: Conversation, host: str) -> bool:
        """Say who asks; tell whether the host takes addresses in any script.

        Raises:
            _TurnedAway: it does not talk to strangers, or not to this one.
        """
        greeting = await talk.hear()
        if greeting.code != _GREETS:
            raise _TurnedAway(host, greeting)
        hello = await talk.say(f"EHLO {self._introduction.name}")
        said = hello if hello.is_yes else await talk.say(f"HELO {self._introduction.name}")
        said = await self._announce(talk) if said.is_yes else said
        if not said.is_yes:
            raise _TurnedAway(host, said)
        return hello.is_yes and "SMTPUTF8" in hello.text.upper().split()

    async def _put(self, talk: Conversation, domain: str, host: str, asked: Asked, *, takes_unicode: bool) -> bool:
        """Put one question, and tell whoever waits for it; tell whether there may be another over this connection."""
        local, answer = asked
        if not local.isascii() and not takes_unicode:
            _tell(answer, MailboxAnswer(host=host, code=None, text=_ASCII_ONLY, reception=Reception.UNWELCOME))
            return True
        try:
            reply = await talk.say(f"RCPT TO:<{local}@{domain}>")
        except FetchFailed as fault:
            _tell(answer, fault)
            return False
        reception = reception_of(reply.code, reply.text)
        catches, goes_on = (False, True) if reception is Reception.UNKNOWN else (None, True)
        if reception is Reception.TAKEN:
            catches, goes_on = await self._catches_all(talk, domain)
        _tell(answer, MailboxAnswer(host=host, code=reply.code, text=reply.text, reception=reception, catch_all=catches))
        return goes_on and reply.code != _CLOSING and await self._begins_anew(talk)

    async def _catches_all(self, talk: Conversation, domain: str) -> tuple[bool | None, bool]:
        """Tell whether mail for a mailbox that nobody has is taken, None if that can't be told; and whether the host still listens."""
        until, catches = self._catching.get(domain, (self._clock.now(), False))
        if until > self._clock.now():
            return catches, True
        try:
            reply = await talk.say(f"RCPT TO:<{secrets.token_hex(8)}@{domain}>")
        except FetchFailed:
            return None, False
        reception = reception_of(reply.code, reply.text)
        if reception not in {Reception.TAKEN, Reception.UNKNOWN}:
            return None, reply.code != _CLOSING
        _remember(self._catching, domain, (self._clock.now() + _CATCHES_FOR, reception is Reception.TAKEN))
        return reception is Reception.TAKEN, True

    async def _begins_anew(self, talk: Conversation) -> bool:
        """Announce the next letter, since one without a sender may have one recipient only; tell whether the host goes along."""
        try:
            return (await talk.say("RSET")).is_yes and (await self._announce(talk)).is_yes
        except FetchFailed:
            return False

    async def _announce(self, talk: Conversation) -> Reply:
        return await talk.say(f"MAIL FROM:<{self._introduction.sender}>")


def _next(waiting: deque[Asked]) -> Asked | None:
    """Give the next who still waits, who stays in the row."""
    while waiting and waiting[0][1].done():
        waiting.popleft()
    return waiting[0] if waiting else None


def _tell(answer: "asyncio.Future[MailboxAnswer]", outcome: MailboxAnswer | Exception) -> None:
    """Tell somebody, unless they have stopped waiting."""
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome.again() if isinstance(outcome, FetchFailed) else outcome)
    else:
        answer.set_result(outcome)


def _tell_all(waiting: deque[Asked], outcome: Exception) -> None:
    while waiting:
        _tell(waiting.popleft()[1], outcome.answer if isinstance(outcome, _TurnedAway) else outcome)


def _remember(what: OrderedDict[str, T], name: str, known: T) -> None:
    """Remember something of a name, and forget what is longest known where that is too much."""
    what[name] = known
    what.move_to_end(name)
    if len(what) > _MOST_REMEMBERED:
        what.popitem(last=False)

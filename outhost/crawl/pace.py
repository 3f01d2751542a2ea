"""The pace: one request at a time to each host, with a gap behind it, and so many at once to all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.errors import FetchFailed
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Phrase, Text

_MOST_IDLE: Final = 5000
_TOO_LONG: Final = Text(
    en="its turn would come in {seconds} seconds, which is too long to wait for: {rule}",
    fr="son tour ne viendrait que dans {seconds} secondes, c’est trop long : {rule}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How long a host is left alone behind a request, and which rule says so."""

    seconds: float
    rule: Phrase


@dataclass(slots=True)
class _Host:
    """Who waits for a host, when it may be asked again and by which rule, and how long it took last."""

    free_at: datetime
    rule: Phrase
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    took_seconds: float = 0.0


class Pace:
    """Gives turns. Whoever waits for a host takes no place from others: a place among all is taken when the host is free."""

    def __init__(self, clock: Clock, at_once: int) -> None:
        """Let `at_once` requests be under way."""
        self._clock = clock
        self._places = asyncio.Semaphore(at_once)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str, gap: Gap, most_seconds: float) -> AsyncIterator[None]:
        """Wait for the turn to ask a host, and leave it alone afterwards.

        Raises:
            FetchFailed: that would take longer than `most_seconds`.
        """
        now = self._clock.now()
        host = self._host(name, gap, now)
        wait = max((host.free_at - now).total_seconds(), 0) + host.waiting * (gap.seconds + host.took_seconds)
        if wait > most_seconds:
            rule = gap.rule if host.waiting else host.rule
            raise FetchFailed(name, _TOO_LONG.filled(seconds=f"{wait:.0f}", rule=rule), kind=TroubleKind.PACE)
        host.waiting += 1
        try:
            async with host.turn:
                if host.free_at > now:
                    await self._clock.sleep_until(host.free_at)
                async with self._places:
                    began = self._clock.now()
                    try:
                        yield
                    finally:
                        ended = self._clock.now()
                        host.took_seconds = (ended - began).total_seconds()
                        self._leave(host, ended + timedelta(seconds=gap.seconds), gap.rule)
        finally:
            host.waiting -= 1

    def rest(self, name: str, until: datetime, rule: Phrase) -> None:
        """Leave a host alone until a moment, since it asked for that."""
        self._leave(self._host(name, Gap(seconds=0, rule=rule), self._clock.now()), until, rule)

    def forget(self, is_meant: Callable[[str], bool]) -> None:
        """Leave some hosts alone no longer, whatever they asked for."""
        now = self._clock.now()
        for name, host in self._hosts.items():
            if is_meant(name):
                host.free_at = min(host.free_at, now)

    def _leave(self, host: _Host, until: datetime, rule: Phrase) -> None:
        if until > host.free_at:
            host.free_at, host.rule = until, rule

    def _host(self, name: str, gap: Gap, now: datetime) -> _Host:
        if name not in self._hosts:
            if len(self._hosts) >= _MOST_IDLE:
                self._forget_idle(now)
            self._hosts[name] = _Host(now, gap.rule)
        return self._hosts[name]

    def _forget_idle(self, now: datetime) -> None:
        self._hosts = {name: host for name, host in self._hosts.items() if host.waiting or host.free_at > now}

"""Visits: one address asked for, where the guard lets and when its host's turn has come, and once more where that may help."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from outhost.crawl.body import ENCODINGS
from outhost.crawl.deadline import Watch
from outhost.crawl.door import Door, user_agent
from outhost.crawl.fetched import Fetched, Wants
from outhost.crawl.guard import Guard
from outhost.crawl.pace import Gap, Pace
from outhost.crawl.targets import Target
from outhost.domain.clock import Clock, whole_seconds
from outhost.domain.errors import FetchFailed
from outhost.domain.trouble_kinds import TroubleKind
from outhost.domain.words import Text

_PUT_OFF: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_MAY_PASS: Final = frozenset({TroubleKind.UNREACHABLE, TroubleKind.BROKEN})
_BACKOFF_SECONDS: Final = 2.0
_LONGEST_REST: Final = timedelta(hours=1)
"""A host that asks for more is asked again after this, whatever it says."""
_ASKED_FOR: Final = Text(
    en="the server asked to be left alone until {until} (Retry-After)",
    fr="le serveur a demandé qu’on le laisse tranquille jusqu’au {until} (Retry-After)",
)
_FALTERED: Final = Text(en="the server faltered a moment ago", fr="le serveur vient de flancher")


@dataclass(slots=True, kw_only=True)
class Patience:
    """What is left of the time that somebody gives: for the network, and for turns."""

    network_seconds: float
    waiting_seconds: float


class Visits:
    """Makes visits, every one of them guarded and in its turn."""

    def __init__(self, guard: Guard, pace: Pace, door: Door, clock: Clock, contact: str) -> None:
        """Say who asks; `contact` is whom websites may turn to, or empty."""
        self._guard = guard
        self._pace = pace
        self._door = door
        self._clock = clock
        self._watch = Watch(clock)
        self._headers = {"user-agent": user_agent(contact), "accept-encoding": ENCODINGS}

    async def visit(self, target: Target, headers: Mapping[str, str], wants: Wants, gap: Gap, patience: Patience) -> Fetched | str:
        """Ask, and give the answer, or else where it redirects to. What failed in passing, or was put off, is tried once more.

        Raises:
            AddressRefused: nothing may be fetched from there.
            FetchFailed: there is no answer, or the wait for it would be too long.
        """
        try:
            answer = await self._ask(target, headers, wants, gap, patience)
        except FetchFailed as fault:
            if fault.is_final or fault.kind not in _MAY_PASS:
                raise
            until = self._clock.now() + timedelta(seconds=_BACKOFF_SECONDS)
            self._pace.rest(_name_of(target), until, _FALTERED.filled())
            return await self._ask(target, headers, wants, gap, patience)
        if isinstance(answer, str) or (until_when := put_off_until(answer, self._clock.now())) is None:
            return answer
        self._pace.rest(_name_of(target), until_when, _ASKED_FOR.filled(until=whole_seconds(until_when)))
        if (until_when - self._clock.now()).total_seconds() > patience.waiting_seconds:
            return answer
        return await self._ask(target, headers, wants, gap, patience)

    async def close(self) -> None:
        """Watch over no visit any longer."""
        await self._watch.close()

    async def _ask(self, target: Target, headers: Mapping[str, str], wants: Wants, gap: Gap, patience: Patience) -> Fetched | str:
        began = self._clock.now()
        asks = await self._door.opened()
        async with self._pace.turn(_name_of(target), gap, patience.waiting_seconds):
            came = self._clock.now()
            patience.waiting_seconds -= (came - began).total_seconds()
            try:
                async with self._watch.within(patience.network_seconds, target.host):
                    admitted = await self._guard.admit_target(target)
                    return await asks.ask(admitted, {**self._headers, **headers}, wants)
            finally:
                patience.network_seconds -= (self._clock.now() - came).total_seconds()


def put_off_until(answer: Fetched, now: datetime) -> datetime | None:
    """Tell when to come back to a server that is busy; None for one that is not, or an answer that says something else."""
    if answer.status not in _PUT_OFF:
        return None
    return retry_after_in(answer, now) or now + timedelta(seconds=_BACKOFF_SECONDS)


def retry_after_in(answer: Fetched, now: datetime) -> datetime | None:
    """Tell when a server asks us to come back, within an hour; None where it does not say."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return now + timedelta(seconds=min(int(said[:9]), _LONGEST_REST.total_seconds()))
    until = _moment_in(said) if said else None
    return until and min(max(until, now), now + _LONGEST_REST)


def _moment_in(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _name_of(target: Target) -> str:
    return target.host.rstrip(".")

"""Moments and the clock they are read from."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where time comes from; every timer takes one, so that tests can turn it by hand."""

    def now(self) -> datetime:
        """Give the present moment, in UTC."""
        ...

    async def sleep_until(self, moment: datetime) -> None:
        """Return when `moment` has come, at once if it is past."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Give the present moment, in UTC."""
        return datetime.now(UTC)

    async def sleep_until(self, moment: datetime) -> None:
        """Sleep until `moment`; a suspended laptop wakes late, never early. A clock that is put back makes nobody sleep longer."""
        loop = asyncio.get_running_loop()
        end = loop.time() + (moment - self.now()).total_seconds()
        while (left := min((moment - self.now()).total_seconds(), end - loop.time())) > 0:  # noqa: ASYNC110 - what is waited for is time itself
            await asyncio.sleep(min(left, 60.0))


def to_text(moment: datetime) -> str:
    """Write a moment as 27 characters that sort as time does: `2026-05-10T19:00:00.000000Z`."""
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds")[:26] + "Z"


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote, or any ISO 8601 moment; without an offset it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def from_text_or_none(text: str | None) -> datetime | None:
    """Read a moment that may not have come."""
    return from_text(text) if text else None


def whole_seconds(moment: datetime) -> str:
    """Write a moment as the APIs show it: `2026-05-10T19:00:00Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def whole_seconds_or_none(moment: datetime | None) -> str | None:
    """Write a moment that may not have come as the APIs show it."""
    return whole_seconds(moment) if moment else None

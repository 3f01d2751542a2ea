"""Records of names, asked for once by however many want to know, and remembered for as long as their owners say."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from outhost.crawl.hosts import name_in_ascii
from outhost.domain.clock import Clock
from outhost.domain.errors import FetchFailed, NoSuchName
from outhost.domain.records import RecordKind

AskServers = Callable[[str, str], Awaitable[tuple[tuple[str, ...], float]]]
"""Asks whoever knows a name (in ASCII) for its records of a kind; gives them, and for how many seconds they hold.

Raises NoSuchName, FetchFailed.
"""
_MOST_AT_ONCE: Final = 32
_MOST_KEPT: Final = 20_000
_MOST_CHARS: Final = 100_000
"""Of an answer that is remembered; none that a server of names gives is longer."""
_MOST_KEPT_CHARS: Final = 16 << 20
"""Of all answers; those asked for least lately are asked anew. Long ones are kept too: to read one takes a tenth of a second."""
_LONGEST_SECONDS: Final = 3600.0
_UNKNOWN_SECONDS: Final = 300.0
"""How long a name that nobody has is remembered as such."""
_TROUBLE_SECONDS: Final = 30.0
"""How long it is remembered that nobody answered: a list may have a thousand addresses of one domain."""

Key = tuple[str, RecordKind]


@dataclass(frozen=True, slots=True)
class _Known:
    """What came of a question, until when: the records, or what was refused."""

    until: datetime
    records: tuple[str, ...] = ()
    fault: Callable[[], FetchFailed] | None = None

    @property
    def chars(self) -> int:
        return sum(map(len, self.records))

    def told(self) -> tuple[str, ...]:
        if self.fault is not None:
            raise self.fault()
        return self.records


class Records:
    """Records of names. Thirty-two questions are under way at most, none of them twice."""

    def __init__(self, ask: AskServers, clock: Clock) -> None:
        """Have questions answered by `ask`: the servers of this machine, or a sandbox that knows names of its own."""
        self._ask = ask
        self._clock = clock
        self._kept: OrderedDict[Key, _Known] = OrderedDict()
        self._kept_chars = 0
        self._asking: dict[Key, asyncio.Task[_Known]] = {}
        self._turns = asyncio.Semaphore(_MOST_AT_ONCE)

    async def find(self, name: str, kind: RecordKind | str) -> tuple[str, ...]:
        """Give the records of a kind that a name has, in no particular order; none, where it has others only.

        Raises:
            NoSuchName
            FetchFailed: nobody who knows it answers.
        """
        key = (name_in_ascii(name), RecordKind(kind))
        known = self._kept.get(key)
        if known is not None and known.until > self._clock.now():
            self._kept.move_to_end(key)
            return known.told()
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.create_task(self._asked(key))
            asking.add_done_callback(lambda _: self._asking.pop(key, None))
        return (await asyncio.shield(asking)).told()

    def forget(self, is_meant: Callable[[str], bool]) -> None:
        """Forget what was found of some names."""
        for key in [key for key in self._kept if is_meant(key[0])]:
            self._kept_chars -= self._kept.pop(key).chars

    async def close(self) -> None:
        """Break off what is still being asked."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _asked(self, key: Key) -> _Known:
        """Ask, and remember the answer; a fault of ours is not remembered."""
        name, kind = key
        async with self._turns:
            try:
                records, seconds = await self._ask(name, kind)
                known = _Known(self._until(min(seconds, _LONGEST_SECONDS)), records)
            except FetchFailed as fault:
                seconds = _UNKNOWN_SECONDS if isinstance(fault, NoSuchName) else _TROUBLE_SECONDS
                known = _Known(self._until(seconds), fault=fault.again)
        if known.until > self._clock.now() and known.chars <= _MOST_CHARS:
            self._keep(key, known)
        return known

    def _keep(self, key: Key, known: _Known) -> None:
        if former := self._kept.pop(key, None):
            self._kept_chars -= former.chars
        self._kept[key] = known
        self._kept_chars += known.chars
        while len(self._kept) > _MOST_KEPT or self._kept_chars > _MOST_KEPT_CHARS:
            self._kept_chars -= self._kept.popitem(last=False)[1].chars

    def _until(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)

"""A feed: what is told of a workspace's jobs is read once, written once, and handed to all who follow."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from outhost.domain.clock import Clock
from outhost.domain.job_news import News, Progress, Told
from outhost.domain.jobs import JobKey
from outhost.domain.workspaces import WorkspaceId
from outhost.engine.waking import woken_or_at
from outhost.operations.following import Following
from outhost.store.bell import Bell
from outhost.store.job_frames import told

log = logging.getLogger(__name__)

BEAT: Final = timedelta(seconds=15)
"""How long a feed is silent at most, and how often its followers are looked at."""
PROGRESS_EVERY: Final = timedelta(seconds=2)
_READ_EVERY: Final = timedelta(milliseconds=500)
_KEPT: Final = timedelta(seconds=10)
"""How long what was told stays in memory for those who are a little behind: not longer, lest it outlive what is erased."""
_KEPT_FRAMES: Final = 2000
_KEPT_CHARACTERS: Final = 1 << 20
_AT_ONCE: Final = 500
"""Frames that are handed out at once."""
_PLACES: Final = 32
"""How many different pieces are kept written between two reads; those who are equally far share one."""

Write = Callable[[News, bool], bytes]
"""Writes news as they are sent; the flag tells whether they are of all jobs of the workspace, or of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """News for somebody, and the round up to which they then have seen how far jobs are."""

    news: News
    seen: int


class Feed:
    """What is told of one workspace's jobs.

    `beats` counts the looks at who follows; `is_over` tells that nothing more will come; `read_at` is when it last looked.
    `turn` is set when there may be something new; take it before you look, and nothing falls between.
    """

    def __init__(self, workspace_id: WorkspaceId, following: Following, bell: Bell, clock: Clock) -> None:
        """Read when the bell rings for the workspace."""
        self.followers = 0
        self.beats = 0
        self.is_over = False
        self.turn = asyncio.Event()
        self.read_at = clock.now()
        self._workspace_id = workspace_id
        self._following = following
        self._bell = bell
        self._clock = clock
        self._window = _Window()
        self._board = _Board()
        self._reminders: list[datetime] = []
        self._written: dict[tuple[int, int, JobKey | None, bool], tuple[Piece, bytes]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self, *, is_over: bool) -> None:
        """Begin to read, unless it is over already."""
        self.is_over = is_over
        if not is_over:
            self._task = asyncio.create_task(self._run(), name=f"feed of workspace {self._workspace_id}")

    async def close(self) -> None:
        """Read no more, and let all who follow go."""
        self.is_over = True
        self._wake()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def workspace_id(self) -> WorkspaceId:
        """Give the workspace that this is about."""
        return self._workspace_id

    def remind(self, moment: datetime) -> None:
        """Have all who follow woken at a moment too."""
        self._reminders.append(moment)
        self._bell.ring([told(self._workspace_id)])

    def piece(self, number: int, seen: int, job: JobKey | None, *, has_progress: bool) -> Piece | None:
        """Give what was told after frame `number`, and which jobs went on since round `seen`; None where the rows must be read for that.

        How far jobs are is left out where more frames come first, or where newer ones were read than this feed knows.
        """
        frames = self._window.after(number)
        if frames is None:
            return None
        if job is not None:
            frames = [one for one in frames if one.frame.job_key == job]
        if len(frames) > _AT_ONCE:
            return Piece(news=News(told=frames[:_AT_ONCE], number=frames[_AT_ONCE - 1].frame.number), seen=seen)
        if not has_progress or number > self._window.high:
            return Piece(news=News(told=frames, number=max(number, self._window.high)), seen=seen)
        progress = [one for one in self._board.since(seen) if job in {None, one.key}]
        return Piece(news=News(told=frames, progress=progress, number=self._window.high), seen=self._board.round)

    def written(
        self, number: int, seen: int, job: JobKey | None, write: Write, *, has_progress: bool = True
    ) -> tuple[Piece, bytes] | None:  # fmt: skip
        """Give a piece with the bytes that it is written as, the same to all who are equally far."""
        place = (number, seen, job, has_progress)
        if (known := self._written.get(place)) is not None:
            return known
        piece = self.piece(number, seen, job, has_progress=has_progress)
        if piece is None:
            return None
        made = (piece, write(piece.news, job is None) if piece.news else b"")
        if len(self._written) < _PLACES:
            self._written[place] = made
        return made

    async def _run(self) -> None:
        """Read when the bell rings, twice a second at most, and when somebody is due to be told how far a job is."""
        read_at: datetime | None = self.read_at
        beat_at = self.read_at + BEAT
        with self._bell.sleeper(told(self._workspace_id)) as sleeper:
            while True:
                now = self._clock.now()
                beat_at = min(beat_at, now + BEAT)  # a clock that was put back makes nobody wait longer
                if read_at is not None and now >= read_at:
                    await self._try_to_read(now)
                    read_at = self._due(now)
                if now >= beat_at:
                    self.beats += 1
                    beat_at = now + BEAT
                    self._wake()
                await woken_or_at(sleeper, self._clock, min(beat_at, read_at or beat_at))
                read_at = min(read_at or self._soon(), self._soon())

    async def _try_to_read(self, now: datetime) -> None:
        try:
            await self._read(now)
        except Exception:
            log.exception("What is told of jobs could not be read; the next try is soon.", extra={"workspace": self._workspace_id})
        self.read_at = now
        self._wake()

    async def _read(self, now: datetime) -> None:
        if self._window.is_new:
            self._window.begin(await self._following.last_number(self._workspace_id))
        while True:
            page, live = await self._following.round(self._workspace_id, self._window.high)
            self._window.add(page.told, page.number, now)
            if not page.is_full:
                break
        self._board.put(live, now)

    def _soon(self) -> datetime:
        """Tell when to read because something rang."""
        now = self._clock.now()
        return now if self.read_at > now else max(now, self.read_at + _READ_EVERY)

    def _due(self, now: datetime) -> datetime | None:
        """Tell when to read though nothing rings."""
        self._reminders = [moment for moment in self._reminders if moment > now]
        return min((*self._reminders, *self._board.due), default=None)

    def _wake(self) -> None:
        self._written.clear()
        turn, self.turn = self.turn, asyncio.Event()
        turn.set()


class _Window:
    """The last frames, for those who are not far behind: all after `low`, up to `high`."""

    def __init__(self) -> None:
        self.is_new = True
        self.low = self.high = 0
        self._frames: deque[tuple[Told, datetime]] = deque()
        self._characters = 0

    def begin(self, number: int) -> None:
        self.is_new = False
        self.low = self.high = number

    def add(self, frames: Sequence[Told], number: int, now: datetime) -> None:
        for one in frames:
            self._frames.append((one, now))
            self._characters += len(one.frame.message)
        self.high = number
        while self._frames and self._is_too_much(now):
            one, _ = self._frames.popleft()
            self._characters -= len(one.frame.message)
            self.low = one.frame.number

    def after(self, number: int) -> list[Told] | None:
        """Give what came after a frame; None where not all of that is there."""
        if self.is_new or number < self.low:
            return None
        found: list[Told] = []
        for one, _ in reversed(self._frames):
            if one.frame.number <= number:
                break
            found.append(one)
        return found[::-1]

    def _is_too_much(self, now: datetime) -> bool:
        is_old = now - self._frames[0][1] >= _KEPT
        return is_old or len(self._frames) > _KEPT_FRAMES or self._characters > _KEPT_CHARACTERS


class _Board:
    """How far every live job is, as it was last told; each is told again when it changed, and two seconds later at the earliest."""

    def __init__(self) -> None:
        self.round = 0
        self.due: list[datetime] = []
        self._told: dict[JobKey, tuple[Progress, datetime, int]] = {}

    def put(self, live: Sequence[Progress], now: datetime) -> None:
        self.round += 1
        kept: dict[JobKey, tuple[Progress, datetime, int]] = {}
        self.due = []
        for one in live:
            known = self._told.get(one.key)
            if known is not None and (known[0] == one or known[1] <= now < known[1] + PROGRESS_EVERY):
                kept[one.key] = known
                self.due += [known[1] + PROGRESS_EVERY] if known[0] != one else []
            else:
                kept[one.key] = (one, now, self.round)
        self._told = kept

    def since(self, seen: int) -> list[Progress]:
        return [progress for progress, _, number in self._told.values() if number > seen]

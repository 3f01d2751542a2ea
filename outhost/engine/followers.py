"""Those who follow jobs: each at a place of their own, which is all that is known of them, however slow they are."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from outhost.domain.clock import Clock
from outhost.domain.job_news import News, Progress, Scene
from outhost.domain.jobs import JobKey
from outhost.domain.workspaces import WorkspaceId
from outhost.engine.feed import PROGRESS_EVERY, Feed, Write
from outhost.operations.following import Following
from outhost.store.bell import Bell


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody begins: after the frame `number`, having been shown the `scene`; `job` where they follow that one alone."""

    workspace_id: WorkspaceId
    job: JobKey | None
    number: int
    scene: Scene


class Followers:
    """Who follows, and a feed for each workspace in which somebody does."""

    def __init__(self, following: Following, bell: Bell, clock: Clock) -> None:
        """Read through `following` when the bell rings, by this clock."""
        self._following = following
        self._clock = clock
        self._bell = bell
        self._feeds: dict[WorkspaceId, Feed] = {}
        self._is_closed = False

    def place(self, workspace_id: WorkspaceId, job: Progress | None, number: int, scene: Scene) -> Place:
        """Make a place to follow from."""
        return Place(workspace_id=workspace_id, job=job.key if job else None, number=number, scene=scene)

    @asynccontextmanager
    async def follow(self, place: Place, write: Write) -> AsyncIterator["Follower"]:
        """Follow from a place on while the block lasts; what is told is written by `write`."""
        async with self._joined(place.workspace_id) as feed:
            yield Follower(feed, self._following, self._clock, place, write)

    async def close(self) -> None:
        """Let all who follow go at once, and whoever comes later."""
        self._is_closed = True
        for feed in list(self._feeds.values()):
            await feed.close()

    @asynccontextmanager
    async def _joined(self, workspace_id: WorkspaceId) -> AsyncIterator[Feed]:
        """Keep a workspace's feed running while the block lasts."""
        feed = self._feeds.get(workspace_id)
        if feed is None:
            feed = self._feeds[workspace_id] = Feed(workspace_id, self._following, self._bell, self._clock)
            feed.start(is_over=self._is_closed)
        feed.followers += 1
        try:
            yield feed
        finally:
            feed.followers -= 1
            if not feed.followers:
                del self._feeds[workspace_id]
                await feed.close()


class Follower:
    """One who follows. Replay and live are one: whoever is too far behind for the feed's memory reads the rows."""

    def __init__(self, feed: Feed, following: Following, clock: Clock, place: Place, write: Write) -> None:
        """Begin at `place`."""
        self.number = place.number
        self._feed = feed
        self._following = following
        self._job = place.job
        self._end = place.scene.end_number
        self._write = write
        self._shown: Mapping[JobKey, Progress] | None = {one.key: one for one in place.scene.progress}
        self._held_until = clock.now() + PROGRESS_EVERY
        self._beats = feed.beats
        self._seen = 0
        feed.remind(self._held_until)

    async def steps(self) -> AsyncGenerator[bytes | None, None]:
        """Give what is to be sent, piece by piece, and None at every beat; end with the job, or with the feed."""
        beats = self._feed.beats
        while not self._feed.is_over:
            turn = self._feed.turn
            if self._feed.beats != beats:
                beats = self._feed.beats
                yield None
            news, text, is_behind = await self._next()
            self.number = news.number
            if text:
                yield text
            if self._is_end(news):
                return
            if not text and not is_behind:
                await turn.wait()

    async def _next(self) -> tuple[News, bytes, bool]:
        """Give what comes next, and whether there is more of it already."""
        found = self._later() if self._shown is None else self._first(self._shown)
        if found is not None:
            return *found, False
        page = await self._following.page(self._feed.workspace_id, self._job, self.number)
        news = News(told=page.told, number=page.number)
        return news, self._written(news), page.is_full

    def _first(self, shown: Mapping[JobKey, Progress]) -> tuple[News, bytes] | None:
        """Give news without how far jobs are, for two seconds after that was shown; then, once, without what has not changed since."""
        is_held = self._feed.read_at < self._held_until and self._feed.beats <= self._beats + 1  # a clock may be put back
        if is_held:
            return self._later(has_progress=False)
        piece = self._feed.piece(self.number, self._seen, self._job, has_progress=True)
        if piece is None:
            return None
        changed = [one for one in piece.news.progress if shown.get(one.key) != one]
        if piece.seen > self._seen:
            self._shown, self._seen = None, piece.seen
        news = News(told=piece.news.told, progress=changed, number=piece.news.number)
        return news, self._written(news)

    def _later(self, *, has_progress: bool = True) -> tuple[News, bytes] | None:
        found = self._feed.written(self.number, self._seen, self._job, self._write, has_progress=has_progress)
        if found is None:
            return None
        piece, text = found
        self._seen = piece.seen
        return piece.news, text

    def _written(self, news: News) -> bytes:
        return self._write(news, self._job is None) if news else b""

    def _is_end(self, news: News) -> bool:
        if self._job is None:
            return False
        return any(one.is_end for one in news.told) or (self._end is not None and self.number >= self._end)

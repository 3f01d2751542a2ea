"""The lane: one thread, which calls that wait together cross in one hop, and which outlives whatever happens to them."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from outhost.store.lane import BATCH_LIMIT, Lane, Outcome, Work


async def test_calls_that_wait_together_cross_together() -> None:
    """A hundred calls made in one breath take one hop, and each gets its own answer."""
    thread = _Thread()
    lane = Lane("test", run_batch=thread.run_batch, close=thread.close)
    assert await asyncio.gather(*(lane.call(lambda _, n=n: n) for n in range(100))) == list(range(100))
    assert thread.batches == [100]
    await lane.close()
    assert thread.is_closed


async def test_a_batch_has_a_limit() -> None:
    """However many wait, no batch is so long that its first caller waits for ever."""
    thread = _Thread()
    lane = Lane("test", run_batch=thread.run_batch, close=thread.close)
    await asyncio.gather(*(lane.call(lambda _: None) for _ in range(2 * BATCH_LIMIT + 1)))
    assert thread.batches == [BATCH_LIMIT, BATCH_LIMIT, 1]
    await lane.close()


async def test_a_fault_of_a_whole_batch_reaches_every_caller_and_ends_nothing() -> None:
    """The database broke in the middle: all who waited are told, and the next call is served."""
    thread = _Thread()
    lane = Lane("test", run_batch=thread.run_batch, close=thread.close)
    thread.fault = OSError("the disk is gone")
    answers = await asyncio.gather(*(lane.call(lambda _: None) for _ in range(5)), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["the disk is gone"] * 5
    thread.fault = None
    assert await lane.call(lambda _: "well") == "well"
    await lane.close()


async def test_closing_finishes_what_waits_and_refuses_what_comes_after() -> None:
    """What was asked before the end is done; what is asked afterwards is told so at once."""
    thread = _Thread()
    lane = Lane("test", run_batch=thread.run_batch, close=thread.close)
    asked = [lane.call(lambda _, n=n: n) for n in range(3)]
    await lane.close()
    assert [await future for future in asked] == [0, 1, 2]
    with pytest.raises(RuntimeError, match="closed"):
        await lane.call(lambda _: None)
    await lane.close()


async def test_a_cancelled_caller_holds_nobody_up() -> None:
    """Somebody hangs up while the thread works: the others get their answers."""
    thread = _Thread()
    lane = Lane("test", run_batch=thread.run_batch, close=thread.close)
    first, second = lane.call(lambda _: 1), lane.call(lambda _: 2)
    first.cancel()
    assert await second == 2
    assert await lane.call(lambda _: 3) == 3
    await lane.close()


async def test_after_each_batch_the_loop_is_told_before_the_callers() -> None:
    """Whoever sleeps at the bell is woken on the event loop, not on the thread."""
    told: list[str] = []
    thread = _Thread()
    lane = Lane("test", run_batch=thread.run_batch, close=thread.close, after_batch=lambda: told.append(threading.current_thread().name))
    await lane.call(lambda _: None)
    assert told == [threading.current_thread().name]
    await lane.close()


class _Thread:
    """What the lane's thread does."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.fault: BaseException | None = None
        self.is_closed = False

    def run_batch(self, works: Sequence[Work]) -> list[Outcome]:
        if self.fault is not None:
            raise self.fault
        self.batches.append(len(works))
        return [(work(None), None) for work in works]

    def close(self) -> None:
        self.is_closed = True

"""A lane: one thread with one connection, which calls that wait together cross in one hop."""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any

BATCH_LIMIT = 512

Work = Callable[[Any], Any]
Outcome = tuple[Any, BaseException | None]
"""What a work returned, or what it raised."""

_Batch = list[tuple[Work, "asyncio.Future[Any]"]]


class Lane:
    """Hands batches of works to a thread.

    While the thread is busy, calls gather on the event loop; when it comes back, all of them go over together. So one hop, and in
    the writer's case one durable commit, serves everybody who waits.
    """

    def __init__(
        self,
        name: str,
        *,
        run_batch: Callable[[Sequence[Work]], list[Outcome]],
        close: Callable[[], None],
        after_batch: Callable[[], None] | None = None,
    ) -> None:
        """Start the thread; `run_batch` and finally `close` are called on it alone, `after_batch` on the event loop."""
        self._loop = asyncio.get_running_loop()
        self._run_batch = run_batch
        self._close = close
        self._after_batch = after_batch
        self._waiting: _Batch = []
        self._is_busy = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_closed = False
        self._inbox: queue.SimpleQueue[_Batch | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work_forever, name=name, daemon=True)
        self._thread.start()

    def call(self, work: Work) -> "asyncio.Future[Any]":
        """Have `work` run on the thread; the future gives what it returned or raised. Cancelling the future does not stop the work."""
        future = self._loop.create_future()
        if self._is_closed:
            future.set_exception(RuntimeError("The store is closed."))
            return future
        self._waiting.append((work, future))
        if not self._is_busy:
            self._is_busy = True
            self._idle.clear()
            # Not at once: whoever is ready in this turn of the loop comes along.
            self._loop.call_soon(self._send)
        return future

    async def close(self) -> None:
        """Finish what waits, then stop the thread."""
        self._is_closed = True
        await self._idle.wait()
        self._inbox.put(None)
        await asyncio.to_thread(self._thread.join)

    def _send(self) -> None:
        batch, self._waiting = self._waiting[:BATCH_LIMIT], self._waiting[BATCH_LIMIT:]
        self._inbox.put(batch)

    def _work_forever(self) -> None:
        while (batch := self._inbox.get()) is not None:
            self._loop.call_soon_threadsafe(self._answer, batch, self._outcomes(batch))
        self._close()

    def _outcomes(self, batch: _Batch) -> list[Outcome]:
        try:
            return self._run_batch([work for work, _ in batch])
        except BaseException as fault:  # noqa: BLE001 - the thread outlives whatever happens to one batch
            return [(None, fault)] * len(batch)

    def _answer(self, batch: _Batch, outcomes: list[Outcome]) -> None:
        if self._after_batch is not None:
            self._after_batch()
        for (_, future), (value, fault) in zip(batch, outcomes, strict=True):
            if future.done():  # the caller was cancelled; its work stands
                continue
            if fault is None:
                future.set_result(value)
            else:
                future.set_exception(_raisable(fault))
        if self._waiting:
            self._send()
        else:
            self._is_busy = False
            self._idle.set()


def _raisable(fault: BaseException) -> BaseException:
    """Give what a future may raise: a StopIteration would end whoever awaits it without a word, so asyncio takes none."""
    if not isinstance(fault, StopIteration):
        return fault
    told = RuntimeError("A unit of work ran out of an iterator.")
    told.__cause__ = fault
    return told

"""Threads of a worker process: what blocks runs beside the event loop, a few at once."""

import asyncio
import threading

from waiting import until

from outhost.jobtypes.context import Threads


class Counter:
    """Counts who is at work until everybody may go."""

    def __init__(self) -> None:
        """Let nobody go yet."""
        self.begun = 0
        self._go = threading.Event()
        self._turn = threading.Lock()

    def work(self) -> None:
        """Be at work."""
        with self._turn:
            self.begun += 1
        self._go.wait()

    def let_go(self) -> None:
        """Let everybody go."""
        self._go.set()


async def test_few_compute_at_once_however_many_rows_are_under_way() -> None:
    """Sixty-four large pages that are read at once would leave the loop no turn; eight do, and the others come after them."""
    threads, counter = Threads(), Counter()
    tasks = [asyncio.create_task(threads.run(counter.work)) for _ in range(64)]
    await until(lambda: counter.begun >= 8)
    for _ in range(100):
        await asyncio.sleep(0)
    assert counter.begun == 8
    counter.let_go()
    await asyncio.gather(*tasks)
    assert (counter.begun, threads.left_behind) == (64, 0)


async def test_who_is_left_behind_takes_no_place() -> None:
    """Eight threads that never come back keep nobody else from working; who was still waiting leaves none behind."""
    threads, stuck = Threads(), Counter()
    tasks = [asyncio.create_task(threads.run(stuck.work)) for _ in range(9)]
    await until(lambda: stuck.begun == 8)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert threads.left_behind == 8
    assert await threads.run(lambda: "done") == "done"
    stuck.let_go()
    await until(lambda: threads.left_behind == 0)

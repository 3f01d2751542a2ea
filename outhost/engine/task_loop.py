"""The task loop: owns every task that runs by itself, so that none is forgotten and all of them end with the server."""

import asyncio
import logging
from collections.abc import Callable, Coroutine

log = logging.getLogger(__name__)


class TaskLoop:
    """Background tasks by name."""

    def __init__(self) -> None:
        """Begin with none."""
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, run: Callable[[], Coroutine[None, None, None]]) -> None:
        """Start a task that is meant to run until the loop is closed."""
        task = asyncio.create_task(run(), name=name)
        task.add_done_callback(self._note_end)
        self._tasks[name] = task

    @property
    def is_well(self) -> bool:
        """Tell whether every task that was started still runs."""
        return all(not task.done() for task in self._tasks.values())

    async def close(self) -> None:
        """Cancel every task and wait until all have ended."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _note_end(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            log.error("A background task ended by a fault.", extra={"task": task.get_name()}, exc_info=task.exception())

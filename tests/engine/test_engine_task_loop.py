"""The task loop: every task has an owner, and all of them end with the server."""

import asyncio
import logging

import pytest

from outhost.engine.task_loop import TaskLoop


async def test_closing_waits_until_every_task_has_put_its_things_away() -> None:
    """A task that is cancelled in the middle finishes what it must before the server is gone."""
    put_away: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(3):
                await asyncio.sleep(0)
            put_away.append("tools")

    loop = TaskLoop()
    loop.start("work", work)
    await asyncio.sleep(0)
    assert loop.is_well
    await loop.close()
    assert put_away == ["tools"]
    assert [task for task in asyncio.all_tasks() if task.get_name() == "work"] == []


async def test_a_task_that_breaks_is_logged_with_its_trace_and_told(caplog: pytest.LogCaptureFixture) -> None:
    """A task ended by a fault: the log says which and why, and the server knows that it is not well."""

    async def work() -> None:
        raise ZeroDivisionError("by zero")

    loop = TaskLoop()
    with caplog.at_level(logging.ERROR):
        loop.start("work", work)
        for _ in range(3):
            await asyncio.sleep(0)
    assert not loop.is_well
    record = caplog.records[-1]
    assert record.getMessage() == "A background task ended by a fault."
    assert record.task == "work"
    assert "by zero" in caplog.text
    await loop.close()


async def test_a_loop_without_tasks_is_well_and_closes() -> None:
    """Nothing to do is nothing wrong."""
    loop = TaskLoop()
    assert loop.is_well
    await loop.close()
    assert loop.is_well

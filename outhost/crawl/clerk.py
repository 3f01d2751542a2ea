"""The clerk: whoever wants something of the archive waits together, and one hop to a thread serves them all."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_Errand = tuple[Callable[[], Any], "asyncio.Future[Any]"]
_Outcome = tuple[Any, BaseException | None]


class Clerk:
    """Does what blocks, in a thread, one errand after the other: hundreds of small ones a second cost a hop each otherwise."""

    def __init__(self) -> None:
        """Have nothing to do."""
        self._waiting: list[_Errand] = []
        self._is_away = False

    async def do(self, work: Callable[[], T]) -> T:
        """Give what comes of some work; who no longer waits for it does not stop it once it was begun."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[T] = loop.create_future()
        self._waiting.append((work, outcome))
        if not self._is_away:
            self._is_away = True
            loop.call_soon(self._send, loop)  # whoever is ready in this turn of the loop comes along
        return await outcome

    def _send(self, loop: asyncio.AbstractEventLoop) -> None:
        errands = [errand for errand in self._waiting if not errand[1].done()]
        self._waiting = []
        if errands:
            going = loop.run_in_executor(None, _done, [work for work, _ in errands])
            going.add_done_callback(lambda gone: self._tell(loop, errands, gone.result()))
        else:
            self._is_away = False

    def _tell(self, loop: asyncio.AbstractEventLoop, errands: list[_Errand], outcomes: list[_Outcome]) -> None:
        for (_, future), (result, fault) in zip(errands, outcomes, strict=True):
            if future.done():
                continue
            if fault is None:
                future.set_result(result)
            else:
                future.set_exception(fault)
        self._send(loop)


def _done(works: list[Callable[[], Any]]) -> list[_Outcome]:
    return [_outcome_of(work) for work in works]


def _outcome_of(work: Callable[[], Any]) -> _Outcome:
    try:
        return work(), None
    except BaseException as fault:  # noqa: BLE001 - told to whoever asked for it
        return None, fault

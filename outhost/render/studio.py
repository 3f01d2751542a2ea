"""The drawing processes: pictures are drawn beside the server, never in it, and a process that hangs or dies is replaced."""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Self

from outhost.domain.errors import Refusal
from outhost.domain.reductions import FULL, Reduction
from outhost.domain.render_spec import RenderSpec
from outhost.render.painter import DrawingFailed, DrawingTimedOut, Made, Order, Painter
from outhost.render.picture import KeptPicture, Picture
from outhost.render.worker import KeepFile

__all__ = ["DrawingFailed", "DrawingTimedOut", "Studio"]

log = logging.getLogger(__name__)

PNG_SECONDS: Final = 2.0
GIF_SECONDS: Final = 10.0
_START_SECONDS: Final = 60.0
"""How long a process may take until it is ready, on a machine busy with everything else."""
_REST_SECONDS: Final = 1.0
"""Pause after a process that failed to start, so that a broken installation does not spin."""


_MOST_UNKEPT: Final = 16
"""Drawn pictures of one process that may wait for the disk before it is given another to draw: they lie in its memory."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A picture that someone waits for."""

    order: Order
    made: Made


class Studio:
    """Draws in processes of its own. One event loop uses it; orders are taken first come, first served by whichever process is free."""

    def __init__(
        self,
        keep_file: KeepFile,
        processes: int | None = None,
        png_seconds: float = PNG_SECONDS,
        gif_seconds: float = GIF_SECONDS,
        *,
        own_fonts: Path | None = None,
    ) -> None:
        """Keep the settings; no process runs before `warm_up` or the first drawing. As many as there are cores unless told.

        `keep_file` is how the processes keep what they draw into files; it is called there, by whichever module it was imported from.
        `own_fonts` is a folder of the owner's own fonts, which are asked before those that outhost falls back on.
        """
        self._keep_file = keep_file
        self._own_fonts = own_fonts
        self._processes = processes or os.cpu_count() or 1
        self._limits = {"png": png_seconds, "gif": gif_seconds}
        self._orders: deque[_Waiting] = deque()
        self._bells: deque[asyncio.Future[None]] = deque()
        self._painters: set[Painter] = set()
        self._places: list[asyncio.Task[None]] = []
        self._is_closed = False

    @classmethod
    async def start(
        cls, keep_file: KeepFile, processes: int | None = None, png_seconds: float = PNG_SECONDS, gif_seconds: float = GIF_SECONDS
    ) -> Self:
        """Make a studio and warm it up."""
        studio = cls(keep_file, processes, png_seconds, gif_seconds)
        studio.warm_up()
        return studio

    @property
    def pids(self) -> tuple[int, ...]:
        """List the numbers of the processes that are there now."""
        return tuple(painter.pid for painter in self._painters if painter.pid is not None)

    def warm_up(self) -> None:
        """Begin to start the processes, and return at once; the first drawings wait until one is ready."""
        if not self._places:
            self._places = [asyncio.create_task(self._keep_place(), name=f"studio place {number}") for number in range(self._processes)]

    async def draw(
        self, spec: RenderSpec, variables: Mapping[str, str | None], assets: Mapping[str, Path], reduction: Reduction = FULL
    ) -> Picture:
        """Draw one picture. Its time limit counts from when a ready process has taken it; a caller that is cancelled disturbs nobody.

        Raises:
            TextOverflows: A text does not fit and its layer calls that an error.
            DrawingTimedOut: It took longer than a PNG or a GIF may.
            DrawingFailed: The drawing process met a fault or died, or the studio is closed.
        """
        picture = await self._made(spec, variables, assets, reduction, None)
        assert isinstance(picture, Picture)
        return picture

    async def draw_file(
        self,
        path: Path,
        spec: RenderSpec,
        variables: Mapping[str, str | None],
        assets: Mapping[str, Path],
        reduction: Reduction = FULL,
    ) -> KeptPicture:
        """Draw one picture into a file; when this returns, it outlives a power cut. While the disk works, the process draws the next.

        Raises:
            TextOverflows, DrawingTimedOut, DrawingFailed: As `draw`.
            OSError: The disk would not take it.
        """
        picture = await self._made(spec, variables, assets, reduction, path)
        assert isinstance(picture, KeptPicture)
        return picture

    async def close(self) -> None:
        """End all processes and fail what still waits; returns when they are gone."""
        self._is_closed = True
        for place in self._places:
            place.cancel()
        await asyncio.gather(*self._places, return_exceptions=True)
        self._fail_waiting("the studio is closed")
        for painter in tuple(self._painters):
            await self._dismiss(painter)

    async def _made(
        self, spec: RenderSpec, variables: Mapping[str, str | None], assets: Mapping[str, Path], reduction: Reduction, path: Path | None
    ) -> Picture | KeptPicture:
        if self._is_closed:
            raise DrawingFailed("the studio is closed")
        files = {asset: str(file) for asset, file in assets.items()}
        order = Order(spec=spec, variables=dict(variables), assets=files, reduction=reduction, path=path)
        waiting = _Waiting(order, asyncio.get_running_loop().create_future())
        self.warm_up()
        self._orders.append(waiting)
        self._ring_one()
        return await waiting.made

    async def _keep_place(self) -> None:
        """Keep one process at work, replacing it whenever it has to go."""
        while True:
            painter = await self._hired()
            if painter:
                await self._serve(painter)
                await self._dismiss(painter)
            else:
                self._fail_waiting("no drawing process could be started")
                await asyncio.sleep(_REST_SECONDS)

    async def _hired(self) -> Painter | None:
        painter = Painter(self._keep_file, self._own_fonts)
        self._painters.add(painter)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await painter.until_ready()
        except Exception:
            log.exception("a drawing process did not start")
            await self._dismiss(painter)
            return None
        return painter

    async def _serve(self, painter: Painter) -> None:
        """Hand orders to a process until it has to be replaced."""
        room = asyncio.Semaphore(_MOST_UNKEPT)
        while waiting := await self._next_order(painter):
            await room.acquire()
            limit = self._limits[waiting.order.spec.image_extension]
            try:
                async with asyncio.timeout(limit):
                    made = await painter.draw(waiting.order)
            except TimeoutError:
                log.warning(
                    "a drawing took too long and its process is replaced", extra={"seconds": limit, "spec": waiting.order.spec.digest}
                )
                _fail(waiting, DrawingTimedOut(limit))
                return
            except (Refusal, DrawingFailed) as fault:
                room.release()
                _fail(waiting, fault)
            except asyncio.CancelledError:
                _fail(waiting, DrawingFailed("the studio is closed"))
                raise
            except Exception:
                log.exception("a drawing process answered nonsense and is replaced")
                _fail(waiting, DrawingFailed("the drawing process answered nonsense"))
                return
            else:
                made.add_done_callback(partial(_hand_over, waiting, room))

    async def _next_order(self, painter: Painter) -> _Waiting | None:
        """Wait for an order that is still wanted; None when the process dies first."""
        while not painter.gone.done():
            while self._orders:
                waiting = self._orders.popleft()
                if not waiting.made.done():
                    return waiting
            ring = asyncio.get_running_loop().create_future()
            stop = partial(_ring, ring)
            painter.gone.add_done_callback(stop)
            self._bells.append(ring)
            try:
                await ring
            finally:
                painter.gone.remove_done_callback(stop)
        return None

    def _ring_one(self) -> None:
        """Wake one place that waits for an order."""
        while self._bells:
            bell = self._bells.popleft()
            if not bell.done():
                bell.set_result(None)
                return

    async def _dismiss(self, painter: Painter) -> None:
        await painter.dismiss()
        self._painters.discard(painter)

    def _fail_waiting(self, reason: str) -> None:
        while self._orders:
            _fail(self._orders.popleft(), DrawingFailed(reason))


def _ring(bell: asyncio.Future[None], _gone: object) -> None:
    if not bell.done():
        bell.set_result(None)


def _hand_over(waiting: _Waiting, room: asyncio.Semaphore, done: Made) -> None:
    room.release()
    if fault := done.exception():
        _fail(waiting, fault)
    elif not waiting.made.done():
        waiting.made.set_result(done.result())


def _fail(waiting: _Waiting, fault: BaseException) -> None:
    if not waiting.made.done():
        waiting.made.set_exception(fault)
